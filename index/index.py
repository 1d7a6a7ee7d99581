"""The library as the rest of the program sees it: add, remove, list, search.

Threads may share an `Index`: what changes or reads the store takes turns, and embedding, which takes the time, does not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from index.attribution import Attributor, Silence
from index.embed import Embedder, Vectors
from index.entry import Entry
from index.errors import ArticleError
from index.family import Families, families
from index.ingest import after, now, read
from index.lexical import Lexical
from index.memory import MemoryStore
from index.search import CANDIDATES, fuse
from index.segment import Alive
from index.store import Store
from index.stores import AnyStore
from index.types import Article, Hit, Span, Statement
from index.vectors import Place

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

GROUP = 512
"""Passages embedded and written together; texts of like length then share a batch, and a killed `add` loses only these."""

TAKEN = 4096
"""The same where they come embedded: writing has its price each time, and what is lost is soon made anew by many workers."""

READ = 64
"""Articles whose statements are read anew and written together."""

MOST_HIDDEN = 1000
"""Passages of copies and earlier versions that are looked past in a search over everything."""

Made = TypeVar("Made")
Found = list[tuple[Place, float]]
"""Places of passages with their scores, best first."""
Progress = Callable[[int], None]
"""Called with the number of articles just done."""


class Index:
    """The articles of a library, and the search over them.

    `make_embedder` is called when the first vector is needed, `make_attributor` when the first article is read for statements.
    """

    def __init__(
        self,
        store: AnyStore,
        embedder_name: str,
        make_embedder: Callable[[], Embedder],
        make_attributor: Callable[[], Attributor] = Silence,
    ) -> None:
        self._store = store
        self._embedder_name = embedder_name
        self.make_embedder = make_embedder
        self.make_attributor = make_attributor
        self._turn = RLock()
        self._kept: dict[str, tuple[int, Any]] = {}
        self._latest = ""

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
    def store(self) -> AnyStore:
        """What keeps the articles."""
        return self._store

    @property
    def folder(self) -> Path | None:
        """Where the library lies; None for one in memory."""
        return self._store.folder

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder, loaded when first needed."""
        return self.make_embedder()

    @cached_property
    def attributor(self) -> Attributor:
        """What finds the statements of an article, loaded when first needed."""
        return self.make_attributor()

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles, by id; of a large library rather `each`, or `ids`."""
        return tuple(entry.article for entry in self.each())

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all articles, in order."""
        self._store.refresh()
        return tuple(self._store.ids())

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self._store.count

    @property
    def size(self) -> int:
        """How many passages there are."""
        return self._store.size

    def each(self) -> Iterator[Entry]:
        """Everything that is kept of the articles, by id, one article after the other."""
        self._store.refresh()
        return self._store.each()

    def find(self, article_id: str) -> Article:
        """The article of that id, or the only one whose id begins so. Raises ArticleError when none or several do."""
        self._store.refresh()
        if found := self._store.find([article_id]):
            return found[article_id].article
        begun = self._store.begun(article_id) if article_id else ()
        if len(begun) > 1:
            raise ArticleError(f'"{article_id}" could be any of {", ".join(begun)}: give more of the id')
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
        if article_ids:
            there = self._store.find(article_ids)
            return [found for key in article_ids for found in (there.get(key) or self._store.get(key)).statements]
        hidden = self._hidden
        return [found for entry in self._store.each() if entry.id not in hidden for found in entry.statements]

    def speaking(self, name: str) -> tuple[str, ...]:
        """The articles in which somebody of that name may speak, but copies and earlier versions; not all of them need have one."""
        hidden = self._hidden
        return tuple(article_id for article_id in self._store.speaking(name) if article_id not in hidden)

    def about(self, topic: str, passages: int, speaker: str | None = None) -> tuple[str, ...]:
        """The articles of the passages that fit a topic best; with a speaker, of those in which somebody of that name may speak."""
        if not speaker:
            return tuple(sorted({hit.passage.article.id for hit in self.search(topic, passages)}))
        speaking = self.speaking(speaker)
        if len(speaking) <= passages:
            return speaking
        there = frozenset(speaking)
        near = [(place, score) for place, score in self._nearest(f"{speaker} {topic}", passages, ()) if place[0] in there]
        best = fuse(near, self._sharing(topic, passages, speaking))[:passages]
        return tuple(sorted({article_id for (article_id, _, _), _ in best}))

    @property
    def families(self) -> Families:
        """Which articles are copies or earlier versions of others."""
        return self._current("families", lambda: families(self._store.kin()))

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
            if article.id in waiting or self._store.find([article.id]):
                self._read_again(article, waiting)
                progress(1)
                continue
            self._wait(replace(read(article, self.attributor), read_at=self._later()), waiting, progress)
        if waiting:
            self._write(waiting, progress)

    def take(self, made: Iterable[tuple[Entry, Vectors | None]], progress: Progress = lambda _: None) -> None:
        """Keeps articles that were read elsewhere, with the vectors of their passages (`index.bulk`); else as `add`.

        One that was known there comes without vectors, as it was found.
        """
        self._store.check_embedder(self._embedder_name)
        waiting: dict[str, Entry] = {}
        vectors: list[Vectors] = []
        for entry, own in made:
            if entry.id in waiting or self._store.find([entry.id]):
                self._read_again(entry.article, waiting)
                progress(1)
                continue
            fresh = replace(entry, read_at=now()) if own is not None else read(entry.article, self.attributor)
            waiting[entry.id] = fresh
            vectors.append(own if own is not None else self._encode([fresh]))
            if sum(len(part) for part in vectors) >= TAKEN:
                self._keep(waiting, np.concatenate(vectors), progress)
                vectors.clear()
        if waiting:
            self._keep(waiting, np.concatenate(vectors), progress)

    def restore(self, entries: Iterable[Entry], progress: Progress = lambda _: None) -> None:
        """Keeps articles as another library kept them (index/backup.py); those that are there already are passed over."""
        self._store.check_embedder(self._embedder_name)
        waiting: dict[str, Entry] = {}
        for entry in entries:
            if entry.id in waiting or self._store.find([entry.id]):
                progress(1)
                continue
            self._wait(entry, waiting, progress)
        if waiting:
            self._write(waiting, progress)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that is kept of the articles, by id; of a large library rather `each`."""
        return tuple(self.each())

    def remove(self, article_id: str) -> None:
        """Forgets an article and all that was made of it. Raises ArticleError when there is no such article."""
        with self._turn:
            self._store.remove(article_id)

    def reindex(self, progress: Progress = lambda _: None) -> None:
        """Reads the articles' statements and makes the vectors anew, with this index's models; `progress` counts passages."""

        def encode(places: Sequence[Span]) -> Iterator[tuple[Sequence[Span], Vectors]]:
            for start in range(0, len(places), GROUP):
                part = places[start : start + GROUP]
                yield part, self.embedder.encode([passage.text for passage in part])
                progress(len(part))

        with self._turn:
            every = self._store.each()
            while kept := list(islice(every, READ)):
                fresh = [read(entry.article, self.attributor) for entry in kept]
                self._store.rewrite(
                    [
                        replace(old, statements=new.statements, language=new.language, signature=new.signature)
                        for old, new in zip(kept, fresh, strict=True)
                    ]
                )
            self._store.rebuild(encode, self._embedder_name)

    def search(self, query: str, count: int = 5, article_ids: Sequence[str] = ()) -> tuple[Hit, ...]:
        """The passages that fit the query best, in the given articles or in all: dense and lexical search, fused.

        In all, those of copies and of earlier versions are left out.

        Raises ArticleError for an unknown article, StoreError when another embedder made the vectors or they are damaged.
        """
        self._store.refresh()
        for article_id in article_ids:
            self._store.get(article_id)
        if not query.strip() or not self._store.count:
            return ()
        ranked = fuse(self._nearest(query, CANDIDATES, article_ids), self._sharing(query, CANDIDATES, article_ids))
        return tuple(self._hits(ranked[:count]))

    def dense(self, query: str, count: int, article_ids: Sequence[str] = ()) -> list[Hit]:
        """The passages nearest in meaning with their cosine, nearest first."""
        return self._hits(self._nearest(query, count, article_ids))

    def lexical(self, query: str, count: int, article_ids: Sequence[str] = ()) -> list[Hit]:
        """The passages that share the query's words, by BM25, best first."""
        return self._hits(self._sharing(query, count, article_ids))

    def _nearest(self, query: str, count: int, article_ids: Sequence[str]) -> Found:
        self._store.check_embedder(self._embedder_name)
        vector = self.embedder.encode([query])[0]
        with self._turn:
            hidden, more = (frozenset(), 0) if article_ids else (self._hidden, self._most_hidden)
            found = self._store.nearest(vector, count + more, article_ids)
            return [(place, score) for place, score in found if place[0] not in hidden][:count]

    def _sharing(self, query: str, count: int, article_ids: Sequence[str]) -> Found:
        words = self._words
        return words.best(query, count, words.among(article_ids) if article_ids else self._shown)

    def _hits(self, found: Found) -> list[Hit]:
        """The passages at the places found; only now are their articles needed, of which each costs more than its scores."""
        with self._turn:
            entries = self._store.find({key for (key, _, _), _ in found})
        return [Hit(entries[key].article.span(start, end), score) for (key, start, end), score in found if key in entries]

    def as_retriever(self, count: int = 5, article_ids: Sequence[str] = ()) -> "BaseRetriever":
        """The search as a LangChain retriever; its Documents carry article, title, start, end and score."""
        from index.retriever import IndexRetriever

        return IndexRetriever(index=self, count=count, article_ids=tuple(article_ids))

    def _current(self, name: str, make: Callable[[], Made]) -> Made:
        """What is computed from the articles, kept until they change, whoever changes them."""
        changes = self._store.refresh()
        with self._turn:
            if name not in self._kept or self._kept[name][0] != changes:
                self._kept[name] = changes, make()
            made: Made = self._kept[name][1]
            return made

    @property
    def _hidden(self) -> frozenset[str]:
        """The articles that a search over everything leaves out."""
        return self._current("hidden", lambda: self.families.hidden)

    @property
    def _most_hidden(self) -> int:
        """How many more of the nearest are asked for, since some of them are of hidden articles."""
        count: Callable[[], int] = lambda: sum(kin.size for kin in self._store.kin() if kin.id in self._hidden)
        return min(self._current("size of hidden", count), MOST_HIDDEN) if self._hidden else 0

    @property
    def _words(self) -> Lexical:
        """The words in all passages."""
        return self._current("words", self._store.words)

    @property
    def _shown(self) -> list[Alive] | None:
        """Of each segment of the words, which articles a search over everything looks at; None: all."""
        make: Callable[[], list[Alive]] = lambda: [~mask for mask in self._words.among(self._hidden)]
        return self._current("shown", make) if self._hidden else None

    def _read_again(self, article: Article, waiting: dict[str, Entry]) -> None:
        """Notes where else an article was found, and that an earlier version is the one that its address has again."""
        entry = waiting.get(article.id) or self._store.get(article.id)
        known = {(imprint.outlet, imprint.address) for imprint in (entry.article.imprint, *entry.also)}
        new = (article.imprint.outlet, article.imprint.address) not in known | {(None, None)}
        earlier = article.id in self._hidden and article.imprint.address is not None
        if not new and not earlier:
            return
        entry = replace(
            entry, also=(*entry.also, article.imprint) if new else entry.also, read_at=self._later() if earlier else entry.read_at
        )
        if article.id in waiting:
            waiting[article.id] = entry
        else:
            with self._turn:
                self._store.rewrite([entry])

    def _later(self) -> str:
        """The time, but later than when any article was read: a clock that is put back does not make old versions the new ones."""
        make: Callable[[], str] = lambda: max((kin.read_at for kin in self._store.kin()), default="")
        self._latest = max(now(), after(max(self._latest, self._current("latest", make))))
        return self._latest

    def _wait(self, entry: Entry, waiting: dict[str, Entry], progress: Progress) -> None:
        """Lets an article wait until there are enough passages to be written together."""
        waiting[entry.article.id] = entry
        if sum(len(entry.passages) for entry in waiting.values()) >= GROUP:
            self._write(waiting, progress)

    def _write(self, waiting: dict[str, Entry], progress: Progress) -> None:
        """Embeds and stores the waiting articles, and empties the dict."""
        self._keep(waiting, self._encode(waiting.values()), progress)

    def _encode(self, entries: Iterable[Entry]) -> Vectors:
        return self.embedder.encode([passage.text for entry in entries for passage in entry.passages])

    def _keep(self, waiting: dict[str, Entry], vectors: Vectors, progress: Progress) -> None:
        """Stores the waiting articles, and empties the dict."""
        with self._turn:
            self._store.add(list(waiting.values()), vectors)
        progress(len(waiting))
        waiting.clear()
