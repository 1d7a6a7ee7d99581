"""Reads a question: the words that count in it, the names, and the kind of answer that it asks for.

The kinds follow Li and Roth's coarse question types (Learning Question Classifiers, COLING 2002), cut to those that show
in the form of a sentence.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import STOPWORDS, stems, words


def _any(*alternatives: str) -> str:
    return "|".join(alternatives)


_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SEASONS = "week|month|year|night|spring|summer|autumn|fall|winter"
_CURRENCIES = "pounds|dollars|euros|yen|francs|cents|pence|rou?bles|marks|pesos|rupees|yuan|crowns"
_PLACES = "countr|cit|place|town|state|region|continent|street|island|location"
_NUMBER = _any(
    r"\d[\d.,]*",
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen)\b",
    r"\b(?:nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?)\b",
    r"\b(?:half|third|quarter|fifth|tenth|twice|double|none|no one|nobody)\b",
)
_DATE = _any(
    r"\b(?:1\d|20)\d\d\b",
    rf"\b(?:{_MONTHS}|{_DAYS})\b",
    r"\b\d{1,2}(?:st|nd|rd|th) centur",
    r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b|\b\d{1,2}[.:]\d\d\b|o['’]clock",
    r"\b(?:noon|midnight|yesterday|today|tomorrow|tonight)\b",
    rf"\b(?:last|next|this) (?:{_SEASONS})\b",
    r"\b(?:weeks?|months?|years?|days?) (?:ago|later|earlier)",
)

KINDS: dict[str, str] = {
    "age": r"\bhow old\b|\bwhat age\b",
    "money": _any(
        r"\bhow much money",
        r"\bhow much (?:did|does|do|will|would|has|have|is|was|were) .*"
        r"\b(?:pay|paid|cost|spend|spent|offer\w*|charged?|earn\w*|worth|raised?)",
        r"\bwhat (?:price|sum|fine)\b",
        r"\bhow (?:high|large|big) (?:is|was) the (?:fine|sum|price|bill|debt)",
    ),
    "number": _any(
        r"\bhow (?:many|much|high|large|big|far|tall|wide|heavy|fast|often)\b",
        r"\bwhat (?:number|percent\w*|proportion|share|fraction|amount)\b",
    ),
    "duration": r"\bhow (?:long|soon)\b",
    "calendar": r"\b(?:what|which) (?:date|day|year|month|time|week|decade|century)\b",
    "date": r"\bwhen\b",
    "reason": _any(
        r"\bwhy\b",
        r"\bwhat (?:was|is|were) the reason",
        r"\bwhat (?:did|does) .* blame",
        r"\bwhat (?:caused|led)",
        r"\bhow did .* explain",
    ),
    "place": rf"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:{_PLACES})",
    "name": r"\bwhat (?:is|are|was|were) the names?\b|\bwhat (?:is|was) .* (?:called|named)\b",
    "person": _any(
        r"\b(?:who|whom|whose)\b",
        r"\bwhich (?:official|person|politician|minister|president|man|woman|player|judge)\b",
    ),
    "named": r"\b(?:which|what) (?!did|does|do|is|are|was|were|has|have|had|kind|sort|type|happen)\w+",
}
"""How questions of each kind are put; the first that fits decides."""

ANSWERS: dict[str, str] = {
    "age": _any(
        r"\b\d{1,3}-year-old",
        r"\baged? \d",
        r", \d{1,3},",
        r"\b\d{1,3} years old",
        r"\b(?:at|of) (?:the age of )?\d{1,3}\b(?! [A-Z])",
    ),
    "money": _any(
        r"[$£€¥]\s?\d",
        rf"\d[\d.,]*(?: (?:million|billion|thousand|trillion))? (?:{_CURRENCIES})",
        r"\b(?:free|nothing|unpaid)\b",
    ),
    "number": _NUMBER,
    "duration": rf"(?:{_NUMBER}|\ban?|\bseveral|\bfew)[ -](?:more )?(?:second|minute|hour|day|night|decade|centur|{_SEASONS})",
    "calendar": _DATE,
    "date": rf"{_DATE}|\b(?:after|before|since|until|once|as soon as)\b",
    "reason": _any(
        r"\b(?:because|as long as|since|after|so that|in order to|due to|owing to|thanks to|led to|as a result)\b",
        r"\bto [a-z]+|\bfor (?:[a-z]+ing|fear|the)\b",
        r"\b(?:caus|blam|reason)\w*",
    ),
    "place": _any(
        r"\b(?:in|at|near|from|to|of|outside|across|through|into) (?:the |a |an )?(?:[a-z]+ ){0,2}[A-Z]\w+",
        r"\b(?:in|at|on|outside|inside|in front of|behind) (?:the|a|an|his|her|their) \w+",
    ),
    "name": r"[A-Z]\w+",
    "person": _any(
        r"[A-Z]\w+",
        r"\b(?:he|she) (?:said|says|added|told|replied|asked|wrote)\b",
        r"\b(?:spokes\w+|minist\w+|president|chief|official|head|director|lawyer|doctor|judge|police|scientists?|king|queen)\b",
    ),
    "named": r"[A-Z]\w+|\b\w+\b",
}
"""What the words of an answer of each kind look like."""

WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_SPEECH = (
    "say|said|says|tell|told|reply|replied|answer|call|called|describe|announce|claim|deny|denied|demand|promise|offer|ask|asked|"
    "warn|accuse|explain|suggest|argue|state|think|believe|want|report|write|wrote|urge|assure|recommend|blame|respond|admit|confirm"
)
_ASKED_OF = re.compile(
    rf"\b(?:did|does|do|has|had|have)\b\s+(?:the )?(.+?)\s+(?:herself |himself |itself )?(?:{_SPEECH})\b", re.IGNORECASE
)
_ACCORDING = re.compile(r"\baccording to (?:the |an? )?(.+?)\??$", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:names? of(?: the| both| all)?|how many|how much|which|what(?! (?:is|are|was|were)\b))\s+"
    r"(?:(?:\w+['’]s|other|new|more|\w+ed|two|three|four|five|six|kind of|sort of|type of)\s+)*([a-z]+)",
    re.IGNORECASE,
)
_DOING = re.compile(r"^(?:and )?who (?:(?:has|had|have|will|would|is|was|were|did)\b ?)?([a-z]+)", re.IGNORECASE)
_AMOUNT = re.compile(
    r"^(?:and )?how (?:much|many) .*?\b(?:was|were|is|are|did|does|do|will|has|have|had) (?:[\w’'-]+ ){1,6}?"
    r"(?P<doing>(?:\w+ed|earn|lose|win|owe|raise|spend|steal|donate|sell|produce|kill|lend|borrow|save|invest|fine))\b",
    re.IGNORECASE,
)
_OFFICE = (
    r"(?:\w+ss|is|was|has|does|heads|leads|chairs|runs|directs|represents|plays|coaches|manages|governs|rules|commands|speaks)"
)
"""Verbs that somebody's title says as well: "who heads the union" is answered by "the union's president"."""
_CARRIED = re.compile(r" \(([^()]*)\)$")
CARRIED_WEIGHT = 0.3
"""What a word taken along from an earlier turn (in brackets at the end of the question) weighs beside one of the question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read.

    `weights`: stem of each word that counts -> how telling it is (0.1 for the commonest words to 1.5 for the rarest);
    `names`: stems of the names in it; `kind`: a key of `ANSWERS`, or "other"; `counted`: the stem of the noun that is
    counted or chosen ("how many members"), or ""; `doing`: the stem of what somebody is asked for who does it ("who won"),
    or "", also for verbs of speech; `asked_of`: stems of whoever's words are asked for.
    """

    text: str
    weights: dict[str, float]
    names: frozenset[str]
    kind: str
    counted: str
    doing: str
    asked_of: frozenset[str]


