import pytest

from assistant.names import foreign, same_speaker

MINISTER = ["Hussein Amirabdollahian", "Iran's Foreign Minister Hussein Amirabdollahian", "the Iranian chief diplomat"]
SPOKESMAN = ["John Kirby", "John Kirby, spokesman for the US National Security Council"]


@pytest.mark.parametrize(
    ("name", "forms", "expected"),
    [
        ("Amirabdollahian", MINISTER, True),
        ("Iran's foreign minister", MINISTER, True),
        ("the Iranian foreign minister Hussein Amirabdollahian", MINISTER, True),
        ("Mr Kirby", SPOKESMAN, True),
        ("the spokesman for the US National Security Council", SPOKESMAN, True),
        ("Jane Kirby", SPOKESMAN, False),
        ("Tehran", ["Iran", "the Iranian leadership"], True),
        ("WHO", ["World Health Organization"], True),
        ("the US government", SPOKESMAN, False),
        ("", SPOKESMAN, False),
    ],
)
def test_same_speaker(name: str, forms: list[str], expected: bool) -> None:
    assert same_speaker(name, forms) is expected


@pytest.mark.parametrize(
    ("claim", "premise", "expected"),
    [
        ("The US has decided on sanctions.", "The EU had decided on sanctions.", True),
        ("The European Union imposed sanctions.", "The EU imposed sanctions.", False),
        ("Moscow has never been criticised by Iran.", "The Iranian leadership never criticised Russia.", False),
        ("Quillpost was hacked.", "It was hacked in February.", False),
        ("Ada Quell resigned.", "Ben Adler resigned.", True),
        ("Quell's dam broke.", "The dam of Ada Quell broke.", False),
        ("SL Capital is one of Heywood's clients.", "Heywood's clients included Aston Martin and SL Capital.", False),
        ("Bob Bryar was asked to fill in for Matt.", "Before the Promise shoot, Bob was asked to fill in for Matt.", False),
        ("In Bulgaria, a 40-year-old woman fell ill.", "A 40-year-old woman in Varna fell ill.", False),
        ("In Bulgaria, a woman fell ill.", "In Romania, a woman fell ill.", True),
    ],
)
def test_foreign(claim: str, premise: str, expected: bool) -> None:
    assert foreign(claim, premise) is expected
