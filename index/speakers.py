"""What the speakers of an article may be called by: keys under which a database finds the articles that somebody may speak in."""

import re
from collections.abc import Iterable

from index.attribution.lexicon import COUNTRY
from index.stems import stems
from index.types import Statement


def keys(name: str) -> frozenset[str]:
    """The words of a name or description, in every form in which names are compared, and its initials.

    Two that can name the same share one, though not all that share one can: who compares them decides.

    >>> sorted(keys("Iran's Foreign Minister"))
    ['foreign', 'ifm', 'iran', 'minist', 'minister']
    >>> keys("WHO") & keys("the World Health Organization")
    frozenset({'who'})
    """
    words = [re.sub(r"['’]s?$", "", word).lower().strip(".") for word in re.findall(r"[\w’'.-]+", name)]
    forms = (form for word in words for form in (word, COUNTRY.get(word, word), *stems(word)))
    capitals = "".join(w[0] for w in re.findall(r"[\w’'-]+", name) if w[0].isupper() and w not in ("The", "A")).lower()
    letters = re.sub(r"^(?:the|The) ", "", name).replace(".", "")
    return frozenset(
        key
        for key in (*forms, capitals if len(capitals) > 1 else "", letters.lower() if letters.isupper() else "")
        if key and len(key) <= LONGEST and "\0" not in key
    )


LONGEST = 60
"""Characters of a key."""


def of(statements: Iterable[Statement]) -> frozenset[str]:
    """The keys of all speakers, in all forms in which they are named."""
    named = {name for s in statements if s.speaker for name in (s.speaker, s.mention.text if s.mention else s.speaker)}
    return frozenset(key for name in named for key in keys(" ".join(name.split())))
