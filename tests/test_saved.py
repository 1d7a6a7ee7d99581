"""A benchmark that was ended goes on where it was."""

import json
from pathlib import Path

import pytest

from benchmarks.saved import Saved, numbered


def test_a_run_that_was_ended_goes_on_where_it_was(tmp_path: Path) -> None:
    path, worked = tmp_path / "rows.jsonl", []

    def work(item: str) -> dict[str, str]:
        if item == "bad":
            raise KeyboardInterrupt
        worked.append(item)
        return {"upper": item.upper()}

    with pytest.raises(KeyboardInterrupt):
        Saved(path).each("letters", numbered(["a", "b", "bad"]), work)
    rows = Saved(path).each("letters", numbered(["a", "b", "c"]), work)
    assert worked == ["a", "b", "c"]
    assert [row["upper"] for row in rows] == ["A", "B", "C"]
    assert [json.loads(line)["key"] for line in path.read_text(encoding="utf-8").splitlines()] == ["0", "1", "2"]


def test_a_line_that_was_cut_off_is_worked_out_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"set": "s", "key": "0", "n": 1, "seconds": 0}\n{"set": "s", "ke', encoding="utf-8")
    assert [row["n"] for row in Saved(path).each("s", numbered([10, 20]), lambda n: {"n": n})] == [1, 20]
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_sets_with_the_same_keys_are_kept_apart(tmp_path: Path) -> None:
    saved = Saved(tmp_path / "rows.jsonl")
    first, second = (saved.each(name, numbered([n]), lambda n: {"n": n})[0]["n"] for name, n in (("one", 1), ("other", 2)))
    assert (first, second) == (1, 2)
