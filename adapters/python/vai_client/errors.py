"""What can go wrong, told apart by class. Everything the client raises stands under `VaiError`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

RETRYABLE_TYPES = frozenset({"rate_limit_error", "overloaded_error", "api_error"})


class VaiError(Exception):
    """The root of all errors of this package."""

    message: str
    request_id: str | None = None
    retryable: bool = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class ErrorDetails:
    """The gateway's error object. `retry_after` is in seconds; `provider_error` is any JSON."""

    type: str
    message: str
    param: str | None = None
    code: str | None = None
    request_id: str | None = None
    retry_after: float | None = None
    http_status: int | None = None
    provider_error: Any = None
    compat_issues: Sequence[Any] | None = None


class ApiError(VaiError):
    """The gateway refused or failed: an answer that is not 2xx, or an `error` event inside a stream."""

    def __init__(self, details: ErrorDetails) -> None:
        super().__init__(details.message)
        self.type = details.type
        self.param = details.param
        self.code = details.code
        self.request_id = details.request_id
        self.retry_after = details.retry_after
        self.http_status = details.http_status
        self.provider_error = details.provider_error
        self.compat_issues = details.compat_issues
        self.retryable = details.type in RETRYABLE_TYPES

    def __str__(self) -> str:
        status = "" if self.http_status is None else f" (HTTP {self.http_status})"
        return f"{self.type}{status}: {self.message}"


class TransportError(VaiError):
    """The connection could not be made, broke, or ended before the answer was complete."""


class ProtocolError(VaiError):
    """The gateway's answer cannot be understood."""

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.request_id = request_id


class RequestTimeoutError(VaiError, TimeoutError):
    """A time limit of the client or of the call has passed."""


class AbortError(VaiError):
    """The caller cancelled the call, or closed the stream before its end."""


class UsageError(VaiError, ValueError):
    """What the caller passed cannot be sent; nothing was sent. Never quotes keys or URLs."""

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param
