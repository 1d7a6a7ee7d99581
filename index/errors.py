"""What can go wrong that the user can mend.

UserError            the message says what happened, with the value in quotes, and what to do
├── ArticleError     an article cannot be read, is not in the library, or is not an article
├── StoreError       the library cannot be opened, is in use, damaged, or made by another embedder
│   └── RefusedError the system refuses to write or read: a full disk, a lack of permission, too many open files
├── ModelError       a model is unknown, its package is missing, or its weights are not the ones expected
├── BusyError        too much is asked at once: the same will do later
├── OverdueError     the time for a request is over, or who asked has left
└── PromptError      a prompt file is missing or lacks a variable

Anything else that is raised is a bug. The page, the command line and the API catch UserError and nothing wider.
"""


class UserError(Exception):
    """Something the user can mend; the message says how."""

    def __str__(self) -> str:
        """The message, without the lone surrogates that stand for bytes of a file name and cannot be printed."""
        return super().__str__().encode("utf-8", "replace").decode("utf-8")


class ArticleError(UserError):
    """An article cannot be read, is not in the library, or is not an article."""


class StoreError(UserError):
    """The library cannot be opened, is in use, is damaged, or was made by another embedder."""


class RefusedError(StoreError):
    """The system refuses to write or read: the library itself is as it was."""


class ModelError(UserError):
    """A model is unknown, its package is missing, or its weights are not the ones expected."""


class BusyError(UserError):
    """Too much is asked at once; the same will do in `seconds`."""

    def __init__(self, seconds: int, why: str = "busy") -> None:
        super().__init__(f"{why}, try again in {seconds} s")
        self.seconds = seconds


class OverdueError(UserError):
    """The time for a request is over, or who asked has left."""


class PromptError(UserError):
    """A prompt file is missing or lacks a variable."""
