"""What the launcher passes to `st.App`: the script, middleware, routes and warm-up.

What is done to every answer is done here and not in a proxy, so that it holds without
one: security headers, a line in the log, our own names and origins alone, compression of
Streamlit's bundles (served plain by default), and a shell around the first HTML that
carries our style, so that no page flashes in the wrong colours.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import gzip
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.cases.folders import find_case
from dashboard.errors import DashboardError, SettingsError
from dashboard.language.language import Code, Language
from dashboard.server import api, endpoints, first_html, logs
from dashboard.server.client_messages import ClientMessages
from dashboard.server.cookies import LoginCookies
from dashboard.server.hosts import AllowedHosts, SameOrigin
from dashboard.settings.loading import load_settings
from dashboard.ui import started

if TYPE_CHECKING:
    from dashboard.ui.first_page import Sight

ENTRY = str(Path(__file__).parents[1] / "ui" / "entry.py")

MOST_FILES = 65_536  # open at once; sixteen thousand tabs

LONGEST = 80  # letters of an address that is no page, which are told

NARROW = "narrow"  # cookie of `dashboard.ui.width`, which is not imported before the start

_log = logging.getLogger(__name__)

_COMPRESSED = (".js", ".css", ".svg", ".json")
_NO_PAGE = ("/static/", "/program/", "/_stcore/", "/media/", "/component/")  # never the first HTML
_BUNDLES = ("/static/", "/program/")
_SMALLEST = 1024  # bytes; below this gzip only adds work
# Logged only when they fail.
_QUIET = ("/static/", "/program/", "/_stcore/health", "/healthz", "/readyz")


class SecurityHeaders:
    """Add content security policy, frame and referrer rules to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in first_html.headers().items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Shell:
    """Rewrite the HTML that starts the browser's side: language, title, our style."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._applies(scope):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        # The answer is to be changed, so it must come in plain.
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        answer = _Answer()
        await self.app({**scope, "headers": plain}, receive, answer.collect(send, wanted=_is_html))
        if not answer.held:
            return
        if _page(scope) not in _pages():
            await _to_the_first(scope)(scope, receive, send)
            return
        query = parse_qs(scope["query_string"].decode("latin-1"))
        code = first_html.language_of(query.get("lang", [""])[0], asked.get("accept-language", ""))
        narrow = f"{NARROW}=1" in asked.get("cookie", "")
        known = await asyncio.to_thread(_first_sight, scope, query, code, narrow=narrow)
        theme = query.get("theme", [""])[-1]
        body = first_html.with_sight(first_html.rewrite(answer.body, code, theme), known.sight)
        body = first_html.with_feeds(body, known.feeds)
        extra = {"vary": "Accept-Encoding, Accept-Language, Cookie"}
        if known.is_private:
            extra["cache-control"] = "private, no-store"
        if "gzip" in asked.get("accept-encoding", ""):
            body, extra = gzip.compress(body, 6), {**extra, "content-encoding": "gzip"}
        await answer.release(send, body, extra=extra, drop=("etag", "last-modified"))

    def _applies(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return False
        return not any(part in scope["path"] for part in _NO_PAGE)


class CompressedBundles:
    """Serve Streamlit's bundles and Plotly gzipped, each compressed once and kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._applies(scope):
            await self.app(scope, receive, send)
            return
        answer = _Answer()
        await self.app(scope, receive, answer.collect(send, wanted=_is_whole))
        if answer.held:
            path = scope["path"]
            body = self._kept.get(path)
            if body is None:
                body = await asyncio.to_thread(gzip.compress, answer.body, 6)
                self._kept[path] = body
            extra = {"content-encoding": "gzip", "vary": "Accept-Encoding"}
            await answer.release(send, body, extra=extra, drop=("etag", "accept-ranges"))

    def _applies(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        headers = Headers(scope=scope)
        return (
            any(part in scope["path"] for part in _BUNDLES)
            and scope["path"].endswith(_COMPRESSED)
            and "gzip" in headers.get("accept-encoding", "")
            and "range" not in headers
        )


def _to_the_first(scope: Scope) -> Response:
    """Lead from an address that is no page to the first one, which names it above itself."""
    lost = urlencode({"missing": _page(scope)[:LONGEST]})
    query = "&".join(filter(None, [lost, scope["query_string"].decode("latin-1")]))
    return RedirectResponse(f"{first_html.base_path()}/?{query}", 307, headers=endpoints.FRESH)


@dataclass(frozen=True, slots=True)
class _Known:
    """
    What stands in the first HTML of a page.

    Attributes
    ----------
    sight : Sight or None
        What is known of the page; None without.
    feeds : tuple of (str, str)
        Titles and addresses of the feeds that it names.
    is_private : bool
        Whether readers log in.
    """

    sight: Sight | None = None
    feeds: tuple[tuple[str, str], ...] = ()
    is_private: bool = True


def _first_sight(
    scope: Scope, query: Mapping[str, list[str]], code: Code, *, narrow: bool
) -> _Known:
    """What of a page is known before it starts."""
    if not endpoints.WARM.is_set():  # the page itself waits for less than all that is imported
        return _Known()
    from dashboard.ui import feeds, first_page, preview, state  # noqa: PLC0415 - as the warm-up

    link = {name: values[-1] for name, values in query.items()}
    try:
        repeated = frozenset(name for name, values in query.items() if len(values) > 1)
        sight = first_page.sight(_page(scope), state.Address(link, code, narrow, repeated))
        if not preview.is_shown():
            return _Known(sight)
        base = preview.public_address() or first_html.base_path()
        offered = tuple(feeds.offered(link, base, Language(code)))
        return _Known(sight, offered, is_private=False)
    except Exception:  # noqa: BLE001 - the page itself is drawn without it
        _log.exception("The first HTML stands without its page.")
        return _Known()


def _is_html(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html")


def _is_whole(headers: Headers) -> bool:
    size = int(headers.get("content-length", _SMALLEST))
    return "content-encoding" not in headers and size >= _SMALLEST


class _Answer:
    """One answer of the inner application, held back to be changed."""

    def __init__(self) -> None:
        self.held = False
        self.body = b""
        self._start: Message = {}

    def collect(self, send: Send, *, wanted: Any) -> Send:
        async def receive_answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.held = message["status"] == 200 and wanted(Headers(raw=message["headers"]))
                self._start = message
            if not self.held:
                await send(message)
            elif message["type"] == "http.response.body":
                self.body += message.get("body", b"")
            elif message["type"] == "http.response.pathsend":
                self.body = await asyncio.to_thread(Path(message["path"]).read_bytes)

        return receive_answer

    async def release(
        self,
        send: Send,
        body: bytes,
        *,
        extra: dict[str, str] | None = None,
        drop: tuple[str, ...] = (),
    ) -> None:
        headers = MutableHeaders(raw=list(self._start["headers"]))
        for name in drop:
            del headers[name]
        headers["content-length"] = str(len(body))
        for name, value in (extra or {}).items():
            headers[name] = value
        await send({**self._start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def _warm(_app: object) -> AsyncIterator[dict[str, Any]]:
    """Serve at once; what the first page needs is imported and worked out behind it."""
    logs.adopt()  # loggers that the server made since `prepare`
    started.IMPORTED.clear()
    warming = asyncio.create_task(asyncio.to_thread(_prepare_pages))
    yield {}
    warming.cancel()
    endpoints.WARM.clear()


def _prepare_pages() -> None:
    """Import and work out what the first readers would wait for, and say when that is done."""
    try:
        from dashboard.ui import warm  # noqa: PLC0415 - pandas and Plotly: not before the server answers

        warm.import_all()
        started.IMPORTED.set()
        warm.warm_up()
        endpoints.WARM.set()
        warm.warm_reader()  # no page needs it at once
        # What is there now stays: it is not gone through for garbage while readers wait.
        gc.collect()
        gc.freeze()
    except Exception:  # noqa: BLE001 - a page that needs what failed says so itself
        _log.exception("The first pages could not be prepared: they are made when asked for.")
    finally:
        started.IMPORTED.set()


def allow_files() -> None:
    """
    Raise the limit of open files as far as this process may.

    Each tab costs four: its connection, and three of the event loop that Streamlit makes for
    the scripts of a session, whether these use it or not.
    """
    try:
        import resource  # noqa: PLC0415 - not on Windows, which has no such limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(OSError, ValueError):  # some systems have a limit of their own
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def prepare() -> None:
    """Set up log and limits; the launcher calls this before anything can be logged."""
    allow_files()
    try:
        logs.configure("json" if load_settings().log == "json" else "text")
    except SettingsError as error:
        logs.configure("text")
        _log.error("%s", error)


def _shown(scope: Scope, answered: Headers) -> Mapping[str, str]:
    """Page and case of an answer that is a page, for the log."""
    if not _is_html(answered):
        return {}
    name = _page(scope)
    told = {"page": name} if name in _pages() else {}
    slug = parse_qs(scope["query_string"].decode("latin-1")).get("case", [""])[0]
    # What is the slug of no case may be anything.
    with contextlib.suppress(DashboardError):
        find_case(slug)
        told["case"] = slug
    return told


def _page(scope: Scope) -> str:
    """Name of the page at an address."""
    path: str = scope["path"]
    return path.removeprefix(first_html.base_path()).strip("/") or "story"


@cache
def _pages() -> frozenset[str]:
    from dashboard.ui import data  # noqa: PLC0415 - as above

    return frozenset(file.stem for file in (data.home() / "pages").glob("*.py"))


def _say_sorry(error: Exception) -> bool:
    """Log a programming error with its traceback; the page shows one sentence of ours."""
    from dashboard.ui import frame  # noqa: PLC0415

    _log.error("The script failed.", exc_info=error)
    frame.sorry()
    return True


OPTIONS: dict[str, Any] = {
    "on_script_error": _say_sorry,
    "routes": [*api.routes(), *endpoints.routes()],
    "middleware": [
        Middleware(SecurityHeaders),
        Middleware(logs.AccessLog, tell=_shown, quiet=_QUIET),
        Middleware(AllowedHosts),
        Middleware(SameOrigin),
        Middleware(ClientMessages),
        Middleware(LoginCookies),
        Middleware(CompressedBundles),
        Middleware(Shell),
    ],
    "lifespan": _warm,
}
