import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.decompose import claims, frame, matter, stated


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kirby said that the dam broke and that two men died.", [("Kirby", "The dam broke."), ("Kirby", "Two men died.")]),
        (
            "Kirby said the dam had broken and the road was closed.",
            [("Kirby", "The dam has broken."), ("Kirby", "The road was closed.")],
        ),
        ("The dam broke in May, and the road was closed.", [(None, "The dam broke in May."), (None, "The road was closed.")]),
        ("Iran and Russia have been cooperating.", [(None, "Iran and Russia have been cooperating.")]),
        (
            "Kirby said that it would rain if the wind turned and the air was cold.",
            [("Kirby", "It will rain if the wind turned and the air was cold.")],
        ),
        (
            "John Kirby spoke on Monday. He said that the dam had held.",
            [(None, "John Kirby spoke on Monday."), ("John Kirby", "The dam held.")],
        ),
        ("Kirby said he had signed it.", [("Kirby", "Kirby signed it.")]),
        ("Did Kirby say that the dam broke?", [("Kirby", "The dam broke.")]),
    ],
    ids=["that-and-that", "two-clauses", "no-speaker", "two-subjects", "condition", "pronoun", "own-pronoun", "question"],
)
def test_claims_keep_their_speaker(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(claim.speaker, claim.content) for claim in claims(text)] == expected


def test_claim_within_a_claim_names_who_passes_it_on() -> None:
    (claim,) = claims("According to the authority, Velmora said in July that nobody had died.")
    assert (claim.speaker, claim.via, claim.content) == ("Velmora", "the authority", "Nobody died.")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The dam is a beautiful building.", "opinion"),
        ("I think the mayor lied.", "opinion"),
        ("The council should resign.", "opinion"),
        ("Quell said that the council should resign.", "fact"),
        ("Where is the dam?", "question"),
        ("Hello!", "nothing"),
        ("The dam broke on Monday.", "fact"),
    ],
)
def test_matter(sentence: str, expected: str) -> None:
    assert matter(sentence) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is it true that the dam broke?", "The dam broke."),
        ("True or false: the dam broke", "The dam broke."),
        ("Did Kirby ever say that the dam broke?", "Kirby said that the dam broke."),
        ("Did the mayor deny that the dam broke?", "The mayor denied that the dam broke."),
        ("Who said that the dam broke?", None),
        ("What did Kirby say?", None),
        ("Did the dam break?", None),
    ],
)
def test_stated(question: str, expected: str | None) -> None:
    assert stated(question) == expected


@given(st.text(max_size=300))
def test_any_text_has_claims_with_words(text: str) -> None:
    assert all(claim.text.strip() and claim.content.strip() for claim in claims(text))
