"""Measure whom a mention is taken to name.

python -m benchmarks.coreference --gap FILE [--gold FOLDER] --output RESULT.json [--errors]

--gap: GAP (Webster et al. 2018), whether a pronoun means each of two marked names. --gold: hand-annotated articles; each
statement's mention is given, and the speaker asked for. Either may be left out.
"""

import argparse
import csv
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.gold import share
from index.attribution.lexicon import PRONOUNS
from index.attribution.resolve import speakers
from index.load import load
from index.types import Article, Span

Row = dict[str, Any]
Guess = tuple[bool, bool]
"""Whether the pronoun means the first name, and the second."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pronoun and two names of a text; `truth` says which it means."""

    pronoun: Span
    names: tuple[Span, Span]
    truth: Guess

    @property
    def feminine(self) -> bool:
        """Whether the pronoun is."""
        return self.pronoun.text.lower() in {"she", "her", "hers"}


def read_gap(path: Path) -> list[Pair]:
    """The rows of a GAP file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_pair(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _pair(row: Mapping[str, str]) -> Pair:
    article = Article(row["ID"], row["Text"])

    def place(name: str) -> Span:
        start = int(row[f"{name}-offset"])
        return article.span(start, start + len(row[name]))

    return Pair(place("Pronoun"), (place("A"), place("B")), (row["A-coref"].upper() == "TRUE", row["B-coref"].upper() == "TRUE"))


def resolved(pair: Pair) -> Guess:
    """What the product says: both names are resolved like any mention, and compared with the pronoun's."""
    meant = speakers(pair.pronoun.article, [pair.pronoun])[0]
    first, second = speakers(pair.pronoun.article, pair.names)
    return bool(meant) and meant == first, bool(meant) and meant == second


def nearest(pair: Pair) -> Guess:
    """The name nearest to the pronoun."""
    first, second = (abs(name.start - pair.pronoun.start) for name in pair.names)
    return first < second, second <= first


def at_random(pair: Pair) -> Guess:
    """Either name, the same one in every run."""
    first = Random(pair.pronoun.article.id).random() < 0.5
    return first, not first


SYSTEMS: Mapping[str, Callable[[Pair], Guess]] = {"onrecord": resolved, "nearest": nearest, "random": at_random}


def measure_gap(path: Path) -> Row:
    """GAP's own measure: F1 of the names said to be meant, of all, and of masculine and feminine pronouns; and their ratio."""
    pairs = read_gap(path)
    found: Row = {"file": path.name, "pronouns": len(pairs)}
    for name, system in SYSTEMS.items():
        started = time.perf_counter()
        guesses = [(pair, system(pair)) for pair in pairs]
        seconds = time.perf_counter() - started
        masculine, feminine = (f1([g for g in guesses if g[0].feminine == side]) for side in (False, True))
        found[name] = {
            "f1": f1(guesses),
            "masculine": masculine,
            "feminine": feminine,
            "bias": round(feminine / masculine, 2),
            "accuracy": share(guess == pair.truth for pair, guess in guesses),
            "ms_a_text": round(1000 * seconds / len(pairs), 2),
        }
    return found


def f1(guesses: Iterable[tuple[Pair, Guess]]) -> float:
    """F1, in percent, of the single yes and no over both names."""
    counts = Counter((truth, said) for pair, guess in guesses for truth, said in zip(pair.truth, guess, strict=True))
    hits, wrong = counts[True, True], counts[False, True] + counts[True, False]
    return round(200 * hits / (2 * hits + wrong), 1) if hits else 0.0


