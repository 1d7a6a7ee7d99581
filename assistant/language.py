"""Whether a text is in English, by its commonest words: the models and rules read no other language."""

import unicodedata

from assistant.question import WORD

LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "tr", "sv", "cs", "ro", "id")
"""Languages in Latin letters that a text is compared with; another script is another language."""
ENOUGH = 4
"""Words from which a guess is made."""
MARGIN = 0.7
"""How much commoner the words must be in the other language, on wordfreq's scale of powers of ten."""
_ENGLISH = frozenset(
    """the of and is are was were has have had that which with from by for not will would said says they his her its their be
    been""".split()  # noqa: SIM905
)


def foreign_language(text: str) -> bool:
    """Whether a text is in another language than English; where it is too short to tell, no.

    >>> foreign_language("Der Bürgermeister hat das alte Rathaus verkauft."), foreign_language("Kirby denied it.")
    (True, False)
    """
    letters = [c for c in text if c.isalpha()]
    if 2 * sum("LATIN" in unicodedata.name(c, "") for c in letters) < len(letters):
        return True
    words = [word.lower() for word in WORD.findall(text)]
    if len(words) < ENOUGH:
        return False
    if sum(word in _ENGLISH for word in words) >= max(1, len(words) // 12):
        return False
    import wordfreq

    common = {code: sum(wordfreq.zipf_frequency(word, code, "small") for word in words) for code in (*LANGUAGES, "en")}
    return bool(max(common.values()) > common["en"] + MARGIN * len(words))
