from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.check import fold, passes, supported
from assistant.entail import Entailment
from assistant.types import Sentence, Support
from index.load import from_text
from index.types import Hit

ARTICLE = from_text("Talks\n\n“Not a penny,” she said. It rained.")
HIT = Hit(ARTICLE.span(7, 31), 1.0)
CITED = ARTICLE.span(7, 31)


@pytest.mark.parametrize(
    ("text", "cites", "support", "expected"),
    [
        ("She said: “Not a penny,”", True, "supported", True),
        ('She said: "Not  a penny"', True, "supported", True),
        ("She said: “Not a pound”", True, "supported", False),
        ("She paid nothing.", False, "supported", False),
        ("She paid nothing.", True, "partial", False),
    ],
    ids=["exact", "marks-and-spaces-folded", "misquoted", "uncited", "half-supported"],
)
def test_passes_only_what_is_borne_out(text: str, cites: bool, support: Support, expected: bool) -> None:
    assert passes(Sentence(text, (CITED,) if cites else (), support), [HIT]) is expected


def test_passes_no_citation_outside_the_hits() -> None:
    elsewhere = ARTICLE.span(32, len(ARTICLE.text))
    assert not passes(Sentence("It rained.", (elsewhere,), "supported"), [HIT])


@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


class Sure:
    """An entailer that is as sure of support as it is told, of everything."""

    def __init__(self, supports: float) -> None:
        self._supports = supports

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        return tuple(Entailment(self._supports, 0.0, 1 - self._supports) for _ in pairs)


@pytest.mark.parametrize(
    ("text", "supports", "expected"),
    [
        ("She offered nothing.", 0.9, "supported"),
        ("She offered nothing.", 0.3, "partial"),
        ("She offered nothing.", 0.1, "unsupported"),
        ("She offered 300 pounds.", 0.9, "partial"),
    ],
    ids=["sure", "half", "not", "a-number-of-its-own"],
)
def test_support_is_the_entailers_within_the_exact_checks(text: str, supports: float, expected: Support) -> None:
    assert supported(Sentence(text, (CITED,), "unsupported"), lambda: Sure(supports)).support == expected


def test_slice_of_its_citation_is_supported_without_the_entailer() -> None:
    assert supported(Sentence("Not a penny", (CITED,), "unsupported"), lambda: pytest.fail("not needed")).support == "supported"
