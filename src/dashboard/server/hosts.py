"""Names under which pages are served, and whose pages may open connections.

A foreign page whose name is made to lead here (DNS rebinding) has an origin that equals its
host: only a list of our own names tells it apart.  Numbers need no list, since nobody else
can give a page a number of ours.
"""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.errors import SettingsError
from dashboard.settings.loading import load_settings

REFUSED = (
    "This dashboard is not served under this name. "
    "Whoever runs it can add the name to allowed_hosts (MARKET_NARRATIVE_ALLOWED_HOSTS).\n"
)
_READING = ("GET", "HEAD", "OPTIONS")


class AllowedHosts:
    """Answer under our own names alone, to requests and to websockets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"} or is_allowed(
            Headers(scope=scope).get("host")
        ):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(REFUSED, status_code=421)(scope, receive, send)


class SameOrigin:
    """
    Refuse websockets, and requests that change something, of a page of another site.

    Streamlit lets any page on the reader's own machine in, and asks a host outside which
    address this server has before it refuses the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        acts = scope["type"] == "websocket" or (
            scope["type"] == "http" and scope["method"] not in _READING
        )
        if not acts or _is_ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Forbidden\n", status_code=403)(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is None:  # no browser leaves it out
        return True
    try:
        same = urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False
    if same:
        return True
    from streamlit import config  # noqa: PLC0415 - known when the server starts, not at import

    return origin in config.get_option("server.corsAllowedOrigins")


def is_allowed(host: str | None) -> bool:
    """
    Whether pages may be served under the host of a request.

    >>> [is_allowed(host) for host in ("localhost:8501", "192.168.0.7", "[::1]:8501", None)]
    [True, True, True, True]
    >>> is_allowed("rebound.example:8501"), is_allowed("localhost.evil.example")
    (False, False)
    """
    if host is None:
        return True
    name = _name(host)
    return bool(name) and (_is_number(name) or _is_named(name))


def _name(host: str) -> str:
    """Name without port; empty for what is no host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # a port that is none is an error
    except ValueError:
        return ""
    if parts.netloc != host or parts.username is not None:
        return ""
    return (parts.hostname or "").lower().rstrip(".")


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_named(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost") or name in _own_names():
        return True
    try:
        allowed = load_settings().allowed_hosts
    except SettingsError:  # said on every page; a door that nobody can read stays shut
        allowed = ()
    return any(
        each in {"*", name} or (each.startswith("*.") and name.endswith(each[1:]))
        for each in allowed
    )


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    """Names of this machine, and the one that the server was told to listen on."""
    from streamlit import config  # noqa: PLC0415 - as above

    names = [socket.gethostname(), *map(config.get_option, ("server.address",))]
    if config.is_manually_set("browser.serverAddress"):
        names.append(config.get_option("browser.serverAddress"))
    return frozenset(str(name).lower().rstrip(".") for name in names if name)
