"""The chat pane: questions, and answers whose numbers lead to the words they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.explain import explanation
from assistant.types import ABSTENTION, Answer, Report, Sentence, Turn
from index.types import Span
from page.verdict import cards
from page.words import attribute, label, place, shown, title

EXCERPT = 220
"""Characters of a nearest passage."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message and what came of it so far: an answer, or the report on what it claims, or the problem that stopped it."""

    answer: Answer
    done: bool = False
    problem: str = ""
    report: Report | None = None

    @property
    def turn(self) -> Turn:
        """The message and what was said to it, as the assistant takes its history."""
        told = " ".join(map(explanation, self.report.verdicts)) if self.report else self.answer.text
        return self.answer.question, told


def conversation(exchanges: Sequence[Exchange], examples: Sequence[str] = ()) -> str:
    """All exchanges as HTML; before the first, the examples as buttons."""
    return f'<div role="log" aria-label="Conversation">{"".join(map(_exchange, exchanges)) or _welcome(examples)}</div>'


def _welcome(examples: Sequence[str]) -> str:
    buttons = "".join(f'<li><button type="button" data-ask="{attribute(e)}">{shown(e)}</button></li>' for e in examples)
    offer = f'<p>For example:</p><ul class="examples">{buttons}</ul>' if buttons else ""
    promise = "Every answer is made of the articles’ own words. Its numbers lead to their place."
    return f'<div class="welcome"><h2>Ask about the articles</h2><p>{promise}</p>{offer}</div>'


def _exchange(exchange: Exchange) -> str:
    question = f'<h3 class="question" dir="auto">{shown(exchange.answer.question)}</h3>'
    return f'<section class="exchange">{question}<div class="answer">{_outcome(exchange)}</div></section>'


def _outcome(exchange: Exchange) -> str:
    if exchange.problem:
        return f'<p class="problem" role="alert">{shown(exchange.problem)}</p>'
    if exchange.report:
        return cards(exchange.report)
    if exchange.answer.found:
        return _sentences(exchange.answer.sentences)
    if not exchange.done:
        return '<p class="hint">Reading the articles …</p>'
    return _abstention(exchange.answer)


def _sentences(sentences: Sequence[Sentence]) -> str:
    cited = list(dict.fromkeys(citation for sentence in sentences for citation in sentence.citations))
    written = "".join(_sentence(sentence, cited) for sentence in sentences)
    titles = dict.fromkeys(title(citation.article) for citation in cited)
    return f'{written}<p class="from">From {"; ".join(titles)}</p>'


def _sentence(sentence: Sentence, cited: Sequence[Span]) -> str:
    links = "".join(_citation(citation, cited.index(citation) + 1) for citation in sentence.citations)
    whose = f'<span class="whose">Words of <bdi>{shown(sentence.speaker)}</bdi></span>' if sentence.speaker else ""
    return f'<p class="sentence" dir="auto">{shown(sentence.text)}<span class="cites">{links}</span>{whose}</p>'


def _citation(span: Span, number: int) -> str:
    spoken = f"Citation {number}: go to these words in {label(span.article.title, 80)}"
    return f'<button type="button" class="cite" {place(span)} aria-label="{attribute(spoken)}">{number}</button>'


def _abstention(answer: Answer) -> str:
    nearest = "".join(f"<li>{_passage(hit.passage)}</li>" for hit in answer.nearest)
    shortlist = f'<p class="from">The passages nearest to the question:</p><ul class="nearest">{nearest}</ul>' if nearest else ""
    return f'<p class="sentence">{ABSTENTION}</p>{shortlist}'


def _passage(span: Span) -> str:
    words = f'<span dir="auto">{shown(label(span.text, EXCERPT))}</span>'
    return f'<button type="button" class="passage" {place(span)}>{words}{title(span.article)}</button>'
