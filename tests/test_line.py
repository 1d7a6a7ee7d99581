"""The line of requests: bounded, first come first served, and nobody hangs in it."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from lines import held

from assistant.line import Line
from index.allowance import current
from index.errors import BusyError, OverdueError
from page.work import watched


def test_one_more_than_may_wait_is_told_at_once_when_to_come_again() -> None:
    line, release = Line(at_once=1, waiting=1), threading.Event()
    first = held(line, release)
    second = threading.Thread(target=lambda: line.turn().__enter__())
    second.start()
    while line.counts.waiting < 1:
        time.sleep(0.005)
    begun = time.perf_counter()
    with pytest.raises(BusyError, match=r"^busy, try again in \d+ s$") as told, line.turn():
        pass
    assert time.perf_counter() - begun < 0.1
    assert told.value.seconds == 2  # a second each for the one that waits and for this one
    assert line.counts.refused == 1
    release.set()
    first.join()
    second.join()


def test_the_time_to_come_again_follows_the_recent_requests() -> None:
    line, release = Line(at_once=1, waiting=0), threading.Event()
    for _ in range(60):
        with line.turn():
            time.sleep(0.001)
    assert line.counts.recent < 0.1
    thread = held(line, release)
    with pytest.raises(BusyError) as told, line.turn():
        pass
    assert told.value.seconds == 1
    release.set()
    thread.join()


def test_never_more_are_worked_on_than_allowed_and_all_are() -> None:
    line, lock, inside, most, done = Line(at_once=3, waiting=100), threading.Lock(), [0], [0], []

    def work(number: int) -> None:
        with line.turn():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.002)
            with lock:
                inside[0] -= 1
                done.append(number)

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(work, range(100)))
    assert sorted(done) == list(range(100))
    assert most[0] <= 3
    assert (line.counts.working, line.counts.waiting, line.counts.begun) == (0, 0, 100)


def test_who_waits_too_long_is_told_so_and_leaves_the_line() -> None:
    line, release = Line(at_once=1, waiting=5, seconds=0.2), threading.Event()
    thread = held(line, release)
    with pytest.raises(BusyError), line.turn():
        pass
    assert line.counts.waiting == 0
    release.set()
    thread.join()
    with line.turn():
        assert line.counts.working == 1


def test_work_knows_how_long_it_may_go_on() -> None:
    line = Line(seconds=0.05)
    with line.turn():
        current().check()
        time.sleep(0.1)
        with pytest.raises(OverdueError, match=r"longer than 0\.05 seconds"):
            current().check()
    current().check()  # outside there is no limit


def test_a_task_that_is_cancelled_leaves_the_line_waiting_or_not() -> None:
    async def talk() -> None:
        line, let_go = Line(at_once=1), asyncio.Event()

        async def work() -> None:
            async with line.awaited():
                await let_go.wait()

        working, waiting = asyncio.create_task(work()), asyncio.create_task(work())
        await asyncio.sleep(0.02)
        assert (line.counts.working, line.counts.waiting) == (1, 1)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert (line.counts.working, line.counts.waiting) == (1, 0)
        working.cancel()
        await asyncio.wait([working])
        assert line.counts.working == 0
        async with line.awaited() as allowance:
            assert allowance.left > 0

    asyncio.run(talk())


def test_work_that_ends_with_an_error_because_it_was_stopped_raises_nothing() -> None:
    stopped = threading.Event()

    def work(_: object) -> None:
        stopped.set()
        raise OverdueError("who asked has left")

    assert list(watched(work, 10, stopped.is_set)) == []
    with pytest.raises(OverdueError):
        list(watched(work, 10))
