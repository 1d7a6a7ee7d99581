"""What is in dispute: the statements of articles gathered by what they are about, with who asserts it and who denies it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.index import Index
from index.types import Statement

SAME = 0.72
"""Least cosine of two contents that are taken for the same claim. A dot put to the wrong claim would be a false report, so it
is high: rather two rows for one claim than one for two."""
MOST_READ = 400
"""Statements that are compared; of more, the denials and the first of the rest."""
FEWEST_WORDS = 3
"""Words of a content that can be read as a claim."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Statements about the same thing, the one that words it first at the head."""

    statements: tuple[Statement, ...]

    @property
    def claim(self) -> str:
        """What it is about, in the words of the first statement."""
        return words(self.statements[0])

    @property
    def asserted_by(self) -> tuple[str, ...]:
        """Who asserts it, by name."""
        return self._who("asserts")

    @property
    def denied_by(self) -> tuple[str, ...]:
        """Who denies it, by name."""
        return self._who("denies")

    def _who(self, stance: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.speaker for s in self.statements if s.speaker and s.stance == stance))


def disputes(index: Index, article_ids: Sequence[str] = (), at_most: int = 12) -> tuple[Dispute, ...]:
    """The claims of the articles by name: first those asserted and denied, then denied, then told by several, then the rest.

    Only speech, and only of speakers with a name. Raises ArticleError for an unknown article.
    """
    said = [s for s in index.statements(article_ids) if s.cue_class == "speech" and s.speaker and s.stance in ("asserts", "denies")]
    said = [s for s in said if len(words(s).split()) >= FEWEST_WORDS]
    denials, rest = [s for s in said if s.stance == "denies"], [s for s in said if s.stance == "asserts"]
    said = [*denials, *rest][:MOST_READ]
    groups = _groups(index, said) if said else []
    order = {id(s): number for number, s in enumerate(index.statements(article_ids))}
    return tuple(sorted(groups, key=lambda d: (_rank(d), order.get(id(d.statements[0]), 0)))[:at_most])


def words(statement: Statement) -> str:
    """A statement's content on one line."""
    return " … ".join(" ".join(span.text.split()) for span in statement.content)


def _rank(dispute: Dispute) -> int:
    if dispute.denied_by:
        return 0 if set(dispute.asserted_by) - set(dispute.denied_by) else 1
    return 2 if len(dispute.asserted_by) > 1 else 3


def _groups(index: Index, said: Sequence[Statement]) -> list[Dispute]:
    """Each statement with the first before it that is about the same."""
    vectors = np.asarray(index.embedder.encode([words(s) for s in said]))
    heads: list[int] = []
    members: dict[int, list[Statement]] = {}
    for number, statement in enumerate(said):
        near = vectors[heads] @ vectors[number] if heads else np.zeros(0)
        head = heads[int(near.argmax())] if near.size and near.max() >= SAME else number
        if head == number:
            heads.append(number)
        members.setdefault(head, []).append(statement)
    return [Dispute(tuple(group)) for group in members.values()]
