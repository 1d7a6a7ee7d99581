"""Kill -9 at random points, and what is left: `python benchmarks/kills.py [--count 200] [--seed 1] [--output FILE]`.

A process (benchmarks/restless.py) changes a library with the command line's own commands, or talks on the page, and is killed at
a random moment. Then, as after a restart: `onrecord doctor` must say that the library is sound, nothing that was reported done
may be missing, and nothing half done may show. One library and one page go through all the kills. Every tenth process has the
real models, the others quick ones, so that the kills fall on the writing and not on the reading.

It saves as it goes, and goes on where it was stopped; the result is committed as benchmarks/results/kills.json.
"""

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hashing import HashingEmbedder  # noqa: E402

from assistant.cli import main as onrecord  # noqa: E402
from benchmarks.restless import ARTICLES, article, quick_models, state  # noqa: E402
from index.store import Store  # noqa: E402
from page.sessions import Sessions  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "kills.json"
LONGEST = 1.5
"""From the first change to the kill, at most, in times that the process took to start: so a busy machine changes nothing. With
real models, which are slower, three times that."""
REAL_EVERY = 10
PAGE_EVERY = 4
"""Of so many processes one talks on the page."""
MINILM = "all-MiniLM-L6-v2"


class UnsoundError(AssertionError):
    """What should not be left of a kill."""


def check(holds: bool, what: str) -> None:
    """Raises UnsoundError unless that holds."""
    if not holds:
        raise UnsoundError(what)


def killed(folder: Path, kind: str, seed: str, real: bool, longest: float = LONGEST) -> list[dict[str, Any]]:
    """Starts the process, kills it at a random moment after its first change, and gives what it announced."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-m", "benchmarks.restless", str(folder), kind, seed, *["--real"] * real]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        assert process.stdout
        lines = [process.stdout.readline()]
        time.sleep(random.Random(seed).random() * longest * (3 if real else 1) * (time.monotonic() - began))
        process.kill()
        lines += process.stdout.readlines()
    check(lines[0].startswith("@ "), f"the process did not start: {lines}")
    return [json.loads(line[2:]) for line in lines if line.startswith("@ ") and line.endswith("\n")]


def command(folder: Path, *words: str) -> tuple[int, str]:
    """Runs the command line; its exit code and all that it printed."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = onrecord([*words, "--library", str(folder)])
    return code, told.getvalue()


def check_library(folder: Path, news: list[dict[str, Any]], real: bool) -> str:
    """Looks at a library after a kill; gives the change in whose middle it fell, if it did. Raises UnsoundError."""
    begun = next((line for line in reversed(news) if "begin" in line), None)
    if begun is None:
        return ""
    ended = news[-1] if "done" in news[-1] else None
    check(ended is None or ended["code"] == 0, f"{begun['begin']} failed: {ended}")
    code, told = command(folder, "doctor")
    if code and begun["begin"] in ("damage", "doctor") and not ended:  # it was damaged on purpose, and not yet mended
        code, told = command(folder, "doctor", "--mend")
        check(code == 0, f"doctor --mend after a kill in {begun['begin']}: {told}")
        code, told = command(folder, "doctor")
    check(code == 0 and "the library is sound" in told, f"doctor after a kill in {begun['begin']}: {told}")
    with Store(folder, MINILM) as store:  # the name that the quick embedder goes by, too
        _check_kept(store, begun, ended)
        _check_files(store)
        passages = [passage for entry in store.entries.values() for passage in entry.passages]
        known = {made.id: made.text for made in (article(n, real) for n in range(ARTICLES))}
        check(all(known[key] == entry.article.text for key, entry in store.entries.items()), "an article has another text")
        if passages and not real:
            rows = HashingEmbedder().encode([passage.text for passage in passages])
            check(abs(store.vectors.read(passages) - rows).max() < 1e-5, "vectors are not those of their passages")
    return "" if ended else str(begun["begin"])


def _check_kept(store: Store, begun: dict[str, Any], ended: dict[str, Any] | None) -> None:
    """The articles are as before or after; several of one command may be halfway, each whole."""
    kept, before, after = set(store.entries), set(begun["before"]), set(begun["after"])
    aside = {path.stem for path in (store.folder / "quarantine").glob("*.json")}
    lost = {key for key in begun["lost"] if any(name.startswith(key) for name in aside)}
    check((before & after) - lost <= kept, f"{begun['begin']} lost {(before & after) - lost - kept}")
    check(kept <= before | after, f"{begun['begin']} left {kept - before - after}")
    check(not ended or kept == after, f"{begun['begin']} was reported done: {kept} instead of {after}")
    check(before - after - kept <= set(begun["lost"]) or begun["begin"] == "remove", f"{begun['begin']} lost {before - kept}")


