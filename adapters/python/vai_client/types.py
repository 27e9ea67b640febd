"""Shapes of requests, answers and events, as the wire has them.

They help editors and type checkers; nothing is checked at run time. The gateway may send members, blocks, deltas and
events that are not listed here: they are handed over as they came.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

JsonObject = dict[str, Any]


class Usage(TypedDict, total=False):
    """Counters of tokens."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    cost_usd: float


class ContentBlock(TypedDict, total=False):
    """A block of content. `type` says which of the other members are there."""

    type: str
    text: str
    thinking: str
    signature: str
    id: str
    name: str
    input: JsonObject
    tool_use_id: str
    content: list[Any]
    is_error: bool
    source: JsonObject
    transcript: str
    filename: str
    language: str


class MessageParam(TypedDict):
    """One message of a history."""

    role: Literal["user", "assistant"]
    content: str | list[ContentBlock]


class _MessageRequestRequired(TypedDict):
    model: str
    messages: list[MessageParam]


class MessageRequest(_MessageRequestRequired, total=False):
    """The body of `messages.create` and `messages.stream`. `model` is `provider/name`."""

    max_tokens: int
    system: str | list[ContentBlock]
    temperature: float
    top_p: float
    top_k: int
    stop_sequences: list[str]
    tools: list[JsonObject]
    tool_choice: JsonObject
    stt_model: str
    tts_model: str
    output_format: JsonObject
    output: JsonObject
    voice: JsonObject
    extensions: JsonObject
    metadata: JsonObject


class RunOptions(TypedDict, total=False):
    """Bounds of a run. What is unset is the gateway's to decide."""

    max_turns: int
    max_tool_calls: int
    max_tokens: int
    timeout_ms: int
    parallel_tools: bool
    tool_timeout_ms: int


class _RunRequestRequired(TypedDict):
    request: MessageRequest


class RunRequest(_RunRequestRequired, total=False):
    """The body of `runs.create` and `runs.stream`."""

    run: RunOptions
    server_tools: list[str]
    server_tool_config: dict[str, JsonObject]
    builtins: list[str]


class _EventRequired(TypedDict):
    type: str


class MessageEvent(_EventRequired, total=False):
    """An event of a message stream. `type` says which of the other members are there."""

    message: JsonObject
    index: int
    content_block: ContentBlock
    delta: JsonObject
    usage: Usage
    format: str
    audio: str
    sample_rate_hz: int
    is_final: bool
    reason: str


class RunEvent(_EventRequired, total=False):
    """An event of a run stream. `type` says which of the other members are there."""

    request_id: str
    model: str
    protocol_version: str
    index: int
    event: MessageEvent
    id: str
    name: str
    input: JsonObject
    content: list[ContentBlock]
    is_error: bool
    error: JsonObject
    response: JsonObject
    expected_len: int
    append: list[MessageParam]
    result: JsonObject


class ModelInfo(TypedDict, total=False):
    """A model that the gateway offers."""

    id: str
    provider: str
    name: str
    auth: JsonObject
    capabilities: dict[str, bool]
