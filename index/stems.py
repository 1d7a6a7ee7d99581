"""The words of a text that count in a search, as their stems."""

import re
from functools import cache
from typing import Any

STOPWORDS = frozenset(
    """a about after all also an and any are as at be because been before being but by can could did do does for from had
    has have he her his how i if in into is it its just may me more most my no not of on one only or our out over s she
    should so some such than that the their them then there these they this those to up was we were what when where which
    who whom whose why will with would you your""".split()  # noqa: SIM905  # words are read more easily so
)
_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*")


def stems(text: str) -> list[str]:
    """The stems of the words that count, in order: lower case, without stop words; Porter's second stemmer ("english").

    >>> stems("The ministers denied it in 1,400 words.")
    ['minist', 'deni', '1,400', 'word']
    """
    return list(_stemmer().stemWords(words(text)))


def words(text: str) -> list[str]:
    """The words that count, in order, lower case: what `stems` gives the stems of."""
    return [word for word in _WORD.findall(text.lower()) if word not in STOPWORDS]


@cache
def _stemmer() -> Any:  # Stemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")
