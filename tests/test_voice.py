import pytest

from assistant.voice import speaker
from index.load import from_text
from index.split import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Never," said John Kirby, spokesman for the council.', "John Kirby"),
        ("Beatrix Harrow, counsel for the unit, said the tub had been open.", "Beatrix Harrow"),
        ("According to the US government, troops were there.", "the US government"),
        ("The sports daily Meridian reported that it had cost 900,000 euros.", "The sports daily Meridian"),
        ("On Monday the Herald had reported a sale.", None),
        ("She denied it.", None),
        ("The lawyer said Quist had confirmed it.", "The lawyer"),
        ("No such report, said Torvald, had come.", None),
        ("The tub had been open for weeks.", None),
    ],
)
def test_speaker_when_the_sentence_shows_one(text: str, expected: str | None) -> None:
    found = speaker(sentences(from_text(text))[0])
    assert (found and found.text) == expected
