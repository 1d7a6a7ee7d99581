"""Makes the parts that the settings name: the only place that chooses implementations."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.settings import Settings
from index.errors import ModelError, StoreError, UserError
from index.index import Index

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from assistant.entail import Entailer
    from assistant.follow import Reader
    from assistant.types import Answer, Request
    from assistant.verify import Verifier
    from assistant.write import Writer
    from index.attribution import Attributor
    from index.stores import AnyStore

Part = TypeVar("Part")

LONGEST_QUESTION, LONGEST_CLAIM = 2000, 12_000
"""Characters."""


def index(folder: Path, settings: Settings, create: bool = False) -> Index:
    """The library in a folder, with the embedder of the settings, which is loaded when first needed."""
    from index.embed import embedder

    return Index(store(folder, settings, create), settings.embedder, lambda: embedder(settings.embedder), attributor)


def store(folder: Path, settings: Settings, create: bool = False) -> "AnyStore":
    """What keeps the library: the folder itself, or a database and a Chroma server. Raises StoreError when it cannot be opened."""
    if settings.store:
        from index.database import DatabaseStore
        from index.server import Server

        server = Server(
            settings.store, settings.store_tenant, settings.store_database, settings.store_token, settings.store_timeout
        )
        return DatabaseStore(folder, server, settings.embedder, settings.database, create)
    if settings.database:
        raise StoreError("a database has the articles only where a Chroma server has the vectors: name one with --store URL")
    from index.store import Store

    return Store(folder, settings.embedder, create)


def memory(settings: Settings) -> Index:
    """An index in memory, empty, with the embedder of the settings."""
    from index.embed import embedder
    from index.memory import MemoryStore

    return Index(MemoryStore(), settings.embedder, lambda: embedder(settings.embedder), attributor)


@cache
def attributor() -> "Attributor":
    """What reads statements; one for all indexes of a process, since it holds no state and takes a second to load."""
    from index.attribution.statements import TaggerAttributor

    return TaggerAttributor()


def chain(index: Index, settings: Settings) -> "Runnable[Request, Answer]":
    """The retrieval chain over an index. Raises ModelError for a part that nobody knows."""
    from assistant.chain import retrieval_chain
    from assistant.gates import Gates
    from assistant.rerank import RERANKERS

    reranker = pick(RERANKERS, settings.reranker, "reranker")
    gates = Gates(index, lambda: entailer(settings))
    return retrieval_chain(index, reranker, writer(settings), gates, passages=settings.passages, alone=reader(settings).standalone)


def reader(settings: Settings) -> "Reader":
    """What reads messages: the rules, or the chat model where one writes. Raises ModelError, which says what to do."""
    from assistant.follow import Modelled, Rules
    from assistant.patience import Patience

    model = writer_model(settings)
    return Modelled(model, Patience(settings.writer_timeout)) if model else Rules()


def writer_model(settings: Settings) -> "BaseChatModel | None":
    """The chat model that writes, or None where none does. Raises ModelError where it cannot be had."""
    from assistant.write import WRITERS

    return None if settings.writer in WRITERS else chat_model(settings)


def writer(settings: Settings) -> "Writer":
    """The writer of the settings: one of `WRITERS`, or a chat model. Raises ModelError, which says what to do."""
    from assistant.chat import Chat
    from assistant.patience import Patience
    from assistant.write import WRITERS

    model = writer_model(settings)
    return Chat(settings.writer, model, Patience(settings.writer_timeout)) if model else WRITERS[settings.writer]()


@cache
def chat_model(settings: Settings) -> "BaseChatModel":
    """The chat model of the settings, one for all. Raises ModelError, which says what to do, where there is none."""
    from assistant.models import chat_model

    return chat_model(settings)


def verifier(index: Index, settings: Settings) -> "Verifier":
    """What judges claims by the articles of an index. Raises ModelError when the entailer cannot be loaded."""
    from assistant.verify import Verifier

    model = writer_model(settings)
    if not model:
        return Verifier(index, entailer(settings))
    from assistant.apart import Apart
    from assistant.patience import Patience

    return Verifier(index, entailer(settings), Apart(model, Patience(settings.writer_timeout)))


def entailer(settings: Settings) -> "Entailer":
    """The entailer of the settings, one for all, since it holds no state. Raises ModelError when it cannot be loaded."""
    return _entailer(settings.entailer)


@cache
def _entailer(name: str) -> "Entailer":
    from assistant.entail import entailer

    return entailer(name)


def pick(known: Mapping[str, Callable[[], Part]], name: str, what: str) -> Part:
    """The part of that name. Raises ModelError, which lists the known ones, when there is none."""
    if name not in known:
        raise ModelError(f'there is no {what} "{name}": use one of {", ".join(f"{chr(34)}{k}{chr(34)}" for k in known)}')
    return known[name]()


def checked(question: str) -> str:
    """The question without outer white space. Raises UserError when it is empty or far too long."""
    question = " ".join(question.split())
    if not question:
        raise UserError('the question is empty: ask something like "Who denies the deliveries?"')
    if len(question) > LONGEST_QUESTION:
        raise UserError(f"the question has {len(question)} characters, and {LONGEST_QUESTION} are read: ask something shorter")
    return question


def checked_claim(text: str) -> str:
    """What is claimed, without outer white space. Raises UserError when it is empty, far too long, or not in English."""
    from assistant.language import foreign_language

    text = text.strip()
    if not any(c.isalnum() for c in text):
        raise UserError('the claim is empty: state something like "Russia denies an arms deal."')
    if len(text) > LONGEST_CLAIM:
        words = f"{len(text.split()):,} words ({len(text):,} characters)"
        raise UserError(f"the text has {words}, and {LONGEST_CLAIM:,} characters are judged at once: give a part of it")
    if foreign_language(text):
        start = text[:40]
        raise UserError(
            f'"{start}{"…" if len(text) > 40 else ""}" is not in English, and only English is read: state it in English'
        )
    return text
