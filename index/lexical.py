"""Ranks passages by the words they share with a query: BM25 over stems, by the library bm25s."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.types import Span

STOPWORDS = frozenset(
    """a about after all also an and any are as at be because been before being but by can could did do does for from had
    has have he her his how i if in into is it its just may me more most my no not of on one only or our out over s she
    should so some such than that the their them then there these they this those to up was we were what when where which
    who whom whose why will with would you your""".split()  # noqa: SIM905  # words are read more easily so
)
ARTICLE = 0.5
"""What the whole article's BM25 adds to its passages' (benchmarks/retrieval.py)."""
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
    """BM25 over passages: of a passage under its article's headline, and, at `ARTICLE`, of the whole article.

    A passage seldom repeats what its article is about, and questions name it.
    """

    def __init__(self, passages: Sequence[Span]) -> None:
        own = [stems(passage.text) for passage in passages]
        headlines: dict[str, list[str]] = {}
        articles: dict[str, list[str]] = {}
        for passage, found in zip(passages, own, strict=True):
            headlines.setdefault(passage.article.id, stems(passage.article.span(*passage.article.headline).text))
            articles.setdefault(passage.article.id, []).extend(found)
        under = [words if _has_headline(p) else headlines[p.article.id] + words for p, words in zip(passages, own, strict=True)]
        self._passages, self._articles = Ranking(under), Ranking(list(articles.values()))
        number = {article_id: i for i, article_id in enumerate(articles)}
        self._article_of = np.array([number[passage.article.id] for passage in passages], np.intp)

    def scores(self, query: str) -> NDArray[np.float32]:
        """float32 [number of passages]; 0 for a passage whose article shares no word with the query."""
        words = stems(query)
        return self._passages.scores(words) + np.float32(ARTICLE) * self._articles.scores(words)[self._article_of]


class Ranking:
    """BM25 (k1 1.5, b 0.75, Lucene's form) over texts given as their stems."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        import bm25s

        self._ranking = bm25s.BM25()
        self._known = set(chain.from_iterable(texts))
        self._count = len(texts)
        if self._known:
            self._ranking.index(texts, show_progress=False)

    def scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        """float32 [number of texts]; 0 for a text that has none of the stems."""
        known = [stem for stem in words if stem in self._known]
        if not known:
            return np.zeros(self._count, np.float32)
        return np.asarray(self._ranking.get_scores(known), np.float32)


def _has_headline(passage: Span) -> bool:
    return passage.start <= passage.article.headline[0]


@cache
def _stemmer() -> Any:  # Stemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")
