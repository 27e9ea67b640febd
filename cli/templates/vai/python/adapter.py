"""Plugs an SDK into the SDK suites of vai-conformance.

Requests come as JSON lines on stdin, answers go as JSON lines to stdout. The adapter passes on, and does nothing else:
no retry, no repair, no default. What the suites see has to be what a user of the SDK sees. Five places are marked YOURS.
"""

import json
import os
import sys
import threading
from typing import Any

# Standard output belongs to the protocol: it is taken before the SDK is loaded, and whoever prints, prints to stderr.
out = os.fdopen(os.dup(1), "wb", buffering=0)
os.dup2(2, 1)

# YOURS 1: import your SDK instead, and delete stand_in_sdk.py.
import stand_in_sdk as sdk  # noqa: E402

Line = dict[str, Any]

# YOURS 2: what your SDK can do. What stands here is judged, what does not is skipped; see the README.
DESCRIBED: Line = {
    "type": "described",
    "protocol": 1,
    "dialect": "vai",
    "runtime": "python",
    # importlib.metadata.version("your-sdk"): a version that is written here is soon wrong.
    "sdk": {"name": "stand-in", "version": sdk.__version__, "language": "Python"},
    "operations": ["messages.create", "messages.stream"],
    "features": [],
    "error_fields": ["type", "message", "http_status"],
    "result_fields": ["value"],
}


def client_of(fields: Line) -> sdk.Client:
    """YOURS 3: a client, as a user builds one. What is None or absent is not passed on: the SDK's default applies."""
    names = {"base_url": "base_url", "gateway_api_key": "api_key"}
    return sdk.Client(**{names[name]: value for name, value in fields.items() if name in names and value is not None})


def perform(line: Line) -> Line:
    """YOURS 4: the operations. Each calls the SDK as a user would, and gives the final line."""
    op = line["op"]
    if op == "describe":
        return DESCRIBED
    if op == "messages.create":
        return {"type": "result", "value": client_of(line["client"]).create_message(line["request"])}
    if op == "messages.stream":
        if ((line.get("options") or {}).get("consume") or "events") != "events":
            return unsupported("options.consume")
        for event in client_of(line["client"]).stream_message(line["request"]):
            write({"id": line["id"], "type": "event", "event": event})
        return {"type": "result"}
    return unsupported("op")


def error_of(error: BaseException) -> Line:
    """YOURS 5: what a user can tell of an error by its class; never by reading its message."""
    told = {"class": type(error).__name__, "message": str(error), "own": isinstance(error, sdk.StandInError)}
    if isinstance(error, sdk.ApiError):
        return {"kind": "api", **told, "type": error.type, "http_status": error.status}
    if isinstance(error, sdk.ConnectionFailed):
        return {"kind": "transport", **told}
    if isinstance(error, sdk.BadAnswer):
        return {"kind": "protocol", **told}
    return {"kind": "foreign", **told}


def unsupported(param: str) -> Line:
    """The SDK has no place for this; that is skipped, never a failure."""
    return {"type": "error", "error": {"kind": "unsupported", "param": param}}


lock = threading.Lock()


def write(line: Line) -> None:
    """Writes one line, whole and at once; in ASCII, so that half of a surrogate pair can be told."""
    data = json.dumps(line).encode("ascii") + b"\n"
    with lock:
        out.write(data)


def answer(line: Line) -> None:
    """Answers one operation; nothing that the SDK throws gets past it."""
    try:
        final = perform(line)
    except BaseException as error:
        final = {"type": "error", "error": error_of(error)}
    write({"id": line["id"], **final})


# Lines end at LF only, and operations do not wait for each other.
for raw in sys.stdin.buffer:
    if raw.strip():
        threading.Thread(target=answer, args=(json.loads(raw),), daemon=True).start()
os._exit(0)  # the end of stdin is the end, whatever is in flight
