"""The weights of a shipped 8-bit graph as torch parameters, so that a later run goes on where an earlier one ended."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.outliers import SHARES, Floats


def parameters(folder: Path) -> dict[str, torch.Tensor]:
    """Name -> parameter of a model folder made by training/quantise.py; its embedding tables are left out.

    A matrix comes back rounded to its 8 bits; biases and norms come back as they were.
    """
    graph = onnx.load(str(folder / "model.onnx")).graph
    tables = {table.name: numpy_helper.to_array(table) for table in graph.initializer}
    found = {name: table for name, table in tables.items() if name.endswith((".bias", "LayerNorm.weight"))}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            found[_parameter(node.name, node.input[1])] = _matrix(node, tables).T
    return {name: torch.from_numpy(np.array(table, np.float32)) for name, table in found.items()}


def _matrix(node: onnx.NodeProto, tables: dict[str, Floats]) -> Floats:
    """The matrix (in, out) of a product, without the rows of added places."""
    table = node.input[1].removesuffix("_quantized")
    matrix = tables[f"{table}_quantized"].astype(np.float32) * tables[f"{table}_scale"]
    shares = tables.get(node.input[0].removesuffix("/widened_quantized") + SHARES)
    return _exact_rows(node, tables, matrix) if shares is None else matrix[: len(shares)]


def _exact_rows(node: onnx.NodeProto, tables: dict[str, Floats], matrix: Floats) -> Floats:
    """The matrix with the rows put back that folders made before November 2026 keep apart at 16 bits."""
    exact = tables.get(node.name.removesuffix("_quant") + "/outliers.half")
    if exact is not None:
        matrix[tables[node.input[0].removesuffix("/usual_quantized") + "/channels"].astype(np.int64)] = exact
    return matrix


def _parameter(node: str, table: str) -> str:
    """The torch name of a product's matrix.

    >>> _parameter("/trunk/encoder/layer.5/attention/attn/q/MatMul_quant", "onnx::MatMul_1534_quantized")
    'trunk.encoder.layer.5.attention.attn.q.weight'
    >>> _parameter("/entail/entail.0/Gemm_MatMul_quant", "entail.0.weight_Transposed_quantized")
    'entail.0.weight'
    """
    if "weight_Transposed" in table:
        return table.removesuffix("_Transposed_quantized")
    return node.removesuffix("/MatMul_quant").strip("/").replace("/", ".") + ".weight"
