"""Many users of one `onrecord serve` on this machine, beside few in the same run: busy, errors, mixing, times, memory.

python -m benchmarks.load [--seconds 600] [--users 50] [--think 5 15] [--workers 1] [--output RESULT.json]
python -m benchmarks.load --soak 2 [--users 8] [--output RESULT.json]

Each user has an article of their own (a paragraph with words that no other article has, before a real one of 300 to 500 words),
asks, verifies, looks up speakers and searches in it (40, 25, 20 and 15 of a hundred), and thinks between two requests. First
two users a core, then all, as long each. With --soak users also add and remove articles, for hours; the memory of every process
is sampled each minute. The news file is that of benchmarks.speed.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import httpx
import numpy as np

from benchmarks.crowd import LONGEST, Told, User, Visit, ask, crowd
from benchmarks.news import every
from benchmarks.served import Served, serving
from index.types import Article

FEW = 2
"""Users a core, beside whom the many are measured."""
TARGET = 3.0
"""The 95th percentile of the many, beside that of the few, at most."""
WORDS = range(300, 501)
"""Of the real articles."""
MINUTE = 60.0
CHANGES = 0.1
"""How often a user of a soak adds and removes an article instead of asking."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--seconds", type=float, default=600, help="of each of the two parts (default: %(default)s)")
    p.add_argument("--users", type=int, default=50, help="at once (default: %(default)s)")
    p.add_argument("--think", type=float, nargs=2, default=(5.0, 15.0), help="seconds between two requests, from and to")
    p.add_argument("--workers", type=int, default=1, help="processes that serve; several with a Chroma server and a database")
    p.add_argument("--serve", nargs=argparse.REMAINDER, default=[], help="the rest are options of onrecord serve")
    p.add_argument("--soak", type=float, metavar="HOURS", help="articles come and go, memory is watched")
    p.add_argument("--news", type=Path, default=Path("../shared/data/news/articles.jsonl.gz"))
    p.add_argument("--output", type=Path, help="put the figures into this JSON file")
    return p


def company(news: Path) -> Iterator[Article]:
    """Real articles of the wanted length."""
    return (article for article in every(news) if len(article.text.split()) in WORDS)


def fill(served: Served, articles: Sequence[Article]) -> list[str]:
    """Adds an article for each user; their ids."""
    return [add(served, User(number).text(article)) for number, article in enumerate(articles)]


def add(served: Served, text: str) -> str:
    """Adds an article; its id."""
    added = httpx.post(f"{served.address}/v1/articles", json={"text": text}, timeout=LONGEST).raise_for_status()
    return str(added.json()[0]["id"])


def warm(served: Served, articles: Sequence[str]) -> None:
    """Each kind of request several times, so that every worker has read what it needs."""
    asyncio.run(crowd(served.address, articles[:4], 15, (0.0, 0.5)))


def load(options: argparse.Namespace) -> dict[str, Any]:
    """Few users, then many."""
    few = FEW * (os.cpu_count() or 1)
    with serving(options.workers, *options.serve) as served:
        articles = fill(served, list(islice(company(options.news), options.users)))
        warm(served, articles)
        start, think = served.memory(), tuple(options.think)
        beside = asyncio.run(crowd(served.address, articles[:few], options.seconds, think)).figures()
        told = asyncio.run(crowd(served.address, articles, options.seconds, think)).figures()
        end, model = served.memory(), models(served)
    ratio = round(told["seconds"]["p95"] / beside["seconds"]["p95"], 2)
    passed = ratio <= TARGET and not any((told["errors"], told["mixed"], beside["errors"], beside["mixed"]))
    return {
        "users": {"count": options.users, **told},
        "beside": {"count": few, **beside},
        "p95_ratio": {"ratio": ratio, "target": TARGET, "reached": passed},
        "megabytes": {"start": start, "end": end},
        "models": model,
    }


def models(served: Served) -> dict[str, float]:
    """The models' numbers of the server's metrics."""
    lines = httpx.get(f"{served.address}/metrics", timeout=LONGEST).text.splitlines()
    found = [line.rpartition(" ") for line in lines if line.startswith("onrecord_model_") and "_created" not in line]
    return {name.removeprefix("onrecord_model_"): round(float(number), 2) for name, _, number in found}


