import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import Date, counterpart, dates
from assistant.quantities import compare

DAYS = st.builds(Date, day=st.integers(1, 28), month=st.integers(1, 12), year=st.integers(1990, 2030))


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("It began before April 1.", "It began on March 20.", "agrees"),
        ("It began before April 1.", "It began on April 1.", "conflicts"),
        ("It began before April.", "It began on 2 May 2020.", "conflicts"),
        ("It began by April 1.", "It began on April 1.", "agrees"),
        ("It began by April.", "It began on 30 April 2020.", "agrees"),
        ("She was born after 1944.", "She was born on November 21, 1945.", "agrees"),
        ("She was born after 1945.", "She was born on November 21, 1945.", "conflicts"),
        ("She was born after the 18th of October 1984.", "Born on 19 October 1984, she sang.", "agrees"),
        ("It closed prior to mid-March.", "It closed in early March.", "agrees"),
        ("It closed before mid-March.", "It closed in March.", "differs"),
        ("It closed on 10 March.", "It closed before 14 March.", "differs"),
        ("It closed on 14 March.", "It closed before 14 March.", "conflicts"),
        ("It closed before April.", "It closed before March.", "agrees"),
        ("It closed before March.", "It closed before April.", "differs"),
        ("It closed after December 2019.", "It closed in 2020.", "agrees"),
        ("It closed after 2019.", "It closed in March.", "missing"),
        ("He has led it since 2019.", "He has led it since 2019.", "agrees"),
        ("He has led it since 2019.", "He has led it since 2020.", "conflicts"),
        ("By April 13, 2020, it had spread.", "As of 13 April, it has spread.", "agrees"),
        ("It met on 14 March 2021.", "It met on 14 March.", "agrees"),
        ("It met on 14 March 2021.", "It met in March.", "differs"),
        ("It met in 2021.", "It met in March.", "missing"),
        ("It fell before the 2019 election.", "It fell in the run-up to the 2019 election.", "agrees"),
        ("It was written by Shevchenko in 1840.", "Shevchenko wrote it in 1840.", "agrees"),
        ("It did not end before 2020.", "It ended in 2020.", "agrees"),
    ],
)
def test_dates_before_by_and_after(claim: str, evidence: str, expected: str) -> None:
    assert compare(claim, evidence) == expected


@given(DAYS, DAYS)
def test_one_day_lies_on_one_side_of_another(one: Date, other: Date) -> None:
    asked = {name: Date(one.day, one.month, one.part, one.year, relation=name).compare(other) for name in ("before", "by", "after")}
    assert (asked["by"] == "agrees") != (asked["after"] == "agrees")
    if asked["before"] == "agrees":
        assert asked["by"] == "agrees"
    assert set(asked.values()) <= {"agrees", "conflicts"}


@given(DAYS)
def test_the_nearest_of_several_dates_counts(day: Date) -> None:
    assert counterpart(day, (Date(year=1500), day)) == "agrees"
    assert counterpart(day, ()) == "missing"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= date.month <= 12 for date in dates(text))
