"""The gate every answer passes: a sentence goes out only when its citations are among the hits and bear it out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.entail import Entailer
from assistant.types import Sentence, Support
from assistant.weigh import weigh
from index.types import Hit

QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_FOLDS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})


SUPPORTED, PARTIAL = 0.5, 0.2
"""How surely the citations must bear a sentence out."""


def supported(sentence: Sentence, make_entailer: Callable[[], Entailer]) -> Sentence:
    """The sentence with how far its citations bear it out: a slice of one is theirs, of any other the entailer judges.

    `make_entailer` is called when it is needed.
    """
    if not sentence.citations:
        return replace(sentence, support="unsupported")
    cited = fold(" ".join(citation.text for citation in sentence.citations))
    if fold(sentence.text) in cited:
        return replace(sentence, support="supported")
    (found,) = make_entailer().entail([(cited, sentence.text)])
    asserts = weigh(cited, sentence.text, found).asserts
    support: Support = "supported" if asserts >= SUPPORTED else "partial" if asserts >= PARTIAL else "unsupported"
    return replace(sentence, support=support)


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
