"""A history that follows a run: the messages of each `history_delta` are appended to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vai_client.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def apply_history_delta(history: Sequence[Any], event: Mapping[str, Any], *, strict: bool = True) -> list[Any]:
    """A new history with the event's messages at its end.

    Strict: raises `UsageError` where the history is not as long as the gateway expects. Otherwise they are appended
    all the same. An event without messages changes nothing.
    """
    append = event.get("append")
    if not isinstance(append, list) or not append:
        return list(history)
    expected = event.get("expected_len")
    if strict and expected != len(history):
        raise UsageError(
            f"the history has {len(history)} messages, the gateway expects {expected}", param="expected_len"
        )
    return [*history, *append]
