"""The protocol's lines."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Line = dict[str, Any]


class Writer:
    """Writes each line at once and whole, whichever thread it comes from."""

    def __init__(self, fd: int) -> None:
        self._file = os.fdopen(fd, "wb")
        self._lock = threading.Lock()

    def write(self, line: Line) -> None:
        """Writes one line, in ASCII: half of a surrogate pair cannot be written otherwise."""
        data = json.dumps(line).encode("ascii") + b"\n"
        with self._lock:
            self._file.write(data)
            self._file.flush()


def requests() -> Iterator[Line]:
    """The harness's lines. At the end of stdin the process ends, whatever is under way."""
    for line in sys.stdin.buffer:
        if line.strip():
            yield json.loads(line)
    os._exit(0)
