"""Cookies around the login: back to the link somebody came by, and none in the clear.

Streamlit sends everybody to the first page after a login, and sets its cookies without
``Secure`` because some browsers then drop them on plain loopback addresses.  Both are put
right on the way out: the link is kept in a cookie while the provider is asked, and behind
TLS every cookie is marked.
"""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server import first_html

NAME = "_narrative_link"
KEPT = 900  # seconds that somebody may take to log in
LONGEST = 3000  # characters; browsers drop cookies over 4,096

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
_NO_PAGE = ("/auth/", "/oauth2callback", "/_stcore/", "/media/", "/component/", "/static/")


class LoginCookies:
    """Middleware: keep the link over a login, mark cookies behind TLS."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        base = first_html.base_path()
        secure = scope["scheme"] == "https" or asked.get("x-forwarded-proto") == "https"

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                if scope["path"] == base + LOGIN:
                    _keep_link(headers, asked, base)
                elif scope["path"] == base + CALLBACK and message["status"] == 302:
                    _go_to_link(headers, asked, base)
                if secure:
                    _mark(headers)
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, send_with_cookies)


def link_of(referer: str, host: str, base: str) -> str:
    """
    Path and query of the page that a request came from; empty where it is none of ours.

    >>> link_of("http://desk:8501/data?case=chips", "desk:8501", "")
    '/data?case=chips'
    >>> link_of("http://elsewhere/data", "desk:8501", "")
    ''
    """
    try:
        parts = urlsplit(referer)
    except ValueError:
        return ""
    if parts.netloc != host:
        return ""
    return safe_link(parts.path + (f"?{parts.query}" if parts.query else ""), base)


def safe_link(link: str, base: str) -> str:
    """
    Link within the dashboard's own pages, or nothing.

    >>> safe_link("/data?case=chips", ""), safe_link("//elsewhere/data", "")
    ('/data?case=chips', '')
    """
    inside = link.removeprefix(base)
    if not link.startswith(f"{base}/") or len(link) > LONGEST:
        return ""
    # Browsers read // and /\\ as the start of another host.
    if inside[1:2] in {"/", "\\"} or not (inside.isascii() and inside.isprintable()):
        return ""
    return "" if inside.startswith(_NO_PAGE) else link


def _keep_link(headers: MutableHeaders, asked: Headers, base: str) -> None:
    link = link_of(asked.get("referer", ""), asked.get("host", ""), base)
    if link:
        _set(headers, quote(link, safe=""), KEPT, base)


def _go_to_link(headers: MutableHeaders, asked: Headers, base: str) -> None:
    kept = cookie_parser(asked.get("cookie", "")).get(NAME)
    if kept is None:
        return
    link = safe_link(unquote(kept), base)
    if link:
        headers["location"] = link
    _set(headers, "", 0, base)


def _set(headers: MutableHeaders, value: str, age: int, base: str) -> None:
    headers.append(
        "set-cookie",
        f"{NAME}={value}; Path={base or '/'}; Max-Age={age}; HttpOnly; SameSite=Lax",
    )


def _mark(headers: MutableHeaders) -> None:
    for place, (name, value) in enumerate(headers.raw):
        if name.lower() == b"set-cookie" and b"; secure" not in value.lower():
            headers.raw[place] = (name, value + b"; Secure")
