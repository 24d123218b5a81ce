"""Yahoo Finance through yfinance: daily prices as traded, with a factor of their own making.

Yahoo serves prices, volumes and dividends restated for every later split, so it is
always asked up to today and the splits are undone here.

yfinance keeps one session, one cookie, one configuration and one memory of answers for
the whole process, and its calls race.  Hence the lock, the session handed in with every
call, and the memory cleared before each: a bad answer would be served again for ever.
It has no retries worth having (those it offers repeat a closed connection, which is how
Yahoo shuts out); after a refusal it asks once more by itself, and then the next source
has its turn.  ``settings.retries`` is therefore not used.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

import pandas as pd
from urllib3.exceptions import NameResolutionError, NewConnectionError, ProxyError, SSLError

from dashboard.errors import (
    N_,
    BlockedError,
    EmptyAnswerError,
    RateLimitedError,
    SourceError,
    UnreachableError,
    UnreadableError,
)
from dashboard.providers import Ask, FetchedPrices
from dashboard.providers.asking import FAULTY, REASONS, Reply
from dashboard.providers.yahoo_chart import SOURCE, nothing, read_chart
from dashboard.settings.loading import SourceSettings

CHART = "/v8/finance/chart/"
CRUMB = "/v1/test/getcrumb"
COOKIE_HOSTS = frozenset({"fc.yahoo.com", "guce.yahoo.com", "consent.yahoo.com"})

# curl's numbers for a connection that ended without an answer: TLS broken off, empty
# reply, broken while sending or receiving, cut short.
CUT_OFF = (18, 35, 52, 55, 56)

_ONE_CALL = threading.Lock()


class Yahoo:
    """
    Daily prices of Yahoo Finance.

    Parameters
    ----------
    settings : SourceSettings
        With a `base`, every address of Yahoo is asked there instead.
    cache : Path
        Folder for yfinance's small files (time zones, cookies); the first one named
        in a process serves all of it.
    """

    id = SOURCE

    def __init__(self, settings: SourceSettings, cache: Path) -> None:
        self._settings = settings
        self._cache = cache

    def fetch(self, ask: Ask) -> FetchedPrices:
        """
        Ask for one symbol, from the first day wanted up to today.

        Raises
        ------
        SourceError
            Of the class that says why nothing usable came.
        """
        with _ONE_CALL, _tamed():
            session = _session(self._settings)
            session.reply = None
            try:
                _prepare(self._cache)
                frame = _history(session, ask)
            except Exception as error:  # the provider's edge: yfinance raises anything
                raise _refusal(error, session.reply, ask, self._settings) from error
            return read_chart(frame, _reply(session.reply), ask)


@contextmanager
def _tamed() -> Iterator[None]:
    """Let yfinance raise what it would hide, and keep its log lines off the terminal."""
    import yfinance as yf  # type: ignore[import-untyped]  # noqa: PLC0415 - half a second

    # yfinance turns its own deprecation warnings on when it is imported.  Not in
    # `catch_warnings`: another thread may hold one open, and the two would undo each other.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"^yfinance")
    log, debug = logging.getLogger("yfinance"), yf.config.debug
    before = debug.hide_exceptions, log.disabled
    debug.hide_exceptions, log.disabled = False, True
    try:
        yield
    finally:
        debug.hide_exceptions, log.disabled = before


@cache
def _prepare(folder: Path) -> None:
    """Place yfinance's files, and make them before two threads would do so at once."""
    import yfinance as yf  # noqa: PLC0415
    from yfinance import cache as files  # noqa: PLC0415

    yf.set_tz_cache_location(str(folder))
    for made in (files.get_tz_cache(), files.get_cookie_cache(), files.get_isin_cache()):
        made.initialise()


@cache
def _session(settings: SourceSettings) -> Any:
    """Session of the process for these settings; `reply` is its last answer with prices."""
    from curl_cffi import requests as curl  # noqa: PLC0415

    class Session(curl.Session[curl.Response]):
        """Asks for what prices need, where, how long and how often the settings say."""

        reply: curl.Response | None = None
        _free_at = 0.0

        def request(self, method: Any, url: str, *arguments: Any, **options: Any) -> curl.Response:
            parts = urlsplit(url)
            if not _is_needed(parts):
                # For a symbol it does not know yfinance would look in twenty places more.
                raise curl.exceptions.RequestException(parts.path)
            if settings.base:
                query = f"?{parts.query}" if parts.query else ""
                url = settings.base.rstrip("/") + (parts.path or "/") + query
                options["allow_redirects"] = False  # it would lead to another host
            is_chart = parts.path.startswith(CHART)
            if is_chart:
                self.reply = None
            # yfinance would wait 10 s for a time zone and 30 s for a cookie.
            options["timeout"] = settings.timeout
            self._wait_for_turn()
            response = super().request(method, url, *arguments, **options)
            if is_chart:
                self.reply = response
            return response

        def _wait_for_turn(self) -> None:
            pause = self._free_at - monotonic()
            if pause > 0:
                sleep(pause)
            self._free_at = monotonic() + settings.spacing

    return Session(impersonate="chrome", proxy=settings.proxy or None)


