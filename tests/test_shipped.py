from pathlib import Path

import pytest
import torch
from transformers import MPNetConfig, MPNetModel

from training import shipped
from training.pair_model import PairModel
from training.quantise import export, quantise, split

ROWS = [[0, *range(5, 20), 2], [0, *range(30, 40), 2, 2, *range(50, 60), 2]]


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


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::torch.jit.TracerWarning", "ignore::UserWarning")
def test_a_shipped_graph_gives_its_weights_back_to_a_128th_of_the_largest(model: PairModel, tmp_path: Path) -> None:
    axes = {name: {0: "batch"} for name in ("entailment", "answer")}
    export(model, list(axes), axes, tmp_path / "full.onnx")
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
