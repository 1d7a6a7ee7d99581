"""Users with a password, each with a library and conversations of their own."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock

from assistant.assistant import Assistant
from index.errors import UserError
from page.desk import Desk
from page.sessions import Sessions

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def people(file: Path) -> dict[str, str]:
    """The users in a file of lines NAME:PASSWORD. Raises UserError where it cannot be read or a line is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f'cannot read the users in "{file}": give a text file with a line NAME:PASSWORD for each') from error
    found = dict(line.strip().partition(":")[::2] for line in lines if line.strip() and not line.startswith("#"))
    bad = [name for name, password in found.items() if not _NAME.fullmatch(name) or not password]
    if bad or not found:
        named = f'the user "{bad[0]}" in' if bad else "there is nobody in"
        raise UserError(f'{named} "{file}": give each a line NAME:PASSWORD, the name of letters, digits, dots and dashes')
    return found


class Accounts:
    """The desk of each user: their library lies below the folder of the assistant's own. Without users there is one desk."""

    def __init__(self, assistant: Assistant, folder: Path, users: Mapping[str, str] | None = None) -> None:
        self.users = users or {}
        self._assistant, self._folder = assistant, folder
        self._desks: dict[str, Desk] = {}
        self._turn = Lock()

    def admits(self, name: str, password: str) -> bool:
        """Whether that is a user's password; it takes as long for a wrong one."""
        known = self.users.get(name, secrets.token_hex())
        return hmac.compare_digest(_digest(known), _digest(password)) and name in self.users

    def desk(self, name: str | None) -> Desk:
        """The user's desk; the only one where there are no users. Raises UserError for a name that is no user's."""
        if self.users and name not in self.users:
            raise UserError("log in first: reload the page")
        key = name if self.users and name else ""
        with self._turn:
            if key not in self._desks:
                folder = self._folder / "users" / key if key else self._folder
                alone = replace(self._assistant.settings, database="")  # one that is named holds one library: not theirs alone
                own = Assistant.open(folder, alone, create=True) if key else self._assistant
                self._desks[key] = Desk(own, Sessions(folder / "sessions"))
            return self._desks[key]

    def close(self) -> None:
        """Lets other processes have the users' libraries."""
        for name, desk in self._desks.items():
            if name:
                desk.assistant.close()


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode("utf-8", "replace")).digest()
