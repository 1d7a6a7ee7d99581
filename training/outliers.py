"""Keep the few largest channels of an activation in fp32 beside an 8-bit product (LLM.int8, Dettmers et al. 2022).

Eight bits are spread over a whole activation at once. In this encoder two or three channels are ten to twenty times as large
as all others and cost them their precision, so x W is written as x' W + x[o] W[o], where x' is x without channels o.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

Floats = npt.NDArray[np.float32]

EXACT = "/outliers"
"""In the names of the nodes that must stay fp32."""


def split_outliers(model: Any, rows: Sequence[Sequence[int]], names: Sequence[str], share: float = 1 / 96) -> None:
    """Split, in place, the matrix products whose name contains one of `names`.

    `rows` are piece ids to measure the activations on; `share` of the channels, the largest, stay fp32.
    """
    weights = {table.name: table for table in model.graph.initializer}
    nodes = [
        node
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in weights and any(name in node.name for name in names)
    ]
    largest = _largest(model, rows, sorted({node.input[0] for node in nodes}))
    chosen = {name: np.sort(np.argsort(-sizes)[: round(len(sizes) * share)]) for name, sizes in largest.items()}
    for name, channels in chosen.items():
        _part(model.graph, name, channels, len(largest[name]))
    for node in nodes:
        matrix = numpy_helper.to_array(weights[node.input[1]])
        _add_exact(model.graph, node, matrix[chosen[node.input[0]]])


def _largest(model: Any, rows: Sequence[Sequence[int]], names: Sequence[str]) -> dict[str, Floats]:
    """The largest magnitude of every channel of the named activations."""
    import onnxruntime

    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    probe.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
    found: dict[str, Floats] = {}
    for row in rows:
        pieces = np.array([row], dtype=np.int64)
        outputs = session.run(list(names), {"input_ids": pieces, "attention_mask": np.ones_like(pieces)})
        for name, output in zip(names, outputs, strict=True):
            largest = np.abs(output).reshape(-1, output.shape[-1]).max(axis=0)
            found[name] = np.maximum(found.get(name, largest), largest)
    return found


def _part(graph: Any, name: str, channels: npt.NDArray[np.int64], size: int) -> None:
    """Make NAME/usual, the activation without some channels, and NAME/outliers, those channels alone."""
    mask = np.ones(size, dtype=np.float32)
    mask[channels] = 0
    graph.initializer.append(numpy_helper.from_array(mask, f"{name}/mask"))
    graph.initializer.append(numpy_helper.from_array(channels.astype(np.int64), f"{name}/channels"))
    usual = helper.make_node("Mul", [name, f"{name}/mask"], [f"{name}/usual"], name=f"{name}/usual")
    exact = helper.make_node("Gather", [name, f"{name}/channels"], [name + EXACT], name=name + EXACT, axis=-1)
    place = next(i for i, node in enumerate(graph.node) if name in node.output) + 1
    graph.node.insert(place, usual)
    graph.node.insert(place, exact)


def _add_exact(graph: Any, node: Any, rows: Floats) -> None:
    """Turn y = x W into y = x' W + x[o] W[o]."""
    activation, result = node.input[0], node.output[0]
    half = np.ascontiguousarray(rows, np.float16)  # the file's form; onnxruntime widens it once, when it opens the graph
    graph.initializer.append(numpy_helper.from_array(half, f"{node.name}{EXACT}.half"))
    node.input[0] = f"{activation}/usual"
    node.output[0] = f"{result}/usual"
    exact = f"{node.name}{EXACT}"
    place = list(graph.node).index(node) + 1
    total = helper.make_node("Add", [f"{result}/usual", f"{exact}.product"], [result], name=f"{exact}.add")
    product = helper.make_node("MatMul", [activation + EXACT, f"{exact}.weight"], [f"{exact}.product"], name=exact)
    widened = helper.make_node("Cast", [f"{exact}.half"], [f"{exact}.weight"], name=f"{exact}.cast", to=1)  # 1: float
    for step in (total, product, widened):
        graph.node.insert(place, step)
