"""The command line. Exit codes: 0 done, 1 something the user can mend (said on standard error), 2 wrong usage."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from assistant.commands.add import add
from assistant.commands.ask import ask, entail, verify, who
from assistant.commands.care import doctor, export_library, import_library
from assistant.commands.library import articles, reindex, remove
from assistant.commands.serving import serve, ui
from assistant.commands.shared import complain
from index.errors import UserError

EXAMPLES = """examples:
  onrecord add article.txt folder-of-articles/
  onrecord ask "What did John Kirby say?"
  onrecord verify "Russia denies an arms deal."
  onrecord who --speaker Kirby
  onrecord ask --jsonl questions.jsonl --output answers.jsonl
  onrecord ui
"""
FORMATS = ("text", "json", "markdown", "html", "csv", "claimreview", "annotation")
"""Those of `assistant.export.formats`, which --help should not import."""
STANCES = ("asserts", "denies", "asks", "other")
OPTIONS = (
    ("--library", "DIR", "the library's folder (default: ONRECORD_LIBRARY, else one in the user's data folder)"),
    ("--embedder", "NAME", "the embedder: all-MiniLM-L6-v2 (default) or any sentence-transformers model"),
    ("--entailer", "NAME", "the entailer: onrecord (default), or any cross-encoder trained on natural language inference"),
    ("--writer", "NAME", "who writes the answers: extractive (default), local, or a chat model, as in openai:gpt-5-mini"),
    ("--writer-url", "URL", "an OpenAI-compatible address where the writer is served"),
    ("--store", "URL", "a Chroma server that has the vectors, http://host:port, or Chroma Cloud's (default: the library's folder)"),
    ("--store-tenant", "NAME", "the tenant there; a token is taken from ONRECORD_STORE_TOKEN"),
    ("--store-database", "NAME", "the Chroma database there"),
    ("--database", "URL", "where the articles are with --store, as in postgresql://host/name (default: SQLite in the library)"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except UserError as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        complain("stopped; what was reported done is kept")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


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
    parser.set_defaults(**dict.fromkeys(name.lstrip("-").replace("-", "_") for name, _, _ in OPTIONS), quiet=False, json=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    for declare in (_library, _questions, _serving):
        declare(_commands(commands, shared))
    return parser


Run = Callable[[argparse.Namespace], int]
Declare = Callable[[Run, str, str], argparse.ArgumentParser]
"""From what a command runs, its help and an example to its parser, to which its own options are added."""


def _commands(commands: Any, shared: argparse.ArgumentParser) -> Declare:
    def command(run: Run, text: str, epilog: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            run.__name__.replace("_", "-"), help=text, description=text, epilog=f"example: {epilog}", parents=[shared]
        )
        made.set_defaults(run=run)
        return made

    return command


def _library(command: Declare) -> None:
    made = command(
        add,
        "read articles into the library: files (text, Markdown, HTML, PDF, Word, EPUB, mail, feeds, JSON, CSV), folders, addresses",
        "onrecord add news/ talks.pdf https://example.org/article",
    )
    made.add_argument("path", nargs="+", help="a file, a folder, an address, or - for standard input")
    made.add_argument("--watch", action="store_true", help="go on looking for new and changed articles until stopped")
    made.add_argument("--every", metavar="SECONDS", type=_seconds, default=300.0, help="how often --watch looks (default: 300)")
    made.add_argument("--allow-private", action="store_true", help="fetch addresses of this machine and network too")
    made.add_argument("--engine", choices=("plain", "ray"), default="plain", help="ray: many workers at once (default: plain)")
    made.add_argument("--workers", type=_count, default=os.cpu_count(), help="of --engine ray (default: one a processor)")
    made.add_argument("--json", action="store_true", help="list what was read as JSON")
    made.set_defaults(check=made)
    made = command(articles, "list the articles of the library", "onrecord articles --json")
    made.add_argument("--all", action="store_true", help="copies and earlier versions too")
    made.add_argument("--json", action="store_true", help="all of them, as JSON")
    made = command(remove, "remove articles from the library", "onrecord remove talks-fail-1a2b3c4d")
    made.add_argument("id", nargs="+", help="an article's id, or enough of its beginning")
    command(reindex, "make the search index anew from the articles, also with another embedder", "onrecord reindex")
    made = command(doctor, "say whether the library is sound, reading all of it", "onrecord doctor --mend")
    made.add_argument(
        "--mend", action="store_true", help="put broken articles aside, with the reason, and make the search index anew"
    )
    made = command(export_library, "save all articles, with what was read of them, to one file", "onrecord export-library news.zip")
    made.add_argument("file", help="the file to write")
    made = command(import_library, "read the articles of such a file into the library", "onrecord import-library news.zip")
    made.add_argument("file", help="a file made by export-library")


def _questions(command: Declare) -> None:
    made = command(ask, "answer a question from the articles, with citations", 'onrecord ask "Who denies an arms deal?"')
    made.add_argument("question", nargs="?", help="the question")
    made.add_argument("--article", metavar="ID", action="append", help="ask only this article (may be repeated)")
    made.add_argument("--dropped", action="store_true", help="also show what a chat model wrote that was left out, and why")
    _formats(made)
    made.add_argument(
        "--jsonl", metavar="FILE", help='many questions: lines like {"question": …, "article": ID or path, or "text": …}'
    )
    made.add_argument("--output", metavar="FILE", help="where the answer or the answered lines go (default: standard output)")
    made.set_defaults(check=made)
    made = command(verify, "judge a claim by the articles: who says so, who denies it", 'onrecord verify "Tehran denies it."')
    made.add_argument("claim", nargs="?", help="the claim: a sentence, or a paragraph of them")
    made.add_argument("--article", metavar="ID", action="append", help="judge by this article only (may be repeated)")
    _formats(made)
    made.add_argument("--jsonl", metavar="FILE", help='many claims: lines like {"claim": …, "article": ID or path, or "text": …}')
    made.add_argument("--output", metavar="FILE", help="where the verdict or the judged lines go (default: standard output)")
    made.set_defaults(check=made)
    made = command(who, "show who said what: every statement with its speaker", "onrecord who --speaker Kirby --about drones")
    made.add_argument("--speaker", metavar="NAME", help="only this speaker's, in any form of the name")
    made.add_argument("--about", metavar="TEXT", help="only those about this, the nearest first")
    made.add_argument("--article", metavar="ID", action="append", help="only this article's (may be repeated)")
    made.add_argument("--stance", choices=STANCES, help="only those that assert, deny or ask")
    made.add_argument("--all", action="store_true", help="wants, plans and beliefs too, and talk whose words are not given")
    _formats(made)
    made.add_argument("--jsonl", metavar="FILE", help='many at once: lines like {"article": ID or path, "speaker": …, "about": …}')
    made.add_argument("--output", metavar="FILE", help="where the statements or the lines with them go (default: standard output)")
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


def _serving(command: Declare) -> None:
    made = command(ui, "open the chat beside the articles in a browser", "onrecord ui --port 7860")
    made.add_argument("--port", type=int, default=None, help="the port (default: the first free one from 7860)")
    made.add_argument("--no-browser", action="store_true", help="only serve; open the address yourself")
    made.add_argument(
        "--auth", metavar="FILE", default=None, help="users, a line NAME:PASSWORD each; each has a library of their own"
    )
    made.add_argument("--host", default="127.0.0.1", help="the address to serve at; another than this machine's needs --auth")
    made = command(serve, "serve the REST API and MCP to other programs", "onrecord serve --port 8000 --tokens tokens.txt")
    made.add_argument("--host", default="127.0.0.1", help="the address to serve at (default: 127.0.0.1); others need tokens")
    made.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    made.add_argument(
        "--name", action="append", help="a name that the server is known by, for Host (may be repeated; default: any)"
    )
    made.add_argument(
        "--tokens",
        metavar="FILE",
        help="who may ask: a file of lines TOKEN, or USER:TOKEN for a library of their own (or ONRECORD_TOKENS)",
    )
    made.add_argument("--rate", type=int, default=120, help="requests a minute of one client (default: 120; 0: any number)")
    made.add_argument("--size", type=int, default=5 * 2**20, help="bytes of a request (default: 5 MiB)")
    made.add_argument("--at-once", type=_count, help="requests worked on at once (default: eight a core)")
    made.add_argument(
        "--waiting", type=_count, default=64, help="requests that may wait; the next is told to come again (default: 64)"
    )
    made.add_argument("--seconds", type=_seconds, default=120.0, help="a request's time, its wait included (default: 120)")
    made.add_argument(
        "--workers", type=_count, default=1, help="processes that serve at one port and share the models (default: 1)"
    )
    made.add_argument("--read-only", action="store_true", help="refuse to add and remove articles")
    made.add_argument("--allow-private", action="store_true", help="fetch addresses of this machine and network too")
    made.add_argument("--stdio", action="store_true", help="MCP over standard input and output, for a program that starts it")


def _formats(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="the same as --format json")
    command.add_argument("--format", choices=FORMATS, default="text", help="how the result is written (default: text)")


def _count(text: str) -> int:
    """A number of requests, or of workers. Raises ValueError when it is none."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    """A time to wait. Raises ValueError when it is none."""
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise ValueError(text)
    return seconds


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        parser.exit()
