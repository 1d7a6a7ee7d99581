"""Fits the weights of index/attribution/pronouns.py, and prints them.

python -m training.pronouns --gap gap_development.tsv --news polnear_train.jsonl.gz

A conditional logit (McFadden 1974): the chance of a candidate is the softmax of its score over all candidates. GAP says which
candidate is right; its texts are Wikipedia's, about one person each and without quotations. The news say only who is not
meant: of those whose gender is known, everybody of the other gender. The likelihood is that of the candidates not ruled out.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.attribution.lexicon import FEMALE, MALE
from index.attribution.names import Entity
from index.attribution.pronouns import WEIGHTS, agrees, antecedent, candidates
from index.attribution.reading import Reading, read
from index.attribution.resolve import Resolver
from index.attribution.tag import lines
from training.attribution_data import read_jsonl

Floats = npt.NDArray[np.float64]
FEATURES = tuple(WEIGHTS)
PENALTY, STEPS, RATE = 2.0, 3000, 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of a pronoun, a row of features each, and which of them can be right."""

    features: Floats
    possible: npt.NDArray[np.bool_]


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gap", type=Path, required=True)
    parser.add_argument("--news", type=Path, required=True)
    options = parser.parse_args()
    gap, news = list(read_gap(options.gap)), list(read_news(options.news))
    weights = fit([*gap, *news])
    for name, examples in (("gap", gap), ("news", news)):
        right = np.mean([example.possible[(example.features @ weights).argmax()] for example in examples])
        chance = np.mean([example.possible.mean() for example in examples])
        print(f"{name}: {len(examples)} pronouns, {right:.3f} possible, {chance:.3f} by chance")
    print("".join(f'    "{name}": {weight:.2f},\n' for name, weight in zip(FEATURES, weights, strict=True)))


def read_gap(path: Path) -> Iterator[Example]:
    """The texts whose pronoun means one of the two marked names."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            right = next((name for name in "AB" if row[f"{name}-coref"].upper() == "TRUE"), None)
            if right:
                start, offset = int(row["Pronoun-offset"]), int(row[f"{right}-offset"])
                resolver = Resolver(read(row["Text"], lines(row["Text"])), [(start, start + len(row["Pronoun"]))])
                place = resolver.reading.inside(start, start + 1)[0]
                meant = resolver.named.get(resolver.reading.inside(offset, offset + len(row[right]))[1] - 1)
                agreeing = [entity for entity in resolver.entities if agrees(resolver.reading.lower(place), entity)]
                yield from _example(resolver.reading, place, agreeing, None, [meant])


def read_news(path: Path) -> Iterator[Example]:
    """The pronouns that are sources of statements, where somebody of either gender can be meant."""
    for row in read_jsonl(path):
        yield from _of_article(row)


def _of_article(row: dict[str, Any]) -> list[Example]:
    found: list[Example] = []

    def choose(reading: Reading, place: int, entities: list[Entity], speaker: Entity | None) -> Entity | None:
        word = reading.lower(place)
        if word in MALE | FEMALE:
            known = [entity for entity in entities if entity.kind == "person" and entity.gender != "u" and not entity.plural]
            found.extend(_example(reading, place, known, speaker, [entity for entity in known if agrees(word, entity)]))
        return antecedent(reading, place, entities, speaker)

    mentions = sorted({tuple(source) for attribution in row["attributions"] for source in attribution["source"][:1]})
    Resolver(read(row["text"], lines(row["text"])), mentions, choose).names()
    return found


def _example(
    reading: Reading, place: int, entities: list[Entity], speaker: Entity | None, right: list[Entity | None]
) -> Iterator[Example]:
    rows = candidates(reading, place, entities, speaker)
    possible = np.array([any(row.entity is entity for entity in right) for row in rows], dtype=bool)
    if possible.any() and not possible.all():
        yield Example(np.array([[row.features.get(name, 0.0) for name in FEATURES] for row in rows]), possible)


def fit(examples: list[Example]) -> Floats:
    """Gradient ascent on the penalised likelihood of the possible candidates."""
    sizes = [len(example.possible) for example in examples]
    owner, starts = np.repeat(np.arange(len(examples)), sizes), np.cumsum([0, *sizes[:-1]])
    stacked, possible = (np.concatenate([getattr(example, name) for example in examples]) for name in ("features", "possible"))
    weights = np.zeros(stacked.shape[1])
    for _ in range(STEPS):
        scores = stacked @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        chances, among = (part / np.add.reduceat(part, starts)[owner] for part in (powers, powers * possible))
        weights += RATE * ((among - chances) @ stacked - PENALTY * weights) / len(examples)
    return weights


if __name__ == "__main__":
    main()
