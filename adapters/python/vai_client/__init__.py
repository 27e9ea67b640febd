"""A thin client of the VAI gateway: `Client` for threads, `AsyncClient` for asyncio and trio."""

from vai_client._async_client import AsyncClient
from vai_client._async_streams import AsyncMessageStream, AsyncRunStream
from vai_client._cancel import CancelToken
from vai_client._client import Client
from vai_client._providers import PROVIDER_NAMES
from vai_client._streams import MessageStream, RunStream
from vai_client._text import event_text, event_thinking
from vai_client._version import __version__
from vai_client.errors import (
    AbortError,
    ApiError,
    ProtocolError,
    RequestTimeoutError,
    TransportError,
    UsageError,
    VaiError,
)
from vai_client.history import apply_history_delta
from vai_client.results import Message, ModelList, RunResult

__all__ = [
    "PROVIDER_NAMES",
    "AbortError",
    "ApiError",
    "AsyncClient",
    "AsyncMessageStream",
    "AsyncRunStream",
    "CancelToken",
    "Client",
    "Message",
    "MessageStream",
    "ModelList",
    "ProtocolError",
    "RequestTimeoutError",
    "RunResult",
    "RunStream",
    "TransportError",
    "UsageError",
    "VaiError",
    "__version__",
    "apply_history_delta",
    "event_text",
    "event_thinking",
]
