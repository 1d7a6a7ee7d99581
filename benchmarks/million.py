"""Measure search over a million passages: latency, memory and the time to build, as the library grows.

python -m benchmarks.million --folder FOLDER [--sizes N…] [--step embed build ask] [--output JSON] [--plot PNG]

embed  the news, read and embedded once as `onrecord add` does (statements too), kept in FOLDER; it goes on where it was stopped
build  a library in a database with a Chroma server of its own for each size, in FOLDER/SIZE, each grown out of the one before it;
       goes on where it was stopped
ask    questions over the library of each size, by a process of its own and a server started anew: `Index.search` and
       `Assistant.ask`, over everything and in given articles; the memory of both

The real passages come first; those that are missing are made of them (benchmarks/copies.py). FOLDER must have some 10 GB for a
million passages.
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant, Settings
from benchmarks.copies import Real, embed, embedded, library
from benchmarks.gold import Figures
from benchmarks.gold import read as read_questions
from benchmarks.news import every
from benchmarks.questions import GATE_DATA, record
from index.embed import Vectors
from index.entry import Entry

SIZES = (10_000, 100_000, 1_000_000)
WRITTEN = 500
"""Articles written together."""
WARMING, ASKED = 10, 95
AMONG = (1, 20)
"""Articles that a filtered question is asked of."""
SLOWER, LARGER = 2.0, 1.3
"""Targets: the median of `ask` at the largest size beside that at the smallest; memory beside the vectors and the models."""
OPTIONS: Any = {"hnsw": {"sync_threshold": 20_000}}
"""Of the server's index while it is built."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure search over a million passages.")
    p.add_argument("--folder", type=Path, required=True, help="where vectors and libraries are kept, outside the repository")
    p.add_argument("--news", type=Path, default=Path("../shared/data/news/articles.jsonl.gz"), help="default: %(default)s")
    p.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="passages (default: %(default)s)")
    p.add_argument("--step", nargs="+", choices=("embed", "build", "ask"), default=["embed", "build", "ask"])
    p.add_argument("--output", type=Path, help="put the figures into this JSON file")
    p.add_argument("--plot", type=Path, help="draw them into this PNG")
    p.add_argument("--worker", choices=("ask", "models"), help=argparse.SUPPRESS)
    p.add_argument("--port", type=int, default=8917, help="of the Chroma server (default: %(default)s)")
    p.add_argument("--pid", type=int, default=0, help=argparse.SUPPRESS)
    return p


def begin(folder: Path, size: int) -> Path:
    """The folder for a size, which begins as a copy of that of the next smaller one."""
    place = folder / str(size)
    smaller = [int(path.name) for path in folder.iterdir() if path.name.isdigit() and int(path.name) < size]
    if not place.exists() and smaller:
        shutil.rmtree(folder / "copying", ignore_errors=True)
        shutil.copytree(folder / str(max(smaller)), folder / "copying").rename(place)
    return place


def grow(folder: Path, port: int, real: Real, size: int) -> Figures:
    """Adds articles until there are `size` passages; seconds, and how many of them this run added."""
    with opened(folder, port, create=True) as assistant:
        index = assistant.index
        began, before = time.perf_counter(), index.size
        tune(port)
        known = set(index.ids)
        missing = ((entry, vectors) for entry, vectors in library(real) if entry.id not in known)
        while (there := index.size) < size:
            made: list[tuple[Entry, Vectors]] = []
            while len(made) < WRITTEN and there < size:
                made.append(next(missing))
                there += made[-1][0].size
            index.take(made)
            print(f"{there} passages, {time.perf_counter() - began:.0f} s", flush=True)
        return {"seconds": round(time.perf_counter() - began, 1), "added": index.size - before}


def tune(port: int) -> None:
    """Lets the server write its index out more seldom."""
    import chromadb
    from chromadb.config import Settings as Client

    client = chromadb.HttpClient("127.0.0.1", port, settings=Client(anonymized_telemetry=False))
    for collection in client.list_collections():
        collection.modify(configuration=OPTIONS)


