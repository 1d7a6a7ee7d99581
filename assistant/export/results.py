"""What is exported: an answer, a report or statements, and the articles that they point into."""

from assistant.types import Answer, Report, Statements
from index.types import Article, Span

Result = Answer | Report | Statements


def places(result: Result) -> tuple[Span, ...]:
    """Every place that a result points to, each once, in the order of the result."""
    if isinstance(result, Answer):
        found = [citation for sentence in result.sentences for citation in sentence.citations]
    elif isinstance(result, Report):
        found = [evidence.span for verdict in result.verdicts for evidence in verdict.evidence]
    else:
        found = [part for statement in result for part in statement.content]
    return tuple(dict.fromkeys(found))


def articles(result: Result) -> tuple[Article, ...]:
    """The articles that a result points into, each once."""
    return tuple({place.article.id: place.article for place in places(result)}.values())


def source(article: Article) -> str:
    """Outlet, title, author and date on one line, as far as they are known."""
    known = (article.imprint.outlet, article.title, article.imprint.author, (article.imprint.date or "")[:10])
    return " · ".join(" ".join(part.split()) for part in known if part)
