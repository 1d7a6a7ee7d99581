"""Everything that is measured of a pair model, by the other benchmarks, one after the other.

python -m benchmarks.pairs [--model FOLDER] [--data FOLDER] [--gold FOLDER] --output FOLDER [--only NAME…]

A new model is measured before it is shipped: its folder is named by --model. OUTPUT gets NAME.json and NAME.log of each, and what
is there already is not measured again. Some 25 minutes on two cores; speed is left to benchmarks/speed.py and an idle machine.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
THREE_WAY = (
    "mnli_val.jsonl.gz",
    "vitaminc_dev.jsonl.gz",
    "fever_symmetric_dev.jsonl",
    "megaveridicality_3way_dev.jsonl",
    "anli_dev.jsonl.gz",
)
NAMES = ("entailment", "documents", "verdicts", "wice", "summaries", "squad", "qed", "trecqa", "questions")
DOCUMENTS = ("wice_dev.jsonl.gz", "cliff_val.jsonl.gz", "qags.jsonl.gz")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure a pair model by every benchmark that it has a part in.")
    p.add_argument("--model", type=Path, help="the pair model's folder (default: the shipped one)")
    p.add_argument("--data", type=Path, default=Path("../shared/data"), help="default: %(default)s")
    p.add_argument("--gold", type=Path, default=Path("../shared/gold"), help="annotated articles (default: %(default)s)")
    p.add_argument("--output", type=Path, required=True, help="folder for the figures")
    p.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME", help=f"only these of: {', '.join(NAMES)}")
    return p


def commands(data: Path, gold: Path, output: Path) -> Iterator[tuple[str, list[str]]]:
    """The name of each measurement, and its module with arguments."""

    def files(folder: str, names: tuple[str, ...]) -> list[str]:
        return [str(data / folder / name) for name in names]

    verification = ["benchmarks.verification", "--data", str(data / "verification"), "--half", "odd"]
    yield "entailment", ["benchmarks.entailment", "--limit", "2500", "--pairs", *files("entailment", THREE_WAY)]
    yield "documents", ["benchmarks.entailment", "--limit", "200", "--pairs", *files("verification", DOCUMENTS)]
    yield "verdicts", ["benchmarks.verdicts", "--data", str(gold)]
    yield "wice", [*verification, "--set", "wice", "--limit", "120", "--predictions", str(output / "wice.jsonl")]
    yield "summaries", [*verification, "--set", "cliff", "qags", "--limit", "150", "--predictions", str(output / "summaries.jsonl")]
    yield (
        "squad",
        ["benchmarks.finder", "--data", str(data / "qa"), "--way", "finder", "joint", "--sample", "500", "--set", "squad_held"],
    )
    yield "qed", ["benchmarks.finder", "--data", str(data / "qa"), "--way", "finder", "joint", "--sample", "200", "--set", "qed"]
    yield "trecqa", ["benchmarks.retrieval", "--data", str(data / "retrieval"), "--set", "trecqa_test"]
    yield "questions", ["benchmarks.questions", "--gold", str(gold)]


def measured(name: str, module: list[str], output: Path, environment: dict[str, str]) -> bool:
    """Runs one benchmark, its words kept in NAME.log; whether it came to an end."""
    made, part = output / f"{name}.json", output / f"{name}.part.json"
    part.unlink(missing_ok=True)
    with (output / f"{name}.log").open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", *module, "--output", str(part)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode == 0 and part.exists():
        part.replace(made)
    return made.exists()


def main() -> None:
    """Measure all, and tell how long each took and what failed."""
    options = parser().parse_args()
    data, gold, output = (path.resolve() for path in (options.data, options.gold, options.output))
    for path in (data, gold):
        if not path.is_dir():
            sys.exit(
                f'there is no folder "{path}": name it with --data or --gold (docs/evaluation.md tells where the sets come from)'
            )
    if options.model and not (options.model / "manifest.json").is_file():
        sys.exit(f'"{options.model}" is no pair model: name a folder that training/export_pairs.py made')
    output.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ)
    if options.model:
        environment["ONRECORD_PAIRS"] = str(options.model.resolve())
    failed = []
    for name, module in commands(data, gold, output):
        if (options.only and name not in options.only) or (output / f"{name}.json").exists():
            continue
        began = time.monotonic()
        ended = measured(name, module, output, environment)
        print(f"{name}: {'measured' if ended else 'failed'}, {time.monotonic() - began:.0f} s", flush=True)
        failed += [] if ended else [name]
    if failed:
        sys.exit(f'not measured: {", ".join(failed)}; see "{output}/{failed[0]}.log"')


if __name__ == "__main__":
    main()
