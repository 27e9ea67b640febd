"""The base URL that a user gives, and the URLs of the operations below it."""

from __future__ import annotations

import ipaddress
import re

from vai_client.errors import UsageError

_PARTS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]+)(?::(?P<port>[0-9]*))?")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")


def resolve_base_url(given: str) -> str:
    """The base without trailing slashes, query and fragment; an encoded prefix stays as it is.

    Raises `UsageError`, which does not quote the URL: it may hold a password.
    """
    trimmed = given.strip()
    if _FORBIDDEN.search(trimmed):
        raise UsageError("base_url has a blank, a control character or a backslash inside")
    parts = _PARTS.match(trimmed)
    if parts is None:
        raise UsageError("base_url must be absolute: http:// or https:// and a host")
    scheme = parts["scheme"].lower()
    if scheme not in ("http", "https"):
        raise UsageError("base_url must begin with http:// or https://")
    return f"{scheme}://{_checked_authority(parts['authority'])}{parts['path'].rstrip('/')}"


def _checked_authority(authority: str) -> str:
    if "@" in authority:
        raise UsageError("base_url must not contain a user name or password; pass the key as gateway_api_key")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise UsageError("base_url has no valid host")
    host, port = parts["host"].lower(), parts["port"]
    if host.startswith("["):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise UsageError("base_url has brackets around something that is no IPv6 address") from None
    if port and int(port) > 65535:
        raise UsageError("base_url has a port above 65535")
    return f"{host}:{port}" if port else host
