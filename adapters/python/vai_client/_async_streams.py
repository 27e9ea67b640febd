"""Streams of the async client."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import anyio
import anyio.lowlevel

from vai_client._answers import ERROR_BODY_LIMIT, request_id_of
from vai_client._failures import failure
from vai_client._streams import GRACE_SECONDS
from vai_client._text import TextJoiner, event_text
from vai_client.errors import AbortError
from vai_client.results import Message, RunResult
from vai_client.types import MessageEvent, RunEvent

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    import httpx
    from typing_extensions import Self

    from vai_client._config import Prepared
    from vai_client._stream_state import StreamState

EventT = TypeVar("EventT", bound=Mapping[str, object])
ResultT = TypeVar("ResultT")


class _AsyncStream(Generic[EventT, ResultT]):
    """A stream of events. Iterate it, or await what it amounts to; both at once, from two tasks, work too.

    The request is sent when the `async with` block is entered, or by the first read. Leaving the block or the loop
    closes the connection; so do `close` and the cancellation of the task that reads.
    """

    def __init__(
        self,
        send: Callable[[Prepared], Awaitable[httpx.Response]],
        prepared: Prepared,
        state: StreamState[EventT, ResultT],
    ) -> None:
        self._send = send
        self._prepared = prepared
        self._state = state
        self._lock = anyio.Lock(fast_acquire=True)
        self._reading: anyio.CancelScope | None = None
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._prepared}>"

    async def __aenter__(self) -> Self:
        if self._chunks is None:
            await self._advance(None, only_begin=True)
        self._state.check()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[EventT]:
        return _Events(self._state, self._read)

    @property
    def request_id(self) -> str | None:
        """The answer's `X-Request-ID`; None before the answer has begun."""
        return self._state.request_id

    @property
    async def text_stream(self) -> AsyncIterator[str]:
        """The pieces of text as they come, and nothing else."""
        joiner = TextJoiner()
        async for event in self:
            piece = joiner.feed(event_text(event))
            if piece:
                yield piece

    async def close(self) -> None:
        """Closes the connection and ends whoever iterates. Twice is once."""
        self._state.stop()
        if self._reading is not None:
            self._reading.cancel()
        with anyio.CancelScope(shield=True):
            async with self._lock:
                await self._release()

    async def _final(self) -> ResultT:
        with self._state.awaiting_result():
            while not self._state.ended:
                await self._advance(None)
        await self._settle()
        return self._state.result()

    async def _read(self, reader: deque[EventT]) -> AsyncIterator[EventT]:
        try:
            while True:
                while not reader and not self._state.ended:
                    await self._advance(reader)
                # Many events may have come at once: others get their turn, and cancellation its chance, after each.
                await anyio.lowlevel.checkpoint()
                if not reader:
                    break
                yield reader.popleft()
            await self._settle()
            self._state.check()
        finally:
            if self._state.leave(reader):
                await self.close()

    async def _advance(self, reader: deque[EventT] | None, *, only_begin: bool = False) -> None:
        """Reads on, until something has come."""
        async with self._lock:
            if reader or self._state.ended:  # another task has read on meanwhile
                return
            try:
                with anyio.CancelScope() as self._reading:
                    await self._read_on()
                    while not (only_begin or self._state.has_news):
                        await self._read_on()
            except Exception as error:
                told = failure(error, str(self._prepared))
                if told is None:
                    self._state.stop()
                    raise
                if told is not error:
                    told.__cause__ = error
                self._state.fail(told)
            except BaseException:  # the task was cancelled
                self._state.stop(AbortError("the call was cancelled"))
                raise
            finally:
                self._reading = None
                if self._state.ended and not self._state.complete:
                    with anyio.CancelScope(shield=True):
                        await self._release()

    async def _read_on(self) -> None:
        if self._chunks is None:
            self._response = response = await self._send(self._prepared)
            self._state.request_id = request_id_of(response.headers)
            self._chunks = response.aiter_bytes()
            if response.is_success and self._state.accepts(response.headers.get("content-type")):
                return
            body = await read_at_most(self._chunks, ERROR_BODY_LIMIT)
            self._state.refuse(response.status_code, response.headers, body)
            return
        chunk = await anext(self._chunks, None)
        if chunk is None:
            self._state.finish()
        else:
            self._state.feed(chunk)

    async def _settle(self) -> None:
        """After the terminal event: reads up to the end of the body, if it is at hand, to use the connection again."""
        async with self._lock:
            if self._chunks is None or self._response is None:
                return
            try:
                if self._state.complete:
                    with contextlib.suppress(Exception), anyio.move_on_after(GRACE_SECONDS):
                        async for _ in self._chunks:
                            pass
            finally:
                with anyio.CancelScope(shield=True):
                    await self._release()

    async def _release(self) -> None:
        response, self._response = self._response, None
        if response is not None:
            with contextlib.suppress(Exception):  # a connection that is broken already
                await response.aclose()


class _Events(AsyncIterator[EventT]):
    """One iteration. asyncio closes a generator that was left some time later; this ends the stream at once."""

    def __init__(
        self,
        state: StreamState[EventT, Any],
        read: Callable[[deque[EventT]], AsyncIterator[EventT]],
    ) -> None:
        self._state = state
        self._reader = state.join()
        self._events = read(self._reader)

    def __anext__(self) -> Awaitable[EventT]:
        return self._events.__anext__()

    def __del__(self) -> None:
        if self._state.leave(self._reader):
            self._state.stop()


class AsyncMessageStream(_AsyncStream[MessageEvent, Message]):
    """The events of a message, as `client.messages.stream` gives them."""

    async def final_message(self) -> Message:
        """The whole message; reads the rest of the stream. Raises what ended the stream early."""
        return await self._final()


class AsyncRunStream(_AsyncStream[RunEvent, RunResult]):
    """The events of a run, as `client.runs.stream` gives them."""

    async def final_result(self) -> RunResult:
        """The run's result; reads the rest of the stream. Raises what ended the stream early."""
        return await self._final()


async def read_at_most(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """The beginning of an error's body. One that breaks off is taken as far as it came: the status tells enough."""
    body = bytearray()
    try:
        async for chunk in chunks:
            body += chunk
            if len(body) >= limit:
                break
    except Exception as error:
        if failure(error, "") is None:
            raise
    return bytes(body[:limit])
