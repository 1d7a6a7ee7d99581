"""Streams from a server that may be slow, busy, refuse, or die: time-outs, retries with backoff, and reasons in plain words."""

import os
import random
import re
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from queue import Empty, Queue
from typing import Any, Generic, TypeVar

Part = TypeVar("Part")

ATTEMPTS = 3
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 20.0
"""Seconds before the second attempt, doubled for each further one; and the most that a server's "retry-after" is heeded."""
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which another attempt may succeed."""
_BROKEN = re.compile(r"Connect|Network|Protocol|OSError|IncompleteRead")
"""In the names of errors of the connection."""
_STATUSES = {
    401: "the model's server refused the key (401): set the provider's key in the environment",
    403: "the model's server refused the key (403): set the provider's key in the environment",
    404: "the server does not know the model (404): name another with --writer",
    429: "the model's server is at its limit (429): try again later",
}
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)
_LOOKS_SECRET = re.compile(r"\b(?:sk|pk|key|xai|gsk|AIza)[-_A-Za-z0-9*.]{8,}")


class WriterFailed(Exception):  # noqa: N818  # it is no error of the program: what a writer did, told to the reader
    """A chat model did not answer; the message says why. No UserError: the articles' own sentences stand in, and it goes on."""


@dataclass(frozen=True, slots=True)
class _End(Generic[Part]):
    """The end of a stream, and what ended it."""

    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for: `seconds` for each part of a stream, and the pauses between attempts.

    `wait` pauses; tests replace it.
    """

    seconds: float = 60.0
    attempts: int = ATTEMPTS
    wait: Callable[[float], Any] = threading.Event().wait

    def stream(self, start: Callable[[], Iterator[Part]]) -> Iterator[Part]:
        """What `start` streams. It is started again after a failure that may pass, unless some of it has been given already.

        Closing the generator closes the stream. Raises WriterFailed when it stalls, fails, or breaks off.
        """
        for attempt in range(1, self.attempts + 1):
            began = False
            try:
                for part in _threaded(start, self.seconds):
                    began = True
                    yield part
            except WriterFailed:
                raise
            except Exception as error:  # noqa: BLE001  # every provider raises errors of its own
                if began or attempt == self.attempts or not passes_over(error):
                    raise WriterFailed(told(error, began)) from None  # the chain of causes may hold the request, and its key
                self.wait(pause(error, attempt))
            else:
                return

    def call(self, function: Callable[[], Part]) -> Part:
        """What a function gives, under the same conditions."""
        return next(self.stream(lambda: iter([function()])))


def passes_over(error: Exception) -> bool:
    """Whether another attempt may succeed."""
    code = _status(error)
    return code in AGAIN if code else bool(_BROKEN.search(_kinds(error)) or "Timeout" in _kinds(error))


def pause(error: Exception, attempt: int) -> float:
    """Seconds to wait after a failed attempt: what the server asks for, else ever longer, with some chance in it."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    asked = str(headers.get("retry-after", ""))
    if re.fullmatch(r"\d+(?:\.\d+)?", asked):
        return min(float(asked), LONGEST_PAUSE)
    return min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_PAUSE) * random.uniform(0.75, 1.25)  # noqa: S311


def told(error: Exception, began: bool = False) -> str:
    """Why a model did not answer, without anything secret."""
    code, kinds = _status(error), _kinds(error)
    if code:
        return _STATUSES.get(code, f"the model's server answered with an error ({code})")
    if "Timeout" in kinds:
        return "the model's server took too long"
    if _BROKEN.search(kinds):
        return "the connection to the model's server broke off" if began else "the model's server cannot be reached"
    first = next(iter(str(error).splitlines()), "")
    return f"the model failed ({type(error).__name__}: {without_secrets(first)[:200]})"


def without_secrets(text: str) -> str:
    """The text without the values of the environment's keys, and without what looks like a key.

    >>> without_secrets("Incorrect API key provided: sk-abcd****wxyz.")
    'Incorrect API key provided: …'
    """
    for name, value in os.environ.items():
        if _SECRET.search(name) and len(value) >= 6:
            text = text.replace(value, "…")
    return _LOOKS_SECRET.sub("…", text)


def _threaded(start: Callable[[], Iterator[Part]], seconds: float) -> Iterator[Part]:
    """What `start` streams, from a thread, so that a part can be waited for no longer than some seconds."""
    parts: Queue[Part | _End[Part]] = Queue()
    stopped = threading.Event()
    run = partial(copy_context().run, _pass_on, start, parts, stopped)
    threading.Thread(target=run, daemon=True, name="onrecord-writer").start()
    try:
        while not isinstance(part := parts.get(timeout=seconds), _End):
            yield part
    except Empty:
        raise WriterFailed(f"the model gave nothing for {seconds:g} seconds") from None
    finally:
        stopped.set()
    if part.error:
        raise part.error


def _pass_on(start: Callable[[], Iterator[Part]], parts: "Queue[Part | _End[Part]]", stopped: threading.Event) -> None:
    """Puts what `start` streams into a queue, and how it ended; closes it when nobody waits any more."""
    try:
        stream = start()
        for part in stream:
            parts.put(part)
            if stopped.is_set():
                getattr(stream, "close", lambda: None)()
                break
        parts.put(_End())
    except Exception as error:  # noqa: BLE001  # handed over to the thread that waits
        parts.put(_End(error))


def _status(error: Exception) -> int | None:
    code = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return code if isinstance(code, int) else None


def _kinds(error: Exception) -> str:
    """The names of an error's classes."""
    return " ".join(kind.__name__ for kind in type(error).__mro__)
