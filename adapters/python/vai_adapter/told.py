"""What both modes tell of the client: what it can do, what went wrong, what came."""

from __future__ import annotations

import asyncio
import pprint
from typing import TYPE_CHECKING, Any, Literal

import httpx

import vai_client
from vai_client import AsyncClient, Client, Message, ModelList, RunResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vai_adapter.lines import Line

Mode = Literal["async", "sync"]

OPERATIONS = ["messages.create", "messages.stream", "runs.create", "runs.stream", "models.list"]
FEATURES = [
    *("abort", "timeout", "stream_timeout", "retries", "provider_keys", "default_headers", "ca_file", "env", "share"),
    *("text", "text_result", "thinking", "final", "request_id", "stop", "two_readers", "delay", "audio", "inspect"),
    *("raw_request", "raw_events", "history", "lossless_numbers", "utf16_text"),
]
ERROR_FIELDS = [
    *("type", "message", "param", "code", "request_id", "retry_after", "http_status", "retryable"),
    *("provider_error", "compat_issues"),
]
KINDS: list[tuple[type[BaseException], str]] = [
    (vai_client.AbortError, "abort"),
    (asyncio.CancelledError, "abort"),
    (vai_client.RequestTimeoutError, "timeout"),
    (vai_client.ApiError, "api"),
    (vai_client.TransportError, "transport"),
    (vai_client.ProtocolError, "protocol"),
    (vai_client.UsageError, "usage"),
    (httpx.TimeoutException, "timeout"),
    (httpx.TransportError, "transport"),
    (httpx.InvalidURL, "usage"),
]


class Unsupported(Exception):  # noqa: N818 - it is an answer, not an error of this program
    """What was asked for has no place in the client."""

    def __init__(self, param: str) -> None:
        super().__init__(param)
        self.param = param


def described(mode: Mode) -> Line:
    """The answer to `describe`."""
    return {
        "type": "described",
        "protocol": 1,
        "dialect": "vai",
        "runtime": "python",
        "sdk": {"name": f"vai-client ({mode})", "version": vai_client.__version__, "language": "python"},
        "operations": [*OPERATIONS, "helpers.apply_history_delta"],
        "features": FEATURES,
        "stream_timeout": "idle",
        "error_fields": ERROR_FIELDS,
        "result_fields": ["value", "text", "thinking", "request_id"],
        "env": ["VAI_GATEWAY_API_KEY", "VAI_BASE_URL"],
    }


def client_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The constructor's arguments. What is not given is not passed."""
    plain = ("base_url", "gateway_api_key", "max_retries", "default_headers", "ca_file")
    options = {name: given[name] for name in plain if given.get(name) is not None}
    if (keys := given.get("provider_keys")) is not None:
        options["provider_keys"] = {name: key for name, key in keys.items() if name in vai_client.PROVIDER_NAMES}
    if (timeout := given.get("timeout_ms")) is not None:
        options["timeout"] = options["stream_idle_timeout"] = timeout / 1000
    return options


def event_line(event: Mapping[str, Any], reader: int | None) -> Line:
    """An event, with its piece of text."""
    line: Line = {"type": "event", "event": event}
    if text := vai_client.event_text(event):
        line["text"] = text
    return line if reader is None else {**line, "reader": reader}


def result_line(answer: Message | RunResult | ModelList) -> Line:
    """What a call returned, or what a stream amounted to."""
    line: Line = {"type": "result", "value": answer.raw, "request_id": answer.request_id}
    return line if isinstance(answer, ModelList) else {**line, "text": answer.text, "thinking": answer.thinking}


def error_line(error: BaseException) -> Line:
    """An exception, by its class."""
    if isinstance(error, Unsupported):
        return {"type": "error", "error": {"kind": "unsupported", "param": error.param}}
    kind = next((kind for base, kind in KINDS if isinstance(error, base)), "foreign")
    told = {name: getattr(error, name, None) for name in ERROR_FIELDS}
    told["message"] = told["message"] or str(error)
    own = isinstance(error, vai_client.VaiError)
    return {"type": "error", "error": {"kind": kind, "class": type(error).__name__, "own": own, **told}}


def history(request: Mapping[str, Any]) -> Line:
    """`helpers.apply_history_delta`."""
    value = vai_client.apply_history_delta(request["history"], request["event"], strict=request.get("strict", True))
    return {"type": "result", "value": value}


def inspected(client: Client | AsyncClient) -> Line:
    """Every ordinary printed form of a client, what it is made of, and a stream that has not begun."""
    stream = client.messages.stream({"model": "anthropic/some-model", "messages": []})
    printed = [form(thing) for thing in (client, stream) for form in (repr, str, format)]
    printed += [pprint.pformat(vars(thing)) for thing in (client, client.messages, stream)]
    printed += [repr(vars(client._config)), repr(client._config)]
    return {"type": "result", "value": printed, "base_url": client.base_url}
