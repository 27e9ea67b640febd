"""A STAND-IN, so that the adapter runs before your SDK is in: delete it then.

It is no SDK: it knows two calls and one way for each to end well, and the suites say so.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

__version__ = "0.0.0"


class StandInError(Exception):
    """The root of the stand-in's errors."""


class ConnectionFailed(StandInError):
    """No answer came."""


class BadAnswer(StandInError):
    """What came is no JSON object."""


class ApiError(StandInError):
    """The gateway answered with an error."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(error.get("message") or f"status {status}")
        self.status = status
        self.type = error.get("type")


class Client:
    def __init__(self, base_url: str = "http://127.0.0.1:8080", api_key: str | None = None) -> None:
        self.base_url = base_url
        self.api_key = api_key

    def create_message(self, request: dict[str, Any]) -> Any:
        with self._post(request) as response:
            return _parsed(response.read())

    def stream_message(self, request: dict[str, Any]) -> Iterator[Any]:
        with self._post({**request, "stream": True}) as response:
            for line in response:
                if line.startswith(b"data: "):
                    yield _parsed(line[len(b"data: ") :])

    def _post(self, body: dict[str, Any]) -> Any:
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.api_key}"}
        url = f"{self.base_url}/v1/messages"
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
        try:
            return urllib.request.urlopen(request)
        except urllib.error.HTTPError as answer:
            with answer:
                raise ApiError(answer.code, _parsed(answer.read()).get("error") or {}) from answer
        except OSError as error:
            raise ConnectionFailed(str(error)) from error


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError as error:
        raise BadAnswer(str(error)) from error
    if not isinstance(value, dict):
        raise BadAnswer("the answer is no JSON object")
    return value