def _check_files(store: Store) -> None:
    """Nothing lies about that does not count."""
    names = {path.name for path in store.folder.iterdir()} - {"articles", "library.json", "lock", "owner", "quarantine", "sessions"}
    check(len(names) <= 1 and all(name.startswith("vectors-") for name in names), f"left behind: {names}")
    stray = [path.name for path in (store.folder / "articles").iterdir() if path.stem not in store.entries]
    check(not stray, f"left behind in articles: {stray}")


def check_page(folder: Path, news: list[dict[str, Any]]) -> str:
    """Looks at the conversations after a kill. Raises UnsoundError."""
    begun = next((line for line in reversed(news) if "begin" in line), None)
    if begun is None:
        return ""
    ended = news[-1] if "done" in news[-1] else None
    found = {talk.id: state(talk) for talk in Sessions(folder / "sessions").talks("me")}
    states = [exchange[1] for _, exchanges in found.values() for exchange in exchanges]
    check("asked" not in states, "a message waits for an answer that never comes")
    if ended:
        check(found == ended["state"], f"{begun['begin']} was reported done: {found} instead of {ended['state']}")
    else:
        others = {key: value for key, value in begun["before"].items() if key != begun["talk"]}
        check({key: value for key, value in found.items() if key != begun["talk"]} == others, "another conversation changed")
        _check_talk(begun, found.get(begun["talk"]))
    code, told = command(folder, "doctor")
    check(code == 0 and "the library is sound" in told, f"doctor after a kill of the page: {told}")
    return "" if ended else str(begun["begin"])


def _check_talk(begun: dict[str, Any], found: list[Any] | None) -> None:
    """The conversation that was changing is as before, or with the new message, answered or not."""
    before, kind = begun["before"].get(begun["talk"]), begun["begin"]
    if found == before or (kind == "delete" and found is None):
        return
    check(found is not None, f"{kind} lost the conversation")
    assert found is not None
    title, old = before or ["", []]
    if kind == "rename":
        check(found == [begun["text"], old], f"rename left {found}")
        return
    at = len(old) if begun["at"] is None else begun["at"]
    check(found[0] == title and found[1][:at] == old[:at], f"{kind} changed what was said before: {found}")
    check(len(found[1]) == at + 1 and found[1][at][0] == begun["text"], f"{kind} left {found} of {before}")


def one(folder: Path, number: int, seed: int, longest: float = LONGEST, real: bool = False) -> tuple[str, str]:
    """One kill and what is left of it: library or page, and the change in whose middle it fell ("": between two)."""
    kind = "page" if number % PAGE_EVERY == 0 else "library"
    place = folder / f"{kind}{'-real' * real}"
    news = killed(place / "library", kind, f"{seed}-{number}", real, longest)
    with quick_models(not real):
        if kind == "page":
            return kind, check_page(place / "library", news)
        return kind, check_library(place / "library", news, real)


def main() -> None:
    """Kills, checks, saves."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=RESULT)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "onrecord-kills")
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    told: dict[str, Any] = {"seed": options.seed, "kills": 0, "real_models": 0, "fell_into": {}, "between": 0, "unsound": []}
    if options.output.exists() and (before := json.loads(options.output.read_text())).get("seed") == options.seed:
        told = before
    fell = Counter(told["fell_into"])
    for number in range(told["kills"] + 1, options.count + 1):
        real = number % REAL_EVERY in (0, 5) and number % (2 * REAL_EVERY) < REAL_EVERY
        for kind in ("library", "page"):
            (options.folder / f"{kind}{'-real' * real}").mkdir(parents=True, exist_ok=True)
        try:
            kind, change = one(options.folder, number, options.seed, real=real)
            fell[f"{kind}: {change}"] += bool(change)
            told["between"] += not change
        except UnsoundError as error:
            told["unsound"].append({"number": number, "what": str(error)})
            shutil.move(options.folder, options.folder.with_name(f"{options.folder.name}-{number}"))  # to be looked at
        told |= {"kills": number, "real_models": told["real_models"] + real, "fell_into": dict(sorted((+fell).items()))}
        options.output.write_text(json.dumps(told, indent=2) + "\n")
        print(f"{number} of {options.count}: {len(told['unsound'])} unsound", flush=True)


if __name__ == "__main__":
    main()
