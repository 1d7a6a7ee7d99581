"""Fetches articles from the web, safely: only http and https, only public addresses, bounded in time, size and redirects.

What a site's robots.txt does not allow is not fetched (RFC 9309). Nothing of this machine is sent: no cookies, no referrer.
"""

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import httpcore

from index.errors import ArticleError
from index.load import KINDS, is_address, kind_of, loaded
from index.loaders.feed import WHOLE, entries
from index.network import GuardedBackend
from index.types import Article

if TYPE_CHECKING:
    from protego import Protego

AGENT = "onrecord"
USER_AGENT = f"{AGENT}/0.1 (reads news articles for one user; obeys robots.txt)"
REDIRECTS = frozenset((301, 302, 303, 307, 308))
TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/epub+zip": "epub",
    "message/rfc822": "eml",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
}
VAGUE = frozenset(("", "application/octet-stream", "binary/octet-stream", "application/xml", "text/xml"))
"""Types that say too little: the name, or how it begins, says the kind."""
FROM_A_FEED = 100
"""Articles fetched of one feed at once, the first that it names."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much, how far; `pause` is the seconds between two requests to one server."""

    seconds: float = 30
    size: int = 20 * 2**20
    redirects: int = 5
    robots_size: int = 512 * 2**10
    pause: float = 1


@dataclass(frozen=True, slots=True)
class Page:
    """What was at an address, after redirects, and what kind of file it is."""

    content: bytes
    kind: str
    address: str


