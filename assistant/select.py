"""Chooses the premises that may bear on a claim: those of the passages found for it, and what its speaker says beside them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.content import plain, says_we
from assistant.names import called, same_speaker
from assistant.offices import employers, roles
from assistant.polarity import about
from assistant.premises import Premise, premises
from assistant.question import coverage, parse
from assistant.types import Claim
from assistant.windows import chosen
from index.attribution.cues import acts
from index.embed import Vectors
from index.index import Index
from index.lexical import STOPWORDS, stems
from index.types import Hit

PASSAGES = 12
"""Passages searched for a claim."""
VOICED, RUNS, SAID, OWN_SAID, WHOLE = 6, 2, 7, 4, 3
"""Premises judged for a claim: the article's own sentences, runs of them, what is said, what the claim's speaker says, and the
sentences with who says it."""
TOGETHER = (2, 4)
"""Numbers of the nearest sentences of the article's own that are also read as one, wherever they stand: a claim may join them."""
SHARED_WORDS = 0.4
"""What sharing all telling words counts beside the nearness in meaning (cosine)."""
KEPT = 64
"""Articles whose premises are kept at hand."""
SHORT = 80
"""Premises up to which an article's are all looked at; of a longer one only those in the passages found."""

_ON_IT = re.compile(r"(?:That|This|It) (?:is|was|has|had|will|would|does|did|can|could|may|might|must)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's premises, and by speaker: the forms by which it calls them, the resolved name first, their role and employer."""

    premises: tuple[Premise, ...]
    forms: dict[str, tuple[str, ...]]
    roles: dict[str, str]
    employers: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Selection:
    """The premises chosen for a claim, nearest first.

    `wider` are sentences as they stand, whoever speaks in them, several as one. `speakers` are the names that articles give to
    the claim's speaker, `roles` what people are ("mayor") by name, `employers` whom they
    speak for, `nearness` how near each other premise is to the claim in
    meaning.
    """

    voiced: tuple[Premise, ...]
    said: tuple[Premise, ...]
    whole: tuple[Premise, ...]
    wider: tuple[Premise, ...]
    speakers: frozenset[str]
    roles: dict[str, str]
    employers: dict[str, tuple[str, ...]]
    nearness: dict[Premise, float]

    def in_terms_of(self, premise: Premise, claim: str) -> str:
        """The premise's words with people called as in the claim: "the mayor" by the name that the claim has, or the reverse.

        Who speaks for others as "we" is called by their name where the claim has it.
        """
        text = self._for_whom(premise, claim)
        for name, role in self.roles.items():
            last = name.split()[-1]
            role_there, role_here = _word(role).search(text), _word(role).search(claim)
            if _has_name(claim, name) and last not in text and role_there:
                text = re.sub(rf"\b(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir) {role}\b(?! of\b)", name, text)
            elif role_here and last not in claim and last in text and not role_there:
                text = re.sub(rf"(?:{re.escape(name)}|\b{re.escape(last)}\b)", f"the {role}", text)
        return text

    def _for_whom(self, premise: Premise, claim: str) -> str:
        """The premise's words, those whom its speaker calls "we" by the name that the claim has."""
        statement = premise.statement
        speaker = (statement and statement.speaker) or ""
        if not statement or speaker not in self.employers or speaker.split()[-1] in claim or not says_we(statement):
            return premise.text
        named = next((whose for whose in self.employers[speaker] if _has_name(claim, whose)), speaker)
        return premise.text.replace(speaker, named)


class Selector:
    """Chooses premises of the articles of an index; what it reads and embeds of an article is kept at hand."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._readings: dict[str, Reading] = {}
        self._vectors: dict[str, Vectors] = {}

    def select(self, claim: Claim, article_ids: Sequence[str] = ()) -> Selection:
        """The premises that may bear on a claim."""
        hits = self._index.search(claim.text, PASSAGES, article_ids)
        readings = {hit.passage.article.id: self._reading(hit.passage.article.id) for hit in hits}
        speakers = _speakers(claim, readings.values())
        found = [p for reading in readings.values() for p in reading.premises if _near(p, hits, reading, speakers)]
        alone, nearness = self._nearness(claim, found)
        asked = parse(claim.content)
        ranked = sorted(alone, key=lambda p: -(alone[p] + SHARED_WORDS * coverage(asked, set(stems(p.text)))))
        said = [p for p in ranked if p.statement and not p.whole]
        own = [p for p in said if _speaker(p) in speakers][:OWN_SAID]
        own_voice = [p for p in ranked if not p.statement and not p.run]
        together = [joined for count in TOGETHER if (joined := _together(own_voice[:count]))]
        nearness |= {joined: nearness[own_voice[0]] for joined in together}  # noqa: C420 - there may be no own voice
        return Selection(
            (*own_voice[:VOICED], *[p for p in ranked if p.run][:RUNS], *together),
            tuple([*own, *(p for p in said if p not in own)][: SAID + len(own)]),
            tuple(_whole(claim, ranked, speakers))[:WHOLE],
            tuple(self._wider(claim, hits)),
            speakers,
            {name: role for reading in readings.values() for name, role in reading.roles.items()},
            {name: whose for reading in readings.values() for name, whose in reading.employers.items()},
            nearness,
        )

    def _reading(self, article_id: str) -> Reading:
        if article_id not in self._readings:
            statements = self._index.statements([article_id])
            read = premises(self._index.find(article_id), self._index.sentences(article_id), statements)
            if len(self._readings) >= KEPT:
                self._readings.pop(next(iter(self._readings)))
            forms = {name: forms for (_, name), forms in called(statements).items()}
            self._readings[article_id] = Reading(read, forms, dict(roles(forms)), dict(employers(forms)))
        return self._readings[article_id]

    def _wider(self, claim: Claim, hits: Sequence[Hit]) -> Iterator[Premise]:
        """Of the article found first, the sentences found that are nearest to the claim, as they stand and some as one.

        Their voice is that of the nearest statement in them; where one in them is no assertion, they are left out.
        """
        if not hits:
            return
        key = hits[0].passage.article.id
        found = [hit.passage for hit in hits if hit.passage.article.id == key]
        sentences = [s for s in self._index.sentences(key) if any(passage.overlaps(s) for passage in found)]
        texts = [plain(s.text) for s in sentences]
        said = self._index.statements([key])
        for numbers in chosen(texts, claim.text):
            inside = [s for s in said if any(c.overlaps(sentences[i]) for c in s.content for i in numbers)]
            if all(s.stance == "asserts" for s in inside):
                place = sentences[max(numbers, key=lambda i: _alike(claim, texts[i]))]
                voice = max(inside, key=lambda s: _alike(claim, " ".join(c.text for c in s.content)), default=None)
                yield Premise(place, " ".join(texts[i] for i in numbers), statement=voice, run=True)

    def _nearness(self, claim: Claim, found: Sequence[Premise]) -> tuple[dict[Premise, float], dict[Premise, float]]:
        """How near each premise is to the claim in meaning (cosine): alone, and at best.

        At best is after the words before where it is on those, or without what it denies.
        """
        if not found:
            return {}, {}
        stated, spoken_of = self._index.embedder.encode([claim.content, about(claim.content)])
        alone = self._encoded([p.text for p in found]) @ stated
        after = self._encoded([_told(p) for p in found]) @ stated
        bare = self._encoded([about(p.text) for p in found]) @ spoken_of
        best = np.maximum(np.maximum(alone, after), bare)
        near, nearer = ({p: float(x) for p, x in zip(found, own, strict=True)} for own in (alone, best))
        return near, nearer

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        if len(self._vectors) > KEPT * SHORT:
            self._vectors.clear()
        missing = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if missing:
            self._vectors.update(zip(missing, self._index.embedder.encode(missing), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def _speakers(claim: Claim, readings: Collection[Reading]) -> frozenset[str]:
    """The names that articles give to the claim's speaker."""
    every = {name: forms for reading in readings for name, forms in reading.forms.items()}
    return frozenset(name for name, forms in every.items() if same_speaker(claim.speaker or "", forms))


def _alike(claim: Claim, text: str) -> int:
    """How many telling words a text shares with a claim."""
    return len(set(stems(claim.text)) & set(stems(text)))


def _together(nearest: Sequence[Premise]) -> Premise | None:
    """Sentences of one article read as one, in their order; the place is that of the nearest."""
    same = [p for p in nearest if p.span.article.id == nearest[0].span.article.id]
    if len(same) < 2:
        return None
    ordered = sorted(same, key=lambda p: p.span.start)
    return Premise(nearest[0].span, " ".join(p.text for p in ordered), run=True)


def _near(premise: Premise, hits: Sequence[Hit], reading: Reading, speakers: frozenset[str]) -> bool:
    """Whether a premise is in a passage found, is said by the claim's speaker, or is of an article read as a whole."""
    if len(reading.premises) <= SHORT or _speaker(premise) in speakers:
        return True
    return any(hit.passage.overlaps(premise.span) for hit in hits)


def _whole(claim: Claim, ranked: Sequence[Premise], speakers: frozenset[str]) -> Iterator[Premise]:
    """The sentences with who says them: of the claim's speaker; of a claim about some other speech act, all that have its verb."""
    mine = {lemma for lemma, _ in acts(claim.text)} if not claim.speaker else set()
    for premise in ranked:
        statement = premise.statement
        if premise.whole and statement and statement.cue:
            theirs = {lemma for lemma, _ in acts(statement.cue.text)}
            if statement.speaker in speakers or mine & theirs:
                yield premise


def _speaker(premise: Premise) -> str | None:
    return premise.statement.speaker if premise.statement else None


def _told(premise: Premise) -> str:
    """The premise's words, after those before where it is on them: "That is a theory, not a finding"."""
    return f"{premise.before} {premise.text}" if premise.before and _ON_IT.match(premise.text) else premise.text


def _has_name(claim: str, name: str) -> bool:
    """Whether a claim has a name's last word, or its first as a word that tells ("Halden" of "Halden Lines").

    >>> _has_name("Halden grew.", "Halden Lines"), _has_name("The firm grew.", "The Courier"), _has_name("Quell went.", "Ada Quell")
    (True, False, True)
    """
    words = name.split()
    return words[-1] in claim or (words[0].lower() not in STOPWORDS and bool(re.search(rf"\b{re.escape(words[0])}\b", claim)))


def _word(role: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(role)}\b", re.IGNORECASE)
