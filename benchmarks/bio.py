"""Passages as tokens with BIO labels, and how well spans agree with them: begin, exact and Jaccard, as CofeNet counts.

Wang et al. 2021, "CofeNet: Context and Former-Label Enhanced Net for Complicated Quotation Extraction", section 5.
"""

from collections.abc import Iterable, Sequence

BioSpan = tuple[str, int, int]
"""Role, first token, token after the last."""

_SHAPES = {"``": "“", "''": "”", "`": "‘", "--": "—", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]",
           "-LCB-": "{", "-RCB-": "}"}  # fmt: skip


def joined(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Text made of Penn Treebank tokens, and each token's character span in it.

    >>> joined(["``", "I", "do", "n't", ",", "''", "he", "said"])[0]
    "“ I don't , ” he said"
    """
    text, spans = "", []
    for token in tokens:
        shown = _SHAPES.get(token, token)
        text += "" if not text or shown == "n't" else " "
        spans.append((len(text), len(text) + len(shown)))
        text += shown
    return text, spans


def bio_spans(labels: Sequence[str]) -> list[BioSpan]:
    """Spans read from BIO labels; an I- without its B- begins a span.

    >>> bio_spans(["B-cue", "O", "B-content", "I-content", "B-content"])
    [('cue', 0, 1), ('content', 2, 4), ('content', 4, 5)]
    """
    spans: list[BioSpan] = []
    for i, label in enumerate(labels):
        prefix, _, role = label.partition("-")
        if prefix == "I" and spans and spans[-1][0] == role and spans[-1][2] == i:
            spans[-1] = (role, spans[-1][1], i + 1)
        elif prefix in ("B", "I"):
            spans.append((role, i, i + 1))
    return spans


def token_spans(spans: Iterable[tuple[str, int, int]], tokens: Sequence[tuple[int, int]]) -> list[BioSpan]:
    """Character spans (role, start, end) as token spans: every token a span touches belongs to it."""
    found = []
    for role, start, end in spans:
        touched = [i for i, (s, e) in enumerate(tokens) if s < end and e > start]
        if touched:
            found.append((role, touched[0], touched[-1] + 1))
    return found


def agreement(gold: Sequence[Sequence[BioSpan]], found: Sequence[Sequence[BioSpan]]) -> dict[str, dict[str, float]]:
    """Per role, in percent: precision, recall and F1 of exact spans, F1 of span beginnings, and mean Jaccard.

    Jaccard: tokens shared over tokens in either, per passage and role, averaged over passages where either has any.
    """
    return {role: _role_agreement(role, gold, found) for role in ("source", "cue", "content")}


def _role_agreement(role: str, gold: Sequence[Sequence[BioSpan]], found: Sequence[Sequence[BioSpan]]) -> dict[str, float]:
    pairs = [({s for s in g if s[0] == role}, {s for s in f if s[0] == role}) for g, f in zip(gold, found, strict=True)]
    n_gold, n_found = sum(len(g) for g, _ in pairs), sum(len(f) for _, f in pairs)
    exact = sum(len(g & f) for g, f in pairs)
    begin = sum(len({s[1] for s in g} & {s[1] for s in f}) for g, f in pairs)
    overlaps = [_jaccard(_covered(g), _covered(f)) for g, f in pairs if g or f]
    return {
        "precision": round(100 * exact / max(1, n_found), 2),
        "recall": round(100 * exact / max(1, n_gold), 2),
        "exact": round(200 * exact / max(1, n_gold + n_found), 2),
        "begin": round(200 * begin / max(1, n_gold + n_found), 2),
        "jaccard": round(100 * sum(overlaps) / max(1, len(overlaps)), 2),
        "gold": n_gold,
    }


def _covered(spans: Iterable[BioSpan]) -> set[int]:
    return {i for _, start, end in spans for i in range(start, end)}


def _jaccard(a: set[int], b: set[int]) -> float:
    return len(a & b) / len(a | b)
