"""From status, headers and body to a result or an error. Nothing here waits for anything."""

from __future__ import annotations

import contextlib
import email.utils
import http
import math
import time
from typing import TYPE_CHECKING, Any

from vai_client import _json
from vai_client._secrets import Secret, mask
from vai_client.errors import ApiError, ErrorDetails, ProtocolError
from vai_client.results import Message, ModelList, RunResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ERROR_BODY_LIMIT = 1024 * 1024
"""How much of an error's body is read, in bytes."""

_TYPE_BY_STATUS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}
_MESSAGE_MEMBERS = ("id", "type", "role", "content")


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """The answer's `X-Request-ID`. `headers` must not care for the case of names."""
    return headers.get("x-request-id") or None


def decode_message(body: bytes, request_id: str | None, secrets: Sequence[Secret]) -> Message:
    """The answer of `messages.create`."""
    raw = _object(body, request_id, secrets)
    if not any(member in raw for member in _MESSAGE_MEMBERS):
        raise ProtocolError("the gateway's answer is no message", request_id=request_id)
    return Message(raw, request_id)


def decode_run(body: bytes, request_id: str | None, secrets: Sequence[Secret]) -> RunResult:
    """The answer of `runs.create`."""
    result = _object(body, request_id, secrets).get("result")
    if not isinstance(result, dict):
        raise ProtocolError("the gateway's answer has no run result", request_id=request_id)
    return RunResult(result, request_id)


def decode_models(body: bytes, request_id: str | None, secrets: Sequence[Secret]) -> ModelList:
    """The answer of `models.list`."""
    raw = _object(body, request_id, secrets)
    if "models" not in raw:
        raise ProtocolError("the gateway's answer has no list of models", request_id=request_id)
    return ModelList(raw, request_id)


def _object(body: bytes, request_id: str | None, secrets: Sequence[Secret]) -> dict[str, Any]:
    try:
        raw = _json.loads(body.decode("utf-8", "replace"))
    except _json.NotJsonError as error:
        raise ProtocolError("the gateway's answer is not JSON", request_id=request_id) from error
    if not isinstance(raw, dict):
        raise ProtocolError("the gateway's answer is no JSON object", request_id=request_id)
    if isinstance(raw.get("error"), dict):
        raise api_error(body, {}, status=200, secrets=secrets, request_id=request_id)
    return raw


def api_error(
    body: bytes,
    headers: Mapping[str, str],
    *,
    status: int,
    secrets: Sequence[Secret],
    request_id: str | None = None,
) -> ApiError:
    """The error that an answer tells. What the envelope leaves out is filled from status and headers.

    A body that is no envelope is not quoted: it may be a page of some proxy, or say what is nobody's business.
    """
    text = body.decode("utf-8", "replace")
    envelope: Any = None
    with contextlib.suppress(_json.NotJsonError):
        if isinstance(_json.loads(text), dict):  # a page of some proxy is not searched for keys
            envelope = _json.loads(mask(text, secrets))
    told = envelope.get("error") if isinstance(envelope, dict) else None
    error: dict[str, Any] = told if isinstance(told, dict) else {}
    hint = _seconds(error.get("retry_after"))
    issues = error.get("compat_issues")
    code = error.get("code")
    return ApiError(
        ErrorDetails(
            type=_text(error.get("type")) or _TYPE_BY_STATUS.get(status, "api_error"),
            message=_text(error.get("message")) or _status_text(status),
            param=_text(error.get("param")),
            code=str(code) if isinstance(code, int) else _text(code),
            request_id=_text(error.get("request_id")) or request_id or request_id_of(headers),
            retry_after=hint if hint is not None else _retry_after_header(headers.get("retry-after")),
            http_status=status,
            provider_error=error.get("provider_error"),
            compat_issues=issues if isinstance(issues, list) else None,
        )
    )


def no_stream(
    body: bytes, headers: Mapping[str, str], *, status: int, secrets: Sequence[Secret]
) -> ApiError | ProtocolError:
    """The error for an answer to a stream call that is no event stream."""
    if 200 <= status < 300:
        request_id = request_id_of(headers)
        try:
            _object(body, request_id, secrets)
        except (ApiError, ProtocolError) as error:
            if isinstance(error, ApiError):
                return error
        return ProtocolError("the gateway's answer is no event stream", request_id=request_id)
    return api_error(body, headers, status=status, secrets=secrets)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _status_text(status: int) -> str:
    if 200 <= status < 300:
        return "the gateway told an error without a message"
    try:
        return f"the gateway answered {status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return f"the gateway answered {status}"


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if value >= 0 and math.isfinite(value) else None


def _retry_after_header(value: str | None) -> float | None:
    """Seconds, from a number of them or from an HTTP date; None for anything else."""
    if value is None:
        return None
    if value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    try:
        when = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0, math.ceil(when - time.time()))