class Fetcher:
    """Fetches articles; remembers what each server's robots.txt allows, and which entries of a feed it has had."""

    def __init__(self, allow_private: bool = False, limits: Limits | None = None) -> None:
        self._allow_private = allow_private
        self._limits = limits or Limits()
        self._robots: dict[str, Protego | None] = {}
        self._seen: set[tuple[str, str | None]] = set()
        self._last: dict[str, float] = {}

    def __call__(self, address: str) -> Iterator[Article | ArticleError]:
        """The article at an address, or those that the feed there names and that were not fetched before.

        Raises ArticleError when it may not or cannot be fetched, or holds none.
        """
        page = self.page(address)
        if page.kind != "feed":
            yield from self._loaded(page)
            return
        for entry in entries(page.content, page.address)[:FROM_A_FEED]:
            link = urljoin(page.address, entry.imprint.address) if entry.imprint.address else None
            if (link or entry.title, entry.imprint.date) in self._seen:
                continue
            self._seen.add((link or entry.title, entry.imprint.date))
            try:
                if link is None or len(entry.page) >= WHOLE:
                    yield entry.article(page.address)
                else:
                    yield from self._loaded(self.page(link))
            except ArticleError as error:
                yield error

    def page(self, address: str) -> Page:
        """What is at an address. Raises ArticleError when it may not or cannot be fetched, or is of no kind that is read."""
        place = _plain(address)
        for _ in range(self._limits.redirects + 1):
            self._check_robots(place)
            status, headers, content = self._get(place, self._limits.size)
            if status not in REDIRECTS or "location" not in headers:
                break
            place = _plain(urljoin(place, headers["location"]))
        else:
            raise ArticleError(f'"{address}" leads on more than {self._limits.redirects} times: give the address it ends at')
        if status != 200:
            raise ArticleError(
                f'cannot fetch "{place}": the server answers {status}; check the address, or save the page as a file'
            )
        return Page(_in_utf8(content, headers), _kind(content, headers, place), place)

    def _loaded(self, page: Page) -> Iterator[Article | ArticleError]:
        """The articles of a page, with its address in their imprints."""
        for article in loaded(page.content, page.kind, page.address):
            if isinstance(article, Article) and not article.imprint.link:
                article = replace(article, imprint=replace(article.imprint, address=page.address))  # noqa: PLW2901
            yield article

    def _check_robots(self, place: str) -> None:
        """Raises ArticleError when the server's robots.txt does not allow the place, or cannot be had for the server's fault."""
        parts = urlsplit(place)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        rules = self._robots[origin]
        if rules is None:
            raise ArticleError(f'"{origin}" does not say whether it may be read (its robots.txt fails): try again later')
        if not rules.can_fetch(place, AGENT):
            raise ArticleError(f'the robots.txt of "{origin}" does not allow "{place}" to be fetched: save the page as a file')

    def _read_robots(self, origin: str) -> "Protego | None":
        from protego import Protego

        place = f"{origin}/robots.txt"
        for _ in range(self._limits.redirects + 1):
            status, headers, content = self._get(place, self._limits.robots_size, cut=True)
            if status in REDIRECTS and "location" in headers:
                place = _plain(urljoin(place, headers["location"]))
            elif status >= 500:
                return None
            else:
                return Protego.parse(content.decode("utf-8", "replace") if status == 200 else "")
        return Protego.parse("")

    def _get(self, place: str, size: int, cut: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower case) and content. `cut`: at `size` bytes; without, more than that raises ArticleError."""
        self._pause(urlsplit(place).netloc)
        backend = GuardedBackend(self._limits.seconds, self._allow_private)
        headers = {"User-Agent": USER_AGENT, "Accept": "text/html, */*;q=0.5", "Accept-Encoding": "identity", "Connection": "close"}
        try:
            with (
                httpcore.ConnectionPool(max_connections=1, network_backend=backend) as pool,
                pool.stream("GET", place, headers=list(headers.items())) as response,
            ):
                said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                return response.status, said, b"".join(_within(response.iter_stream(), said, size, cut, place))
        except httpcore.TimeoutException as error:
            raise ArticleError(f'"{place}" takes longer than {self._limits.seconds:g} s: try again later') from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, zlib.error) as error:
            raise ArticleError(f'cannot fetch "{place}" ({error}): check the address, or save the page as a file') from error

    def _pause(self, server: str) -> None:
        """Waits until the last request to the server is long enough ago."""
        now = time.monotonic()
        free = max(now, self._last.get(server, now - self._limits.pause) + self._limits.pause)
        time.sleep(free - now)
        self._last[server] = free


def articles(address: str) -> Iterator[Article | ArticleError]:
    """The articles at an address, fetched with the usual limits. Raises ArticleError."""
    return Fetcher()(address)


def _plain(address: str) -> str:
    """The address in ASCII, without its fragment. Raises ArticleError when it is none that may be fetched."""
    try:
        parts = urlsplit(urldefrag(address.strip()).url)
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise ArticleError(f'"{address}" is no address ({error}): give one like https://example.org/article') from error
    if not is_address(address.strip()) or not name or " " in name or any(c < " " for c in address.strip()):
        raise ArticleError(f'"{address}" is no address of the web: give one that begins with https://')
    if parts.username is not None or parts.password is not None:
        raise ArticleError("an address with a name and a password in it is not fetched: give it without them")
    server = (f"[{name}]" if ":" in name else name) + (f":{port}" if port is not None else "")
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return f"{parts.scheme.lower()}://{server}{quote(parts.path or '/', safe=_SAFE)}{query}"


_SAFE = "%/:=&?~+!$,;'@()*[]-._"


def _within(stream: Iterator[bytes], headers: dict[str, str], size: int, cut: bool, place: str) -> Iterator[bytes]:
    """The pieces of a body, unpacked, up to `size` bytes; the rest is never read."""
    unpack, taken = _unpacker(headers.get("content-encoding", ""), place), 0
    for packed in stream:
        piece = unpack(packed, size + 1 - taken)
        taken += len(piece)
        if taken > size and not cut:
            raise ArticleError(f'"{place}" is larger than {size / 2**20:g} MiB: it is not read')
        yield piece
        if taken > size:
            return


def _unpacker(encoding: str, place: str) -> Callable[[bytes, int], bytes]:
    """What takes packed bytes to at most so many unpacked ones; a bomb is then found by its size."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return lambda packed, _: packed
    if encoding in ("gzip", "x-gzip", "deflate"):
        unpacking: Any = zlib.decompressobj(47)  # gzip or zlib, as the first bytes say
        return lambda packed, most: bytes(unpacking.decompress(packed, most))
    raise ArticleError(f'"{place}" comes packed as "{encoding}", which was not asked for: save the page as a file')


def _kind(content: bytes, headers: dict[str, str], place: str) -> str:
    said = headers.get("content-type", "").partition(";")[0].strip().lower()
    suffix = KINDS.get(PurePosixPath(urlsplit(place).path).suffix.lower())
    if said not in TYPES and said not in VAGUE:
        raise ArticleError(f'"{place}" is of the type "{said}", which is not read: save the article in it as a file')
    kind = TYPES.get(said) or suffix or kind_of(content)
    if content.startswith(_ARCHIVES) and kind not in ("docx", "epub"):
        raise ArticleError(f'"{place}" is an archive, which is not opened: give the address of an article')
    return kind_of(content) if kind == "feed" and kind_of(content) == "html" else kind


_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")


def _in_utf8(content: bytes, headers: dict[str, str]) -> bytes:
    """The content in UTF-8, where the server says that it is in something else."""
    charset = headers.get("content-type", "").lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    if not charset or charset in ("utf-8", "utf8"):
        return content
    try:
        return content.decode(charset).encode()
    except (LookupError, UnicodeError):
        return content