def _is_needed(parts: SplitResult) -> bool:
    return parts.path.startswith((CHART, CRUMB)) or parts.hostname in COOKIE_HOSTS


def _history(session: Any, ask: Ask) -> pd.DataFrame:
    import yfinance as yf  # noqa: PLC0415
    from yfinance.data import YfData  # type: ignore[import-untyped]  # noqa: PLC0415

    YfData.cache_get.cache_clear()
    frame: pd.DataFrame = yf.Ticker(ask.symbol, session=session).history(
        start=ask.first,
        end=datetime.now(UTC).date() + timedelta(days=2),  # in the future in every time zone
        interval="1d",
        auto_adjust=False,
        actions=True,
        keepna=True,
    )
    return frame


def _refusal(error: Exception, reply: Any, ask: Ask, settings: SourceSettings) -> SourceError:
    """Say what an exception out of yfinance means, by the last answer if there was one."""
    from curl_cffi.requests import exceptions as curl  # noqa: PLC0415
    from yfinance.exceptions import YFRateLimitError  # type: ignore[import-untyped]  # noqa: PLC0415

    if isinstance(error, YFRateLimitError):
        return RateLimitedError(N_("{source} asks for fewer requests (429)."), source=SOURCE)
    if reply is not None:
        return _refused(reply.status_code, _reply(reply), ask)
    if isinstance(error, curl.Timeout):
        return UnreachableError(
            N_("{source} gave no whole answer within {seconds} s."),
            source=SOURCE,
            seconds=f"{settings.timeout:g}",
        )
    if isinstance(error, curl.RequestException):
        return _no_answer(error)
    return UnreadableError(
        N_("{source} gave no answer that yfinance could read; it stopped with {reason}."),
        source=SOURCE,
        reason=type(error).__name__,
    )


def _no_answer(error: Any) -> SourceError:
    """Say what a fault of the connection means, in the words of `providers.asking`."""
    from curl_cffi.requests import exceptions as curl  # noqa: PLC0415

    if error.code in CUT_OFF:
        return BlockedError(
            N_("{source} closed the connection without an answer, its way of shutting out."),
            source=SOURCE,
        )
    kinds = {
        curl.ProxyError: ProxyError,
        curl.SSLError: SSLError,
        curl.DNSError: NameResolutionError,
        curl.ConnectionError: NewConnectionError,  # the wider class comes last
    }
    for kind, same in kinds.items():
        if isinstance(error, kind):
            return UnreachableError(REASONS[same], source=SOURCE)
    return UnreachableError(
        N_("{source} cannot be reached ({reason})."), source=SOURCE, reason=type(error).__name__
    )


def _refused(status: int, reply: Reply, ask: Ask) -> SourceError:
    """Say what an answer means out of which yfinance could make no prices."""
    if status >= 500:
        return UnreachableError(FAULTY, source=SOURCE, status=status)
    if b"Will be right back" in reply.body:
        return UnreachableError(N_("{source} says that it is down at the moment."), source=SOURCE)
    try:
        content = reply.json()
    except SourceError as error:
        return error
    if (empty := _in_good_order(content, ask)) is not None:
        return empty
    if status >= 400:
        return BlockedError(
            N_("{source} refused the request ({status})."), source=SOURCE, status=status
        )
    return reply.unreadable(content)


def _in_good_order(content: Any, ask: Ask) -> EmptyAnswerError | None:
    """Error for an answer that says in Yahoo's own way that there is nothing; None for others."""
    match content:
        # With status 404 for a symbol it does not know, 400 for days it has nothing of.
        case {"chart": {"error": {"description": str(text)}}}:
            return EmptyAnswerError(
                N_("{source} has nothing of {symbol}: “{text}”."),
                source=SOURCE,
                symbol=ask.symbol,
                text=" ".join(text.split()).rstrip(".")[:200],
            )
        case {"chart": {"result": [{"meta": {}} as result]}} if not result.get("timestamp"):
            return nothing(ask)
    return None


def _reply(response: Any) -> Reply:
    """Answer with its address, but without the crumb of the session and other secrets."""
    parts = urlsplit(response.url)
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "crumb"])
    host = parts.netloc.rpartition("@")[2]  # a base address may carry a password
    kind = response.headers.get("Content-Type", "").lower()
    return Reply(SOURCE, parts._replace(netloc=host, query=query).geturl(), response.content, kind)
