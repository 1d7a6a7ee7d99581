import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import dates
from assistant.quantities import compare, quantities


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("It met on 24 March.", "It met on 14 March.", "conflicts"),
        ("It met in March.", "It met on 14 March.", "agrees"),
        ("It met on 14 March.", "It met in March.", "differs"),
        ("It met on March 14.", "It met on the 14th of March 2021.", "agrees"),
        ("It began in mid-October.", "It began in mid-September.", "conflicts"),
        ("It began in mid-September.", "It began in September.", "differs"),
        ("She died on November 10, 2018.", "Nov. 10, 2018: she died on Saturday.", "agrees"),
        ("She died on 9 November.", "She died on Nov 10.", "conflicts"),
        ("The 34-year-old left the club.", "He left the club.", "agrees"),
        ("The 34-year-old left the club.", "The 36-year-old left the club.", "conflicts"),
        ("The 34-year-old left the club.", "Quell left after eight long years.", "agrees"),
        ("Quell is 34 years old.", "Quell left the club.", "missing"),
        ("Quell is 34 years old.", "The 36-year-old left the club.", "conflicts"),
        ("Quell, 34, left the club.", "Quell left the club.", "agrees"),
        ("It may begin.", "It began in June.", "agrees"),
        ("It began in May.", "It began in June.", "conflicts"),
        ("It sank in 2019.", "It sank in 2020.", "conflicts"),
        ("It sank on Monday.", "It sank on Friday.", "conflicts"),
        ("It sank on Monday.", "It sank.", "agrees"),
        ("It sank on Monday, 14 March.", "It sank.", "missing"),
        ("17 patients died.", "Seven patients died in one hospital.", "conflicts"),
        ("Seventeen patients died.", "17 patients died.", "agrees"),
        ("Twenty-one ships sank.", "21 ships sank.", "agrees"),
        ("2,300 drones were ordered.", "It has ordered 2,400 such drones.", "conflicts"),
        ("300 drones fell.", "More than 300 drones fell.", "differs"),
        ("More than 200 drones fell.", "More than 300 drones fell.", "agrees"),
        ("At least 300 drones fell.", "More than 300 drones fell.", "agrees"),
        ("No more than 300 drones fell.", "400 drones fell.", "conflicts"),
        ("Fewer than 5,000 people came.", "5,400 people came.", "conflicts"),
        ("About 12,000 people use it.", "It is used by some 12,000 people.", "agrees"),
        ("Nearly 12,000 people use it.", "11,400 people use it.", "agrees"),
        ("It cost 31 million pounds.", "It cost £31m.", "agrees"),
        ("It cost $2.5bn.", "It cost 2.4 billion dollars.", "conflicts"),
        ("Shares fell 14 percent.", "Shares fell 14%.", "agrees"),
        ("Shares fell 15 per cent.", "Shares fell 14%.", "conflicts"),
        ("It fell four days after the vote.", "It fell four days before the vote.", "conflicts"),
        ("The fourth patient died.", "The third patient died.", "conflicts"),
        ("A million people came.", "1,000,000 people came.", "agrees"),
        ("Two men died.", "Nobody was there.", "missing"),
        ("It won by one vote.", "The count was 16 votes to 15.", "agrees"),
        ("The Shahed-136 flew.", "The Shahed-131 flew.", "agrees"),
        ("It sank.", "It sank.", "agrees"),
        ("More than 700 cases were reported.", "The number of cases is 727, of which 109 cases have recovered.", "agrees"),
        ("More than 800 cases were reported.", "The number of cases is 727, of which 109 cases have recovered.", "conflicts"),
        ("More than 20 provinces had cases.", "Cases are known in 26 out of 28 provinces.", "agrees"),
        ("Fewer than 20 provinces had cases.", "Cases are known in 26 of the 28 provinces.", "conflicts"),
        ("It had over 100 million streams.", "It had 105 millions streams.", "agrees"),
    ],
)
def test_compare(claim: str, evidence: str, expected: str) -> None:
    assert compare(claim, evidence) == expected


@given(st.integers(2, 10_000_000), st.sampled_from(["ships", "people", "votes"]))
def test_number_agrees_with_itself_however_it_is_grouped(value: int, unit: str) -> None:
    assert compare(f"{value:,} {unit} came.", f"There came {value} {unit}.") in ("agrees", "missing")
    (found,) = quantities(f"There came {value:,} {unit}.") or ((),)
    assert found == () or found.low == found.high == value


@given(st.integers(2, 999), st.integers(2, 999))
def test_other_number_of_the_same_conflicts(one: int, other: int) -> None:
    expected = "agrees" if one == other else "conflicts"
    assert compare(f"There were {one} ships.", f"There were {other} ships.") == expected


@given(st.text())
def test_any_text_is_read_and_bears_itself_out(text: str) -> None:
    assert all(q.low <= q.high for q in quantities(text))
    assert all(0 <= d.month <= 12 for d in dates(text))
    assert compare(text, text) in ("agrees", "differs")
