"""A library in memory: for a text that is read for one question and not kept."""

from collections.abc import Sequence

import numpy as np

from index.embed import Vectors
from index.entry import Entry
from index.errors import ArticleError, StoreError
from index.stores import Encode, Held
from index.vectors import Place


class MemoryStore(Held):
    """What `Store` does, as far as reading and adding go, without a folder: similarities are computed against all passages."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = None
        self._vectors: dict[str, Vectors] = {}

    def close(self) -> None:
        """Nothing to let go of."""

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Keeps the articles; `vectors` are those of all their passages, in order."""
        start = 0
        for entry in entries:
            self.entries[entry.article.id] = entry
            self._vectors[entry.article.id] = vectors[start : start + len(entry.passages)]
            start += len(entry.passages)
        self.changes += 1

    def remove(self, article_id: str) -> None:
        """Refused: what was read for one question is in no library."""
        raise self._refused

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Refused."""
        raise self._refused

    def rebuild(self, encode: Encode, embedder_name: str) -> None:
        """Refused."""
        raise self._refused

    @property
    def _refused(self) -> StoreError:
        return StoreError("articles read for one question only are in no library: add them first")

    def get(self, article_id: str) -> Entry:
        """The article of that id. Raises ArticleError when there is none."""
        if article_id not in self.entries:
            raise ArticleError(f'there is no article "{article_id}" among those just read')
        return self.entries[article_id]

    def nearest(self, vector: Vectors, count: int, article_ids: Sequence[str] = ()) -> list[tuple[Place, float]]:
        """The nearest passages' places with their cosine similarity, nearest first."""
        keys = list(article_ids or self.entries)
        places = [(key, p.start, p.end) for key in keys for p in self.entries[key].passages]
        if not places:
            return []
        similarities = np.concatenate([self._vectors[key] for key in keys]) @ vector
        return [(places[i], float(similarities[i])) for i in np.argsort(-similarities, kind="stable")[:count]]

    def check_embedder(self, embedder_name: str) -> None:
        """Holds always: the vectors are of this run."""
