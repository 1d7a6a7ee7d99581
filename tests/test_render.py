import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import render
from assistant.types import Answer, Dropped, Sentence
from index.load import from_text
from index.types import Article, Hit


def cited(article: Article, words: str) -> Sentence:
    start = article.text.index(words)
    span = article.span(start, start + len(words))
    return Sentence(words, (span,), "supported", None)


def test_answer_with_two_sentences(seed: Article, golden) -> None:
    kirby = cited(seed, '"Tehran is now directly involved on the ground," recently explained John Kirby')
    kirby = Sentence(kirby.text, kirby.citations, "supported", "John Kirby")
    answer = Answer("?", (kirby, cited(seed, "Both Moscow and Tehran deny an arms deal with the drones."), kirby))
    golden("answer.txt", render.answer(answer))


def test_abstention_with_nearest_passages(seed: Article, golden) -> None:
    golden("abstention.txt", render.answer(Answer("?", (), (Hit(seed.span(500, 900), 1.0), Hit(seed.span(900, 980), 0.5)))))


def test_abstention_with_nothing_near() -> None:
    assert render.answer(Answer("?")) == "The articles do not say."


def test_hostile_text_reaches_no_terminal() -> None:
    article = from_text("A \x1b[31mred\x07 title\n\nHe said \x9b2J\u202eevil\u200b words.")
    sentence = cited(article, "He said \x9b2J\u202eevil\u200b words.")
    shown = render.answer(Answer("?", (sentence,)))
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u200b")
    assert "<U+202E>evil" in shown


@given(st.text())
def test_plain_is_one_printable_line(text: str) -> None:
    assert all(c.isprintable() or c == " " or ord(c) > 127 for c in render.plain(text))


@pytest.mark.parametrize("character", ["\u2028", "\u2066", "\ufeff", "\x85"])
def test_plain_when_a_character_is_unseen(character: str) -> None:
    assert character not in render.plain(f"a{character}b")


def test_a_notice_and_what_was_left_out_stand_below(seed: Article) -> None:
    dropped = Dropped("Kirby\u202e resigned.", ("“resigned” does not occur in what it cites", "it is no sentence"))
    text = render.answer(Answer("?", dropped=(dropped,), notice="The model failed."))
    assert text.endswith(
        "The model failed.\n\nLeft out:\n  “Kirby<U+202E> resigned.”: “resigned” does not occur in what it cites; it is no sentence"
    )
