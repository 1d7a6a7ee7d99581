"""Passage vectors in Chroma: a cache that `Store` can rebuild. The only place that imports chromadb."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.embed import Vectors
from index.errors import StoreError
from index.types import Span

COLLECTION = "passages"
Place = tuple[str, int, int]
"""Article id, start, end."""


class ChromaVectors:
    """The vectors in one folder, by cosine, under ids made of article, start and end: writing twice changes nothing.

    Raises StoreError when the folder is damaged.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._error = chromadb.errors.ChromaError
        with self._damage_told():
            self._client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
            self._collection = self._client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    def __len__(self) -> int:
        with self._damage_told():
            return self._collection.count()

    def write(self, passages: Sequence[Span], vectors: Vectors) -> None:
        """Keeps the vectors, float32 [len(passages), dimensions]."""
        places = [(passage.article.id, passage.start, passage.end) for passage in passages]
        with self._damage_told():
            batch = self._client.get_max_batch_size()
            for first in range(0, len(places), batch):
                part = slice(first, first + batch)
                self._collection.upsert(
                    ids=[f"{article}:{start}-{end}" for article, start, end in places[part]],
                    embeddings=vectors[part],
                    metadatas=[{"article": article, "start": start, "end": end} for article, start, end in places[part]],
                )

    def delete(self, article_ids: Sequence[str]) -> None:
        """Forgets the vectors of these articles; an article without any is no error."""
        with self._damage_told():
            for article_id in article_ids:
                self._collection.delete(where={"article": article_id})

    def nearest(self, vector: Vectors, count: int, article_ids: Sequence[str] = ()) -> list[tuple[Place, float]]:
        """The places nearest to `vector`, float32 [dimensions], with their cosine similarity, nearest first.

        With `article_ids`, only in these articles.
        """
        where = {"article": {"$in": list(article_ids)}} if article_ids else None
        with self._damage_told():
            found = self._collection.query(
                query_embeddings=vector[None], n_results=count, where=where, include=["metadatas", "distances"]
            )
        metadatas, distances = (found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0]
        return [
            ((str(m["article"]), int(m["start"]), int(m["end"])), 1.0 - d)  # type: ignore[arg-type]
            for m, d in zip(metadatas, distances, strict=True)
        ]

    def close(self) -> None:
        """Lets go of the folder."""
        self._client.close()

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (self._error, sqlite3.Error, OSError, KeyError) as error:
            raise StoreError(
                f'the search index of the library is damaged ("{error}"): rebuild it with: onrecord reindex'
            ) from error
