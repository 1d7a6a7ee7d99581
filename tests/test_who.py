"""Who said what in a library where not every statement can be looked through."""

from collections.abc import Iterator, Sequence

import pytest
from hashing import HashingEmbedder

from assistant import build, who
from assistant.told import AT_MOST, told
from assistant.types import Request
from index.embed import MiniLM
from index.index import Index
from index.load import from_text
from index.memory import MemoryStore
from index.types import Statement

PLACES = ("Tarn", "Oslo", "Bergen", "Lund", "Turku", "Vaasa", "Gävle", "Narvik")


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Eight articles, in each of which the same mayor and another speak."""
    with Index(MemoryStore(), HashingEmbedder.name, HashingEmbedder, build.attributor) as made:
        made.add(
            from_text(
                f"News of {place}\n\nMayor Ada Quell said that the dam at {place} would hold. "
                f"The engineer Bo Lind denied that the bridge of {place} was closed."
            )
            for place in PLACES
        )
        yield made


@pytest.fixture
def large(index: Index, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Makes the library count as large; gives the ids of each reading of statements."""
    read: list[Sequence[str]] = []
    statements = index.statements

    def noted(article_ids: Sequence[str] = ()) -> list[Statement]:
        read.append(article_ids)
        return statements(article_ids)

    monkeypatch.setattr(index, "statements", noted)
    monkeypatch.setattr(who, "LARGE", 0)
    monkeypatch.setattr(who, "READ", 1)
    return read


@pytest.mark.parametrize(
    ("speaker", "about"),
    [("Quell", None), ("Bo Lind", None), ("Quell", "the dam at Oslo"), (None, "the dam"), ("Nobody Else", "dam")],
)
def test_the_same_is_found_in_a_large_library(
    speaker: str | None, about: str | None, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = who.who_said(index, speaker, about)
    monkeypatch.setattr(who, "LARGE", 0)
    monkeypatch.setattr(who, "READ", 3)
    assert set(who.who_said(index, speaker, about)) == set(small)
    assert bool(small) == (speaker != "Nobody Else")


def test_of_many_articles_only_those_are_read_that_fit_the_topic_best(
    index: Index, large: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "CANDIDATES", 2)
    found = who.who_said(index, "Ada Quell", "the dam at Narvik")
    assert "Narvik" in found[0].content[0].text
    assert len({article_id for ids in large for article_id in ids}) <= 2


def test_an_answer_reads_no_more_than_it_shows(index: Index, large: list[Sequence[str]]) -> None:
    answers = told(index, Request("What did Ada Quell say?"))
    assert answers
    assert sum(len(answer.sentences) for answer in answers) == AT_MOST
    assert large[:AT_MOST] == [(article_id,) for article_id in index.ids[:AT_MOST]]


def test_who_denies_the_accusation_denies_what_was_said_before(minilm: MiniLM) -> None:
    text = "The council said that waste of the dairy had killed the trout. The dairy rejected the accusation."
    with Index(MemoryStore(), MiniLM.name, lambda: minilm, build.attributor) as made:
        made.add([from_text(f"News of Elm\n\n{text}\n\nSofia Lind denied that the firm was moving to Latvia.")])
        answers = told(made, Request("Who denies that the dairy killed the trout?")) or ()
    assert [s.text for answer in answers for s in answer.sentences] == ["The dairy rejected the accusation."]


def test_who_denies_the_accusations_is_whoever_denies_anything(minilm: MiniLM) -> None:
    text = "Halden Lines rejected accusations that its ship left with too few boats. Ilse Varga said that they had counted them."
    with Index(MemoryStore(), MiniLM.name, lambda: minilm, build.attributor) as made:
        made.add([from_text(f"News of Elm\n\n{text}\n\nSofia Lind denied that the firm was moving to Latvia.")])
        answers = told(made, Request("Who denies the accusations?")) or ()
    assert {s.text[:12] for answer in answers for s in answer.sentences} == {"Halden Lines", "Sofia Lind d"}
