"""The files of a library: its lock, its settings, and JSON that is written whole or not at all."""

import json
import os
import re
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.errors import StoreError

FORMAT = 1


def is_library(folder: Path) -> bool:
    """Whether there is a library in the folder, whole or damaged."""
    return (folder / "library.json").exists() or any((folder / "articles").glob("*.json"))


def locked(folder: Path) -> FileLock:
    """The library's lock, taken. Raises StoreError when another process has it."""
    lock = FileLock(folder / "lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        owner = (folder / "owner").read_text() if (folder / "owner").exists() else "?"
        raise StoreError(
            f'the library at "{folder}" is in use by another onrecord (process {owner}):'
            " close it, or name another folder with --library"
        ) from None
    (folder / "owner").write_text(str(os.getpid()))
    return lock


def read_settings(folder: Path) -> dict[str, Any]:
    """What library.json says. Raises StoreError when it is damaged or of another format."""
    path = folder / "library.json"
    settings = read_json(path)
    if settings.get("format") != FORMAT:
        raise StoreError(
            f'the library at "{folder}" has format "{settings.get("format")}", and this onrecord reads {FORMAT}:'
            " use the onrecord that made it, or name another folder with --library"
        )
    if not re.fullmatch(r"vectors-[0-9]+", str(settings.get("vectors"))) or "embedder" not in settings:
        raise file_damaged(path, ValueError("it does not say where the vectors are"))
    return settings


def file_damaged(path: Path, error: Exception) -> StoreError:
    """The error for a file of the library that is not what it should be."""
    mend = "put it aside with: onrecord doctor --mend; then add that article again"
    if path.parent.name != "articles":
        mend = "mend it with: onrecord doctor --mend"
    return StoreError(f'"{path}" is damaged ({error}): {mend}')


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object. Raises StoreError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise file_damaged(path, error) from error
    if not isinstance(content, dict):
        raise file_damaged(path, ValueError("no JSON object"))
    return content


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Writes whole or not at all: to a file beside it, onto the disk, then in its place."""
    beside = path.with_suffix(".writing")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
