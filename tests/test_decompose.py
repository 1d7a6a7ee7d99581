import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.decompose import claims


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
        (
            "At noon, Quell left. She said that she was ill.",
            [(None, "At noon, Quell left."), ("She", "She was ill.")],
        ),
        (
            "Ada Quell left on Monday. The 68-year-old says the dam is old.",
            [(None, "Ada Quell left on Monday."), ("Ada Quell", "The dam is old.")],
        ),
        ("Tarn is ``paying the price'' for it, a writer has said.", [("a writer", 'Tarn is "paying the price" for it.')]),
        ("Quell has called for all parties to meet.", [(None, "Quell has called for all parties to meet.")]),
    ],
    ids=[
        "that-and-that",
        "two-clauses",
        "no-speaker",
        "two-subjects",
        "condition",
        "pronoun",
        "own-pronoun",
        "question",
        "no-name-first",
        "age",
        "typewriter-quotes",
        "called-for",
    ],
)
def test_claims_keep_their_speaker(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(claim.speaker, claim.content) for claim in claims(text)] == expected


def test_claim_within_a_claim_names_who_passes_it_on() -> None:
    (claim,) = claims("According to the authority, Velmora said in July that nobody had died.")
    assert (claim.speaker, claim.via, claim.content) == ("Velmora", "the authority", "Nobody died.")


@given(st.text(max_size=300))
def test_any_text_has_claims_with_words(text: str) -> None:
    assert all(claim.text.strip() and claim.content.strip() for claim in claims(text))
