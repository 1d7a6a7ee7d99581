"""What an article offers for or against a claim, from hand-made statements."""

import pytest

from assistant.premises import Premise, premises
from index.load import from_text
from index.split import sentences
from index.types import Article, Kind, Span, Stance, Statement


def place(article: Article, words: str) -> Span:
    """Where the words first stand."""
    start = article.text.index(words)
    return article.span(start, start + len(words))


def said(text: str, *rows: tuple[str, str, str, Kind, Stance]) -> tuple[Premise, ...]:
    """The premises of what is said: rows are speaker (and mention), cue, content, kind and stance."""
    article = from_text(text)
    found = [
        Statement(who, place(article, who), place(article, cue), (place(article, what),), kind, stance)
        for who, cue, what, kind, stance in rows
    ]
    return tuple(p for p in premises(article, sentences(article), found) if p.statement and not p.whole)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Neither her office nor the union would confirm the offer.", ("the union", "confirm", "the offer", "indirect", "asserts")),
        ("The union rejected those claims.", ("The union", "rejected", "those claims", "indirect", "denies")),
    ],
    ids=["neither-nor", "names-nothing"],
)
def test_what_says_nothing_of_a_matter_is_no_premise(text: str, row: tuple[str, str, str, Kind, Stance]) -> None:
    assert said(text, row) == ()


def test_a_plea_answers_the_charge_and_not_what_was_said_before() -> None:
    text = 'The clerk said the two had met in Tarn. "Not guilty of any theft," said Quell.'
    rows = (
        ("The clerk", "said", "the two had met in Tarn", "indirect", "asserts"),
        ("Quell", "said", "Not guilty of any theft", "direct", "denies"),
    )
    assert not any("met" in premise.text and premise.denied for premise in said(text, *rows))  # type: ignore[arg-type]


def test_a_flat_denial_answers_what_was_said_before() -> None:
    text = 'The clerk said the two had met in Tarn. "Nothing of the kind," said Quell.'
    rows = (
        ("The clerk", "said", "the two had met in Tarn", "indirect", "asserts"),
        ("Quell", "said", "Nothing of the kind", "direct", "denies"),
    )
    assert any("met" in premise.text and premise.denied for premise in said(text, *rows))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cue", "content"), [("disputed", "the figure"), ("called", "that claim false"), ("dismissed", "the report as nonsense")]
)
def test_who_denies_a_claim_that_is_not_told_again_denies_what_was_said_before(cue: str, content: str) -> None:
    rows = (
        ("The clerk", "said", "four gates were broken", "indirect", "asserts"),
        ("Quell", cue, content, "indirect", "denies"),
    )
    found = said(f"The clerk said four gates were broken. Quell {cue} {content}.", *rows)  # type: ignore[arg-type]
    denied = [p.text for p in found if p.statement and p.statement.speaker == "Quell"]
    assert denied == ["four gates were broken"]
    assert all(p.denied for p in found if p.text in denied and p.statement and p.statement.speaker == "Quell")


def test_a_clause_that_hangs_on_what_is_said_is_not_the_articles_own() -> None:
    article = from_text("Sorel said the minister had sold the dam, in which his brother holds shares.")
    who, cue, what = (place(article, words) for words in ("Sorel", "said", "the minister had sold the dam"))
    statement = Statement("Sorel", who, cue, (what,), "indirect", "asserts")
    assert [p.text for p in premises(article, sentences(article), [statement]) if not p.statement] == []


@pytest.mark.parametrize(("whom", "told"), [("him", "he is"), ("them", "they are"), ("the port", "the port is")])
def test_who_is_accused_is_the_subject(whom: str, told: str) -> None:
    text = f"Brask spoke first. Sorel accused {whom} of hiding a report."
    found = said(text, ("Sorel", "accused", f"{whom} of hiding a report", "indirect", "asserts"))
    assert [p.text for p in found] == [f"{told} hiding a report"]


def test_parts_of_a_content_that_are_sentences_are_premises_of_their_own() -> None:
    article = from_text(
        "Crash in Tarn\n\nTwo cars met on the bridge. Nobody was hurt, the police said. The dam, they added, holds."
    )
    contents = [("Two cars met on the bridge.", "Nobody was hurt"), ("The dam", "holds")]
    police = [
        Statement(
            "police",
            place(article, "the police"),
            place(article, "said"),
            tuple(place(article, words) for words in own),
            "indirect",
            "asserts",
        )
        for own in contents
    ]
    found = [p.text for p in premises(article, sentences(article), police) if p.statement and not p.whole]
    assert found == ["Two cars met on the bridge.", "Nobody was hurt", "The dam holds"]


@pytest.mark.parametrize(
    ("cue", "content", "own"),
    [("opposes", "the sale of the dam", True), ("believes", "the dam was sold", False), ("wants", "a new dam", False)],
)
def test_what_somebody_is_for_or_against_the_article_says_itself(cue: str, content: str, own: bool) -> None:
    article = from_text(f"Tarn. The union {cue} {content}.")
    spans = [place(article, words) for words in ("The union", cue, content)]
    attitude = Statement("union", spans[0], spans[1], (spans[2],), "indirect", "asserts", None, "attitude")
    found = premises(article, sentences(article), [attitude])
    assert any(premise.statement is None and content in premise.text for premise in found) is own


@pytest.mark.parametrize("what", ["the firm spent 2 million", "the firm the richest of the three"])
def test_what_is_so_according_to_somebody_stands_alone(what: str) -> None:
    (premise,) = said(f"According to a memo, {what}.", ("a memo", "According to", what, "indirect", "asserts"))
    assert premise.text == what
