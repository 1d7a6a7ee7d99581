"""The tagger's span scores on BIO passages while it trains, straight from the torch model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from benchmarks.bio import agreement, bio_spans, joined, token_spans
from index.attribution.viterbi import decode
from training.attribution_data import LABELS, encode, paragraph_spans
from training.batches import collate
from training.run import autocast
from training.tagger_model import IMPOSSIBLE, TaggerModel, inside_labels


def bio_scores(model: TaggerModel, tokenizer: Tokenizer, passages: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Exact F1 per role, in percent, every passage read alone and cut at 512 pieces."""
    model.eval()
    gold = [bio_spans(passage["labels"]) for passage in passages]
    found: list[list[tuple[str, int, int]]] = [[] for _ in passages]
    order = sorted(range(len(passages)), key=lambda i: len(passages[i]["tokens"]))
    for first in range(0, len(order), 16):
        rows = order[first : first + 16]
        for i, spans in zip(rows, _spans(model, tokenizer, [passages[i]["tokens"] for i in rows]), strict=True):
            found[i] = spans
    return {role: scores["exact"] for role, scores in agreement(gold, found).items()}


def _spans(model: TaggerModel, tokenizer: Tokenizer, rows: list[list[str]]) -> list[list[tuple[str, int, int]]]:
    texts = [joined(tokens) for tokens in rows]
    windows = [encode({"text": text, "attributions": []}, tokenizer) for text, _ in texts]
    batch = collate(windows)
    with torch.no_grad(), autocast():
        emissions = model(batch["pieces"], batch["mask"])[0].float()
    emissions = emissions.gather(1, batch["words"].unsqueeze(2).expand(-1, -1, len(LABELS)))
    emissions = emissions.masked_fill(batch["starts"].unsqueeze(2) & inside_labels(), IMPOSSIBLE)
    lengths = batch["word_mask"].sum(1).numpy()
    tags = decode(emissions.numpy(), model.crf.scores().detach().numpy(), lengths)
    return [
        token_spans(_characters(text, tokenizer, row[:size]), spans)
        for (text, spans), row, size in zip(texts, tags, lengths, strict=True)
    ]


def _characters(text: str, tokenizer: Tokenizer, tags: np.ndarray) -> list[tuple[str, int, int]]:
    offsets: list[tuple[int, int]] = []
    for start, end in paragraph_spans(text):
        encoding = tokenizer.encode(text[start:end], add_special_tokens=False)
        last = None
        for word, (s, e) in zip(encoding.word_ids, encoding.offsets, strict=True):
            if word == last:
                offsets[-1] = (offsets[-1][0], start + e)
            else:
                offsets.append((start + s, start + e))
            last = word
    spans = bio_spans([LABELS[tag] for tag in tags])
    return [(role, offsets[a][0], offsets[b - 1][1]) for role, a, b in spans]
