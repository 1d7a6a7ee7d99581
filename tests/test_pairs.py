"""How pairs become pieces, and what the reader makes of the model's scores."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pairs import PairReader, cut, joined, reader, softmax
from index.errors import ModelError
from tests.pair_models import LIMIT, pair_model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> PairReader:
    return PairReader(pair_model(tmp_path_factory.mktemp("pairs")))


def one_at_a_time(lengths: list[int], room: int) -> list[int]:
    """The obvious way: as long as it is too much, the first of the longest loses one."""
    lengths = list(lengths)
    while sum(lengths) > room:
        lengths[lengths.index(max(lengths))] -= 1
    return lengths


@given(st.lists(st.integers(0, 60), min_size=1, max_size=4), st.integers(0, 80))
def test_cut_takes_from_the_longest(lengths: list[int], room: int) -> None:
    assert cut(lengths, room) == one_at_a_time(lengths, room)


@given(st.lists(st.lists(st.integers(3, 9), max_size=40), min_size=2, max_size=3), st.integers(8, 60))
def test_joined_keeps_the_limit_and_the_order(texts: list[list[int]], limit: int) -> None:
    pieces = joined(texts, limit, start=0, separator=2)
    assert len(pieces) <= limit
    assert (pieces[0], pieces[-1]) == (0, 2)
    if sum(map(len, texts)) + len(texts) + 2 <= limit:
        assert [piece for piece in pieces if piece > 2] == [piece for text in texts for piece in text]


def test_pieces_of_training_are_those_of_the_product(tiny: PairReader) -> None:
    pytest.importorskip("torch")
    from training.pair_model import LIMIT as TRAINED
    from training.pair_model import encode
    from training.pair_types import Answer, Pair

    rows = [Pair("yes " * 300, "no no", "neutral"), Answer("yes", "no", "", 1), Answer("yes", "no " * 200, "perhaps " * 200, 0)]
    texts = [("yes " * 300, "no no"), ("yes", "no", ""), ("yes", "no " * 200, "perhaps " * 200)]
    assert encode(rows, tiny._model.tokenizer) == [joined(tiny.pieces(row), TRAINED, 0, 2) for row in texts]


def test_a_space_after_a_currency_or_before_nt_makes_no_other_words() -> None:
    written, apart = reader().pieces(["It didn't pay £2,700 or €5 ($6).", "It did n't pay £ 2,700 or € 5 ($ 6)."])
    assert written == apart


def test_the_heads_count_the_votes(tiny: PairReader) -> None:
    found = tiny.entailment([("yes yes", "no"), ("perhaps", "x")])
    assert found[0] == pytest.approx(np.exp([4, 2, 0]) / np.exp([4, 2, 0]).sum())
    assert found[1].argmax() == tiny.classes.index("neutral")
    assert tiny.answer([("yes", "no", "yes")]) == pytest.approx([1 / (1 + np.exp(-2))])


def test_what_does_not_fit_is_cut(tiny: PairReader) -> None:
    cut_off, whole = tiny.entailment([("perhaps " * LIMIT + "yes " * LIMIT, "no"), ("yes", "no")])
    assert cut_off[0] < 0.01 < whole[0]


def test_a_temperature_softens(tiny: PairReader, monkeypatch: pytest.MonkeyPatch) -> None:
    (sharp,) = tiny.entailment([("yes", "x")])
    monkeypatch.setattr(tiny, "_temperature", {"entailment": 4.0, "answer": 4.0})
    (soft,) = tiny.entailment([("yes", "x")])
    assert sharp[0] > soft[0] > 1 / 3


def test_a_shift_moves_where_an_answer_begins(tiny: PairReader, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ("x", "no", "")
    assert tiny.answer([row])[0] < 0.5
    monkeypatch.setattr(tiny, "_shift", 3.0)
    assert tiny.answer([row])[0] > 0.5


@given(st.lists(st.tuples(*[st.floats(-2000, 2000)] * 3), max_size=5))
def test_softmax_gives_probabilities(scores: list[tuple[float, float, float]]) -> None:
    found = softmax(np.array(scores).reshape(-1, 3))
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(len(scores)))


def test_a_folder_is_opened_once(tmp_path: Path) -> None:
    folder = pair_model(tmp_path / "model")
    assert reader(folder) is reader(folder)


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    folder = pair_model(tmp_path / "model")
    (folder / "weights.bin").write_bytes(bytes(112))
    with pytest.raises(ModelError, match=r'weights\.bin" is not the file that was published'):
        PairReader(folder)
