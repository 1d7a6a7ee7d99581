"""The library on disk. Articles as JSON are the truth; the vectors in Chroma are a cache that can be rebuilt from them.

    library.json        format, embedder, and which folder holds the vectors
    articles/ID.json    an article with its sentences, passages and statements
    vectors-N/          Chroma
    pending.json        which articles come or go with the next vectors folder
    lock, owner         one process at a time

Chroma's index files do not survive a kill while it writes them, so a folder of vectors is never changed once library.json
names it. A change makes the next one: adding copies and extends it, removing copies the vectors that stay (Chroma itself
keeps deleted ones in its files), reindexing begins anew. That library.json then names the new folder is what makes the
change count. Opening takes away what does not count: JSON that came with vectors which library.json does not name, JSON
that went with those it does, other folders of vectors, and files half written.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from index.embed import Vectors
from index.entry import Entry, from_json, to_json
from index.errors import ArticleError, StoreError
from index.files import (
    FORMAT,
    file_damaged,
    hindrance,
    is_library,
    locked,
    read_json,
    read_settings,
    refusals_told,
    unfinished,
    write_json,
)
from index.stores import Encode, Held
from index.types import Span
from index.vectors import ChromaVectors, Place, check_seal, damaged, seal

GROUP = 1000
"""Vectors copied at once when an article is removed."""


class Store(Held):
    """The library in `folder`, held until `close`.

    `create`: make it when it is not there. Raises StoreError when there is none, it cannot be opened or is damaged, or
    another process has it.
    """

    def __init__(self, folder: Path, embedder_name: str, create: bool = False) -> None:
        super().__init__()
        self.folder: Path = folder
        self._settings: dict[str, Any] = {}
        with refusals_told(folder):
            if not create and not is_library(folder):
                raise StoreError(f'there is no library at "{folder}" yet: add an article first with: onrecord add FILE')
            (folder / "articles").mkdir(parents=True, exist_ok=True)
            self._lock = locked(folder)
            try:
                if not (folder / "library.json").exists():
                    self._write_settings(embedder_name, self._next_folder("vectors-0"))
                self._load()
            except BaseException:
                self._lock.release()
                raise

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets another process have the library."""
        self._close_vectors()
        self._lock.release()

    @cached_property
    def vectors(self) -> ChromaVectors:
        """The vectors; opened when first needed, since that takes a second. Raises StoreError when they are damaged."""
        check_seal(self.folder / self._settings["vectors"])
        vectors = ChromaVectors(self.folder / self._settings["vectors"])
        try:
            vectors.check(self._passages())
        except BaseException:
            vectors.close()
            raise
        return vectors

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Keeps the articles, all or none; `vectors` are those of all their passages, in order."""
        new = [entry.article.id for entry in entries if entry.article.id not in self.entries]
        with self._change(added=new) as folder:
            if self.entries:
                _copy_vectors(self.folder / self._settings["vectors"], folder)
            with closing(ChromaVectors(folder)) as following:
                following.write([passage for entry in entries for passage in entry.passages], vectors)
            for entry in entries:
                write_json(self._path(entry.article.id), to_json(entry))
        self.entries.update((entry.article.id, entry) for entry in entries)
        self.changes += 1

    def remove(self, article_id: str) -> None:
        """Forgets an article and its vectors. Raises ArticleError when the library has none of that id."""
        self.get(article_id)
        kept = [passage for passage in self._passages() if passage.article.id != article_id]
        with self._change(removed=[article_id]) as folder, closing(ChromaVectors(folder)) as following:
            for start in range(0, len(kept), GROUP):
                part = kept[start : start + GROUP]
                following.write(part, self.vectors.read(part))
        del self.entries[article_id]
        self.changes += 1

    def get(self, article_id: str) -> Entry:
        """The article of that id. Raises ArticleError when there is none."""
        try:
            return self.entries[article_id]
        except KeyError:
            raise ArticleError(f'there is no article "{article_id}" in the library: see them with: onrecord articles') from None

    def nearest(self, vector: Vectors, count: int, article_ids: Sequence[str] = ()) -> list[tuple[Place, float]]:
        """The nearest passages' places with their cosine similarity; raises StoreError when vectors are missing."""
        return self.vectors.nearest(vector, count, article_ids) if self.entries else []

    def rebuild(self, encode: Encode, embedder_name: str) -> None:
        """Makes the vectors anew from the articles, beside the old ones, which go on to count until the new are whole.

        `encode` yields runs of the passages that it is given, with their vectors.
        """
        with self._change(embedder_name=embedder_name) as folder, closing(ChromaVectors(folder)) as following:
            for passages, vectors in encode(self._passages()):
                following.write(passages, vectors)

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Keeps what was read anew of articles that are there, each whole or not at all; their passages must be the same."""
        with refusals_told(self.folder):
            for entry in entries:
                write_json(self._path(entry.article.id), to_json(entry))
                self.entries[entry.article.id] = entry
                self.changes += 1

    def check_embedder(self, embedder_name: str) -> None:
        """Raises StoreError when another embedder made the vectors."""
        if self._settings["embedder"] != embedder_name:
            raise StoreError(
                f'the library at "{self.folder}" was made by the embedder "{self._settings["embedder"]}", not'
                f' "{embedder_name}": choose that one with --embedder, or change over with: onrecord reindex'
            )

    @contextmanager
    def _change(self, added: Sequence[str] = (), removed: Sequence[str] = (), embedder_name: str | None = None) -> Iterator[Path]:
        """Gives the folder for the next vectors; when the block ends, the library goes over to them. All or nothing."""
        following = self._next_folder(self._settings["vectors"])
        with refusals_told(self.folder):
            try:
                write_json(self.folder / "pending.json", {"vectors": following, "added": added, "removed": removed})
                yield self.folder / following
                seal(self.folder / following)
                self._write_settings(embedder_name or self._settings["embedder"], following)
                self._close_vectors()
                self._settings = read_settings(self.folder)
                self._recover()
            except BaseException:
                with suppress(StoreError, OSError):
                    self._load()
                raise

    def _load(self) -> None:
        self._close_vectors()
        self._settings = read_settings(self.folder)
        self._recover()
        self.entries = {entry.article.id: entry for entry in self._read_entries()}
        self.changes += 1

    def _recover(self) -> None:
        """Takes away what does not count: see the module's first lines."""
        for article_id in unfinished(self.folder, self._settings["vectors"]):
            self._path(article_id).unlink(missing_ok=True)
        (self.folder / "pending.json").unlink(missing_ok=True)
        for path in self.folder.glob("vectors-*"):
            if path.name != self._settings["vectors"]:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        for path in self.folder.glob("**/*.writing"):
            path.unlink()

    def _passages(self) -> list[Span]:
        return [passage for entry in self.entries.values() for passage in entry.passages]

    def _close_vectors(self) -> None:
        opened = self.__dict__.pop("vectors", None)
        if opened:
            opened.close()

    def _next_folder(self, current: str) -> str:
        names = [current, *(path.name for path in self.folder.glob("vectors-*"))]
        return f"vectors-{1 + max(int(match[1]) for name in names if (match := re.fullmatch(r'vectors-([0-9]+)', name)))}"

    def _write_settings(self, embedder_name: str, vectors: str) -> None:
        write_json(self.folder / "library.json", {"format": FORMAT, "embedder": embedder_name, "vectors": vectors})

    def _read_entries(self) -> Iterator[Entry]:
        for path in sorted((self.folder / "articles").glob("*.json")):
            try:
                yield from_json(read_json(path), path.stem)
            except (KeyError, TypeError, ValueError) as error:
                raise file_damaged(path, error) from error

    def _path(self, article_id: str) -> Path:
        return self.folder / "articles" / f"{article_id}.json"


def _copy_vectors(current: Path, following: Path) -> None:
    if not current.is_dir():
        raise damaged(f'there is no folder "{current}"')
    try:
        shutil.copytree(current, following)
    except shutil.Error as error:  # a list of what went wrong, without its number
        raise hindrance(following) or error from error
