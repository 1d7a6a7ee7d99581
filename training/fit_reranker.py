"""Fit what the features and the answer finder count together (assistant/rerank.py: FEATURES_COUNT, FINDER_COUNTS, BEGIN).

python -m training.fit_reranker --data DIR

On the SQuAD titles kept for calibration and on TrecQA dev. How both compare is learned from what puts answers before the
other sentences of their question; where an answer begins, from the best sentence of each SQuAD question.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.chain import around
from assistant.rerank import Features, Finder
from benchmarks.answers import squad
from benchmarks.jsonl import read
from benchmarks.measures import log_odds, platt
from index.load import from_text
from index.split import sentences
from index.types import Span
from training.pair_data import CALIBRATED, plain

Floats = npt.NDArray[np.float64]
ALL = 1_000_000


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--data", type=Path, required=True, help="folder with qa/ and retrieval/")
    p.add_argument("--questions", type=int, default=400, help="questions of each set at most")
    return p


def squad_questions(data: Path, most: int) -> Iterator[tuple[str, list[Span], list[bool]]]:
    """Question, sentences of its paragraph, and which of them answer."""
    for asked in squad(data / "qa", most, CALIBRATED):
        spans = list(sentences(asked.articles[0]))
        yield asked.question, spans, [asked.answerable and asked.met_by(span) for span in spans]


def trecqa_questions(data: Path, most: int) -> Iterator[tuple[str, list[Span], list[bool]]]:
    """Question, sentences of news that share words with it, and which of them answer."""
    rows: dict[str, list[dict[str, object]]] = {}
    for row in read(data / "retrieval" / "trecqa_dev.jsonl"):
        rows.setdefault(str(row["question"]), []).append(row)
    for question, own in list(rows.items())[:most]:
        spans = [from_text(plain(str(row["sentence"]))) for row in own]
        whole = [article.span(0, len(article.text)) for article in spans]
        yield plain(question), whole, [bool(row["label"]) for row in own]


def odds(question: str, spans: Sequence[Span], apart: bool, features: Features, finder: Finder) -> Floats:
    """The log odds of both for each sentence, float64 [sentences, 2]; `apart`: the sentences are no text together."""
    beside = ["" if apart else around(spans, number) for number in range(len(spans))]
    both = [judge.rerank(question, spans, beside) for judge in (features, finder)]
    return log_odds(np.array(both, np.float64)).T


def pairwise(questions: Sequence[tuple[Floats, list[bool]]]) -> Floats:
    """What each answering sentence has more than each other one of its question; a question's pairs count as one.

    float64 [pairs, 3]: the differences of both log odds, and the pair's weight.
    """
    rows = []
    for found, gold in questions:
        right = np.array(gold)
        apart = (found[right][:, None] - found[~right][None]).reshape(-1, 2)
        rows += [(*pair, 1 / len(apart)) for pair in apart.tolist()]
    return np.array(rows, np.float64)


def ranking(pairs: Floats, steps: int = 50) -> Floats:
    """Weights that put answers first: a logistic regression of the pairs without a constant, by Newton's method.

    >>> first, second = ranking(np.array([[2.0, 0.0, 1.0], [1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]]))
    >>> bool(first > abs(second))
    True
    """
    matrix, share = pairs[:, :2], pairs[:, 2] / pairs[:, 2].sum()
    weights = np.zeros(2)
    for _ in range(steps):
        wrong = 1 / (1 + np.exp(matrix @ weights))
        slope = 1e-3 * weights - matrix.T @ (share * wrong)
        curve = (matrix * (share * wrong * (1 - wrong))[:, None]).T @ matrix + 1e-3 * np.eye(2)
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    """Fit and print."""
    args = parser().parse_args()
    features, finder = Features(), Finder()
    squads = [(odds(q, s, False, features, finder), gold) for q, s, gold in squad_questions(args.data, args.questions)]
    news = [(odds(q, s, True, features, finder), gold) for q, s, gold in trecqa_questions(args.data, args.questions)]
    weights = ranking(pairwise([*squads, *news]))
    chances = [1 / (1 + np.exp(-(rows @ weights))) for rows, _ in squads]
    temperature, shift = platt([float(found.max()) for found in chances], [any(gold) for _, gold in squads])
    first, second = (float(weight) / temperature for weight in weights)
    print(f"FEATURES_COUNT, FINDER_COUNTS, BEGIN = {first:.2f}, {second:.2f}, {shift:.2f}")


if __name__ == "__main__":
    main()
