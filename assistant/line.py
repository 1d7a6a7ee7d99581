"""The line that requests stand in: a few are worked on at once, some wait, and the rest are told to come again."""

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from threading import Lock

from index.allowance import Allowance, allowed
from index.errors import BusyError

AT_ONCE = 8 * (os.cpu_count() or 1)
"""Requests worked on at once. Those that wait for a model's turn need no processor, and short ones should not wait behind them:
with 2 a core, searches took as long as verdicts when all were busy (`python -m benchmarks.load`)."""
WAITING = 64
"""Requests that wait at most."""
SECONDS = 120.0
"""A request's time, with the time that it waits."""
GLANCE = 0.2
"""Seconds after which a thread that waits looks whether it still should."""
RECENT = 0.1
"""What the latest request counts in the recent time of one."""


@dataclass(slots=True, eq=False)
class Place:
    """A place in the line: `turn` has a result when it is the request's turn."""

    allowance: Allowance
    turn: "Future[None]" = field(default_factory=Future)
    came: float = field(default_factory=time.monotonic)
    begun: float = 0.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Requests worked on and waiting now, those turned away and the seconds waited until now, the recent time of a request."""

    working: int
    waiting: int
    begun: int
    refused: int
    waited: float
    recent: float


class Line:
    """Threads and tasks may share it; who came first is worked on first."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.told: Callable[[], None] = lambda: None
        """Called when the line has changed."""
        self._at_once, self._most = at_once, waiting
        self._lock = Lock()
        self._waiting: deque[Place] = deque()
        self._working: set[Place] = set()
        self._begun = self._refused = 0
        self._waited, self._recent = 0.0, 1.0

    @property
    def counts(self) -> Counts:
        """How the line stands."""
        with self._lock:
            return Counts(len(self._working), len(self._waiting), self._begun, self._refused, self._waited, round(self._recent, 3))

    @contextmanager
    def turn(self, gone: Callable[[], bool] = lambda: False, seconds: float | None = None) -> Iterator[Allowance]:
        """Waits for a turn, in a thread; what is done inside is done under its allowance. Raises BusyError.

        `gone`: whether nobody waits for it any more; `seconds`: its time, where it is not that of the others.
        """
        place = self.join(gone, seconds)
        try:
            self._wait_for(place)
            with allowed(place.allowance):
                yield place.allowance
        finally:
            self.leave(place)

    @asynccontextmanager
    async def awaited(self, gone: Callable[[], bool] = lambda: False) -> AsyncIterator[Allowance]:
        """`turn` for a task; `gone`: whether nobody waits for it any more."""
        place = self.join(gone)
        try:
            # Not wait_for, which forgets that it was cancelled where the turn comes at the same time (Python 3.11).
            if not (await asyncio.wait({asyncio.wrap_future(place.turn)}, timeout=place.allowance.left))[0]:
                raise self._busy()
            with allowed(place.allowance):
                yield place.allowance
        finally:
            place.allowance.end()  # a thread that works on it stops where the task was cancelled
            self.leave(place)

    def _wait_for(self, place: Place) -> None:
        """Waits for the turn. Raises BusyError when its time is over before it comes, OverdueError when nobody waits any more."""
        while not place.begun:
            if not place.allowance.left:
                raise self._busy()
            place.allowance.check()
            wait([place.turn], min(GLANCE, place.allowance.left))

    def join(self, gone: Callable[[], bool] = lambda: False, seconds: float | None = None) -> Place:
        """A place in the line, to be left again. Raises BusyError where too many wait."""
        place = Place(Allowance(self.seconds if seconds is None else seconds, gone))
        with self._lock:
            if len(self._working) >= self._at_once and len(self._waiting) >= self._most:
                self._refused += 1
                raise BusyError(self._wait())
            self._waiting.append(place)
            self._call()
        self.told()
        return place

    def leave(self, place: Place) -> None:
        """Ends a request, whether its turn has come or not."""
        with self._lock:
            if place in self._working:
                self._working.remove(place)
                self._recent += RECENT * (time.monotonic() - place.begun - self._recent)
            elif place in self._waiting:
                self._waiting.remove(place)
            self._call()
        self.told()

    def _call(self) -> None:
        """Begins with the first who wait, as far as there is room."""
        while self._waiting and len(self._working) < self._at_once:
            place = self._waiting.popleft()
            if not place.turn.set_running_or_notify_cancel():
                continue  # who waited has left
            place.begun = time.monotonic()
            self._begun += 1
            self._waited += place.begun - place.came
            self._working.add(place)
            place.turn.set_result(None)

    def _busy(self) -> BusyError:
        with self._lock:
            self._refused += 1
            return BusyError(self._wait())

    def _wait(self) -> int:
        """Seconds until those who wait now will have been worked on, as far as the recent ones tell."""
        return max(1, math.ceil(self._recent * (len(self._waiting) + 1) / self._at_once))
