"""What the commands share: opening the library, files in and out, progress and messages."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from index.errors import UserError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings
    from index.types import Article


def opened(options: argparse.Namespace, create: bool = False) -> "Assistant":
    """The assistant for the library that the options name. Raises UserError."""
    from assistant.assistant import Assistant

    return Assistant.open(options.library, settings(options), create)


def settings(options: argparse.Namespace) -> "Settings":
    """The settings that the options choose."""
    from assistant.settings import Settings

    named = ("embedder", "entailer", "writer", "writer_url", "store", "store_tenant", "store_database", "database")
    chosen = {name: getattr(options, name) for name in named if getattr(options, name)}
    return Settings(**chosen)


@contextmanager
def progress(options: argparse.Namespace, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    """A bar on standard error when that is a terminal, with the time left."""
    from tqdm import tqdm

    with tqdm(total=total, unit=unit, disable=options.quiet or None, leave=False) as bar:
        yield lambda count: _none(bar.update(count))


def _none(_: object) -> None:
    """Lets go of a result."""


@contextmanager
def lines_of(path: str) -> Iterator[IO[str]]:
    """The lines of a file, or of standard input for "-". Raises UserError when it cannot be read."""
    if path == "-":
        yield sys.stdin
        return
    try:
        with Path(path).open(encoding="utf-8") as file:
            yield file
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f'cannot read "{path}" ({error}): name a file of JSON lines in UTF-8') from error


@contextmanager
def written(path: str | None) -> Iterator[IO[str]]:
    """A file to write to, or standard output. Raises UserError when it cannot be written."""
    if path is None or path == "-":
        yield sys.stdout
        return
    try:
        with Path(path).open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise UserError(f'cannot write "{path}" ({error.strerror}): name a file in a folder that you may write to') from error


def say(options: argparse.Namespace, line: str) -> None:
    """Prints a message, unless there are to be none."""
    if not options.quiet:
        print(line)


def complain(problem: object) -> None:
    """Prints what went wrong on standard error."""
    print(f"onrecord: {problem}", file=sys.stderr)


def list_articles(
    options: argparse.Namespace, assistant: "Assistant", kept: Sequence["Article"], before: set[str] | None = None
) -> None:
    """Prints a line for each article, or all as JSON; `before` are the ids that were in the library before."""
    from assistant import export, render

    rows = [export.article(assistant.index, article) for article in kept]
    if options.json:
        print(export.dumps(rows))
        return
    for row in rows:
        note = "" if before is None else ("already there: " if row["id"] in before else "added: ")
        also = f" · also in {', '.join(map(render.plain, row['also_in']))}" if "also_in" in row else ""
        new = f" · a new version of {row['versions'][0]}" if "versions" in row else ""
        counts = f"{row['passages']} passages · {row['statements']} statements"
        say(options, f"{note}{row['id']} · {render.plain(row['title'])} · {counts}{also}{new}")
        if before is not None and row["note"]:
            complain(f"{row['id']} is {row['note']}")
    if not rows and before is None:
        say(options, "the library is empty: add an article with: onrecord add FILE")
