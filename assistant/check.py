"""The gate every answer passes: a sentence goes out only when its citations are among the hits and bear its quotations out."""

import re
from collections.abc import Sequence

from assistant.types import Sentence
from index.types import Hit

QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_FOLDS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})


def passes(sentence: Sentence, hits: Sequence[Hit]) -> bool:
    """Whether every citation lies in a hit and every quotation in the sentence is an exact slice of a cited span."""
    cited = bool(sentence.citations) and all(any(h.passage.covers(c) for h in hits) for c in sentence.citations)
    quotes = [next(filter(None, groups)) for groups in QUOTED.findall(sentence.text)]
    return (
        cited and sentence.support == "supported" and all(any(fold(q) in fold(c.text) for c in sentence.citations) for q in quotes)
    )


def fold(text: str) -> str:
    """The text with quotation marks, dashes and white space made alike.

    >>> fold("“Not  a penny” – he said")
    '"Not a penny" - he said'
    """
    return " ".join(text.translate(_FOLDS).split())
