"""Measure bulk ingestion on Ray: articles a second with one worker and with two, beside the bare models.

python -m benchmarks.bulk [--news FILE] [--articles N] [--repeat N] [--output RESULT.json]

one, two  `onrecord add --engine ray` with that many workers of one thread each, into a new library. The clock begins when the
          models are loaded (the mean of the workers) and ends when everything is written: starting has its price once
models    the tagger and the embedder alone on the same articles, in two processes of one thread each that start together

Each is a process of its own, in turns; medians. As many processors as workers must be idle.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import build
from benchmarks.gold import Figures
from benchmarks.news import articles
from benchmarks.questions import record
from index.attribution import Attributor
from index.attribution.tag import Tagger
from index.bulk import Bulk
from index.cluster import ARTICLES as TOGETHER
from index.embed import MiniLM
from index.index import Index
from index.ingest import read

WORKERS = 2
ARTICLES = 384
TARGETS = {"of_two": 0.8, "of_models": 0.85}
"""The rate of two workers beside two times that of one, and beside that of the bare models."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure bulk ingestion on Ray.")
    news = Path("../shared/data/news/articles.jsonl.gz")
    p.add_argument("--news", type=Path, default=news, help="articles, a JSON object a line (default: %(default)s, when present)")
    p.add_argument("--articles", type=int, default=ARTICLES, help="how many are added (default: %(default)s)")
    p.add_argument("--repeat", type=int, default=3, help="repetitions (default: %(default)s)")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file")
    p.add_argument("--worker", choices=("add", "models"), help=argparse.SUPPRESS)
    p.add_argument("--workers", type=int, default=1, help=argparse.SUPPRESS)
    p.add_argument("--part", type=int, default=0, help=argparse.SUPPRESS)
    return p


def noted(folder: Path) -> Attributor:
    """The product's attributor, once its loading and the time have been noted in a folder."""
    made = build.attributor()
    (folder / f"ready-{os.getpid()}").write_text(str(time.time()))
    return made


def add(options: argparse.Namespace) -> float:
    """Worker: seconds from loaded models to all articles in a new library."""
    with tempfile.TemporaryDirectory() as spare:
        folder = Path(spare)
        make: Callable[[], Attributor] = partial(noted, folder)
        chosen = articles(options.news, options.articles)
        with Index.open(folder / "library", MiniLM.name, MiniLM, create=True, make_attributor=make) as index:
            found = Bulk(index, chosen, failed).run(options.workers, lambda _: None)
            end = time.time()
            if len(found) != len(index.ids) or len(found) != len({article.id for article in chosen}):
                sys.exit(f"{len(found)} articles of {len(chosen)} were added")
        ready = [float(note.read_text()) for note in folder.glob("ready-*")]
        return end - float(statistics.mean(ready))


def failed(_: object, error: Exception) -> None:
    """Ends the run: an article that is read in the driver cannot fail."""
    sys.exit(str(error))


def models(options: argparse.Namespace) -> float:
    """Worker: seconds of the models on every second article, in the groups that workers get, when it is told to begin."""
    os.environ["ONRECORD_THREADS"] = "1"
    embedder, tagger = MiniLM(), Tagger()
    chosen = iter(articles(options.news, options.articles)[options.part :: WORKERS])
    groups = [[(a.text, [p.text for p in read(a).passages]) for a in islice(chosen, TOGETHER)] for _ in range(options.articles)]
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    for group in groups:
        for text, _ in group:
            tagger.tag(text)
        if group:
            embedder.encode([text for _, passages in group for text in passages])
    return time.perf_counter() - began


def run(options: argparse.Namespace, *arguments: str) -> "subprocess.Popen[str]":
    """A worker, as a process of its own."""
    command = [sys.executable, __file__, "--news", str(options.news), "--articles", str(options.articles), *arguments]
    environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false"}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def added(options: argparse.Namespace, workers: int) -> float:
    """Articles a second with that many workers."""
    process = run(options, "--worker", "add", "--workers", str(workers))
    printed, _ = process.communicate()
    if process.returncode:
        sys.exit(f"adding failed: {process.returncode}")
    articles_added: int = options.articles
    return articles_added / float(printed.splitlines()[-1])


def bare(options: argparse.Namespace) -> float:
    """Articles a second of the models alone."""
    processes = [run(options, "--worker", "models", "--part", str(part)) for part in range(WORKERS)]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    seconds = []
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        seconds.append(float(process.communicate()[0].splitlines()[-1]))
    articles_read: int = options.articles
    return articles_read / max(seconds)


def measure(options: argparse.Namespace) -> Figures:
    """The rates in turns, and the ratios of their medians."""
    rates: dict[str, list[float]] = {"one": [], "two": [], "models": []}
    for _ in range(options.repeat):
        rates["one"].append(added(options, 1))
        rates["two"].append(added(options, WORKERS))
        rates["models"].append(bare(options))
    one, two, alone = (statistics.median(rates[name]) for name in rates)
    return {
        "articles": options.articles,
        "articles_a_second": {name: [round(rate, 3) for rate in found] for name, found in rates.items()},
        "of_two": round(two / (WORKERS * one), 3),
        "of_models": round(two / alone, 3),
        "targets": TARGETS,
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "processors": len(os.sched_getaffinity(0)),
    }


def main() -> None:
    """Measure and print; as a worker, measure one thing."""
    options = parser().parse_args()
    if not options.news.is_file():
        sys.exit(f'there is no file "{options.news}": name it with --news (docs/evaluation.md tells where it comes from)')
    if options.worker:
        print(add(options) if options.worker == "add" else models(options))
        return
    figures = measure(options)
    print(json.dumps({"bulk": figures}, indent=1))
    if options.output:
        record(options.output, "bulk", figures)


if __name__ == "__main__":
    main()
