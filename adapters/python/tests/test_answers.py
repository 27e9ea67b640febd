"""Errors as the gateway, or whatever stands before it, tells them."""

import json
from email.utils import formatdate

import httpx
import pytest

from vai_client._answers import api_error
from vai_client._secrets import Secret
from vai_client.errors import ApiError


def told(body: bytes, status: int = 429, headers: dict[str, str] | None = None) -> ApiError:
    return api_error(body, httpx.Headers(headers), status=status, secrets=[Secret("sk-canary")])


def test_an_envelope_is_taken_whole() -> None:
    issues = [{"param": "tools[0]"}]
    inner = {"type": "x_error", "message": "no", "param": "p", "code": 7, "request_id": "r", "retry_after": 1.5}
    error = told(json.dumps({"error": {**inner, "compat_issues": issues, "provider_error": {"a": None}}}).encode())
    assert (error.type, error.message, error.param, error.code) == ("x_error", "no", "p", "7")
    assert (error.request_id, error.retry_after, error.http_status) == ("r", 1.5, 429)
    assert (error.compat_issues, error.provider_error, error.retryable) == (issues, {"a": None}, False)


@pytest.mark.parametrize(
    "body", [b"", b"<p>secret</p>", b'{"error":"secret"}', b'{"error":{}}', b"[1", b"\xff", b"null"]
)
def test_what_is_missing_is_filled_and_what_is_no_envelope_not_quoted(body: bytes) -> None:
    error = told(body, 529, {"X-Request-ID": "r", "Retry-After": "3"})
    assert (error.type, error.request_id, error.retry_after, error.retryable) == ("overloaded_error", "r", 3, True)
    assert error.message
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("header", "most"), [(formatdate(0, usegmt=True), 0), ("-5", None), ("soon", None), ("9" * 400, None)]
)
def test_a_retry_hint_is_sound(header: str, most: float | None) -> None:
    assert told(b"", headers={"Retry-After": header}).retry_after == most


def test_a_key_that_the_gateway_quotes_is_masked() -> None:
    assert told(b'{"error":{"message":"bad key sk-canary"}}').message == "bad key ***"
