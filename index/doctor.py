"""Is a library sound, and what to do when it is not: broken files are put aside with the reason, vectors are made anew.

Nothing is deleted: what is broken goes to the library's folder `quarantine`, each file beside a text that says why.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.entry import Entry, from_json
from index.errors import RefusedError, StoreError
from index.files import FORMAT, is_library, locked, read_json, read_settings, refusals_told, unfinished
from index.types import Span
from index.vectors import ChromaVectors, check_seal

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something broken: what, and the file to put aside; None where only the vectors are to be made anew."""

    what: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What an examination found: how many articles and passages are sound, and what is not."""

    articles: int
    passages: int
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, articles: int, passages: int, wrong: Sequence[str]) -> "Health":
        """Where nothing that is wrong is a file."""
        return cls(articles, passages, tuple(map(Finding, wrong)))


def examine(folder: Path) -> Health:
    """Reads everything in a library, every vector too; changes nothing.

    Raises StoreError when there is no library, or another process has it; RefusedError where the system lets it not be read,
    which says nothing about the library.
    """
    if not is_library(folder):
        raise StoreError(f'there is no library at "{folder}": name one with --library')
    with locked(folder):
        findings: list[Finding] = []
        settings = _settings(folder, findings)
        passing = _passing(folder, settings, findings)
        entries = _entries(folder, passing, findings)
        passages = [passage for entry in entries for passage in entry.passages]
        if settings is not None:
            findings += _vectors(folder / settings["vectors"], passages)
        return Health(len(entries), len(passages), tuple(findings))


def put_aside(folder: Path, findings: Sequence[Finding]) -> tuple[Path, ...]:
    """Moves broken files to the quarantine, with why; gives where they are now."""
    moved = []
    with locked(folder), refusals_told(folder):
        for finding in findings:
            if finding.path is None:
                continue
            target = free(folder / QUARANTINE, finding.path.name)
            target.parent.mkdir(exist_ok=True)
            target.with_suffix(".txt").write_text(f"{finding.what}\n", encoding="utf-8")
            finding.path.replace(target)
            moved.append(target)
    return tuple(moved)


def _settings(folder: Path, findings: list[Finding]) -> dict[str, Any] | None:
    """What library.json says. Raises StoreError when a later version wrote it: that is nothing to mend."""
    path = folder / "library.json"
    if not path.exists():
        findings.append(Finding("there is no library.json, which says where the vectors are"))
        return None
    try:
        later = (found := read_json(path).get("format")) and isinstance(found, int) and found > FORMAT
    except StoreError:
        later = False
    try:
        return read_settings(folder)
    except StoreError as error:
        if later or isinstance(error, RefusedError):
            raise
        findings.append(Finding(str(error), path))
        return None


def _passing(folder: Path, settings: dict[str, Any] | None, findings: list[Finding]) -> list[str]:
    """The ids of articles that came or went when the library was left in the middle: opening it takes those files away."""
    try:
        return unfinished(folder, settings["vectors"] if settings else None)
    except RefusedError:
        raise
    except StoreError as error:
        findings.append(Finding(str(error), folder / "pending.json"))
        return []


def _entries(folder: Path, passing: Sequence[str], findings: list[Finding]) -> list[Entry]:
    entries = []
    for path in sorted((folder / "articles").glob("*.json")):
        if path.stem in passing:
            continue
        try:
            entries.append(from_json(read_json(path), path.stem))
        except RefusedError:
            raise
        except (KeyError, TypeError, ValueError, StoreError) as error:
            findings.append(Finding(f'the article "{path.stem}" is broken ({type(error).__name__}: {error})', path))
    return entries


def _vectors(folder: Path, passages: Sequence[Span]) -> list[Finding]:
    if not folder.is_dir() and passages:
        return [Finding(f'there is no folder of vectors "{folder.name}"')]
    if not folder.is_dir():
        return []
    try:
        check_seal(folder)
        with closing(ChromaVectors(folder)) as vectors:
            vectors.check(passages)
            if passages:
                vectors.read(passages)
    except RefusedError:
        raise
    except StoreError as error:
        return [Finding(str(error))]
    return []


def free(folder: Path, name: str) -> Path:
    """A path of that name, or with a number where there is one already."""
    stem, suffix = Path(name).stem, Path(name).suffix
    tried = (folder / f"{stem}{f'-{number}' if number else ''}{suffix}" for number in range(1_000_000))
    return next(path for path in tried if not path.exists())
