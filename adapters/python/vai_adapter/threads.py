"""`--mode sync`: each operation is a thread, and a CancelToken is the abort."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from vai_adapter import lines, told
from vai_adapter.told import Unsupported
from vai_client import CancelToken, Client, MessageStream, RunStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vai_adapter.lines import Line, Writer

Stream = MessageStream | RunStream


class Operation:
    """One operation that is not answered yet."""

    stream: Stream | None = None

    def __init__(self, adapter: Adapter, asked: Line) -> None:
        self.adapter = adapter
        self.asked = asked
        self.aborted = False
        self._cancel = CancelToken()
        self._client: Client | None = None

    def close_client(self) -> None:
        """A fresh client is closed, as the README shows it; not one whose stream was just left, to see what leaks."""
        options = self.asked.get("options") or {}
        left = "stop_after" in options and options.get("stop_how") != "close"
        if self._client is not None and not left and (self.asked.get("client") or {}).get("share") is None:
            self._client.close()

    def abort(self, how: str | None) -> None:
        """Tells the client, by the means that was asked for."""
        if how == "close":
            if self.stream is None:
                raise Unsupported("how")
            self.aborted = True
            self.stream.close()
        else:
            self.aborted = True
            self._cancel.cancel()

    def run(self) -> Line:
        """The final answer, as far as it is no error."""
        op, request, cancel = self.asked["op"], self.asked.get("request", {}), self._cancel
        if op not in (*told.OPERATIONS, "inspect"):
            raise Unsupported("op")
        options = self.asked.get("options") or {}
        abort = options.get("abort")
        if abort == "before":
            self.abort(None)
        client = self._client = self.adapter.client(self.asked.get("client") or {})
        if op == "inspect":
            return told.inspected(client)
        if op == "messages.create":
            return told.result_line(client.messages.create(request, cancel=cancel))
        if op == "runs.create":
            return told.result_line(client.runs.create(request, cancel=cancel))
        if op == "models.list":
            return told.result_line(client.models.list(cancel=cancel))
        if op == "messages.stream":
            self.stream = client.messages.stream(request, cancel=cancel)
        else:
            self.stream = client.runs.stream(request, cancel=cancel)
        if isinstance(abort, dict) and "after_ms" in abort:
            timer = threading.Timer(abort["after_ms"] / 1000, self.abort, [abort.get("how")])
            timer.daemon = True
            timer.start()
        return self._consume(self.stream, options)

    def _consume(self, stream: Stream, options: dict[str, Any]) -> Line:
        mode = options.get("consume", "events")
        if mode == "text":
            return {"type": "result", "text": "".join(stream.text_stream)}
        if mode == "events" and "stop_after" in options:
            return self._stop(stream, options)
        if mode == "events":
            self._read(stream, options)
        elif mode in ("both", "two-readers"):
            with ThreadPoolExecutor(2) as pool:
                # A reader gets what comes after it was made, so both are made before either reads.
                readers = [(iter(stream), options, 1), (iter(stream), options, 2)] if mode == "two-readers" else []
                running = [pool.submit(self._read, *reader) for reader in readers]
                if mode == "both":
                    running = [pool.submit(self._read, stream, options), pool.submit(final, stream)]
                for other in running:
                    other.result()
        elif mode != "final":
            raise Unsupported("options.consume")
        return told.result_line(final(stream))

    def _read(self, events: Iterable[Mapping[str, Any]], options: dict[str, Any], reader: int | None = None) -> int:
        """Writes the events as they come; leaves the loop where it was asked to. How many there were."""
        count = 0
        abort = options.get("abort")
        for event in events:
            count += 1
            self.adapter.answer(self.asked, told.event_line(event, reader))
            if isinstance(abort, dict) and abort.get("after_events") == count:
                self.abort(abort.get("how"))
            if options.get("stop_after") == count:
                if options.get("stop_how") != "close":
                    break
                self._close()
            if delay := options.get("delay_ms"):
                time.sleep(delay / 1000)
        return count

    def _close(self) -> None:
        if self.stream is not None:
            self.stream.close()

    def _stop(self, stream: Stream, options: dict[str, Any]) -> Line:
        line: Line = {"type": "result", "stopped": True}
        try:
            self._read(stream, options)
            then = options.get("then")
            if then in ("close", "close-twice"):
                stream.close()
            if then == "close-twice":
                stream.close()
            if then == "final":
                line |= told.result_line(final(stream))
            if then == "iterate-again":
                line["value"] = self._read(stream, {})
        except Exception as error:
            return told.error_line(error) | {"stopped": True}
        return line


class Adapter:
    """Reads requests, starts their operations, writes their answers."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._lock = threading.Lock()
        self._clients: dict[str, Client] = {}
        self._running: dict[str, Operation] = {}

    def client(self, given: dict[str, Any]) -> Client:
        """A fresh client, or the one that is shared under this name."""
        name = given.get("share")
        if name is None:
            return Client(**told.client_options(given))
        with self._lock:
            if name not in self._clients:
                self._clients[name] = Client(**told.client_options(given))
            return self._clients[name]

    def answer(self, asked: Line, line: Line) -> None:
        """Writes one line of an operation."""
        self._writer.write({"id": asked["id"], **line})

    def take(self, asked: Line) -> None:
        """Begins with one request."""
        if asked["op"] in ("describe", "abort", "forget", "helpers.apply_history_delta"):
            threading.Thread(target=self._at_once, args=[asked], daemon=True).start()
            return
        operation = self._running[asked["id"]] = Operation(self, asked)
        threading.Thread(target=self._run, args=[operation], daemon=True).start()

    def _run(self, operation: Operation) -> None:
        try:
            line = operation.run()
            if operation.aborted and not line.get("stopped"):
                line["aborted"] = True
        except Exception as error:
            line = told.error_line(error)
        del self._running[operation.asked["id"]]
        self.answer(operation.asked, line)
        operation.close_client()

    def _at_once(self, asked: Line) -> None:
        line: Line = {"type": "result"}
        try:
            if asked["op"] == "describe":
                line = told.described("sync")
            elif asked["op"] == "helpers.apply_history_delta":
                line = told.history(asked["request"])
            elif asked["op"] == "forget":
                with self._lock:
                    client = self._clients.pop(asked["share"], None)
                if client is not None:
                    client.close()
            elif operation := self._running.get(asked["target"]):
                operation.abort(asked.get("how"))
        except Exception as error:
            line = told.error_line(error)
        self.answer(asked, line)


def final(stream: Stream) -> Any:  # noqa: ANN401
    """What a stream of either kind amounts to."""
    return stream.final_message() if isinstance(stream, MessageStream) else stream.final_result()


def serve(writer: Writer) -> None:
    """Serves until the end of stdin."""
    adapter = Adapter(writer)
    for asked in lines.requests():
        adapter.take(asked)
