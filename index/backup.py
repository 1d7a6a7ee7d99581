"""A library as one file, to be kept elsewhere and read back by this version and later ones: a zip archive.

    backup.json          its form (1), and how many articles
    articles/ID.json     each article as the library keeps it (index.entry)

The vectors are not in it: they are made anew. What is read back is not trusted: names, sizes and every place are checked.
"""

import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.entry import Entry, from_json, to_json
from index.errors import StoreError

FORM = 1
LARGEST = 100 * 2**20
"""Bytes of one article's JSON, unpacked."""
_ID = re.compile(r"[\w-]{1,120}")


def save(entries: Iterable[Entry], path: Path) -> int:
    """Writes the articles to one file, whole or not at all; gives how many. Raises StoreError when it cannot be written."""
    beside = path.with_name(f"{path.name}.writing")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            count = 0
            for entry in entries:
                count += 1
                _write(archive, f"articles/{entry.id}.json", to_json(entry))
            _write(archive, "backup.json", {"form": FORM, "articles": count})
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
        return count
    except OSError as error:
        with suppress(OSError):  # where nothing can be written, nothing can be taken away either
            beside.unlink(missing_ok=True)
        raise StoreError(f'cannot write "{path}" ({error.strerror or error}): name a file where there is room') from error


def _write(archive: zipfile.ZipFile, name: str, content: dict[str, Any]) -> None:
    """Without the time: a clock before 1980 is none that a zip archive can tell, and the same library gives the same file."""
    member = zipfile.ZipInfo(name)
    member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    archive.writestr(member, json.dumps(content, ensure_ascii=False))


def read(path: Path) -> Iterator[Entry]:
    """The articles of a backup. Raises StoreError when it is none, is damaged, or was made by a later version."""
    try:
        with zipfile.ZipFile(path) as archive:
            head = _json(archive, "backup.json", path)
            form = head.get("form")
            if not isinstance(form, int) or form > FORM:
                raise StoreError(
                    f'the backup "{path}" has form "{form}", and this onrecord reads up to {FORM}: use a later onrecord'
                )
            names = [name for name in archive.namelist() if name != "backup.json"]
            if len(names) != head.get("articles"):
                raise _damaged(path, f"{len(names)} articles instead of {head.get('articles')}")
            for name in names:
                yield _entry(archive, name, path)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:  # of its list of members
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise StoreError(
            f'cannot read "{path}" ({error.strerror or error}): name a file made with: onrecord export-library'
        ) from error


def _entry(archive: zipfile.ZipFile, name: str, path: Path) -> Entry:
    article_id = name.removeprefix("articles/").removesuffix(".json")
    if not _ID.fullmatch(article_id) or name != f"articles/{article_id}.json":
        raise _damaged(path, f'"{name}" is no article')
    try:
        return from_json(_json(archive, name, path), article_id)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, f'"{name}": {error}') from error


def _json(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, object]:
    try:
        with archive.open(name) as file:
            content = file.read(LARGEST + 1)
        found = json.loads(content) if len(content) <= LARGEST else None
    except (KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise _damaged(path, f'"{name}": {error}') from error
    if not isinstance(found, dict):
        raise _damaged(path, f'"{name}" is no JSON object, or too large')
    return found


def _damaged(path: Path, what: str) -> StoreError:
    return StoreError(f'"{path}" is no whole backup ({what}): make one with: onrecord export-library FILE')
