"""How long the work of a request may go on: set where the request comes in, asked for where the work is done."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from index.errors import OverdueError


class Allowance:
    """Seconds from now on; it also ends where `end` is called, or where `gone` says that nobody waits any more."""

    def __init__(self, seconds: float = math.inf, gone: Callable[[], bool] = lambda: False) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds
        self._gone = gone
        self._ended = False

    @property
    def left(self) -> float:
        """Seconds that are left, 0 at least."""
        return max(0.0, self._until - time.monotonic())

    def end(self) -> None:
        """Nobody waits any more."""
        self._ended = True

    def check(self) -> None:
        """Raises OverdueError where the work should stop."""
        if self._ended or self._gone():
            raise OverdueError("who asked has left, so it was stopped: ask again")
        if not self.left:
            raise OverdueError(f"it took longer than {self.seconds:g} seconds and was stopped: ask for less at once")


_CURRENT: ContextVar[Allowance] = ContextVar("allowance", default=Allowance())  # noqa: B039  # without an end, nothing of it changes


def current() -> Allowance:
    """That of the request which is worked on here; without an end where none was set."""
    return _CURRENT.get()


@contextmanager
def allowed(allowance: Allowance) -> Iterator[Allowance]:
    """What is done inside, in this thread and those it starts with its context, is done under the allowance."""
    before = _CURRENT.set(allowance)
    try:
        yield allowance
    finally:
        _CURRENT.reset(before)
