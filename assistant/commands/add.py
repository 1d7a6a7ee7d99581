"""onrecord add: reads articles into the library, once or again and again."""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.shared import complain, list_articles, opened, progress
from index.errors import ArticleError

if TYPE_CHECKING:
    from index.ingest import Stamp
    from index.load import Fetch
    from index.types import Article

Fail = Callable[[object, ArticleError], None]


def add(options: argparse.Namespace) -> int:
    """Reads articles into the library; with --watch until it is stopped."""
    from index.fetch import Fetcher

    if options.watch and options.engine != "plain":
        options.check.error("--watch reads the little that is new, with one process: leave out --engine")
    fetch, seen = Fetcher(options.allow_private), dict[Path, "Stamp"]()
    while True:
        code = _once(options, fetch, seen)
        if not options.watch:
            return code
        time.sleep(options.every)


def _once(options: argparse.Namespace, fetch: "Fetch", seen: "dict[Path, Stamp]") -> int:
    """Adds what is new at the places; the library is open only while there is something to add."""
    failed: list[object] = []

    def fail(place: object, error: ArticleError) -> None:
        if len(options.path) == 1 and not options.watch and not os.path.isdir(options.path[0]):
            raise error
        failed.append(place)
        complain(error)

    if options.engine == "ray":
        return _bulk(options, fetch, fail) or (1 if failed else 0)
    found = _articles(options.path, fetch, seen if options.watch else {}, fail)
    first = next(found, None)
    if first is None:
        return 1 if failed else 0
    with opened(options, create=True) as assistant:
        before = set(assistant.index.ids)
        added: dict[str, None] = {}
        noted = (added.setdefault(article.id) or article for article in chain([first], found))
        with progress(options, None, "article") as tell:
            assistant.index.add(noted, tell)
        new = [key for key in added if key not in before or not options.watch]
        list_articles(options, assistant, [assistant.index.find(key) for key in new], before)
    return 1 if failed else 0


def _bulk(options: argparse.Namespace, fetch: "Fetch", fail: Fail) -> int:
    """Adds with many workers; files are read by them, all else here."""
    from index.bulk import Bulk

    places: list[Path | Article] = []
    for place in _each(options.path, {}, fail):
        places += [place] if isinstance(place, Path) else _articles([place], fetch, {}, fail)
    if not places:
        return 0
    with opened(options, create=True) as assistant:
        before = set(assistant.index.ids)
        with progress(options, None, "article") as tell:
            found = Bulk(assistant.index, places, fail).run(options.workers, tell)
        list_articles(options, assistant, [assistant.index.find(key) for key in found], before)
    return 0


def _articles(places: Iterable[str | Path], fetch: "Fetch", seen: "dict[Path, Stamp]", fail: Fail) -> Iterator["Article"]:
    """The articles at the places, without those in files that have not changed since they were `seen`."""
    from index.ingest import found_at

    for place in _each(places, seen, fail):
        for article in found_at(place, fetch):
            if isinstance(article, ArticleError):
                fail(place, article)
            else:
                yield article


def _each(places: Iterable[str | Path], seen: "dict[Path, Stamp]", fail: Fail) -> Iterator[str | Path]:
    from index.ingest import stamp
    from index.load import is_address, paths

    for place in places:
        if place == "-" or is_address(place):
            yield place
            continue
        try:
            for path in paths(place):
                when = stamp(path)
                if when is None or seen.get(path) != when:
                    yield path
                if when is not None:
                    seen[path] = when
        except ArticleError as error:
            fail(place, error)
