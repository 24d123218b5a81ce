"""The server's log: one event a line on standard error, without personal data.

A line tells what was asked for and how it went, never by whom: no address, browser,
cookie or name, and nothing of a link behind its question mark but the slug of a case that
exists.  What other libraries log passes through the same rules.
"""

from __future__ import annotations

import contextvars
import json
import logging
import logging.config
import re
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Form = Literal["text", "json"]
Tell = Callable[[Scope, Headers], Mapping[str, str]]

LONGEST = 200  # characters of a path in the log
HEADER = "x-request-id"

_log = logging.getLogger(__name__)
_request: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="")

# Redaction ------------------------------------------------------------

_RULES = (
    # user:password@ of an address, then its query
    (re.compile(r"(?<=://)[^/\s@\"'<>]+@"), "…@"),
    (re.compile(r"(://[^\s?\"'<>]+)\?[^\s\"'<>]*"), r"\1?…"),
    (re.compile(r"(/[\w/.~%-]*)\?[\w.~%-]+=[^\s\"'<>]*"), r"\1?…"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), r"\1 …"),
    (
        re.compile(
            r"""(?ix) (?<![\w-])
            ((?:[a-z]+[_-])*(?:token|secret|password|passwd|api[_-]?key|cookie) | code | state)
            (["']?\s*[=:]\s*) ("[^"]*" | '[^']*' | [^\s"'&,;)}\]]+)"""
        ),
        r"\1\2…",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
    # whoever has the id of a session can go on with it
    (re.compile(r"(/_stcore/upload_file/)[^\s\"'?]+"), r"\1…"),
)
_QUOTED = re.compile(r"“[^”]*”|'[^']*'|\"[^\"]*\"")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What these quote is names of code; any other exception may repeat what a reader typed.
_CODE_NAMES = (AttributeError, ImportError, NameError)


def redacted(text: str) -> str:
    """
    Text without secrets, queries of addresses, and addresses of people.

    >>> redacted("GET https://u:p@host/x?code=1 token=abc by ann@example.org")
    'GET https://…@host/x?… token=… by …@…'
    """
    for rule, instead in _RULES:
        text = rule.sub(instead, text)
    return text


def _told(error: BaseException, *, mute: bool = False) -> Iterator[str]:
    """Lines about an exception, its cause first: where, which, and what it says unquoted."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before, mute=mute)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
    said = "…" if mute else " ".join(str(error).split())
    if not isinstance(error, _CODE_NAMES):
        said = _QUOTED.sub("…", said)
    yield f"{type(error).__name__}: {redacted(said)}"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _told(each, mute=mute)


# Lines ----------------------------------------------------------------

_LOGIN = ("starlette_auth_routes", "streamlit.auth_util", "streamlit.user_info")


def _parts(record: logging.LogRecord) -> dict[str, Any]:
    """What a line tells, in the order in which it is read."""
    when = datetime.fromtimestamp(record.created, UTC)
    parts: dict[str, Any] = {
        "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _event(record),
    }
    if _request.get():
        parts["request"] = _request.get()
    for name, value in getattr(record, "fields", {}).items():
        parts[name] = redacted(value) if isinstance(value, str) else value
    if record.exc_info and record.exc_info[1] is not None:
        parts["trace"] = list(_told(record.exc_info[1], mute=record.name.endswith(_LOGIN)))
    return parts


def _event(record: logging.LogRecord) -> str:
    if record.name.endswith(
        _LOGIN
    ):  # what a provider, or a link, says of a login is text of others
        return re.sub(r"%[-\w.]*[a-z]", "…", str(record.msg))
    return redacted(record.getMessage())


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Line of a record."""
        return json.dumps(_parts(record), ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """One line for people, the frames of an exception below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Line of a record."""
        parts = _parts(record)
        trace = parts.pop("trace", [])
        head = [str(parts.pop(name)) for name in ("time", "level", "logger", "event")]
        line = "  ".join([*head, *(f"{name}={value}" for name, value in parts.items())])
        # A line of somebody else's making must not look like one of ours.
        return "\n    ".join(_CONTROL.sub("�", each) for each in (line, *trace))


# Setting up -----------------------------------------------------------

_OTHERS = ("streamlit", "uvicorn", "websockets")
_CLIENTS = ('"WebSocket', "connection open", "connection closed")


def configure(form: Form) -> None:
    """
    Send everything this process logs to standard error in one form.

    Parameters
    ----------
    form : {"text", "json"}
        Lines for people, or one JSON object a line.
    """
    formatter = JsonLines if form == "json" else TextLines
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"own": {"()": formatter}},
            "handlers": {"own": {"class": "logging.StreamHandler", "formatter": "own"}},
            "root": {"level": "WARNING", "handlers": ["own"]},
            "loggers": {"dashboard": {"level": "INFO"}, "uvicorn.error": {"level": "INFO"}},
        }
    )
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda what: _uncaught(what.exc_type, what.exc_value)
    logging.getLogger("uvicorn.error").addFilter(_names_no_client)
    adopt()


