import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArticleError
from index.load import from_text
from index.split import LONGEST_SENTENCE, PASSAGE, passages, sentences
from index.types import Article, Span

TEXTS = st.text(st.characters()) | st.lists(
    st.sampled_from(
        [*"“”\"'‘’«»„.!? \n\t\0\ud800\u2028", "He said. ", "\n\n", "May. ", "1. ", "Mr. Ek ", "نعم. ", "word ", "x" * 300]
    )
).map("".join)


def loaded(text: str) -> Article:
    try:
        return from_text(text)
    except ArticleError:
        return Article("empty", "")


def solid(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_ordered(spans: tuple[Span, ...]) -> None:
    for before, after in pairwise(spans):
        assert before.end <= after.start
    for span in spans:
        assert span.text
        assert span.text == span.text.strip()


@given(TEXTS)
def test_sentences_cover_headline_and_paragraphs_in_order_for_any_text(text: str) -> None:
    article = loaded(text)
    found = sentences(article)
    assert_ordered(found)
    blocks = sorted([article.headline, *article.paragraphs])
    assert solid("".join(s.text for s in found)) == solid("".join(article.text[start:end] for start, end in blocks))
    assert all(len(s.text) <= LONGEST_SENTENCE for s in found)
    assert all(any(start <= s.start and s.end <= end for start, end in blocks) for s in found)


@given(TEXTS)
def test_passages_are_whole_sentences_in_order_for_any_text(text: str) -> None:
    article = loaded(text)
    within, found = passages(article), sentences(article)
    assert_ordered(within)
    assert solid("".join(p.text for p in within)) == solid("".join(s.text for s in found))
    assert all(len(p.text) <= PASSAGE for p in within)
    assert all(sum(p.covers(s) for p in within) == 1 for s in found)


@given(st.lists(st.sampled_from(["He went. ", "“No,” he said. ", "It is so. "]), min_size=1, max_size=200).map("".join))
def test_passages_are_few_when_sentences_are_short(text: str) -> None:
    assert len(passages(from_text(text))) <= 1 + 2 * len(text) // PASSAGE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said: “We deny it. We always did.” Then he left.", ["He said: “We deny it. We always did.”", "Then he left."]),
        ('"We deny it. Really," he said. He left.', ['"We deny it. Really," he said.', "He left."]),
        ("It rained in May. The talks began.", ["It rained in May.", "The talks began."]),
        ("Mr. Kirby of the U.S. Council spoke. He left.", ["Mr. Kirby of the U.S. Council spoke.", "He left."]),
        ("1. Talks began at 5.30 p.m. on Monday.", ["1. Talks began at 5.30 p.m. on Monday."]),
        ("It cost $1.5 million. Nobody paid.", ["It cost $1.5 million.", "Nobody paid."]),
    ],
    ids=["quotation", "straight quotation", "May", "abbreviations", "list number", "decimal"],
)
def test_sentences_stop_where_a_reader_does_with(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in sentences(from_text(text))] == expected


def test_a_quotation_stays_in_one_passage_when_it_runs_over_paragraphs() -> None:
    carried = "“We deny it," + " and again" * 10 + ".\n\n“We always did,” he said."
    article = from_text("Talks fail\n\n" + "Nobody came. " * 45 + f"\n\n{carried}\n\n" + "Nobody went. " * 45)
    assert any(carried in passage.text for passage in passages(article))


def test_passages_leave_out_what_no_sentence_covers(seed: Article) -> None:
    assert passages(seed)[0].text == seed.title
    assert solid("".join(p.text for p in passages(seed))) == solid("".join(s.text for s in sentences(seed)))


def test_a_passage_ends_before_a_repeated_headline_when_a_quotation_runs_past_it() -> None:
    article = from_text("Talks fail\n\nHe said: “We deny it.\n\nTalks fail\n\n“We always did.”")
    assert "Talks fail" not in [p.text for p in passages(article)][1]


def test_passages_are_of_the_sentences_given(seed: Article) -> None:
    some = sentences(seed)[3:6]
    assert solid("".join(p.text for p in passages(seed, some))) == solid("".join(s.text for s in some))
