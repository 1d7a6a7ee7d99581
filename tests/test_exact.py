import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.exact import Entailment, exact


@pytest.mark.parametrize(
    ("premise", "hypothesis", "stronger"),
    [
        ("It shot down 312 drones.", "It shot down more than 300 drones.", True),
        ("It ended on 20 March.", "It ended before April.", True),
        ("It shot down 300 drones.", "It shot down 300 drones.", False),
        ("The number of lorries last year was 310,000.", "More than 4,000 cars cross the bridge on a working day.", False),
        ("It shot down drones.", "It shot down more than 300 drones.", False),
    ],
)
def test_a_range_that_holds_strengthens_support(premise: str, hypothesis: str, stronger: bool) -> None:
    found = exact(premise, hypothesis, Entailment(0.4, 0.5, 0.1))
    assert (found.supports > found.refutes) is stronger


@given(st.integers(2, 999), st.integers(2, 999), st.floats(0, 1), st.floats(0, 1))
def test_probabilities_remain_and_another_number_never_supports(one: int, other: int, first: float, second: float) -> None:
    low, high = sorted((first, second))
    found = exact(f"There were {one} ships.", f"There were {other} ships.", Entailment(low, high - low, 1 - high))
    assert found.supports + found.refutes + found.neutral == pytest.approx(1)
    assert min(found.supports, found.refutes, found.neutral) >= 0
    assert one == other or found.supports == 0
