"""Bulk ingestion on Ray Data (an extra): workers read, split, attribute and embed; the process that started them writes.

It alone has the library, whatever its store, so nothing of that changes: an article is written once because its id is made
of its words, and whole or not at all because the store sees to it. A worker that dies is started again and its batch given
out anew. When this process dies, the next run passes over what is written: files by the manifest, articles by their id.
"""

import json
import logging
import os
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from index.attribution import Attributor
from index.embed import Embedder, Vectors
from index.entry import Entry, from_json, to_json
from index.errors import ArticleError, StoreError, UserError
from index.ingest import Place, found_at, read
from index.types import Article

ARTICLES = 8
"""Articles that a worker is given at once: enough for batches of like length, few enough that none waits long for the last."""
OBJECTS = 256 * 2**20
"""Bytes of Ray's object store on this machine; what is on its way takes a tenth of that."""
MOST_BLOCKS = 4096
OPTIONS = {
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_worker_niceness": "0",  # Ray's 15 would let the workers starve beside any other program
    "RAY_enable_worker_prestart": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # without a cluster Ray listens on loopback alone
}
"""What Ray is told in the environment when it runs on this machine alone, unless the environment says otherwise."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker made of an article, float32 [passages, dimensions] its vectors; `entry` alone where it was known already.

    `place` is the number of the place that it was found at; an article that cannot be read is an `error` there.
    """

    place: int
    entry: Entry | None
    vectors: Vectors | None = None
    error: ArticleError | None = None


class Worker:
    """Splits, attributes and embeds the articles that it is given; one thread each, since there is a worker for each processor."""

    def __init__(self, make_embedder: Callable[[], Embedder], make_attributor: Callable[[], Attributor]) -> None:
        os.environ |= {"ONRECORD_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
        self._embedder, self._attributor = make_embedder(), make_attributor()

    def __call__(self, rows: dict[str, Any]) -> dict[str, list[Any]]:
        """The rows with entries in place of articles, and their vectors."""
        articles = [
            _article(content) if content and new else None for content, new in zip(rows["article"], rows["new"], strict=True)
        ]
        entries = [read(article, self._attributor) if article else None for article in articles]
        texts = [[passage.text for passage in entry.passages] if entry else [] for entry in entries]
        every = self._embedder.encode([text for own in texts for text in own]) if any(texts) else np.zeros((0, 0), np.float32)
        vectors = np.split(every, np.cumsum([len(own) for own in texts])[:-1])
        return {
            "place": list(rows["place"]),
            "error": list(rows["error"]),
            "article": [json.dumps(to_json(e)) if e else old for e, old in zip(entries, rows["article"], strict=True)],
            "vectors": [part.astype("<f4").tobytes() for part in vectors],
            "count": [len(part) for part in vectors],
        }


def made(
    places: Sequence[Place | Article],
    known: Collection[str],
    make_embedder: Callable[[], Embedder],
    make_attributor: Callable[[], Attributor],
    workers: int,
) -> Iterator[Made]:
    """What is found at the places, in their order, read and embedded unless its id is `known`.

    Raises UserError when Ray is missing or gives up, or what a worker raised.
    """
    with _ray(workers) as ray:
        items = [{"place": number, **_item(place)} for number, place in enumerate(places)]
        blocks = min(MOST_BLOCKS, 1 + len(items) // ARTICLES)
        found = ray.data.from_items(items, override_num_blocks=blocks).flat_map(
            partial(_found, ray.put(frozenset(known))), num_cpus=0.5
        )
        done = found.repartition(target_num_rows_per_block=ARTICLES).map_batches(
            Worker,
            fn_constructor_args=(make_embedder, make_attributor),
            batch_size=None,
            compute=ray.data.ActorPoolStrategy(size=workers),
            num_cpus=1,
        )
        try:
            yield from map(_made, done.iter_rows())
        except ray.exceptions.RayError as error:
            raise _told(error) from error


def _found(known: Any, item: Row) -> list[Row]:
    """The articles at a place, as rows, in a worker; those that are not `new` need no reading."""
    import ray

    ids: Collection[str] = ray.get(known)
    found = [_article(item["article"])] if item["article"] else found_at(item["path"])
    return [
        {"place": item["place"], "article": "", "new": False, "error": str(one)}
        if isinstance(one, ArticleError)
        else {"place": item["place"], "article": _json(one), "new": one.id not in ids, "error": ""}
        for one in found
    ]


def _made(row: Row) -> Made:
    if row["error"]:
        return Made(row["place"], None, error=ArticleError(row["error"]))
    content = json.loads(row["article"])
    entry = from_json(content, content["id"])
    vectors = np.frombuffer(row["vectors"], "<f4").reshape(row["count"], -1) if row["count"] else None
    return Made(row["place"], entry, vectors)


def _item(place: Place | Article) -> Row:
    return {"path": "", "article": _json(place)} if isinstance(place, Article) else {"path": str(place), "article": ""}


def _json(article: Article) -> str:
    return json.dumps(to_json(Entry(article, (), ())))


def _article(content: str) -> Article:
    row = json.loads(content)
    return from_json(row, row["id"]).article


@contextmanager
def _ray(workers: int) -> Iterator[Any]:
    """Ray as it is running, or at RAY_ADDRESS, or else for this once on this machine, with no ear for any other."""
    address = os.environ.get("RAY_ADDRESS")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    for name, value in () if address else OPTIONS.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise UserError(f"{error.name} is missing: install what many workers need with: pip install 'onrecord[ray]'") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ray._private.worker._worker_logs_enabled = False  # Ray tells of dead workers on standard output, where JSON may be written
    warnings.filterwarnings("ignore", "The minimum number of concurrent actors", UserWarning)  # few articles keep few workers busy
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = True
    if ray.is_initialized():
        yield ray
        return
    with TemporaryDirectory(prefix="onrecord-", ignore_cleanup_errors=True) as folder:
        here = {"num_cpus": workers + 1, "object_store_memory": OBJECTS, "include_dashboard": False, "_temp_dir": folder}
        options = {"address": address} if address else {**here, "_node_ip_address": "127.0.0.1"}
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
        try:
            yield ray
        finally:
            ray.shutdown()


def _told(error: BaseException) -> UserError:
    """What a worker raised, where the user can mend it."""
    cause: BaseException | None = error
    while cause is not None:
        inner = getattr(cause, "cause", None) or cause.__cause__
        if isinstance(cause, UserError):
            return type(cause)(str(cause.args[0])) if type(cause).__module__ == "index.errors" else StoreError(str(cause))
        cause = inner
    line = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return StoreError(f"the workers gave up ({line}): what was reported done is kept; run the same command again to go on")
