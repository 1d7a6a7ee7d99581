import pytest

from assistant.route import claimed, standalone
from assistant.types import Request

KIRBY = ("What did John Kirby say?", "That Tehran is involved.")
LEAGUE = ("Who chairs the Patients’ League?", "Dagny Oyelaran. She urged people not to stop.")


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("What did he deny?", (KIRBY,), "What did John Kirby deny?"),
        ("Why does she herself want that?", (LEAGUE,), "Why does Dagny Oyelaran want that? (chairs Patients League)"),
        ("What is his title?", (KIRBY,), "What is John Kirby's title?"),
        ("What did Ihnat say?", (KIRBY,), "What did Ihnat say?"),
        ("Who is he?", (), "Who is he?"),
    ],
    ids=["pronoun", "who-question-answered", "possessive", "names-somebody-else", "no-history"],
)
def test_standalone_when_it_refers_back(question: str, history: tuple[tuple[str, str], ...], expected: str) -> None:
    assert standalone(Request(question, (), history)).question == expected


def test_standalone_leaves_no_history() -> None:
    assert standalone(Request("And why?", ("a",), (KIRBY,))).history == ()


def test_standalone_when_history_names_nobody() -> None:
    assert standalone(Request("What did he say?", (), (("what?", "nothing."),))).question == "What did he say?"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Is it true that the dam broke?", "The dam broke."),
        ("Did Kirby say that Tehran is involved?", "Kirby said that Tehran is involved."),
        ("Kirby said that Tehran is involved.", "Kirby said that Tehran is involved."),
        ("What a day! The dam in Tarn broke.", "What a day! The dam in Tarn broke."),
        ("Did Kirby say anything about drones?", None),
        ("Who said that the dam broke?", None),
        ("Tell me what Kirby said.", None),
        ("The council should resign.", None),
        ("thanks", None),
        ("", None),
    ],
)
def test_claimed(message: str, expected: str | None) -> None:
    assert claimed(message) == expected
