"""Users who have a library of their own, on the page and at the API: it lies below the one that those without a name share."""

import re
from dataclasses import replace
from pathlib import Path

from assistant.assistant import Assistant
from assistant.settings import Settings

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A user's name: also that of a folder."""


def folder_of(user: str, library: Path) -> Path:
    """The folder of a user's library.

    >>> folder_of("ada", Path("news")).as_posix()
    'news/users/ada'
    """
    return library / "users" / user


def assistant_of(user: str, library: Path, settings: Settings) -> Assistant:
    """The assistant over a user's own library, which is made where there is none. Raises StoreError."""
    alone = replace(settings, database="")  # one that is named holds one library: not theirs alone
    return Assistant.open(folder_of(user, library), alone, create=True)
