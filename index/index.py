"""The library as the rest of the program sees it: add, remove, list, search.

Threads may share an `Index`: what changes or reads the store takes turns, and embedding, which takes the time, does not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from index.attribution import Attributor, Silence
from index.embed import Embedder, Vectors
from index.entry import Entry
from index.errors import ArticleError, StoreError
from index.family import Families, families, signature
from index.language import ENGLISH, language
from index.lexical import Lexical
from index.memory import MemoryStore
from index.search import CANDIDATES, fuse
from index.split import passages, sentences
from index.store import Store
from index.types import Article, Hit, Span, Statement

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

GROUP = 512
"""Passages embedded and written together; texts of like length then share a batch, and a killed `add` loses only these."""

MOST_HIDDEN = 1000
"""Passages of copies and earlier versions that are looked past in a search over everything."""

Progress = Callable[[int], None]
"""Called with the number of articles just done."""


class Index:
    """The articles of a library, and the search over them.

    `make_embedder` is called when the first vector is needed, `make_attributor` when the first article is read for statements.
    """

    def __init__(
        self,
        store: Store | MemoryStore,
        embedder_name: str,
        make_embedder: Callable[[], Embedder],
        make_attributor: Callable[[], Attributor] = Silence,
    ) -> None:
        self._store = store
        self._embedder_name = embedder_name
        self._make_embedder = make_embedder
        self._make_attributor = make_attributor
        self._turn = RLock()

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder_name: str,
        make_embedder: Callable[[], Embedder],
        create: bool = False,
        make_attributor: Callable[[], Attributor] = Silence,
    ) -> "Index":
        """The library in a folder, made there with `create`. Raises StoreError as `Store` does."""
        return cls(Store(folder, embedder_name, create), embedder_name, make_embedder, make_attributor)

    def beside(self, articles: Iterable[Article]) -> "Index":
        """An index of these articles alone, in memory, with the same models; nothing of them is kept."""
        index = Index(MemoryStore(), self._embedder_name, lambda: self.embedder, lambda: self.attributor)
        index.add(articles)
        return index

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets another process have the library."""
        self._store.close()

    @property
    def folder(self) -> Path | None:
        """Where the library lies; None for one in memory."""
        return self._store.folder if isinstance(self._store, Store) else None

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder, loaded when first needed."""
        return self._make_embedder()

    @cached_property
    def attributor(self) -> Attributor:
        """What finds the statements of an article, loaded when first needed."""
        return self._make_attributor()

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles, by id."""
        return tuple(entry.article for _, entry in sorted(self._store.entries.copy().items()))

    def find(self, article_id: str) -> Article:
        """The article of that id, or the only one whose id begins so. Raises ArticleError when none or several do."""
        if article_id in self._store.entries:
            return self._store.entries[article_id].article
        begun = [key for key in self._store.entries if article_id and key.startswith(article_id)]
        if len(begun) > 1:
            raise ArticleError(f'"{article_id}" could be any of {", ".join(sorted(begun))}: give more of the id')
        return self._store.get(begun[0] if begun else article_id).article

    def sentences(self, article_id: str) -> tuple[Span, ...]:
        """An article's sentences, in order. Raises ArticleError when there is no such article."""
        return self._store.get(article_id).sentences

    def passages(self, article_id: str) -> tuple[Span, ...]:
        """An article's passages, in order. Raises ArticleError when there is no such article."""
        return self._store.get(article_id).passages

    def statements(self, article_ids: Sequence[str] = ()) -> list[Statement]:
        """What is said in the given articles, or in all but copies and earlier versions, in the order of the text.

        Raises ArticleError for an unknown article.
        """
        ids = article_ids or sorted(self._store.entries.keys() - self.families.hidden)
        return [found for key in ids for found in self._store.get(key).statements]

    @cached_property
    def families(self) -> Families:
        """Which articles are copies or earlier versions of others."""
        return families(self._store.entries.copy().values())

    def outlets(self, article_id: str) -> tuple[str, ...]:
        """The other outlets (or addresses) that have the article too. Raises ArticleError when there is no such article."""
        entry = self._store.get(article_id)
        copies = [self._store.get(key) for key in self.families.copies.get(article_id, ())]
        imprints = [*entry.also, *(imprint for copy in copies for imprint in (copy.article.imprint, *copy.also))]
        named = dict.fromkeys(name for imprint in imprints if (name := imprint.outlet or imprint.link))
        return tuple(name for name in named if name != entry.article.imprint.outlet)

    def language(self, article_id: str) -> str:
        """ISO 639 code of the language an article is in. Raises ArticleError when there is no such article."""
        return self._store.get(article_id).language

    def add(self, articles: Iterable[Article], progress: Progress = lambda _: None) -> None:
        """Reads articles into the library; of one that is there already only a further outlet or address is noted."""
        self._store.check_embedder(self._embedder_name)
        waiting: dict[str, Entry] = {}
        for article in articles:
            if article.id in self._store.entries or article.id in waiting:
                self._read_again(article, waiting)
                progress(1)
                continue
            self._wait(replace(read(article, self.attributor), read_at=self._later()), waiting, progress)
        if waiting:
            self._write(waiting, progress)

    def restore(self, entries: Iterable[Entry], progress: Progress = lambda _: None) -> None:
        """Keeps articles as another library kept them (index/backup.py); those that are there already are passed over."""
        self._store.check_embedder(self._embedder_name)
        waiting: dict[str, Entry] = {}
        for entry in entries:
            if entry.article.id in self._store.entries or entry.article.id in waiting:
                progress(1)
                continue
            self._wait(entry, waiting, progress)
        if waiting:
            self._write(waiting, progress)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that is kept of the articles, by id."""
        return tuple(entry for _, entry in sorted(self._store.entries.copy().items()))

    def remove(self, article_id: str) -> None:
        """Forgets an article and all that was made of it. Raises ArticleError when there is no such article."""
        with self._turn:
            self._stored.remove(article_id)
            self._changed()

    def reindex(self, progress: Progress = lambda _: None) -> None:
        """Reads the articles' statements and makes the vectors anew, with this index's models; `progress` counts passages."""

        def encode(places: Sequence[Span]) -> Iterator[tuple[Sequence[Span], Vectors]]:
            for start in range(0, len(places), GROUP):
                part = places[start : start + GROUP]
                yield part, self.embedder.encode([passage.text for passage in part])
                progress(len(part))

        with self._turn:
            kept = list(self._stored.entries.values())
            fresh = [read(entry.article, self.attributor) for entry in kept]
            self._stored.rewrite(
                [
                    replace(old, statements=new.statements, language=new.language, signature=new.signature)
                    for old, new in zip(kept, fresh, strict=True)
                ]
            )
            self._stored.rebuild(encode, self._embedder_name)

    def search(self, query: str, count: int = 5, article_ids: Sequence[str] = ()) -> tuple[Hit, ...]:
        """The passages that fit the query best, in the given articles or in all: dense and lexical search, fused.

        In all, those of copies and of earlier versions are left out.

        Raises ArticleError for an unknown article, StoreError when another embedder made the vectors or they are damaged.
        """
        for article_id in article_ids:
            self._store.get(article_id)
        if not query.strip() or not self._store.entries:
            return ()
        return tuple(fuse(self.dense(query, CANDIDATES, article_ids), self.lexical(query, CANDIDATES, article_ids))[:count])

    def dense(self, query: str, count: int, article_ids: Sequence[str] = ()) -> list[Hit]:
        """The passages nearest in meaning with their cosine, nearest first."""
        self._store.check_embedder(self._embedder_name)
        vector = self.embedder.encode([query])[0]
        with self._turn:
            hidden = frozenset() if article_ids else self.families.hidden
            more = sum(len(self._store.get(article_id).passages) for article_id in hidden)
            found = self._store.nearest(vector, count + min(more, MOST_HIDDEN), article_ids)
            entries = self._store.entries
            hits = [Hit(entries[key].article.span(start, end), score) for (key, start, end), score in found if key not in hidden]
            return hits[:count]

    def lexical(self, query: str, count: int, article_ids: Sequence[str] = ()) -> list[Hit]:
        """The passages that share the query's words, by BM25, best first."""
        with self._turn:
            kept, ranking = self._corpus
        scores = ranking.scores(query)
        hidden = self.families.hidden
        if article_ids or hidden:
            wanted = set(article_ids) or self._store.entries.keys() - hidden
            scores = scores * np.array([passage.article.id in wanted for passage in kept])
        best = np.argsort(-scores, kind="stable")[:count]
        return [Hit(kept[i], float(scores[i])) for i in best if scores[i] > 0]

    def as_retriever(self, count: int = 5, article_ids: Sequence[str] = ()) -> "BaseRetriever":
        """The search as a LangChain retriever; its Documents carry article, title, start, end and score."""
        from index.retriever import IndexRetriever

        return IndexRetriever(index=self, count=count, article_ids=tuple(article_ids))

    @property
    def _stored(self) -> Store:
        if not isinstance(self._store, Store):
            raise StoreError("articles read for one question only are in no library: add them first")
        return self._store

    @cached_property
    def _corpus(self) -> tuple[tuple[Span, ...], Lexical]:
        """All passages, and the words in them."""
        kept = tuple(chain.from_iterable(entry.passages for _, entry in sorted(self._store.entries.items())))
        return kept, Lexical(kept)

    def _read_again(self, article: Article, waiting: dict[str, Entry]) -> None:
        """Notes where else an article was found, and that an earlier version is the one that its address has again."""
        entry = waiting.get(article.id) or self._store.get(article.id)
        known = {(imprint.outlet, imprint.address) for imprint in (entry.article.imprint, *entry.also)}
        new = (article.imprint.outlet, article.imprint.address) not in known | {(None, None)}
        earlier = article.id in self.families.hidden and article.imprint.address is not None
        if not new and not earlier:
            return
        entry = replace(
            entry, also=(*entry.also, article.imprint) if new else entry.also, read_at=self._later() if earlier else entry.read_at
        )
        if article.id in waiting:
            waiting[article.id] = entry
        else:
            with self._turn:
                self._stored.rewrite([entry])
                self.__dict__.pop("families", None)

    @cached_property
    def _latest(self) -> str:
        """When an article was read last, or seemed to be."""
        return max((entry.read_at for entry in self._store.entries.copy().values()), default="")

    def _later(self) -> str:
        """The time, but later than when any article was read: a clock that is put back does not make old versions the new ones."""
        self.__dict__["_latest"] = found = max(now(), _after(self._latest))
        return found

    def _changed(self) -> None:
        """Lets go of what was computed from the articles."""
        for name in ("_corpus", "families"):
            self.__dict__.pop(name, None)

    def _wait(self, entry: Entry, waiting: dict[str, Entry], progress: Progress) -> None:
        """Lets an article wait until there are enough passages to be written together."""
        waiting[entry.article.id] = entry
        if sum(len(entry.passages) for entry in waiting.values()) >= GROUP:
            self._write(waiting, progress)

    def _write(self, waiting: dict[str, Entry], progress: Progress) -> None:
        """Embeds and stores the waiting articles, and empties the dict."""
        vectors = self.embedder.encode([passage.text for entry in waiting.values() for passage in entry.passages])
        with self._turn:
            self._store.add(list(waiting.values()), vectors)
            self._changed()
        progress(len(waiting))
        waiting.clear()


def read(article: Article, attributor: Attributor | None = None) -> Entry:
    """What the library keeps of an article: its sentences, the passages made of them, and what `attributor` finds said in it.

    In an article that is not in English it is not asked: its model and rules would find little, and half of that wrong.
    """
    found, spoken = sentences(article), language(article.text)
    statements = attributor.statements(article) if attributor and spoken == ENGLISH else ()
    return Entry(article, found, passages(article, found), statements, spoken, signature(article), now())


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _after(time: str) -> str:
    """The next moment after a time as `now` gives it; nothing after what is no time.

    >>> _after("2026-11-25T17:00:00.000009+00:00")
    '2026-11-25T17:00:00.000010+00:00'
    """
    try:
        return (datetime.fromisoformat(time) + timedelta(microseconds=1)).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return ""
