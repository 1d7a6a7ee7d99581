"""Contracts of every reranker, and what the features one must tell apart."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chain import around
from assistant.rerank import RERANKERS, Features, Finder, Reranker
from index.load import from_text
from index.split import sentences
from index.types import Span
from tests.pair_models import pair_model


@pytest.fixture(params=["counting", *RERANKERS], scope="module")
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    if request.param == "counting":
        return Finder(pair_model(tmp_path_factory.mktemp("pairs")))
    return RERANKERS[request.param]()


def spans(*lines: str) -> list[Span]:
    return list(sentences(from_text("\n\n".join(lines))))


def test_nothing_to_rank_gives_nothing(reranker: Reranker) -> None:
    assert reranker.rerank("Who?", [], []) == ()


@given(question=st.text(max_size=80), lines=st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=4))
def test_any_text_gives_a_probability_each(reranker: Reranker, question: str, lines: list[str]) -> None:
    article = from_text("A headline\n\n" + "\n\n".join(["Some text.", *lines]))
    found = list(sentences(article))
    ranked = reranker.rerank(question, found, [around(found, number) for number in range(len(found))])
    assert len(ranked) == len(found)
    assert all(0 <= probability <= 1 for probability in ranked)


def test_the_finder_reads_question_sentence_and_what_is_around(tmp_path: Path) -> None:
    finder = Finder(pair_model(tmp_path))
    (yes,) = finder.rerank("perhaps", spans("yes yes.")[-1:], [""])
    (no,) = finder.rerank("perhaps", spans("no x.")[-1:], [""])
    *_, beside = finder.rerank("perhaps", spans("yes yes.", "no x."), ["", ""])
    assert yes > 0.5 > no
    assert beside > no


@pytest.fixture(scope="module")
def trained() -> Finder:
    return Finder()


@pytest.mark.parametrize(
    ("question", "answers", "not_answers"),
    [
        (
            "When did the ferry run aground?",
            "The ferry ran aground on Tuesday night.",
            "The ferry's owner, Norvik, has run the line since 1998.",
        ),
        (
            "What did Mayor Ada Quell say about the dam?",
            "Mayor Ada Quell said the dam would hold.",
            "The dam was built of earth and stone.",
        ),
        ("Who won the final?", "Mara Lind won the final in Oslo.", "The final was played in front of 20,000 people."),
        (
            "How much did the city pay for the hall?",
            "The city paid 40,000 euros for the hall.",
            "The city will say on Friday what it paid for the hall.",
        ),
    ],
    ids=["when", "what-did-they-say", "who", "how-much"],
)
def test_the_trained_finder_puts_the_answer_first(trained: Finder, question: str, answers: str, not_answers: str) -> None:
    yes, no = trained.rerank(question, spans(answers, not_answers)[:2], ["", ""])
    assert yes > no


@pytest.mark.parametrize(
    ("question", "answers", "not_answers"),
    [
        ("How many members does the union have?", "The union has 4,200 members.", "The union asked its members to wait."),
        (
            "Which supplier does the password belong to?",
            "The password belongs to the supplier Norvik.",
            "It was the password of a supplier.",
        ),
        ("How much did the city pay for the hall?", "The city paid 40,000 euros for the hall.", "The city paid for the hall."),
        ("On which day did the ministers speak?", "The ministers spoke on Tuesday.", "The ministers spoke on the telephone."),
        ("Who won the final?", "Mara Lind won the final.", "Mara Lind tested positive before the final."),
        ("What did Ms Orr say about the dam?", "Ms Orr said the dam was safe.", "The dam was shown to Ms Orr."),
    ],
    ids=["number", "which", "money", "day", "doing", "speaks"],
)
def test_features_when_one_sentence_answers(question: str, answers: str, not_answers: str) -> None:
    yes, no = Features().rerank(question, spans(answers, not_answers)[:2], ["", ""])
    assert yes >= 0.5
    assert yes > no


def test_features_know_whose_he_said_is() -> None:
    (alone,) = Features().rerank("What did Temperley say about the accounts?", spans('"They are false," he said.'), [""])
    (beside,) = Features().rerank(
        "What did Temperley say about the accounts?", spans('"They are false," he said.'), ["Temperley signed the accounts."]
    )
    assert beside > alone
