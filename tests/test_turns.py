"""Many threads at one model: each gets what it would have got alone, and nobody else's errors."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.entail import Trained
from index.allowance import Allowance, allowed
from index.embed import MiniLM
from index.errors import OverdueError
from index.session import BATCH_PIECES, Outputs, Row, batches
from index.turns import Turns

BAD = 99


class Adder:
    """A model that sums rows up, slowly; a batch with the piece BAD in it fails. It remembers its batches."""

    def __init__(self, merges: bool = True, pause: float = 0.0) -> None:
        self.merges, self._pause = merges, pause
        self.batches: list[list[Row]] = []
        self.inside = 0

    def run(self, rows: Sequence[Row], limit: int = BATCH_PIECES) -> list[Outputs]:
        self.inside += 1
        assert self.inside == 1, "two threads at one model"
        time.sleep(self._pause)
        self.inside -= 1
        self.batches.append(list(rows))
        if any(BAD in row for row in rows):
            raise ValueError(f"bad piece, {len(rows)} rows")
        return [(np.array(sum(row)), np.array(row)) for row in rows]


def at_once(calls: Sequence[Callable[[], object]]) -> list[object]:
    """What each call gives or raises, all begun together."""
    start = threading.Barrier(len(calls))

    def one(call: Callable[[], object]) -> object:
        start.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


ROWS = st.lists(st.lists(st.integers(0, BAD), min_size=1, max_size=9), max_size=8)


@settings(max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=20), st.integers(1, 40), st.booleans())
def test_each_thread_gets_its_own_results_or_its_own_error(asked: list[list[list[int]]], limit: int, merges: bool) -> None:
    model = Adder(merges, 0.0005)
    turns = Turns("adder", model)
    for rows, given_back in zip(asked, at_once([lambda r=rows: turns.run(r, limit) for rows in asked]), strict=True):
        if any(BAD in row for row in rows):
            assert isinstance(given_back, ValueError)
        else:
            assert [(int(total), row.tolist()) for total, row in given_back] == [(sum(row), row) for row in rows]
    assert turns.counts.waiting == 0


@given(st.lists(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=9), max_size=8), min_size=2, max_size=12))
@settings(max_examples=25)
def test_where_batch_mates_would_change_a_result_batches_are_those_of_each_alone(asked: list[list[list[int]]]) -> None:
    model = Adder(merges=False)
    turns = Turns("adder", model)
    at_once([lambda r=rows: turns.run(r, 12) for rows in asked])
    alone = [[rows[i] for i in batch] for rows in asked for batch in batches([len(row) for row in rows], 12)]
    assert sorted(model.batches) == sorted(alone)


def test_what_comes_while_the_model_is_busy_is_run_together() -> None:
    model = Adder(pause=0.1)
    turns = Turns("adder", model)
    at_once([lambda n=n: turns.run([[n]]) for n in range(20)])
    assert len(model.batches) <= 4
    counts = turns.counts
    assert (counts.rows, counts.parts, counts.batches) == (20, 20, len(model.batches))
    assert counts.waited > 0


def test_nobody_waits_where_the_model_is_idle() -> None:
    turns = Turns("adder", Adder())
    begun = time.perf_counter()
    for _ in range(200):
        turns.run([[1]])
    assert time.perf_counter() - begun < 1.0
    assert turns.counts.batches == 200


def test_short_work_passes_long_work_but_not_for_ever() -> None:
    model = Adder(merges=False, pause=0.01)
    turns = Turns("adder", model)
    long = threading.Thread(target=lambda: turns.run([[1] * 100] * 50, 100))
    long.start()
    time.sleep(0.05)
    turns.run([[2]])
    assert len(model.batches) < 20  # it did not wait for all fifty
    long.join()
    assert sum(len(batch) for batch in model.batches) == 51


def test_who_has_no_time_left_leaves_and_the_rest_go_on() -> None:
    model = Adder(pause=0.05)
    turns = Turns("adder", model)

    def hurried() -> object:
        with allowed(Allowance(0.1)):
            return turns.run([[1]] * 40, 1)

    results = at_once([hurried, hurried, lambda: turns.run([[5], [6]], 1)])
    assert [type(result) for result in results[:2]] == [OverdueError, OverdueError]
    assert [int(total) for total, _ in results[2]] == [5, 6]
    assert turns.counts.waiting == 0
    assert len(turns.run([[1]])) == 1


def test_work_that_nobody_waits_for_any_more_is_given_up() -> None:
    model = Adder(pause=0.05)
    turns, allowance = Turns("adder", model), Allowance()
    threading.Timer(0.12, allowance.end).start()
    with allowed(allowance), pytest.raises(OverdueError, match="has left"):
        turns.run([[1]] * 40, 1)
    assert 1 <= len(model.batches) < 10


def test_the_models_read_for_many_what_they_read_for_one(minilm: MiniLM) -> None:
    texts = [[f"The dam of {town} held.", "Tehran denies it. " * n] for n, town in enumerate(("Tarn", "Aveyron", "Lot"), 1)] * 3
    alone = [minilm.encode(some) for some in texts]
    for one, found in zip(alone, at_once([lambda s=some: minilm.encode(s) for some in texts]), strict=True):
        np.testing.assert_allclose(found, one, atol=1e-6)
    entailer = Trained()
    pairs = [[(premise, "The dam held."), (premise + " Nobody was hurt.", "Somebody was hurt.")] for premise, _ in texts]
    judged = [entailer.entail(some) for some in pairs]
    assert at_once([lambda s=some: entailer.entail(s) for some in pairs]) == judged
