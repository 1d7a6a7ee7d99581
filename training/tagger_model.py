"""The tagger: a cut MPNet, a linear-chain CRF over BIO tags, a cue class and a biaffine link from spans to cues."""

from typing import Any

import torch
from torch import Tensor, nn

from training.attribution_data import CUE_CLASSES, LABELS, NO_CLASS

IMPOSSIBLE = -1e4
LINK_SIZE = 128


def allowed_transitions() -> Tensor:
    """0 where one label may follow another, else IMPOSSIBLE: shape (from, to). I-x follows only B-x and I-x."""
    scores = torch.zeros(len(LABELS), len(LABELS))
    for j, label in enumerate(LABELS):
        if label.startswith("I-"):
            scores[:, j] = IMPOSSIBLE
            scores[j - 1, j] = scores[j, j] = 0.0
    return scores


def inside_labels() -> Tensor:
    """True for the labels that continue a span: shape (labels,)."""
    return torch.tensor([label.startswith("I-") for label in LABELS])


class Crf(nn.Module):
    """Negative log-likelihood of tag sequences (Lafferty et al. 2001) with impossible transitions closed."""

    def __init__(self) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.register_buffer("allowed", allowed_transitions(), persistent=False)

    def scores(self) -> Tensor:
        """Transition scores, shape (from, to)."""
        return self.transitions + self.allowed

    def forward(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Mean over words of the loss; emissions (batch, words, labels), tags and mask (batch, words)."""
        transitions = self.scores()
        forward = emissions[:, 0]
        for t in range(1, emissions.shape[1]):
            step = torch.logsumexp(forward.unsqueeze(2) + transitions, dim=1) + emissions[:, t]
            forward = torch.where(mask[:, t, None], step, forward)
        gold = (emissions.gather(2, tags.unsqueeze(2)).squeeze(2) * mask).sum(1)
        gold = gold + (transitions[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)
        return (torch.logsumexp(forward, dim=1) - gold).sum() / mask.sum()


class TaggerModel(nn.Module):
    """Outputs at every piece: emissions (labels), cue class (2), and the two sides of the link score (LINK_SIZE)."""

    def __init__(self, trunk: Any) -> None:
        super().__init__()
        size = trunk.config.hidden_size
        self.trunk = trunk
        self.dropout = nn.Dropout(0.1)
        self.emissions = nn.Linear(size, len(LABELS))
        self.cue_class = nn.Linear(size, len(CUE_CLASSES))
        self.span = nn.Linear(size, LINK_SIZE)
        self.cue = nn.Linear(size, LINK_SIZE)
        self.crf = Crf()

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Run pieces and mask, both of shape (batch, pieces), int64."""
        states = self.dropout(self.trunk(input_ids=pieces, attention_mask=mask).last_hidden_state)
        scale = LINK_SIZE**-0.25
        return self.emissions(states), self.cue_class(states), self.span(states) * scale, self.cue(states) * scale

    def loss(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """The three losses of a batch made by `training.batches.collate`."""
        outputs = [output.float() for output in self(batch["pieces"], batch["mask"])]
        emissions, classes, span, cue = (_at(output, batch["words"]) for output in outputs)
        closed = batch["starts"].unsqueeze(2) & inside_labels()
        tags = self.crf(emissions.masked_fill(closed, IMPOSSIBLE), batch["tags"], batch["word_mask"])
        kinds = nn.functional.cross_entropy(
            classes.reshape(-1, len(CUE_CLASSES)), batch["classes"].reshape(-1), ignore_index=NO_CLASS, reduction="sum"
        ) / (batch["classes"] != NO_CLASS).sum().clamp(min=1)
        row, i, j = batch["pairs"].unbind(1)
        scores = (span[row, i] * cue[row, j]).sum(1)
        links = nn.functional.binary_cross_entropy_with_logits(scores, batch["linked"], reduction="sum")
        return {"tags": tags, "classes": kinds, "links": links / max(1, len(scores))}


def _at(states: Tensor, words: Tensor) -> Tensor:
    """The states of the words' first pieces: (batch, words, size)."""
    return states.gather(1, words.unsqueeze(2).expand(-1, -1, states.shape[2]))


def build(base: str, layers: int, frozen: int) -> TaggerModel:
    """A tagger on the first `layers` layers of an MPNet folder, embeddings and first `frozen` layers fixed."""
    from transformers import MPNetModel

    trunk = MPNetModel.from_pretrained(base, add_pooling_layer=False)
    del trunk.encoder.layer[layers:]
    trunk.config.num_hidden_layers = layers
    # The bias is shared by all layers: left free, it would send gradients through the frozen ones.
    for module in (trunk.embeddings, trunk.encoder.relative_attention_bias, *trunk.encoder.layer[:frozen]):
        module.requires_grad_(False)
        without_dropout(module)
    for layer in trunk.encoder.layer:
        # Drawing a random mask the size of the attention costs a third of a forward pass.
        without_dropout(layer.attention.attn)
    return TaggerModel(trunk)


def without_dropout(module: nn.Module) -> None:
    """Switch off every dropout in a module."""
    for part in module.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0


def parameter_groups(model: TaggerModel, rate: float, decay: float) -> list[dict[str, Any]]:
    """Optimiser groups: the rate falls by `decay` a layer from the top; the heads get it 20, the CRF 100 times."""
    layers = model.trunk.encoder.layer
    groups = [
        {"params": [p for p in layer.parameters() if p.requires_grad], "lr": rate * decay ** (len(layers) - 1 - i)}
        for i, layer in enumerate(layers)
    ]
    heads = [model.emissions, model.cue_class, model.span, model.cue]
    groups.append({"params": [p for head in heads for p in head.parameters()], "lr": rate * 20})
    groups.append({"params": list(model.crf.parameters()), "lr": rate * 100})
    return [group for group in groups if group["params"]]
