"""Write the trained tagger as a shipped model folder: ONNX at 8 bits, tokenizer, labels and checksums.

python -m training.export_tagger --base DIR --checkpoint FILE --data DIR --out models/tagger
"""

import argparse
import json
import random
import shutil
from pathlib import Path

import torch

from index.onnx import FILES, MANIFEST, sha256
from training import shipped
from training.attribution_data import CUE_CLASSES, LABELS, encode, read_jsonl, windows
from training.batches import PAD, SEPARATOR, START, collate, word_pieces
from training.quantise import export, quantise
from training.tagger_model import IMPOSSIBLE, TaggerModel, build

OUTPUTS = ("tags", "cue_classes", "spans", "cues")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    weights = p.add_mutually_exclusive_group(required=True)
    weights.add_argument("--checkpoint", type=Path)
    weights.add_argument("--begin", type=Path, help="a model folder, to be written anew from its 8-bit weights")
    p.add_argument("--data", type=Path, required=True, help="folder with polnear_train.jsonl.gz, to measure activations on")
    p.add_argument("--out", type=Path, required=True, help="the model's folder")
    p.add_argument("--layers", type=int, default=8)
    p.add_argument("--bits", type=int, choices=(8, 32), default=8)
    p.add_argument("--keep", nargs="*", default=[], help="nodes whose name contains one of these stay fp32")
    return p


def labels(model: TaggerModel) -> dict[str, object]:
    """What the runtime must know beside the graph; forbidden transitions have the score -1e4."""
    transitions = model.crf.scores().detach().clamp(min=IMPOSSIBLE).tolist()
    return {
        "tags": LABELS,
        "cue_classes": CUE_CLASSES,
        "transitions": [[round(score, 4) for score in row] for row in transitions],
        "start": START,
        "padding": PAD,
        "separator": SEPARATOR,
    }


def write_manifest(folder: Path) -> None:
    """Record the SHA-256 of the files that are loaded."""
    weights = sorted(path.name for path in folder.glob("weights-*.bin"))
    sums = {name: sha256(folder / name) for name in (*FILES, *weights)}
    (folder / MANIFEST).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")


def calibration(base: Path, data: Path, articles: int = 16) -> list[list[int]]:
    """The first window of some training articles, as piece ids."""
    tokenizer = word_pieces(base)
    rng = random.Random(0)
    drawn = rng.sample(read_jsonl(data / "polnear_train.jsonl.gz"), articles)
    first = [next(windows(encode(article, tokenizer), rng, alone=0)) for article in drawn]
    return [collate([window])["pieces"][0].tolist() for window in first]


def trained(args: argparse.Namespace) -> TaggerModel:
    """The tagger with the weights that the options name."""
    model = build(str(args.base), args.layers, args.layers)
    if args.begin:
        model.load_state_dict(shipped.parameters(args.begin), strict=False)
        known = json.loads((args.begin / "labels.json").read_text(encoding="utf-8"))
        model.crf.transitions.data = torch.tensor(known["transitions"])
        return model
    if not args.checkpoint.exists():
        raise SystemExit(f'No checkpoint at "{args.checkpoint}": run training.train_tagger first.')
    model.load_state_dict(torch.load(args.checkpoint, weights_only=True)["weights"], strict=False)
    return model


def main() -> None:
    """Export, quantise, and write the manifest."""
    args = parser().parse_args()
    model = trained(args)
    args.out.mkdir(parents=True, exist_ok=True)
    full = args.out / ("model.onnx" if args.bits == 32 else "full.onnx")
    export(model, OUTPUTS, {name: {0: "batch", 1: "pieces"} for name in OUTPUTS}, full)
    if args.bits == 8:
        quantise(full, args.out / "model.onnx", calibration(args.base, args.data), args.keep)
        full.unlink()
    shutil.copy(args.base / "tokenizer.json", args.out / "tokenizer.json")
    (args.out / "labels.json").write_text(json.dumps(labels(model), indent=1) + "\n", encoding="utf-8")
    write_manifest(args.out)


if __name__ == "__main__":
    main()
