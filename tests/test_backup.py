import json
import zipfile
from pathlib import Path

import pytest
from hashing import FirstWords, HashingEmbedder

from index import backup
from index.entry import to_json
from index.errors import StoreError
from index.index import Index, read
from index.load import from_text

TEXTS = [f"Story {n}\n\nAnna Bell said the bridge would open on {n} May. “It’s safe,” she said." for n in range(1, 4)]
ENTRIES = [read(from_text(text), FirstWords()) for text in TEXTS]


def opened(folder: Path) -> Index:
    return Index.open(folder, HashingEmbedder.name, HashingEmbedder, True, FirstWords)


def test_a_library_read_back_is_the_same(tmp_path: Path) -> None:
    with opened(tmp_path / "one") as index:
        index.add(entry.article for entry in ENTRIES)
        backup.save(index.entries, tmp_path / "news.zip")
        kept, hits = index.entries, index.search("the bridge")
    with opened(tmp_path / "two") as index:
        counted: list[int] = []
        index.restore(backup.read(tmp_path / "news.zip"), counted.append)
        assert index.entries == kept
        assert [(hit.passage, round(hit.score, 5)) for hit in index.search("the bridge")] == [
            (h.passage, round(h.score, 5)) for h in hits
        ]
        index.restore(backup.read(tmp_path / "news.zip"))
        assert index.entries == kept
        assert sum(counted) == 3


def test_an_article_of_before_imprints_languages_and_statements_is_read(tmp_path: Path) -> None:
    first = ("id", "origin", "text", "headline", "paragraphs", "sentences", "passages")
    old = {name: value for name, value in to_json(ENTRIES[0]).items() if name in first}
    write(tmp_path / "old.zip", {"form": 1, "articles": 1}, {f"articles/{old['id']}.json": old})
    (found,) = backup.read(tmp_path / "old.zip")
    assert found.article.text == ENTRIES[0].article.text
    assert found.passages == ENTRIES[0].passages
    assert found.statements == ()


def write(path: Path, head: object, files: dict[str, object]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("backup.json", json.dumps(head))
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else json.dumps(content))


GOOD = to_json(ENTRIES[0])
ID = ENTRIES[0].article.id


@pytest.mark.parametrize(
    ("head", "files", "message"),
    [
        ({"form": 2, "articles": 0}, {}, 'has form "2"'),
        ([], {}, "no JSON object"),
        ({"form": 1, "articles": 2}, {f"articles/{ID}.json": GOOD}, "1 articles instead of 2"),
        ({"form": 1, "articles": 1}, {"articles/../../x.json": GOOD}, "is no article"),
        ({"form": 1, "articles": 1}, {"/etc/passwd": GOOD}, "is no article"),
        ({"form": 1, "articles": 1}, {"articles/other-1.json": GOOD}, "not the article"),
        ({"form": 1, "articles": 1}, {f"articles/{ID}.json": b"{"}, "Expecting"),
        ({"form": 1, "articles": 1}, {f"articles/{ID}.json": {**GOOD, "passages": [[0, 10**6]]}}, "articles/"),
    ],
    ids=["later", "list", "one lost", "outside", "absolute", "other id", "cut", "range outside"],
)
def test_what_is_no_backup_is_told(head: object, files: dict[str, object], message: str, tmp_path: Path) -> None:
    write(tmp_path / "bad.zip", head, files)
    with pytest.raises(StoreError, match=message):
        list(backup.read(tmp_path / "bad.zip"))


def test_a_file_that_is_no_archive_and_one_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(StoreError, match="no whole backup"):
        list(backup.read(tmp_path / "text.zip"))
    with pytest.raises(StoreError, match="export-library"):
        list(backup.read(tmp_path / "nowhere.zip"))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "LARGEST", 1000)
    write(tmp_path / "bomb.zip", {"form": 1, "articles": 1}, {f"articles/{ID}.json": b" " * 100_000})
    with pytest.raises(StoreError, match="too large"):
        list(backup.read(tmp_path / "bomb.zip"))


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"):
        backup.save(ENTRIES, tmp_path / "nowhere" / "news.zip")
    assert list(tmp_path.iterdir()) == []
