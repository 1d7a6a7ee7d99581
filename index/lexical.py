"""Ranks passages by the words they share with a query: BM25 over stems, by the library bm25s."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STOPWORDS = frozenset(
    """a about after all also an and any are as at be because been before being but by can could did do does for from had
    has have he her his how i if in into is it its just may me more most my no not of on one only or our out over s she
    should so some such than that the their them then there these they this those to up was we were what when where which
    who whom whose why will with would you your""".split()
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


class Lexical:
    """BM25 (k1 1.5, b 0.75, Lucene's form) over a fixed sequence of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._ranking = bm25s.BM25()
        self._known: set[str] = set()
        corpus = [stems(text) for text in texts]
        self._known.update(*corpus)
        self._count = len(texts)
        if self._known:
            self._ranking.index(corpus, show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """float32 [number of texts]; 0 for a text that shares no word with the query."""
        words = [stem for stem in stems(query) if stem in self._known]
        if not words:
            return np.zeros(self._count, np.float32)
        return np.asarray(self._ranking.get_scores(words), np.float32)


def _stemmer():  # type: ignore[no-untyped-def]  # Stemmer has no types
    global _cached
    if _cached is None:
        import Stemmer

        _cached = Stemmer.Stemmer("english")
    return _cached


_cached = None
