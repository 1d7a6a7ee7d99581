import pytest

from assistant.exact import Entailment
from assistant.weigh import Weight, related, repeats, settled, weigh

SURE = Entailment(0.9, 0.05, 0.05)
AGAINST = Entailment(0.05, 0.9, 0.05)


@pytest.mark.parametrize(
    ("claim", "premise", "expected"),
    [
        ("Iran sold such drones to Ukraine.", "Iran sold such drones to Ukrainian firms", True),
        ("Tarn council closed the old dam.", "Tarn council closed the old dam on Monday", True),
        ("Tarn council closed the old dam.", "Tarn council never closed the old dam", False),
        ("Tarn council closed the old dam.", "The old dam closed Tarn council", False),
        ("Tarn council closed the old dam.", "Quell claimed that Tarn council closed the old dam", False),
        ("Tarn council closed the old dam.", "Tarn council closed the old dam after a vote in which the mayor lost", False),
        ("The dam closed.", "The dam closed", False),
    ],
    ids=["country", "few-others", "negated", "other-order", "only-said", "many-others", "short"],
)
def test_repeats(claim: str, premise: str, expected: bool) -> None:
    assert repeats(claim, premise) is expected


def test_a_premise_in_the_claims_words_bears_it_out_whatever_the_model_says() -> None:
    assert weigh("Iran sold such drones to Ukrainian firms", "Iran sold such drones to Ukraine.", AGAINST).asserts > 0.5


@pytest.mark.parametrize(
    ("claim", "premise", "expected"),
    [
        ("Tarn beat Vell 1 - 0 on 17 - 19 July.", "Tarn beat Vell 1-0 on 17-19 July, and it rained all day in both towns.", 0.9),
        ("Ada Quell lives in Al - Tarn.", "Ada Quell, who was born in Vell, lives in Al-Tarn with two dogs and a cat.", 0.9),
        ("The 34-year-old left the club.", "Quell left the club on Monday after eight long years.", 0.9),
        ("The 34-year-old left the club.", "The 36-year-old left the club on Monday after long years.", 0.0),
        ("Sales of the tickets will be quick.", "Sales begin on 27 May and will be quick in Tarn, where a court is old.", 0.9),
        ("Quell was shocked by the decision.", "Quell was shocked by the decision, but it could be a good decision.", 0.9),
        ("The dam is one of the great dams.", "The dam in Tarn is widely considered one of the great dams of all.", 0.9),
        ("The council will sell the dam.", "The council is considering a plan to sell the dam and the bridge.", 0.0),
    ],
)
def test_what_exact_checks_take_away(claim: str, premise: str, expected: float) -> None:
    assert weigh(premise, claim, SURE).asserts == pytest.approx(expected)


def test_same_words_need_no_model() -> None:
    assert weigh("The dam broke", "The dam broke.", AGAINST) == Weight(1.0, 0.0)


@pytest.mark.parametrize("found", [SURE, AGAINST, Entailment(0.0, 0.0, 1.0)])
@pytest.mark.parametrize(
    ("claim", "premise"),
    [
        ("The dam broke.", "The dam broke"),
        ("Ada Quell resigned.", "Ben Adler resigned."),
        ("Drivers will strike.", "Drivers might strike."),
        ("The fire on 24 March killed a man.", "It met on 14 March."),
    ],
)
def test_what_is_settled_is_what_is_weighed_whatever_the_model_says(claim: str, premise: str, found: Entailment) -> None:
    assert settled(premise, claim) == weigh(premise, claim, found)


def test_another_number_of_the_same_matter_is_left_to_the_model() -> None:
    assert settled("The council met on 14 March.", "The council met on 24 March.") is None


def test_that_there_is_none_contradicts_what_takes_it_to_be_there() -> None:
    found = Entailment(0.7, 0.1, 0.2)
    assert weigh("There were no such warnings", "The port ignored warnings.", found) == Weight(0.0, pytest.approx(0.8))
    assert weigh("There were no such warnings, Rask said.", "Rask denied the warnings.", found).asserts == 0.7
    assert weigh("There were no warnings of fog", "The port ignored complaints.", found).asserts == 0.7


def test_less_nearness_will_do_where_one_of_both_speaks_of_nobody() -> None:
    assert related(Weight(0.0, 0.9), 0.4, 0.5, opposite=True).denies > related(Weight(0.0, 0.9), 0.4, 0.5).denies
    assert related(Weight(0.0, 0.9), 0.1, 0.5, opposite=True).denies == 0
