"""The events do not depend on where the bytes are cut."""

import pytest

from vai_client import ProtocolError, _sse
from vai_client._sse import SseDecoder

STREAM = (
    '\ufeff: hello\n\nevent: x\ndata: {"a":"é😀"}\n\n'
    "id: 1\nretry: 5\ndata\n\ndata:one\ndata:  two\n\n\n\ndata: \u2028\x0b\x85 kept\n\nnonsense\ndata: last\n\n"
)
EVENTS = ['{"a":"é😀"}', "", "one\n two", "\u2028\x0b\x85 kept", "last"]


def decode(pieces: list[bytes]) -> list[str]:
    decoder = SseDecoder()
    return [event for piece in pieces for event in decoder.feed(piece)] + decoder.end()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_cut_gives_the_same_events(line_end: str) -> None:
    stream = STREAM.replace("\n", line_end).encode()
    assert decode([stream]) == EVENTS
    assert decode([bytes([byte]) for byte in stream]) == EVENTS
    for cut in range(len(stream)):
        assert decode([stream[:cut], stream[cut:]]) == EVENTS


@pytest.mark.parametrize("end", ["", "\n", "\r", "\r\n"])
def test_the_last_event_needs_no_blank_line(end: str) -> None:
    assert decode([f"data: last{end}".encode()]) == ["last"]


@pytest.mark.parametrize("line_end", [b"\n\n", b"\r\r", b"\r\n\r\n"])
def test_an_event_comes_with_the_end_of_its_blank_line(line_end: bytes) -> None:
    assert SseDecoder().feed(b"data: now" + line_end) == ["now"]


def test_a_line_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sse, "LINE_LIMIT", 1000)
    with pytest.raises(ProtocolError):
        decode([b"x" * 100] * 11)
