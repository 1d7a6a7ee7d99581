"""Adds many articles with two workers, as a process of its own, which a test kills.

python many.py LIBRARY LOG PLACES…: LOG is a folder where the workers note what they read; a file "kill" there kills the first
worker that reads article 40, a file "pause" lets this process wait for its end once it has written something.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hashing import FirstWords, HashingEmbedder

import index.index
from index.attribution import Attributor
from index.bulk import Bulk
from index.database import DatabaseStore
from index.errors import ArticleError
from index.index import Index
from index.server import Server
from index.store import Store
from index.types import Article, Statement


class Noting(FirstWords):
    """Reads as its parent does, and notes it."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def statements(self, article: Article) -> tuple[Statement, ...]:
        """The statements, unless this is the one that it dies at."""
        if article.title == "Article 40" and (self._log / "kill").exists():
            (self._log / "kill").unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        with (self._log / f"read-{os.getpid()}").open("a") as file:
            file.write(f"{article.id}\n")
        return super().statements(article)


def kept(library: Path, make_attributor: Callable[[], Attributor] = FirstWords) -> Index:
    """The library in a folder, or in a database there with its vectors at the Chroma server that ONRECORD_STORE names."""
    address = os.environ.get("ONRECORD_STORE")
    name = HashingEmbedder.name
    store = DatabaseStore(library, Server(address), name, create=True) if address else Store(library, name, True)
    return Index(store, name, HashingEmbedder, make_attributor)


def main(library: str, log: Path, places: list[Path]) -> None:
    """Adds what is at the places, and prints the ids of the articles found."""
    index.index.TAKEN = 20

    def progress(_: int) -> None:
        if (log / "pause").exists() and opened.count >= 20:
            sys.stdout.write("written\n")
            sys.stdout.flush()
            time.sleep(600)

    def fail(_: object, error: ArticleError) -> None:
        sys.stdout.write(f"{error}\n")

    with kept(Path(library), lambda: Noting(log)) as opened:
        found = Bulk(opened, places, fail).run(2, progress)
    sys.stdout.write("\n".join(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), list(map(Path, sys.argv[3:])))
