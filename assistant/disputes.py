"""What is in dispute: the statements of articles gathered by what they are about, with who asserts it and who denies it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.polarity import NEGATION, about, denied
from assistant.replies import meant
from index.index import Index
from index.types import Stance, Statement

SAME = 0.72
"""Least cosine of two contents that are taken for the same claim. A dot put to the wrong claim would be a false report, so it
is high: rather two rows for one claim than one for two."""
MOST_READ = 400
"""Statements that are compared; of more, the denials and the first of the rest."""
FEWEST_WORDS = 3
"""Words of a content that can be read as a claim."""


@dataclass(frozen=True, slots=True)
class Part:
    """A statement's part in a dispute: it asserts or denies the dispute's claim, whatever it does with its own words."""

    statement: Statement
    stance: Stance

    @property
    def speaker(self) -> str:
        """Who takes part."""
        return self.statement.speaker or ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A claim, with the statements about it."""

    claim: str
    parts: tuple[Part, ...]

    @property
    def asserted_by(self) -> tuple[str, ...]:
        """Who asserts it, by name."""
        return self._who("asserts")

    @property
    def denied_by(self) -> tuple[str, ...]:
        """Who denies it, by name."""
        return self._who("denies")

    def _who(self, stance: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.speaker for part in self.parts if part.stance == stance))


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with what it is about in words that can be read as a claim, and whether it denies those."""

    statement: Statement
    text: str
    denied: bool


def disputes(index: Index, article_ids: Sequence[str] = (), at_most: int = 12) -> tuple[Dispute, ...]:
    """The claims of the articles by name: first those asserted and denied, then denied, then told by several, then the rest.

    Only speech, and only of speakers with a name. Raises ArticleError for an unknown article.
    """
    every = index.statements(article_ids)
    said = [s for s in every if s.cue_class == "speech" and s.speaker and s.stance in ("asserts", "denies")]
    told = [one for one in (_told(index, s) for s in said) if len(one.text.split()) >= FEWEST_WORDS]
    told = sorted(told, key=lambda one: one.statement.stance != "denies")[:MOST_READ]
    groups = _groups(index, told) if told else []
    order = {id(s): number for number, s in enumerate(every)}
    return tuple(sorted(groups, key=lambda d: (_rank(d), order[id(d.parts[0].statement)]))[:at_most])


def words(statement: Statement) -> str:
    """A statement's content on one line."""
    return " … ".join(" ".join(span.text.split()) for span in statement.content)


def _told(index: Index, statement: Statement) -> Told:
    """A statement's words, or, where it only denies "the accusation", what was said before."""
    text = words(statement)
    if statement.stance == "denies":
        article_id = statement.content[0].article.id
        around = index.statements([article_id])
        if replied := meant(around.index(statement), text, around, index.sentences(article_id)):
            return Told(statement, replied, denied=True)
    return Told(statement, text, denied(statement, text))


def _rank(dispute: Dispute) -> int:
    if dispute.denied_by:
        return 0 if set(dispute.asserted_by) - set(dispute.denied_by) else 1
    return 2 if len(dispute.asserted_by) > 1 else 3


def _groups(index: Index, told: Sequence[Told]) -> list[Dispute]:
    """Each statement with the first before it that is about the same."""
    vectors = np.asarray(index.embedder.encode([about(one.text) for one in told]))
    heads: list[int] = []
    members: dict[int, list[Told]] = {}
    for number, one in enumerate(told):
        near = vectors[heads] @ vectors[number] if heads else np.zeros(0)
        head = heads[int(near.argmax())] if near.size and near.max() >= SAME else number
        if head == number:
            heads.append(number)
        members.setdefault(head, []).append(one)
    return [_dispute(group) for group in members.values()]


def _dispute(group: Sequence[Told]) -> Dispute:
    """The claim in the first words that negate nothing, if there are such; words that negate where it does not say the reverse."""
    claim = next((one.text for one in group if not NEGATION.search(one.text)), group[0].text)
    turned = [bool(NEGATION.search(one.text)) != bool(NEGATION.search(claim)) for one in group]
    stances: list[Stance] = ["denies" if one.denied != turn else "asserts" for one, turn in zip(group, turned, strict=True)]
    return Dispute(claim, tuple(Part(one.statement, stance) for one, stance in zip(group, stances, strict=True)))
