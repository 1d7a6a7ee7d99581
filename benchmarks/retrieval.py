"""Measure the search: documents of TIME (1963) for a query, and sentences of TrecQA for a question.

python -m benchmarks.retrieval [--data FOLDER] [--set time|trecqa_dev|trecqa_test …] [--output RESULT.json]

Beside the search as it is (hybrid): dense search alone, BM25 alone, and on TrecQA the rerankers. The folder holds
time_docs.jsonl, time_queries.jsonl, time_qrels.jsonl and trecqa_*.jsonl; it is not in the repository (docs/evaluation.md).
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant
from assistant.rerank import RERANKERS, Reranker
from benchmarks import jsonl
from benchmarks.gold import Figures
from benchmarks.measures import average_precision, ndcg, recall, reciprocal_rank
from benchmarks.questions import record
from index.index import Index
from index.load import from_text
from index.types import Article, Hit

DEPTH = 10
ALL = 1000
"""Passages asked of each search: more than can count."""

Ranked = list[bool]
"""Whether each thing found is relevant, best first."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure the search on TIME and TrecQA.")
    p.add_argument(
        "--data", type=Path, default=Path("../shared/data/retrieval"), help="the folder (default: %(default)s, when present)"
    )
    p.add_argument("--set", nargs="+", choices=SETS, default=["time", "trecqa_test"], help="default: time trecqa_test")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the sets' names")
    return p


def measure_time(folder: Path, _: str) -> Figures:
    """Rankings of documents, each by its best passage, over the queries that have judgements."""
    documents = {from_text(row["text"]): row["id"] for row in jsonl.read(folder / "time_docs.jsonl")}
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    for row in jsonl.read(folder / "time_qrels.jsonl"):
        relevant[row["query_id"]].add(row["doc_id"])
    queries = [(row["text"], relevant[row["id"]]) for row in jsonl.read(folder / "time_queries.jsonl") if row["id"] in relevant]
    index = Assistant.blank().beside(documents).index
    found: dict[str, list[tuple[Ranked, int]]] = {}
    for way, search in searches(index).items():
        ranked = [dict.fromkeys(documents[hit.passage.article] for hit in search(text, ())) for text, _ in queries]
        found[way] = [([d in right for d in r], len(right)) for r, (_, right) in zip(ranked, queries, strict=True)]
    return {"documents": len(documents), "queries": len(queries), **{way: averages(rankings) for way, rankings in found.items()}}


def measure_trecqa(folder: Path, name: str) -> Figures:
    """Rankings of each question's own sentences, over the questions that have a right one, as brmson/dataset-sts counts.

    And over those that have a wrong one as well, which Rao et al. (CIKM 2016) call clean: the others cannot be ranked wrongly.
    """
    questions: defaultdict[str, dict[Article, bool]] = defaultdict(dict)
    for row in jsonl.read(folder / f"{name}.jsonl"):
        article = from_text(row["sentence"])
        questions[row["question"]][article] = bool(row["label"]) or questions[row["question"]].get(article, False)
    kept = {text: sentences for text, sentences in questions.items() if any(sentences.values())}
    index = Assistant.blank().beside(article for sentences in kept.values() for article in sentences).index
    ways = {**searches(index), **{name: reranked(index, make()) for name, make in RERANKERS.items()}}
    found = {way: [rank(search, text, sentences) for text, sentences in kept.items()] for way, search in ways.items()}
    mixed = {way: [(ranked, total) for ranked, total in rankings if total < len(ranked)] for way, rankings in found.items()}
    return {**counted(found), "clean": counted(mixed)}


def counted(found: Mapping[str, Sequence[tuple[Ranked, int]]]) -> Figures:
    """How many questions there are, and the measures for each way to rank."""
    return {"questions": len(found["hybrid"]), **{way: averages(rankings, deep=False) for way, rankings in found.items()}}


Search = Callable[[str, Sequence[str]], Sequence[Hit]]
"""A query and the articles to look in (none: all) to the passages found, best first."""


def searches(index: Index) -> dict[str, Search]:
    """The search as it is, and each half of it alone."""
    return {
        "hybrid": lambda query, ids: index.search(query, ALL, ids),
        "dense": lambda query, ids: index.dense(query, ALL, ids),
        "lexical": lambda query, ids: index.lexical(query, ALL, ids),
    }


def reranked(index: Index, reranker: Reranker) -> Search:
    """A reranker over the sentences of the articles."""

    def search(query: str, ids: Sequence[str]) -> list[Hit]:
        sentences = [sentence for article_id in ids for sentence in index.sentences(article_id)]
        probabilities = reranker.rerank(query, sentences, [""] * len(sentences))
        return sorted((Hit(s, p) for s, p in zip(sentences, probabilities, strict=True)), key=lambda hit: -hit.score)

    return search


def rank(search: Search, question: str, sentences: Mapping[Article, bool]) -> tuple[Ranked, int]:
    """The labels of a question's sentences in the order found, those not found last; and how many are right."""
    found = dict.fromkeys(hit.passage.article for hit in search(question, [article.id for article in sentences]))
    order = [*found, *(article for article in sentences if article not in found)]
    return [sentences[article] for article in order], sum(sentences.values())


def averages(rankings: Iterable[tuple[Ranked, int]], deep: bool = True) -> Figures:
    """The measures, averaged over the queries; with `deep` also those of the first ten."""
    rankings = list(rankings)
    mean: Callable[[Iterable[float]], float] = lambda values: round(sum(values) / len(rankings), 4)
    figures = {
        "MAP": mean(average_precision(found, total) for found, total in rankings),
        "MRR": mean(reciprocal_rank(found) for found, _ in rankings),
    }
    if deep:
        figures[f"recall@{DEPTH}"] = mean(recall(found, total, DEPTH) for found, total in rankings)
        figures[f"nDCG@{DEPTH}"] = mean(ndcg(found, total, DEPTH) for found, total in rankings)
    return figures


SETS: dict[str, Callable[[Path, str], Figures]] = {
    "time": measure_time,
    "trecqa_dev": measure_trecqa,
    "trecqa_test": measure_trecqa,
}


def main() -> None:
    """Measure the sets asked for and print."""
    options = parser().parse_args()
    if not options.data.is_dir():
        sys.exit(f'there is no folder "{options.data}": name it with --data (docs/evaluation.md tells where the sets come from)')
    for name in options.set:
        figures = SETS[name](options.data, name)
        print(json.dumps({name: figures}, indent=1), flush=True)
        if options.output:
            record(options.output, name, figures)


if __name__ == "__main__":
    main()
