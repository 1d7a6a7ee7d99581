"""fp32 ONNX graphs to 8 bits: word embeddings a scale per row, matrices a scale per output channel, outliers spread."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from training.fused import FusedTrunk
from training.outliers import split_outliers

SPLIT = ("output/dense", "intermediate/dense", "attn/q", "attn/k", "attn/v")
"""Names of the products with outliers in their input."""
PAGE = 4096


def export(model: Any, outputs: Sequence[str], axes: dict[str, dict[int, str]], path: Path) -> None:
    """Write a torch model of (input_ids, attention_mask) on an MPNet trunk as an fp32 graph with free batch and length.

    The model is not usable afterwards: its trunk becomes one for export.
    """
    import torch

    model.eval()
    model.trunk = FusedTrunk(model.trunk)
    example = (torch.randint(10, 1000, (2, 24)), torch.ones(2, 24, dtype=torch.int64))
    free = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        model,
        example,
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=list(outputs),
        dynamic_axes={"input_ids": free, "attention_mask": free, **axes},
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path, rows: Sequence[Sequence[int]], keep: Sequence[str] = ()) -> None:
    """Quantise the weights of a graph.

    `rows` are piece ids that show which channels are large (see training/outliers.py); nodes whose name contains one of
    `keep` stay fp32.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(source))
    split_outliers(model, rows, SPLIT)
    _quantise_embeddings(model.graph)
    step = target.with_suffix(".step.onnx")
    onnx.save(model, str(step))
    excluded = [node.name for node in model.graph.node if any(word in node.name for word in keep)]
    quantize_dynamic(
        step,
        target,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=excluded,
    )
    step.unlink()


def split(path: Path, largest: int = 60_000_000) -> None:
    """Move the larger weights of a graph to files beside it, weights-1.bin and on, of at most `largest` bytes each.

    Onnxruntime maps them into memory; they begin at whole pages for that.
    """
    model = onnx.load(str(path))
    number, offset = 1, 0
    for table in model.graph.initializer:
        content = numpy_helper.to_array(table).tobytes()
        if len(content) < PAGE:
            continue
        if offset + len(content) > largest and offset:
            number, offset = number + 1, 0
        name = f"weights-{number}.bin"
        with (path.parent / name).open("ab" if offset else "wb") as opened:
            opened.write(content + bytes(-len(content) % PAGE))
        table.raw_data = content
        onnx.external_data_helper.set_external_data(table, name, offset, len(content))
        table.ClearField("raw_data")
        offset += len(content) + -len(content) % PAGE
    path.write_bytes(model.SerializeToString())


def _quantise_embeddings(graph: Any, smallest: int = 150_000) -> None:
    """Replace every look-up in a large fp32 table by one in an int8 table times its row's scale."""
    tables = {table.name: table for table in graph.initializer}
    for node in list(graph.node):
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is not None and int(np.prod(table.dims)) >= smallest:
            _quantise_table(graph, node, table)


def _quantise_table(graph: Any, node: Any, table: Any) -> None:
    weights = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(weights).max(axis=1, keepdims=True), 1e-12).astype(np.float32) / 127
    small = np.rint(weights / scale).astype(np.int8)
    name, indices, result = table.name, node.input[1], node.output[0]
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(small, f"{name}.int8"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
    place = list(graph.node).index(node)
    graph.node.remove(node)
    steps = [
        helper.make_node("Gather", [f"{name}.int8", indices], [f"{result}.rows"], name=f"{result}.gather"),
        helper.make_node("Cast", [f"{result}.rows"], [f"{result}.float"], to=1, name=f"{result}.cast"),  # 1: float
        helper.make_node("Gather", [f"{name}.scale", indices], [f"{result}.scales"], name=f"{result}.gather_scale"),
        helper.make_node("Mul", [f"{result}.float", f"{result}.scales"], [result], name=f"{result}.mul"),
    ]
    for offset, step in enumerate(steps):
        graph.node.insert(place + offset, step)
