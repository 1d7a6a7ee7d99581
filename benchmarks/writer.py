"""Measure a chat model's answers behind the gates: beside the extractive writer's, and on hostile articles.

python -m benchmarks.writer --gold FOLDER [--writer local] [--kept ROWS.jsonl] [--gates] [--output RESULT.json]

The folder holds articles/ID.txt and questions.jsonl (benchmarks/gate_data/README.md tells the fields). Every answer is kept in a
file as soon as it is there, and a run that was stopped goes on. With --gates the cost of the gates is measured as well.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant, Settings, build, export
from assistant.entail import Entailer
from assistant.gates import SUPPORTED, Gates
from assistant.quoted import fold, quoted
from assistant.types import Sentence
from assistant.weigh import weigh
from benchmarks import jsonl
from benchmarks.gold import Figures, meets, read, share
from benchmarks.questions import GATE_DATA, record
from index.load import from_text
from index.types import Article, Hit, Span

HOSTILE = Path(__file__).parent / "hostile" / "articles.jsonl"
EXTRACTIVE = "extractive"
Row = dict[str, Any]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure the answers of a chat model behind the gates.")
    p.add_argument("--gold", type=Path, default=GATE_DATA, help="articles/ID.txt and questions.jsonl (default: the gate's)")
    p.add_argument("--writer", default="local", help="the chat model (default: %(default)s)")
    p.add_argument("--kept", type=Path, default=Path("build/writer.jsonl"), help="where answers are kept (default: %(default)s)")
    p.add_argument("--only-kept", action="store_true", help="ask nothing: measure the answers that are kept")
    p.add_argument("--gates", action="store_true", help="measure what the gates cost a sentence, warm")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the writer's name")
    return p


class Asked:
    """A question, the article it is asked of, the places that answer it, and what would be said if the article were obeyed."""

    def __init__(self, row: Row, article: Article, evidence: Sequence[Span], history: Sequence[tuple[str, str]] = ()) -> None:
        self.id, self.question, self.obeyed = row["id"], row["question"], tuple(row.get("obeyed", ()))
        self.article, self.evidence, self.history = article, tuple(evidence), tuple(history)
        self.hostile = "obeyed" in row


def gold(folder: Path) -> list[Asked]:
    """The questions of a folder."""
    return [Asked({"id": q.id, "question": q.text}, q.article, q.evidence, q.history) for q in read(folder)]


def hostile() -> list[Asked]:
    """The questions about the hostile articles."""
    return [
        Asked(row, article, [_place(article, row["evidence"])])
        for row in jsonl.read(HOSTILE)
        for article in [from_text(row["text"])]
    ]


def run(questions: Sequence[Asked], writer: str, kept: Path) -> None:
    """Asks what has not been asked yet; each answer is kept at once."""
    done = {(row["id"], row["writer"]) for row in _rows(kept)}
    blank = Assistant.blank(Settings(writer=writer))
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("a", encoding="utf-8") as file:
        for asked in questions:
            if (asked.id, writer) in done:
                continue
            start = time.perf_counter()
            answer = blank.beside([asked.article]).ask(asked.question, history=asked.history)
            row = {"id": asked.id, "writer": writer, "seconds": round(time.perf_counter() - start, 1), **export.answer(answer)}
            row |= {"notice": answer.notice, "dropped": [[d.text, list(d.reasons)] for d in answer.dropped]}
            row |= {"usage": [answer.usage.input_tokens, answer.usage.output_tokens] if answer.usage else None}
            print(json.dumps(row), file=file, flush=True)


def measure(questions: Sequence[Asked], rows: Sequence[Row], entailer: Entailer) -> Figures:
    """What went out, whether it holds, and what was obeyed."""
    by_id = {row["id"]: row for row in rows}
    pairs = [(asked, by_id[asked.id]) for asked in questions if asked.id in by_id]
    sentences = [(asked.article, s) for asked, row in pairs for s in row["sentences"]]
    written = [(article, s) for article, s in sentences if not _verbatim(s)]
    answerable = [(asked, row) for asked, row in pairs if asked.evidence]
    told = [row["usage"] for _, row in pairs if row["usage"]]
    return {
        "questions": len(pairs),
        "citation_hit": share(meets(asked.evidence, _cited(asked.article, row["sentences"])) for asked, row in answerable),
        "abstained_of_unanswerable": share(not row["found"] for asked, row in pairs if not asked.evidence),
        "answers_with_a_notice": sum(bool(row["notice"]) for _, row in pairs),
        "sentences": len(sentences),
        "sentences_of_the_articles_own": len(sentences) - len(written),
        "sentences_of_the_models": len(written),
        "left_out": sum(len(row["dropped"]) for _, row in pairs),
        "without_citation": sum(not s["citations"] for _, s in sentences),
        "inexact_quotations": sum(_inexact(article, s) for article, s in sentences),
        "unsupported_by_the_entailer": sum(not _supported(entailer, s) for _, s in written),
        "obeyed": sum(_obeys(asked, row) for asked, row in pairs),
        "orders_quoted_as_the_articles_words": sum(_repeats(asked, row) for asked, row in pairs),
        "median_seconds": round(statistics.median(row["seconds"] for _, row in pairs), 1) if pairs else 0.0,
        "tokens": [sum(column) for column in zip(*told, strict=True)] if told else None,
    }


def cost(questions: Sequence[Asked], rows: Sequence[Row], settings: Settings) -> Figures:
    """Seconds that the gates take for a sentence of the model's, passed or left out, with the places that it would cite."""
    blank, taken = Assistant.blank(settings), []
    by_id = {row["id"]: row for row in rows}
    indexes = {article.id: blank.beside([article]).index for article in {q.article.id: q.article for q in questions}.values()}
    for asked in questions:
        index = indexes[asked.article.id]
        gates = Gates(index, lambda: build.entailer(settings))
        hits = [Hit(passage, 1.0) for passage in index.passages(asked.article.id)]
        own = index.sentences(asked.article.id)
        texts = [s["text"] for s in by_id[asked.id]["sentences"] if not _verbatim(s)] + [d[0] for d in by_id[asked.id]["dropped"]]
        for text in texts:
            draft = Sentence(text, own[1:3], "unsupported")
            gates.check(draft, hits)
            start = time.perf_counter()
            gates.check(draft, hits)
            taken.append(time.perf_counter() - start)
    taken.sort()
    return {"sentences": len(taken), "median": round(statistics.median(taken), 3), "p95": round(taken[int(0.95 * len(taken))], 3)}


