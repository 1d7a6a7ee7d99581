"""PolNeAR articles as tensors: paragraphs of words with a tag, a cue class and links, packed into windows.

A *word* is a pre-token of the encoder's tokenizer (a run of letters or digits, or one punctuation mark); its tag stands
on its first piece. Paragraphs are joined by the separator token, so the model sees where one ends.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from benchmarks import jsonl
from training.cue_classes import cue_class

ROLES = ("source", "cue", "content")
LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
CUE_CLASSES = ("speech", "attitude")
NO_CLASS = -100
MAX_PIECES = 256


@dataclass(slots=True)
class Paragraph:
    """One paragraph: piece ids, where each word starts among them, and what is known about each word.

    `links` maps the index of a span's first word to the attributions it belongs to.
    """

    pieces: list[int]
    words: list[int]
    tags: list[int]
    classes: list[int]
    links: dict[int, set[str]] = field(default_factory=dict)


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """All objects of a .jsonl or .jsonl.gz file. Exits with a clear message when it is absent."""
    if not path.exists():
        raise SystemExit(f'No data at "{path}". Give the folder of the training data with --data (see training/README.md).')
    return jsonl.read(path)


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    r"""Character spans of the non-blank lines.

    >>> paragraph_spans("One.\n\nTwo.")
    [(0, 4), (6, 10)]
    """
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def varied(text: str, rng: random.Random) -> str:
    """The text with another publisher's typography, now and then; the length stays the same."""
    if rng.random() < 0.3:
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return text.replace("—", "-") if rng.random() < 0.15 else text


def encode(article: dict[str, Any], tokenizer: Tokenizer, rng: random.Random | None = None) -> list[Paragraph]:
    """The paragraphs of an article {"text", "attributions": [{"source", "cue", "content"}]}."""
    text = varied(article["text"], rng) if rng else article["text"]
    spans = paragraph_spans(text)
    encodings = tokenizer.encode_batch([text[start:end] for start, end in spans], add_special_tokens=False)
    marked = _marked_spans(article)
    return [_paragraph(encoding, start, end, marked) for encoding, (start, end) in zip(encodings, spans, strict=True)]


def _marked_spans(article: dict[str, Any]) -> list[tuple[int, int, str, str, int]]:
    """(start, end, role, attribution id, cue class) of every span of the article."""
    marked = []
    for attribution in article["attributions"]:
        cue = " ".join(article["text"][start:end] for start, end in attribution["cue"])
        found = cue_class(cue)
        number = CUE_CLASSES.index(found) if found else NO_CLASS
        for role in ROLES:
            marked += [(start, end, role, attribution["id"], number) for start, end in attribution[role]]
    return marked


def _paragraph(encoding: Any, start: int, end: int, marked: list[tuple[int, int, str, str, int]]) -> Paragraph:
    first_pieces = [i for i, word in enumerate(encoding.word_ids) if i == 0 or word != encoding.word_ids[i - 1]]
    offsets = _word_offsets(encoding, first_pieces, start)
    size = len(offsets)
    paragraph = Paragraph(list(encoding.ids), first_pieces, [0] * size, [NO_CLASS] * size)
    for span_start, span_end, role, attribution, number in marked:
        if span_start < end and span_end > start:
            covered = [i for i, (s, e) in enumerate(offsets) if s < span_end and e > span_start]
            _mark(paragraph, covered, role, attribution, number)
    return paragraph


def _word_offsets(encoding: Any, first_pieces: list[int], start: int) -> list[tuple[int, int]]:
    ends = [*first_pieces[1:], len(encoding.ids)][: len(first_pieces)]
    pairs = zip(first_pieces, ends, strict=True)
    return [(start + encoding.offsets[a][0], start + encoding.offsets[b - 1][1]) for a, b in pairs]


def _mark(paragraph: Paragraph, covered: list[int], role: str, attribution: str, number: int) -> None:
    """Write one span over its words; of two spans that overlap (hardly ever) the first keeps its words."""
    free = [i for i in covered if paragraph.tags[i] == 0]
    if covered and covered[0] in paragraph.links:
        paragraph.links[covered[0]].add(attribution)
    if not free or len(free) != len(covered):
        return
    begin = LABELS.index(f"B-{role}")
    paragraph.tags[free[0]] = begin
    for i in free[1:]:
        paragraph.tags[i] = begin + 1
    if role == "cue":
        paragraph.classes[free[0]] = number
    paragraph.links[free[0]] = {attribution}


def windows(paragraphs: list[Paragraph], rng: random.Random, alone: float = 0.35) -> Iterator[list[Paragraph]]:
    """Runs of whole paragraphs of at most MAX_PIECES pieces, cut at other places every time.

    A share of the articles, `alone`, is given a paragraph at a time, so the model also reads passages without context.
    """
    room = 0 if rng.random() < alone else rng.randint(32, MAX_PIECES)
    window: list[Paragraph] = []
    for paragraph in paragraphs:
        size = sum(len(p.pieces) + 1 for p in window) + len(paragraph.pieces) + 1
        if window and size > room:
            yield window
            window = []
            room = room and MAX_PIECES
        window.append(paragraph)
    if window:
        yield window
