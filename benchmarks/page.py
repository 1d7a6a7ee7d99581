"""How long the page lets one wait: `python benchmarks/page.py [--output FILE]`. Needs what tests/test_page.py needs.

- words: from the click on Ask to the first visible words of the answer, in a real Chromium, warm;
- start: from `onrecord ui` to a page with its article in sight, beside a bare import of what it is built on.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_page import SEED, Page, served, started  # noqa: E402

QUESTIONS = (
    "What did John Kirby say?",
    "Who denies an arms deal?",
    "How many drones does the Ukrainian military say it has shot down?",
    "When did Ukraine begin to intercept the drones?",
    "What did Hussein Amirabdollahian deny?",
    "Who is the spokesman of the US National Security Council?",
    "How many drones has Russia ordered?",
    "What do most of the attacks aim at?",
    "What has the EU decided on?",
    "What did the Foreign Ministry say?",
    "Where is the Iranian military supporting Russian troops?",
    "What did Volodymyr Zelenskyy say?",
)
WAIT = """
const [question, done] = arguments;
const area = document.querySelector('#question textarea'), now = document.querySelector('#now');
const asked = document.querySelectorAll('.exchange').length;
Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(area, question);
area.dispatchEvent(new Event('input', { bubbles: true }));
setTimeout(() => {
  const began = performance.now();
  const look = () => {
    const last = now.querySelector('.exchange');
    const mine = last && Number(last.dataset.number) === asked;
    if (!mine || !last.querySelector('.answer .sentence, .verdict')) setTimeout(look, 4);
    else requestAnimationFrame(() => done(performance.now() - began));
  };
  document.querySelector('#send').click();
  look();
}, 300);
"""
IMPORT = "import gradio, sentence_transformers, chromadb"


def words(rounds: int) -> dict[str, Any]:
    """Milliseconds to the first words, of each question asked warm."""
    with tempfile.TemporaryDirectory() as name, served(Path(name), str(SEED)) as address, started(Path(name)) as browser:
        page = Page(browser)
        page.open(address)
        browser.set_script_timeout(60)
        page.ask(QUESTIONS[0])
        page.ask("How many drones are there?")
        taken = []
        for question in QUESTIONS * rounds:
            taken.append(float(browser.execute_async_script(WAIT, question)))
            page.until(lambda: not page.all("[aria-busy=true]"))
    return {"median_ms": round(statistics.median(taken)), "slowest_ms": round(max(taken)), "questions": len(taken)}


def start(rounds: int) -> dict[str, Any]:
    """Seconds from the command to a usable page, and of the bare import, in turns."""
    pages, imports = [], []
    with tempfile.TemporaryDirectory() as name, started(Path(name)) as browser:
        library = str(Path(name) / "library")
        command = [sys.executable, "-m", "assistant", "ui", "--library", library, "--no-browser", "--quiet", "--port", "7993"]
        subprocess.run([sys.executable, "-m", "assistant", "add", "--library", library, "--quiet", str(SEED)], cwd=ROOT, check=True)
        for _ in range(rounds + 1):  # the first of each fills the machine's caches and is not counted
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", IMPORT], cwd=ROOT, check=True)
            imports.append(time.perf_counter() - began)
            began = time.perf_counter()
            with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
                _answers("http://127.0.0.1:7993/")
                Page(browser).open("http://127.0.0.1:7993/")
                pages.append(time.perf_counter() - began)
                server.terminate()
            browser.get("about:blank")
    page, bare = statistics.median(pages[1:]), statistics.median(imports[1:])
    return {"page_s": round(page, 2), "bare_import_s": round(bare, 2), "ratio": round(page / bare, 2), "rounds": rounds}


def _answers(address: str) -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)


def main() -> None:
    """Measures both and tells them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    told = {"cpus": os.cpu_count(), "words": words(options.rounds), "start": start(options.rounds)}
    text = json.dumps(told, indent=2) + "\n"
    sys.stdout.write(text)
    if options.output:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
