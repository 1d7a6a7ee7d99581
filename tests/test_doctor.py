import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hashing import FirstWords, HashingEmbedder

from index.doctor import QUARANTINE, examine, put_aside
from index.errors import StoreError
from index.index import Index
from index.load import from_text

ARTICLES = [from_text(f"Story {n}\n\nAnna Bell said the bridge would open on {n} May. It was shut for years.") for n in range(1, 4)]


def opened(folder: Path, create: bool = False) -> Index:
    return Index.open(folder, HashingEmbedder.name, HashingEmbedder, create, FirstWords)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doctor") / "library"
    with opened(folder, create=True) as index:
        index.add(ARTICLES)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "library"))


def article(folder: Path) -> Path:
    return folder / "articles" / f"{ARTICLES[0].id}.json"


def cut_an_article(folder: Path) -> None:
    article(folder).write_text(article(folder).read_text()[:-40])


def move_a_range_outside(folder: Path) -> None:
    content = json.loads(article(folder).read_text())
    del content["sha256"]  # an earlier version wrote none
    article(folder).write_text(json.dumps({**content, "passages": [[0, 10_000]]}))


def empty_the_settings(folder: Path) -> None:
    (folder / "library.json").write_text("{}")


def lose_the_settings(folder: Path) -> None:
    (folder / "library.json").unlink()


def lose_the_vectors(folder: Path) -> None:
    shutil.rmtree(next(folder.glob("vectors-*")))


def garble_the_vectors(folder: Path) -> None:
    (next(folder.glob("vectors-*")) / "chroma.sqlite3").write_bytes(b"nothing" * 1000)


def lose_an_article(folder: Path) -> None:
    article(folder).unlink()


def test_a_whole_library_is_sound_and_not_changed(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.glob("articles/*")}
    health = examine(folder)
    assert (health.articles, health.findings) == (3, ())
    assert {path: path.read_bytes() for path in folder.glob("articles/*")} == before


@pytest.mark.parametrize(
    ("damage", "whole", "aside"),
    [
        (cut_an_article, 2, 1),
        (move_a_range_outside, 2, 1),
        (empty_the_settings, 3, 1),
        (lose_the_settings, 3, 0),
        (lose_the_vectors, 3, 0),
        (garble_the_vectors, 3, 0),
        (lose_an_article, 2, 0),
    ],
)
def test_damage_is_told_and_mended_and_nothing_is_deleted(
    damage: Callable[[Path], None], whole: int, aside: int, folder: Path
) -> None:
    damage(folder)
    health = examine(folder)
    assert health.findings
    assert health.articles == whole
    moved = put_aside(folder, health.findings)
    assert len(moved) == aside
    assert all(path.exists() and path.with_suffix(".txt").read_text().strip() for path in moved)
    assert all(path.parent == folder / QUARANTINE for path in moved)
    with opened(folder, create=True) as index:
        index.reindex()
        assert len(index.articles) == whole
        assert index.search("When does the bridge open?")
    assert examine(folder).findings == ()


def test_two_files_of_one_name_are_both_kept(folder: Path) -> None:
    for _ in range(2):
        shutil.copy(folder / "articles" / f"{ARTICLES[1].id}.json", article(folder))
        put_aside(folder, examine(folder).findings)
    assert len(list((folder / QUARANTINE).glob("*.json"))) == 2


def test_a_library_of_a_later_version_is_nothing_to_mend(folder: Path) -> None:
    (folder / "library.json").write_text('{"format": 9, "embedder": "x", "vectors": "vectors-1"}')
    with pytest.raises(StoreError, match='has format "9"'):
        examine(folder)


def test_no_library_and_a_library_in_use_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no library"):
        examine(tmp_path / "nowhere")
    with opened(folder), pytest.raises(StoreError, match="in use"):
        examine(folder)
