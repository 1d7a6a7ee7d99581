"""Whether a first name is a woman's or a man's: a list of common names, and the endings of all others (models/names)."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from index.onnx import MODELS

Gender = Literal["f", "m", "u"]
"""Woman, man, unknown or either."""

_GENDERS: dict[str, Gender] = {"f": "f", "m": "m"}


def is_first_name(word: str) -> bool:
    """Whether the word is a common first name.

    >>> is_first_name("Dmytro"), is_first_name("Quillpost")
    (True, False)
    """
    return plain(word) in _names()


def first_name_gender(word: str) -> Gender:
    """The gender that a first name tells, by itself or, if it is not listed, by its ending.

    >>> first_name_gender("Volodymyr"), first_name_gender("Ana-Maria"), first_name_gender("Kim")
    ('m', 'f', 'u')
    """
    name, known = plain(word.split("-", maxsplit=1)[0]), _names()
    return known[name] if name in known else ending_gender(name, known)


def ending_gender(name: str, known: Mapping[str, Gender]) -> Gender:
    """What the longest ending ("-ina") says that is known."""
    return next((known[f"-{name[start:]}"] for start in range(len(name)) if f"-{name[start:]}" in known), "u")


def plain(word: str) -> str:
    """In lower case and without accents.

    >>> plain("Zoë")
    'zoe'
    """
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isalpha())


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Gender]:
    lines = (MODELS / "names" / "names.txt").read_text(encoding="utf-8").splitlines()
    return {name: _GENDERS.get(gender, "u") for gender, name in (line.split(" ", 1) for line in lines)}
