"""The library pane: the articles, as many as are looked at, each to be read, asked alone, or removed."""

import re
from collections.abc import Mapping, Sequence

from index.types import Article
from page.sight import Sight
from page.words import attribute, counted, label, shown

ADDING = (
    '<form class="adding" aria-label="Add to the library">'
    '<label for="paste">Add articles: drop files anywhere, or paste a text or an address</label>'
    '<textarea id="paste" name="text" rows="2"></textarea><button type="submit">Add the text or address</button></form>'
    '<label class="finding">Find an article <input type="search" name="find" autocomplete="off"></label>'
)


def found(articles: Sequence[Article], words: str) -> list[Article]:
    """The articles whose title, outlet or date has all the words; the latest first, those without a date last, by title."""
    wanted = words.casefold().split()
    fits = [
        a
        for a in articles
        if all(word in f"{a.title} {a.imprint.outlet or ''} {a.imprint.date or ''}".casefold() for word in wanted)
    ]
    by_title = sorted(fits, key=lambda a: a.title.casefold())
    return sorted(by_title, key=lambda a: a.imprint.date or "", reverse=True)


def library(fitting: Sequence[Article], total: int, said: Mapping[str, int], sight: Sight) -> str:
    """The list: `fitting` are the articles found, `total` all there are, `said` the statements of each that is listed."""
    rows = "".join(_row(a, said.get(a.id, 0), a.id in sight.scope, a.id == sight.reading) for a in fitting[: sight.listed])
    rest = len(fitting) - sight.listed
    more = f'<button type="button" class="more" data-more>Show more ({rest:,} left)</button>' if rest > 0 else ""
    none = "" if fitting else f'<p class="hint">{"No article has these words." if total else "No articles yet."}</p>'
    return f'<h2>Articles <span class="count">{total:,}</span></h2><ul id="articles">{rows}</ul>{none}{more}{CONFIRM}'


CONFIRM = (
    '<dialog aria-labelledby="removing"><p id="removing"></p><div class="buttons">'
    '<button type="button" data-keep>Keep it</button><button type="button" class="danger" data-sure>Remove</button></div></dialog>'
)


def scope_line(articles: Sequence[str], total: int) -> str:
    """Which articles are asked, by title, and the way back to all of them."""
    if not articles:
        return (
            f"<p>Asking <strong>all {counted(total, 'article')}</strong></p>"
            if total != 1
            else "<p>Asking <strong>the one article</strong></p>"
        )
    names = f"“<bdi>{shown(label(articles[0], 60))}</bdi>”" if len(articles) == 1 else counted(len(articles), "article")
    return f'<p>Asking only <strong>{names}</strong></p><button type="button" data-all>Ask all</button>'


def _row(article: Article, said: int, asked: bool, reading: bool) -> str:
    key, name = attribute(article.id), attribute(article.title, 90)
    known = [article.imprint.outlet, (article.imprint.date or "")[:10], counted(said, "statement")]
    facts = " · ".join(f"<bdi>{shown(label(fact, 40))}</bdi>" for fact in known if fact)
    return (
        f'<li><input type="checkbox" data-scope="{key}" aria-label="Ask {name}"{" checked" * asked}>'
        f'<button type="button" class="title" data-open="{key}"{" aria-current=true" * reading}>'
        f"<bdi>{shown(label(article.title, 90))}</bdi></button><small>{facts}</small>"
        f'<button type="button" class="remove" data-remove="{key}" data-name="{name}" aria-label="Remove {name}">×</button></li>'
    )


def is_address(text: str) -> bool:
    """Whether what was pasted is an address and no text.

    >>> is_address(" https://example.com/news "), is_address("https://example.com/ says so")
    (True, False)
    """
    return bool(re.fullmatch(r"https?://\S+", text.strip(), re.IGNORECASE))
