"""Text to pieces, and windows of paragraphs to padded tensors in batches of similar length."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.attribution_data import LABELS, NO_CLASS, Paragraph

START, PAD, SEPARATOR = 0, 1, 2
B_CUE = LABELS.index("B-cue")


def word_pieces(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder, neither cutting nor padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def by_size(windows: Iterable[list[Paragraph]], pieces: int, rng: random.Random) -> list[list[list[Paragraph]]]:
    """Windows sorted by length into batches of at most `pieces` padded pieces, the batches shuffled."""
    ordered = sorted(windows, key=lambda window: (length(window), rng.random()))
    batches: list[list[list[Paragraph]]] = [[]]
    for window in ordered:
        if batches[-1] and (len(batches[-1]) + 1) * length(window) > pieces:
            batches.append([])
        batches[-1].append(window)
    rng.shuffle(batches)
    return batches


def length(window: Sequence[Paragraph]) -> int:
    """Pieces of a window with its start token and separators."""
    return 1 + sum(len(paragraph.pieces) + 1 for paragraph in window)


def collate(batch: Sequence[Sequence[Paragraph]], limit: int = 512) -> dict[str, Tensor]:
    """Windows as tensors; pieces past `limit` are cut off.

    pieces and mask (batch, pieces); words, tags, classes, starts and word_mask (batch, words); pairs (n, 3) as (row,
    span's first word, cue's first word) and linked (n,) in {0, 1}.
    """
    rows = [_row(window, limit) for window in batch]
    pairs = [(r, i, j, tie) for r, row in enumerate(rows) for i, j, tie in row["pairs"]]
    tensors = {
        "pieces": _padded([row["pieces"] for row in rows], PAD),
        "words": _padded([row["words"] for row in rows], 0),
        "tags": _padded([row["tags"] for row in rows], 0),
        "classes": _padded([row["classes"] for row in rows], NO_CLASS),
        "starts": _padded([row["starts"] for row in rows], 0).bool(),
        "word_mask": _padded([[1] * len(row["words"]) for row in rows], 0).bool(),
        "pairs": torch.tensor([pair[:3] for pair in pairs], dtype=torch.int64).reshape(-1, 3),
        "linked": torch.tensor([float(pair[3]) for pair in pairs]),
    }
    tensors["mask"] = _padded([[1] * len(row["pieces"]) for row in rows], 0)
    return tensors


def _row(window: Sequence[Paragraph], limit: int) -> dict[str, list]:  # type: ignore[type-arg]
    pieces, words, tags, classes, starts = [START], [], [], [], []
    links: dict[int, set[str]] = {}
    for paragraph in window:
        kept = [w for w in paragraph.words if len(pieces) + w < limit - 1]
        links |= {len(words) + i: ids for i, ids in paragraph.links.items() if i < len(kept)}
        words += [len(pieces) + w for w in kept]
        tags += paragraph.tags[: len(kept)]
        classes += paragraph.classes[: len(kept)]
        starts += [int(i == 0) for i in range(len(kept))]
        pieces += [*paragraph.pieces[: limit - 1 - len(pieces)], SEPARATOR]
    return {"pieces": pieces, "words": words, "tags": tags, "classes": classes, "starts": starts,
            "pairs": _pairs(links, tags)}  # fmt: skip


def _pairs(links: dict[int, set[str]], tags: list[int]) -> list[tuple[int, int, bool]]:
    """Every (other span, cue) of a window, and whether they belong to one attribution."""
    cues = [i for i in links if tags[i] == B_CUE]
    others = [i for i in links if LABELS[tags[i]] in ("B-source", "B-content")]
    return [(i, j, bool(links[i] & links[j])) for i in others for j in cues]


def _padded(rows: list[list[int]], value: int) -> Tensor:
    size = max(1, *(len(row) for row in rows))
    return torch.tensor([row + [value] * (size - len(row)) for row in rows], dtype=torch.int64)
