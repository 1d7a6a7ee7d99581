"""The files of a library: its lock, its settings, and JSON that is written whole or not at all, with a checksum.

A JSON file ends with the SHA-256 of what stands before it, so that a byte that the disk has changed is found, also one that leaves
it JSON; a file without one, of an earlier version or written by hand, is read as it stands.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from filelock import FileLock, Timeout

from index.errors import RefusedError, StoreError

FORMAT = 1
WAYS_OUT = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "make room on the disk and try again; nothing is lost"),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), "check its permissions, or name another folder with --library"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "close other programs, or allow more open files with: ulimit -n 4096"),
}
"""What helps against a refusal of the system, by its number."""
_CHECKSUM = re.compile(rb', "sha256": "([0-9a-f]{64})"\}\Z')
SPARE = 32
"""Files that must be able to be open beside those that are; Chroma opens about half of these."""
ROOM = 2**20
"""Bytes beyond its own size for which a library's index should find room."""


def is_library(folder: Path) -> bool:
    """Whether there is a library in the folder, whole or damaged."""
    return (folder / "library.json").exists() or any((folder / "articles").glob("*.json"))


def locked(folder: Path) -> FileLock:
    """The library's lock, taken. Raises StoreError when another process has it."""
    lock = FileLock(folder / "lock", timeout=0, thread_local=False)
    with refusals_told(folder):
        try:
            lock.acquire()
        except Timeout:
            raise StoreError(
                f'the library at "{folder}" is in use by another onrecord (process {_owner(folder)}):'
                " close it, or name another folder with --library"
            ) from None
    with suppress(OSError):  # only told to others; on a full disk the library can still be read
        (folder / "owner").write_text(str(os.getpid()))
    return lock


def _owner(folder: Path) -> str:
    try:
        return (folder / "owner").read_text(encoding="ascii").strip() or "?"
    except (OSError, ValueError):
        return "?"


@contextmanager
def refusals_told(folder: Path) -> Iterator[None]:
    """Raises RefusedError, which says what helps, where the system refuses to write."""
    try:
        yield
    except OSError as error:
        raise refused(folder, error) from error


def refused(folder: Path, error: OSError) -> RefusedError:
    """The error for a library that cannot be written to, and what helps."""
    return RefusedError(f'cannot write to the library at "{folder}" ({error.strerror or error}): {way_out(error)}')


def way_out(error: OSError) -> str:
    """What helps against it."""
    return WAYS_OUT.get(error.errno or 0, "check its permissions and the free space, or name another folder with --library")


def hindrance(folder: Path) -> OSError | None:
    """What would keep anybody from writing in the folder: no room, no permission, too many open files. Writes nothing lasting."""
    try:
        sizes = [path.stat().st_size for path in folder.rglob("*")] if folder.is_dir() else []
        with TemporaryFile(dir=folder if folder.is_dir() else folder.parent) as file:
            file.write(b"\0" * 65_536)
            file.seek(max(sizes, default=0) + ROOM)
            file.write(b"\0")
        with ExitStack() as handles:
            for _ in range(SPARE):
                handles.enter_context(Path(os.devnull).open("rb"))
        if shutil.disk_usage(folder.parent).free < sum(sizes) + ROOM:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        return error
    return None


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
        written = path.read_bytes()
        content = json.loads(written)
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, OSError) and error.errno in WAYS_OUT:
            raise RefusedError(f'cannot read "{path}" ({error.strerror}): {way_out(error)}') from error
        raise file_damaged(path, error) from error
    if not isinstance(content, dict):
        raise file_damaged(path, ValueError("no JSON object"))
    said, found = content.pop("sha256", None), _CHECKSUM.search(written)
    if said is not None and (not found or hashlib.sha256(written[: found.start()]).hexdigest() != said):
        raise file_damaged(path, ValueError("its checksum is another"))
    return content


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Writes whole or not at all: to a file beside it, onto the disk, then in its place."""
    body = json.dumps(content, ensure_ascii=False).encode()[:-1]
    beside = path.with_suffix(".writing")
    with beside.open("wb") as file:
        file.write(body + b', "sha256": "%s"}' % hashlib.sha256(body).hexdigest().encode())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Puts the folder's list of names onto the disk, so that a file that is there stays there when the power fails."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unfinished(folder: Path, vectors: str | None) -> list[str]:
    """The ids whose files do not count: of a change that did not come to its end, or has come to it and has not tidied up.

    `vectors` is the folder that library.json names. Raises StoreError when the journal is damaged.
    """
    journal = folder / "pending.json"
    if not journal.exists():
        return []
    pending = read_json(journal)
    try:
        return list(map(str, pending["removed" if pending["vectors"] == vectors else "added"]))
    except (KeyError, TypeError) as error:
        raise file_damaged(journal, error) from error
