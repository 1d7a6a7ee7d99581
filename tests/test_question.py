import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import ANSWERS, KINDS, parse, rarity


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How old was the minister?", "age"),
        ("How much did Russia pay for the drones?", "money"),
        ("How much will the repair cost?", "money"),
        ("How many drones were shot down?", "number"),
        ("How long did the talks last?", "duration"),
        ("On which day did they speak?", "calendar"),
        ("When did the talks begin?", "date"),
        ("Why did the EU decide on sanctions?", "reason"),
        ("Where did Ihnat speak?", "place"),
        ("From which country did they operate?", "place"),
        ("What is the name of the captain?", "name"),
        ("Who denies the deal?", "person"),
        ("Which supplier was it?", "named"),
        ("What did Kirby say?", "other"),
    ],
)
def test_kind_of_each_form(question: str, kind: str) -> None:
    assert parse(question).kind == kind


def test_every_kind_has_answers() -> None:
    assert set(KINDS) == set(ANSWERS)


@pytest.mark.parametrize(
    ("question", "asked_of"),
    [
        ("What did John Kirby say about Tehran?", {"john", "kirbi"}),
        ("Is Iran willing, according to its chief diplomat?", {"chief", "diplomat"}),
        ("What is the name of the valuer who is said to have come?", set()),
        ("How many drones are there?", set()),
    ],
)
def test_whose_words_are_asked_for(question: str, asked_of: set[str]) -> None:
    assert parse(question).asked_of == asked_of


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many members does the union have?", "member"),
        ("Which banned substance was it?", "substanc"),
        ("What is the name of the museum's buyer?", "buyer"),
        ("In what year was it built?", ""),
    ],
)
def test_noun_that_is_counted_or_chosen(question: str, counted: str) -> None:
    assert parse(question).counted == counted


def test_words_carried_from_earlier_turns_weigh_less() -> None:
    asked = parse("What are the trainers to do?").weights["trainer"]
    assert parse("What are they to do? (trainers)").weights["trainer"] < asked / 2


def test_rarity_when_rare_is_higher() -> None:
    assert 0.1 <= rarity("the") < rarity("minister") < rarity("amirabdollahian") <= 1.5


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    question = parse(text)
    assert all(0 < weight <= 1.5 for weight in question.weights.values())
