"""Server-sent events, as bytes come: any line end, any cut, in time linear in their number."""

from __future__ import annotations

import re

from vai_client.errors import ProtocolError

LINE_LIMIT = 64 * 1024 * 1024
"""The longest line, and the most data of one event, in bytes."""

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n|\r")  # not splitlines(): it also splits at vertical tabs and the like


class SseDecoder:
    """Turns pieces of a body into the data of its events. `event:`, `id:` and `retry:` are not looked at."""

    def __init__(self) -> None:
        self._partial: list[bytes] = []  # the line that has not ended yet, in pieces
        self._data: list[bytes] = []  # the data lines of the event that has not ended yet
        self._partial_size = 0
        self._data_size = 0
        self._after_cr = False
        self._at_start = True

    def feed(self, chunk: bytes) -> list[str]:
        """The data of the events that this piece completes."""
        if self._after_cr and chunk:
            # A CR ends its line at once; an LF that follows in the next piece belongs to it.
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if not chunk:
            return []
        self._after_cr = chunk.endswith(b"\r")
        *ended, rest = _LINE_END.split(chunk) if b"\r" in chunk else chunk.split(b"\n")
        events: list[str] = []
        for line in ended:
            if self._partial:
                line = self._whole_line(line)
            self._take_line(line, events)
        if rest:
            self._partial.append(rest)
            self._partial_size += len(rest)
            self._check_size()
        return events

    def end(self) -> list[str]:
        """What the end of the body completes: the last event needs no blank line after it."""
        events: list[str] = []
        if self._partial:
            self._take_line(self._whole_line(b""), events)
        self._take_line(b"", events)
        return events

    def _whole_line(self, end: bytes) -> bytes:
        line = b"".join([*self._partial, end])
        self._partial.clear()
        self._partial_size = 0
        return line

    def _take_line(self, line: bytes, events: list[str]) -> None:
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(_BOM)
        if not line:
            if self._data:
                events.append(b"\n".join(self._data).decode("utf-8", "replace"))
                self._data.clear()
            self._data_size = 0
            return
        field, _, value = line.partition(b":")
        if field == b"data":
            self._data.append(value.removeprefix(b" "))
            self._data_size += len(value)
            self._check_size()

    def _check_size(self) -> None:
        if max(self._partial_size, self._data_size) > LINE_LIMIT:
            raise ProtocolError(f"an event of the stream is longer than {LINE_LIMIT} bytes")
