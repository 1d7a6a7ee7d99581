import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import DENSE, fuse

Found = list[tuple[int, float]]


def ranked(scores: dict[int, float]) -> Found:
    return sorted(scores.items(), key=lambda found: -found[1])


DENSES = st.dictionaries(st.integers(0, 9), st.floats(-1, 1)).map(ranked)
LEXICALS = st.dictionaries(st.integers(0, 9), st.floats(0.01, 50)).map(ranked)


@given(DENSES, LEXICALS)
def test_fused_hits_are_all_hits_once_best_first(dense: Found, lexical: Found) -> None:
    fused = fuse(dense, lexical)
    assert len(fused) == len({place for place, _ in fused})
    assert {place for place, _ in fused} == {place for place, _ in [*dense, *lexical]}
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(DENSES)
def test_order_stays_when_only_one_search_finds_anything(found: Found) -> None:
    assert [place for place, _ in fuse(found, [])] == [place for place, _ in found]


@given(DENSES, LEXICALS)
def test_the_better_of_both_searches_comes_first(dense: Found, lexical: Found) -> None:
    if dense and lexical and dense[0][0] == lexical[0][0]:
        assert fuse(dense, lexical)[0][1] == pytest.approx(DENSE * dense[0][1] + 1 - DENSE)
        assert fuse(dense, lexical)[0][1] == max(score for _, score in fuse(dense, lexical))


def test_nothing_is_found_when_neither_search_finds_anything() -> None:
    assert fuse([], []) == []


def test_ties_stay_in_order_of_appearance() -> None:
    assert [place for place, _ in fuse(ranked({1: 0.5, 2: 0.5}), [])] == [1, 2]
