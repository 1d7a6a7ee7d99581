"""What comes in and goes out, measured: HTML pages read back, exports validated, the API beside Python, copies told.

    python -m benchmarks.exchange --set html copies --news articles.jsonl.gz --output benchmarks/results/exchange.json
    python -m benchmarks.exchange --set exports --gold FOLDER --output …
    python -m benchmarks.exchange --set api --output …

A set whose data is not there says so and is left out; the others' results in the output file are kept.
"""

import argparse
import html
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn

import seeds
from assistant import Assistant
from assistant.export.formats import write
from assistant.export.results import Result
from assistant.types import Report
from benchmarks import jsonl
from index.errors import ArticleError
from index.family import ALIKE, alike, families, signature
from index.ingest import read
from index.load import from_text, load, loaded
from index.split import sentences
from index.types import Article
from serve.app import build
from serve.desk import Desk, Desks
from serve.guard import Limits

ROOT = Path(__file__).parents[1]
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | {publisher}</title>
<meta property="og:site_name" content="{publisher}"><meta property="article:published_time" content="{date}">
<link rel="canonical" href="{url}"><style>p{{margin:1em}}</style></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>
<main><article><h1>{title}</h1>{body}</article>
<aside><h2>Most read</h2><ul><li><a href="/1">Ten things to know</a></li></ul></aside></main>
<script>var tracked = "words that nobody reads";</script>
<footer><p>All rights reserved. <a href="/terms">Terms</a></p></footer>
</body></html>"""
CALLS = 200
"""Of the API, and as many of Python, taken in turns."""


def main() -> None:
    """Runs the sets that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs="+", choices=SETS, default=list(SETS), dest="sets")
    parser.add_argument("--news", type=Path, default=ROOT.parent / "shared/data/news/articles.jsonl.gz")
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared/gold")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    kept = json.loads(options.output.read_text()) if options.output and options.output.exists() else {}
    for name in options.sets:
        needed = {"html": options.news, "copies": options.news, "exports": options.gold}.get(name)
        if needed and not needed.exists():
            print(f'{name}: "{needed}" is not there, so this is not measured', file=sys.stderr)
            continue
        kept[name] = SETS[name](options)
        print(name, json.dumps(kept[name]))
        if options.output:
            options.output.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def html_pages(options: argparse.Namespace) -> dict[str, Any]:
    """Every news article as a page and back: what is lost, and whether anything is raised."""
    found: Counter[str] = Counter()
    shares, begun = [], time.perf_counter()
    for row in jsonl.read(options.news):
        found["articles"] += 1
        paragraphs = [line.strip() for line in row["text"].split("\n") if line.strip()]
        page = PAGE.format(
            body="".join(f"<p>{html.escape(p)}</p>" for p in paragraphs), **{k: html.escape(str(row[k])) for k in row}
        )
        try:
            (article,) = loaded(page.encode(), "html", "a page")
        except ArticleError:
            found["no article found"] += 1
            continue
        assert isinstance(article, Article)
        assert all(article.text[s.start : s.end] == s.text for s in sentences(article))
        shares.append(_shared(" ".join(paragraphs), article.text))
        found["headline the same"] += " ".join(article.title.split()) == " ".join(row["title"].split())
        found["day the same"] += (article.imprint.date or "")[:10] == row["date"].replace("/", "-")
        found["outlet the same"] += article.imprint.outlet == row["publisher"]
        found["words of no paragraph"] += any(
            words in article.text for words in ("Ten things to know", "nobody reads", "All rights reserved. Terms")
        )
    return {
        **found,
        "exceptions": 0,  # one would have ended the run
        "words of the text kept, mean": round(float(np.mean(shares)), 4),
        "articles with 95% of the words or more": sum(share >= 0.95 for share in shares),
        "seconds": round(time.perf_counter() - begun, 1),
    }


def copies(options: argparse.Namespace) -> dict[str, Any]:
    """Copies made as desks make them, told from 3,000 other articles."""
    drawn = random.Random(1)
    rows = jsonl.read(options.news)
    articles = {a.id: a for a in (from_text(f"{row['title']}\n\n{row['text']}") for row in rows)}
    entries = [replace(read(article), read_at=f"{n:05}") for n, article in enumerate(articles.values())]
    natural = families(entries)
    chosen = drawn.sample([e for e in entries if e.signature], 500)
    made = [(entry, replace(read(_copied(entry.article, drawn)), read_at="1")) for entry in chosen]
    told = families([*entries, *(copy for _, copy in made)])
    leader = {copy: first for first, others in told.copies.items() for copy in others}
    right = sum(
        leader.get(copy.article.id) in (first.article.id, leader.get(first.article.id)) for first, copy in made if copy.signature
    )
    pairs = [drawn.sample(entries, 2) for _ in range(20_000)]
    return {
        "articles": len(entries),
        "copies among them": sum(map(len, natural.copies.values())),
        "copies made": len(made),
        "of them told": right,
        "random pairs alike": sum(alike(a.signature, b.signature) >= ALIKE for a, b in pairs if a.signature and b.signature),
        "random pairs": len(pairs),
        "least alike": ALIKE,
        "milliseconds to sign an article": round(_milliseconds(lambda: [signature(e.article) for e in entries[:200]]) / 200, 2),
        "milliseconds to tell families of all": round(_milliseconds(lambda: families(entries))),
    }


