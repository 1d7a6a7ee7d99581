import pytest

from assistant.pronouns import resolved, speaker, subject


@pytest.mark.parametrize(
    ("sentence", "last", "expected"),
    [
        ("She resigned.", "Ada Quell", "Ada Quell resigned."),
        ("He resigned.", "Ada Quell", "He resigned."),
        ("Her car broke down.", "Ada Quell", "Ada Quell’s car broke down."),
        ("They left.", "Ada Quell", "They left."),
        ("They left.", "Scientists", "Scientists left."),
        ("It was old.", "The dam in Tarn", "The dam in Tarn was old."),
        ("It was old.", "Scientists", "It was old."),
        ("It was old.", "The bridges in Tarn", "It was old."),
        ("It is unclear whether the dam held.", "Tarn", "It is unclear whether the dam held."),
        ("It has been around 30,000 years since it fell.", "Tarn", "It has been around 30,000 years since it fell."),
        ("She sent ships.", "Iran", "She sent ships."),
        ("He resigned.", "Kirby", "Kirby resigned."),
        ("He resigned.", "", "He resigned."),
    ],
)
def test_a_pronoun_is_replaced_by_what_it_can_stand_for(sentence: str, last: str, expected: str) -> None:
    assert resolved(sentence, last) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mayor Ada Quell left.", "Mayor Ada Quell"),
        ("The dam in Tarn broke.", "The dam in Tarn"),
        ("A woman from Tarn has been arrested.", "The woman from Tarn"),
        ("At noon, Quell left.", ""),
        ("Seven students were deceived.", ""),
        ("Kirby’s wife left.", "Kirby"),
        ("Kirby said that the dam broke.", "Kirby"),
    ],
)
def test_subject(sentence: str, expected: str) -> None:
    assert subject(sentence) == expected


def test_an_age_or_a_nation_stands_for_the_person_spoken_of_last() -> None:
    assert speaker("The 68 - year - old", "Ada Quell") == speaker("The Frenchwoman", "Ada Quell") == "Ada Quell"
    assert speaker("The chairman", "Ada Quell") == "The chairman"
    assert speaker("The 68-year-old", "The bridges") == "The 68-year-old"
