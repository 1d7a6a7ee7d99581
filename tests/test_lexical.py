import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.lexical import Lexical, Ranking, highest, stems
from index.segment import Postings, Segment, key
from index.split import passages
from index.types import Article, Span

WORDS = st.lists(st.sampled_from(["drone", "iran", "kyiv", "talk", "deni"]), max_size=8)
ARTICLES = st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=6)
"""Articles, given as the words of their passages; the first of each article is its headline."""


def spans(number: int, given: list[list[str]]) -> list[Span]:
    lines = [" ".join(words) for words in given]
    starts = np.cumsum([0, *(len(line) + 2 for line in lines)]).tolist()
    article = Article(f"article-{number}", "\n\n".join(lines), (0, len(lines[0])))
    return [article.span(start, start + len(line)) for start, line in zip(starts, lines, strict=False)]


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
    scores = Ranking([(Postings.of(texts), None)]).scores(0, Counter(map(key, query)))
    assert scores == pytest.approx(bm25(texts, query), abs=1e-4)


@given(st.text(), st.lists(st.text(), max_size=4))
def test_scores_are_finite_and_not_negative_for_any_text(query: str, texts: list[str]) -> None:
    spans = [Article(str(n), text).span(0, len(text)) for n, text in enumerate(texts)]
    scores = Lexical.of(spans).scores(query)
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
    wanted = set(stems(query))
    assert [score > 0 for score in scores] == [bool(wanted & set(stems(text))) for text in texts]


@given(ARTICLES, WORDS, st.integers(1, 9))
def test_the_best_are_those_with_the_highest_scores(articles: list[list[list[str]]], query: list[str], count: int) -> None:
    every = [span for number, given in enumerate(articles) for span in spans(number, given)]
    lexical = Lexical.of(every)
    scores = lexical.scores(" ".join(query)).tolist()
    ranked = sorted((-score, span.article.id, span.start, span.end) for span, score in zip(every, scores, strict=True) if score > 0)
    assert lexical.best(" ".join(query), count) == [(tuple(place), -score) for score, *place in ranked[:count]]


@given(ARTICLES, WORDS, st.data())
def test_segments_with_removed_articles_score_as_one_made_anew(
    articles: list[list[list[str]]], query: list[str], data: st.DataObject
) -> None:
    every = [spans(number, given) for number, given in enumerate(articles)]
    counts = np.array(data.draw(st.lists(st.booleans(), min_size=len(every), max_size=len(every))))
    cut = data.draw(st.integers(0, len(every)))
    parts = [
        (Segment.of(span for of in every[part] for span in of), counts[part] if not counts[part].all() else None)
        for part in (slice(0, cut), slice(cut, None))
    ]
    anew = Lexical.of(span for of, counts_now in zip(every, counts, strict=True) if counts_now for span in of)
    for lexical in (Lexical(parts), Lexical([(Segment.merged(parts), None)])):
        asked = " ".join(query)
        best, expected = lexical.best(asked, 9), anew.best(asked, 9)
        assert dict(best).keys() == dict(expected).keys() or len(expected) == 9
        assert [score for _, score in best] == pytest.approx([score for _, score in expected], abs=1e-4)


@given(ARTICLES, WORDS)
def test_only_what_is_wanted_is_found(articles: list[list[list[str]]], query: list[str]) -> None:
    every = [spans(number, given) for number, given in enumerate(articles)]
    lexical = Lexical([(Segment.of(of), None) for of in every])
    everything = lexical.best(" ".join(query), 99)
    wanted = {"article-0", "article-2", "nowhere"}
    assert lexical.best(" ".join(query), 99, lexical.among(wanted)) == [hit for hit in everything if hit[0][0] in wanted]
    but = [~mask for mask in lexical.among(wanted)]
    assert lexical.best(" ".join(query), 99, but) == [hit for hit in everything if hit[0][0] not in wanted]


@given(arrays(np.float32, st.integers(0, 2000), elements=st.integers(0, 30)), st.integers(1, 12))
def test_highest_are_the_highest_with_those_that_equal_the_last(scores: np.ndarray, count: int) -> None:
    above = sorted((score for score in scores if score > 0), reverse=True)[:count]
    assert highest(scores, count).tolist() == [n for n, score in enumerate(scores) if above and score >= above[-1]]


def test_a_segment_is_the_same_when_it_was_saved_and_loaded(tmp_path: Path, seed: Article) -> None:
    made = Segment.of([*passages(seed), *spans(0, [["drone"], [], ["talk", "talk"]])])
    made.save(tmp_path / "words")
    loaded = Segment.load(tmp_path / "words")
    query = "Who described it as a declaration of bankruptcy? Talk, drones!"
    assert Lexical([(loaded, None)]).best(query, 99) == Lexical([(made, None)]).best(query, 99) != []
    (tmp_path / "words" / "start.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises((OSError, ValueError)):
        Segment.load(tmp_path / "words")


def test_a_passage_scores_highest_when_it_has_the_words(seed: Article) -> None:
    spans = passages(seed)
    best = spans[int(np.argmax(Lexical.of(spans).scores("Who described it as a declaration of bankruptcy?")))]
    assert "declaration of bankruptcy" in best.text


def test_a_passage_scores_when_only_its_headline_has_the_words() -> None:
    article = Article("a", "Talks fail\n\nNobody came.", (0, 10), ((12, 24),))
    other = Article("b", "Cake\n\nNobody came.", (0, 4), ((6, 18),))
    scores = Lexical.of([article.span(12, 24), other.span(6, 18)]).scores("talks")
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
    assert Lexical.of([]).scores("drones").shape == (0,)
    assert Lexical([]).best("drones", 5) == Lexical.of([]).best("drones", 5) == []
    assert Lexical.of([Article("a", "of the").span(0, 6)]).scores("of the").tolist() == [0]
