"""The training mixture of the pair model, from the files of the data folder."""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.rerank import surroundings
from benchmarks.bio import joined
from training.attribution_data import read_jsonl
from training.news_pairs import news_pairs, news_questions, sentences
from training.pair_types import Answer, Pair

TIMES = {"vitaminc_real": 3.0, "vitaminc_synthetic": 0.7, "lingnli": 0.9, "fever_dev": 0.4, "fib": 1.0, "megaveridicality": 2.0,
         "cad_nli": 0.4, "snli_dev": 0.25, "snli_test": 0.25, "semiautonli_base_wiki": 0.5, "semiautonli_sim_wiki": 0.1,
         "semiautonli_translate_wiki": 0.25, "med": 0.3, "breaking_nli": 0.1, "conjnli_adv": 0.05, "joci": 0.02, "mpe": 0.0,
         "help_and": 0.02, "help_or": 0.2, "healthver_dev": 0.5, "dnc_megaveridicality": 0.0, "fm2_dev": 1.0, "check_covid": 0.5,
         "rte3_dev": 0.5}  # fmt: skip
"""How often a pass has each row of a set, on average: little of what is noisy, trivial, skewed or off-topic, much of what has the
small changes (a number, a date) that decide claims. The megaveridicality contexts come in their three-way form instead."""

JOINED = 2000
"""Pairs a pass whose premise holds the evidence of two VitaminC rows."""

HELD_TITLES = frozenset({"Normans", "Harvard_University", "Steam_engine", "Scottish_Parliament"})
"""SQuAD titles kept for choosing; the rest of the file is trained on."""
CALIBRATED = frozenset({"Normans", "Steam_engine"})
"""Of those, the ones on whose questions the answer finder is calibrated."""

NEWS_ROWS = 4
"""Rows a pass of questions made of a news article."""
SEARCHED = 0.3
"""Of SQuAD's questions, those that are asked as in a search box, of a paragraph without a title."""

_SPACED = re.compile(r" (?=[,.;:!?%)]|n't|'s|'re|'ve|'ll|'d)|(?<=[($]) ")


def entailment_pairs(data: Path, rng: random.Random, news: int = 400) -> list[Pair]:
    """All entailment pairs of one pass, shuffled; which rows of a set and which news changes depends on `rng`."""
    folder = data / "entailment"
    rows = [Pair(r["premise"], r["hypothesis"], r["label"], r["set"]) for r in read_jsonl(folder / "train.jsonl.gz")]
    for row in read_jsonl(folder / "megaveridicality_3way_train.jsonl"):
        rows.append(Pair(row["premise"], row["hypothesis"], row["label"], "megaveridicality"))
    for row in read_jsonl(folder / "fib_docs.jsonl.gz"):
        rows += _summary_pairs(row)
    pairs = [row for row in rows for _ in range(_times(TIMES[row.origin], rng))]
    pairs += list(_joined([row for row in rows if row.origin == "vitaminc_real"], rng))
    articles = read_jsonl(data / "news" / "articles.jsonl.gz")
    for article in rng.sample(articles, min(news, len(articles))):
        pairs += news_pairs(article["text"], rng)
    rng.shuffle(pairs)
    return pairs


def _times(times: float, rng: random.Random) -> int:
    """A whole number, on average `times`."""
    return int(times) + (rng.random() < times % 1)


def _joined(rows: Sequence[Pair], rng: random.Random) -> Iterator[Pair]:
    """Two rows as one: both premises, and one hypothesis or both, which hold only together."""
    for _ in range(JOINED if rows else 0):
        first, second = rng.sample(rows, 2)
        premise = " ".join(rng.sample([first.premise, second.premise], 2))
        if rng.random() < 0.5:
            yield Pair(premise, first.hypothesis, first.label, "joined")
        else:
            label = next((name for name in ("contradiction", "neutral") if name in (first.label, second.label)), "entailment")
            yield Pair(premise, f"{first.hypothesis.rstrip('.')}, and {second.hypothesis}", label, "joined")


def answer_rows(data: Path, rng: random.Random) -> list[Answer]:
    """All answer-finder rows of one pass, shuffled."""
    rows = [
        Answer(plain(r["question"]), plain(r["sentence"]), "", int(r["label"]))
        for r in read_jsonl(data / "retrieval" / "trecqa_train.jsonl")
        if r["label"] or rng.random() < 0.5
    ]
    asked = [row for title in squad(data) if title["title"] not in HELD_TITLES for row in squad_rows(title)]
    rows += [_searched(row) if rng.random() < SEARCHED else row for row in asked if row.label or rng.random() < 0.6]
    articles = read_jsonl(data / "news" / "articles.jsonl.gz")
    for article, other in zip(articles, rng.sample(articles, len(articles)), strict=True):
        made = list(news_questions(article["text"], other["text"], rng, article["title"]))
        rows += rng.sample(made, min(NEWS_ROWS, len(made)))
    rng.shuffle(rows)
    return rows


def _searched(row: Answer) -> Answer:
    """The row with its question as it is typed into a search box, and without a title."""
    return replace(row, question=row.question.rstrip("?"), context=row.context.removeprefix(row.title).lstrip())


def plain(text: str) -> str:
    """Penn Treebank tokens as running text.

    >>> plain("He said , `` no '' .")
    'He said, “ no ”.'
    """
    return _SPACED.sub("", joined(text.split())[0])


def squad(data: Path) -> list[dict[str, Any]]:
    """The titles of the SQuAD file."""
    path = data / "qa" / "squad2_half_dev.json.gz"
    if not path.exists():
        raise SystemExit(f'No data at "{path}". Give the folder of the training data with --data (see training/README.md).')
    with gzip.open(path, "rt", encoding="utf-8") as opened:
        titles: list[dict[str, Any]] = json.load(opened)["data"]
        return titles


def squad_rows(title: dict[str, Any]) -> Iterator[Answer]:
    """The sentence with the answer, and the two sentences of the paragraph most like the question that have none."""
    name = title["title"].replace("_", " ")
    for paragraph in title["paragraphs"]:
        context = paragraph["context"]
        cut = _sentence_ranges(context)
        for asked in paragraph["qas"]:
            places = {a["answer_start"] for a in asked["answers"]} if not asked["is_impossible"] else set()
            right = [i for i, (s, e) in enumerate(cut) if any(s <= place < e for place in places)]
            wrong = sorted(set(range(len(cut))) - set(right), key=lambda i: -_shared(asked["question"], context[slice(*cut[i])]))
            for i in [*right, *wrong[:2]]:
                around = surroundings(context, *cut[i], name)
                yield Answer(asked["question"], context[slice(*cut[i])].strip(), around, int(i in right), name)


def _sentence_ranges(text: str) -> list[tuple[int, int]]:
    ends = [m.end() for m in re.finditer(r"(?<=[a-z0-9)\"”][.!?]) +(?=[A-Z“\"])", text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _summary_pairs(row: dict[str, Any]) -> Iterator[Pair]:
    """A document's sentences nearest to each summary, as the premise of that summary."""
    cut = sentences(row["document"]) or [row["document"][:800]]
    for summary in row["summaries"]:
        near = sorted(sorted(range(len(cut)), key=lambda i: -_shared(summary["text"], cut[i]))[:4])
        label = "entailment" if summary["label"] else "not_entailment"
        yield Pair(" ".join(cut[i] for i in near), summary["text"], label, "fib")


def _shared(a: str, b: str) -> float:
    first, second = set(re.findall(r"\w+", a.lower())), set(re.findall(r"\w+", b.lower()))
    return len(first & second) / (len(second) + 1) ** 0.5
