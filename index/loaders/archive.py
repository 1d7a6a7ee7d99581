"""Documents that are ZIP archives inside (DOCX, EPUB): opened only where they are of a document's size; XML without entities."""

import io
import re
import zipfile
import zlib

from index.errors import ArticleError

LARGEST = 200 * 2**20
"""Bytes of all members together, unpacked: a long book with its pictures."""
MOST_MEMBERS = 10_000
GREATEST_RATIO = 200
"""Unpacked to packed, of members above a megabyte: text reaches 20, a bomb 1,000."""

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def opened(content: bytes, origin: str) -> zipfile.ZipFile:
    """The archive. Raises ArticleError when it is none, or would unpack to more than a document."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ArticleError(f'"{origin}" is damaged ({error}): get the file again, or save it as .txt') from error
    members = archive.infolist()
    bomb = any(m.file_size > 2**20 and m.file_size > GREATEST_RATIO * max(m.compress_size, 1) for m in members)
    if bomb or len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST:
        raise ArticleError(f'"{origin}" would unpack to far more than a document has: it is not opened')
    return archive


def member(archive: zipfile.ZipFile, name: str, origin: str) -> bytes:
    """A member's bytes. Raises ArticleError when it is not there, is damaged, or is XML with entities of its own."""
    try:
        content = archive.read(name)
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as error:
        raise ArticleError(f'"{origin}" is damaged ({error}): get the file again, or save it as .txt') from error
    return without_entities(content, origin)


def without_entities(content: bytes, origin: str) -> bytes:
    """The same bytes. Raises ArticleError when they are XML that declares entities, which is how XML bombs are made."""
    if _ENTITY.search(content.replace(b"\0", b"")):  # NULs: UTF-16
        raise ArticleError(f'"{origin}" declares XML entities, which no article needs: it is not read')
    return content
