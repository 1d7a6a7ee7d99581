"""Passage vectors at a Chroma server, or in Chroma Cloud: what `index.vectors` does, and bearing with the network."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpx

from index.errors import StoreError
from index.vectors import Searched, damaged

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.types import Where

HNSW = {"space": "cosine", "max_neighbors": 12, "ef_search": 150, "sync_threshold": 20_000}
"""Of 100,000 vectors, 12 neighbours (32 bytes of memory a vector less than Chroma's 16) and 150 looked at (100) find 97.3% of the
nearest 50, Chroma's own 96.1%. The server writes its index anew after 20,000 vectors, by default 1000: long at a million."""
CLOUD = ".trychroma.com"
PAUSES = (0.2, 0.6, 1.5, 3.0)
"""Seconds to wait before each further attempt; a server that is started again is back within them."""
BUSY = (429, 502, 503, 504)
"""Answers of a server, or of a proxy before it, after which the same request may well succeed."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a Chroma server is, and as whom it is asked; raises StoreError when the address is none.

    Without tenant and database those are used that the server knows the token by, or else Chroma's own default.
    """

    address: str
    tenant: str = ""
    database: str = ""
    token: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds that it may be silent."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.username or parts.password:
            raise StoreError("the address of a store holds a password: leave it out, and give a token in ONRECORD_STORE_TOKEN")
        try:
            valid = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
        except ValueError:
            valid = False
        if not valid:
            raise StoreError(f'"{self.address}" is no Chroma server: give one like http://localhost:8000 with --store')

    @property
    def headers(self) -> dict[str, str]:
        """What shows who asks."""
        if not self.token:
            return {}
        in_cloud = (urlsplit(self.address).hostname or "").endswith(CLOUD)
        return {"X-Chroma-Token": self.token} if in_cloud else {"Authorization": f"Bearer {self.token}"}


class GoneError(StoreError):
    """The server has no such collection: perhaps another process has just made the next one."""


class ServerCollections:
    """The collections at a server. Raises StoreError, which says what to do, when it does not answer, or answers wrongly."""

    def __init__(self, server: Server) -> None:
        from chromadb.api import ServerAPI
        from chromadb.config import System

        self.server = server
        system = System(_settings(server))
        # chromadb.HttpClient would ask the server before it could be given any patience: its own has no time-outs
        self.api = cast("Any", system.instance(ServerAPI))  # type: ignore[type-abstract]  # Chroma makes the one of the settings
        self.api._session = Patient(server, self.api._session)
        system.start()
        with _told(server):
            known = self.api.get_user_identity()
            self.where = {
                "tenant": server.tenant or known.tenant or "default_tenant",
                "database": server.database or (known.databases or ["default_database"])[0],
            }

    def open(self, name: str) -> "ServerVectors":
        """The collection of that name, made when it is not there."""
        return ServerVectors(self, name)

    def names(self, beginning: str) -> list[str]:
        """The names of the collections that begin so."""
        with _told(self.server):
            found: list[str] = []
            while page := [c.name for c in self.api.list_collections(limit=100, offset=len(found), **self.where)]:
                found += page
            return [name for name in found if name.startswith(beginning)]

    def delete(self, name: str) -> None:
        """Deletes a collection, if it is there."""
        try:
            with _told(self.server):
                self.api.delete_collection(name, **self.where)
        except GoneError:
            return

    def close(self) -> None:
        """Ends the connections."""
        self.api._session.close()


class ServerVectors(Searched):
    """The vectors in one collection at a server."""

    def __init__(self, collections: ServerCollections, name: str) -> None:
        from chromadb.api.models.Collection import Collection

        self._collections = collections
        with self._told():
            model = collections.api.get_or_create_collection(
                name, configuration={"hnsw": HNSW, "embedding_function": None}, **collections.where
            )
            self._collection = Collection(cast("ServerAPI", collections.api), model, embedding_function=None)

    def count(self) -> int:
        """How many vectors there are, also of articles that do not count yet."""
        with self._told():
            return self._collection.count()

    def remove(self, article_ids: Sequence[str]) -> None:
        """Deletes the vectors of articles, if there are any."""
        with self._told():
            self._collection.delete(where=cast("Where", {"article": {"$in": list(article_ids)}}))

    def close(self) -> None:
        """Nothing to let go of: the connections are shared."""

    def _largest_batch(self) -> int:
        return max(1, int(self._collections.api.get_max_batch_size()))

    @contextmanager
    def _told(self) -> Iterator[None]:
        with _told(self._collections.server):
            yield


class Patient(httpx.Client):
    """Asks again, for as long as the server may be silent, when it cannot be reached or is busy: all requests may be repeated.

    Raises StoreError when that does not help, or when the answer is no Chroma server's.
    """

    def __init__(self, server: Server, other: httpx.Client) -> None:
        """`other` is the client that it stands for; its headers are kept."""
        self._server = server
        patience = httpx.Timeout(server.timeout, connect=min(5.0, server.timeout))
        super().__init__(timeout=patience, headers=other.headers)
        other.close()

    def request(self, method: str, url: Any, **rest: Any) -> httpx.Response:
        """As httpx does."""
        until = time.monotonic() + self._server.timeout
        for pause in (*PAUSES, math.inf):
            found: httpx.Response | httpx.TransportError
            try:
                found = super().request(method, url, **rest)
            except httpx.TransportError as error:
                found = error
            if isinstance(found, httpx.Response) and found.status_code not in BUSY:
                return self._checked(found)
            if time.monotonic() + pause > until:
                break
            time.sleep(pause)
        if isinstance(found, httpx.Response):
            return self._checked(found)
        raise _unreachable(self._server, found) from found

    def _checked(self, response: httpx.Response) -> httpx.Response:
        """The response, if Chroma can have given it."""
        from chromadb.errors import error_types

        if response.status_code in (401, 403):
            raise StoreError(
                f'the Chroma server at "{self._server.address}" refuses ({response.status_code}):'
                " give a token that it knows in ONRECORD_STORE_TOKEN, and the right --store-tenant and --store-database"
            )
        try:
            content = response.json()
        except ValueError:
            content = None
        known = isinstance(content, dict) and content.get("error") in error_types and isinstance(content.get("message"), str)
        if content is None or (response.is_error and not known):
            raise _nonsense(self._server, f"status {response.status_code}, {response.text[:60]!r}")
        return response


def _settings(server: Server) -> Any:
    from chromadb.config import Settings

    parts = urlsplit(server.address)
    return Settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}" if parts.path.strip("/") else parts.hostname,
        chroma_server_http_port=parts.port or (443 if parts.scheme == "https" else 80),
        chroma_server_ssl_enabled=parts.scheme == "https",
        chroma_server_headers=server.headers,
        anonymized_telemetry=False,
    )


@contextmanager
def _told(server: Server) -> Iterator[None]:
    from chromadb.errors import ChromaError, NotFoundError

    try:
        yield
    except NotFoundError as error:
        raise GoneError(f'the Chroma server at "{server.address}" says "{error}": {_MEND}') from error
    except ChromaError as error:
        raise StoreError(f'the Chroma server at "{server.address}" says "{error}": {_MEND}') from error
    except KeyError as error:
        raise damaged(f"{error} is missing") from error
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise _nonsense(server, f"{type(error).__name__}: {error}") from error


_MEND = "see that --store, --store-tenant and --store-database name what you mean, or make the vectors anew with: onrecord reindex"


def _unreachable(server: Server, error: Exception) -> StoreError:
    return StoreError(
        f'the Chroma server at "{server.address}" does not answer ({type(error).__name__}: {error}):'
        " see that it runs and that --store names it, then try again; what was reported done is kept"
    )


def _nonsense(server: Server, what: str) -> StoreError:
    return StoreError(
        f'what is at "{server.address}" does not answer as a Chroma server does ({what}): see that --store names one, of version 1'
    )