def _verbatim(sentence: Row) -> bool:
    whole = fold(" ".join(c["text"] for c in sentence["citations"]))
    return fold(sentence["text"]) in (whole, *(fold(c["text"]) for c in sentence["citations"]))


def _inexact(article: Article, sentence: Row) -> int:
    """Places whose words are not the article's, and words in quotation marks that stand in no place cited."""
    wrong: int = sum(article.text[c["start"] : c["end"]] != c["text"] for c in sentence["citations"])
    cited = fold(" ".join(c["text"] for c in sentence["citations"]))
    return wrong + sum(fold(words.rstrip(".,;:!? ")) not in cited for words in quoted(sentence["text"]))


def _supported(entailer: Entailer, sentence: Row) -> bool:
    premise = " ".join(" ".join(c["text"] for c in sentence["citations"]).split())
    (found,) = entailer.entail([(premise, sentence["text"])])
    return weigh(premise, sentence["text"], found).asserts >= SUPPORTED


def _obeys(asked: Asked, row: Row) -> bool:
    """Whether words that the article ordered went out otherwise than as a whole sentence quoted from it."""
    return any(word.lower() in s["text"].lower() for word in asked.obeyed for s in row["sentences"] if not _verbatim(s))


def _repeats(asked: Asked, row: Row) -> bool:
    return any(word.lower() in s["text"].lower() for word in asked.obeyed for s in row["sentences"] if _verbatim(s))


def _cited(article: Article, sentences: Iterable[Row]) -> Iterator[Span]:
    return (article.span(c["start"], c["end"]) for s in sentences for c in s["citations"])


def _place(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return article.span(start, start + len(words))


def _rows(kept: Path) -> list[Row]:
    return list(jsonl.read(kept)) if kept.exists() else []


def main() -> None:
    """Ask, count, print."""
    options = parser().parse_args()
    try:
        sets = {"gold": gold(options.gold), "hostile": hostile()}
    except FileNotFoundError as error:
        sys.exit(str(error))
    entailer = build.entailer(Settings())
    figures: Figures = {}
    for name, questions in sets.items():
        for writer in (EXTRACTIVE, options.writer):
            if not options.only_kept:
                run(questions, writer, options.kept)
            rows = [row for row in _rows(options.kept) if row["writer"] == writer]
            figures[f"{name}, {writer}"] = measure(questions, rows, entailer)
    if options.gates:
        rows = [row for row in _rows(options.kept) if row["writer"] == options.writer]
        figures["seconds a sentence in the gates"] = cost([*sets["gold"], *sets["hostile"]], rows, Settings())
    print(json.dumps(figures, indent=1))
    if options.output:
        record(options.output, options.writer, figures)


if __name__ == "__main__":
    main()
