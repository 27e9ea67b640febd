"""The sync client."""

from __future__ import annotations

import http.cookiejar
from typing import TYPE_CHECKING, TypeVar

import httpx

from vai_client._answers import (
    ERROR_BODY_LIMIT,
    api_error,
    decode_message,
    decode_models,
    decode_run,
    request_id_of,
)
from vai_client._collect import MessageCollector, RunCollector
from vai_client._config import DEFAULT_TIMEOUT_SECONDS, ClientConfig, Prepared
from vai_client._failures import failure
from vai_client._retry import pause_before_retry
from vai_client._stream_state import StreamState
from vai_client._streams import MessageStream, RunStream, read_at_most
from vai_client._transport import Call, Transport
from vai_client.errors import AbortError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from vai_client._cancel import CancelToken
    from vai_client._secrets import Secret
    from vai_client.results import Message, ModelList, RunResult
    from vai_client.types import MessageEvent, MessageRequest, RunEvent, RunRequest

    AnyMessageRequest = MessageRequest | Mapping[str, object]
    AnyRunRequest = RunRequest | Mapping[str, object]

T = TypeVar("T")

LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=5.0)
"""As many connections as there are calls; a limit would make one stream wait for another."""


def no_cookies() -> http.cookiejar.CookieJar:
    """A jar that keeps nothing: what one call is told is not sent with another."""
    return http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))


class Client:
    """A client of a VAI gateway. Threads may share it; close it, or use it in a `with` block.

    `base_url` and `gateway_api_key` come from `VAI_BASE_URL` and `VAI_GATEWAY_API_KEY` where they are not passed.
    `provider_keys` maps names (`anthropic`, `openai`, `gem-dev`, `tavily`, ...) to keys, of which each request carries
    those that it needs. `timeout` is the total time of a call that is no stream, `stream_idle_timeout` the longest
    silence of a stream, both in seconds, None for no limit. `max_retries` counts for `models.list` only.
    """

    def __init__(
        self,
        *,
        base_url: str | None = None,
        gateway_api_key: str | None = None,
        provider_keys: Mapping[str, str] | None = None,
        timeout: float | None = DEFAULT_TIMEOUT_SECONDS,
        stream_idle_timeout: float | None = None,
        max_retries: int = 0,
        default_headers: Mapping[str, str] | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._config = ClientConfig.checked(
            base_url=base_url,
            gateway_api_key=gateway_api_key,
            provider_keys=provider_keys,
            timeout=timeout,
            stream_idle_timeout=stream_idle_timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            ca_file=ca_file,
        )
        self._http = httpx.Client(
            transport=Transport(self._config.ssl_context(), LIMITS),
            cookies=no_cookies(),
            timeout=None,
            follow_redirects=False,  # no key travels to another place than the one that it was given for
            trust_env=False,  # nor does an entry of ~/.netrc take its place
        )
        self.messages = Messages(self)
        self.runs = Runs(self)
        self.models = Models(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def base_url(self) -> str:
        """The base URL as resolved: without trailing slashes, query and fragment."""
        return self._config.base_url

    def close(self) -> None:
        """Closes all connections."""
        self._http.close()

    def _send(self, prepared: Prepared, read_timeout: float | None = None) -> httpx.Response:
        """The answer's head; its body is read later."""
        timeout = httpx.Timeout(None, read=read_timeout)
        request = self._http.build_request(
            prepared.method, prepared.url, headers=prepared.headers, content=prepared.content, timeout=timeout
        )
        return self._http.send(request, stream=True)

    def _send_stream(self, prepared: Prepared) -> httpx.Response:
        return self._send(prepared, self._config.stream_idle_timeout)

    def _call(
        self,
        prepared: Prepared,
        decode: Callable[[bytes, str | None, Sequence[Secret]], T],
        cancel: CancelToken | None,
        max_retries: int = 0,
    ) -> T:
        call = Call(self._config.timeout)
        if cancel is not None:
            cancel._watch(call.cancel)
        try:
            if call.cancelled:
                raise AbortError("the call was cancelled")
            with call.active():
                return self._attempts(call, prepared, decode, max_retries)
        except Exception as error:
            if call.cancelled and not isinstance(error, AbortError):
                raise AbortError("the call was cancelled") from error
            told = failure(error, str(prepared))
            if told is None or told is error:
                raise
            raise told from error
        finally:
            call.finish()
            if cancel is not None:
                cancel._forget(call.cancel)

    def _attempts(
        self,
        call: Call,
        prepared: Prepared,
        decode: Callable[[bytes, str | None, Sequence[Secret]], T],
        max_retries: int,
    ) -> T:
        attempts = 0
        while True:
            attempts += 1
            try:
                return self._attempt(prepared, decode)
            except Exception as error:
                told = failure(error, str(prepared))
                pause = None if told is None else pause_before_retry(told, attempts, max_retries)
                if pause is None or call.cancelled:
                    raise
                call.wait(pause)

    def _attempt(self, prepared: Prepared, decode: Callable[[bytes, str | None, Sequence[Secret]], T]) -> T:
        response = self._send(prepared)
        try:
            if not response.is_success:
                body = read_at_most(response.iter_bytes(), ERROR_BODY_LIMIT)
                secrets = self._config.secrets
                raise api_error(body, response.headers, status=response.status_code, secrets=secrets)
            return decode(response.read(), request_id_of(response.headers), self._config.secrets)
        finally:
            response.close()


class _Resource:
    def __init__(self, client: Client) -> None:
        self._client = client


class Messages(_Resource):
    """`client.messages`."""

    def create(self, request: AnyMessageRequest, *, cancel: CancelToken | None = None) -> Message:
        """Sends a message request and returns the model's message. It is sent once, whatever happens."""
        prepared = self._client._config.message(request, stream=False)
        return self._client._call(prepared, decode_message, cancel)

    def stream(self, request: AnyMessageRequest, *, cancel: CancelToken | None = None) -> MessageStream:
        """The same as a stream of events. Nothing is sent before it is read or entered."""
        config = self._client._config
        prepared = config.message(request, stream=True)
        state: StreamState[MessageEvent, Message] = StreamState(MessageCollector(prepared), config.secrets)
        return MessageStream(self._client._send_stream, prepared, state, cancel)


class Runs(_Resource):
    """`client.runs`."""

    def create(self, request: AnyRunRequest, *, cancel: CancelToken | None = None) -> RunResult:
        """Runs the model with the gateway's tools and returns the result. It is sent once, whatever happens."""
        prepared = self._client._config.run(request, stream=False)
        return self._client._call(prepared, decode_run, cancel)

    def stream(self, request: AnyRunRequest, *, cancel: CancelToken | None = None) -> RunStream:
        """The same as a stream of events. Nothing is sent before it is read or entered."""
        config = self._client._config
        prepared = config.run(request, stream=True)
        state: StreamState[RunEvent, RunResult] = StreamState(RunCollector(), config.secrets)
        return RunStream(self._client._send_stream, prepared, state, cancel)


class Models(_Resource):
    """`client.models`."""

    def list(self, *, cancel: CancelToken | None = None) -> ModelList:
        """The models that the gateway offers. Sent again, up to `max_retries` times, after a failure that passes."""
        config = self._client._config
        return self._client._call(config.models(), decode_models, cancel, config.max_retries)
