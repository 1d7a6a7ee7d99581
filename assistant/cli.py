"""The command line. Exit codes: 0 done, 1 something the user can mend (said on standard error), 2 wrong usage."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from index.errors import ArticleError, UserError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.bulk import Desk
    from assistant.settings import Settings
    from index.types import Article

EXAMPLES = """examples:
  onrecord add article.txt folder-of-articles/
  onrecord ask "What did John Kirby say?"
  onrecord verify "Russia denies an arms deal."
  onrecord who --speaker Kirby
  onrecord ask --jsonl questions.jsonl --output answers.jsonl
  onrecord ui
"""
STANCES = ("asserts", "denies", "asks", "other")
NOTHING_SAID = "Nobody is reported to have said such a thing."
OPTIONS = (
    ("--library", "DIR", "the library's folder (default: ONRECORD_LIBRARY, else one in the user's data folder)"),
    ("--embedder", "NAME", "the embedder: all-MiniLM-L6-v2 (default) or any sentence-transformers model"),
    ("--entailer", "NAME", "the entailer: onrecord (default), or any cross-encoder trained on natural language inference"),
    ("--writer", "NAME", "who writes the answers: extractive (default)"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except UserError as error:
        print(f"onrecord: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("onrecord: stopped; what was reported done is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def add(options: argparse.Namespace) -> int:
    """Reads articles into the library."""
    from index.load import load, paths

    places = [path for place in options.path for path in ([place] if place == "-" or "://" in place else paths(place))]
    failed: list[object] = []
    read: dict[str, Article] = {}

    def articles() -> Iterator["Article"]:
        for place in places:
            try:
                yield read.setdefault(str(place), load(place))
            except ArticleError as error:
                if len(places) == 1:
                    raise
                failed.append(place)
                print(f"onrecord: {error}", file=sys.stderr)

    with _assistant(options, create=True) as assistant:
        before = {article.id for article in assistant.index.articles}
        with _progress(options, len(places), "article") as progress:
            assistant.index.add(articles(), progress)
        _list(options, assistant, list(dict.fromkeys(read.values())), before)
    return 1 if failed else 0


def articles(options: argparse.Namespace) -> int:
    """Lists the library."""
    with _assistant(options) as assistant:
        _list(options, assistant, assistant.index.articles)
    return 0


def remove(options: argparse.Namespace) -> int:
    """Removes articles."""
    with _assistant(options) as assistant:
        for article_id in [assistant.index.find(article_id).id for article_id in options.id]:
            assistant.index.remove(article_id)
            _say(options, f"removed {article_id}")
    return 0


def reindex(options: argparse.Namespace) -> int:
    """Makes the search index anew from the articles."""
    with _assistant(options) as assistant:
        kept = assistant.index.articles
        total = sum(len(assistant.index.passages(article.id)) for article in kept)
        with _progress(options, total, "passage") as progress:
            assistant.index.reindex(progress)
    _say(options, f"rebuilt the search index of {len(kept)} articles ({total} passages)")
    return 0


def ask(options: argparse.Namespace) -> int:
    """Answers a question, or a file of them."""
    if (options.question is None) == (options.jsonl is None):
        options.check.error('give a question, or --jsonl FILE: onrecord ask "Who denies an arms deal?"')
    if options.jsonl:
        from assistant import bulk

        return _bulk(options, lambda desk, lines: bulk.results(lines, bulk.Question, desk.ask))
    from assistant import export, render

    with _assistant(options) as assistant:
        found = assistant.ask(options.question, options.article or ())
    print(export.dumps(export.answer(found)) if options.json else render.answer(found))
    return 0


def verify(options: argparse.Namespace) -> int:
    """Judges a claim, or a file of them."""
    if (options.claim is None) == (options.jsonl is None):
        options.check.error('give a claim, or --jsonl FILE: onrecord verify "Russia denies an arms deal."')
    if options.jsonl:
        from assistant import bulk

        return _bulk(options, lambda desk, lines: bulk.results(lines, bulk.Claimed, desk.verify))
    from assistant import export, render

    with _assistant(options) as assistant:
        found = assistant.verify(options.claim, options.article or ())
    print(export.dumps(export.report(found)) if options.json else render.report(found))
    return 0


def who(options: argparse.Namespace) -> int:
    """Shows who said what, or for each line of a file."""
    from functools import partial

    from assistant import bulk, export, render

    if options.jsonl:
        return _bulk(options, lambda desk, lines: bulk.results(lines, bulk.Wanted, partial(desk.who, attitudes=options.all)))
    with _assistant(options) as assistant:
        found = assistant.who_said(options.speaker, options.about, options.article or (), options.stance, options.all)
    if options.json:
        print(export.dumps({"statements": [export.statement(statement) for statement in found]}))
    else:
        print(render.statements(found) if found else NOTHING_SAID)
    return 0


def entail(options: argparse.Namespace) -> int:
    """Judges a file of pairs."""
    from assistant import build, bulk

    entailer = build.entailer(_settings(options))
    return _lines(options, lambda lines: bulk.entailments(lines, entailer))


def ui(options: argparse.Namespace) -> int:
    """Opens the page."""
    import ui as page

    with _assistant(options, create=True) as assistant:
        page.launch(assistant, port=options.port, open_browser=not options.no_browser)
    return 0


def _bulk(options: argparse.Namespace, results: Callable[["Desk", Sequence[str]], Iterator[dict[str, Any]]]) -> int:
    """Writes the result of each line of a file, with a desk that finds the assistant for each."""
    from assistant import bulk
    from assistant.assistant import Assistant

    desk = bulk.Desk(lambda: _assistant(options), lambda: Assistant.blank(_settings(options)))
    try:
        return _lines(options, lambda lines: results(desk, lines))
    finally:
        desk.close()


def _lines(options: argparse.Namespace, results: Callable[[Sequence[str]], Iterator[dict[str, Any]]]) -> int:
    """Writes the result of each line of a file; the exit code is 1 when some failed."""
    from assistant import export

    errors = 0
    with _opened(options.jsonl) as lines, _written(options.output) as output:
        every = list(lines)
        with _progress(options, sum(bool(line.strip()) for line in every), "line") as progress:
            for result in results(every):
                errors += "error" in result
                print(export.dumps(result), file=output, flush=True)
                progress(1)
    if errors:
        print(f'onrecord: {errors} of {len(every)} lines failed: see their "error"', file=sys.stderr)
    return 1 if errors else 0


def _list(options: argparse.Namespace, assistant: "Assistant", kept: Sequence["Article"], before: set[str] | None = None) -> None:
    from assistant import export, render

    rows = [export.article(assistant.index, article) for article in kept]
    if options.json:
        print(export.dumps(rows))
        return
    for row in rows:
        note = "" if before is None else ("already there: " if row["id"] in before else "added: ")
        _say(
            options,
            f"{note}{row['id']} · {render.plain(row['title'])} · {row['passages']} passages · {row['statements']} statements",
        )
        if before is not None and row["note"]:
            print(f"onrecord: {row['id']} is {row['note']}", file=sys.stderr)
    if not rows and before is None:
        _say(options, "the library is empty: add an article with: onrecord add FILE")


def _assistant(options: argparse.Namespace, create: bool = False) -> "Assistant":
    from assistant.assistant import Assistant

    return Assistant.open(options.library, _settings(options), create)


def _settings(options: argparse.Namespace) -> "Settings":
    from assistant.settings import Settings

    chosen = {name: getattr(options, name) for name in ("embedder", "entailer", "writer") if getattr(options, name)}
    return Settings(**chosen)


@contextmanager
def _progress(options: argparse.Namespace, total: int, unit: str) -> Iterator[Callable[[int], None]]:
    """A bar on standard error when that is a terminal, with the time left."""
    from tqdm import tqdm

    with tqdm(total=total, unit=unit, disable=options.quiet or None, leave=False) as bar:
        yield lambda count: _none(bar.update(count))


def _none(_: object) -> None:
    """Lets go of a result."""


@contextmanager
def _opened(path: str) -> Iterator[IO[str]]:
    if path == "-":
        yield sys.stdin
        return
    try:
        with Path(path).open(encoding="utf-8") as file:
            yield file
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f'cannot read "{path}" ({error}): name a file of JSON lines in UTF-8') from error


@contextmanager
def _written(path: str | None) -> Iterator[IO[str]]:
    if path is None or path == "-":
        yield sys.stdout
        return
    try:
        with Path(path).open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise UserError(f'cannot write "{path}" ({error.strerror}): name a file in a folder that you may write to') from error


def _say(options: argparse.Namespace, line: str) -> None:
    if not options.quiet:
        print(line)


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for name, metavar, text in OPTIONS:
        shared.add_argument(name, metavar=metavar, help=text)
    shared.add_argument("--quiet", action="store_true", help="no progress, no messages")
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description="Ask news articles in plain language; every word of an answer has its place in an article.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared],
    )
    parser.set_defaults(library=None, embedder=None, entailer=None, writer=None, quiet=False, json=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(run: Callable[[argparse.Namespace], int], text: str, epilog: str) -> argparse.ArgumentParser:
        made = commands.add_parser(run.__name__, help=text, description=text, epilog=f"example: {epilog}", parents=[shared])
        made.set_defaults(run=run)
        return made

    made = command(
        add, "read articles (.txt, .md, folders of them, - for standard input) into the library", "onrecord add news/ talks.txt"
    )
    made.add_argument("path", nargs="+", help="a file, a folder, or - for standard input")
    made.add_argument("--json", action="store_true", help="list what was read as JSON")
    made = command(articles, "list the articles of the library", "onrecord articles --json")
    made.add_argument("--json", action="store_true", help="as JSON")
    made = command(remove, "remove articles from the library", "onrecord remove talks-fail-1a2b3c4d")
    made.add_argument("id", nargs="+", help="an article's id, or enough of its beginning")
    command(reindex, "make the search index anew from the articles, also with another embedder", "onrecord reindex")
    made = command(ask, "answer a question from the articles, with citations", 'onrecord ask "Who denies an arms deal?"')
    made.add_argument("question", nargs="?", help="the question")
    made.add_argument("--article", metavar="ID", action="append", help="ask only this article (may be repeated)")
    made.add_argument("--json", action="store_true", help="the answer as JSON")
    made.add_argument(
        "--jsonl", metavar="FILE", help='many questions: lines like {"question": …, "article": ID or path, or "text": …}'
    )
    made.add_argument("--output", metavar="FILE", help="where the answered lines go (default: standard output)")
    made.set_defaults(check=made)
    made = command(verify, "judge a claim by the articles: who says so, who denies it", 'onrecord verify "Tehran denies it."')
    made.add_argument("claim", nargs="?", help="the claim: a sentence, or a paragraph of them")
    made.add_argument("--article", metavar="ID", action="append", help="judge by this article only (may be repeated)")
    made.add_argument("--json", action="store_true", help="the verdict as JSON")
    made.add_argument("--jsonl", metavar="FILE", help='many claims: lines like {"claim": …, "article": ID or path, or "text": …}')
    made.add_argument("--output", metavar="FILE", help="where the judged lines go (default: standard output)")
    made.set_defaults(check=made)
    made = command(who, "show who said what: every statement with its speaker", "onrecord who --speaker Kirby --about drones")
    made.add_argument("--speaker", metavar="NAME", help="only this speaker's, in any form of the name")
    made.add_argument("--about", metavar="TEXT", help="only those about this, the nearest first")
    made.add_argument("--article", metavar="ID", action="append", help="only this article's (may be repeated)")
    made.add_argument("--stance", choices=STANCES, help="only those that assert, deny or ask")
    made.add_argument("--all", action="store_true", help="wants, plans and beliefs too, and talk whose words are not given")
    made.add_argument("--json", action="store_true", help="as JSON")
    made.add_argument("--jsonl", metavar="FILE", help='many at once: lines like {"article": ID or path, "speaker": …, "about": …}')
    made.add_argument("--output", metavar="FILE", help="where the lines with their statements go (default: standard output)")
    made = command(
        entail,
        "judge whether premises support hypotheses, many at once",
        "onrecord entail --jsonl pairs.jsonl --output judged.jsonl",
    )
    made.add_argument(
        "--jsonl",
        metavar="FILE",
        required=True,
        help='lines like {"premise": …, "hypothesis": …}; each gains supports, refutes and neutral',
    )
    made.add_argument("--output", metavar="FILE", help="where the judged lines go (default: standard output)")
    made = command(ui, "open the chat beside the articles in a browser", "onrecord ui --port 7860")
    made.add_argument("--port", type=int, default=None, help="the port on 127.0.0.1 (default: the first free one from 7860)")
    made.add_argument("--no-browser", action="store_true", help="only serve; open the address yourself")
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        parser.exit()
