"""What a library keeps of an article, and its form as JSON."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

from index.family import bands
from index.language import ENGLISH
from index.types import Article, CueClass, Element, Imprint, Kind, Range, Span, Stance, Statement


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the library keeps it: with its sentences and passages, and what is said in it.

    `signature` is what near copies are found by (`index.family`), `read_at` when it was last read (UTC, ISO 8601),
    `also` the further places that have the same text.
    """

    article: Article
    sentences: tuple[Span, ...] = field(repr=False)
    passages: tuple[Span, ...] = field(repr=False)
    statements: tuple[Statement, ...] = field(default=(), repr=False)
    language: str = ENGLISH
    """ISO 639 code; statements are read in English only."""
    signature: bytes = field(default=b"", repr=False)
    read_at: str = field(default="", compare=False)
    also: tuple[Imprint, ...] = field(default=(), repr=False, compare=False)

    @property
    def id(self) -> str:
        """The article's."""
        return self.article.id

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the text was read."""
        return tuple(imprint.address for imprint in (self.article.imprint, *self.also) if imprint.address)

    @property
    def bands(self) -> bytes:
        """What near copies are found by (`index.family`)."""
        return bands(self.signature)

    @property
    def size(self) -> int:
        """How many passages it has."""
        return len(self.passages)


def to_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON; ranges stand for spans."""
    article = entry.article
    return {
        "id": article.id,
        "origin": article.origin,
        "imprint": asdict(article.imprint),
        "elements": [(element.start, element.end, element.name) for element in article.elements],
        "language": entry.language,
        "text": article.text,
        "headline": article.headline,
        "paragraphs": article.paragraphs,
        "sentences": [(span.start, span.end) for span in entry.sentences],
        "passages": [(span.start, span.end) for span in entry.passages],
        "signature": entry.signature.hex(),
        "read_at": entry.read_at,
        "also": [asdict(imprint) for imprint in entry.also],
        "statements": [_statement_to_json(statement) for statement in entry.statements],
    }


def from_json(content: dict[str, Any], article_id: str) -> Entry:
    """The entry again. Raises KeyError, TypeError or ValueError when it is not that article's.

    One that was kept before statements were has none; reindexing reads them. An older one has no imprint and no elements either.
    """
    if content["id"] != article_id or not isinstance(content["text"], str):
        raise ValueError(f'not the article "{article_id}"')
    ranges: Callable[[str], tuple[Range, ...]] = lambda key: tuple((int(s), int(e)) for s, e in content[key])
    start, end = content["headline"]
    imprint = _imprint(content.get("imprint", {}))
    if not isinstance(content["origin"], str):
        raise TypeError("the origin is no text")
    elements = tuple(Element(int(first), int(last), str(name)) for first, last, name in content.get("elements", ()))
    article = Article(
        article_id, content["text"], (int(start), int(end)), ranges("paragraphs"), content["origin"], imprint, elements
    )
    return Entry(
        article,
        tuple(article.span(*r) for r in ranges("sentences")),
        tuple(article.span(*r) for r in ranges("passages")),
        tuple(_statement_from_json(row, article) for row in content.get("statements", ())),
        str(content.get("language", ENGLISH)),
        bytes.fromhex(content.get("signature", "")),
        str(content.get("read_at", "")),
        tuple(_imprint(row) for row in content.get("also", ())),
    )


_WORDS: dict[str, tuple[object, ...]] = {"kind": get_args(Kind), "stance": get_args(Stance), "cue_class": get_args(CueClass)}


def _statement_to_json(statement: Statement) -> dict[str, Any]:
    return {
        "speaker": statement.speaker,
        "mention": _range(statement.mention),
        "cue": _range(statement.cue),
        "content": [_range(span) for span in statement.content],
        "kind": statement.kind,
        "stance": statement.stance,
        "via": statement.via,
        "cue_class": statement.cue_class,
    }


def _statement_from_json(row: dict[str, Any], article: Article) -> Statement:
    span: Callable[[list[int] | None], Span | None] = lambda place: article.span(*map(int, place)) if place is not None else None
    content = tuple(article.span(int(start), int(end)) for start, end in row["content"])
    rest = {key: row[key] for key in ("kind", "stance", "via", "cue_class")}
    for key, known in _WORDS.items():
        if row[key] not in known:
            raise ValueError(f'"{row[key]}" is no {key}')
    for key in ("speaker", "via"):
        if row[key] is not None and not _is_name(row[key]):
            raise ValueError(f"the {key} is no name")
    return Statement(row["speaker"], span(row["mention"]), span(row["cue"]), content, **rest)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _imprint(row: dict[str, Any]) -> Imprint:
    if not all(value is None or isinstance(value, str) for value in row.values()):
        raise TypeError("an imprint is made of texts")
    return Imprint(**row)


def _range(span: Span | None) -> Range | None:
    return (span.start, span.end) if span else None
