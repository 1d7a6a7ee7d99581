"""The contract of every entailer, what the trained one must tell apart, and how any other cross-encoder is loaded."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import build
from assistant.entail import ENTAILERS, CrossEncoder, Entailer, Trained, classes, entailer
from assistant.exact import Entailment
from assistant.settings import Settings
from index.errors import ModelError
from tests.pair_models import cross_encoder, pair_model

ODD = ["neutral", "CONTRADICTION", "Entailment"]
HARD = ["", " ", "yes", "no perhaps", "\ud800", "\x00", "مرحبا", "yes " * 500, "👍🏽" * 40, "</s><s>"]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("entailers")


@pytest.fixture(scope="session", params=["counting", "cross-encoder", *ENTAILERS])
def every(request: pytest.FixtureRequest, folder: Path) -> Entailer:
    if request.param == "counting":
        return entailer(str(pair_model(folder / "counting")))
    if request.param == "cross-encoder":
        return entailer(str(cross_encoder(folder / "cross", ODD)))
    return ENTAILERS[request.param]()


def numbers(found: Sequence[Entailment]) -> list[tuple[float, float, float]]:
    return [(e.supports, e.refutes, e.neutral) for e in found]


def test_nothing_gives_nothing(every: Entailer) -> None:
    assert every.entail([]) == ()


@given(pairs=st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=4))
def test_any_text_gives_three_probabilities(every: Entailer, pairs: list[tuple[str, str]]) -> None:
    found = numbers(every.entail(pairs))
    assert len(found) == len(pairs)
    assert all(0 <= value <= 1 for row in found for value in row)
    assert [sum(row) for row in found] == pytest.approx([1.0] * len(pairs))


def test_hard_texts_give_three_probabilities(every: Entailer) -> None:
    pairs = [(premise, hypothesis) for premise in HARD for hypothesis in HARD]
    assert [sum(row) for row in numbers(every.entail(pairs))] == pytest.approx([1.0] * len(pairs))


def test_a_pair_is_judged_alike_alone_and_among_others(every: Entailer) -> None:
    pairs = [
        ("The dam broke on Monday after days of rain, and two men died.", "The dam broke."),
        ("The council put off the vote.", "The council will vote in March on the budget of the coming year."),
        ("Nobody was hurt.", "Twelve people were hurt."),
    ]
    alone = [every.entail([pair])[0] for pair in pairs]
    for one, other in zip(numbers(alone), numbers(every.entail(pairs)), strict=True):
        assert one == pytest.approx(
            other, abs=0.06
        )  # at 8 bits, what stands beside a row moves it: 0.011 on average, 0.055 at most of 100


def test_labels_are_read_in_the_models_order(folder: Path) -> None:
    usual = CrossEncoder(str(cross_encoder(folder / "usual", ["entailment", "contradiction", "neutral"])))
    odd = CrossEncoder(str(cross_encoder(folder / "odd", ODD)))
    (one,), (other,) = usual.entail([("yes", "no")]), odd.entail([("yes", "no")])
    assert (one.supports, one.refutes, one.neutral) == pytest.approx((other.neutral, other.refutes, other.supports))
    assert one.supports != pytest.approx(one.neutral)


@pytest.mark.parametrize(
    "labels", [["entailment", "not_entailment"], ["LABEL_0", "LABEL_1", "LABEL_2"], ["neutral"] * 3], ids=["two", "nameless", "one"]
)
def test_a_model_with_other_labels_is_told_with_its_labels(labels: list[str]) -> None:
    with pytest.raises(ModelError, match=f'"some/model" has the labels "{labels[0]}"'):
        classes("some/model", dict(enumerate(labels)))


def test_a_two_class_model_is_refused_when_it_is_loaded(folder: Path) -> None:
    with pytest.raises(ModelError, match='"entailment", "not_entailment": use a model with'):
        entailer(str(cross_encoder(folder / "two", ["entailment", "not_entailment"])))


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r'cannot load the entailer ".*nowhere".*use "onrecord"'):
        entailer(str(tmp_path / "nowhere"))


def test_the_settings_choose(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_ENTAILER", str(pair_model(folder / "chosen")))
    assert isinstance(build.entailer(Settings()), Trained)


@pytest.fixture(scope="session")
def trained() -> Entailer:
    return Trained()


@pytest.mark.parametrize(
    ("premise", "hypothesis", "expected"),
    [
        ("The mayor opened the new bridge on Monday.", "The bridge was opened by the mayor.", "supports"),
        ("The mayor opened the new bridge on Monday.", "The mayor opened the bridge on Friday.", "refutes"),
        ("The company lost 40 million euros last year.", "The company lost 60 million euros last year.", "refutes"),
        ("The company lost 40 million euros last year.", "The company will close two plants.", "neutral"),
        ("The talks were not held in Vienna.", "The talks were held in Vienna.", "refutes"),
    ],
    ids=["passive", "day", "number", "unsaid", "negation"],
)
def test_the_trained_entailer_tells_apart(trained: Entailer, premise: str, hypothesis: str, expected: str) -> None:
    (found,) = trained.entail([(premise, hypothesis)])
    assert getattr(found, expected) > 0.5
