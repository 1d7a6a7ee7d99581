"""Constrained Viterbi decoding of BIO tags."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
IMPOSSIBLE = -1e4


def decode(emissions: Floats, transitions: Floats, lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The best tag sequence of every row (Viterbi 1967): shape (batch, words), 0 after a row's length.

    `emissions` has shape (batch, words, labels), `transitions` (from, to); a forbidden step is one of IMPOSSIBLE score.
    """
    batch, words, _ = emissions.shape
    if not words:
        return np.zeros((batch, 0), dtype=np.int64)
    best, back = _forward(emissions, transitions, lengths)
    tags = np.zeros((batch, words), dtype=np.int64)
    tag = best.argmax(axis=1)
    rows = np.arange(batch)
    for t in range(words - 1, -1, -1):
        inside = t < lengths
        tags[:, t] = np.where(inside, tag, 0)
        tag = np.where(inside & (t > 0), back[t, rows, tag], tag)
    return tags


def _forward(emissions: Floats, transitions: Floats, lengths: npt.NDArray[np.int64]) -> tuple[Floats, npt.NDArray[np.int64]]:
    batch, words, labels = emissions.shape
    best: Floats = emissions[:, 0].astype(np.float64)
    back = np.zeros((words, batch, labels), dtype=np.int64)
    for t in range(1, words):
        scores = best[:, :, None] + transitions
        back[t] = scores.argmax(axis=1)
        step = scores.max(axis=1) + emissions[:, t]
        best = np.where((t < lengths)[:, None], step, best)
    return best, back
