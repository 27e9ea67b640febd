"""The final message of a stream."""

from typing import Any

import pytest

from vai_client._fold import MessageFold
from vai_client._text import TextJoiner

START = {
    "type": "message_start",
    "message": {"id": "m", "content": [], "stop_reason": "", "usage": {"input_tokens": 1}},
}


def folded(*events: dict[str, Any]) -> dict[str, Any]:
    fold = MessageFold()
    for event in (START, *events):
        fold.add(event)
    return fold.message()


def block(index: object, **members: object) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": members}


def delta(index: object, **members: object) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": members}


def test_blocks_stand_in_the_order_of_their_indices_without_gaps() -> None:
    message = folded(
        block(7, type="text", text=""),
        block(2, type="thinking", thinking="", signature="s"),
        delta(7, type="text_delta", text="Hel"),
        delta(2, type="thinking_delta", thinking="hm"),
        delta(7, type="text_delta", text="lo"),
        delta(7, type="thinking_delta", thinking="of another kind"),
        delta(3, type="text_delta", text="of no block"),
        delta(7, type="x_delta", text="unknown"),
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
        {"type": "message_delta", "delta": None},
    )
    assert message == {
        "id": "m",
        "content": [{"type": "thinking", "thinking": "hm", "signature": "s"}, {"type": "text", "text": "Hello"}],
        "stop_reason": "end_turn",
        "usage": {"output_tokens": 2},
    }


@pytest.mark.parametrize(
    ("fragments", "expected"),
    [(['{"a"', ":1", "}"], {"a": 1}), (["[1]"], {"old": 1}), (['{"a'], {"old": 1}), ([], {"old": 1})],
)
def test_only_an_object_replaces_a_tools_input(fragments: list[str], expected: dict[str, Any]) -> None:
    events = [delta(0, type="input_json_delta", partial_json=fragment) for fragment in fragments]
    tool = {"type": "tool_use", "id": "t", "name": "n"}
    assert folded(block(0, **tool, input={"old": 1}), *events)["content"] == [{**tool, "input": expected}]


@pytest.mark.parametrize("index", [-1, 10**12, 0.5, None, "0", True])
def test_an_index_that_is_none_costs_nothing(index: object) -> None:
    assert folded(block(index, type="text", text=""), delta(index, type="text_delta", text="x"))["content"] == []


def test_halves_of_surrogate_pairs_come_together() -> None:
    message = folded(
        block(0, type="text", text=""),
        delta(0, type="text_delta", text="a\ud83d"),
        delta(0, type="text_delta", text="\ude00"),
    )
    assert message["content"] == [{"type": "text", "text": "a😀"}]
    joiner = TextJoiner()
    assert [joiner.feed("a\ud83d"), joiner.feed("\ude00b")] == ["a", "😀b"]
