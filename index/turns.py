"""Many threads at one model: they take turns, a batch each, and where the model allows it one batch holds the rows of several.

There is no thread beside those that ask: the first to come runs what waits, its own and others', until its own is done, and
then lets another do so. Nobody waits where the model is idle.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import ClassVar
from weakref import WeakSet

from index.allowance import Allowance, current
from index.session import BATCH_PIECES, Outputs, Row, Runner, batches

GLANCE = 0.2
"""Seconds after which who waits looks whether it still should."""
PIECES_A_SECOND = 5000
"""How far shorter work passes longer: a request that takes a second alone stands back for those that come within that second.

About what the pair model reads on two cores; so everyone's turn comes, and work of one length is done as it came.
"""


@dataclass(slots=True)
class Counts:
    """What a model has done: batches, their rows and the requests with a part in them, the seconds; who waits now."""

    model: str
    batches: int = 0
    rows: int = 0
    parts: int = 0
    seconds: float = 0.0
    waited: float = 0.0
    waiting: int = 0


@dataclass(slots=True, eq=False)
class _Work:
    """What a thread asks for, in batches of its own; it is woken when they are done, or when it is to lead."""

    rows: Sequence[Row]
    limit: int
    groups: list[list[int]]
    results: list[Outputs]
    came: float = field(default_factory=time.monotonic)
    error: Exception | None = None
    woken: Event = field(default_factory=Event)
    leads: bool = False
    begun: bool = False

    @property
    def due(self) -> float:
        """When it would be done if it were alone."""
        return self.came + sum(map(len, self.rows)) / PIECES_A_SECOND

    @property
    def done(self) -> bool:
        return not self.groups or self.error is not None


class Turns:
    """A runner for many threads, with the results that each would have alone.

    An error in the rows of one thread is raised in that thread only. Raises OverdueError where the thread's allowance ends.
    """

    _every: ClassVar["WeakSet[Turns]"] = WeakSet()

    def __init__(self, name: str, runner: Runner) -> None:
        self.merges = runner.merges
        self._runner = runner
        self._lock = Lock()
        self._waiting: list[_Work] = []
        self._led = False
        self._counts = Counts(name)
        self._every.add(self)

    @property
    def counts(self) -> Counts:
        """What was done until now."""
        with self._lock:
            self._counts.waiting = len(self._waiting)
            return Counts(*(getattr(self._counts, name) for name in Counts.__slots__))

    @classmethod
    def counted(cls) -> list[Counts]:
        """What the models of this process have done, by name; of several of one name the sum."""
        sums: dict[str, Counts] = {}
        for turns in list(cls._every):
            found = turns.counts
            before = sums.setdefault(found.model, Counts(found.model))
            for name in Counts.__slots__[1:]:
                setattr(before, name, getattr(before, name) + getattr(found, name))
        return sorted(sums.values(), key=lambda one: one.model)

    def run(self, rows: Sequence[Row], limit: int = BATCH_PIECES) -> list[Outputs]:
        """The graph's outputs for each row, in the order given, without the padding."""
        allowance = current()
        allowance.check()
        if not rows:
            return []
        work = _Work(rows, limit, list(batches([len(row) for row in rows], limit)), [()] * len(rows))
        try:
            self._join(work)
            while not work.woken.wait(GLANCE):
                allowance.check()
            self._lead(work, allowance)
        finally:
            self._leave(work)
        if work.error:
            raise work.error
        return work.results

    def _join(self, work: _Work) -> None:
        with self._lock:
            self._waiting.append(work)
            if not self._led:
                self._appoint(work)

    def _lead(self, work: _Work, allowance: Allowance) -> None:
        """Runs what waits, until `work` is done."""
        while not work.done:
            allowance.check()
            self._turn()

    def _leave(self, work: _Work) -> None:
        with self._lock:
            if work in self._waiting:
                self._waiting.remove(work)
            if work.leads:
                self._led = False
                if self._waiting:
                    self._appoint(min(self._waiting, key=lambda one: one.due))

    def _appoint(self, work: _Work) -> None:
        self._led = work.leads = True
        work.woken.set()

    def _turn(self) -> None:
        """Runs one batch: of the work that is due first, and, where the graph merges, of those after it."""
        chosen = self._chosen()
        rows, begun = sum(len(work.groups[0]) for work in chosen), time.monotonic()
        self._run(chosen)
        self._count(chosen, rows, begun)
        with self._lock:
            for work in chosen:
                if work.done and work in self._waiting:
                    self._waiting.remove(work)
                    work.woken.set()

    def _chosen(self) -> list[_Work]:
        with self._lock:
            waiting = sorted(self._waiting, key=lambda one: one.due)
        chosen, pieces = waiting[:1], _pieces(waiting[0])
        for work in waiting[1:] if self.merges else ():
            pieces += _pieces(work)
            if pieces > waiting[0].limit:
                break
            chosen.append(work)
        return chosen

    def _run(self, chosen: Sequence[_Work]) -> None:
        rows = [work.rows[i] for work in chosen for i in work.groups[0]]
        try:
            outputs = iter(self._runner.run(rows, chosen[0].limit))
        except Exception as error:  # noqa: BLE001  # raised again in the thread that asked
            if len(chosen) == 1:
                chosen[0].error = error
            else:
                for work in chosen:
                    self._run([work])
            return
        for work in chosen:
            for i in work.groups.pop(0):
                work.results[i] = next(outputs)

    def _count(self, chosen: Sequence[_Work], rows: int, begun: float) -> None:
        with self._lock:
            counts = self._counts
            counts.batches += 1
            counts.rows += rows
            counts.parts += len(chosen)
            counts.seconds += time.monotonic() - begun
            for work in chosen:
                counts.waited += 0 if work.begun else begun - work.came
                work.begun = True


def _pieces(work: _Work) -> int:
    return sum(len(work.rows[i]) for i in work.groups[0])
