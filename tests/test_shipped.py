import copy
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import MPNetConfig, MPNetModel

from index.session import Session, Source, padded
from training import shipped
from training.batches import PAD
from training.export_pairs import mixed
from training.outliers import copies
from training.pair_model import PairModel
from training.quantise import export, quantise, split

AXES = {name: {0: "batch"} for name in ("entailment", "answer")}
ROWS = [[0, *range(first, first + 15 + first % 7), 2] for first in range(5, 1005, 100)]


@pytest.fixture(scope="module")
def model() -> PairModel:
    torch.manual_seed(0)
    config = MPNetConfig(
        vocab_size=2000,
        hidden_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=192,
        max_position_embeddings=64,
    )
    made = PairModel(MPNetModel(config, add_pooling_layer=False))
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter) / 10)  # equal ones would be written once
    return made


exporting = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::torch.jit.TracerWarning", "ignore::UserWarning")


def entailment(path: Path) -> np.ndarray:
    """The entailment scores that a graph gives for ROWS, as the product runs it."""
    return np.array([outputs[0] for outputs in Session(Source("pairs", path, PAD)).run(ROWS)])


@exporting
def test_a_graph_gives_what_torch_gives_and_8_bits_come_nearer_with_outliers_split(
    model: PairModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = copy.deepcopy(model)
    with torch.no_grad():
        for layer in large.trunk.encoder.layer:
            layer.attention.LayerNorm.weight[7] *= 60
        expected = large.eval()(*map(torch.from_numpy, padded(ROWS, PAD).values()))[0].numpy()
    export(large, list(AXES), AXES, tmp_path / "full.onnx")
    assert np.abs(entailment(tmp_path / "full.onnx") - expected).max() < 1e-4
    quantise(tmp_path / "full.onnx", tmp_path / "split.onnx", ROWS)
    monkeypatch.setattr("training.quantise.SPLIT", ())
    quantise(tmp_path / "full.onnx", tmp_path / "whole.onnx", ROWS)
    split_away, whole_away = (np.abs(entailment(tmp_path / name) - expected).mean() for name in ("split.onnx", "whole.onnx"))
    assert split_away < 0.7 * whole_away


def test_the_places_added_go_to_the_largest_channels() -> None:
    assert copies(np.array([1.0, 9.0, 4.0], np.float32), 3).tolist() == [1, 1, 2]


@exporting
def test_a_shipped_graph_gives_its_weights_back_to_a_128th_of_the_largest(model: PairModel, tmp_path: Path) -> None:
    export(model, list(AXES), AXES, tmp_path / "full.onnx")
    quantise(tmp_path / "full.onnx", tmp_path / "model.onnx", ROWS)
    split(tmp_path / "model.onnx")
    found = shipped.parameters(tmp_path)
    trained = {
        name: value for name, value in model.named_parameters() if "embeddings" not in name and "relative_attention" not in name
    }
    assert found.keys() >= {name for name in trained if name.startswith("trunk.encoder")}
    for name in found.keys() & trained.keys():
        largest = float(trained[name].abs().max())
        assert torch.allclose(found[name], trained[name], atol=largest / 127), name
    assert not model.load_state_dict(found, strict=False).unexpected_keys


@given(st.floats(0, 1))
def test_exported_weights_lie_between_those_begun_with_and_those_trained(share: float) -> None:
    begun = {"a": torch.tensor([1.0, 1.0]), "b": torch.tensor(5.0)}
    found = mixed(begun, {"a": torch.tensor([3.0, 1.0])}, share)
    assert list(found) == ["a"]
    assert found["a"].tolist() == pytest.approx([1 + 2 * share, 1.0], abs=1e-6)
