"""An article as tokens that know their sentence, their paragraph, and whether they stand in a quotation.

Its sentences are finer than those of index/split.py, which keep a quotation whole: here the sentences inside one count too,
since a capital letter tells nothing where they begin.
"""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.attribution.lexicon import ABBREVIATED
from index.attribution.quotes import Quotation, quotations
from index.types import Range

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|['’](?:s|m|re|ve|ll|d)\b"
    r"|[^\W_]+(?:(?:[-&]|['’](?!(?:s|m|re|ve|ll|d)\b))[^\W_]+)*"  # O'Brien, AT&T, team-mate
    r"|[^\w\s]|_"
)


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
    inside = _Inside(quotations(text, paragraphs))
    for number, (start, end) in enumerate(paragraphs):
        sentence += 1
        before, first = "", True
        for match in _TOKEN.finditer(text, start, end):
            word = match.group()
            if _ends(before, word, text, match.start()):
                sentence, first = sentence + 1, True
            yield Token(match.start(), match.end(), word, word.lower(), sentence, number, inside(match.start()), first)
            first = first and not word[0].isalnum()
            before = word if word[0].isalnum() or word not in "\"'”’)]»" else before


class _Inside:
    """Whether places, asked for in order, stand in a quotation; its closing mark does not."""

    def __init__(self, found: Sequence[Quotation]) -> None:
        self._left = deque(found)

    def __call__(self, place: int) -> bool:
        while self._left and self._left[0].inner[1] <= place:
            self._left.popleft()
        return bool(self._left) and self._left[0].start <= place


def _ends(before: str, word: str, text: str, place: int) -> bool:
    """Whether a sentence ends before `word`: after . ! ? … and a space, unless a quotation is only closed there."""
    if before not in {".", "!", "?", "…"} or not text[place - 1].isspace():
        return False
    if not (word[0].isupper() or word[0].isdigit() or word[0] in "\"“‘«„'("):
        return False
    if before != ".":
        return True
    dot = text.rfind(".", 0, place)
    last = re.search(r"\w+$", text[max(0, dot - 12) : dot])
    return last is None or not _abbreviates(last.group(), word)


def _abbreviates(last: str, word: str) -> bool:
    """Whether the full stop between two words may belong to the first: an initial, "Mr.", or "No." before a number."""
    if last.lower() == "no":
        return word[0].isdigit()
    return last.lower() in ABBREVIATED or (len(last) == 1 and last.isupper())
