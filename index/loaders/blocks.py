"""The blocks of an HTML tree, in order: each paragraph, heading, list item, quotation or table row with the name of its place."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.loaders.compose import Part, folded

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMES = {
    **dict.fromkeys(("p", "div", "section", "article", "body", "pre", "figcaption", "dd", "dt", "td", "th", "cell"), "paragraph"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "head"), "heading"),
    **dict.fromkeys(("li", "item"), "list item"),
    **dict.fromkeys(("blockquote", "quote"), "quotation"),
    **dict.fromkeys(("tr", "row"), "table row"),
}
"""Block elements of HTML, and of the tree that trafilatura makes of a page."""
ROWS, CELLS = frozenset(("tr", "row")), frozenset(("td", "th", "cell"))
SPACES = CELLS | {"br", "lb"}
SKIPPED = frozenset(("script", "style", "template", "noscript", "title", "nav"))


def parsed(page: str) -> "_Element":
    """The tree of an HTML page, however it is written. Raises ValueError when there is nothing in it."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise ValueError(f"no HTML: {error}") from error


def parts(tree: "_Element", within: str = "") -> Iterator[Part]:
    """The blocks below a tree; `within` is put before the names of their places."""
    count: Counter[str] = Counter()
    for name, words in _blocks(tree):
        count[name] += 1
        yield Part(words, f"{within}{name} {count[name]}")


def _blocks(tree: "_Element") -> Iterator[tuple[str, str]]:
    """Name and text of each innermost block; a table row is one block, unless its cells hold blocks of their own."""
    from lxml import etree

    names, words, skipped, row = ["paragraph"], [""], 0, 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = _tag(element)
        block = tag in NAMES and not (tag in CELLS and row) and not (tag in ROWS and not _is_row(element))
        if block:
            if text := folded("".join(words)):
                yield names[-1], text
            words.clear()
        step = 1 if event == "start" else -1
        row += step * (tag in ROWS and block)
        skipped += step * (tag in SKIPPED)
        if block and event == "start":
            names.append(NAMES[tag])
        elif block:
            names.pop()
        if not skipped:
            words.append((" " if tag in SPACES else "") + ((element.text if event == "start" else element.tail) or ""))
    if text := folded("".join(words)):
        yield names[-1], text


def _is_row(element: "_Element") -> bool:
    return not any(_tag(inner) in NAMES and _tag(inner) not in CELLS for inner in element.iterdescendants())


def _tag(element: "_Element") -> str:
    """The name without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
