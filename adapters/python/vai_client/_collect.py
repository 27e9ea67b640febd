"""What a stream amounts to in the end: a message or a run's result, and when that end has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from vai_client._fold import MessageFold
from vai_client.errors import ProtocolError
from vai_client.results import Message, RunResult

if TYPE_CHECKING:
    from vai_client._config import Prepared

ResultT_co = TypeVar("ResultT_co", covariant=True)

_MAY_END_WITHOUT_STOP = frozenset({"openai", "oai-resp", "groq", "cerebras", "openrouter"})
"""Providers whose streams the gateway may end after `message_delta`, without `message_stop`."""


class Collector(Protocol[ResultT_co]):
    """Takes the events of one stream in order. `error` events do not come here."""

    def add(self, event: dict[str, Any]) -> bool:
        """Whether the event is to be handed over."""

    @property
    def complete(self) -> bool:
        """Whether nothing more is to come."""

    def may_end(self, *, cleanly: bool) -> bool:
        """Whether the stream is whole where its body ends, cleanly or by a broken connection."""

    def result(self, request_id: str | None) -> ResultT_co:
        """What the stream amounts to. Asked for once, at the end."""


class MessageCollector:
    """Folds a message stream. Audio may follow its `message_stop`, where the request asked for a voice."""

    def __init__(self, prepared: Prepared) -> None:
        self._fold = MessageFold()
        self._lenient = prepared.model.partition("/")[0] in _MAY_END_WITHOUT_STOP
        self._audio_pending = prepared.wants_voice
        self._audio_failed = False
        self._stopped = False
        self._delta_came = False

    def add(self, event: dict[str, Any]) -> bool:
        """Whether the event is to be handed over: no audio is, once it was said to be unavailable."""
        kind = event["type"]
        if kind == "audio_chunk":
            self._audio_pending = self._audio_pending and event.get("is_final") is not True
            return not self._audio_failed
        if kind == "audio_unavailable":
            self._audio_failed, self._audio_pending = True, False
        elif kind == "message_stop":
            self._stopped = True
        elif not self._stopped:
            self._fold.add(event)
            self._delta_came = self._delta_came or kind == "message_delta"
        return True

    @property
    def complete(self) -> bool:
        """Whether nothing more is to come."""
        return self._stopped and not self._audio_pending

    def may_end(self, *, cleanly: bool) -> bool:
        """Whether the stream is whole where its body ends, cleanly or by a broken connection."""
        return self._stopped or (cleanly and self._lenient and self._delta_came and self._fold.stop_reason != "")

    def result(self, request_id: str | None) -> Message:
        """The folded message."""
        return Message(self._fold.message(), request_id)


class RunCollector:
    """Waits for the `run_complete` of a run stream."""

    def __init__(self) -> None:
        self._result: dict[str, Any] | None = None

    def add(self, event: dict[str, Any]) -> bool:
        """Every event of a run is handed over."""
        if event["type"] == "run_complete":
            result = event.get("result")
            if not isinstance(result, dict):
                raise ProtocolError("the run_complete event has no result")
            self._result = result
        return True

    @property
    def complete(self) -> bool:
        """Whether the result has come."""
        return self._result is not None

    def may_end(self, *, cleanly: bool) -> bool:
        """Never: a run without its result is not whole."""
        return cleanly and self.complete

    def result(self, request_id: str | None) -> RunResult:
        """The result that `run_complete` carried."""
        return RunResult(self._result or {}, request_id)
