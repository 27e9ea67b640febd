"""The async client."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import anyio
import httpx

from vai_client._answers import (
    ERROR_BODY_LIMIT,
    api_error,
    decode_message,
    decode_models,
    decode_run,
    request_id_of,
)
from vai_client._async_streams import AsyncMessageStream, AsyncRunStream, read_at_most
from vai_client._client import LIMITS, no_cookies
from vai_client._collect import MessageCollector, RunCollector
from vai_client._config import DEFAULT_TIMEOUT_SECONDS, ClientConfig, Prepared
from vai_client._failures import failure
from vai_client._retry import pause_before_retry
from vai_client._stream_state import StreamState
from vai_client.errors import RequestTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from vai_client._client import AnyMessageRequest, AnyRunRequest
    from vai_client._secrets import Secret
    from vai_client.results import Message, ModelList, RunResult
    from vai_client.types import MessageEvent, RunEvent

T = TypeVar("T")


class AsyncClient:
    """`Client` for asyncio and trio: the same options, methods to await. Cancel a task to end its call."""

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
        self._http = httpx.AsyncClient(
            verify=self._config.ssl_context(),
            limits=LIMITS,
            cookies=no_cookies(),
            timeout=None,
            follow_redirects=False,  # no key travels to another place than the one that it was given for
            trust_env=False,  # nor does an entry of ~/.netrc take its place
        )
        self.messages = AsyncMessages(self)
        self.runs = AsyncRuns(self)
        self.models = AsyncModels(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def base_url(self) -> str:
        """The base URL as resolved: without trailing slashes, query and fragment."""
        return self._config.base_url

    async def close(self) -> None:
        """Closes all connections."""
        await self._http.aclose()

    async def _send(self, prepared: Prepared, read_timeout: float | None = None) -> httpx.Response:
        """The answer's head; its body is read later."""
        timeout = httpx.Timeout(None, read=read_timeout)
        request = self._http.build_request(
            prepared.method, prepared.url, headers=prepared.headers, content=prepared.content, timeout=timeout
        )
        return await self._http.send(request, stream=True)

    async def _send_stream(self, prepared: Prepared) -> httpx.Response:
        return await self._send(prepared, self._config.stream_idle_timeout)

    async def _call(
        self,
        prepared: Prepared,
        decode: Callable[[bytes, str | None, Sequence[Secret]], T],
        max_retries: int = 0,
    ) -> T:
        try:
            with anyio.move_on_after(self._config.timeout):
                return await self._attempts(prepared, decode, max_retries)
        except Exception as error:
            told = failure(error, str(prepared))
            if told is None or told is error:
                raise
            raise told from error
        raise RequestTimeoutError(f"{prepared}: no answer in time")

    async def _attempts(
        self,
        prepared: Prepared,
        decode: Callable[[bytes, str | None, Sequence[Secret]], T],
        max_retries: int,
    ) -> T:
        attempts = 0
        while True:
            attempts += 1
            try:
                return await self._attempt(prepared, decode)
            except Exception as error:
                told = failure(error, str(prepared))
                pause = None if told is None else pause_before_retry(told, attempts, max_retries)
                if pause is None:
                    raise
            await anyio.sleep(pause)

    async def _attempt(self, prepared: Prepared, decode: Callable[[bytes, str | None, Sequence[Secret]], T]) -> T:
        response = await self._send(prepared)
        try:
            if not response.is_success:
                body = await read_at_most(response.aiter_bytes(), ERROR_BODY_LIMIT)
                secrets = self._config.secrets
                raise api_error(body, response.headers, status=response.status_code, secrets=secrets)
            return decode(await response.aread(), request_id_of(response.headers), self._config.secrets)
        finally:
            with anyio.CancelScope(shield=True):
                await response.aclose()


class _Resource:
    def __init__(self, client: AsyncClient) -> None:
        self._client = client


class AsyncMessages(_Resource):
    """`client.messages`."""

    async def create(self, request: AnyMessageRequest) -> Message:
        """Sends a message request and returns the model's message. It is sent once, whatever happens."""
        return await self._client._call(self._client._config.message(request, stream=False), decode_message)

    def stream(self, request: AnyMessageRequest) -> AsyncMessageStream:
        """The same as a stream of events. Nothing is sent before it is read or entered."""
        config = self._client._config
        prepared = config.message(request, stream=True)
        state: StreamState[MessageEvent, Message] = StreamState(MessageCollector(prepared), config.secrets)
        return AsyncMessageStream(self._client._send_stream, prepared, state)


class AsyncRuns(_Resource):
    """`client.runs`."""

    async def create(self, request: AnyRunRequest) -> RunResult:
        """Runs the model with the gateway's tools and returns the result. It is sent once, whatever happens."""
        return await self._client._call(self._client._config.run(request, stream=False), decode_run)

    def stream(self, request: AnyRunRequest) -> AsyncRunStream:
        """The same as a stream of events. Nothing is sent before it is read or entered."""
        config = self._client._config
        prepared = config.run(request, stream=True)
        state: StreamState[RunEvent, RunResult] = StreamState(RunCollector(), config.secrets)
        return AsyncRunStream(self._client._send_stream, prepared, state)


class AsyncModels(_Resource):
    """`client.models`."""

    async def list(self) -> ModelList:
        """The models that the gateway offers. Sent again, up to `max_retries` times, after a failure that passes."""
        config = self._client._config
        return await self._client._call(config.models(), decode_models, config.max_retries)
