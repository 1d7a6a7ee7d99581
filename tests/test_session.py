from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save

from index.session import Session, Source

WEIGHTS = np.full((64, 4), 127, np.int8)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Piece ids from 0 to 255 times the largest 8-bit weights: two products side by side are more than 16 bits hold."""
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["pieces"], to=TensorProto.UINT8),
        helper.make_node("MatMulInteger", ["pieces", "weights"], ["whole"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.INT32),
        helper.make_node("ReduceMax", ["mask"], ["one"], keepdims=0),
        helper.make_node("Mul", ["whole", "one"], ["sums"]),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", 64]) for name in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info("sums", TensorProto.INT32, ["batch", 4])]
    made = helper.make_graph(nodes, "sums", inputs, outputs, [numpy_helper.from_array(WEIGHTS, "weights")])
    save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), tmp_path / "sums.onnx")
    return tmp_path / "sums.onnx"


def test_8_bit_products_are_exact_on_every_processor(graph: Path) -> None:
    rows = [[255] * 64, [200, 55] * 32]
    found = Session(Source("sums", graph, padding=0)).run(rows)
    assert [outputs[0].tolist() for outputs in found] == (np.array(rows) @ WEIGHTS.astype(np.int64)).tolist()
