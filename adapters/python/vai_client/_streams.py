"""Streams of the sync client."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from vai_client._answers import ERROR_BODY_LIMIT, request_id_of
from vai_client._failures import failure
from vai_client._text import TextJoiner, event_text
from vai_client._transport import Call
from vai_client.errors import AbortError
from vai_client.results import Message, RunResult
from vai_client.types import MessageEvent, RunEvent

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Iterator
    from types import TracebackType

    import httpx
    from typing_extensions import Self

    from vai_client._cancel import CancelToken
    from vai_client._config import Prepared
    from vai_client._stream_state import StreamState

GRACE_SECONDS = 0.05
"""How long the end of a body is waited for after the terminal event."""

EventT = TypeVar("EventT", bound=Mapping[str, object])
ResultT = TypeVar("ResultT")


class _Stream(Generic[EventT, ResultT]):
    """A stream of events. Iterate it, or ask for what it amounts to; both at once, from two threads, work too.

    The request is sent when the `with` block is entered, or by the first read. Leaving the block or the loop closes
    the connection; so does `close`, from any thread.
    """

    def __init__(
        self,
        send: Callable[[Prepared], httpx.Response],
        prepared: Prepared,
        state: StreamState[EventT, ResultT],
        cancel: CancelToken | None,
    ) -> None:
        self._send = send
        self._prepared = prepared
        self._state = state
        self._cancel = cancel
        self._call = Call()
        self._turn = threading.Condition()  # whose turn it is to read on; the others wait for what comes
        self._reading = False
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] | None = None
        if cancel is not None:
            cancel._watch(self._abort)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._prepared}>"

    def __enter__(self) -> Self:
        if self._chunks is None:
            self._advance(None, only_begin=True)
        self._state.check()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[EventT]:
        return self._read(self._state.join())

    @property
    def request_id(self) -> str | None:
        """The answer's `X-Request-ID`; None before the answer has begun."""
        return self._state.request_id

    @property
    def text_stream(self) -> Iterator[str]:
        """The pieces of text as they come, and nothing else."""
        joiner = TextJoiner()
        for event in self:
            piece = joiner.feed(event_text(event))
            if piece:
                yield piece

    def close(self) -> None:
        """Closes the connection and ends whoever iterates. Twice is once."""
        self._state.stop()
        self._call.cancel()
        with self._turn:
            self._turn.wait_for(lambda: not self._reading)
            self._release()

    def _final(self) -> ResultT:
        with self._state.awaiting_result():
            while not self._state.ended:
                self._advance(None)
        self._settle()
        return self._state.result()

    def _read(self, reader: deque[EventT]) -> Iterator[EventT]:
        try:
            while True:
                while not reader and not self._state.ended:
                    self._advance(reader)
                if not reader:
                    break
                yield reader.popleft()
            self._settle()
            self._state.check()
        finally:
            if self._state.leave(reader):
                self.close()

    def _advance(self, reader: deque[EventT] | None, *, only_begin: bool = False) -> None:
        """Waits until something has come; reads on, unless another thread does."""
        with self._turn:
            self._turn.wait_for(lambda: reader or self._state.ended or not self._reading)
            if reader or self._state.ended:
                return
            self._reading = True
        try:
            with self._call.active():
                self._read_on()
                while not (only_begin or self._state.has_news):
                    self._read_on()
        except Exception as error:
            told = failure(error, str(self._prepared))
            if told is None:
                self._state.stop()
                raise
            if told is not error:
                told.__cause__ = error
            self._state.fail(told)
        except BaseException:  # KeyboardInterrupt, say
            self._state.stop()
            raise
        finally:
            with self._turn:
                self._reading = False
                if self._state.ended and not self._state.complete:
                    self._release()
                self._turn.notify_all()

    def _read_on(self) -> None:
        if self._chunks is None:
            self._response = response = self._send(self._prepared)
            self._state.request_id = request_id_of(response.headers)
            self._chunks = response.iter_bytes()
            if response.is_success and self._state.accepts(response.headers.get("content-type")):
                return
            body = read_at_most(self._chunks, ERROR_BODY_LIMIT)
            self._state.refuse(response.status_code, response.headers, body)
            return
        chunk = next(self._chunks, None)
        if chunk is None:
            self._state.finish()
        else:
            self._state.feed(chunk)

    def _settle(self) -> None:
        """After the terminal event: reads up to the end of the body, if it is at hand, to use the connection again."""
        with self._turn:
            if self._chunks is None or self._response is None or self._reading:
                return
            if self._state.complete:
                with contextlib.suppress(Exception), self._call.active():
                    self._call.hurry(GRACE_SECONDS)
                    for _ in self._chunks:
                        pass
            self._release()

    def _release(self) -> None:
        self._call.finish()
        if self._response is not None:
            with contextlib.suppress(Exception):  # a connection that is broken already
                self._response.close()
            self._response = None
        if self._cancel is not None:
            self._cancel._forget(self._abort)

    def _abort(self) -> None:
        self._state.stop(AbortError("the call was cancelled"))
        self._call.cancel()
        with self._turn:
            if not self._reading:  # else the thread that reads lets go by itself
                self._release()


class MessageStream(_Stream[MessageEvent, Message]):
    """The events of a message, as `client.messages.stream` gives them."""

    def final_message(self) -> Message:
        """The whole message; reads the rest of the stream. Raises what ended the stream early."""
        return self._final()


class RunStream(_Stream[RunEvent, RunResult]):
    """The events of a run, as `client.runs.stream` gives them."""

    def final_result(self) -> RunResult:
        """The run's result; reads the rest of the stream. Raises what ended the stream early."""
        return self._final()


def read_at_most(chunks: Iterator[bytes], limit: int) -> bytes:
    """The beginning of an error's body. One that breaks off is taken as far as it came: the status tells enough."""
    body = bytearray()
    try:
        for chunk in chunks:
            body += chunk
            if len(body) >= limit:
                break
    except Exception as error:
        if failure(error, "") is None:
            raise
    return bytes(body[:limit])
