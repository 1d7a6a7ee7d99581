"""Whose words a sentence reports, where its form shows it. Stands in until statements are read from the whole article."""

import re

from assistant.features import CUE
from index.types import Span

_NOT_IN_A_NAME = (
    r"(?!(?i:on|in|at|to|and|it|that|which|who|by|from|with|as|after|before|while|but|not|no|he|she|they|his|her|their|its)\b)"
)
_TITLE = rf"(?:[Tt]he |[Aa]n? )?(?:{_NOT_IN_A_NAME}[a-z’'-]+ ){{0,4}}"
_SUBJECT = (
    rf"{_NOT_IN_A_NAME}{_TITLE}{_NOT_IN_A_NAME}[A-Z][\w’'-]*"
    rf"(?: (?:of the |of |for the |al |de |van |von )?{_NOT_IN_A_NAME}[\w’'-]+){{0,6}}?"
)
_ASIDE = r"(?:, [^,\"“”]{3,90}){0,2},|"
_ADVERBS = r"(?:(?:has|had|have|also|later|recently|then|again) )*"
_BEFORE = re.compile(rf"(?:^|[\"”’] )({_SUBJECT})(?:{_ASIDE}) {_ADVERBS}$")
_INVERTED = re.compile(rf"[,?!][\"”’] {_ADVERBS}$")
_AFTER = re.compile(rf" ({_TITLE}{_NOT_IN_A_NAME}[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")
_ACCORDING = re.compile(r" (?!its |his |her |their )([^,.;:()\"“”]{2,80})")


def speaker(sentence: Span) -> Span | None:
    """Where the sentence itself names whose words it reports: "NAME said", "said NAME", "according to NAME".

    None where it shows nobody by name: then they may be anybody's, also the article's own.
    """
    for cue in CUE.finditer(sentence.text):
        found = _named(sentence.text, cue)
        if found:
            return sentence.article.span(sentence.start + found.start(1), sentence.start + found.end(1))
    return None


def _named(text: str, cue: re.Match[str]) -> re.Match[str] | None:
    if cue.group().lower() == "according to":
        return _ACCORDING.match(text, cue.end())
    before = text[: cue.start()].rstrip() + " "
    return _AFTER.match(text, cue.end()) if _INVERTED.search(before) else _BEFORE.search(before)
