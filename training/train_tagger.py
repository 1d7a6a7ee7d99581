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
from training.batches import by_size, collate
from training.evaluate_tagger import bio_scores
from training.run import Run, start_log
from training.tagger_model import build, parameter_groups

WEIGHTS = {"tags": 1.0, "classes": 0.2, "links": 0.3}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    p.add_argument("--data", type=Path, required=True, help="folder with polnear_train and polnear_valid_bio .jsonl.gz")
    p.add_argument("--out", type=Path, required=True, help="folder for the checkpoint and the log")
    p.add_argument("--pause", type=Path, default=Path("PAUSE"), help="sleep while this file exists")
    p.add_argument("--layers", type=int, default=8)
    p.add_argument("--frozen", type=int, default=2)
    p.add_argument("--steps", type=int, default=2500)
    p.add_argument("--minutes", type=float, default=0.0, help="budget by the clock, pauses included, instead of steps")
    p.add_argument("--rate", type=float, default=8e-5)
    p.add_argument("--decay", type=float, default=0.9, help="factor on the rate from one layer to the one below")
    p.add_argument("--pieces", type=int, default=2048, help="padded pieces a batch")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--evaluate-every", type=int, default=400)
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
    torch.set_num_threads(2)
    torch.manual_seed(args.seed)
    log = start_log(args.out / "train.log")
    log.info("%s", vars(args))
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    batches = Batches(read_jsonl(args.data / "polnear_train.jsonl.gz"), tokenizer, args.pieces, args.seed)
    sample = random.Random(0).sample(read_jsonl(args.data / "polnear_valid_bio.jsonl.gz"), 400)
    model = build(str(args.base), args.layers, args.frozen)
    optimizer = torch.optim.AdamW(parameter_groups(model, args.rate, args.decay), weight_decay=0.01, fused=True)

    def step_loss(step: int) -> dict[str, torch.Tensor]:
        model.train()
        with torch.autocast("cpu", torch.bfloat16):
            losses = model.loss(batches.at(step))
        return {name: WEIGHTS[name] * loss for name, loss in losses.items()}

    run = Run(args.out, args.steps, args.minutes, log, args.pause)
    run.go(model, optimizer, step_loss, lambda _: bio_scores(model, tokenizer, sample), args.evaluate_every)


if __name__ == "__main__":
    main()
