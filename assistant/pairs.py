"""The pair model (models/pairs) on pairs of texts: does a premise support a hypothesis, does a sentence answer a question."""

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.onnx import MODELS, OnnxModel, softmax
from index.session import Array

PAIRS = Path(os.environ.get("ONRECORD_PAIRS", MODELS / "pairs"))
"""The folder of the pair model: the shipped one, or the one that ONRECORD_PAIRS names."""

_APART = re.compile(r"(?<=[£€¥]) (?=\d)| (?=n['’]t\b)")
"""The space in "£ 5" and "did n't", as corpora and some newsrooms write them: to the tokenizer these are other words than "£5" and
"didn't"."""


class PairReader:
    """The two heads of the pair model: entailment (`classes` of a premise and a hypothesis) and answer (of a question)."""

    def __init__(self, folder: Path = PAIRS) -> None:
        """Open the model. Raises ModelError when its files are missing or damaged."""
        self._model = OnnxModel(folder)
        labels = self._model.labels
        self.classes: tuple[str, ...] = tuple(labels["classes"])
        self._temperature: dict[str, float] = labels["temperature"]
        self._shift: float = labels.get("shift", 0.0)
        self.limit: int = labels["limit"]
        self._start: int = labels["start"]
        self._separator: int = labels["separator"]

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> Array:
        """The probabilities of `classes` for each premise and hypothesis, float64 [len(pairs), 3], rows summing to 1."""
        scores = np.array([outputs[0] for outputs in self._read(pairs)], np.float64).reshape(-1, len(self.classes))
        return softmax(scores / self._temperature["entailment"])

    def answer(self, rows: Sequence[tuple[str, str, str]]) -> Array:
        """The probability that a sentence answers, for each question, sentence and the words around it; float64 [len(rows)]."""
        scores = np.array([outputs[1] for outputs in self._read(rows)], np.float64).reshape(-1)
        chances: Array = 0.5 * (1 + np.tanh((scores / self._temperature["answer"] + self._shift) / 2))
        return chances

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The word pieces of each text."""
        # A lone surrogate is no text: the tokenizer would refuse it.
        clean = [_APART.sub("", text).encode("utf-8", "replace").decode() for text in texts]
        encoded = self._model.tokenizer.encode_batch(clean, add_special_tokens=False)
        return [encoding.ids for encoding in encoded]

    def _read(self, rows: Sequence[tuple[str, ...]]) -> list[tuple[Array, ...]]:
        texts = list(dict.fromkeys(text for row in rows for text in row))
        known = dict(zip(texts, self.pieces(texts), strict=True))
        return self._model.run([joined([known[t] for t in row], self.limit, self._start, self._separator) for row in rows])


@lru_cache(maxsize=2)
def reader(folder: Path = PAIRS) -> PairReader:
    """The pair model of a folder, opened once for all who read with it."""
    return PairReader(folder)


def joined(texts: Sequence[Sequence[int]], limit: int, start: int, separator: int) -> list[int]:
    """Start, first text, two separators, second text, separator (third text, separator); an empty one is left out.

    The longest texts are cut so that the whole has at most `limit` pieces.

    >>> joined([[5, 6], [7], [8]], 20, start=0, separator=2)
    [0, 5, 6, 2, 2, 7, 2, 8, 2]
    >>> joined([[5, 5, 5, 5], [7], [8, 8]], 9, start=0, separator=2)
    [0, 5, 2, 2, 7, 2, 8, 8, 2]
    """
    lengths = cut([len(text) for text in texts], limit - len(texts) - 2)
    first, *rest = (list(text[:length]) for text, length in zip(texts, lengths, strict=True))
    return [start, *first, separator, *(piece for text in rest if text for piece in (separator, *text)), separator]


def cut(lengths: Sequence[int], room: int) -> list[int]:
    """The lengths, the longest lowered to one level so that their sum is at most `room`; of those the later keep one more.

    >>> cut([9, 3, 9], 16)
    [6, 3, 7]
    """
    if sum(lengths) <= room:
        return list(lengths)
    level = next(level for level in range(room, -1, -1) if sum(min(length, level) for length in lengths) <= room)
    lowered = [min(length, level) for length in lengths]
    for i in [i for i, length in enumerate(lengths) if length > level][::-1][: room - sum(lowered)]:
        lowered[i] += 1
    return lowered
