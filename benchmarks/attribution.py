"""Measure the attribution tagger.

python -m benchmarks.attribution --bio FILE --output RESULT.json [--context]
python -m benchmarks.attribution --articles FILE --output RESULT.json [--predictions FILE]

--bio: a passage a line, {"id", "tokens", "labels"}. --articles: an article a line, {"id", "text", "attributions":
[{"source", "cue", "content"}]} with character offsets. Both may be gzipped.
"""

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks import jsonl
from benchmarks.bio import BioSpan, agreement, bio_spans, joined, token_spans
from index.attribution.statements import TaggerAttributor
from index.attribution.tag import Tagger, lines
from index.onnx import MODELS
from index.types import Article, Span, Statement

Row = dict[str, Any]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure the attribution tagger.")
    p.add_argument("--bio", type=Path, help="passages as tokens and BIO labels (.jsonl, .jsonl.gz)")
    p.add_argument("--articles", type=Path, help="articles with attributions (.jsonl, .jsonl.gz)")
    p.add_argument("--context", action="store_true", help="read the --bio passages of one id as one article")
    p.add_argument("--model", type=Path, default=MODELS / "tagger")
    p.add_argument("--predictions", type=Path, help="with --articles: write the attributions found, an article a line")
    p.add_argument("--output", type=Path, required=True, help="write the figures here, as JSON")
    return p


def measure_bio(tagger: Tagger, passages: Sequence[Row], context: bool) -> Row:
    """Figures on BIO passages, read alone as published, or with the neighbouring passages of the same id."""
    groups = [list(rows) for _, rows in groupby(passages, key=lambda row: row["id"])] if context else [[r] for r in passages]
    found = [spans for group in groups for spans in _read_together(tagger, group)]
    gold = [bio_spans(row["labels"]) for group in groups for row in group]
    return {"passages": len(passages), "context": context, **agreement(gold, found)}


def _read_together(tagger: Tagger, group: Sequence[Row]) -> Iterable[list[BioSpan]]:
    text, ranges, tokens = "", [], []
    for row in group:
        passage, spans = joined(row["tokens"])
        ranges.append((len(text), len(text) + len(passage)))
        tokens.append([(len(text) + start, len(text) + end) for start, end in spans])
        text += passage + "\n"
    tagged = [(span.role, span.start, span.end) for span in tagger.tag(text, ranges).spans]
    for (start, end), places in zip(ranges, tokens, strict=True):
        yield token_spans((span for span in tagged if start <= span[1] < end), places)


def measure_articles(tagger: Tagger, articles: Sequence[Row]) -> tuple[Row, list[Row]]:
    """Figures on articles, spans compared by words within paragraphs, and the attributions found."""
    gold, found, predictions, seconds, words = [], [], [], 0.0, 0
    attributor = TaggerAttributor(tagger)
    for article in articles:
        text = article["text"]
        began = time.perf_counter()
        statements = attributor.statements(Article(article["id"], text, paragraphs=tuple(lines(text))))
        seconds_taken = time.perf_counter() - began
        predictions.append(_prediction(article["id"], statements) | {"seconds": seconds_taken})
        tagging = tagger.tag(text)
        seconds += predictions[-1]["seconds"]
        words += len(text.split())
        marked = sorted({(role, s, e) for a in article["attributions"] for role in a if role != "id" for s, e in a[role]})
        for paragraph in lines(text):
            tokens = _words(text, paragraph)
            gold.append(token_spans(_within(marked, paragraph), tokens))
            found.append(token_spans(_within([(t.role, t.start, t.end) for t in tagging.spans], paragraph), tokens))
    speed = {"seconds_per_1000_words": round(1000 * seconds / max(1, words), 4)}
    return {"articles": len(articles), "words": words, **speed, **agreement(gold, found)}, predictions


def _within(spans: Iterable[BioSpan], paragraph: tuple[int, int]) -> list[BioSpan]:
    return [span for span in spans if paragraph[0] <= span[1] < paragraph[1]]


def _words(text: str, paragraph: tuple[int, int]) -> list[tuple[int, int]]:
    """Character ranges of the runs of letters and digits."""
    places, start = [], paragraph[0]
    for i in range(paragraph[0], paragraph[1] + 1):
        if i == paragraph[1] or not text[i].isalnum():
            if i > start:
                places.append((start, i))
            start = i + 1
    return places


def _prediction(name: str, statements: Sequence[Statement]) -> Row:
    """The statements found, attitudes too; those of several speakers of one content are one."""
    found: dict[tuple[Span | None, tuple[Span, ...]], Statement] = {(s.cue, s.content): s for s in statements}
    rows = [
        {
            "speaker": [[s.mention.start, s.mention.end]] if s.mention else None,
            "cue": [s.cue.start, s.cue.end] if s.cue else None,
            "content": [[content.start, content.end] for content in s.content],
        }
        for s in found.values()
    ]
    return {"id": name, "statements": rows}


def main() -> None:
    """Measure what was asked for and write it."""
    args = parser().parse_args()
    tagger = Tagger(args.model)
    figures: Row = {"model": args.model.name, "manifest": json.loads((args.model / "manifest.json").read_text())}
    if args.bio:
        figures["bio"] = {"file": args.bio.name, **measure_bio(tagger, jsonl.read(args.bio), args.context)}
    if args.articles:
        measured, predictions = measure_articles(tagger, jsonl.read(args.articles))
        figures["articles"] = {"file": args.articles.name, **measured}
        if args.predictions:
            args.predictions.write_text("".join(json.dumps(row) + "\n" for row in predictions), encoding="utf-8")
    args.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
