"""The sync client's way to end a call from another thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class CancelToken:
    """Pass it to calls as `cancel`; `cancel()` ends them with an `AbortError` and closes their connections.

    It stays cancelled: a call that gets it later sends nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._enders: list[Callable[[], None]] = []
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Ends the calls that have this token."""
        with self._lock:
            self._cancelled = True
            enders, self._enders = self._enders, []
        for end in enders:
            end()

    def _watch(self, end: Callable[[], None]) -> None:
        with self._lock:
            if not self._cancelled:
                self._enders.append(end)
                return
        end()

    def _forget(self, end: Callable[[], None]) -> None:
        with self._lock:
            self._enders = [other for other in self._enders if other != end]
