"""The conversations on disk: each owner's in a folder of their own, a file each, written so that a crash loses none."""

import hashlib
import os
import re
import secrets
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter, ValidationError

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
            return sorted(self._of(owner).values(), key=lambda talk: talk.changed, reverse=True)

    def get(self, owner: str, talk_id: str) -> Talk:
        """The owner's conversation of that id; an empty one where there is none."""
        with self._turn:
            return self._of(owner).get(talk_id) or Talk(talk_id if _ID.fullmatch(talk_id) else fresh_id())

    def save(self, owner: str, talk: Talk) -> None:
        """Keeps a conversation: on disk it is as before or as now."""
        with self._turn:
            self._of(owner)[talk.id] = talk
            path = self._path(owner, talk.id)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            with part.open("wb") as file:
                file.write(FORM.dump_json(talk))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)

    def remove(self, owner: str, talk_id: str) -> None:
        """Forgets a conversation; one that is not there is forgotten already."""
        with self._turn:
            if self._of(owner).pop(talk_id, None):
                self._path(owner, talk_id).unlink(missing_ok=True)

    def _of(self, owner: str) -> dict[str, Talk]:
        if owner not in self._known:
            found = (_read(path) for path in self._path(owner, "any").parent.glob("*.json"))
            self._known[owner] = {talk.id: talk for talk in found if talk}
        return self._known[owner]

    def _path(self, owner: str, talk_id: str) -> Path:
        return self.folder / hashlib.sha256(owner.encode("utf-8", "replace")).hexdigest()[:32] / f"{talk_id}.json"


def _read(path: Path) -> Talk | None:
    """The conversation in a file; None, and the file stays, where it is none."""
    try:
        return FORM.validate_json(path.read_bytes())
    except (ValidationError, OSError):
        return None
