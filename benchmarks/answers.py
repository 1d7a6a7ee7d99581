"""Measure answers on public question sets: SQuAD 2.0 (half of dev), QED dev and RealTimeQA 2022-2024.

python -m benchmarks.answers [--data FOLDER] [--set squad qed realtimeqa] [--sample N] [--output RESULT.json]

A sample of the questions, drawn with a fixed seed. The folder holds squad2_half_dev.json.gz, qed_dev.jsonl.gz and
realtimeqa_2022_2024.jsonl.gz; it is not in the repository (docs/evaluation.md).
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant
from assistant.types import Answer
from benchmarks import jsonl
from benchmarks.gold import Figures, citations, share
from benchmarks.questions import record
from index.load import from_text
from index.types import Article, Range, Span

SEED = 2022
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set, its articles, where they answer (`places`, or any place with the words `answer`); else not at all."""

    question: str
    articles: tuple[Article, ...]
    places: tuple[Range, ...] = ()
    answer: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the articles answer."""
        return bool(self.places or self.answer)

    def met_by(self, cited: Span) -> bool:
        """Whether a cited place answers."""
        if self.answer:
            return fold(self.answer) in fold(cited.text)
        return any(cited.start < end and start < cited.end for start, end in self.places)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure answers on SQuAD 2.0, QED and RealTimeQA.")
    p.add_argument("--data", type=Path, default=Path("../shared/data/qa"), help="the folder (default: %(default)s, when present)")
    p.add_argument("--set", nargs="+", choices=SETS, default=list(SETS), help="default: all")
    p.add_argument(
        "--sample", type=int, default=1000, help="questions of each set at most (RealTimeQA: a third; default: %(default)s)"
    )
    p.add_argument("--output", type=Path, help="put the figures into this JSON file, under the sets' names")
    return p


def squad(folder: Path, sample: int, only: Collection[str] = ()) -> list[Asked]:
    """Each paragraph is an article; half of the questions have no answer in theirs. `only`: of these titles (none: all)."""
    with gzip.open(folder / "squad2_half_dev.json.gz", "rt", encoding="utf-8") as file:
        titles = [title for title in json.load(file)["data"] if not only or title["title"] in only]
    rows = [(row, paragraph["context"]) for title in titles for paragraph in title["paragraphs"] for row in paragraph["qas"]]
    return [
        Asked(row["question"], (from_text(context),), () if row["is_impossible"] else tuple(_answer_ranges(row["answers"])))
        for row, context in drawn(rows, sample)
    ]


def qed(folder: Path, sample: int) -> list[Asked]:
    """Questions to a search engine that one sentence of a paragraph answers: the one that QED's annotators chose."""
    chosen = [row for row in jsonl.read(folder / "qed_dev.jsonl.gz") if row["annotation"]["explanation_type"] == "single_sentence"]
    return [_titled(row, [row["annotation"]["selected_sentence"]]) for row in drawn(chosen, sample)]


def qed_answers(folder: Path, sample: int) -> list[Asked]:
    """All of QED's questions; where one of the answers that Natural Questions' raters marked stands is right.

    Often that is where the full name of who is asked for stands ("Kaley Christine Cuoco"), not what tells ("she starred as Penny").
    """
    rows = drawn(jsonl.read(folder / "qed_dev.jsonl.gz"), sample)
    return [_titled(row, [span for alternative in row["original_nq_answers"] for span in alternative]) for row in rows]


def _titled(row: Row, places: Iterable[Row]) -> Asked:
    """A question of QED, its paragraph under its page's title."""
    title = f"{row['title_text']}\n\n"
    article = from_text(title + row["paragraph_text"])
    ranges = tuple((len(title) + place["start"], len(title) + place["end"]) for place in places)
    return Asked(f"{row['question_text']}?", (article,), ranges)


def realtimeqa(folder: Path, sample: int) -> list[Asked]:
    """A news quiz, each question with up to four articles; the right choice stands in them, or it does not."""
    rows = drawn(jsonl.read(folder / "realtimeqa_2022_2024.jsonl.gz"), sample // 3)
    return [
        Asked(
            row["question"],
            tuple(from_text(f"{article['title']}\n\n{article['text']}") for article in row["articles"]),
            answer=row["choices"][row["answer"]] if row["answer_in_articles"] else "",
        )
        for row in rows
    ]


SETS: dict[str, Callable[[Path, int], list[Asked]]] = {"squad": squad, "qed": qed, "realtimeqa": realtimeqa}


def measure(questions: Sequence[Asked]) -> Figures:
    """Shares of right first citations, of right answers altogether, and of right silence."""
    answers = list(answered(questions))
    asked = [(question, answer) for question, answer in answers if question.answerable]
    idle = [answer for question, answer in answers if not question.answerable]
    first = [question.met_by(citations(answer)[0]) for question, answer in asked if answer.found]
    answers_found, silent = share(answer.found for _, answer in asked), share(not answer.found for answer in idle)
    return {
        "questions": len(answers),
        "unanswerable": len(idle),
        "right_sentence_first": round(sum(first) / max(1, len(asked)), 4),
        "right_sentence_first_of_answered": share(first),
        "right_sentence_cited": share(any(map(question.met_by, citations(answer))) for question, answer in asked),
        "answered_of_answerable": answers_found,
        **({"abstained_of_unanswerable": silent, "balanced_accuracy": round((answers_found + silent) / 2, 4)} if idle else {}),
    }


def answered(questions: Sequence[Asked]) -> Iterator[tuple[Asked, Answer]]:
    """The questions with their answers; those about the same articles are asked together."""
    blank = Assistant.blank()
    ids: Callable[[Asked], tuple[str, ...]] = lambda question: tuple(article.id for article in question.articles)
    for _, together in groupby(sorted(questions, key=ids), key=ids):
        group = list(together)
        assistant = blank.beside(group[0].articles)
        yield from ((question, assistant.ask(question.question)) for question in group)


def drawn(rows: Sequence[Any], sample: int) -> list[Any]:
    """At most `sample` of the rows, always the same."""
    return random.Random(SEED).sample(list(rows), min(sample, len(rows)))


def fold(text: str) -> str:
    """Lower case, without quotation marks and doubled spaces.

    >>> fold('The “Squid  Game”')
    'the squid game'
    """
    return " ".join("".join(c for c in text.casefold() if c not in "“”‘’\"'").split())


def _answer_ranges(answers: Iterable[Row]) -> Iterator[Range]:
    return ((answer["answer_start"], answer["answer_start"] + len(answer["text"])) for answer in answers)


def main() -> None:
    """Measure the sets asked for and print."""
    options = parser().parse_args()
    if not options.data.is_dir():
        sys.exit(f'there is no folder "{options.data}": name it with --data (docs/evaluation.md tells where the sets come from)')
    for name in options.set:
        figures = measure(SETS[name](options.data, options.sample))
        print(json.dumps({name: figures}, indent=1), flush=True)
        if options.output:
            record(options.output, name, figures)


if __name__ == "__main__":
    main()
