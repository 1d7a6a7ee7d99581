"""The places that a written sentence cites, in the ways that the gates compare it with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.content import plain
from assistant.names import same_speaker
from assistant.unseen import UNSEEN
from index.types import Span, Statement


@dataclass(frozen=True)
class Cited:
    """The cited places, and what is said in them by whom; `forms` is how each article calls each speaker."""

    spans: tuple[Span, ...]
    statements: tuple[Statement, ...]
    forms: dict[tuple[str, str], tuple[str, ...]]

    @cached_property
    def text(self) -> str:
        """The words that are seen, with the speaker's name where they only say "he" or "the minister"."""
        return UNSEEN.sub("", plain(" ".join(self._by_name(span) for span in self.spans)))

    @cached_property
    def own(self) -> str:
        """The article's own words: what is left without the contents of statements."""
        rests = (" ".join(self._left(span)).strip(" ,;:“”\"'") for span in self.spans)
        return plain(" ".join(rest for rest in rests if re.search(r"\w", rest)))

    @cached_property
    def names(self) -> str:
        """Every form of the names of who speaks there."""
        return " ".join(form for statement in self.statements for form in self.called(statement))

    def by(self, name: str) -> tuple[Statement, ...]:
        """The statements of the speaker whom a name can name."""
        return tuple(s for s in self.statements if s.speaker and same_speaker(name, self.called(s)))

    def called(self, statement: Statement) -> tuple[str, ...]:
        """The forms of a statement's speaker, the resolved name first; none where nobody is named."""
        speaker = statement.speaker
        return self.forms.get((statement.content[0].article.id, speaker), (speaker,)) if speaker else ()

    def _by_name(self, span: Span) -> str:
        for statement in self.statements:
            mention, speaker = statement.mention, statement.speaker
            if mention and speaker and span.covers(mention) and not set(speaker.split()) & set(mention.text.split()):
                start, end = mention.start - span.start, mention.end - span.start
                return f"{span.text[:start]}{speaker}{span.text[end:]}"
        return span.text

    def _left(self, span: Span) -> Iterator[str]:
        place = span.start
        for start, end in sorted((c.start, c.end) for s in self.statements for c in s.content if c.overlaps(span)):
            yield span.article.text[place : max(place, start)].strip()
            place = max(place, min(end, span.end))
        yield span.article.text[place : span.end].strip()
