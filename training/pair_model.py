"""The pair model: one MPNet, an entailment head and an answer head on the mean of its states."""

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from assistant.pairs import joined
from training.batches import PAD, SEPARATOR, START
from training.pair_types import CLASSES, Answer, Pair
from training.tagger_model import without_dropout

LIMIT = 256
NOT_ENTAILMENT = -1


class PairModel(nn.Module):
    """Logits of CLASSES (batch, 3) and of "the sentence answers the question" (batch,)."""

    def __init__(self, trunk: Any) -> None:
        super().__init__()
        size = trunk.config.hidden_size
        self.trunk = trunk
        self.dropout = nn.Dropout(0.1)
        self.entail = nn.Sequential(nn.Linear(size, size), nn.Tanh(), nn.Linear(size, len(CLASSES)))
        self.answer = nn.Sequential(nn.Linear(size, size), nn.Tanh(), nn.Linear(size, 1))

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Run pieces and mask, both (batch, pieces) int64."""
        states = self.trunk(input_ids=pieces, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(2).to(states.dtype)
        mean = self.dropout((states * weights).sum(1) / weights.sum(1))
        return self.entail(mean), self.answer(mean).squeeze(1)

    def entail_loss(self, pieces: Tensor, mask: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy; a label NOT_ENTAILMENT counts the sum of the other two classes (batch mean)."""
        logs = torch.log_softmax(self(pieces, mask)[0].float(), dim=1)
        other = torch.logsumexp(logs[:, 1:], dim=1)
        chosen = logs.gather(1, labels.clamp(min=0).unsqueeze(1)).squeeze(1)
        return -torch.where(labels == NOT_ENTAILMENT, other, chosen).mean()

    def answer_loss(self, pieces: Tensor, mask: Tensor, labels: Tensor) -> Tensor:
        """Binary cross-entropy (batch mean)."""
        return nn.functional.binary_cross_entropy_with_logits(self(pieces, mask)[1].float(), labels.float())


def build(base: str, frozen: int) -> PairModel:
    """A pair model on an MPNet folder, embeddings and first `frozen` layers fixed."""
    from transformers import MPNetModel

    trunk = MPNetModel.from_pretrained(base, add_pooling_layer=False)
    for module in (trunk.embeddings, trunk.encoder.relative_attention_bias, *trunk.encoder.layer[:frozen]):
        module.requires_grad_(False)
    without_dropout(trunk)  # hardly a row is seen twice, and dropout costs a quarter of the time
    return PairModel(trunk)


def parts(row: Pair | Answer) -> tuple[str, ...]:
    """The texts the model reads, in order."""
    return (row.premise, row.hypothesis) if isinstance(row, Pair) else (row.question, row.sentence, row.context)


def label(row: Pair | Answer) -> int:
    """The class number of a row."""
    if isinstance(row, Answer):
        return row.label
    return NOT_ENTAILMENT if row.label == "not_entailment" else CLASSES.index(row.label)


def encode(rows: Sequence[Pair | Answer], tokenizer: Tokenizer) -> list[list[int]]:
    """The pieces of each row, joined as the product joins them."""
    texts = [text for row in rows for text in parts(row)]
    encoded = iter(tokenizer.encode_batch(texts, add_special_tokens=False))
    return [joined([next(encoded).ids for _ in parts(row)], LIMIT, START, SEPARATOR) for row in rows]


def tensors(rows: Iterable[tuple[list[int], int]]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, mask and labels of encoded rows."""
    ids, labels = zip(*rows, strict=True)
    size = max(map(len, ids))
    pieces = torch.tensor([row + [PAD] * (size - len(row)) for row in ids])
    return pieces, (pieces != PAD).long(), torch.tensor(labels)
