"""Keys: checked before they are sent, never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vai_client.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST_MASKED = 6
"""Masking a shorter secret would garble ordinary words."""


class Secret:
    """A key. Its printed forms hide it; `reveal` does not."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The key itself, for the header that carries it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")


def checked_secret(value: str | None, what: str) -> Secret | None:
    """The key without blanks around it; None for a blank one. Raises `UsageError` without quoting it."""
    trimmed = (value or "").strip(" \t")
    if not trimmed:
        return None
    if not all(" " <= char <= "~" or "\xa0" <= char <= "\xff" for char in trimmed):
        raise UsageError(f"{what} has a character that cannot stand in an HTTP header")
    return Secret(trimmed)


def mask(text: str, secrets: Iterable[Secret]) -> str:
    """The text with every key in it replaced by asterisks."""
    for secret in secrets:
        value = secret.reveal()
        if len(value) >= _SHORTEST_MASKED:
            text = text.replace(value, "***")
    return text
