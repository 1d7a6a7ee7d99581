import json
import zipfile
from pathlib import Path

import pytest
from hashing import FirstWords, HashingEmbedder

from index import backup
from index.doctor import examine
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


FIRST = Path(__file__).parent / "golden" / "backup-form-1.zip"
"""Written by the version before JSON files had checksums; never made anew: what it was is what must go on to be read."""


@pytest.mark.parametrize("form", [1, 2])
def test_a_backup_of_the_first_form_is_read_by_this_version_and_the_next(
    form: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "FORM", form)
    assert tuple(backup.read(FIRST)) == tuple(ENTRIES)
    with opened(tmp_path / "library") as index:
        index.restore(backup.read(FIRST))
        assert [article.title for article in index.articles] == ["Story 1", "Story 2", "Story 3"]
        assert index.statements()
        backup.save(index.entries, tmp_path / "again.zip")
    assert {e.article.id for e in backup.read(tmp_path / "again.zip")} == {entry.article.id for entry in ENTRIES}


def test_a_library_of_before_checksums_is_read_and_written_on(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with zipfile.ZipFile(FIRST) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith("articles/")])
    (folder / "library.json").write_text('{"format": 1, "embedder": "hashing", "vectors": "vectors-1"}')
    assert all("sha256" not in path.read_text() for path in folder.glob("articles/*"))
    with opened(folder) as index:
        index.reindex()
        assert len(index.articles) == 3
        assert index.search("the bridge")
    assert all("sha256" in path.read_text() for path in folder.glob("articles/*"))
    assert examine(folder).findings == ()


def test_a_backup_of_a_later_form_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "later.zip", {"form": 3, "articles": 0, "new": {"anything": []}}, {"other/thing.bin": b"\0"})
    with pytest.raises(StoreError, match='has form "3", and this onrecord reads up to 1: use a later onrecord'):
        list(backup.read(tmp_path / "later.zip"))


def test_a_backup_whose_compression_is_broken_is_told(tmp_path: Path) -> None:
    """Found by fuzzing: zlib.error, which is no BadZipFile."""
    content = bytearray(FIRST.read_bytes())
    with zipfile.ZipFile(FIRST) as archive:
        start = archive.infolist()[1].header_offset + 30 + len(archive.infolist()[1].filename)
    content[start : start + 40] = b"\xff" * 40
    (tmp_path / "broken.zip").write_bytes(content)
    with pytest.raises(StoreError, match=r"no whole backup.*decompress"):
        list(backup.read(tmp_path / "broken.zip"))


@pytest.mark.parametrize(
    ("at", "value", "told"),
    [(6, b"\xff\x00", "version"), (46, b"\xff", "decode")],
    ids=["a later zip version", "a name that is no UTF-8"],
)
def test_a_backup_whose_list_of_members_cannot_be_read_is_told(tmp_path: Path, at: int, value: bytes, told: str) -> None:
    """Found by fuzzing: NotImplementedError, which is no BadZipFile either."""
    content = bytearray(FIRST.read_bytes())
    member = content.index(b"PK\x01\x02")
    content[member + 9] |= 0x08  # names are UTF-8
    content[member + at : member + at + len(value)] = value
    (tmp_path / "broken.zip").write_bytes(content)
    with pytest.raises(StoreError, match=f"no whole backup.*{told}"):
        list(backup.read(tmp_path / "broken.zip"))
