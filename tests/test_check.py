import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.check import fold, passes
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
