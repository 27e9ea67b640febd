"""The HTTP library's errors, in this package's words. Theirs may quote headers; these do not."""

from __future__ import annotations

import httpcore
import httpx

from vai_client.errors import ProtocolError, RequestTimeoutError, TransportError, UsageError, VaiError

_TIMEOUTS = (httpx.TimeoutException, httpcore.TimeoutException)
_REFUSED = (
    httpx.LocalProtocolError,
    httpcore.LocalProtocolError,
    httpx.UnsupportedProtocol,
    httpcore.UnsupportedProtocol,
    httpx.InvalidURL,
)
_BROKEN = (
    httpx.TransportError,
    httpcore.NetworkError,
    httpcore.RemoteProtocolError,
    httpcore.ProxyError,
    httpx.StreamError,
    OSError,
)


def failure(error: Exception, request: str) -> VaiError | None:
    """This package's error for one that came up while `request` (its method and URL) was under way.

    None for an error that is nobody's failure but the program's: it should be raised as it is.
    """
    if isinstance(error, VaiError):
        return error
    if isinstance(error, _TIMEOUTS):
        return RequestTimeoutError(f"{request}: no answer in time")
    if isinstance(error, _REFUSED):
        return UsageError(f"{request}: the HTTP library refuses to send this")
    if isinstance(error, httpx.DecodingError):
        return ProtocolError(f"{request}: the answer's content coding is broken")
    if isinstance(error, _BROKEN):
        return TransportError(f"{request}: the connection failed ({type(error).__name__})")
    return None
