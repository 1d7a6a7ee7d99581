"""The conversations on disk: each owner's in a folder of their own, a file each, written so that a crash loses none.

What a crash cut short is read as stopped: nobody is writing it any more.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter

from index.errors import RefusedError
from index.files import way_out
from page.record import Talk

FORM = TypeAdapter(Talk)
_ID = re.compile(r"[0-9a-f]{32}")


def fresh_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_hex(16)


class Sessions:
    """Conversations in `folder`. An owner is whatever tells one from the other: a user's name, or the secret of a browser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, dict[str, Talk]] = {}
        self._turn = Lock()

    def talks(self, owner: str) -> list[Talk]:
        """The owner's conversations, the latest first."""
        with self._turn:
            return sorted(self._of(owner).values(), key=lambda talk: talk.changed)[::-1]

    def get(self, owner: str, talk_id: str) -> Talk:
        """The owner's conversation of that id; an empty one where there is none."""
        with self._turn:
            return self._of(owner).get(talk_id) or Talk(talk_id if _ID.fullmatch(talk_id) else fresh_id())

    def save(self, owner: str, talk: Talk) -> None:
        """Keeps a conversation: on disk it is as before or as now. Raises RefusedError when only this process can keep it."""
        with self._turn, _refusals_told():
            known = self._of(owner)
            latest = max((other.changed for other in known.values()), default="")
            talk = replace(talk, changed=max(talk.changed, latest))  # a clock that is put back does not turn the order round
            known.pop(talk.id, None)
            known[talk.id] = talk
            path = self._path(owner, talk.id)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            with part.open("wb") as file:
                file.write(FORM.dump_json(talk))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)

    def remove(self, owner: str, talk_id: str) -> None:
        """Forgets a conversation; one that is not there is forgotten already. Raises RefusedError when it stays."""
        with self._turn, _refusals_told():
            if talk_id in self._of(owner):
                self._path(owner, talk_id).unlink(missing_ok=True)
                del self._of(owner)[talk_id]

    def _of(self, owner: str) -> dict[str, Talk]:
        if owner not in self._known:
            found = (_read(path) for path in self._path(owner, "any").parent.glob("*.json"))
            self._known[owner] = {talk.id: talk for talk in found if talk}
        return self._known[owner]

    def _path(self, owner: str, talk_id: str) -> Path:
        return self.folder / hashlib.sha256(owner.encode("utf-8", "replace")).hexdigest()[:32] / f"{talk_id}.json"


def broken(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files in a folder of conversations that are none, and why."""
    for path in sorted(folder.glob("*/*.json")):
        try:
            _valid(path)
        except ValueError as error:
            yield path, f'the conversation "{path.stem}" is broken ({str(error).splitlines()[0]})'


def _read(path: Path) -> Talk | None:
    """The conversation in a file; None, and the file stays, where it is none."""
    try:
        talk = _valid(path)
    except (ValueError, OSError):
        return None
    exchanges = (replace(asked, state="stopped") if asked.state == "asked" else asked for asked in talk.exchanges)
    return replace(talk, exchanges=tuple(exchanges))


def _valid(path: Path) -> Talk:
    """The conversation in a file. Raises ValueError unless it is one, under its own id: a path for an id leads elsewhere."""
    talk = FORM.validate_json(path.read_bytes())
    if talk.id != path.stem or not _ID.fullmatch(talk.id):
        raise ValueError("it has another id than its file")
    return talk


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise RefusedError(f"the conversation cannot be written to the disk ({why}): {way_out(error)}") from error
