import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import DENSE, fuse
from index.types import Article, Hit

ARTICLE = Article("a", "0123456789")
PASSAGES = [ARTICLE.span(n, n + 1) for n in range(10)]


def hits(scores: dict[int, float]) -> list[Hit]:
    return sorted((Hit(PASSAGES[n], score) for n, score in scores.items()), key=lambda hit: -hit.score)


DENSES = st.dictionaries(st.integers(0, 9), st.floats(-1, 1)).map(hits)
LEXICALS = st.dictionaries(st.integers(0, 9), st.floats(0.01, 50)).map(hits)


@given(DENSES, LEXICALS)
def test_fused_hits_are_all_hits_once_best_first(dense: list[Hit], lexical: list[Hit]) -> None:
    fused = fuse(dense, lexical)
    assert len(fused) == len({hit.passage for hit in fused})
    assert {hit.passage for hit in fused} == {hit.passage for hit in [*dense, *lexical]}
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


@given(DENSES)
def test_order_stays_when_only_one_search_finds_anything(found: list[Hit]) -> None:
    assert [hit.passage for hit in fuse(found, [])] == [hit.passage for hit in found]


@given(DENSES, LEXICALS)
def test_the_better_of_both_searches_comes_first(dense: list[Hit], lexical: list[Hit]) -> None:
    if dense and lexical and dense[0].passage == lexical[0].passage:
        assert fuse(dense, lexical)[0].score == pytest.approx(DENSE * dense[0].score + 1 - DENSE)
        assert fuse(dense, lexical)[0].score == max(hit.score for hit in fuse(dense, lexical))


def test_nothing_is_found_when_neither_search_finds_anything() -> None:
    assert fuse([], []) == []


def test_ties_stay_in_order_of_appearance() -> None:
    assert [hit.passage for hit in fuse(hits({1: 0.5, 2: 0.5}), [])] == [PASSAGES[1], PASSAGES[2]]
