"""Spread the few largest channels of an activation over copies of themselves, so that 8 bits do for all of them.

Eight bits are spread over a whole activation at once. In this encoder two or three channels are ten to twenty times as large
as all others and cost them their precision. Outlier channel splitting (Zhao et al. 2019) gives such a channel n places, each
with an n-th of its value and the same row of the matrix: x W stays what it was, and the largest value falls to an n-th.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

Floats = npt.NDArray[np.float32]
Channels = npt.NDArray[np.int64]

SHARES = "/shares"
"""In the name of the table that has each channel's share (1 / places), one for an activation."""


def split_outliers(model: Any, rows: Sequence[Sequence[int]], names: Sequence[str], extra: float = 1 / 48) -> None:
    """Split, in place, the largest channels of what goes into the matrix products whose name contains one of `names`.

    `rows` are piece ids to measure the activations on; `extra` is the share of places that are added.
    """
    weights = {table.name: table for table in model.graph.initializer}
    nodes = [
        node
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in weights and any(name in node.name for name in names)
    ]
    if not nodes:
        return
    largest = _largest(model, rows, sorted({node.input[0] for node in nodes}))
    added = {name: copies(sizes, round(len(sizes) * extra)) for name, sizes in largest.items()}
    for name, channels in added.items():
        _widen(model.graph, name, channels, len(largest[name]))
    for node in nodes:
        channels = added[node.input[0]]
        matrix = numpy_helper.to_array(weights[node.input[1]])
        weights[node.input[1]].CopyFrom(numpy_helper.from_array(np.vstack([matrix, matrix[channels]]), node.input[1]))
        node.input[0] += "/widened"


def copies(sizes: Floats, count: int) -> Channels:
    """The channels of the `count` added places: each goes to the channel whose places are largest.

    >>> copies(np.array([1.0, 9.0, 4.0], np.float32), 3).tolist()
    [1, 1, 2]
    """
    places = np.ones(len(sizes))
    for _ in range(count):
        places[np.argmax(sizes / places)] += 1
    return np.repeat(np.arange(len(sizes)), (places - 1).astype(np.int64))


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


def _widen(graph: Any, name: str, channels: Channels, size: int) -> None:
    """Make NAME/widened, the activation with its large channels shared out to the added places."""
    shares = (1 / (1 + np.bincount(channels, minlength=size))).astype(np.float32)
    graph.initializer.append(numpy_helper.from_array(shares, name + SHARES))
    graph.initializer.append(numpy_helper.from_array(channels, f"{name}/channels"))
    place = next(i for i, node in enumerate(graph.node) if name in node.output) + 1
    steps = [
        helper.make_node("Mul", [name, name + SHARES], [f"{name}/shared"], name=f"{name}/shared"),
        helper.make_node("Gather", [f"{name}/shared", f"{name}/channels"], [f"{name}/added"], name=f"{name}/added", axis=-1),
        helper.make_node("Concat", [f"{name}/shared", f"{name}/added"], [f"{name}/widened"], name=f"{name}/widened", axis=-1),
    ]
    for offset, step in enumerate(steps):
        graph.node.insert(place + offset, step)
