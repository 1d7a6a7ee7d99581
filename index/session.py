"""Graphs run by onnxruntime, batch by batch. `opened` is the only place that chooses how: here in turns, or in another process."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

if TYPE_CHECKING:
    from index.turns import Counts

Array = npt.NDArray[Any]
Row = Sequence[int]
"""Piece ids."""
Outputs = tuple[Array, ...]
"""What a graph gives for one row, without the padding."""

BATCH_PIECES = 2048
"""Padded pieces a batch: enough to fill two cores, few enough to stay in the processor's cache."""
SLOWER = ["SkipLayerNormFusion"]
"""Onnxruntime's own changes to a graph that are left out: an addition and a norm as one cost the tagger a tenth more time."""
EXACT = ("session.x64quantprecision", "1")
"""An option of onnxruntime's. On x64 processors without VNNI its products of unsigned and signed 8-bit numbers overflow 16 bits,
and a graph's results are others there than elsewhere; with it, weights are made unsigned there, whose products do not. No other
processor is touched."""
_BY_THE_BATCH = b"DynamicQuantizeLinear"
"""The operator that rounds all activations of a batch on one scale, so that a row's result depends on the rows beside it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a graph is: its file, the folder of its larger weights where that is another, and the piece that pads its rows."""

    name: str
    graph: Path
    padding: int
    weights: Path | None = None


class Runner(Protocol):
    """Runs rows of piece ids through a graph.

    `merges`: whether a row's outputs are the same beside any other rows, so that rows of several requests may share a batch.
    """

    merges: bool

    def run(self, rows: Sequence[Row], limit: int = BATCH_PIECES) -> list[Outputs]:
        """The graph's outputs for each row, in the order given, without the padding; `limit` are the padded pieces of a batch."""


class Session:
    """A graph in this process.

    It takes `input_ids` and `attention_mask`, both int64 (batch, pieces), and gives arrays whose first axis is the batch; of
    those with three axes the second is the pieces.
    """

    def __init__(self, source: Source) -> None:
        """Open the graph. Raises ModelError when onnxruntime is not installed."""
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelError(f'The package "{error.name}" is missing: pip install onnxruntime') from error
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads() or os.cpu_count() or 1
        # Threads that wait busily for work take the processors from other programs, and then wait for them: with a load of
        # 8 on two processors, 1.7 times the processor's time and 1.2 times the seconds of threads that sleep.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry(*EXACT)
        graph: str | bytes = str(source.graph)
        if source.weights:
            options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(source.weights))
            graph = source.graph.read_bytes()
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=None if source.weights else SLOWER
        )
        self._padding = source.padding
        self.merges = not _holds(source.graph, _BY_THE_BATCH)

    def run(self, rows: Sequence[Row], limit: int = BATCH_PIECES) -> list[Outputs]:
        """The graph's outputs for each row, in the order given, without the padding."""
        results: list[Outputs] = [()] * len(rows)
        for batch in batches([len(row) for row in rows], limit):
            outputs = self._session.run(None, padded([rows[i] for i in batch], self._padding))
            for place, i in enumerate(batch):
                results[i] = tuple(_row(output, place, len(rows[i])) for output in outputs)
        return results


def threads() -> int | None:
    """The threads that a model may use: ONRECORD_THREADS, which whoever starts several workers sets; None: as it likes."""
    return int(os.environ.get("ONRECORD_THREADS") or 0) or None


def _holds(file: Path, words: bytes) -> bool:
    with file.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as mapped:
        return mapped.find(words) >= 0


def _in_turns(source: Source) -> Runner:
    from index.turns import Turns

    return Turns(source.name, Session(source))


def _count_here() -> "list[Counts]":
    from index.turns import Turns

    return Turns.counted()


_count: "Callable[[], list[Counts]]" = _count_here
_open: Callable[[Source], Runner] = _in_turns


def opened(source: Source) -> Runner:
    """What runs a graph, for all threads of this process. Raises ModelError."""
    return _open(source)


def counts() -> "list[Counts]":
    """What the models have done that this process asks, by name; of several of one name the sum."""
    return _count()


def use(how: Callable[[Source], Runner] = _in_turns, count: "Callable[[], list[Counts]]" = _count_here) -> None:
    """Graphs that are opened from now on are opened so, and what they have done is told by `count`."""
    global _open, _count
    _open, _count = how, count


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


def padded(rows: Sequence[Row], padding: int) -> dict[str, Array]:
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
