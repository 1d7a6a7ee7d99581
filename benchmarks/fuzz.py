"""Inputs without end, and no exception but UserError: `python -m benchmarks.fuzz [--share 1.0] [--only TARGET] [--output FILE]`.

Three ways to make them, all from a seed: files and texts with bytes changed, cut, doubled and joined; what hypothesis draws; what
atheris finds with the code's own branches for a guide (pip install 'onrecord[fuzz]'; left out where it is missing). An input is
named by its target, its way and its number, so that a run goes on where it was stopped, and `--replay TARGET WAY NUMBER` gives
one again. The counts are committed as benchmarks/results/fuzz.json.
"""

import argparse
import importlib.util
import json
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from benchmarks.targets import TARGETS, corpus  # noqa: E402
from index.errors import UserError  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "fuzz.json"
BATCH = 100
SHARES = {"changed": 0.6, "hypothesis": 0.2, "atheris": 0.2}
LONGEST = 20_000
"""Bytes of an input that is made of others."""
SLOW = 20.0
"""Seconds that one input may take: a failure as well, since someone waits."""
TOKENS = (
    *(b"\0", b"\xff\xfe", b"\xe2\x80\xae", "“’—é🇺🇦\u2028".encode(), b'"', b"<", b"&#0;", b"<!ENTITY", b"\r", b"\n\n", b"1e999"),
    *(
        b"-1",
        b"9" * 30,
        b"{",
        b"[[",
        b"null",
        b"../",
        b"%s%n",
        b"\\u0000",
        b"said",
        b"denied",
        b"According to ",
        b"%PDF",
        b"PK\x03\x04",
    ),
)


def changed(name: str, number: int) -> bytes:
    """The input of that number: a file of the target's with up to eight changes."""
    drawn = random.Random(f"{name}-{number}")
    pool = corpus(name)
    content = bytearray(drawn.choice(pool)[:LONGEST])
    for _ in range(drawn.randint(1, 8)):
        place, kind = drawn.randrange(len(content) + 1), drawn.randrange(7)
        end = min(len(content), place + drawn.choice((1, 4, 40, 400)))
        if kind == 0 and content:
            content[place % len(content)] ^= 1 << drawn.randrange(8)
        elif kind == 1:
            del content[place:end]
        elif kind == 2:
            content[place:place] = drawn.choice(TOKENS)
        elif kind == 3:
            content[place:place] = content[place:end] * drawn.randint(1, 5)
        elif kind == 4:
            content[place:end] = drawn.randbytes(end - place)
        elif kind == 5:
            other = drawn.choice(pool)
            content[place:] = other[drawn.randrange(len(other) + 1) :][:LONGEST]
        else:
            del content[place:]
    return bytes(content)


def drawn_by_hypothesis(name: str, first: int) -> Iterator[bytes]:
    """A batch of inputs, always the same for the same number."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    found: list[bytes] = []
    words = st.sampled_from([*TOKENS, *(part for text in corpus(name) for part in text[:3000].split(b" ")[:200])])
    texts = st.lists(st.one_of(words, st.text(max_size=20).map(lambda t: t.encode("utf-8", "replace"))), max_size=40).map(b" ".join)

    @seed(int.from_bytes(f"{name}-{first}".encode(), "big"))
    @settings(max_examples=BATCH, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.one_of(st.binary(max_size=600), texts))
    def take(content: bytes) -> None:
        found.append(content)

    take()
    yield from found[:BATCH]


def trial(name: str, content: bytes) -> str:
    """Feeds an input; "" where all is well, else what went wrong."""
    began = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            TARGETS[name][0](content)
    except UserError as error:
        return "" if str(error).strip() else "a UserError that says nothing"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        at = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:200]} ({Path(at.filename).name}:{at.lineno})"
    took = time.process_time() - began
    return f"{took:.0f} s of processor time" if took > SLOW else ""


def batch(name: str, way: str, first: int, size: int) -> list[dict[str, Any]]:
    """Feeds a batch; gives the failures."""
    inputs = (changed(name, n) for n in range(first, first + size)) if way == "changed" else drawn_by_hypothesis(name, first)
    failures = []
    for number, content in zip(range(first, first + size), inputs, strict=False):
        if what := trial(name, content):
            failures.append({"target": name, "way": way, "number": number, "what": what})
    return failures


def guided(name: str, first: int, size: int) -> list[dict[str, Any]]:
    """Feeds what atheris makes, in a process of its own, since it ends the process. Its crash is given with its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(corpus(name)):
            (Path(folder) / f"seed{number}").write_bytes(content[:LONGEST])
        command = [
            sys.executable,
            "-m",
            "benchmarks.guided",
            name,
            folder,
            f"-runs={size}",
            f"-seed={first + 1}",
            f"-artifact_prefix={folder}/",
            "-max_len=8000",
            "-verbosity=0",
            "-timeout=300",
            "-rss_limit_mb=6000",
        ]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode == 0:
            return []
        crash = next(iter(Path(folder).glob("[a-z]*-[0-9a-f]*")), None)
        content = crash.read_bytes() if crash else b""
        told = trial(name, content) if crash else re.sub(r"\s+", " ", ended.stderr[-300:])
        return [{"target": name, "way": "atheris", "number": first, "what": told, "bytes": content[:2000].hex()}]


def main() -> None:
    """Feeds all, saves as it goes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--share", type=float, default=1.0, help="of the inputs of each target")
    parser.add_argument("--only", action="append")
    parser.add_argument("--output", type=Path, default=RESULT)
    parser.add_argument("--replay", nargs=3, metavar=("TARGET", "WAY", "NUMBER"))
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what the parsers say of broken files
    if options.replay:
        name, way, number = options.replay
        made = (
            changed(name, int(number))
            if way == "changed"
            else list(drawn_by_hypothesis(name, int(number) // BATCH * BATCH))[int(number) % BATCH]
        )
        print(made)
        TARGETS[name][0](made)
        return
    run(options.only or list(TARGETS), options.share, options.output)


def run(names: list[str], share: float, output: Path) -> None:
    """Feeds each target as many inputs as are still to come."""
    told: dict[str, Any] = {"inputs": 0, "by_way": {}, "by_target": {}, "failures": []}
    if output.exists():
        told = json.loads(output.read_text())
    ways = [way for way in SHARES if way != "atheris" or importlib.util.find_spec("atheris")]
    for way in ways:
        for name in names:
            done, most = told["by_target"].setdefault(name, {}).get(way, 0), int(TARGETS[name][2] * share * SHARES[way])
            step = most if way == "atheris" else BATCH
            for first in range(done, most, max(step, 1)):
                size = min(step, most - first)
                found = guided(name, first, size) if way == "atheris" else batch(name, way, first, size)
                told["failures"] += found
                told["by_target"][name][way] = first if found and way == "atheris" else first + size  # it ends at its first
                told["inputs"] = sum(sum(counts.values()) for counts in told["by_target"].values())
                told["by_way"] = {w: sum(counts.get(w, 0) for counts in told["by_target"].values()) for w in ways}
                output.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
            print(f"{way}: {name}: {told['inputs']} inputs in all, {len(told['failures'])} failures", flush=True)


if __name__ == "__main__":
    main()
