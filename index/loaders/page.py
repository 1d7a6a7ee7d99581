"""HTML pages, through trafilatura: the article without menus and advertising, with its title, author, date and outlet."""

from collections.abc import Iterator

from index.errors import ArticleError
from index.loaders.blocks import parts
from index.loaders.compose import compose, folded
from index.loaders.text import decode
from index.types import Article, Imprint


def html(content: bytes, origin: str) -> Iterator[Article]:
    """The article on a page; `origin` is its address, unless the page says otherwise of itself."""
    import trafilatura

    page = trafilatura.load_html(content)
    if page is None:
        page = trafilatura.load_html(decode(content, origin))
    found = None
    if page is not None:
        found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    if not isinstance(found, trafilatura.settings.Document) or found.body is None or not folded(found.text or ""):
        raise ArticleError(f'there is no article on the page "{origin}": save its text as a .txt file and add that')
    address = origin if origin.startswith(("http://", "https://")) else found.url
    imprint = Imprint(found.author, found.date, found.sitename or found.hostname, address)
    yield compose(found.title, parts(found.body), origin, imprint)
