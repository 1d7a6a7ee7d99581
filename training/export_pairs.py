"""Write the trained pair model as a shipped model folder, its temperatures fitted on development pairs.

python -m training.export_pairs --base DIR --checkpoint FILE --data DIR --out models/pairs
"""

import argparse
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.batches import PAD, SEPARATOR, START
from training.export_tagger import write_manifest
from training.pair_data import HELD_TITLES, squad, squad_rows
from training.pair_model import LIMIT, PairModel, build, encode, label, tensors
from training.pair_types import CLASSES, Answer, Pair
from training.quantise import export, quantise
from training.train_pairs import samples

OUTPUTS = ("entailment", "answer")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--data", type=Path, required=True, help="folder with entailment/ and qa/")
    p.add_argument("--out", type=Path, required=True, help="the model's folder")
    p.add_argument("--keep", nargs="*", default=[], help="nodes whose name contains one of these stay fp32")
    return p


def logits(model: PairModel, tokenizer: Tokenizer, rows: Iterable[Pair | Answer]) -> tuple[Tensor, Tensor, Tensor]:
    """Entailment logits (rows, 3), answer logits (rows,) and labels (rows,), sorted by length."""
    listed = list(rows)
    encoded = sorted(zip(encode(listed, tokenizer), map(label, listed), strict=True), key=lambda row: len(row[0]))
    found = []
    for first in range(0, len(encoded), 32):
        pieces, mask, gold = tensors(encoded[first : first + 32])
        with torch.no_grad():
            found.append((*model(pieces, mask), gold))
    entailment, answer, gold = (torch.cat(parts) for parts in zip(*found, strict=True))
    return entailment, answer, gold


def temperature(scores: Tensor, gold: Tensor) -> float:
    """The divisor of the logits with the least log loss (Guo et al. 2017), to a twentieth between 0.5 and 4."""
    binary = torch.nn.functional.binary_cross_entropy_with_logits
    loss = torch.nn.functional.cross_entropy if scores.dim() == 2 else lambda s, g: binary(s, g.float())
    return min((step / 20 for step in range(10, 81)), key=lambda t: float(loss(scores / t, gold)))


def main() -> None:
    """Fit the temperatures, export, quantise, and write the manifest."""
    args = parser().parse_args()
    if not args.checkpoint.exists():
        raise SystemExit(f'No checkpoint at "{args.checkpoint}": run training.train_pairs first.')
    torch.set_num_threads(2)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    model = build(str(args.base), 12)
    model.load_state_dict(torch.load(args.checkpoint, weights_only=True)["weights"], strict=False)
    model.eval()
    drawn = samples(args.data)
    pairs = logits(model, tokenizer, [*drawn["mnli"], *drawn["vitaminc"]])
    held = [row for title in squad(args.data) if title["title"] in HELD_TITLES for row in squad_rows(title)][:800]
    answers = logits(model, tokenizer, held)
    args.out.mkdir(parents=True, exist_ok=True)
    export(model, OUTPUTS, {name: {0: "batch"} for name in OUTPUTS}, args.out / "full.onnx")
    rows = encode(drawn["mnli"][:32] + held[:16], tokenizer)
    quantise(args.out / "full.onnx", args.out / "model.onnx", rows, args.keep)
    (args.out / "full.onnx").unlink()
    shutil.copy(args.base / "tokenizer.json", args.out / "tokenizer.json")
    labels = {
        "classes": ["supports" if c == "entailment" else "refutes" if c == "contradiction" else c for c in CLASSES],
        "temperature": {"entailment": temperature(pairs[0], pairs[2]), "answer": temperature(answers[1], answers[2])},
        "limit": LIMIT,
        "start": START,
        "padding": PAD,
        "separator": SEPARATOR,
    }
    (args.out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")
    write_manifest(args.out)


if __name__ == "__main__":
    main()
