"""Numbers, dates and quantities, compared exactly: what no model should decide alone.

A quantity is the range of values that its words allow, and what is counted: "more than 300 drones" is (300, ∞) of drones.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.dates import Agreement, counterpart, dates, inside, ranges, without_dates
from index.lexical import stems

_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", *_TEENS]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9, "k": 1e3}
_WORDS = (
    {word: float(i) for i, word in enumerate(_ONES)} | {word: 10.0 * i for i, word in enumerate(_TENS, start=2)} | {"dozen": 12.0}
)
_CURRENCIES = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen"}

_SCALE = r"(?:hundred|thousand|million|billion|trillion)"
_WORD_NUMBER = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(sorted(_ONES, key=len, reverse=True))}|dozen"
_DIGITS = r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<suffix>(?:st|nd|rd|th)\b|(?:m|bn|k)\b)?"
_NUMBER = re.compile(
    r"(?<![\w.,-])(?P<currency>[$£€¥])?\s?"
    rf"(?:{_DIGITS}|(?P<words>\b(?i:{_WORD_NUMBER})\b)|(?<=\b[Aa] )(?=(?i:{_SCALE})\b))"
    rf"(?P<scales>(?:[ -](?i:{_SCALE})s?\b)*|(?i:{_SCALE})\b)(?P<percent>\s?%|[ -]per ?cent\b|[ -]percentage points?\b)?"
)
_ORDINAL = re.compile(rf"\b(?i:{'|'.join(_ORDINALS)})\b")
_MORE = re.compile(
    r"\b(?:(?<!no )(?<!not )more than|over|above|exceeding|in excess of|"
    r"at least|no fewer than|no less than|upwards? of|a minimum of)\W+$",
    re.I,
)
_LESS = re.compile(
    r"\b(?:(?<!no )(?<!not )(?:fewer|less) than|under|below|up to|at most|no more than|not more than|a maximum of|within)\W+$", re.I
)
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|an? estimated|circa|close to|just (?:over|under))\W+$", re.I
)
_INCLUDING = re.compile(r"least|no fewer|no less|minimum|up to|at most|no more|not more|maximum|within", re.I)
_DIRECTION = re.compile(r"\b(?:before|earlier|prior|after|afterwards?|later|following)\b", re.IGNORECASE)
_AGE_AFTER = re.compile(r"[ -]+year[ -]+old\b")
_AGE_BETWEEN = re.compile(r",(?! \d)")
_ROUND = 0.1
"""How far "about" reaches, as a share of the value."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """The values its words allow, from `low` to `high`, about what they stand for, and the stems of what is counted.

    `written` is the number itself; `soft` is a number that is also an ordinary word ("one", "second"); `aside` is an age by
    which somebody is called ("the 54-year-old", "Kirby, 54,"): it may conflict, but need not be borne out.
    """

    low: float
    high: float
    written: float
    unit: frozenset[str]
    soft: bool = False
    direction: str = ""
    aside: bool = False

    def same_unit(self, other: "Quantity") -> bool:
        """Whether both count the same; ages are no other years."""
        return bool(self.unit & other.unit) and ("old" in self.unit) == ("old" in other.unit)

    def compare(self, other: "Quantity") -> Agreement:
        """How this quantity of a claim fares against that of its evidence."""
        if self.direction and other.direction and self.direction != other.direction and self.written == other.written:
            return "conflicts"
        if self.low <= other.low and other.high <= self.high:
            return "agrees"
        apart = self.high < other.low or other.high < self.low
        return "conflicts" if apart and self.written != other.written else "differs"


def compare(claim: str, evidence: str) -> Agreement:
    """How the quantities and dates of a claim fare against those of its evidence: the worst of them; agrees where it has none.

    A weekday that the evidence leaves out is none: news tells it once, and not in each sentence about the day.

    >>> compare("It shot down 300 drones.", "It has shot down more than 300 drones.")
    'differs'
    >>> compare("They ordered 2,300 drones.", "Russia has ordered 2,400 such drones."), compare("Two died.", "It sank.")
    ('conflicts', 'missing')
    """
    found = [_counterpart(q, quantities(evidence)) for q in quantities(claim)]
    found += [
        agreement for date in dates(claim) if (agreement := counterpart(date, dates(evidence))) != "missing" or not date.weekday
    ]
    order: tuple[Agreement, ...] = ("conflicts", "differs", "missing")
    return next((agreement for agreement in order if agreement in found), "agrees")


def _counterpart(quantity: Quantity, others: tuple[Quantity, ...]) -> Agreement:
    alike = [other for other in others if quantity.same_unit(other)]
    bare = [other for other in others if not other.unit and not other.soft]
    if any(quantity.compare(other) == "agrees" for other in (*alike, *bare)):
        return "agrees"
    if quantity.soft:
        return "agrees"
    kinds = {quantity.compare(other) for other in alike if not other.soft}
    if kinds:
        return "differs" if "differs" in kinds else "conflicts"
    return "agrees" if quantity.aside or any(o.written == quantity.written for o in others) else "missing"


@lru_cache(maxsize=8192)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers in a text that are no dates, with what they count.

    >>> [(q.low, q.high, sorted(q.unit)) for q in quantities("at least twenty-one ships")]
    [(21.0, inf, ['ship'])]
    """
    return tuple(_quantities(text, ranges(text)))


