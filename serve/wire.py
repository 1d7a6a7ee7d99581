"""Messages between a worker and the models: JSON and numbers, each with its length before it; nothing in them is ever executed."""

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from index.session import Array, Outputs, Row

_LENGTHS = struct.Struct("!II")
LARGEST = 2**28
"""Bytes of either part."""
_NUMBERS = frozenset("fiub")
"""Kinds of numbers, by numpy's letters."""


def send(peer: socket.socket, said: dict[str, Any], numbers: bytes = b"") -> None:
    """Sends a message. Raises OSError where the peer is gone."""
    text = json.dumps(said).encode()
    peer.sendall(_LENGTHS.pack(len(text), len(numbers)) + text + numbers)


def receive(peer: socket.socket) -> tuple[dict[str, Any], bytes]:
    """The next message. Raises OSError where the peer is gone, or what comes is none."""
    lengths = _LENGTHS.unpack(_exactly(peer, _LENGTHS.size))
    if max(lengths) > LARGEST:
        raise ConnectionError(f"a message of {max(lengths)} bytes")
    said, numbers = (_exactly(peer, length) for length in lengths)
    try:
        found = json.loads(said)
    except ValueError as error:
        raise ConnectionError("a message that is no JSON") from error
    if not isinstance(found, dict):
        raise ConnectionError("a message that is no JSON object")
    return found, numbers


def gone(peer: socket.socket) -> bool:
    """Whether the peer has hung up."""
    try:
        return peer.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def rows_out(rows: Sequence[Row]) -> tuple[list[int], bytes]:
    """The lengths of rows, and their pieces."""
    return [len(row) for row in rows], np.array([piece for row in rows for piece in row], "<i4").tobytes()


def rows_in(lengths: Sequence[int], numbers: bytes) -> list[list[int]]:
    """The rows again. Raises ValueError where lengths and pieces do not fit.

    >>> rows_in(*rows_out([[1, 2], [3]]))
    [[1, 2], [3]]
    """
    return [part.tolist() for part in _parted(np.frombuffer(numbers, "<i4"), lengths)]


def outputs_out(outputs: Sequence[Outputs]) -> tuple[list[dict[str, Any]], bytes]:
    """What describes the outputs of rows, an object for each output of the graph, and their numbers."""
    told, numbers = [], []
    for arrays in zip(*outputs, strict=True):
        told.append({"type": arrays[0].dtype.str, "shapes": [array.shape for array in arrays]})
        numbers += [np.ascontiguousarray(array).tobytes() for array in arrays]
    return told, b"".join(numbers)


def outputs_in(told: Sequence[dict[str, Any]], numbers: bytes) -> list[Outputs]:
    """The outputs again. Raises ValueError where they do not fit."""
    columns, place = [], 0
    for one in told:
        kind = np.dtype(one["type"])
        if kind.kind not in _NUMBERS:
            raise ValueError(f"no numbers: {one['type']}")
        shapes = [tuple(shape) for shape in one["shapes"]]
        sizes = [int(np.prod(shape, dtype=np.int64)) for shape in shapes]
        flat = np.frombuffer(numbers, kind, sum(sizes), place)
        place += flat.nbytes
        columns.append([part.reshape(shape) for part, shape in zip(_parted(flat, sizes), shapes, strict=True)])
    if place != len(numbers):
        raise ValueError("more numbers than told")
    return list(zip(*columns, strict=True))


def _parted(flat: Array, sizes: Sequence[int]) -> list[Array]:
    if min(sizes, default=0) < 0 or sum(sizes) != len(flat):
        raise ValueError("lengths that do not fit")
    ends = np.cumsum(sizes, dtype=np.int64)
    return [flat[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _exactly(peer: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = peer.recv(min(length - len(parts), 2**20))
        if not part:
            raise ConnectionError("the other end hung up")
        parts += part
    return bytes(parts)
