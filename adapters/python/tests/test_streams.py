"""Streams end when they should, and close their connection when they do."""

import asyncio
import contextlib
import socket
import threading
import time

import pytest

from tests.gateway import EVENTS, MESSAGE, Gateway, streaming
from vai_client import AbortError, AsyncClient, CancelToken, Client, RequestTimeoutError, TransportError

PATIENCE = 5


def test_a_stream_ends_with_its_terminal_event_although_the_connection_stays_open() -> None:
    gateway = streaming([*EVENTS, {"type": "ping"}])
    with Client(base_url=gateway.url).messages.stream(MESSAGE) as stream:
        assert [event["type"] for event in stream] == [event["type"] for event in EVENTS]
        assert (stream.final_message().text, stream.request_id) == ("Hi", "req_1")
        assert gateway.left.wait(PATIENCE)
        assert list(stream) == []


def test_leaving_the_loop_closes_the_connection() -> None:
    gateway = streaming(EVENTS[:2])
    client = Client(base_url=gateway.url)
    stream = client.messages.stream(MESSAGE)
    for _ in stream:
        break
    assert gateway.left.wait(PATIENCE)
    with pytest.raises(AbortError):
        stream.final_message()


def test_leaving_the_async_loop_closes_the_connection() -> None:
    async def leave() -> None:
        gateway = streaming(EVENTS[:2])
        stream = AsyncClient(base_url=gateway.url).messages.stream(MESSAGE)
        async for _ in stream:
            break
        with pytest.raises(AbortError):
            await stream.final_message()
        assert await asyncio.to_thread(gateway.left.wait, PATIENCE)

    asyncio.run(leave())


def test_a_cancelled_task_closes_the_connection() -> None:
    async def cancel() -> None:
        gateway = streaming(EVENTS[:2])
        task = asyncio.ensure_future(AsyncClient(base_url=gateway.url).messages.stream(MESSAGE).final_message())
        await asyncio.to_thread(gateway.asked.wait, PATIENCE)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(gateway.left.wait, PATIENCE)

    asyncio.run(cancel())


@pytest.mark.parametrize("streamed", [False, True])
def test_a_token_ends_a_call_from_another_thread(streamed: bool) -> None:
    gateway = Gateway(lambda _: None)
    client, token = Client(base_url=gateway.url), CancelToken()

    def cancel() -> None:
        gateway.asked.wait(PATIENCE)
        token.cancel()

    def call() -> object:
        if streamed:
            return client.messages.stream(MESSAGE, cancel=token).final_message()
        return client.messages.create(MESSAGE, cancel=token)

    threading.Thread(target=cancel).start()
    with pytest.raises(AbortError):
        call()
    assert gateway.left.wait(PATIENCE)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.02)


def test_an_answer_that_drips_runs_out_of_time() -> None:
    gateway = Gateway(drip)
    with pytest.raises(RequestTimeoutError):
        Client(base_url=gateway.url, timeout=0.2).messages.create(MESSAGE)
    assert gateway.left.wait(PATIENCE)


@pytest.mark.parametrize(("model", "complete"), [("openai/m", True), ("anthropic/m", False)])
def test_only_some_providers_may_leave_out_the_terminal_event(model: str, complete: bool) -> None:
    events = [*EVENTS[:3], {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}]
    gateway = streaming(events, end=True)
    stream = Client(base_url=gateway.url).messages.stream({**MESSAGE, "model": model})
    if complete:
        assert stream.final_message().text == "Hi"
    else:
        with pytest.raises(TransportError):
            stream.final_message()
