"""JSON as the gateway takes and sends it. Integers keep their value, whatever their size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from vai_client.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotJsonError(ValueError):
    """The text is no JSON, or is nested too deeply to be read."""


def dumps(value: Mapping[str, object]) -> bytes:
    """The body of a request. Raises `UsageError` for what JSON cannot say."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: only an escape can carry it
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"the request cannot be written as JSON: {error}") from error


def loads(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Reads a JSON text. Raises `NotJsonError`, never anything else."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise NotJsonError("not JSON") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
