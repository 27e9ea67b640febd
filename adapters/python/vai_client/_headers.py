"""The headers of a request. They are written as Latin-1, each name once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vai_client.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

API_VERSION = "1"
JSON = "application/json"
EVENT_STREAM = "text/event-stream"

Headers = dict[str, tuple[str, str]]
"""Lower-case name to the name as written and its value."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_FRAMING = frozenset({"connection", "content-length", "host", "transfer-encoding"})
"""What the HTTP library says of the message itself; a caller's word would break it."""


def checked_headers(given: Mapping[str, str] | None) -> Headers:
    """A caller's own headers. Raises `UsageError`, which quotes no value, for what cannot be sent."""
    headers: Headers = {}
    for name, value in (given or {}).items():
        if not _NAME.fullmatch(name):
            raise UsageError("a header's name has a character that cannot stand there")
        if not _VALUE.fullmatch(value):
            raise UsageError(f"the value of header {name} has a character that cannot stand there")
        if name.lower() not in _FRAMING:
            headers[name.lower()] = (name, value.strip(" \t"))
    return headers


def wire_headers(own: Mapping[str, str], callers: Headers) -> list[tuple[bytes, bytes]]:
    """The client's own headers and the caller's, which win, as the HTTP library takes them."""
    merged = {name.lower(): (name, value) for name, value in own.items()} | callers
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in merged.values()]
