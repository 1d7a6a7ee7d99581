"""The words of a library as a machine keeps them: whatever comes and goes, they rank as an index made anew does."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.words
from index.entry import Entry
from index.index import read
from index.lexical import Lexical
from index.load import from_text
from index.words import Words

WORDS = ("bridge", "mayor", "talks", "drones", "opens", "denies", "harbour")


def article(number: int) -> Entry:
    chosen = [WORDS[(number * step) % len(WORDS)] for step in (1, 2, 3, 5)]
    body = "\n\n".join(f"The {word} of {number} {'and the rest ' * 60}." for word in chosen[: 1 + number % 4])
    return read(from_text(f"{chosen[0]} {number}\n\n{body}"))


ENTRIES = {number: article(number) for number in range(1, 30)}


class Library:
    """Articles by number, as a database would give them, counting what is read."""

    def __init__(self) -> None:
        self.there: dict[int, Entry] = {}
        self.read_of: list[int] = []

    def read(self, after: int, last: int) -> Iterator[tuple[int, Entry]]:
        for number in sorted(self.there):
            if after < number <= last:
                self.read_of.append(number)
                yield number, self.there[number]

    @property
    def numbers(self) -> np.ndarray:
        return np.array(sorted(self.there), np.int64)


def ranked(lexical: Lexical) -> list[list[tuple[object, float]]]:
    return [lexical.best(query, 40) for query in ("bridge", "mayor denies talks", "the rest of 7", "nothing")]


def assert_as_made_anew(words: Words, library: Library) -> None:
    anew = Lexical.of(chain.from_iterable(entry.passages for entry in library.there.values()))
    for found, expected in zip(ranked(words.of(library.numbers)), ranked(anew), strict=True):
        assert [place for place, _ in found] == [place for place, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-6)


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of a few passages, most of them on the disk."""
    monkeypatch.setattr(index.words, "MOST", 20)
    monkeypatch.setattr(index.words, "LEAST", 4)


@pytest.mark.usefixtures("small_segments")
@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "open"]), st.integers(1, 29)), max_size=25))
def test_words_rank_as_made_anew_whatever_comes_and_goes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder, library, next_number = tmp_path_factory.mktemp("words"), Library(), 0
    words = Words(folder, library.read)
    for step, chosen in steps:
        if step == "add":
            next_number += 1
            library.there[next_number] = ENTRIES[1 + next_number % 29]
        elif step == "remove":
            library.there.pop(sorted(library.there)[chosen % len(library.there)] if library.there else 0, None)
        else:
            words = Words(folder, library.read)
        assert_as_made_anew(words, library)


@pytest.mark.usefixtures("small_segments")
def test_articles_are_read_once_and_not_again_when_the_library_is_opened_again(tmp_path: Path) -> None:
    library = Library()
    words = Words(tmp_path / "words", library.read)
    for number in range(1, 30):
        library.there[number] = ENTRIES[number]
        words.of(library.numbers)
    assert library.read_of == list(range(1, 30))
    assert len(words._parts) < 12
    again = Words(tmp_path / "words", library.read)
    assert_as_made_anew(again, library)
    assert len(library.read_of) < 29 + 10


@pytest.mark.usefixtures("small_segments")
def test_a_damaged_segment_is_read_anew(tmp_path: Path) -> None:
    library = Library()
    library.there = dict(ENTRIES)
    Words(tmp_path / "words", library.read).of(library.numbers)
    for number, path in enumerate(sorted((tmp_path / "words").rglob("*.npy"))):
        if number % 5 == 0:
            path.write_bytes(path.read_bytes()[:-9])
    assert_as_made_anew(Words(tmp_path / "words", library.read), library)


@pytest.mark.usefixtures("small_segments")
def test_nothing_is_left_on_the_disk_of_articles_that_are_gone_but_an_eighth(tmp_path: Path) -> None:
    library = Library()
    library.there = dict(ENTRIES)
    words = Words(tmp_path / "words", library.read)
    words.of(library.numbers)
    library.there = {number: entry for number, entry in library.there.items() if number % 3}
    words.of(library.numbers)
    kept = [np.load(path) for path in (tmp_path / "words").rglob("numbers.npy")]
    assert kept
    assert all(np.isin(numbers, library.numbers).mean() >= 7 / 8 for numbers in kept)


def test_words_stay_in_memory_when_the_folder_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.words, "LEAST", 4)
    (tmp_path / "words").write_text("in the way")
    library = Library()
    library.there = dict(ENTRIES)
    assert_as_made_anew(Words(tmp_path / "words", library.read), library)
