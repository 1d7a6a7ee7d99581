"""Write the trained pair model as a shipped model folder, its temperatures fitted on development pairs.

python -m training.export_pairs --base DIR --checkpoint FILE --data DIR --out models/pairs
python -m training.export_pairs --data DIR --out models/pairs  # fits the temperatures of the folder as it is anew
"""

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import torch

from assistant.pairs import PairReader
from benchmarks.measures import platt
from index.session import Array
from training import shipped
from training.batches import PAD, SEPARATOR, START, word_pieces
from training.export_tagger import write_manifest
from training.pair_data import CALIBRATED, squad, squad_rows
from training.pair_model import LIMIT, build, encode
from training.pair_types import CLASSES, Answer, Pair
from training.quantise import export, quantise, split
from training.train_pairs import samples

OUTPUTS = ("entailment", "answer")
NAMES = {"entailment": "supports", "contradiction": "refutes", "neutral": "neutral"}
"""The product's words for CLASSES."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--base", type=Path, help="folder of all-mpnet-base-v2")
    p.add_argument("--checkpoint", type=Path, help="what training wrote; without it only the temperatures are fitted anew")
    p.add_argument("--data", type=Path, required=True, help="folder with entailment/ and qa/")
    p.add_argument("--out", type=Path, required=True, help="the model's folder")
    p.add_argument("--begin", type=Path, help="the model folder that the run began with, as it was then")
    p.add_argument("--share", type=float, default=1.0, help="of the trained weights; the rest is of --begin's (default: 1)")
    p.add_argument("--keep", nargs="*", default=[], help="nodes whose name contains one of these stay fp32")
    p.add_argument("--full", type=Path, help="leave the fp32 graph here, or take it from here when it is there")
    return p


def development(data: Path) -> tuple[list[Pair], list[list[Answer]]]:
    """What is calibrated on: 400 pairs of two sets each, and the sentences of 300 questions of CALIBRATED titles."""
    drawn = samples(data)
    rows = [row for title in squad(data) if title["title"] in CALIBRATED for row in squad_rows(title)]
    questions = [list(group) for _, group in groupby(rows, key=lambda row: row.question)]
    return [*drawn["mnli"], *drawn["vitaminc"]], random.Random(0).sample(questions, 300)


def mixed(begun: dict[str, torch.Tensor], trained: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """The trained weights, or the mean of them and of those of the same names that the run began with.

    >>> mixed({"a": torch.tensor(1.0), "b": torch.tensor(2.0)}, {"a": torch.tensor(3.0)}, 0.5)
    {'a': tensor(2.)}
    """
    return {name: torch.lerp(begun[name].float(), weight.float(), share) for name, weight in trained.items()}


def full_graph(base: Path, begin: Path | None, checkpoint: Path, path: Path, share: float = 1.0) -> None:
    """Write the fp32 graph of a checkpoint; a run that began with shipped weights trained some of them only.

    With a `share` below 1 the weights are the mean of those the run began and ended with: better on all than either end, often.
    """
    model = build(str(base), 12)
    if begin:
        model.load_state_dict(shipped.parameters(begin), strict=False)
    model.load_state_dict(mixed(model.state_dict(), torch.load(checkpoint, weights_only=True)["weights"], share), strict=False)
    places = model.trunk.embeddings.position_embeddings
    places.weight = torch.nn.Parameter(places.weight[: LIMIT + 2])  # positions are counted from 2
    export(model, OUTPUTS, {name: {0: "batch"} for name in OUTPUTS}, path)


def write_labels(folder: Path, temperature: dict[str, float], shift: float) -> None:
    """Write labels.json and the manifest."""
    labels = {
        "classes": [NAMES[c] for c in CLASSES],
        "temperature": temperature,
        "shift": shift,
        "limit": LIMIT,
        "start": START,
        "padding": PAD,
        "separator": SEPARATOR,
    }
    (folder / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")
    write_manifest(folder)


def calibrate(folder: Path, pairs: Sequence[Pair], questions: Sequence[Sequence[Answer]]) -> None:
    """Set the temperatures and the shift of a model folder, whose own are 1 and 0."""
    reader = PairReader(folder)
    found = reader.entailment([(row.premise, row.hypothesis) for row in pairs])
    entailment = best_temperature(found, [CLASSES.index(row.label) for row in pairs])
    yes = iter(reader.answer([(row.question, row.sentence, row.context) for rows in questions for row in rows]))
    best = np.array([max(next(yes) for _ in rows) for rows in questions])
    answer, shift = platt(best.tolist(), [any(row.label for row in rows) for rows in questions])
    write_labels(folder, {"entailment": entailment, "answer": answer}, shift)


def best_temperature(chances: Array, gold: Sequence[int]) -> float:
    """The divisor of the logits with the least log loss (Guo et al. 2017), to a twentieth between 0.5 and 4.

    >>> best_temperature(np.array([[0.9, 0.1]] * 4), [0, 0, 0, 1])
    2.0
    """
    logs = np.log(np.maximum(chances, 1e-12))

    def loss(temperature: float) -> float:
        scaled = logs / temperature
        scaled -= np.logaddexp.reduce(scaled, axis=1, keepdims=True)
        return -float(scaled[np.arange(len(gold)), list(gold)].mean())

    return min((step / 20 for step in range(10, 81)), key=loss)


def main() -> None:
    """Export, quantise, fit the temperatures, and write the manifest."""
    args = parser().parse_args()
    if not args.begin and args.share != 1:
        raise SystemExit("--share is of the trained weights and of those the run began with: name their folder with --begin.")
    pairs, questions = development(args.data)
    if args.checkpoint or args.full:
        write_model(args, [*pairs[:32], *(rows[0] for rows in questions[:16])])
    write_labels(args.out, {"entailment": 1.0, "answer": 1.0}, 0.0)
    calibrate(args.out, pairs, questions)


def write_model(args: argparse.Namespace, shown: Sequence[Pair | Answer]) -> None:
    """The quantised graph and its tokenizer; the scales are taken from what is shown."""
    if not args.base:
        raise SystemExit("Name the folder of all-mpnet-base-v2 with --base (training/README.md tells where it comes from).")
    full = args.full or args.out / "full.onnx"
    args.out.mkdir(parents=True, exist_ok=True)
    if not full.exists():
        if not args.checkpoint or not args.checkpoint.exists():
            raise SystemExit(f'No checkpoint at "{args.checkpoint}": run training.train_pairs first.')
        full_graph(args.base, args.begin, args.checkpoint, full, args.share)
    shutil.copy(args.base / "tokenizer.json", args.out / "tokenizer.json")
    quantise(full, args.out / "model.onnx", encode(shown, word_pieces(args.out)), args.keep)
    split(args.out / "model.onnx")
    if not args.full:
        full.unlink()


if __name__ == "__main__":
    main()
