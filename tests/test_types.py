import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Span


@given(st.text(), st.integers(), st.integers())
def test_span_is_a_slice_or_refused_for_any_range(text: str, start: int, end: int) -> None:
    article = Article("a", text)
    if 0 <= start <= end <= len(text):
        assert Span(article, start, end).text == text[start:end]
    else:
        with pytest.raises(ValueError, match="is not inside a text"):
            Span(article, start, end)


@pytest.mark.parametrize(
    "ranges", [{"headline": (0, 7)}, {"paragraphs": ((0, 2), (3, 9))}, {"headline": (-1, 2)}, {"headline": (2, 1)}]
)
def test_article_is_refused_when_a_range_lies_outside(ranges: dict[str, tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="is not inside a text of 6 characters"):
        Article("a", "Tehran", **ranges)


def test_title_is_the_headline_or_the_first_words() -> None:
    assert Article("a", "Talks fail\n\nThey failed.", (0, 10)).title == "Talks fail"
    assert Article("a", "They\n failed.").title == "They failed."
    assert Article("a", "word " * 100).title == " ".join(["word"] * 16) + "…"


def test_covers_and_overlaps_when_spans_touch_nest_or_are_of_two_articles() -> None:
    article, other = Article("a", "0123456789"), Article("b", "0123456789")
    assert article.span(0, 5).covers(article.span(1, 5))
    assert not article.span(1, 5).covers(article.span(0, 5))
    assert article.span(0, 5).overlaps(article.span(4, 9))
    assert not article.span(0, 5).overlaps(article.span(5, 9))
    assert not article.span(0, 5).covers(other.span(1, 2))
    assert not article.span(0, 5).overlaps(other.span(1, 2))


def test_articles_are_equal_when_only_their_origins_differ() -> None:
    assert Article("a", "text", origin="a.txt") == Article("a", "text", origin="b.txt")
