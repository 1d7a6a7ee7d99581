"""What the library asks of a store. The kinds: a folder (`index.store`), memory (`index.memory`), a database (`index.database`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from index.embed import Vectors
from index.entry import Entry
from index.family import Kin
from index.lexical import Lexical
from index.types import Span
from index.vectors import Place

Encode = Callable[[Sequence[Span]], Iterator[tuple[Sequence[Span], Vectors]]]
"""From passages to runs of them with their vectors."""


class AnyStore(Protocol):
    """Articles and the vectors of their passages. What fails raises StoreError, and then nothing has changed."""

    @property
    def folder(self) -> Path | None:
        """Where the library lies; None for one in memory."""

    def refresh(self) -> int:
        """Takes note of what others changed; gives a number that is another after every change."""

    @property
    def count(self) -> int:
        """How many articles there are."""

    @property
    def size(self) -> int:
        """How many passages there are."""

    def ids(self) -> Sequence[str]:
        """The ids of all articles, in order."""

    def begun(self, beginning: str) -> Sequence[str]:
        """The ids that begin so, in order; a few when there are many."""

    def get(self, article_id: str) -> Entry:
        """The article of that id. Raises ArticleError when there is none."""

    def find(self, article_ids: Iterable[str]) -> Mapping[str, Entry]:
        """Those of the articles that are there."""

    def each(self) -> Iterator[Entry]:
        """All articles by id, one after the other."""

    def kin(self) -> Iterable[Kin]:
        """What families are told by, of every article."""

    def words(self) -> Lexical:
        """The words of all passages as they are now."""

    def speaking(self, name: str) -> Sequence[str]:
        """The ids of the articles in which somebody of that name may speak, in order; there may be others among them."""

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Keeps the articles, all or none; `vectors` are those of all their passages, in order."""

    def remove(self, article_id: str) -> None:
        """Forgets an article and its vectors. Raises ArticleError when there is none of that id."""

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Keeps what was read anew of articles that are there, each whole or not at all; their passages must be the same."""

    def rebuild(self, encode: Encode, embedder_name: str) -> None:
        """Makes the vectors anew from the articles, beside the old ones, which go on to count until the new are whole."""

    def nearest(self, vector: Vectors, count: int, article_ids: Sequence[str] = ()) -> list[tuple[Place, float]]:
        """The nearest passages' places with their cosine similarity, nearest first; in the given articles, or in all."""

    def check_embedder(self, embedder_name: str) -> None:
        """Raises StoreError when another embedder made the vectors."""

    def close(self) -> None:
        """Lets go of everything."""


class Held:
    """What a store does alike that has all its articles in memory."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.changes = 0

    def refresh(self) -> int:
        """The number of changes so far: nobody else makes any."""
        return self.changes

    @property
    def count(self) -> int:
        """How many articles there are."""
        return len(self.entries)

    @property
    def size(self) -> int:
        """How many passages there are."""
        return sum(entry.size for entry in self.entries.copy().values())

    def ids(self) -> Sequence[str]:
        """The ids of all articles, in order."""
        return sorted(self.entries.copy())

    def begun(self, beginning: str) -> Sequence[str]:
        """The ids that begin so, in order."""
        return [article_id for article_id in self.ids() if article_id.startswith(beginning)]

    def find(self, article_ids: Iterable[str]) -> Mapping[str, Entry]:
        """Those of the articles that are there."""
        return {key: self.entries[key] for key in article_ids if key in self.entries}

    def each(self) -> Iterator[Entry]:
        """All articles by id, one after the other."""
        return (entry for _, entry in sorted(self.entries.copy().items()))

    def kin(self) -> Iterable[Kin]:
        """What families are told by, of every article."""
        return self.entries.copy().values()

    def words(self) -> Lexical:
        """The words of all passages as they are now."""
        return Lexical.of(chain.from_iterable(entry.passages for entry in self.each()))

    def speaking(self, name: str) -> Sequence[str]:
        """All articles: who speaks in them is seen as quickly as looked up."""
        return self.ids()