def without_quantities(text: str) -> str:
    """The text without its numbers and dates.

    >>> without_quantities("It met on Monday, 14 March, for six hours.").split()
    ['It', 'met', 'on', ',', ',', 'for', 'hours.']
    """
    return _NUMBER.sub(" ", without_dates(text))


def _quantities(text: str, taken: list[tuple[int, int]]) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        if match.group().strip() and not inside(match.start("digits") if match["digits"] else match.start(), taken):
            yield _quantity(text, match)
    for match in _ORDINAL.finditer(text):
        value = float(_ORDINALS.index(match.group().lower()) + 1)
        unit = frozenset(f"{stem}#" for stem in _unit(text[match.end() :]))
        yield Quantity(value, value, value, unit, soft=value <= 2)


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    written = _value(match)
    before = text[max(0, match.start() - 24) : match.start() + len(match.group()) - len(match.group().lstrip())]
    low, high = _range(before, written)
    after = text[match.end() :]
    if match["percent"]:
        unit = frozenset({"%"})
    elif match["currency"]:
        unit = frozenset({_CURRENCIES[match["currency"]]})
    else:
        unit = frozenset(_unit(after))
    if (match["suffix"] or "") in ("st", "nd", "rd", "th"):
        unit = frozenset(f"{stem}#" for stem in unit)
    direction = _DIRECTION.match(after.lstrip().split(" ", 1)[-1]) if after.strip() else None
    aside = bool(_AGE_AFTER.match(after) or (not unit and _AGE_BETWEEN.match(after) and before.endswith(", ")))
    return Quantity(low, high, written, unit, written == 1 and not match["digits"], _direction(direction), aside)


def _direction(found: re.Match[str] | None) -> str:
    if not found:
        return ""
    return "before" if found.group().lower() in ("before", "earlier", "prior") else "after"


def _value(match: re.Match[str]) -> float:
    digits, spelt = match["digits"], (match["words"] or "").lower()
    value = float(digits.replace(",", "")) if digits else sum(_WORDS[part] for part in re.split("[- ]", spelt)) if spelt else 1.0
    for scale in re.findall(r"[a-z]+", f"{match['scales'] or ''} {match['suffix'] or ''}".lower()):
        value *= _SCALES.get(scale, _SCALES.get(scale.removesuffix("s"), 1.0))
    return value


def _range(before: str, value: float) -> tuple[float, float]:
    """The values that the words before a number allow.

    >>> _range("no more than ", 5.0), _range("about ", 100.0)
    ((0.0, 5.0), (90.0, 110.0))
    """
    if _ABOUT.search(before):
        return value - _ROUND * value, value + _ROUND * value
    step = 0.0 if _INCLUDING.search(before) else 1e-6
    if found := _MORE.search(before):
        return value + (step if not _INCLUDING.search(found.group()) else 0.0), math.inf
    if found := _LESS.search(before):
        return 0.0, value - (step if not _INCLUDING.search(found.group()) else 0.0)
    return value, value


def _unit(after: str) -> Iterable[str]:
    """The stems of the words that follow a number, up to a stop word or a mark: "further hospitals said" -> further, hospital."""
    after = re.sub(r"^ (?:out )?of (?:the |its )?\d[\d,]*(?= [A-Za-z])", "", after)
    after = re.sub(r"^ (?:such|more|other|of (?:the|its|his|her|their|our|these|those))\b(?= [a-z])", "", after)
    words = re.match(r"(?:[ -][A-Za-z][\w’']*(?:-\w+)*){0,4}", after)
    counted: list[str] = []
    for word in re.findall(r"[A-Za-z][\w’']*", words.group() if words else ""):
        found = stems(word)
        if not found or len(counted) == 3:
            break
        counted += found[:1]
    return counted
