"""Passage vectors in Chroma: a cache that a store can rebuild. With `index.server` the only place that imports chromadb."""

import sqlite3
import zlib
from abc import ABC, abstractmethod
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from index.embed import Vectors
from index.errors import StoreError
from index.files import hindrance, read_json, refusals_told, refused, write_json
from index.types import Span

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client
    from chromadb.api.types import Where

COLLECTION = "passages"
SAMPLE = 256
"""Vectors read back when a folder is opened: a damaged one that Chroma would silently search all the same has no chance."""
SEAL = "seal.json"
Place = tuple[str, int, int]
"""Article id, start, end."""


class Searched(ABC):
    """Vectors by cosine, under ids made of article, start and end: writing twice changes nothing."""

    _collection: "Collection"

    @cached_property
    def _identified(self) -> Callable[[Span], str]:
        """A passage's id: short, since Chroma holds each in memory several times; as it was, in collections begun before that."""
        known = self._collection.get(limit=1, include=[])["ids"]
        return _place if known and ":" in known[0] else _identifier

    def write(self, passages: Sequence[Span], vectors: Vectors) -> None:
        """Keeps the vectors, float32 [len(passages), dimensions]."""
        with self._told():
            for part in self._batches(len(passages)):
                self._collection.upsert(
                    ids=[self._identified(passage) for passage in passages[part]],
                    embeddings=vectors[part],
                    metadatas=[{"article": p.article.id, "start": p.start, "end": p.end} for p in passages[part]],
                )
            self._settle()

    def read(self, passages: Sequence[Span]) -> Vectors:
        """Their vectors, float32 [len(passages), dimensions]. Raises StoreError unless all are there and of length one."""
        rows: dict[str, Sequence[float]] = {}
        with self._told():
            for part in self._batches(len(passages)):
                found = self._collection.get([self._identified(passage) for passage in passages[part]], include=["embeddings"])
                rows.update(zip(found["ids"], cast("list[Sequence[float]]", found["embeddings"]), strict=True))
            vectors = np.array([rows[self._identified(passage)] for passage in passages], np.float32)
        with np.errstate(all="ignore"):  # what a damaged file gives may be any number
            whole = np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)
        if not whole:
            raise damaged("vectors without length one")
        return vectors

    def check(self, passages: Sequence[Span]) -> None:
        """Raises StoreError unless there are vectors of these passages, as far as a sample shows, and of no others."""
        with self._told():
            count = self._collection.count()
        if count != len(passages):
            raise damaged(f"{count} passages instead of {len(passages)}")
        if passages:
            self.read(passages[:: 1 + len(passages) // SAMPLE])

    def nearest(self, vector: Vectors, count: int, article_ids: Sequence[str] = ()) -> list[tuple[Place, float]]:
        """The places nearest to `vector`, float32 [dimensions], with their cosine similarity, nearest first.

        With `article_ids`, only in these articles.
        """
        where = cast("Where", {"article": {"$in": list(article_ids)}}) if article_ids else None
        with self._told():
            found = self._collection.query(
                query_embeddings=vector[None], n_results=count, where=where, include=["metadatas", "distances"]
            )
        metadatas, distances = (found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0]
        return [
            ((str(m["article"]), int(m["start"]), int(m["end"])), 1.0 - d)  # type: ignore[arg-type]
            for m, d in zip(metadatas, distances, strict=True)
            if m is not None  # a vector that is just being deleted at a server
        ]

    def _batches(self, count: int) -> Iterator[slice]:
        size = self._largest_batch()
        return (slice(first, first + size) for first in range(0, count, size))

    def _settle(self) -> None:  # noqa: B027  # nothing, where Chroma is a server
        """After a write."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of them."""

    @abstractmethod
    def _largest_batch(self) -> int:
        """Vectors that may be written at once."""

    @abstractmethod
    def _told(self) -> AbstractContextManager[None]:
        """Tells what Chroma raises as a StoreError."""


class ChromaVectors(Searched):
    """The vectors in one folder. Raises StoreError when the folder is damaged."""

    def __init__(self, folder: Path) -> None:
        import chromadb

        self._error = chromadb.errors.ChromaError
        self._folder = folder
        with self._told():
            self._client = _client(str(folder))
            try:
                self._collection = self._client.get_or_create_collection(
                    COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
            except BaseException:
                self.close()  # Chroma would give the same client to whoever opens this folder next
                raise

    def close(self) -> None:
        """Lets go of the folder."""
        self._client.close()

    def _settle(self) -> None:
        self._collection.count()  # Chroma puts the index on the disk when next it reads: that should not be a search

    def _largest_batch(self) -> int:
        return self._client.get_max_batch_size()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            known = isinstance(error, (self._error, sqlite3.Error, OSError, KeyError))
            if not known and type(error).__name__ != "PanicException":  # what Chroma's Rust raises, which has no name to import
                raise
            obstacle = hindrance(self._folder)  # of a full disk Chroma says all sorts of things
            raise (refused(self._folder.parent, obstacle) if obstacle else damaged(f'"{error}"')) from error


def seal(folder: Path) -> None:
    """Notes the checksums of the index files of a folder of vectors that will not be written to any more."""
    write_json(folder / SEAL, {"crc32": _checksums(folder)})


def check_seal(folder: Path) -> None:
    """Raises StoreError when the index files are not those that were sealed: Chroma ends the process over a broken one.

    One without a seal, of an earlier version, is taken as it stands.
    """
    if (folder / SEAL).exists() and read_json(folder / SEAL).get("crc32") != _checksums(folder):
        raise damaged("its files are not what was written")


def _checksums(folder: Path) -> dict[str, int]:
    """Of Chroma's index files, once it has written them: before, it fills them with memory that it has not cleared.

    Its database is not among them: it changes whenever it is opened, and is read whole by the doctor.
    """
    with refusals_told(folder.parent):
        written = sorted(path for head in folder.glob("*/index_metadata.pickle") for path in head.parent.iterdir())
        return {str(path.relative_to(folder)): _checksum(path) for path in written}


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while part := file.read(2**20):
            found = zlib.crc32(part, found)
    return found


def _client(folder: str) -> "Client":
    """Chroma's client for a folder; where it cannot be made, Chroma forgets it, which by itself would give out the broken one."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    try:
        return cast("Client", chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False)))
    except BaseException:
        if not SharedSystemClient._identifier_to_refcount.get(folder):
            SharedSystemClient._identifier_to_system.pop(folder, None)
        raise


def _identifier(passage: Span) -> str:
    """96 bits of the place's hash: among a million passages two share one with a chance of 6 in 10^18."""
    return urlsafe_b64encode(blake2b(_place(passage).encode(), digest_size=12).digest()).decode()


def _place(passage: Span) -> str:
    return f"{passage.article.id}:{passage.start}-{passage.end}"


def damaged(what: str) -> StoreError:
    """The error for vectors that are not what the library's articles ask for."""
    return StoreError(f"the search index of the library is damaged ({what}): rebuild it with: onrecord reindex")
