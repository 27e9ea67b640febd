"""A stream without its connection: what came, who reads it, and how it ended. Both shells share it."""

from __future__ import annotations

import contextlib
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from vai_client import _json
from vai_client._answers import api_error, no_stream
from vai_client._headers import EVENT_STREAM
from vai_client._sse import SseDecoder
from vai_client.errors import AbortError, ProtocolError, TransportError, VaiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vai_client._collect import Collector
    from vai_client._secrets import Secret

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


class StreamState(Generic[EventT, ResultT]):
    """Bytes in, events out. Every reader gets the events that come while it reads.

    The first of these decides how the stream ends: the terminal event, an error, the end of the body, `close`.
    """

    def __init__(self, collector: Collector[ResultT], secrets: Sequence[Secret]) -> None:
        self.request_id: str | None = None
        self.ended = False
        self._collector = collector
        self._secrets = secrets
        self._decoder = SseDecoder()
        self._readers: list[deque[EventT]] = []
        self._waiters: list[object] = []
        self._error: VaiError | None = None
        self._closed = False
        self._result: ResultT | None = None

    @property
    def complete(self) -> bool:
        """Whether the stream has come to its end, by its terminal event or where it may end without one."""
        return self.ended and self._error is None

    @property
    def has_news(self) -> bool:
        """Whether there is something to hand over: an event to a reader, or the end to everybody."""
        return self.ended or any(self._readers)

    def accepts(self, content_type: str | None) -> bool:
        """Whether an answer of this type can be a stream."""
        return (content_type or EVENT_STREAM).partition(";")[0].strip().lower() == EVENT_STREAM

    def refuse(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """The answer is no stream: an error, or a success of another kind, which is an error too."""
        self.fail(no_stream(body, headers, status=status, secrets=self._secrets))

    def feed(self, chunk: bytes) -> None:
        """Takes a piece of the body."""
        if self.ended:
            return
        try:
            self._take(self._decoder.feed(chunk))
        except VaiError as error:
            self.fail(error)

    def finish(self) -> None:
        """The body has ended."""
        try:
            self._take(self._decoder.end())
        except VaiError as error:
            self.fail(error)
        if not self.ended and self._collector.may_end(cleanly=True):
            self._complete()
        self.fail(TransportError("the stream ended before its terminal event"))

    def fail(self, error: VaiError) -> None:
        """The stream broke. What came before is still handed over."""
        if self.ended:
            return
        if isinstance(error, TransportError) and self._collector.may_end(cleanly=False):
            self._complete()
            return
        self.ended = True
        error.request_id = error.request_id or self.request_id
        self._error = error

    def stop(self, error: AbortError | None = None) -> None:
        """The caller wants no more: by an abort, which readers are told, or by closing, which just ends them."""
        if self.ended and not any(self._readers):
            return
        if error is not None or not self.ended:
            self._error = error or AbortError("the stream was closed before its end")
        self.ended = True
        self._closed = error is None
        for reader in self._readers:
            reader.clear()

    @contextlib.contextmanager
    def awaiting_result(self) -> Iterator[None]:
        """While somebody waits for the result, leaving the iteration does not end the stream."""
        waiter = object()
        self._waiters.append(waiter)
        try:
            yield
        finally:
            self._waiters.remove(waiter)

    def join(self) -> deque[EventT]:
        """A new reader. Events are put into it; it must leave in the end."""
        reader: deque[EventT] = deque()
        self._readers.append(reader)
        return reader

    def leave(self, reader: deque[EventT]) -> bool:
        """A reader goes. Whether nobody is left who wants what is to come."""
        self._readers = [other for other in self._readers if other is not reader]
        return not self._readers and not self._waiters

    def check(self) -> None:
        """Raises what ended the stream, if that is to be told to readers."""
        if self._error is not None and not self._closed:
            raise self._error

    def result(self) -> ResultT:
        """What the stream amounts to. Raises what ended it early."""
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise AbortError("the stream has not ended")
        return self._result

    def _take(self, payloads: list[str]) -> None:
        for payload in payloads:
            if self.ended:
                return
            if not payload or payload == "[DONE]":
                continue
            event = self._event(payload)
            if self._collector.add(event):
                for reader in self._readers:
                    reader.append(cast("EventT", event))
            if self._collector.complete:
                self._complete()

    def _complete(self) -> None:
        self.ended = True
        self._result = self._collector.result(self.request_id)

    def _event(self, payload: str) -> dict[str, Any]:
        """The event of a frame. Raises for an `error` event, and for what is none."""
        try:
            event = _json.loads(payload)
        except _json.NotJsonError as error:
            raise ProtocolError("the stream has data that is not JSON", request_id=self.request_id) from error
        if not isinstance(event, dict):
            raise ProtocolError("the stream has data that is no JSON object", request_id=self.request_id)
        kind = event.get("type")
        if kind == "error" or (kind is None and isinstance(event.get("error"), dict)):
            raise api_error(payload.encode(), {}, status=200, secrets=self._secrets, request_id=self.request_id)
        if not isinstance(kind, str):
            raise ProtocolError("the stream has an event without a type", request_id=self.request_id)
        return event
