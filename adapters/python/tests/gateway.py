"""A gateway for tests: it answers with the bytes that it is given and tells when the client has gone."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Request-ID: req_1\r\n\r\n"
MESSAGE: dict[str, Any] = {"model": "anthropic/m", "messages": []}
EVENTS: list[dict[str, Any]] = [
    {"type": "message_start", "message": {"id": "m", "content": []}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
    {"type": "message_stop"},
]


def frames(events: list[dict[str, Any]]) -> bytes:
    return b"".join(b"data: %s\n\n" % json.dumps(event).encode() for event in events)


class Gateway:
    """Answers one connection: `play` writes to it, then it stays open until the client goes."""

    def __init__(self, play: Callable[[socket.socket], object]) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.asked = threading.Event()
        self.left = threading.Event()
        self._play = play
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        self._server.close()
        with connection:
            connection.recv(65536)
            self.asked.set()
            try:
                self._play(connection)
                while connection.recv(65536):
                    pass
            except OSError:
                pass
            self.left.set()


def streaming(events: list[dict[str, Any]], *, end: bool = False) -> Gateway:
    """A stream that stays open, or that ends after its events: a body without a length ends with its connection."""

    def play(connection: socket.socket) -> None:
        connection.sendall(HEAD + frames(events))
        if end:
            connection.shutdown(socket.SHUT_WR)

    return Gateway(play)
