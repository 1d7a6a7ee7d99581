"""How people are called in a claim's terms, and how near to it a premise is."""

import pytest

from assistant.content import by_name
from assistant.premises import Premise
from assistant.select import Selection, _told
from index.load import from_text
from index.types import Statement

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
    selection = Selection((), (), (), (), frozenset(), {"Ada Quell": "director"}, {}, {})
    assert selection.in_terms_of(premise(text), claim) == found


@pytest.mark.parametrize(
    ("words", "claim", "found"),
    [
        ("We followed the rules.", "The bank followed the rules.", "the bank followed the rules."),
        ("We followed the rules.", "Tarn Bank followed the rules.", "Tarn Bank followed the rules."),
        ("We followed the rules.", "Quell followed the rules.", "Ada Quell followed the rules."),
        ("We followed the rules.", "The union followed the rules.", "Ada Quell followed the rules."),
        ("I followed the rules.", "The bank followed the rules.", "Ada Quell followed the rules."),
        ("The US followed our rules.", "The bank followed the rules.", "The US followed the bank’s rules."),
    ],
)
def test_who_says_we_is_called_as_in_the_claim(words: str, claim: str, found: str) -> None:
    article = from_text(f"Rules of Tarn\n\n{words}")
    content = article.span(article.text.index(words), len(article.text))
    quoted = Statement("Ada Quell", None, None, (content,), "direct", "asserts")
    selection = Selection((), (), (), (), frozenset(), {}, {"Ada Quell": ("the bank", "Tarn Bank")}, {})
    assert selection.in_terms_of(Premise(content, by_name(words, quoted), "", quoted), claim) == found
