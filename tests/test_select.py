"""How people are called in a claim's terms, and how near to it a premise is."""

import pytest

from assistant.premises import Premise
from assistant.select import Selection, _told
from index.load import from_text

ARTICLE = from_text("Theory in Tarn\n\nThe gates were opened by hand. That is a theory, not a finding. Its licence runs until May.")


def premise(text: str, before: str = "The gates were opened by hand.") -> Premise:
    return Premise(ARTICLE.span(0, 5), text, before)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("That is a theory, not a finding.", "The gates were opened by hand. That is a theory, not a finding."),
        ("Its licence runs until May.", "Its licence runs until May."),
        ("That gate is a ruin.", "That gate is a ruin."),
    ],
)
def test_what_is_on_the_words_before_is_as_near_as_both(text: str, told: str) -> None:
    assert _told(premise(text)) == told
    assert _told(premise(text, before="")) == text


@pytest.mark.parametrize(
    ("text", "claim", "found"),
    [
        ("The director's dismissal is near.", "Ada Quell will be dismissed.", "Ada Quell's dismissal is near."),
        ("The director of the port left.", "Ada Quell left.", "The director of the port left."),
        ("The director left.", "Ada is gone.", "Ada Quell left."),
        ("Ada Quell left.", "The director left.", "the director left."),
    ],
)
def test_people_are_called_as_in_the_claim(text: str, claim: str, found: str) -> None:
    selection = Selection((), (), (), (), frozenset(), {"Ada Quell": "director"}, {})
    assert selection.in_terms_of(premise(text), claim) == found
