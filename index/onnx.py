"""Models this project trained, run by onnxruntime: a folder is opened only when its checksums hold."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

Array = npt.NDArray[Any]

MODELS = Path(__file__).resolve().parent.parent / "models"
"""Where the shipped models are, a folder each."""

MANIFEST = "manifest.json"
FILES = ("model.onnx", "tokenizer.json", "labels.json")
BATCH_PIECES = 2048
"""Padded pieces a batch: enough to fill two cores, few enough to stay in the processor's cache."""

SLOWER = ["SkipLayerNormFusion"]
"""Onnxruntime's own changes to a graph that are left out: an addition and a norm as one cost the tagger a tenth more time."""


def threads() -> int | None:
    """The threads that a model may use: ONRECORD_THREADS, which whoever starts several workers sets; None: as it likes."""
    return int(os.environ.get("ONRECORD_THREADS") or 0) or None


class OnnxModel:
    """A graph with its tokenizer and labels.

    The folder holds model.onnx, tokenizer.json, labels.json, perhaps files with the graph's larger weights, and manifest.json,
    which maps each file to its SHA-256.
    The graph takes `input_ids` and `attention_mask`, both int64 (batch, pieces), and gives arrays whose first axis is the
    batch; of those with three axes the second is the pieces.
    """

    def __init__(self, folder: Path) -> None:
        """Open a model folder. Raises ModelError when it is missing, damaged, or a package is not installed."""
        verify(folder)
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            message = f'The package "{error.name}" is missing: pip install onnxruntime tokenizers'
            raise ModelError(message) from error
        self.labels: dict[str, Any] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads() or 0
        # Threads that wait busily for work take the processors from other programs, and then wait for them: with a load of
        # 8 on two processors, 1.7 times the processor's time and 1.2 times the seconds of threads that sleep.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
        )
        self._padding: int = self.labels["padding"]

    def run(self, rows: Sequence[Sequence[int]], limit: int = BATCH_PIECES) -> list[tuple[Array, ...]]:
        """The graph's outputs for each row of piece ids, in the order given, without the padding.

        `limit` are the padded pieces of a batch.
        """
        results: list[tuple[Array, ...]] = [()] * len(rows)
        for batch in batches([len(row) for row in rows], limit):
            outputs = self._session.run(None, padded([rows[i] for i in batch], self._padding))
            for place, i in enumerate(batch):
                results[i] = tuple(_row(output, place, len(rows[i])) for output in outputs)
        return results


def verify(folder: Path) -> None:
    """Compare the files of a model folder with its manifest. Raises ModelError with what to do."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ModelError(f'There is no model in "{folder}": give a folder with a {MANIFEST}, or reinstall onrecord.')
    try:
        published: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f'"{manifest}" is damaged ({error}): reinstall onrecord, or restore it.') from error
    for name in {*FILES, *published}:
        path = folder / name
        if not path.is_file() or sha256(path) != published.get(name):
            raise ModelError(f'"{path}" is not the file that was published: reinstall onrecord, or restore it.')


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def batches(lengths: Sequence[int], limit: int) -> Iterator[list[int]]:
    """Row numbers by length, longest first, in groups of at most `limit` padded pieces (or one row).

    >>> list(batches([2, 9, 3], 6))
    [[1], [2, 0]]
    """
    group: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if group and (len(group) + 1) * lengths[group[0]] > limit:
            yield group
            group = []
        group.append(i)
    if group:
        yield group


def padded(rows: Sequence[Sequence[int]], padding: int) -> dict[str, Array]:
    """The input of an encoder: piece ids and mask, both int64 [rows, pieces of the longest]."""
    size = max(len(row) for row in rows)
    pieces = np.full((len(rows), size), padding, dtype=np.int64)
    mask = np.zeros((len(rows), size), dtype=np.int64)
    for i, row in enumerate(rows):
        pieces[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return {"input_ids": pieces, "attention_mask": mask}


def _row(output: Array, place: int, length: int) -> Array:
    row: Array = output[place]
    return row[:length] if output.ndim == 3 else row


def softmax(scores: Array) -> Array:
    """Scores [rows, classes] as probabilities, each row summing to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    result: Array = powers / powers.sum(axis=1, keepdims=True)
    return result
