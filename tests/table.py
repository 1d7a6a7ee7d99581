"""An entailer that knows a few pairs and nothing else: what tests of verdicts stand on instead of a model."""

from collections.abc import Mapping, Sequence

from assistant.exact import Entailment

SUPPORTS, REFUTES, NEUTRAL = Entailment(0.95, 0.02, 0.03), Entailment(0.02, 0.95, 0.03), Entailment(0.02, 0.03, 0.95)


class Table:
    """Supports where premise and hypothesis hold the two texts of a row that says so, and so on; neutral otherwise."""

    def __init__(self, supports: Mapping[str, str] | None = None, refutes: Mapping[str, str] | None = None) -> None:
        self._supports, self._refutes = dict(supports or {}), dict(refutes or {})
        self.asked: list[tuple[str, str]] = []

    def entail(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        self.asked.extend(pairs)
        return tuple(self._one(*pair) for pair in pairs)

    def _one(self, premise: str, hypothesis: str) -> Entailment:
        if _holds(self._supports, premise, hypothesis):
            return SUPPORTS
        return REFUTES if _holds(self._refutes, premise, hypothesis) else NEUTRAL


def _holds(rows: Mapping[str, str], premise: str, hypothesis: str) -> bool:
    """Whether a row's texts stand in premise and hypothesis; a paraphrase is one in both directions."""
    return any(a in p and b in h for a, b in rows.items() for p, h in ((premise, hypothesis), (hypothesis, premise)))
