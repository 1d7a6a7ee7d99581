"""EPUB files: the chapters in reading order. Read here, since the one kept library for them (ebooklib) is under the AGPL."""

from collections.abc import Iterator
from itertools import count
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import ZipFile

from index.errors import ArticleError
from index.loaders.archive import member, opened
from index.loaders.blocks import parsed, parts
from index.loaders.compose import Part, compose
from index.loaders.text import decode
from index.types import Article, Imprint

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER = "META-INF/container.xml"


def epub(content: bytes, origin: str) -> Iterator[Article]:
    """The text of an EPUB file, each block with its chapter (EPUB 3.3, sections 4 and 5: container, package, spine)."""
    from lxml import etree

    archive = opened(content, origin)
    try:
        package = _text(_xml(archive, CONTAINER, origin), "string(//*[local-name()='rootfile']/@full-path)")
        root = _xml(archive, package, origin)
        chapters = [normpath(join(dirname(package), unquote(href))) for href in _chapters(root)]
        found = [part for number, name in zip(count(1), chapters, strict=False) for part in _parts(archive, name, number, origin)]
    except (etree.LxmlError, ValueError) as error:
        raise ArticleError(f'cannot read the EPUB "{origin}" ({error}): save it as .txt and add that') from error
    said = {name: _text(root, f"string(//*[local-name()='metadata']/*[local-name()='{name}'])") for name in _KNOWN}
    imprint = Imprint(said["creator"] or None, said["date"][:10] or None, said["publisher"] or None)
    yield compose(said["title"], found, origin, imprint)


_KNOWN = ("title", "creator", "date", "publisher")


def _parts(archive: ZipFile, name: str, number: int, origin: str) -> Iterator[Part]:
    page = member(archive, name, origin)
    if page.strip():
        yield from parts(parsed(decode(page, origin)), f"chapter {number}, ")


def _chapters(package: "_Element") -> Iterator[str]:
    """Where the spine's documents are, in reading order."""
    for itemref in package.iterfind(".//{*}spine/{*}itemref"):
        for item in package.iterfind(".//{*}manifest/{*}item"):
            if item.get("id") == itemref.get("idref") and "html" in (item.get("media-type") or ""):
                yield item.get("href") or ""


def _xml(archive: ZipFile, name: str, origin: str) -> "_Element":
    from lxml import etree

    return etree.fromstring(member(archive, name, origin), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _text(tree: "_Element", path: str) -> str:
    return str(tree.xpath(path)).strip()
