"""An article as tokens that know their sentence, their paragraph, and whether they stand in a quotation."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.attribution.lexicon import ABBREVIATED
from index.types import Range

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|['’](?:s|m|re|ve|ll|d)\b"
    r"|[^\W_]+(?:(?:[-&]|['’](?!(?:s|m|re|ve|ll|d)\b))[^\W_]+)*"  # O'Brien, AT&T, team-mate
    r"|[^\w\s]|_"
)
_OPENING, _CLOSING, _STRAIGHT = "“„«‘", "”»", '"'


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark. `quoted` says that it stands inside a quotation, `first` that a sentence begins with it."""

    start: int
    end: int
    text: str
    lower: str
    sentence: int
    paragraph: int
    quoted: bool
    first: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        """Whether it is a word rather than a mark or a possessive ending."""
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of an article's paragraphs, in order."""

    text: str
    tokens: tuple[Token, ...]

    def inside(self, start: int, end: int) -> Range:
        """First token and token after the last that share a character with a range."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        last = bisect_left(self.tokens, end, key=lambda token: token.start)
        return first, max(first, last)

    def lower(self, place: int) -> str:
        """The token there in lower case, "" outside the text."""
        return self.tokens[place].lower if 0 <= place < len(self.tokens) else ""

    def words(self, first: int, last: int) -> str:
        """The text from one token to another (exclusive), white space folded."""
        return " ".join(self.text[self.tokens[first].start : self.tokens[last - 1].end].split()) if first < last else ""


def read(text: str, paragraphs: Sequence[Range]) -> Reading:
    """The tokens of the paragraphs."""
    return Reading(text, tuple(_tokens(text, paragraphs)))


def _tokens(text: str, paragraphs: Sequence[Range]) -> Iterator[Token]:
    sentence = 0
    quote = ""
    for number, (start, end) in enumerate(paragraphs):
        sentence += 1
        quote = quote if text[start : start + 1] == quote else ""
        before, first = "", True
        for match in _TOKEN.finditer(text, start, end):
            word = match.group()
            if _ends(before, word, text, match.start()):
                sentence, first = sentence + 1, True
            quote = _quote(quote, text, match)
            yield Token(match.start(), match.end(), word, word.lower(), sentence, number, bool(quote), first)
            first = first and not word[0].isalnum()
            before = word if word[0].isalnum() or word not in "\"'”’)]»" else before
        # A quotation that runs on in the next paragraph is opened again there.


def _ends(before: str, word: str, text: str, place: int) -> bool:
    """Whether a sentence ends before `word`: after . ! ? … and a space, unless a quotation is only closed there."""
    if before not in {".", "!", "?", "…"} or not text[place - 1].isspace():
        return False
    if not (word[0].isupper() or word[0].isdigit() or word[0] in "\"“‘«„'("):
        return False
    dot = text.rfind(".", 0, place)
    last = re.search(r"\w+$", text[max(0, dot - 12) : dot])
    return before != "." or last is None or not _abbreviates(last.group(), word)


def _abbreviates(last: str, word: str) -> bool:
    """Whether the full stop between two words may belong to the first: an initial, "Mr.", or "No." before a number."""
    if last.lower() == "no":
        return word[0].isdigit()
    return last.lower() in ABBREVIATED or (len(last) == 1 and last.isupper())


def _quote(quote: str, text: str, match: re.Match[str]) -> str:
    """The opening mark of the quotation after this token, "" outside one."""
    mark = match.group()
    if mark in _OPENING:
        return quote or mark
    if mark == _STRAIGHT:
        return "" if quote == _STRAIGHT else quote or _STRAIGHT
    if mark in _CLOSING:
        return "" if quote in "“„«" else quote
    if mark == "’" and quote == "‘" and not text[match.end() : match.end() + 1].isalnum() and not text[match.start() - 1].isalnum():
        return ""
    return quote
