"""Measure what judges sentences (rerankers, BM25, the bare embedder) on paragraphs: the right sentence first, and abstention.

python -m benchmarks.finder [--data FOLDER] [--set squad_held qed qed_answers] [--way finder …] [--sample N]
    [--predictions FILE] [--output RESULT.json]

All sentences of a question's paragraph are judged; no search comes before. SQuAD's are the titles that were kept from training and
calibration (`training.pair_data`); QED is counted in two ways (`benchmarks.answers`). A paragraph answers when its best sentence
reaches 0.5. The folder is the one of benchmarks.answers; TrecQA is measured by benchmarks.retrieval.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant.chain import ANSWERS, around
from assistant.rerank import RERANKERS
from benchmarks.answers import Asked, qed, qed_answers, squad
from benchmarks.gold import Figures, share
from benchmarks.measures import balanced_accuracy, best_threshold, calibration_error
from benchmarks.questions import record
from benchmarks.saved import Row, Saved, numbered
from index.embed import MiniLM
from index.lexical import Lexical
from index.split import sentences
from index.types import Span
from training.pair_data import CALIBRATED, HELD_TITLES

Scorer = Callable[[str, Sequence[Span]], Sequence[float]]
"""A question and the sentences of a paragraph to a score each."""
ALL = 1_000_000


def reranker(name: str) -> Scorer:
    """A reranker of the product, with the words around each sentence."""
    judge = RERANKERS[name]()
    return lambda question, spans: judge.rerank(question, spans, [around(spans, number) for number in range(len(spans))])


def bm25() -> Scorer:
    """BM25 over the paragraph's sentences."""
    return lambda question, spans: Lexical.of(spans).scores(question).tolist()


def embedder() -> Scorer:
    """The cosine of the bare default embedder."""
    model = MiniLM()

    def score(question: str, spans: Sequence[Span]) -> list[float]:
        first, *others = model.encode([question, *(span.text for span in spans)])
        return [float(first @ other) for other in others]

    return score


WAYS: dict[str, Callable[[], Scorer]] = {
    **{name: lambda name=name: reranker(name) for name in RERANKERS},  # type: ignore[misc]
    "bm25": bm25,
    "embedder": embedder,
}
SETS: dict[str, Callable[[Path, int], list[Asked]]] = {
    "squad_held": lambda folder, sample: squad(folder, sample, HELD_TITLES - CALIBRATED),
    "qed": qed,
    "qed_answers": qed_answers,
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure what judges sentences.")
    p.add_argument("--data", type=Path, default=Path("../shared/data/qa"), help="the folder (default: %(default)s, when present)")
    p.add_argument("--set", nargs="+", choices=SETS, default=list(SETS), help="default: all")
    p.add_argument("--way", nargs="+", choices=WAYS, default=list(WAYS), help="default: all")
    p.add_argument("--sample", type=int, default=ALL, help="questions of each set at most (default: all)")
    p.add_argument(
        "--predictions", type=Path, help="keep each question's best score in this file; those that it has are not asked again"
    )
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the sets' names")
    return p


def asked(question: Asked, scorer: Scorer) -> Row:
    """The best score of a paragraph's sentences, and whether the sentence that has it is the right one."""
    spans = [span for span in sentences(question.articles[0]) if not span.in_headline]
    scores = list(scorer(question.question, spans))
    return {"best": max(scores), "right": question.met_by(spans[scores.index(max(scores))])}


def measure(questions: Sequence[Asked], rows: Sequence[Row], probabilities: bool) -> Figures:
    """How often the right sentence comes first; where some questions have no answer, how well the best score tells which."""
    first, best = [row["right"] for row in rows], [row["best"] for row in rows]
    gold = [question.answerable for question in questions]
    figures: Figures = {"right_sentence_first": share(hit for hit, answerable in zip(first, gold, strict=True) if answerable)}
    if probabilities:
        found = [score >= ANSWERS for score in best]
        figures["answered_of_answerable"] = share(f for f, g in zip(found, gold, strict=True) if g)
    if probabilities and not all(gold):
        figures["abstained_of_unanswerable"] = share(not f for f, g in zip(found, gold, strict=True) if not g)
        figures["balanced_accuracy"] = round(balanced_accuracy(found, gold), 4)
        figures["calibration_error"] = round(calibration_error(best, gold), 4)
    if not all(gold):
        threshold = best_threshold(best, gold)
        figures["balanced_accuracy_at_best_threshold"] = round(balanced_accuracy([s > threshold for s in best], gold), 4)
        figures["best_threshold"] = round(threshold, 4)
    return figures


def main() -> None:
    """Measure the sets and ways asked for and print."""
    options = parser().parse_args()
    if not options.data.is_dir():
        sys.exit(f'there is no folder "{options.data}": name it with --data (docs/evaluation.md tells where the sets come from)')
    saved = Saved(options.predictions)
    for name in options.set:
        questions = SETS[name](options.data, options.sample)
        counts = {"questions": len(questions), "unanswerable": sum(not question.answerable for question in questions)}
        ways = {}
        for way in options.way:
            scorer = WAYS[way]()
            rows = saved.each(f"{name} {way}", numbered(questions), lambda question, scorer=scorer: asked(question, scorer))  # type: ignore[misc]
            ways[way] = measure(questions, rows, way in RERANKERS)
        print(json.dumps({name: {**counts, **ways}}, indent=1), flush=True)
        if options.output:
            record(options.output, name, {**counts, **ways})


if __name__ == "__main__":
    main()