@lru_cache(maxsize=1024)
def parse(text: str) -> Question:
    """Reads a question.

    >>> parse("How many members does the union have?").kind, parse("Why did Kuleba call?").names
    ('number', frozenset({'kuleba'}))
    """
    carried = _CARRIED.search(text)
    text = _CARRIED.sub("", text)
    kind = next((kind for kind, pattern in KINDS.items() if re.search(pattern, text, re.IGNORECASE)), "other")
    counted = _COUNTED.search(text)
    asked = _ACCORDING.search(text) or _ASKED_OF.search(text)
    around = {stem: CARRIED_WEIGHT * weight for stem, weight in _weights(carried[1]).items()} if carried else {}
    return Question(
        text,
        around | _weights(text),
        frozenset(stem for word in names(text) for stem in stems(word)),
        kind,
        next(iter(stems(counted[1])), "") if counted and kind != "calendar" else "",
        _doing(text),
        frozenset(stems(asked[1])) if asked else frozenset(),
    )


def coverage(question: Question, found: Set[str]) -> float:
    """The share of a question's words, by how telling they are, whose stems are among those found."""
    total = sum(question.weights.values())
    return sum(weight for stem, weight in question.weights.items() if stem in found) / total if total else 0.0


def _doing(text: str) -> str:
    """What is asked for who does it, or how much of it: "who won", "how much was the firm fined".

    >>> _doing("Who owns the dairy?"), _doing("How much was the dairy fined?"), _doing("Who heads the union?")
    ('own', 'fine', '')
    """
    found = _DOING.search(text) or _AMOUNT.search(text)
    if not found or re.fullmatch(f"{_SPEECH}|{_OFFICE}", found[1], re.IGNORECASE):
        return ""
    return next(iter(stems(found[1])), "")


_ASKING = frozenset(
    {"date", "day", "month", "time", "year", "mani", "much", "kind", "sort", "say", "said", "old", "long", "accord", "name"}
)


def _weights(text: str) -> dict[str, float]:
    """Stem of each word that counts -> its rarity, in order; words that only ask are left out where others are there."""
    found = dict(zip(stems(text), map(rarity, words(text)), strict=True))
    return {stem: weight for stem, weight in found.items() if stem not in _ASKING} or found


@lru_cache(maxsize=65536)
def rarity(word: str) -> float:
    """How telling a word is: 0.1 for the commonest of English to 1.5 for one that no list knows (wordfreq's Zipf scale)."""
    import wordfreq

    return float(min(1.5, max(0.1, (7.0 - wordfreq.zipf_frequency(word, "en")) / 4)))


def names(text: str) -> list[str]:
    """The capitalised words that do not only begin the sentence.

    >>> names("What did Dmytro Kuleba reply?")
    ['Dmytro', 'Kuleba']
    """
    words = list(WORD.finditer(text))
    return [m.group() for n, m in enumerate(words) if m.group()[0].isupper() and (n > 0) and m.group().lower() not in STOPWORDS]
