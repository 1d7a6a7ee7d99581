import pytest

from assistant.content import content
from assistant.premises import premises
from index.load import from_text
from index.split import sentences
from index.types import Article, Kind, Span, Stance, Statement

TEXT = """\
The clock

Coach Ragna Soltau denied that Dunajska had ever used supplements. Team-mate Odile Brankovic said the opposite. "We all used
that powder," she said.

The lawyer, Rowan Tickell, said Quist had confirmed to him that the clock had stopped. "I confirmed nothing of the kind," Quist
said.
"""


def place(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return article.span(start, start + len(words))


def statement(article: Article, speaker: str, mention: str, cue: str, words: str, kind: Kind, stance: Stance) -> Statement:
    return Statement(speaker, place(article, mention), place(article, cue), (place(article, words),), kind, stance)


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    article = from_text(TEXT)
    return [
        statement(article, "Ragna Soltau", "Ragna Soltau", "denied", "Dunajska had ever used supplements", "indirect", "denies"),
        statement(article, "Odile Brankovic", "Odile Brankovic", "said the", "the opposite", "indirect", "asserts"),
        statement(article, "Odile Brankovic", "she", "said.", "We all used\nthat powder", "direct", "asserts"),
        statement(article, "Rowan Tickell", "Rowan Tickell", "said Quist",
                  "Quist had confirmed to him that the clock had stopped", "indirect", "asserts"),
        statement(article, "Quist", "Quist", "confirmed", "the clock had stopped", "indirect", "asserts"),
        statement(article, "Quist", "Quist\nsaid", "said", "I confirmed nothing of the kind", "direct", "denies"),
    ]  # fmt: skip


def offered(statements: list[Statement], speaker: str) -> set[tuple[str, bool]]:
    article = statements[0].content[0].article
    found = premises(article, sentences(article), statements)
    return {(p.text, p.denied) for p in found if p.statement and p.statement.speaker == speaker and not p.whole}


def test_the_opposite_of_a_denial_is_asserted(statements: list[Statement]) -> None:
    assert ("Dunajska used supplements", False) in offered(statements, "Odile Brankovic")
    assert ("Dunajska used supplements", True) in offered(statements, "Ragna Soltau")


def test_nothing_of_the_kind_denies_what_another_was_told_to_have_heard(statements: list[Statement]) -> None:
    assert ("Quist confirmed to Rowan Tickell that the clock stopped", True) in offered(statements, "Quist")


def test_we_all_are_the_speaker_and_the_others(statements: list[Statement]) -> None:
    assert content(statements[2]) == "Odile Brankovic and the others used that powder"