def soak(options: argparse.Namespace) -> dict[str, Any]:
    """Users whose articles come and go, for hours; the memory each minute."""
    with serving(options.workers, *options.serve) as served:
        texts = list(islice(company(options.news), 2 * options.users))
        articles = fill(served, texts[: options.users])
        warm(served, articles)
        told, samples = asyncio.run(_soaked(served, articles, texts[options.users :], options))
    return {"hours": options.soak, **told.figures(), "samples": samples, "slope_megabytes_an_hour": slopes(samples)}


async def _soaked(
    served: Served, articles: Sequence[str], texts: Sequence[Article], options: argparse.Namespace
) -> tuple[Told, list[dict[str, float]]]:
    samples = []
    async with httpx.AsyncClient(base_url=served.address, timeout=LONGEST) as client:
        begun = time.monotonic()
        visit = Visit(client, begun + 3600 * options.soak, tuple(options.think))
        users = [User(number, article) for number, article in enumerate(articles)]
        living = [asyncio.create_task(_come_and_go(visit, *one)) for one in zip(users, texts, strict=True)]
        while time.monotonic() < visit.until:
            samples.append({"minute": round((time.monotonic() - begun) / MINUTE, 1), **served.memory()})
            if options.output:
                keep(options.output, "soak", {"hours": options.soak, "samples": samples})
            await asyncio.sleep(max(0.0, min(MINUTE, visit.until - time.monotonic())))
        await asyncio.gather(*living)
    return visit.told, samples


async def _come_and_go(visit: Visit, user: User, text: Article) -> None:
    """A user who now and then adds another article, asks it and removes it again."""
    random = Random(user.number)
    while time.monotonic() < visit.until:
        await asyncio.sleep(random.uniform(*visit.think))
        if random.random() < CHANGES:
            await _for_a_while(visit, user, text, random)
        else:
            await ask(visit.client, user, *user.request(random), visit.told)


async def _for_a_while(visit: Visit, user: User, text: Article, random: Random) -> None:
    try:
        added = await visit.client.post("/v1/articles", json={"text": user.text(text)})
        if added.status_code == 503:
            visit.told.busy += 1
            return
        key = added.raise_for_status().json()[0]["id"]
        await ask(visit.client, user, *replace(user, article=key).request(random), visit.told)
        (await visit.client.delete(f"/v1/articles/{key}")).raise_for_status()
    except httpx.HTTPError as error:
        visit.told.errors[f"{type(error).__name__} {str(error)[:100]}"] += 1


def slopes(samples: Sequence[dict[str, float]]) -> dict[str, float]:
    """Megabytes an hour that each process grew by, the first fifth left out, by least squares.

    >>> slopes([{"minute": m, "server": 100 + m / 60} for m in range(10)])
    {'server': 1.0}
    """
    later = samples[len(samples) // 5 :]
    names = [name for name in later[0] if name != "minute" and all(name in sample for sample in later)] if len(later) > 2 else []
    minutes = [sample["minute"] for sample in later]
    return {name: round(float(np.polyfit(minutes, [sample[name] for sample in later], 1)[0] * 60), 1) for name in names}


def main() -> None:
    """Measures, prints, and keeps the figures beside those of other runs in the file."""
    options = parser().parse_args()
    name = "soak" if options.soak else f"load_{options.workers}"
    began, others = time.strftime("%H:%M"), os.getloadavg()[0]
    figures = soak(options) if options.soak else load(options)
    setup = {"cpus": os.cpu_count(), "workers": options.workers, "seconds": options.seconds, "think_seconds": list(options.think)}
    figures = {**setup, "began": began, "load_average_before": round(others, 1), **figures}
    print(json.dumps(figures, indent=1))
    if options.output:
        keep(options.output, name, figures)


def keep(file: Path, name: str, figures: dict[str, Any]) -> None:
    """Puts the figures beside those of other runs."""
    kept = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(kept | {name: figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
