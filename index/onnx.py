"""Models this project trained, run by onnxruntime: a folder is opened only when its checksums hold."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ModelError
from index.session import BATCH_PIECES, Array, Outputs, Row, Source, opened

MODELS = Path(__file__).resolve().parent.parent / "models"
"""Where the shipped models are, a folder each."""

MANIFEST = "manifest.json"
FILES = ("model.onnx", "tokenizer.json", "labels.json")


class OnnxModel:
    """A graph with its tokenizer and labels.

    The folder holds model.onnx, tokenizer.json, labels.json, perhaps files with the graph's larger weights, and manifest.json,
    which maps each file to its SHA-256.
    """

    def __init__(self, folder: Path) -> None:
        """Open a model folder. Raises ModelError when it is missing, damaged, or a package is not installed."""
        verify(folder)
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(f'The package "{error.name}" is missing: pip install tokenizers') from error
        self.labels: dict[str, Any] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self._graph = opened(Source(folder.name, folder / "model.onnx", self.labels["padding"]))

    def run(self, rows: Sequence[Row], limit: int = BATCH_PIECES) -> list[Outputs]:
        """The graph's outputs for each row of piece ids, in the order given, without the padding.

        `limit` are the padded pieces of a batch.
        """
        return self._graph.run(rows, limit)


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


def softmax(scores: Array) -> Array:
    """Scores [rows, classes] as probabilities, each row summing to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    result: Array = powers / powers.sum(axis=1, keepdims=True)
    return result
