"""Claims against articles: the premises that may bear on each claim, one batch of entailment, evidence, verdicts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.decompose import claims
from assistant.entail import Entailer
from assistant.grammar import direct
from assistant.judge import Findings, judge
from assistant.names import unnamed
from assistant.polarity import absent, opposed
from assistant.premises import Premise
from assistant.select import Selector
from assistant.types import Claim, Evidence, Report, Verdict
from assistant.weigh import Weight, bounded, joined, related, settled
from index.index import Index
from index.lexical import stems

EVIDENCE = 0.5
"""How surely a premise must assert or deny a claim to be evidence."""
REPORTED = 3
"""Sentences that nobody is known to speak in, but that may report what the claim's speaker said."""
UNNAMED = "somebody unnamed"
"""Whose words they are where the article names nobody."""
SHORT = 8
"""Words: what has fewer is also read after the words before it, as is what begins with or contains a word that refers back."""
_LEANS = re.compile(
    r"^(?:The|the|But|And|Both|Another)\b|\b(?:he|she|it|they|him|her|them|his|its|their|this|that|these|those|such)\b",
    re.IGNORECASE,
)
Pair = tuple[str, str]
Weights = dict[Pair, Weight]


@dataclass(frozen=True, slots=True)
class Trial:
    """A premise put to a claim: `text` are its words in the claim's terms; `saying`: it is on who said it instead of what."""

    premise: Premise
    text: str
    hypothesis: str
    nearness: float
    nearest: float
    saying: bool = False

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What is weighed: the words alone, and after those before; of denied ones also whether the claim says them."""
        alone = (self.text, self.hypothesis)
        if self.premise.denied:
            return alone, (self.hypothesis, self.text)
        leans = self.premise.before and (_LEANS.search(self.text) or len(self.text.split()) < SHORT)
        return (alone, (f"{self.premise.before} {self.text}", self.hypothesis)) if leans else (alone,)

    def weight(self, weighed: Weights) -> Weight:
        """How surely the premise's voice asserts and denies the hypothesis."""
        weights = [weighed[pair] for pair in self.pairs]
        if self.premise.denied:
            return Weight(0.0, max(weight.asserts for weight in weights))
        if self.premise.run:
            return Weight(weights[0].asserts, 0.0)
        if absent(self.hypothesis, self.text):
            return weights[0]
        return related(joined(weights[0], weights[-1]), self.nearness, self.nearest, opposed(self.text, self.hypothesis))


@dataclass(frozen=True, slots=True)
class Put:
    """A claim's trials, and the names that articles give to its speaker.

    `anybody`: the claim names no speaker, or only "a writer", whom the articles do not know by that; what was said is judged.
    `wider` are the trials of whole sentences, several as one, for a claim on which the others find nothing.
    """

    trials: tuple[Trial, ...] = ()
    wider: tuple[Trial, ...] = ()
    speakers: frozenset[str] = frozenset()
    anybody: bool = False


