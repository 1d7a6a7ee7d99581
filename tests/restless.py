"""Changes a library without end: a test starts it as a process of its own and kills it.

Before each change it prints, as JSON, the ids of the articles before and after. With "hold" it only keeps the library.
"""

import json
import os
import sys
from pathlib import Path
from random import Random

from hashing import HashingEmbedder

from index.database import DatabaseStore
from index.index import Index
from index.load import from_text
from index.server import Server
from index.types import Article

PARAGRAPHS = 250
"""A passage each: Chroma rewrites its index files at every thousand."""


def article(number: int) -> Article:
    """A long article, always the same for the same number."""
    body = "\n\n".join(f"Paragraph {n} of {number} says so{' and' * 150}." for n in range(PARAGRAPHS))
    return from_text(f"Article {number}\n\n{body}")


def announce(line: str) -> None:
    """Writes the line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def change(index: Index, random: Random) -> None:
    """Adds, removes or reindexes."""
    before = [kept.id for kept in index.articles]
    number = random.randrange(8)
    new = article(number)
    if new.id not in before:
        announce(json.dumps([before, sorted([*before, new.id])]))
        index.add([new])
    elif random.random() < 0.8:
        announce(json.dumps([before, [kept for kept in before if kept != new.id]]))
        index.remove(new.id)
    else:
        announce(json.dumps([before, before]))
        index.reindex()


def opened(folder: Path) -> Index:
    """The library in a folder, or in a database with the Chroma server that ONRECORD_STORE names."""
    if not (address := os.environ.get("ONRECORD_STORE")):
        return Index.open(folder, HashingEmbedder.name, HashingEmbedder, create=True)
    store = DatabaseStore(folder, Server(address), HashingEmbedder.name, os.environ.get("ONRECORD_DATABASE", ""), create=True)
    return Index(store, HashingEmbedder.name, HashingEmbedder)


def main(folder: str, seed: str) -> None:
    """Goes on until it is killed, or, with "hold", until standard input ends."""
    with opened(Path(folder)) as index:
        if seed == "hold":
            announce("held")
            sys.stdin.read()
            return
        random = Random(seed)
        while True:
            change(index, random)


if __name__ == "__main__":
    main(*sys.argv[1:])
