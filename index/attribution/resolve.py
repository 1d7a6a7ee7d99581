"""Who a mention names: the canonical speaker, or speakers, behind the words that an attribution gives as its source."""

import re
from collections.abc import Sequence

from index.types import Article, Span

_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*(?: (?:(?:van|von|de|der|al|bin) )*[^\W\d_a-z][\w’'-]*)+")
_PRONOUNS = frozenset(["he", "she", "they", "it", "his", "her", "its", "their", "i", "we", "who", "him", "them"])


def speakers(article: Article, mentions: Sequence[Span]) -> list[tuple[str, ...]]:
    """The names of the speakers behind each mention, () where it names nobody."""
    names = [match.group() for match in _NAME.finditer(article.text)]
    found: list[tuple[str, ...]] = []
    for mention in mentions:
        words = mention.text.strip()
        if words.lower() in _PRONOUNS:
            found.append(next((earlier for earlier in reversed(found) if earlier), ()))
            continue
        full = next((name for name in names if words and name.split()[-1] == words.split()[-1]), words)
        found.append((full,) if full else ())
    return found
