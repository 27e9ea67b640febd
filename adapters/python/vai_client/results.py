"""What calls return: the gateway's JSON, and the ways to read it that everyone needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vai_client.types import ContentBlock, JsonObject, MessageParam, ModelInfo, Usage


@dataclass(frozen=True)
class _Answer:
    raw: JsonObject
    """The gateway's JSON as it came, members that this package does not know included."""
    request_id: str | None = None
    """The answer's `X-Request-ID`."""

    def _text_at(self, name: str) -> str:
        value = self.raw.get(name)
        return value if isinstance(value, str) else ""

    def _list_at(self, name: str) -> list[Any]:
        value = self.raw.get(name)
        return value if isinstance(value, list) else []


@dataclass(frozen=True)
class Message(_Answer):
    """A message of the model."""

    @property
    def id(self) -> str:
        """The message's id; may be empty."""
        return self._text_at("id")

    @property
    def model(self) -> str:
        """The model that answered."""
        return self._text_at("model")

    @property
    def stop_reason(self) -> str:
        """`end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, or one that is not known yet."""
        return self._text_at("stop_reason")

    @property
    def content(self) -> list[ContentBlock]:
        """The blocks, those of unknown types included."""
        return [cast("ContentBlock", block) for block in self._list_at("content") if isinstance(block, dict)]

    @property
    def usage(self) -> Usage:
        """Counters of tokens; empty where the gateway sent none."""
        usage = self.raw.get("usage")
        return cast("Usage", usage) if isinstance(usage, dict) else {}

    @property
    def text(self) -> str:
        """The text blocks, joined."""
        return self._joined("text")

    @property
    def thinking(self) -> str:
        """The thinking blocks, joined."""
        return self._joined("thinking")

    @property
    def tool_uses(self) -> list[ContentBlock]:
        """The calls that the model asks for."""
        return [block for block in self.content if block.get("type") == "tool_use"]

    def _joined(self, kind: str) -> str:
        pieces = (cast("JsonObject", block).get(kind) for block in self.content if block.get("type") == kind)
        return "".join(piece for piece in pieces if isinstance(piece, str))


@dataclass(frozen=True)
class RunResult(_Answer):
    """The end of a run."""

    @property
    def response(self) -> Message | None:
        """The last message; None where the run ended without one (`max_turns`, `timeout`, `cancelled`)."""
        response = self.raw.get("response")
        return Message(response, self.request_id) if isinstance(response, dict) else None

    @property
    def stop_reason(self) -> str:
        """Why the run ended; an open set."""
        return self._text_at("stop_reason")

    @property
    def steps(self) -> list[JsonObject]:
        """The steps, each with its response, tool calls and tool results."""
        return self._list_at("steps")

    @property
    def messages(self) -> list[MessageParam]:
        """The whole history, fit for the next request."""
        return self._list_at("messages")

    @property
    def text(self) -> str:
        """The text of the last message."""
        return "" if self.response is None else self.response.text

    @property
    def thinking(self) -> str:
        """The thinking of the last message."""
        return "" if self.response is None else self.response.thinking


@dataclass(frozen=True)
class ModelList(_Answer):
    """The models that the gateway offers, in its order."""

    @property
    def models(self) -> list[ModelInfo]:
        """The models."""
        return [cast("ModelInfo", model) for model in self._list_at("models") if isinstance(model, dict)]

    def __iter__(self) -> Iterator[ModelInfo]:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)
