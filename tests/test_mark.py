"""Claims find their place in the text that makes them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.decompose import claims
from assistant.mark import places

PARTS = (
    "The dam broke on Monday",
    "Kirby denied that",
    "He said that it sank and that two men died",
    "What a day!",
    "  \n\n",
    ". ",
    ", and ",
    "é“”",
)


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_places_lie_in_the_text_in_order_and_never_cross(text: str) -> None:
    found = places(text, claims(text))
    assert len(found) == len(claims(text))
    for (start, end), (later, last) in pairwise(found):
        assert (start, end) == (later, last) or end <= later
    assert all(0 <= start <= end <= len(text) for start, end in found)


def test_second_clause_of_a_reported_sentence_is_found() -> None:
    text = "John Kirby said that Tehran is involved, and that Russia has bought no drones. The dam broke."
    assert [text[slice(*place)] for place in places(text, claims(text))][1:] == [
        "that Russia has bought no drones.",
        "The dam broke.",
    ]
