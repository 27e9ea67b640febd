"""When a read is sent again. Messages and runs never are: they cost money and may already have happened."""

from __future__ import annotations

from vai_client.errors import ApiError, TransportError, VaiError

_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_HINT_SECONDS = 60.0


def pause_before_retry(error: VaiError, attempts: int, max_retries: int) -> float | None:
    """Seconds to wait before the next attempt, after so many; None where the error is the caller's to handle."""
    if attempts > max_retries or not (error.retryable or isinstance(error, TransportError)):
        return None
    hint = error.retry_after if isinstance(error, ApiError) else None
    if hint is None:
        return float(_FIRST_PAUSE_SECONDS * 2 ** (attempts - 1))
    return hint if hint <= _LONGEST_HINT_SECONDS else None