class Verifier:
    """Judges what is claimed by the articles of an index."""

    def __init__(self, index: Index, entailer: Entailer, take_apart: Callable[[str], tuple[Claim, ...]] = claims) -> None:
        self._selector = Selector(index)
        self._entailer = entailer
        self._take_apart = take_apart

    def verify(self, text: str, article_ids: Sequence[str] = ()) -> Report:
        """A verdict for each claim of a text, from the given articles or all; all pairs are judged in one batch."""
        stated = self._take_apart(text)
        puts = [self._trials(claim, article_ids) if claim.matter == "fact" else Put() for claim in stated]
        weights = self._weights(puts)
        verdicts = [_verdict(claim, put, weights) for claim, put in zip(stated, puts, strict=True)]
        wider = {
            number: replace(put, trials=(*put.trials, *put.wider))
            for number, (put, verdict) in enumerate(zip(puts, verdicts, strict=True))
            if verdict.label == "not_found" and put.wider
        }
        weights |= self._weights(Put(put.wider) for put in wider.values())
        for number, put in wider.items():
            verdicts[number] = _verdict(stated[number], put, weights)
        return Report(text, tuple(verdicts))

    def _weights(self, puts: Iterable[Put]) -> Weights:
        """The weight of each pair; the entailer is asked for those that the exact checks leave open, in one batch."""
        decided = {pair: settled(*pair) for put in puts for trial in put.trials for pair in trial.pairs}
        left = [pair for pair, weight in decided.items() if weight is None]
        asked = zip(left, self._entailer.entail(left), strict=True) if left else ()
        return {pair: weight for pair, weight in decided.items() if weight} | {pair: bounded(*pair, found) for pair, found in asked}

    def _trials(self, claim: Claim, article_ids: Sequence[str]) -> Put:
        found = self._selector.select(claim, article_ids)
        nearest = max(found.nearness.values(), default=0.0)

        def put(premise: Premise, words: str, saying: bool = False) -> Trial:
            return Trial(premise, found.in_terms_of(premise, words), words, found.nearness.get(premise, nearest), nearest, saying)

        said = tuple(premise for premise in found.said if not _nameless(premise, claim))
        every = (*found.voiced, *said, *found.whole)
        if not claim.speaker or (claim.stance == "asserts" and unnamed(claim.speaker) and not found.speakers):
            words = claim.content if claim.speaker else claim.text
            wider = tuple(put(premise, words) for premise in found.wider)
            return Put(tuple(put(premise, words) for premise in every), wider, anybody=True)
        content = [put(premise, _about(claim, premise)) for premise in said]
        speaker = claim.speaker.split()[-1]
        reported = [put(premise, claim.text, saying=True) for premise in (*found.voiced[:REPORTED], *found.whole)]
        told = [put(p, direct(claim.text), saying=True) for p in found.said if speaker in p.text and p.statement]
        wider = tuple(put(replace(premise, statement=None), claim.text, saying=True) for premise in found.wider)
        return Put((*content, *reported, *told), wider, speakers=found.speakers | {claim.speaker})


def _verdict(claim: Claim, put: Put, weights: Weights) -> Verdict:
    if claim.matter != "fact":
        return Verdict(claim, None, 0.0)
    weighed = [(trial, trial.weight(weights)) for trial in put.trials]
    content = [found for trial, weight in weighed if not trial.saying for found in _evidence(trial, weight)]
    saying = [found for trial, weight in weighed if trial.saying and _by_others(trial) for found in _evidence(trial, weight)]
    reported = [
        found for trial, weight in weighed if trial.saying and not _by_others(trial) for found in _reported(claim, trial, weight)
    ]
    scores = [max(weight.asserts, weight.denies) for _, weight in weighed]
    nearest = max((score for score in scores if score < EVIDENCE), default=0.0)
    return judge(claim, Findings(_surest_first([*content, *reported]), put.speakers, _surest_first(saying), nearest, put.anybody))


def _about(claim: Claim, premise: Premise) -> str:
    """What is claimed to have been said, of the premise's speaker: "Kuleba is ready" is put to Lavrov as "Lavrov is ready"."""
    speaker = premise.statement.speaker if premise.statement else None
    return claim.content.replace(claim.speaker, speaker) if claim.speaker and speaker else claim.content


def _nameless(premise: Premise, claim: Claim) -> bool:
    """Whether what is denied is told in pronouns and shares no telling word with the claim, so that it might be anything."""
    return premise.denied and bool(_LEANS.search(premise.text)) and not set(stems(premise.text)) & set(stems(claim.content))


def _by_others(trial: Trial) -> bool:
    """Whether the trial of a saying is of somebody's words about it, not of the article's sentence."""
    return bool(trial.premise.statement) and not trial.premise.whole


def _evidence(trial: Trial, weight: Weight) -> Iterator[Evidence]:
    """The premise as evidence on what is claimed, where it is sure enough."""
    score = max(weight.asserts, weight.denies)
    if score >= EVIDENCE:
        statement = trial.premise.statement if not trial.premise.whole else None
        speaker = (statement.speaker or UNNAMED) if statement else None
        listed = not trial.premise.relayed and speaker != UNNAMED
        yield Evidence(trial.premise.span, "asserts" if weight.asserts == score else "denies", speaker, score, listed)


def _reported(claim: Claim, trial: Trial, weight: Weight) -> Iterator[Evidence]:
    """A sentence that reports what the claim says of its speaker, or the reverse, as evidence on the content by that speaker."""
    score = max(weight.asserts, weight.denies)
    if score >= EVIDENCE:
        statement = trial.premise.statement
        said = (weight.asserts == score) == (claim.stance != "denies")
        speaker = statement.speaker if statement and statement.speaker else claim.speaker
        yield Evidence(trial.premise.span, "asserts" if said else "denies", speaker, score)


def _surest_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(evidence, key=lambda found: -found.score))
