"""What can be chosen: a frozen value, varied with `dataclasses.replace`; `build.py` makes the parts it names."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import UserError


def _default_library() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("onrecord")) / "library"


@dataclass(frozen=True, slots=True)
class Settings:
    """The parts and thresholds of an assistant."""

    embedder: str = field(default_factory=lambda: os.environ.get("ONRECORD_EMBEDDER", "all-MiniLM-L6-v2"))
    reranker: str = field(default_factory=lambda: os.environ.get("ONRECORD_RERANKER", "features"))
    entailer: str = field(default_factory=lambda: os.environ.get("ONRECORD_ENTAILER", "onrecord"))
    writer: str = field(default_factory=lambda: os.environ.get("ONRECORD_WRITER", "extractive"))
    """extractive, local, local:FILE.gguf, or any name that LangChain's `init_chat_model` takes."""
    writer_url: str = field(default_factory=lambda: os.environ.get("ONRECORD_WRITER_URL", ""))
    """An OpenAI-compatible address where the writer is served, or "" for the provider's own."""
    writer_timeout: float = field(default_factory=lambda: _seconds("ONRECORD_WRITER_TIMEOUT", 60.0))
    """Seconds that the writer's server may be silent."""
    writer_options: str = field(default_factory=lambda: os.environ.get("ONRECORD_WRITER_OPTIONS", ""))
    """Further settings of the chat model, as a JSON object."""
    store: str = field(default_factory=lambda: os.environ.get("ONRECORD_STORE", ""))
    """The address of a Chroma server that has the vectors, http://host:port; "" for the library's own folder."""
    store_tenant: str = field(default_factory=lambda: os.environ.get("ONRECORD_STORE_TENANT", ""))
    store_database: str = field(default_factory=lambda: os.environ.get("ONRECORD_STORE_DATABASE", ""))
    store_token: str = field(default_factory=lambda: os.environ.get("ONRECORD_STORE_TOKEN", ""), repr=False)
    store_timeout: float = field(default_factory=lambda: _seconds("ONRECORD_STORE_TIMEOUT", 30.0))
    """Seconds that the Chroma server may be silent."""
    database: str = field(default_factory=lambda: os.environ.get("ONRECORD_DATABASE", ""), repr=False)
    """The URL of the database that has the articles where `store` has the vectors; "" for one in the library's folder."""
    passages: int = 8
    """Passages whose sentences are looked at for an answer."""


def library(named: str | Path | None = None) -> Path:
    """The library's folder: the one named, else ONRECORD_LIBRARY, else one in the user's data folder."""
    return Path(named or os.environ.get("ONRECORD_LIBRARY") or _default_library()).expanduser()


def _seconds(variable: str, default: float) -> float:
    text = os.environ.get(variable, "")
    try:
        seconds = float(text or default)
    except ValueError as error:
        raise UserError(f'{variable} is "{text}": set it to a number of seconds, like 60') from error
    if not seconds > 0:
        raise UserError(f'{variable} is "{text}": set it to a number of seconds above 0, like 60')
    return seconds
