"""Chat models by name: any that LangChain's `init_chat_model` knows, one at an OpenAI-compatible address, or one on this machine.

Keys come from the environment, go to the provider alone, and are neither kept nor shown.
"""

import json
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.patience import without_secrets
from assistant.settings import Settings
from index.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRACTIVE, LOCAL = "extractive", "local"
KEY_FOR_URL = "ONRECORD_WRITER_KEY"
"""Where the key for an address of one's own is: no provider's key is sent there."""
KEYS = {
    "anthropic": "ANTHROPIC_API_KEY",
    "cohere": "COHERE_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "fireworks": "FIREWORKS_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "perplexity": "PPLX_API_KEY",
    "together": "TOGETHER_API_KEY",
    "xai": "XAI_API_KEY",
}
"""The environment's variable for the key of each provider that needs one."""
_PATIENT = frozenset({"anthropic", "deepseek", "groq", "mistralai", "openai", "openrouter", "xai"})
"""Providers that take `timeout` and `max_retries`: attempts are counted in `assistant.patience`, for all alike."""


def chat_model(settings: Settings) -> "BaseChatModel":
    """The chat model that the settings name.

    Raises ModelError, with the line to run, when a package or key is missing or the name says nothing.
    """
    name = settings.writer
    if name == LOCAL or name.startswith(f"{LOCAL}:"):
        from assistant.local import local_model

        return local_model(name.removeprefix(LOCAL).removeprefix(":"))
    from langchain.chat_models import init_chat_model

    provider = _provider(settings)
    options = _options(settings.writer_options) | _own(provider, settings)
    try:
        model: BaseChatModel = init_chat_model(name.removeprefix(f"{provider}:"), model_provider=provider, **options)
    except ImportError as error:
        package = (error.name or f"langchain_{provider}").split(".")[0].replace("_", "-")
        raise ModelError(f'the writer "{name}" needs the package "{package}": pip install {package}') from error
    except (ValueError, TypeError, RuntimeError) as error:
        first = without_secrets(next(iter(str(error).splitlines()), type(error).__name__))
        raise ModelError(f'cannot use the writer "{name}" ({first}): see docs/writers.md for names and settings') from None
    return model


def _provider(settings: Settings) -> str:
    """The provider in a name like "openai:gpt-5-mini", or the one that has a model of that name."""
    from langchain.chat_models.base import _attempt_infer_model_provider

    name = settings.writer
    prefix, colon, _ = name.partition(":")
    if settings.writer_url:
        provider = prefix if colon and prefix in KEYS.keys() | {"ollama"} else "openai"
    else:
        provider = prefix if colon else (_attempt_infer_model_provider(name) or "")
    if not provider:
        known = f'use one of "{EXTRACTIVE}", "{LOCAL}", or a chat model with its provider, like "openai:gpt-5-mini"'
        raise ModelError(f'there is no writer "{name}": {known} or "ollama:llama3.2"')
    key = KEYS.get(provider)
    if key and not settings.writer_url and not os.environ.get(key):
        raise ModelError(f'the writer "{name}" needs a key, and the environment has none: export {key}=… and run it again')
    return provider


def _own(provider: str, settings: Settings) -> dict[str, Any]:
    """What is set for a provider: patience, the address and its key, and that it tells the tokens used."""
    options: dict[str, Any] = {"timeout": settings.writer_timeout, "max_retries": 0} if provider in _PATIENT else {}
    if provider == "openai":
        options["stream_usage"] = True
    if settings.writer_url:
        options["base_url"] = settings.writer_url
        options |= {"api_key": os.environ.get(KEY_FOR_URL) or "none"} if provider != "ollama" else {}
    return options


def _options(text: str) -> dict[str, Any]:
    """The further settings, JSON as `init_chat_model` takes them."""
    try:
        options = json.loads(text or "{}")
    except ValueError as error:
        raise ModelError(f'ONRECORD_WRITER_OPTIONS is no JSON ({error}): set it to something like {{"temperature": 0}}') from error
    if not isinstance(options, Mapping):
        raise ModelError('ONRECORD_WRITER_OPTIONS is no JSON object: set it to something like {"temperature": 0}')
    if secret := next((key for key in options if re.search(r"key|secret|^token$", key, re.IGNORECASE)), ""):
        raise ModelError(f'ONRECORD_WRITER_OPTIONS holds "{secret}": a key belongs into the provider\'s own variable alone')
    return dict(options)