def adopt() -> None:
    """Take over the loggers of the server's libraries, which bring handlers of their own."""
    for name, logger in list(logging.Logger.manager.loggerDict.items()):
        if name.split(".")[0] in _OTHERS and isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    # Addresses of clients and whole links: the access log below takes its place.
    logging.getLogger("uvicorn.access").disabled = True


def _names_no_client(record: logging.LogRecord) -> bool:
    return not any(sign in str(record.msg) for sign in _CLIENTS)


def _uncaught(kind: type[BaseException], error: BaseException | None, *_: object) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt):
        _log.critical("uncaught", exc_info=error)


# Requests -------------------------------------------------------------


class AccessLog:
    """
    Log what was answered and how; turn an exception into a plain 500.

    Bundles and health checks that went well are left out.  Each request has an id, taken
    from a proxy that sends one, given back and put on every line about it.

    Parameters
    ----------
    app : ASGIApp
    tell : callable
        From the scope and the answer's headers to further fields that may be logged.
    quiet : tuple of str
        Parts of paths of which only failures are told.
    """

    def __init__(self, app: ASGIApp, tell: Tell, quiet: tuple[str, ...]) -> None:
        self.app = app
        self._tell, self._quiet = tell, quiet
        self._open = 0
        self._loggers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        # Streamlit's parts make loggers when they are first needed.
        if len(logging.Logger.manager.loggerDict) != self._loggers:
            self._loggers = len(logging.Logger.manager.loggerDict)
            adopt()
        token = _request.set(_id(Headers(scope=scope).get(HEADER, "")))
        try:
            if scope["type"] == "http":
                await self._http(scope, receive, send)
            else:
                await self._websocket(scope, receive, send)
        finally:
            _request.reset(token)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        begin = time.perf_counter()
        start: dict[str, Any] = {}

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = _request.get()
                start.update(message)
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:  # whatever it is, the reader gets an answer
            _log.exception("failed", extra={"fields": _asked(scope)})
            if start:
                raise
            sorry = PlainTextResponse("Internal Server Error", status_code=500)
            await sorry(scope, receive, send_with_id)
        status = start.get("status", 0)
        if status < 400 and any(part in scope["path"] for part in self._quiet):
            return
        told = self._tell(scope, Headers(raw=start.get("headers", [])))
        fields = {**_asked(scope), "status": status, "ms": _since(begin), **told}
        _log.log(_level(status), "answered", extra={"fields": fields})

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        begin, accepted = time.perf_counter(), False

        async def send_and_count(message: Message) -> None:
            nonlocal accepted
            await send(message)
            if message["type"] == "websocket.accept":
                accepted = True
                self._open += 1
                fields = {**_asked(scope), "connections": self._open}
                _log.info("connected", extra={"fields": fields})

        try:
            await self.app(scope, receive, send_and_count)
        finally:
            self._open -= accepted
            fields = {**_asked(scope), "connections": self._open, "ms": _since(begin)}
            _log.info("disconnected" if accepted else "refused", extra={"fields": fields})


def _id(sent: str) -> str:
    return sent if re.fullmatch(r"[0-9A-Za-z-]{8,64}", sent) else uuid.uuid4().hex[:16]


def _asked(scope: Scope) -> dict[str, object]:
    path = scope["path"]
    shown = path if len(path) <= LONGEST else f"{path[:LONGEST]}…"
    return {"method": scope["method"], "path": shown} if "method" in scope else {"path": shown}


def _since(begin: float) -> int:
    return round((time.perf_counter() - begin) * 1000)


def _level(status: int) -> int:
    if status == 503:  # not ready, or too busy: an answer and no failure
        return logging.WARNING
    return logging.ERROR if status >= 500 or status == 0 else logging.INFO
