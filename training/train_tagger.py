"""Train the attribution tagger.

python -m training.train_tagger --base DIR --data DIR --out DIR --minutes 70

Resumes from OUT/checkpoint.pt; sleeps while the file given by --pause exists.
"""

import argparse
import random
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from training.attribution_data import Paragraph, encode, read_jsonl, windows
from training.batches import by_size, collate, word_pieces
from training.evaluate_tagger import bio_scores
from training.run import Run, autocast, run_options, start
from training.tagger_model import build, parameter_groups

WEIGHTS = {"tags": 1.0, "classes": 0.2, "links": 0.3}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    run_options(p, frozen=2, steps=2500, rate=8e-5, evaluate_every=400)
    p.add_argument("--data", type=Path, required=True, help="folder with polnear_train and polnear_valid_bio .jsonl.gz")
    p.add_argument("--layers", type=int, default=8)
    p.add_argument("--decay", type=float, default=0.9, help="factor on the rate from one layer to the one below")
    return p


class Batches:
    """The batch of a step: passes over the articles, every pass windowed and typeset anew from (seed, pass)."""

    def __init__(self, articles: list[dict[str, Any]], tokenizer: Tokenizer, pieces: int, seed: int) -> None:
        self.articles, self.tokenizer, self.pieces, self.seed = articles, tokenizer, pieces, seed
        self.number, self.first, self.batches = -1, 0, list[list[list[Paragraph]]]()

    def at(self, step: int) -> dict[str, torch.Tensor]:
        """The batch of a step; steps are asked for in rising order."""
        while step >= self.first + len(self.batches):
            self.first += len(self.batches)
            self.number += 1
            rng = random.Random(f"{self.seed} {self.number}")
            cut = (w for a in self.articles for w in windows(encode(a, self.tokenizer, rng), rng))
            self.batches = by_size(cut, self.pieces, rng)
        return collate(self.batches[step - self.first])


def main() -> None:
    """Train, evaluating now and then on a sample of the validation passages."""
    args = parser().parse_args()
    log = start(args)
    tokenizer = word_pieces(args.base)
    batches = Batches(read_jsonl(args.data / "polnear_train.jsonl.gz"), tokenizer, args.pieces, args.seed)
    sample = random.Random(0).sample(read_jsonl(args.data / "polnear_valid_bio.jsonl.gz"), 400)
    model = build(str(args.base), args.layers, args.frozen)
    optimizer = torch.optim.AdamW(parameter_groups(model, args.rate, args.decay), weight_decay=0.01, fused=True)

    def step_loss(step: int) -> dict[str, torch.Tensor]:
        model.train()
        with autocast():
            losses = model.loss(batches.at(step))
        return {name: WEIGHTS[name] * loss for name, loss in losses.items()}

    run = Run(args.out, args.steps, args.minutes, log, args.pause)
    run.go(model, optimizer, step_loss, lambda _: bio_scores(model, tokenizer, sample), args.evaluate_every)


if __name__ == "__main__":
    main()
