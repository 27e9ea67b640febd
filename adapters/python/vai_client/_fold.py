"""Puts a message together from the events of its stream. What does not fit is left out; nothing raises."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vai_client import _json
from vai_client._text import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST_INDEX = 65535
_APPENDED = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "signature_delta": ("thinking", "signature"),
}
"""Type of the delta to the type of its block, and the member that it adds to."""
_TOOLS = frozenset({"tool_use", "server_tool_use"})


class _Slot:
    """A block in the making."""

    def __init__(self, block: Mapping[str, Any]) -> None:
        self._block = dict(block)
        self._texts: dict[str, io.StringIO] = {}
        self._input = io.StringIO()

    def add(self, delta: Mapping[str, Any]) -> None:
        kind, delta_kind = self._block.get("type"), delta.get("type")
        if delta_kind == "input_json_delta" and kind in _TOOLS:
            self._input.write(_text(delta.get("partial_json")))
        elif delta_kind == "citations_delta" and kind == "text":
            citations = self._block.get("citations")
            self._block["citations"] = [
                *(citations if isinstance(citations, list) else []),
                delta.get("citation"),
            ]
        elif isinstance(delta_kind, str) and delta_kind in _APPENDED and _APPENDED[delta_kind][0] == kind:
            member = _APPENDED[delta_kind][1]
            self._text_of(member).write(_text(delta.get(member)))

    def stop(self) -> None:
        """Fragments that are no JSON object together leave the input as it was."""
        fragments, self._input = self._input.getvalue(), io.StringIO()
        if not fragments:
            return
        try:
            value = _json.loads(whole(fragments))
        except _json.NotJsonError:
            return
        if isinstance(value, dict):
            self._block["input"] = value

    def block(self) -> dict[str, Any]:
        self.stop()
        return self._block | {member: whole(text.getvalue()) for member, text in self._texts.items()}

    def _text_of(self, member: str) -> io.StringIO:
        text = self._texts.get(member)
        if text is None:
            text = self._texts[member] = io.StringIO()
            text.write(_text(self._block.get(member)))
        return text


class MessageFold:
    """The message so far. Takes events in order."""

    def __init__(self) -> None:
        self._base: dict[str, Any] = {}
        self._slots: dict[int, _Slot] = {}

    @property
    def stop_reason(self) -> str:
        """Empty before the stream has told it."""
        return _text(self._base.get("stop_reason"))

    def add(self, event: Mapping[str, Any]) -> None:
        """Takes the next event."""
        kind = event.get("type")
        if kind == "message_start":
            self._start(_object(event.get("message")))
        elif kind == "content_block_start":
            self._start_block(event.get("index"), event.get("content_block"))
        elif kind in ("content_block_delta", "content_block_stop"):
            slot = self._slots.get(index) if (index := _index(event.get("index"))) is not None else None
            if slot is None:
                return
            if kind == "content_block_stop":
                slot.stop()
            else:
                slot.add(_object(event.get("delta")))
        elif kind == "message_delta":
            self._end(_object(event.get("delta")).get("stop_reason"), event.get("usage"))

    def message(self) -> dict[str, Any]:
        """The message as far as it has come, its blocks in the order of their indices and without gaps."""
        return self._base | {"content": [slot.block() for _, slot in sorted(self._slots.items())]}

    def _start(self, message: dict[str, Any]) -> None:
        self._base = dict(message)
        self._slots = {}
        content = message.get("content")
        for index, block in enumerate(content if isinstance(content, list) else []):
            self._start_block(index, block)

    def _start_block(self, index: object, block: object) -> None:
        place = _index(index)
        if place is not None and isinstance(block, dict):
            self._slots[place] = _Slot(block)

    def _end(self, stop_reason: object, usage: object) -> None:
        if isinstance(stop_reason, str) and stop_reason:
            self._base["stop_reason"] = stop_reason
        if isinstance(usage, dict):
            self._base["usage"] = usage


def _index(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_INDEX else None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
