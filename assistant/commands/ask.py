"""onrecord ask, verify, who, entail: one question, or a file of them."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.commands.shared import complain, lines_of, opened, progress, settings, written

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.bulk import Desk
    from assistant.export.results import Result

NOTHING_SAID = "Nobody is reported to have said such a thing."


def ask(options: argparse.Namespace) -> int:
    """Answers a question, or a file of them."""
    if (options.question is None) == (options.jsonl is None):
        options.check.error('give a question, or --jsonl FILE: onrecord ask "Who denies an arms deal?"')
    if options.jsonl:
        from assistant import bulk

        return _bulk(options, lambda desk, lines: bulk.results(lines, bulk.Question, desk.ask))
    return _single(options, partial(_asked, options))


def _asked(options: argparse.Namespace, assistant: "Assistant") -> "Result":
    """The answer; in text, what was left out of it only where it is asked for."""
    found = assistant.ask(options.question, options.article or ())
    return found if options.dropped or options.json or options.format != "text" else replace(found, dropped=())


def verify(options: argparse.Namespace) -> int:
    """Judges a claim, or a file of them."""
    if (options.claim is None) == (options.jsonl is None):
        options.check.error('give a claim, or --jsonl FILE: onrecord verify "Russia denies an arms deal."')
    if options.jsonl:
        from assistant import bulk

        return _bulk(options, lambda desk, lines: bulk.results(lines, bulk.Claimed, desk.verify))
    return _single(options, lambda assistant: assistant.verify(options.claim, options.article or ()))


def who(options: argparse.Namespace) -> int:
    """Shows who said what, or for each line of a file."""
    if options.jsonl:
        from assistant import bulk

        return _bulk(options, lambda desk, lines: bulk.results(lines, bulk.Wanted, partial(desk.who, attitudes=options.all)))
    return _single(
        options,
        lambda assistant: assistant.who_said(options.speaker, options.about, options.article or (), options.stance, options.all),
    )


def entail(options: argparse.Namespace) -> int:
    """Judges a file of pairs."""
    from assistant import build, bulk

    entailer = build.entailer(settings(options))
    return _lines(options, lambda lines: bulk.entailments(lines, entailer))


def _single(options: argparse.Namespace, work: Callable[["Assistant"], "Result"]) -> int:
    """Writes one result in the format that is asked for."""
    from assistant.export import formats

    with opened(options) as assistant:
        found = work(assistant)
        name = "json" if options.json else options.format
        text = formats.text(found, assistant.index.outlets) if name == "text" else formats.write(found, name)
    with written(options.output) as output:
        print((text or NOTHING_SAID).removesuffix("\n"), file=output)
    return 0


def _bulk(options: argparse.Namespace, results: Callable[["Desk", Sequence[str]], Iterator[dict[str, Any]]]) -> int:
    """Writes the result of each line of a file, with a desk that finds the assistant for each."""
    from assistant import bulk
    from assistant.assistant import Assistant

    desk = bulk.Desk(lambda: opened(options), lambda: Assistant.blank(settings(options)))
    try:
        return _lines(options, lambda lines: results(desk, lines))
    finally:
        desk.close()


def _lines(options: argparse.Namespace, results: Callable[[Sequence[str]], Iterator[dict[str, Any]]]) -> int:
    """Writes the result of each line of a file; the exit code is 1 when some failed."""
    from assistant import export

    errors = 0
    with lines_of(options.jsonl) as lines, written(options.output) as output:
        every = list(lines)
        with progress(options, sum(bool(line.strip()) for line in every), "line") as tell:
            for result in results(every):
                errors += "error" in result
                print(export.dumps(result), file=output, flush=True)
                tell(1)
    if errors:
        complain(f'{errors} of {len(every)} lines failed: see their "error"')
    return 1 if errors else 0
