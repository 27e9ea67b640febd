"""Text that comes in pieces. JSON may cut it inside a surrogate pair, and Python does not put the halves together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SURROGATE = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with the halves of surrogate pairs put together; a half that has no other stays."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


class TextJoiner:
    """Holds a half of a surrogate pair back until the other half has come, so that each piece can be printed."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be handed over now."""
        text = whole(self._held + piece)
        self._held = ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        return text


def event_text(event: Mapping[str, object]) -> str:
    """The piece of text that an event of a message stream or a run stream brings; mostly empty."""
    return _piece(event, "text_delta", "text")


def event_thinking(event: Mapping[str, object]) -> str:
    """The piece of thinking that an event of a message stream or a run stream brings; mostly empty."""
    return _piece(event, "thinking_delta", "thinking")


def _piece(event: Mapping[str, object], kind: str, member: str) -> str:
    inner = event.get("event") if event.get("type") == "stream_event" else event
    if not isinstance(inner, dict) or inner.get("type") != "content_block_delta":
        return ""
    delta = inner.get("delta")
    if not isinstance(delta, dict) or delta.get("type") != kind:
        return ""
    piece = delta.get(member)
    return piece if isinstance(piece, str) else ""
