"""Whom a pronoun means: the entity with the highest sum of weighted features (as in Lappin and Leass 1994, weights fitted).

The weights are those of a conditional logit over the candidates, fitted on the 2,000 texts of GAP's development part (Webster
et al. 2018) and on 2,305 pronouns of PolNeAR's training part, where gender rules candidates out:
`python -m training.pronouns --gap gap_development.tsv --news polnear_train.jsonl.gz`. One is set by hand: "described" came
to -1.9, since GAP's answers are always names; in the news somebody who is only described may well be meant.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

from index.attribution.lexicon import CONJUNCTIONS, FEMALE, MALE, NEUTER, PLURAL, POSSESSIVES, PREPOSITIONS, SUBJECTS
from index.attribution.names import Entity, Use
from index.attribution.reading import Reading

_OPENS_CLAUSE = CONJUNCTIONS | {"", ",", '"', "“", "”", "‘", "’", "—", "–", ";", ":", "said", "."}

WEIGHTS: Mapping[str, float] = {
    "same sentence": 2.08,
    "sentence before": 0.54,
    "sentences": 0.32,
    "after": -0.35,
    "distance": -0.17,
    "subject": 0.64,
    "subject here": -0.43,
    "subject before": 0.25,
    "first here": 0.30,
    "first before": 0.50,
    "after preposition": -0.51,
    "possessor": 0.51,
    "count": 0.40,
    "gender": 0.69,
    "no first name": -0.28,
    "one word": 0.65,
    "after article": -1.25,
    "nearest": 0.11,
    "between": -0.16,
    "opening of both": 0.68,
    "both subjects": 0.48,
    "possessive of subject": 0.27,
    "object of subject": -0.25,
    "described": -1.0,
    "speaker": 2.29,
    "only quoted": -1.05,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that agrees with a pronoun, with its features."""

    entity: Entity
    features: Mapping[str, float]

    @property
    def score(self) -> float:
        """The weighted sum."""
        return sum(WEIGHTS[name] * value for name, value in self.features.items())


Chooser = Callable[[Reading, int, Sequence[Entity], Entity | None], Entity | None]
"""Whom the pronoun at a token means, of these, when that one spoke last."""


def antecedent(reading: Reading, place: int, entities: Sequence[Entity], speaker: Entity | None = None) -> Entity | None:
    """Whom the pronoun at a token means, None where nobody agrees with it. `speaker` is who spoke last."""
    pronoun = reading.tokens[place].lower
    found = candidates(reading, place, (entity for entity in entities if agrees(pronoun, entity)), speaker)
    return max(found, key=lambda candidate: candidate.score).entity if found else None


def candidates(reading: Reading, place: int, entities: Iterable[Entity], speaker: Entity | None = None) -> list[Candidate]:
    """Those of the entities that are named before the token, or later in its sentence, with their features."""
    near = [(entity, use) for entity in entities if (use := _nearest(reading, place, entity)) is not None]
    places = sorted((use.first for _, use in near if use.first < place), reverse=True)
    return [
        Candidate(entity, _features(reading, place, entity, use, places) | ({"speaker": 1.0} if entity is speaker else {}))
        for entity, use in near
    ]


def agrees(pronoun: str, entity: Entity) -> bool:
    """Whether number, gender and kind allow it.

    >>> agrees("she", Entity("Lorna Veitch", ("Lorna", "Veitch"), "person"))
    True
    """
    if pronoun in MALE | FEMALE:
        gender = "m" if pronoun in MALE else "f"
        return entity.kind in {"person", "unknown"} and not entity.plural and entity.gender in {"u", gender}
    if pronoun in NEUTER:
        return entity.kind != "person" and not entity.plural
    return pronoun in PLURAL and (entity.plural or entity.kind == "group")


def _nearest(reading: Reading, place: int, entity: Entity) -> Use | None:
    """The last use before the pronoun, else the first after it in its sentence."""
    before = [use for use in entity.uses if use.last <= place]
    sentence = reading.tokens[place].sentence
    after = [use for use in entity.uses if use.first > place and reading.tokens[use.first].sentence == sentence]
    return before[-1] if before else after[0] if after else None


def _features(reading: Reading, place: int, entity: Entity, use: Use, places: Sequence[int]) -> dict[str, float]:
    pronoun = reading.tokens[place]
    here, previous = (_uses_in(reading, entity, pronoun.sentence - back, place) for back in (0, 1))
    apart = abs(pronoun.sentence - reading.tokens[use.first].sentence)
    subject, subject_here = is_subject(reading, use), any(is_subject(reading, use) for use in here)
    nominative = pronoun.lower in SUBJECTS
    between = sum(use.first < other for other in places) if use.first < place else len(places)
    found: dict[str, float] = {
        "same sentence": apart == 0,
        "sentence before": apart == 1,
        "sentences": log1p(apart),
        "after": use.first > place,
        "distance": log1p(abs(place - use.first)),
        "subject": subject,
        "subject here": subject_here,
        "subject before": any(is_subject(reading, use) for use in previous),
        "first here": _first(reading, entity, pronoun.sentence),
        "first before": _first(reading, entity, pronoun.sentence - 1),
        "after preposition": reading.lower(use.first - 1) in PREPOSITIONS,
        "possessor": reading.lower(use.last) in {"'s", "’s"},
        "count": log1p(sum(use.first < place for use in entity.uses)),
        "gender": entity.gender != "u",
        "no first name": entity.kind == "unknown" and len(entity.words) > 1 and entity.gender == "u",
        "one word": entity.kind == "unknown" and len(entity.words) == 1,
        "after article": reading.lower(use.first - 1) in {"the", "a", "an"},
        "described": entity.described,
        "nearest": between == 0,
        "between": between,
        "opening of both": pronoun.first and nominative and _first(reading, entity, pronoun.sentence - 1),
        "both subjects": nominative and subject,
        "possessive of subject": pronoun.lower in POSSESSIVES and subject_here,
        "object of subject": not nominative and pronoun.lower not in POSSESSIVES and subject_here,
        "only quoted": not pronoun.quoted and all(reading.tokens[use.first].quoted for use in entity.uses if use.first < place),
    }
    return {name: float(value) for name, value in found.items() if value}


def _uses_in(reading: Reading, entity: Entity, sentence: int, before: int) -> list[Use]:
    return [use for use in entity.uses if use.last <= before and reading.tokens[use.first].sentence == sentence]


def is_subject(reading: Reading, use: Use) -> bool:
    """Whether a name stands where subjects do: a clause opens before it, and it is no possessor."""
    if reading.lower(use.last) in {"'s", "’s"}:
        return False
    first = use.first
    while first > 0 and reading.tokens[first - 1].sentence == reading.tokens[use.first].sentence:
        before = reading.tokens[first - 1]
        if before.lower in _OPENS_CLAUSE:
            return True
        if before.lower in PREPOSITIONS or not before.word or use.first - first > 5:
            return False
        first -= 1
    return True


def _first(reading: Reading, entity: Entity, sentence: int) -> bool:
    """Whether a sentence begins with this entity (with nothing capitalised before it)."""
    for use in entity.uses:
        if reading.tokens[use.first].sentence == sentence:
            return not any(
                token.capital and not token.first
                for token in reading.tokens[max(0, use.first - 20) : use.first]
                if token.sentence == sentence
            )
    return False
