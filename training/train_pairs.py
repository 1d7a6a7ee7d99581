"""Train the entailer and answer finder, two heads on one encoder.

python -m training.train_pairs --base DIR --data DIR --out DIR --steps 6000

Resumes from OUT/checkpoint.pt; sleeps while the file given by --pause exists.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training import shipped
from training.attribution_data import read_jsonl
from training.batches import word_pieces
from training.pair_data import answer_rows, entailment_pairs
from training.pair_model import PairModel, build, encode, label, tensors
from training.pair_types import CLASSES, Answer, Pair
from training.run import Run, autocast, run_options, start

Encoded = list[tuple[list[int], int]]
ANSWER_WEIGHT = 0.7


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    run_options(p, frozen=4, steps=6000, rate=4e-5, evaluate_every=500)
    p.add_argument("--data", type=Path, required=True, help="folder with entailment/, qa/, retrieval/ and news/")
    p.add_argument("--entailment", type=float, default=1.0, help="share of the entailment batches in a pass (default: 1)")
    p.add_argument("--begin", type=Path, help="model folder whose trained weights the run begins with (training/shipped.py)")
    return p


class Batches:
    """The batch of a step: passes over the mixture, every pass drawn anew from (seed, pass); a batch has one task.

    `entailment` is the share of the entailment batches that a pass has.
    """

    def __init__(self, data: Path, tokenizer: Tokenizer, pieces: int, seed: int, entailment: float = 1.0) -> None:
        self.data, self.tokenizer, self.pieces, self.seed, self.entailment = data, tokenizer, pieces, seed, entailment
        self.number, self.first = -1, 0
        self.batches: list[tuple[str, Encoded]] = []

    def at(self, step: int) -> tuple[str, Encoded]:
        """The task ("entail" or "answer") and rows of a step; steps are asked for in rising order."""
        while step >= self.first + len(self.batches):
            self.first += len(self.batches)
            self.number += 1
            rng = random.Random(f"{self.seed} {self.number}")
            pairs = self._cut(entailment_pairs(self.data, rng))
            self.batches = [("entail", b) for b in rng.sample(pairs, round(self.entailment * len(pairs)))]
            self.batches += [("answer", b) for b in self._cut(answer_rows(self.data, rng))]
            rng.shuffle(self.batches)
        return self.batches[step - self.first]

    def _cut(self, rows: Sequence[Pair | Answer]) -> list[Encoded]:
        """Batches of rows of similar length, at most `pieces` padded pieces each."""
        batches: list[Encoded] = [[]]
        for row in sorted(zip(encode(rows, self.tokenizer), map(label, rows), strict=True), key=lambda row: len(row[0])):
            if (len(batches[-1]) + 1) * len(row[0]) > self.pieces:
                batches.append([])
            batches[-1].append(row)
        return batches


def samples(data: Path, size: int = 400) -> dict[str, list[Pair]]:
    """Samples of the benchmarks for choosing; fever_symmetric has two classes."""
    names = {"mnli": "mnli_val.jsonl.gz", "vitaminc": "vitaminc_dev.jsonl.gz", "fever_symmetric": "fever_symmetric_dev.jsonl",
             "megaveridicality": "megaveridicality_3way_dev.jsonl"}  # fmt: skip
    drawn = {}
    for name, file in names.items():
        rows = read_jsonl(data / "entailment" / file)
        rows = random.Random(0).sample(rows, min(size, len(rows)))
        drawn[name] = [Pair(r["premise"], r["hypothesis"], r.get("nli_label", r["label"])) for r in rows]
    return drawn


def accuracies(model: PairModel, tokenizer: Tokenizer, drawn: dict[str, list[Pair]]) -> dict[str, float]:
    """Accuracy in percent on every sample."""
    model.eval()
    return {name: round(100 * _accuracy(model, tokenizer, rows, name == "fever_symmetric"), 1) for name, rows in drawn.items()}


def _accuracy(model: PairModel, tokenizer: Tokenizer, rows: list[Pair], two_way: bool) -> float:
    encoded = sorted(zip(encode(rows, tokenizer), map(label, rows), strict=True), key=lambda row: len(row[0]))
    right = 0
    for first in range(0, len(encoded), 32):
        pieces, mask, gold = tensors(encoded[first : first + 32])
        with torch.no_grad(), autocast():
            found = model(pieces, mask)[0].float().softmax(1)
        if two_way:
            right += int(((found[:, 0] > 0.5) == (gold == CLASSES.index("entailment"))).sum())
        else:
            right += int((found.argmax(1) == gold).sum())
    return right / len(rows)


def main() -> None:
    """Train, evaluating now and then on samples of the development sets."""
    args = parser().parse_args()
    log = start(args)
    tokenizer = word_pieces(args.base)
    batches = Batches(args.data, tokenizer, args.pieces, args.seed, args.entailment)
    drawn = samples(args.data)
    model = build(str(args.base), args.frozen)
    if args.begin:
        model.load_state_dict(shipped.parameters(args.begin), strict=False)
    heads = [*model.entail.parameters(), *model.answer.parameters()]
    trunk = [p for p in model.trunk.parameters() if p.requires_grad]
    groups = [{"params": trunk, "lr": args.rate}, {"params": heads, "lr": 5 * args.rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)

    def step_loss(step: int) -> dict[str, torch.Tensor]:
        model.train()
        task, rows = batches.at(step)
        with autocast():
            if task == "entail":
                return {"entail": model.entail_loss(*tensors(rows))}
            return {"answer": ANSWER_WEIGHT * model.answer_loss(*tensors(rows))}

    run = Run(args.out, args.steps, args.minutes, log, args.pause)
    run.go(model, optimizer, step_loss, lambda _: accuracies(model, tokenizer, drawn), args.evaluate_every)


if __name__ == "__main__":
    main()
