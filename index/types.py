"""The values that everything else passes around: frozen, slotted, standard library only."""

from dataclasses import dataclass, field
from typing import Literal

Range = tuple[int, int]
"""Start and end (exclusive) in characters of an article's text."""

Kind = Literal["direct", "indirect", "mixed"]
Stance = Literal["asserts", "denies", "asks", "other"]
CueClass = Literal["speech", "attitude"]


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is known of an article beside its text; None where it is not known.

    `date` is ISO 8601 (a day, or a day and time); `address` a URL: of the page, or of the file.
    """

    author: str | None = None
    date: str | None = None
    outlet: str | None = None
    address: str | None = None

    @property
    def link(self) -> str | None:
        """The address, where it is one of the web."""
        return self.address if self.address and self.address.startswith(("http://", "https://")) else None


@dataclass(frozen=True, slots=True)
class Element:
    """A stretch of the text and where it stood in its document: "page 3", "paragraph 7"."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article owns its text; everything that quotes it is a `Span` of it.

    `headline` is the range of the headline (empty where the text has none), `paragraphs` the ranges of the body's
    paragraphs in order, disjoint, without a repeated headline or teaser. `origin` is the file or address it was read from.
    `elements` tell, in order, where the text stood in a document with pages or elements; a plain text has none.
    """

    id: str
    text: str = field(repr=False)
    headline: Range = (0, 0)
    paragraphs: tuple[Range, ...] = field(default=(), repr=False)
    origin: str = field(default="", compare=False)
    imprint: Imprint = field(default=Imprint(), compare=False)
    elements: tuple[Element, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        for start, end in (self.headline, *self.paragraphs, *((element.start, element.end) for element in self.elements)):
            _check_range(start, end, len(self.text))

    @property
    def title(self) -> str:
        """The headline, or the first words where the text has none."""
        return self.span(*self.headline).text or _first_words(self.text, 80)

    def span(self, start: int, end: int) -> "Span":
        """The characters from `start` to `end` (exclusive)."""
        return Span(self, start, end)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in an article. Its text is always the article's own: a span cannot misquote.

    Raises ValueError when the range is not inside the text.

    >>> Article("a", "Tehran denies it.").span(0, 6).text
    'Tehran'
    """

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        _check_range(self.start, self.end, len(self.article.text))

    @property
    def text(self) -> str:
        """The words at this place."""
        return self.article.text[self.start : self.end]

    @property
    def place(self) -> str | None:
        """Where its first words stood in the document: "page 3"; None where the article has no elements."""
        return next((e.name for e in self.article.elements if e.start <= self.start < e.end), None)

    @property
    def in_headline(self) -> bool:
        """Whether it lies inside the article's headline."""
        return self.end <= self.article.headline[1]

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies inside this span."""
        return self.article.id == other.article.id and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.article.id == other.article.id and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's words or view as an article reports it (an attribution relation; the terms are PARC's and PolNeAR's).

    `speaker` is the resolved name and `mention` the words that name the speaker there; both are None when the article
    names nobody. `content` has one span, or several when the quotation is interrupted. `via` is who relayed it, or None.
    `cue_class` tells speech ("said") from attitude ("wants"). Several speakers of one content are a statement each.
    """

    speaker: str | None
    mention: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: Kind
    stance: Stance
    via: str | None = None
    cue_class: CueClass = "speech"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; `score` orders the hits of one search, higher is better."""

    passage: Span
    score: float


def _check_range(start: int, end: int, length: int) -> None:
    if not 0 <= start <= end <= length:
        raise ValueError(f"range {start}:{end} is not inside a text of {length} characters")


def _first_words(text: str, limit: int) -> str:
    words = " ".join(text[: 4 * limit].split())
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + "…"