def measure_gold(folder: Path, errors: bool) -> Row:
    """Share of mentions given to the right speaker, by kind of mention."""
    names = Names(folder)
    right: dict[str, list[bool]] = defaultdict(list)
    milliseconds = []
    for place in sorted((folder / "articles").glob("*.txt")):
        article = load(place)
        rows = [row for row in names.statements if row["article"] == place.stem]
        mentions = [mention(article, row) for row in rows]
        speakers(article, mentions)
        started = time.perf_counter()
        found = speakers(article, mentions)
        milliseconds.append(1000 * (time.perf_counter() - started))
        for row, said, given in zip(rows, found, mentions, strict=True):
            hit = {names.name(place.stem, name) for name in said} == {names.name(place.stem, row["speaker"])}
            right[kind(row)].append(hit)
            if errors and not hit:
                print(place.stem, row["speaker"], said, f"{given.start}: {given.text}", sep="\t", file=sys.stderr)
    every = [hit for hits in right.values() for hit in hits]
    by_kind = {name: {"n": len(hits), "right": share(hits)} for name, hits in sorted(right.items())}
    return {
        "n": len(every),
        "right": share(every),
        "kinds": by_kind,
        "ms_an_article": round(sum(milliseconds) / len(milliseconds), 2),
    }


class Names:
    """The gold statements of a folder, and its names for the same speaker (aliases.json); compared as in its score.py."""

    def __init__(self, folder: Path) -> None:
        self.statements = [
            json.loads(line) for line in (folder / "statements.jsonl").read_text(encoding="utf-8").splitlines() if line
        ]
        self._forms: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for article, names in json.loads((folder / "aliases.json").read_text(encoding="utf-8")).items():
            for canonical, others in names.items():
                self._forms[article][_plain(canonical)] |= {_plain(form) for form in (canonical, *others)}
        for row in self.statements:
            if row["speaker"]:
                self._forms[row["article"]][_plain(row["speaker"])].add(_plain(row["speaker"]))

    def name(self, article: str, name: str) -> str:
        """The canonical name: by an equal form, else by the last word if it is nobody else's, else the name itself."""
        plain = _plain(name)
        forms = self._forms[article]
        equal = [canonical for canonical, known in forms.items() if plain in known]
        last = [canonical for canonical, known in forms.items() if plain.split()[-1:] in [form.split()[-1:] for form in known]]
        return equal[0] if equal else last[0] if len(last) == 1 else plain


def _plain(name: str) -> str:
    return re.sub(r"^(the|a|an) ", "", " ".join(name.lower().split()))


def mention(article: Article, row: Row) -> Span:
    """The place of a statement's mention: the one nearest to its content, outside it."""
    content = row["content"] if isinstance(row["content"], list) else [row["content"]]
    ranges, place = [], row["start"]
    for part in content:
        start = article.text.index(part, place)
        ranges.append((start, start + len(part)))
        place = start + len(part)
    found = re.finditer(rf"(?<!\w){re.escape(row['mention'])}(?!\w)", article.text)
    outside = [m.span() for m in found if not any(start <= m.start() < end for start, end in ranges)]
    return article.span(*min(outside, key=lambda span: min(_gap(span, part) for part in ranges)))


def _gap(first: Sequence[int], second: Sequence[int]) -> int:
    return max(first[0] - second[1], second[0] - first[1])


def kind(row: Row) -> str:
    """Pronoun, full name, surname, organisation (another capitalised name), or description."""
    words, speaker = re.sub(r"^(the|The) ", "", row["mention"]).split(), row["speaker"].split()
    if row["mention"].lower() in PRONOUNS:
        return "pronoun"
    if words[-len(speaker) :] == speaker and len(speaker) > 1 and all(word[0].isupper() for word in speaker):
        return "full name"
    if len(words) == 1 and words[0] == speaker[-1] and len(speaker) > 1:
        return "surname"
    return "other name" if words[0][0].isupper() and row["mention"].split()[0] not in {"A", "Police"} else "description"


def main() -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description="Measure whom a mention is taken to name.")
    parser.add_argument("--gap", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    found: Row = {}
    if options.gap:
        found["gap"] = measure_gap(options.gap)
    if options.gold:
        found["gold"] = measure_gold(options.gold, options.errors)
    options.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
