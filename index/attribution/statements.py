"""An article's statements: what is tagged, put together, made whole, given to speakers and read for its stance."""

from collections.abc import Iterator, Sequence

from index.attribution import stance, trim
from index.attribution.layout import Layout
from index.attribution.link import Attribution, attributions
from index.attribution.mend import mended
from index.attribution.nested import unfolded
from index.attribution.resolve import speakers
from index.attribution.stance import Told
from index.attribution.tag import Tagger
from index.attribution.transcript import with_turns
from index.types import Article, Kind, Range, Statement


class TaggerAttributor:
    """Reads statements with the attribution tagger. A new way to read them is another class with `statements`."""

    def __init__(self, tagger: Tagger | None = None) -> None:
        """With the shipped tagger, or another. Raises ModelError when its files are missing or damaged."""
        self._tagger = tagger or Tagger()

    def statements(self, article: Article) -> tuple[Statement, ...]:
        """The article's statements, in the order of their cues; a content of several speakers is a statement of each."""
        layout = Layout(article)
        tagged = attributions(self._tagger.tag(article.text, layout.paragraphs), layout)
        told = with_turns(unfolded(mended(tagged, layout), layout, self._tagger), layout)
        whole = [one for one in told if trimmed(one, layout).contents]
        return tuple(_named(article, [(trimmed(one, layout), _told(one, layout)) for one in whole]))


def trimmed(one: Attribution, layout: Layout) -> Attribution:
    """With contents and mention cut to what is theirs."""
    contents = [trim.content(part, layout, layout.text[slice(*one.cue)]) for part in one.contents]
    source = trim.mention(one.source, layout.text) if one.source else None
    whole = tuple(part for part in contents if part[0] < part[1])
    return Attribution(one.cue, one.cue_class, source if source and source[0] < source[1] else None, whole, one.via)


def _told(one: Attribution, layout: Layout) -> Told:
    words = [layout.text[start:end] for start, end in (one.cue, *one.contents)]
    return Told(words[0], " … ".join(words[1:]), _kind(one.contents, layout), _before(one, layout))


def _named(article: Article, found: Sequence[tuple[Attribution, Told]]) -> Iterator[Statement]:
    """The statements with their speakers, one for each."""
    mentions = sorted({mention for one, _ in found for mention in (one.source, one.via) if mention})
    names = dict(zip(mentions, speakers(article, [article.span(*mention) for mention in mentions]), strict=True))
    for one, told in found:
        mention = article.span(*one.source) if one.source else None
        content = tuple(article.span(*part) for part in one.contents)
        via = next(iter(names[one.via]), None) if one.via else None
        what = stance.stance(told), via, stance.cue_class(told, one.cue_class)
        for name in (names[one.source] if one.source else ()) or (None,):
            yield Statement(name, mention, article.span(*one.cue), content, told.kind, *what)


def _kind(contents: Sequence[Range], layout: Layout) -> Kind:
    """Whether all letters of the contents are quoted, or some, or none."""
    quoted = total = 0
    for start, end in contents:
        for place in range(start, end):
            if layout.text[place].isalnum():
                total += 1
                quoted += layout.quotation(place) is not None
    return "direct" if total and quoted == total else "mixed" if quoted else "indirect"


def _before(one: Attribution, layout: Layout) -> str:
    """The words before the content, from the beginning of the sentence before on."""
    start = one.contents[0][0]
    number = layout.sentence(start)
    before = layout.before(number)
    return layout.text[layout.sentences[number if before is None else before][0] : start]
