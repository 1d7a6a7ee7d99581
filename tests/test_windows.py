"""Long premises are read where they stand nearest to the hypothesis."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.exact import Entailment
from assistant.windows import WHOLE, entail, every, nearest, together, windows

FILLER = "The council met again on the matter of the road and heard from those who live beside it. "
SHARES = st.tuples(*[st.integers(0, 50)] * 3).filter(any)


class Seeking:
    """Supports a hypothesis whose words stand in the premise; keeps what it reads."""

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        """One for each pair."""
        self.read += pairs
        yes, no = Entailment(0.9, 0.05, 0.05), Entailment(0.1, 0.1, 0.8)
        return tuple(yes if hypothesis in premise else no for premise, hypothesis in pairs)


def test_a_premise_as_long_as_a_passage_is_read_whole() -> None:
    assert windows("x" * WHOLE, "y") == ("x" * WHOLE,)


@given(st.text(max_size=400), st.text(max_size=40), st.integers(0, 60))
def test_any_text_has_a_window(premise: str, hypothesis: str, whole: int) -> None:
    found = windows(premise, hypothesis, whole)
    assert found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("place", [0, 10, 30])
def test_a_sentence_is_found_wherever_it_stands(place: int) -> None:
    entailer = Seeking()
    long, short = FILLER * place + "The dam held. " + FILLER * (30 - place), "The dam held."
    found = entail(entailer, [(long, "The dam held."), (short, "The dam held."), (long, "The dam broke.")])
    assert [one.supports > 0.5 for one in found] == [True, True, False]
    assert (short, "The dam held.") in entailer.read
    assert all(len(premise) < WHOLE for premise, _ in entailer.read)


def test_the_sentences_of_a_hypothesis_are_sought_each_for_itself() -> None:
    entailer = Seeking()
    long = f"{FILLER * 9}The dam held. {FILLER * 9}Nobody slept. {FILLER * 9}"
    both, one = entail(entailer, [(long, "The dam held. Nobody slept."), (long, "The dam held. Somebody slept.")])
    assert both.supports > 0.8
    assert one.supports < 0.1


def test_the_nearest_sentence_is_also_read_between_its_neighbours() -> None:
    long = f"{FILLER * 9}It rained. The dam held. Nobody slept. {FILLER * 9}"
    assert "It rained. The dam held. Nobody slept." in windows(long, "The dam held.")


def test_ties_stay_in_the_order_of_the_text() -> None:
    assert nearest(["Red.", "Blue.", "Green."], "Nothing of it.") == [0, 1, 2]


@given(st.lists(SHARES, min_size=1, max_size=5))
def test_together_gives_three_probabilities_and_the_best_support(shares: list[tuple[int, int, int]]) -> None:
    found = [Entailment(*(value / sum(row) for value in row)) for row in shares]
    one = together(found)
    assert one.supports == max(each.supports for each in found)
    assert one.supports + one.refutes + one.neutral == pytest.approx(1)
    assert min(one.refutes, one.neutral) >= 0


@given(st.lists(SHARES, min_size=1, max_size=5))
def test_every_gives_three_probabilities_of_which_support_is_at_most_the_least(shares: list[tuple[int, int, int]]) -> None:
    found = [Entailment(*(value / sum(row) for value in row)) for row in shares]
    one = every(found)
    assert one.supports + one.refutes + one.neutral == pytest.approx(1)
    assert one.supports <= min(each.supports for each in found)
    assert one.refutes >= max(each.refutes for each in found) - 1e-12
    assert one.neutral >= 0


def test_nothing_gives_nothing() -> None:
    assert entail(Seeking(), []) == ()
