"""What can be chosen: a frozen value, varied with `dataclasses.replace`; `build.py` makes the parts it names."""

import os
from dataclasses import dataclass, field
from pathlib import Path


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
    passages: int = 8
    """Passages whose sentences are looked at for an answer."""


def library(named: str | Path | None = None) -> Path:
    """The library's folder: the one named, else ONRECORD_LIBRARY, else one in the user's data folder."""
    return Path(named or os.environ.get("ONRECORD_LIBRARY") or _default_library()).expanduser()