def opened(folder: Path, port: int, create: bool = False) -> Assistant:
    """The library at the server."""
    settings = Settings(store=f"http://127.0.0.1:{port}", store_timeout=600)
    return Assistant.open(folder / "library", settings, create=create)


@contextmanager
def server(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A Chroma server over what is in the folder."""
    place = folder / "chroma"
    place.mkdir(parents=True, exist_ok=True)
    command = [
        str(Path(sys.executable).with_name("chroma")),
        "run",
        "--path",
        str(place),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=1).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.5)
        yield process
    finally:
        process.terminate()
        process.wait()


def ask(folder: Path, port: int, pid: int) -> Figures:
    """Worker: each question searched and asked, over everything and in given articles, after some that warm everything up.

    `pid` is the server's: beside the time that a call takes is the processors' that it costs, which other programs change less.
    """
    with opened(folder, port) as assistant:
        index = assistant.index
        began = time.perf_counter()
        assistant.ask("What happened?")
        first = time.perf_counter() - began
        ids = index.ids
        measured: dict[str, list[float]] = defaultdict(list)
        busy: dict[str, list[float]] = defaultdict(list)
        asked = list(islice(questions(assistant, ids), ASKED))
        for number, question in enumerate([*asked[:WARMING], *asked]):
            drawn = np.random.default_rng(number)
            chosen = {n: [ids[i] for i in drawn.choice(len(ids), n, replace=False)] for n in AMONG}
            ways: dict[str, Callable[[], object]] = {
                "encode": lambda q=question: index.embedder.encode([q]),  # type: ignore[misc]
                "lexical": lambda q=question: index.lexical(q, 50),  # type: ignore[misc]
                "dense": lambda q=question: index.dense(q, 50),  # type: ignore[misc]
                "search": lambda q=question: index.search(q, 8),  # type: ignore[misc]
                "ask": lambda q=question: assistant.ask(q),  # type: ignore[misc]
                **{f"search_{n}": lambda q=question, n=n, c=chosen: index.search(q, 8, c[n]) for n in AMONG},  # type: ignore[misc]
                **{f"ask_{n}": lambda q=question, n=n, c=chosen: assistant.ask(q, c[n]) for n in AMONG},  # type: ignore[misc]
            }
            for way, call in ways.items():
                began, used = time.perf_counter(), processor(pid)
                call()
                if number >= WARMING:
                    measured[way].append(time.perf_counter() - began)
                    busy[way].append(processor(pid) - used)
        figures = {way: spread(taken, busy[way]) for way, taken in measured.items()}
        return {
            "passages": index.size,
            "articles": index.count,
            "questions": len(asked),
            "first": round(first, 2),
            **figures,
            **memory("self"),
        }


def questions(assistant: Assistant, ids: Sequence[str]) -> Iterator[str]:
    """The gate's questions, and headlines of the library as questions."""
    yield from (question.standalone() for question in read_questions(GATE_DATA))
    yield from (f"What happened: {assistant.index.find(article_id).title}?" for article_id in ids[:: max(1, len(ids) // ASKED)])


def models(news: Path) -> Figures:
    """Worker: what a process needs in which the embedder has encoded and a question was asked of one article, all in memory."""
    assistant = Assistant.blank().beside(list(islice(every(news), 1)))
    assistant.ask("What happened?")
    return memory("self")


def memory(process: str | int) -> Figures:
    """Megabytes of a process: its own (anonymous), and of files mapped into it, which the system may drop."""
    text = Path(f"/proc/{process}/status").read_text()
    size: Callable[[str], int] = lambda name: int(match[1]) // 1024 if (match := re.search(rf"{name}:\s+(\d+)", text)) else 0
    return {"megabytes": size("RssAnon"), "mapped_megabytes": size("RssFile") + size("RssShmem"), "most_megabytes": size("VmHWM")}


def processor(pid: int) -> float:
    """Seconds that this process and the server have kept processors busy."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return time.process_time() + sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def spread(taken: list[float], busy: list[float]) -> Figures:
    """Median and 95th percentile, and the median of the processors' time; milliseconds."""
    ordered = sorted(taken)
    return {
        "median_ms": round(1000 * statistics.median(taken), 1),
        "processor_ms": round(1000 * statistics.median(busy), 1),
        "p95_ms": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1),
    }


def run(options: argparse.Namespace, worker: str, folder: Path, pid: int) -> Figures:
    """What a worker measured, in a process of its own."""
    command = [sys.executable, __file__, "--worker", worker, "--folder", str(folder), "--port", str(options.port)]
    command += ["--pid", str(pid)]
    printed = subprocess.run([*command, "--news", str(options.news)], check=True, stdout=subprocess.PIPE, text=True).stdout
    measured: Figures = json.loads(printed.splitlines()[-1])
    return measured


def measure(options: argparse.Namespace, size: int) -> Figures:
    """Everything about one size."""
    folder = options.folder / str(size)
    with server(folder, options.port) as process:
        fresh = memory(process.pid)
        figures = {**run(options, "ask", folder, process.pid), "server": memory(process.pid), "server_empty": fresh}
    dimensions = 384
    own = figures["passages"] * dimensions * 4 / 2**20
    models_alone = run(options, "models", folder, 0)
    needed = figures["server"]["megabytes"] + figures["megabytes"]
    return {
        **figures,
        "vectors_megabytes": round(own),
        "models_megabytes": models_alone["megabytes"],
        "memory_ratio": round(needed / (own + models_alone["megabytes"]), 3),
        "memory_target": LARGER,
        "disk_megabytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20,
    }


def plot(sizes: dict[str, Figures], path: Path) -> None:
    """Draws latency and memory by size."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    rows = [sizes[key] for key in sorted(sizes, key=int)]
    passages = [row["passages"] for row in rows]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4))
    for way in ("ask", "search", "dense", "lexical", "encode", f"ask_{AMONG[-1]}"):
        label = way.replace("_", " in ") + (" articles" if "_" in way else "")
        left.plot(passages, [row[way]["median_ms"] for row in rows], marker="o", label=label)
    left.set(xscale="log", xlabel="passages", ylabel="median, milliseconds", ylim=(0, None), title="Latency")
    left.legend()
    for name, values in (
        ("server and process", [row["server"]["megabytes"] + row["megabytes"] for row in rows]),
        ("of that the server", [row["server"]["megabytes"] for row in rows]),
        ("the vectors alone", [row["vectors_megabytes"] for row in rows]),
        ("vectors and models", [row["vectors_megabytes"] + row["models_megabytes"] for row in rows]),
    ):
        right.plot(passages, values, marker="o", label=name)
    right.set(xscale="log", yscale="log", xlabel="passages", ylabel="megabytes", title="Memory")
    right.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    """Embed, build and measure what was asked for, and print it; as a worker, measure one thing."""
    options = parser().parse_args()
    if options.worker:
        print(json.dumps(ask(options.folder, options.port, options.pid) if options.worker == "ask" else models(options.news)))
        return
    if "embed" in options.step:
        embed(options.news, options.folder / "parts")
    kept = json.loads(options.output.read_text()) if options.output and options.output.exists() else {}
    for size in sorted(options.sizes):
        figures: Figures = kept.get(str(size), {})
        if "build" in options.step:
            real = embedded(options.folder / "parts")
            figures = {**figures, "real_passages": sum(entry.size for entry in real.entries)}
            folder = begin(options.folder, size)
            with server(folder, options.port):
                figures["build"] = grow(folder, options.port, real, size)
        if "ask" in options.step:
            figures = {**figures, **measure(options, size), "load": os.getloadavg()[0], "python": platform.python_version()}
        print(json.dumps({size: figures}, indent=1), flush=True)
        kept[str(size)] = figures
        if options.output:
            record(options.output, str(size), figures)
    if options.plot and len(kept) > 1:
        plot(kept, options.plot)


if __name__ == "__main__":
    main()
