import pytest

from assistant.frame import frame


@pytest.mark.parametrize(
    ("sentence", "speaker", "stance", "content"),
    [
        ("Kirby said that the dam broke.", "Kirby", "asserts", "The dam broke."),
        ("Kirby said the dam had broken.", "Kirby", "asserts", "The dam had broken."),
        ("According to the ministry, nobody died.", "the ministry", "asserts", "Nobody died."),
        ("Nobody died, according to the ministry.", "the ministry", "asserts", "Nobody died."),
        ("“Nobody died,” said Ada Quell.", "Ada Quell", "asserts", "Nobody died."),
        ('"Nobody died," the mayor said.', "the mayor", "asserts", "Nobody died."),
        ("Nobody died, the mayor said.", "the mayor", "asserts", "Nobody died."),
        ("Quell denied that anybody had died.", "Quell", "denies", "Anybody had died."),
        ("Russia denies having sold drones.", "Russia", "denies", "Russia has sold drones."),
        ("Quell rejected claims that the dam was old.", "Quell", "denies", "The dam was old."),
        ("Quell told reporters in Tarn that the dam was old.", "Quell", "asserts", "The dam was old."),
        ("Quell told Ben Adler on the telephone that the dam was old.", "Quell", "asserts", "The dam was old."),
        ("Quell accused the builder of hiding the report.", "Quell", "asserts", "The builder is hiding the report."),
        ("Quell described the dam as a ruin.", "Quell", "asserts", "The dam is a ruin."),
        ('Quell called the report "a bad joke".', "Quell", "asserts", 'The report is "a bad joke".'),
        ("Quell offered to resign.", "Quell", "asserts", "Quell is prepared to resign."),
        ("Ada Quell, who is mayor, said that it held.", "Ada Quell, who is mayor,", "asserts", "It held."),
    ],
)
def test_frame_names_speaker_stance_and_content(sentence: str, speaker: str, stance: str, content: str) -> None:
    found = frame(sentence)
    assert found
    assert (found.speaker, found.stance, found.content) == (speaker, stance, content)


@pytest.mark.parametrize(
    "sentence",
    [
        "The dam broke.",
        "The report was wrong.",
        "Quell stands by her report that the dam was old.",
        "Police told residents to leave.",
        "It is said that the dam was old.",
        "The mayor's claim that it held was false.",
    ],
)
def test_frame_is_none_where_nobody_is_said_to_speak(sentence: str) -> None:
    assert frame(sentence) is None
