"""A statement's content as words that stand alone: parts joined, "I" by name, reported speech back in direct form."""

import re

from assistant.grammar import FINITE, affirmed, direct, finite
from index.attribution.cues import acts
from index.attribution.gender import first_name_gender
from index.attribution.stance import CALLED_UNTRUE
from index.types import Span, Statement

_ACCUSED = re.compile(r"^(?P<whom>.{2,60}?) of (?P<what>(?:\w+ly )?\w+ing\b.*)$", re.DOTALL)
_NAMED_AS = re.compile(r"^(?P<what>.+?) as (?P<as>.+)$", re.DOTALL)
_NAMED = re.compile(r"^(?P<what>[^\"“‘]{3,60}) (?P<as>[\"“‘].+)$", re.DOTALL)
_GERUND = re.compile(r"^(?:ever |having |\w+ly )*\w+ing\b(?! (?:is|are|was|were)\b)")
_MARKS = str.maketrans("", "", '“”"')
_FIRST_PERSON = re.compile(r"\b(?:I|we|We|my|My|our|Our|me|us)\b(?![’']s\b)")
_THIRD_PERSON = re.compile(r"^(?P<before>(?:\w+ ){0,1}?)(?P<pronoun>[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)\b")
_TO_THE_SPEAKER = re.compile(
    r"\b(?P<before>to|with|from|for|told|assured|asked|warned) (?P<pronoun>him|her)(?= (?:by|in|on|at|that|to|with)\b|\W*$)"
)
_NAMING = frozenset({"call", "describe", "brand", "label", "dub", "denounce", "condemn", "dismiss"})
_SUBJECTS = {"him": ("he", "is"), "her": ("she", "is"), "them": ("they", "are"), "us": ("we", "are"), "me": ("I", "am")}
_WE = re.compile(r"\b(?:[Ww]e|us|[Oo]ur)\b")
_WE_ALL = re.compile(r"\b[Ww]e all\b")


def content(statement: Statement) -> str:
    """What is said, as words that stand alone: parts joined, "I" by name, "the mayor of planning it" as a sentence."""
    text = plain(" ".join(span.text.strip(" ,") for span in statement.content))
    raw = " ".join(" ".join(span.text.split()) for span in statement.content)
    lemmas = {lemma for lemma, _ in acts(statement.cue.text)} if statement.cue else set()
    speaker = statement.speaker or ""
    if "accuse" in lemmas and (found := _ACCUSED.match(text)):
        whom, verb = _SUBJECTS.get(found["whom"].lower(), (found["whom"], "is"))
        return f"{whom} {verb} {found['what']}"
    if statement.stance == "denies" and lemmas & _NAMING and CALLED_UNTRUE.search(text):
        return CALLED_UNTRUE.sub("", text)
    if lemmas & _NAMING:
        found = _NAMED_AS.match(text) or _NAMED.match(raw)
        return plain(f"{found['what']} is {found['as']}") if found else text
    text = affirmed(text) if statement.stance == "denies" else text
    if speaker and _GERUND.match(text):
        return f"{speaker} {finite(text)}"
    if speaker and statement.cue and "according" not in lemmas and statement.stance == "asserts" and not FINITE.search(text):
        return f"{speaker} {statement.cue.text} {text}"
    text = direct(text) if statement.kind != "direct" else text
    return by_name(text, statement) if speaker else text


def by_name(text: str, statement: Statement) -> str:
    """The words with the speaker's name for "I" and "we", and for the "she" that begins what she is reported to say."""
    speaker = statement.speaker or ""
    if statement.kind == "direct":
        text = _WE_ALL.sub(f"{speaker} and the others", text)
        return _FIRST_PERSON.sub(lambda m: f"{speaker}{'’s' if m.group().lower() in ('my', 'our') else ''}", text)
    found = _THIRD_PERSON.match(text)
    if not found:
        return _TO_THE_SPEAKER.sub(lambda m: f"{m['before']} {speaker}" if _may_be(m["pronoun"], speaker) else m.group(), text)
    if not _may_be(found["pronoun"].lower(), speaker):
        return text
    owned = "’s" if found["pronoun"].lower() in ("his", "her", "its", "their") else ""
    return f"{found['before']}{speaker}{owned}{text[found.end() :]}"


def says_we(statement: Statement) -> bool:
    """Whether it is quoted with a word for the speaker's own ("we", "our"), and not for all."""
    text = " ".join(span.text for span in statement.content)
    return statement.kind == "direct" and not _WE_ALL.search(text) and bool(_WE.search(text))


def _may_be(pronoun: str, speaker: str) -> bool:
    """Whether a pronoun can stand for a speaker of that name."""
    first, *rest = speaker.split()
    person = first_name_gender(first) if rest and first[0].isupper() else ""
    if pronoun in ("it", "they", "its", "their"):
        return not person
    return person in ("u", "m" if pronoun in ("he", "his", "him") else "f")


def inside(inner: Statement, outer: Statement) -> bool:
    """Whether one statement is told within what another says."""
    return any(o.covers(i) and (o.end - o.start) > (i.end - i.start) for o in outer.content for i in inner.content)


def hull(statement: Statement) -> Span:
    """From the first to the last word of a statement's content."""
    first, last = statement.content[0], statement.content[-1]
    return first.article.span(first.start, last.end)


def plain(text: str) -> str:
    r"""The words on one line, without double quotation marks.

    >>> plain('He said:  "Not\n a penny."')
    'He said: Not a penny.'
    """
    return " ".join(text.translate(_MARKS).split())
