import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import Lexical, Ranking, stems
from index.split import passages
from index.types import Article

WORDS = st.lists(st.sampled_from(["drone", "iran", "kyiv", "talk", "deni"]), max_size=8)


def bm25(texts: list[list[str]], query: list[str]) -> list[float]:
    """Lucene's BM25, the slow and obvious way."""
    mean = sum(map(len, texts)) / len(texts)
    scores = []
    for text in texts:
        counts, length = Counter(text), 1.5 * (1 - 0.75 + 0.75 * len(text) / (mean or 1))
        score = 0.0
        for word in query:
            holding = sum(word in other for other in texts)
            inverse = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            score += inverse * counts[word] / (counts[word] + length) if holding else 0
        scores.append(score)
    return scores


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_ranking_is_bm25_for_any_texts(texts: list[list[str]], query: list[str]) -> None:
    assert Ranking(texts).scores(query) == pytest.approx(bm25(texts, query), abs=1e-4)


@given(st.text(), st.lists(st.text(), max_size=4))
def test_scores_are_finite_and_not_negative_for_any_text(query: str, texts: list[str]) -> None:
    spans = [Article(str(n), text).span(0, len(text)) for n, text in enumerate(texts)]
    scores = Lexical(spans).scores(query)
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
    wanted = set(stems(query))
    assert [score > 0 for score in scores] == [bool(wanted & set(stems(text))) for text in texts]


def test_a_passage_scores_highest_when_it_has_the_words(seed: Article) -> None:
    spans = passages(seed)
    best = spans[int(np.argmax(Lexical(spans).scores("Who described it as a declaration of bankruptcy?")))]
    assert "declaration of bankruptcy" in best.text


def test_a_passage_scores_when_only_its_headline_has_the_words() -> None:
    article = Article("a", "Talks fail\n\nNobody came.", (0, 10), ((12, 24),))
    other = Article("b", "Cake\n\nNobody came.", (0, 4), ((6, 18),))
    scores = Lexical([article.span(12, 24), other.span(6, 18)]).scores("talks")
    assert scores[0] > 0 == scores[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The drones' attacks", ["drone", "attack"]),
        ("2,400 and 3.5", ["2,400", "3.5"]),
        ("Shahed-136", ["shahe", "136"]),
        ("who is it", []),
        ("КИЕВ Zürich 東京", ["киев", "zürich", "東京"]),
        ("", []),
    ],
    ids=["plural", "numbers", "hyphen", "stop words", "other scripts", "nothing"],
)
def test_stems_of(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_scores_are_none_or_nought_when_there_is_nothing_to_score() -> None:
    assert Lexical([]).scores("drones").shape == (0,)
    assert Lexical([Article("a", "of the").span(0, 6)]).scores("of the").tolist() == [0]
