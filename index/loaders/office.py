"""Word documents (.docx), through python-docx: paragraphs, and tables row by row."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.loaders.archive import member, opened
from index.loaders.compose import Part, compose
from index.types import Article, Imprint

if TYPE_CHECKING:
    from docx.document import Document


def docx(content: bytes, origin: str) -> Iterator[Article]:
    """The article in a Word document."""
    import docx
    from docx.opc.exceptions import OpcError
    from docx.oxml.exceptions import InvalidXmlError
    from lxml.etree import LxmlError

    archive = opened(content, origin)
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            member(archive, name, origin)
    try:
        document = docx.Document(BytesIO(content))
        parts = list(_parts(document))
        known = document.core_properties
        imprint = Imprint(author=known.author or None, date=known.created.date().isoformat() if known.created else None)
        title = next((p.text for p in document.paragraphs if p.style and p.style.name == "Title" and p.text.strip()), None)
    except (OpcError, InvalidXmlError, LxmlError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ArticleError(f'cannot read the Word document "{origin}" ({error}): save it as .txt and add that') from error
    yield compose(title, parts, origin, imprint)


def _parts(document: "Document") -> Iterator[Part]:
    from docx.table import Table

    paragraphs = tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            for number, row in enumerate(block.rows, start=1):
                cells = dict.fromkeys(cell.text for cell in row.cells)  # a merged cell is given once for each column
                yield Part(" ".join(cells), f"table {tables} row {number}")
        elif block.text.strip():
            paragraphs += 1
            yield Part(block.text, f"paragraph {paragraphs}")
