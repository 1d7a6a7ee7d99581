"""Whom people speak for, by how an article introduces them."""

import pytest

from assistant.offices import employers


@pytest.mark.parametrize(
    ("form", "whose"),
    [
        ("The bank's chief executive, Ada Quell", "The bank"),
        ("Kestrel's managing director, Ada Quell", "Kestrel"),
        ("the pilots’ spokeswoman Ada Quell", "the pilots"),
        ("Halden Lines spokeswoman Ada Quell", "Halden Lines"),
        ("Ada Quell, a spokeswoman for Kestrel Foods", "Kestrel Foods"),
        ("Ada Quell, head of the union", "the union"),
    ],
)
def test_who_introduces_whose_officer_speaks(form: str, whose: str) -> None:
    assert dict(employers({"Ada Quell": ("Ada Quell", form)})) == {"Ada Quell": (whose,)}


@pytest.mark.parametrize("form", ["Mayor Ada Quell", "Ada Quell, 54", "its director, Ada Quell", "the engineer Ada Quell", "Quell"])
def test_who_is_told_to_be_nobodys_officer_speaks_for_herself(form: str) -> None:
    assert dict(employers({"Ada Quell": ("Ada Quell", form)})) == {}
