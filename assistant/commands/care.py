"""onrecord doctor, export-library, import-library: is the library sound, and a copy of it."""

import argparse
from pathlib import Path

from assistant.commands.shared import complain, opened, progress, say, settings
from assistant.settings import library


def doctor(options: argparse.Namespace) -> int:
    """Says what is broken in a library, and mends it when asked to."""
    from index.doctor import Finding, examine, put_aside
    from page.sessions import broken

    if settings(options).store:
        return _doctor_of_database(options)
    folder = library(options.library)
    health = examine(folder)
    talks = [Finding(why, path) for path, why in broken(folder / "sessions")]
    for finding in (*health.findings, *talks):
        complain(finding.what)
    put = put_aside(folder, (*health.findings, *talks)) if options.mend else ()
    for path in put:
        say(options, f'put aside: "{path}", with the reason beside it')
    if not health.findings and (options.mend or not talks):
        say(options, f"the library is sound: {health.articles} articles, {health.passages} passages")
        return 0
    if not options.mend:
        complain("mend it with: onrecord doctor --mend")
        return 1
    with opened(options, create=True) as assistant, progress(options, health.passages, "passage") as tell:
        assistant.index.reindex(tell)
    say(options, f"mended: {health.articles} articles, {health.passages} passages; the search index is made anew")
    return 0


def _doctor_of_database(options: argparse.Namespace) -> int:
    """The same for a library in a database."""
    from assistant import build
    from index.checkup import examine, put_aside
    from index.database import DatabaseStore

    with build.index(library(options.library), settings(options)) as index:
        store = index.store
        assert isinstance(store, DatabaseStore)
        health, broken = examine(store)
        wrong = [finding.what for finding in health.findings]
        for what in wrong:
            complain(what)
        if not wrong:
            say(options, f"the library is sound: {health.articles} articles, {health.passages} passages")
            return 0
        if not options.mend:
            complain("mend it with: onrecord doctor --mend")
            return 1
        for path in put_aside(store, broken, wrong):
            say(options, f'put aside: "{path}", with the reason beside it')
        with progress(options, health.passages, "passage") as tell:
            index.reindex(tell)
    say(options, f"mended: {health.articles} articles, {health.passages} passages; the search index is made anew")
    return 0


def export_library(options: argparse.Namespace) -> int:
    """Writes all articles, with what was read of them, to one file."""
    from index import backup

    with opened(options) as assistant:
        saved = backup.save(assistant.index.each(), Path(options.file))
    say(options, f'saved {saved} articles to "{options.file}"')
    return 0


def import_library(options: argparse.Namespace) -> int:
    """Reads the articles of such a file into the library; those that are there already stay as they are."""
    from index import backup

    found = list(backup.read(Path(options.file)))
    with opened(options, create=True) as assistant, progress(options, len(found), "article") as tell:
        before = assistant.index.count
        assistant.index.restore(found, tell)
        new = assistant.index.count - before
    say(options, f"read {new} articles; {len(found) - new} were there already")
    return 0
