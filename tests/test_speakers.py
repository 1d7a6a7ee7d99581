"""Who may speak in an article, looked up: whatever `same_speaker` finds, the keys find too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.names import same_speaker
from index.speakers import keys

NAMES = (
    "John Kirby", "Kirby", "Mr. Kirby", "the World Health Organization", "WHO", "Iran's foreign minister", "Tehran", "Iran",
    "Iranian Foreign Minister Hussein Amirabdollahian", "the EU", "European Union", "U.S. officials", "US government", "NATO",
    "the head of Iran's army", "Zelenskyy", "President Volodymyr Zelenskyy", "a spokesman for the US National Security Council",
    "The Who", "Côte d’Ivoire", "O’Brien", "it", "1,400 workers",
)  # fmt: skip
PIECES = st.sampled_from(sorted({word for name in NAMES for word in name.split()}))


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_the_same_share_a_key(name: str) -> None:
    same = [other for other in NAMES if same_speaker(name, [other])]
    assert name in same
    assert all(keys(name) & keys(other) for other in same)


@given(st.lists(PIECES, min_size=1, max_size=4).map(" ".join), st.lists(PIECES, min_size=1, max_size=5).map(" ".join))
def test_names_made_of_such_words_share_a_key_where_they_are_the_same(one: str, other: str) -> None:
    assert not same_speaker(one, [other]) or keys(one) & keys(other)


@given(st.text())
def test_keys_of_any_text_can_be_stored(name: str) -> None:
    assert all(key and "\0" not in key for key in keys(name))
