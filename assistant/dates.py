"""Dates and times of the year, compared exactly: "before April 1" is borne out by "on 20 March".

What says when something began or ended ("since", "until") is compared as that day; "before", "after" and "by" stand for every day
on that side of theirs.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Agreement = Literal["agrees", "conflicts", "differs", "missing"]
"""agrees: every date and quantity of the claim is borne out; conflicts: one is ruled out; differs: one is neither ("300" and "more
than 300"); missing: one has no counterpart."""
Relation = Literal["", "before", "by", "after"]

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_SHORT_MONTHS = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec".split()  # noqa: SIM905
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_PARTS = {"": (1, 31), "early": (1, 10), "mid": (11, 20), "late": (21, 31)}
"""The days of a month, and of the parts of one that are told."""

_MONTH = rf"(?:{'|'.join([*_MONTHS, *_SHORT_MONTHS])})"
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<part>(?:mid|early|late)[- ])?(?P<month>{_MONTH})\b\.?"
    r"(?: (?P<day_after>\d{1,2})(?:st|nd|rd|th)?\b(?![:,]\d))?(?:,? (?P<year>(?:1[5-9]|20)\d\d)\b)?"
)
_MAY = re.compile(
    r"(?:\b(?:in|from|until|till|by|since|before|after|of|last|next|this|and|to|early|late|on)|mid-|\d)[ -]?$", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\w.,$£€¥-])(?:1[5-9]|20)\d\d\b(?![\d,.]*\d|[- ](?:people|men|women|pounds|dollars|euros|drones))")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})s?\b")
_RELATION = re.compile(r"\b(?:(?P<before>before|prior to)|(?P<by>by)|(?P<after>after)) (?P<the>the )?$", re.IGNORECASE)
_DENIED = re.compile(r"(?:\bnot|n[’']t|\bnever)\b[^.,;:]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month, part of a month ("mid"), year or weekday, as far as it is told; 0 and "" are untold.

    With a relation, all the time before or after it, or until its end ("by").
    """

    day: int = 0
    month: int = 0
    part: str = ""
    year: int = 0
    weekday: str = ""
    relation: Relation = ""

    def compare(self, other: "Date") -> Agreement:
        """How this date of a claim fares against one of its evidence; a year that the evidence leaves out beside a month agrees."""
        told = [(mine, theirs) for mine, theirs in zip(self._fields, other._fields, strict=True) if mine]
        if not any(theirs for _, theirs in told):
            return "missing"
        if (self.relation or other.relation) and ((self.month and other.month) or (self.year and other.year)):
            return self._beside(other)
        if any(theirs and mine != theirs for mine, theirs in told):
            return "conflicts"
        return "agrees" if all(theirs for _, theirs in told) or self._but_for_the_year(other) else "differs"

    @property
    def _fields(self) -> tuple[int | str, ...]:
        return self.day, self.month, self.part, self.year, self.weekday

    def _but_for_the_year(self, other: "Date") -> bool:
        return bool(self.month) and not other.year and self._fields[:3] == other._fields[:3]

    def _beside(self, other: "Date") -> Agreement:
        """By the days that each stands for."""
        low, high = self._days(self.year or other.year)
        their_low, their_high = other._days(other.year or self.year)
        if low <= their_low and their_high <= high:
            return "agrees"
        return "conflicts" if high < their_low or their_high < low else "differs"

    def _days(self, year: int) -> tuple[float, float]:
        """The first and the last day, counted as if every month had 31."""
        first, last = (self.day, self.day) if self.day else _PARTS[self.part]
        start, end = 372 * year + 31 * (self.month or 1) + first, 372 * year + 31 * (self.month or 12) + last
        return {"": (start, end), "before": (-math.inf, start - 1), "by": (-math.inf, end), "after": (end + 1, math.inf)}[
            self.relation
        ]


def counterpart(date: Date, others: Iterable[Date]) -> Agreement:
    """How a date of a claim fares against all those of its evidence: the best of them."""
    kinds = {date.compare(other) for other in others}
    order: tuple[Agreement, ...] = ("agrees", "differs", "conflicts")
    return next((agreement for agreement in order if agreement in kinds), "missing")


@lru_cache(maxsize=8192)
def dates(text: str) -> tuple[Date, ...]:
    """The dates in a text, in order of their kind: months with day and year, years alone, weekdays.

    >>> dates("Since mid-September, and again before Friday, 14 March 2021")[0]
    Date(day=0, month=9, part='mid', year=0, weekday='', relation='')
    >>> [date.relation for date in dates("It must end by 14 March, or before 2030.")]
    ['by', 'before']
    """
    months = list(_months(text))
    found = [
        Date(
            int(m["day"] or m["day_after"] or 0),
            _month(m["month"]),
            (m["part"] or "").strip(" -"),
            int(m["year"] or 0),
            relation=_relation(text, m),
        )
        for m in months
    ]
    taken = [m.span() for m in months]
    found += [Date(year=int(m.group()), relation=_relation(text, m)) for m in _YEAR.finditer(text) if not inside(m.start(), taken)]
    found += [Date(weekday=m.group().removesuffix("s")) for m in _WEEKDAY.finditer(text)]
    return tuple(found)


def ranges(text: str) -> list[tuple[int, int]]:
    """Where the months and years of a text begin and end, in characters."""
    return [m.span() for m in _months(text)] + [m.span() for m in _YEAR.finditer(text)]


def without_dates(text: str) -> str:
    """The text with a space in the place of each date.

    >>> without_dates("It met on Monday, 14 March.").split()
    ['It', 'met', 'on', ',']
    """
    for pattern in (_DATE, _YEAR, _WEEKDAY):
        text = pattern.sub(" ", text)
    return text


def inside(place: int, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the ranges."""
    return any(start <= place < end for start, end in ranges)


def _months(text: str) -> Iterator[re.Match[str]]:
    return (m for m in _DATE.finditer(text) if _is_month(text, m))


def _relation(text: str, match: re.Match[str]) -> Relation:
    """What stands before a date, unless it is denied ("not before May") or goes with what follows ("before the May election")."""
    before = text[max(0, match.start() - 60) : match.start()]
    found = _RELATION.search(before)
    if not found or (found["the"] and not match.groupdict().get("day")) or _DENIED.search(before):
        return ""
    order: tuple[Relation, ...] = ("before", "by", "after")
    return next(name for name in order if found[name])


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it.

    >>> _month("March"), _month("Sept")
    (3, 9)
    """
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name))


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Whether "May" or a short form like "Jan" is the month; every other name of a month is one."""
    doubtful = match["month"] == "May" or match["month"] in _SHORT_MONTHS
    if not doubtful or match["day"] or match["day_after"] or match["year"] or match["part"]:
        return True
    return match["month"] == "May" and bool(_MAY.search(text[max(0, match.start() - 8) : match.start()]))
