"""The sync client's connections: a total deadline, and an end from another thread.

httpx limits each read by itself, so an answer that drips would never run out of time, and a thread that is blocked in
a read cannot be told to stop. Here every read and write asks the call that it belongs to.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

_current: ContextVar[Call | None] = ContextVar("vai_client_call", default=None)


class Call:
    """One call under way. `cancel` may come from any thread."""

    def __init__(self, timeout: float | None = None) -> None:
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cancelled = threading.Event()
        self._over = False

    @property
    def cancelled(self) -> bool:
        """Whether somebody ended the call."""
        return self._cancelled.is_set()

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Reads and writes of this thread count for this call."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def cancel(self) -> None:
        """Wakes the thread that reads or writes, and closes the connection. After the end it does nothing."""
        with self._lock:
            if self._over:
                return
            self._cancelled.set()
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    # Not the method of SSLSocket, which is not made for another thread's use.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def finish(self) -> None:
        """The connection may go back to the pool; nobody ends it any more."""
        with self._lock:
            self._over = True
            self._socket = None

    def hurry(self, seconds: float) -> None:
        """From now on the call has no more time than this."""
        self._deadline = time.monotonic() + seconds

    def wait(self, seconds: float) -> None:
        """Sleeps, unless the call ends meanwhile. Raises `httpcore.ReadTimeout` where the time does not suffice."""
        remaining = self.limit(None)
        if remaining is not None and remaining <= seconds:
            raise httpcore.ReadTimeout("the call's time does not suffice for another attempt")
        self._cancelled.wait(seconds)

    def use(self, stream: httpcore.NetworkStream) -> None:
        """The call now reads from or writes to this connection."""
        with self._lock:
            self._socket = stream.get_extra_info("socket")
        if self.cancelled:
            raise httpcore.ReadError("the call was cancelled")

    def limit(self, timeout: float | None) -> float | None:
        """The time for one read or write: what was asked for, or what the call has left."""
        if self._deadline is None:
            return timeout
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the call's time is over")
        return remaining if timeout is None else min(timeout, remaining)


def _limit(timeout: float | None) -> float | None:
    call = _current.get()
    return timeout if call is None else call.limit(timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._used(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._used(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._used(timeout)))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
        return self._inner.get_extra_info(info)

    def _used(self, timeout: float | None) -> float | None:
        call = _current.get()
        if call is not None:
            call.use(self._inner)
        return _limit(timeout)


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.connect_tcp(host, port, _limit(timeout), local_address, socket_options))


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:  # noqa: ANN401 - httpcore's streams have no public type
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()


class Transport(httpx.BaseTransport):
    """httpx's own transport, but over connections that ask their call. Raises httpcore's errors."""

    def __init__(self, ssl_context: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request; the answer's body is read later."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Closes all connections."""
        self._pool.close()
