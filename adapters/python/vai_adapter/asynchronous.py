"""`--mode async`: each operation is a task, and its cancellation is the abort."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from vai_adapter import lines, told
from vai_adapter.told import Unsupported
from vai_client import AsyncClient, AsyncMessageStream, AsyncRunStream

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Mapping

    from vai_adapter.lines import Line, Writer

Stream = AsyncMessageStream | AsyncRunStream


class Operation:
    """One operation that is not answered yet."""

    task: asyncio.Task[Line]
    stream: Stream | None = None

    def __init__(self, adapter: Adapter, asked: Line) -> None:
        self.adapter = adapter
        self.asked = asked
        self.aborted = False
        self._client: AsyncClient | None = None

    async def close_client(self) -> None:
        """A fresh client is closed, as the README shows it; not one whose stream was just left, to see what leaks."""
        options = self.asked.get("options") or {}
        left = "stop_after" in options and options.get("stop_how") != "close"
        if self._client is not None and not left and (self.asked.get("client") or {}).get("share") is None:
            await self._client.close()

    async def abort(self, how: str | None) -> None:
        """Tells the client, by the means that was asked for."""
        if how == "close":
            if self.stream is None:
                raise Unsupported("how")
            self.aborted = True
            await self.stream.close()
        else:
            self.aborted = True
            self.task.cancel()

    async def run(self) -> Line:
        """The final answer, as far as it is no error."""
        op, request = self.asked["op"], self.asked.get("request", {})
        if op not in (*told.OPERATIONS, "inspect"):
            raise Unsupported("op")
        client = self._client = self.adapter.client(self.asked.get("client") or {})
        if op == "inspect":
            return told.inspected(client)
        if op == "messages.create":
            return told.result_line(await client.messages.create(request))
        if op == "runs.create":
            return told.result_line(await client.runs.create(request))
        if op == "models.list":
            return told.result_line(await client.models.list())
        self.stream = client.messages.stream(request) if op == "messages.stream" else client.runs.stream(request)
        options = self.asked.get("options") or {}
        if isinstance(abort := options.get("abort"), dict) and "after_ms" in abort:
            asyncio.get_running_loop().call_later(abort["after_ms"] / 1000, self._abort_later, abort.get("how"))
        return await self._consume(self.stream, options)

    async def _consume(self, stream: Stream, options: dict[str, Any]) -> Line:
        mode = options.get("consume", "events")
        if mode == "text":
            return {"type": "result", "text": "".join([piece async for piece in stream.text_stream])}
        if mode == "events" and "stop_after" in options:
            return await self._stop(stream, options)
        if mode == "events":
            await self._read(stream, options)
        elif mode == "both":
            await asyncio.gather(self._read(stream, options), final(stream))
        elif mode == "two-readers":
            # A reader gets what comes after it was made, so both are made before either reads.
            readers = [aiter(stream), aiter(stream)]
            await asyncio.gather(*(self._read(reader, options, i + 1) for i, reader in enumerate(readers)))
        elif mode != "final":
            raise Unsupported("options.consume")
        return told.result_line(await final(stream))

    async def _read(
        self, events: AsyncIterable[Mapping[str, Any]], options: dict[str, Any], reader: int | None = None
    ) -> int:
        """Writes the events as they come; leaves the loop where it was asked to. How many there were."""
        count = 0
        abort = options.get("abort")
        async for event in events:
            count += 1
            self.adapter.answer(self.asked, told.event_line(event, reader))
            if isinstance(abort, dict) and abort.get("after_events") == count:
                await self.abort(abort.get("how"))
            if options.get("stop_after") == count:
                if options.get("stop_how") != "close":
                    break
                await self._close()
            if delay := options.get("delay_ms"):
                await asyncio.sleep(delay / 1000)
        return count

    async def _close(self) -> None:
        if self.stream is not None:
            await self.stream.close()

    async def _stop(self, stream: Stream, options: dict[str, Any]) -> Line:
        line: Line = {"type": "result", "stopped": True}
        try:
            await self._read(stream, options)
            then = options.get("then")
            if then in ("close", "close-twice"):
                await stream.close()
            if then == "close-twice":
                await stream.close()
            if then == "final":
                line |= told.result_line(await final(stream))
            if then == "iterate-again":
                line["value"] = await self._read(stream, {})
        except Exception as error:
            return told.error_line(error) | {"stopped": True}
        return line

    def _abort_later(self, how: str | None) -> None:
        if not self.task.done():
            self.adapter.keep(asyncio.ensure_future(self.abort(how)))


class Adapter:
    """Reads requests, starts their operations, writes their answers."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._clients: dict[str, AsyncClient] = {}
        self._running: dict[str, Operation] = {}
        self._kept: set[asyncio.Future[Any]] = set()

    def client(self, given: dict[str, Any]) -> AsyncClient:
        """A fresh client, or the one that is shared under this name."""
        name = given.get("share")
        if name is None:
            return AsyncClient(**told.client_options(given))
        if name not in self._clients:
            self._clients[name] = AsyncClient(**told.client_options(given))
        return self._clients[name]

    def answer(self, asked: Line, line: Line) -> None:
        """Writes one line of an operation."""
        self._writer.write({"id": asked["id"], **line})

    def keep(self, task: asyncio.Future[Any]) -> None:
        """The event loop itself holds tasks only weakly."""
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)

    def take(self, asked: Line) -> None:
        """Begins with one request."""
        if asked["op"] in ("describe", "abort", "forget", "helpers.apply_history_delta"):
            self.keep(asyncio.ensure_future(self._at_once(asked)))
            return
        operation = self._running[asked["id"]] = Operation(self, asked)
        operation.task = asyncio.ensure_future(operation.run())
        operation.task.add_done_callback(lambda task: self._end(operation, task))
        if (asked.get("options") or {}).get("abort") == "before":
            operation.task.cancel()

    def _end(self, operation: Operation, task: asyncio.Task[Line]) -> None:
        del self._running[operation.asked["id"]]
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        line = task.result() if error is None else told.error_line(error)
        if error is None and operation.aborted and not line.get("stopped"):
            line["aborted"] = True
        self.answer(operation.asked, line)
        self.keep(asyncio.ensure_future(operation.close_client()))

    async def _at_once(self, asked: Line) -> None:
        line: Line = {"type": "result"}
        try:
            if asked["op"] == "describe":
                line = told.described("async")
            elif asked["op"] == "helpers.apply_history_delta":
                line = told.history(asked["request"])
            elif asked["op"] == "forget":
                client = self._clients.pop(asked["share"], None)
                if client is not None:
                    await client.close()
            elif asked["target"] in self._running:
                await self._running[asked["target"]].abort(asked.get("how"))
        except Exception as error:
            line = told.error_line(error)
        self.answer(asked, line)


async def final(stream: Stream) -> Any:  # noqa: ANN401
    """What a stream of either kind amounts to."""
    return await (stream.final_message() if isinstance(stream, AsyncMessageStream) else stream.final_result())


def serve(writer: Writer) -> None:
    """Serves until the end of stdin, which is read in a thread of its own."""

    async def forever() -> None:
        adapter = Adapter(writer)
        loop = asyncio.get_running_loop()

        def read() -> None:
            for asked in lines.requests():
                loop.call_soon_threadsafe(adapter.take, asked)

        threading.Thread(target=read, daemon=True).start()
        await asyncio.Event().wait()

    asyncio.run(forever())