def exports(options: argparse.Namespace) -> dict[str, Any]:
    """Every export of every gold result, put to the validators of the tests."""
    from tests.validators import VALIDATORS

    texts = {path.stem: load(path) for path in sorted((options.gold / "articles").glob("*.txt"))}
    blank = Assistant.blank()
    asked = {name: blank.beside([_addressed(article)]) for name, article in texts.items()}
    results: list[Result] = [assistant.who_said(attitudes=True) for assistant in asked.values()]
    results += [asked[row["article"]].verify(row["claim"]) for row in jsonl.read(options.gold / "claims.jsonl")]
    for row in jsonl.read(options.gold / "questions.jsonl"):
        results.append(asked[row["article"]].ask(row["question"], (), [tuple(turn) for turn in row.get("history") or ()]))
    counted: Counter[str] = Counter()
    for result in results:
        for name, validate in VALIDATORS.items():
            if name != "claimreview" or isinstance(result, Report):
                validate(write(result, name))
                counted[name] += 1
    return {"results": len(results), "valid": dict(counted), "invalid": 0}  # one would have ended the run


def api(_: argparse.Namespace) -> dict[str, Any]:
    """The same request to Python and over HTTP, in turns: how much longer the second takes."""
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder, create=True) as assistant:
        assistant.index.add([load(Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt")])
        app = build(Desks(Desk(assistant)), Limits(rate=0, tokens=("a-token-of-some-length",)))
        running = uvicorn.Server(uvicorn.Config(app, port=8765, log_level="error", ws="none"))
        thread = threading.Thread(target=running.run)
        thread.start()
        while not running.started:
            time.sleep(0.05)
        headers = {"Authorization": "Bearer a-token-of-some-length"}
        try:
            with httpx.Client(base_url="http://127.0.0.1:8765", headers=headers) as client:
                return {
                    "search": _beside(lambda: assistant.index.search("drones", 5), client, "/v1/search", {"query": "drones"}),
                    "who": _beside(lambda: assistant.who_said("Kirby"), client, "/v1/who", {"speaker": "Kirby"}),
                    "ask": _beside(lambda: assistant.ask(QUESTION), client, "/v1/ask", {"question": QUESTION}),
                }
        finally:
            running.should_exit = True
            thread.join()


QUESTION = "How many drones does the Ukrainian military say it has shot down?"
SETS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "html": html_pages,
    "copies": copies,
    "exports": exports,
    "api": api,
}


def _beside(call: Callable[[], object], client: httpx.Client, path: str, sent: dict[str, Any]) -> dict[str, float]:
    times: dict[str, list[float]] = {"python": [], "api": []}
    for _ in range(CALLS + 10):
        times["python"].append(_milliseconds(call))
        times["api"].append(_milliseconds(lambda: client.post(path, json=sent).raise_for_status()))
    python, over = (np.array(taken[10:]) for taken in times.values())  # the first warm up
    return {
        "calls": CALLS,
        **{f"python {name}": round(float(np.percentile(python, q)), 1) for name, q in (("median", 50), ("p95", 95))},
        **{f"api {name}": round(float(np.percentile(over, q)), 1) for name, q in (("median", 50), ("p95", 95))},
        "p95 over p95": round(float(np.percentile(over, 95) - np.percentile(python, 95)), 1),
        "median of differences": round(float(np.median(over - python)), 1),
    }


def _copied(article: Article, drawn: random.Random) -> Article:
    """The article as another desk prints it: a headline of its own, a tenth of the paragraphs gone, a line at the end."""
    paragraphs = [article.text[start:end] for start, end in article.paragraphs]
    kept = [p for p in paragraphs if drawn.random() > 0.1] or paragraphs
    return from_text("\n\n".join([f"Other desk: {drawn.random()}", *kept, "Additional reporting by our own staff in the capital."]))


def _addressed(article: Article) -> Article:
    """The article with an imprint, so that links and works are exported too."""
    imprint = replace(
        article.imprint, address=f"https://news.example/{article.id}", outlet="News", author="A. Writer", date="2024-01-01"
    )
    return replace(article, imprint=imprint)


def _shared(words: str, others: str) -> float:
    """The share of the words that the other text has, counted with repeats."""
    one, other = Counter(words.split()), Counter(others.split())
    return (one & other).total() / max(1, one.total())


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
