"""An article's statements: what is tagged, put together, given to speakers and read for its stance."""

from index.attribution.link import Attribution, attributions
from index.attribution.tag import Tagged, Tagger
from index.types import Article, Kind, Span, Statement


class TaggerAttributor:
    """Reads statements with the attribution tagger. A new way to read them is another class with `statements`."""

    def __init__(self, tagger: Tagger | None = None) -> None:
        """With the shipped tagger, or another. Raises ModelError when its files are missing or damaged."""
        self._tagger = tagger or Tagger()

    def statements(self, article: Article) -> tuple[Statement, ...]:
        """The article's statements, in the order of their cues."""
        tagging = self._tagger.tag(article.text, sorted([article.headline, *article.paragraphs]))
        return tuple(_statement(article, found) for found in attributions(tagging))


def _statement(article: Article, found: Attribution) -> Statement:
    mention = _span(article, found.source) if found.source else None
    content = tuple(_span(article, part) for part in found.contents)
    speaker = mention.text if mention else None
    return Statement(
        speaker, mention, _span(article, found.cue), content, _kind(content), "asserts", cue_class=found.cue.cue_class or "speech"
    )


def _span(article: Article, tagged: Tagged) -> Span:
    return article.span(tagged.start, tagged.end)


def _kind(content: tuple[Span, ...]) -> Kind:
    return "direct" if all(span.text[0] in "\"'“‘«" for span in content) else "indirect"
