"""What a client is made of: options checked once, requests built from them."""

from __future__ import annotations

import functools
import os
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vai_client import _json
from vai_client._base_url import resolve_base_url
from vai_client._headers import API_VERSION, EVENT_STREAM, JSON, Headers, checked_headers, wire_headers
from vai_client._providers import HEADERS, names_for_message, names_for_run, wants_voice
from vai_client._secrets import Secret, checked_secret
from vai_client._version import __version__
from vai_client.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BASE_URL_VARIABLE = "VAI_BASE_URL"
KEY_VARIABLE = "VAI_GATEWAY_API_KEY"
DEFAULT_TIMEOUT_SECONDS = 120.0


@dataclass(frozen=True)
class Prepared:
    """A request that is ready to be sent. Its headers hold keys, so they are not printed."""

    method: str
    url: str
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    model: str = ""
    wants_voice: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


@dataclass(frozen=True)
class ClientConfig:
    """The checked options of a client. Times are in seconds; None means no limit."""

    base_url: str
    gateway_api_key: Secret | None
    provider_keys: Mapping[str, Secret]
    default_headers: Headers = field(repr=False)
    timeout: float | None
    stream_idle_timeout: float | None
    max_retries: int
    ca_file: str | None

    @classmethod
    def checked(
        cls,
        *,
        base_url: str | None,
        gateway_api_key: str | None,
        provider_keys: Mapping[str, str] | None,
        timeout: float | None,
        stream_idle_timeout: float | None,
        max_retries: int,
        default_headers: Mapping[str, str] | None,
        ca_file: str | None,
    ) -> ClientConfig:
        """Raises `UsageError` for what could not be sent. None means unset; the environment fills two of them."""
        url = base_url if base_url is not None else os.environ.get(BASE_URL_VARIABLE)
        if url is None:
            raise UsageError(f"pass base_url, or set {BASE_URL_VARIABLE}")
        key = gateway_api_key if gateway_api_key is not None else os.environ.get(KEY_VARIABLE)
        keys = {name: checked_secret(value, f"the {name} key") for name, value in (provider_keys or {}).items()}
        unknown = sorted(set(keys) - set(HEADERS))
        if unknown:
            raise UsageError(f"provider_keys has names that are not known: {', '.join(unknown)}")
        for name, value in [("timeout", timeout), ("stream_idle_timeout", stream_idle_timeout)]:
            if value is not None and not value > 0:
                raise UsageError(f"{name} must be a positive number of seconds, or None")
        if max_retries < 0:
            raise UsageError("max_retries must not be negative")
        return cls(
            base_url=resolve_base_url(url),
            gateway_api_key=checked_secret(key, "gateway_api_key"),
            provider_keys={name: secret for name, secret in keys.items() if secret is not None},
            default_headers=checked_headers(default_headers),
            timeout=timeout,
            stream_idle_timeout=stream_idle_timeout,
            max_retries=max_retries,
            ca_file=ca_file,
        )

    @property
    def secrets(self) -> list[Secret]:
        """Every key that must not be shown."""
        gateway = [] if self.gateway_api_key is None else [self.gateway_api_key]
        return [*gateway, *self.provider_keys.values()]

    def ssl_context(self) -> ssl.SSLContext:
        """Loading the system's authorities takes 25 ms, so it is done once, and not at all for plain HTTP."""
        if self.ca_file is not None:
            return _context_of(self.ca_file)
        return _context_of(None) if self.base_url.startswith("https:") else _trusts_nobody()

    def message(self, request: Mapping[str, Any], *, stream: bool) -> Prepared:
        """`POST /v1/messages`. The caller's members are sent as they are; only `stream` is the client's."""
        body = {**request, "stream": True} if stream else _not_streamed(request)
        return self._post("/v1/messages", body, stream, names_for_message(request), request)

    def run(self, run: Mapping[str, Any], *, stream: bool) -> Prepared:
        """`POST /v1/runs` or `/v1/runs:stream`. Raises `UsageError` for `function` tools: runs take none."""
        request = run.get("request")
        inner: dict[str, Any] = request if isinstance(request, dict) else {}
        _refuse_function_tools(inner.get("tools"))
        body = {**run, "request": _not_streamed(inner)} if inner else dict(run)
        path = "/v1/runs:stream" if stream else "/v1/runs"
        return self._post(path, body, stream, names_for_run(run), inner)

    def models(self) -> Prepared:
        """`GET /v1/models`."""
        return Prepared("GET", f"{self.base_url}/v1/models", self._headers({"Accept": JSON}))

    def _post(
        self,
        path: str,
        body: dict[str, Any],
        stream: bool,
        key_names: Iterable[str],
        message: Mapping[str, Any],
    ) -> Prepared:
        keys = {name: self.provider_keys[name].reveal() for name in key_names if name in self.provider_keys}
        own = {
            "Accept": EVENT_STREAM if stream else JSON,
            "Content-Type": JSON,
            **{HEADERS[name]: key for name, key in keys.items()},
        }
        return Prepared(
            "POST",
            self.base_url + path,
            self._headers(own),
            _json.dumps(body),
            model=str(message.get("model")),
            wants_voice=wants_voice(message),
        )

    def _headers(self, own: dict[str, str]) -> list[tuple[bytes, bytes]]:
        always = {"User-Agent": f"vai-client-python/{__version__}", "X-VAI-Version": API_VERSION}
        if self.gateway_api_key is not None:
            always["Authorization"] = f"Bearer {self.gateway_api_key.reveal()}"
        return wire_headers(always | own, self.default_headers)


def _not_streamed(request: Mapping[str, Any]) -> dict[str, Any]:
    return {**request, "stream": False} if request.get("stream") is not None else dict(request)


def _refuse_function_tools(tools: object) -> None:
    for index, tool in enumerate(tools if isinstance(tools, list) else []):
        if isinstance(tool, dict) and tool.get("type") == "function":
            raise UsageError(
                "a run executes its tools at the gateway and takes no function tools; use messages instead",
                code="client_function_tools_not_supported",
                param=f"request.tools[{index}]",
            )


@functools.lru_cache(maxsize=8)
def _context_of(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise UsageError("ca_file cannot be read as a list of PEM certificates") from error


@functools.lru_cache(maxsize=1)
def _trusts_nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
