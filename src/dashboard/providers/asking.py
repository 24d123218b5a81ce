"""Asking a source over HTTP: one time-out for a whole answer, spacing, retries, refusals.

What comes back is a `Reply` or the `SourceError` that says why there is none, never an
error of the HTTP library; what the body means is for each source's own file to say.
"""

from __future__ import annotations

import threading
import time
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError

from dashboard.errors import (
    N_,
    BlockedError,
    EmptyAnswerError,
    RateLimitedError,
    SourceError,
    UnreachableError,
    UnreadableError,
)
from dashboard.files import loads_finite
from dashboard.providers.deadline import Deadline, HeldAdapter
from dashboard.settings.loading import SourceSettings

MAX_BYTES = (
    24_000_000  # four times the longest list of codes; JSON unfolds into twenty times its size
)
CHUNK = 65_536
PASSING = (502, 503, 504)  # faults of a server that may be gone a moment later
WITHOUT_BODY = (204, 205)
FIRST_PAUSE = 0.5  # seconds before the second try; doubled before every further one

# Several sources answer nothing, or a block page, to a client that names no browser.
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/150.0.0.0 Safari/537.36"
)


FAULTY = N_("{source} has a fault of its own ({status}).")
NOTHING = N_("{source} answered with nothing at all: it shuts this client out.")

# In the order in which they are looked for: a proxy's own faults look like the others.
REASONS: dict[type[Exception], str] = {
    ProxyError: N_("{source} cannot be reached: the proxy does not let the request through."),
    SSLError: N_("{source} cannot be reached: no trusted encrypted connection comes about."),
    NameResolutionError: N_("{source} cannot be reached: its name is unknown in this network."),
    NewConnectionError: N_("{source} cannot be reached: no connection comes about."),
}
PASSING_REASONS = (NameResolutionError, NewConnectionError)


@dataclass(frozen=True, slots=True)
class Reply:
    """
    One answer with status 200.

    Attributes
    ----------
    source : str
        Id of the source.
    url : str
        Address asked, with its parameters, without user and password.
    body : bytes
    content_type : str
        As the header has it, in lower case.
    """

    source: str
    url: str
    body: bytes
    content_type: str

    def text(self, encoding: str = "utf-8") -> str:
        """
        Body as text.

        Raises
        ------
        BlockedError
            If it is a web page: sources answer with one when they shut a client out.
        UnreadableError
            If it is not text in that encoding.
        """
        if self.body.removeprefix(BOM_UTF8).lstrip()[:1] == b"<":
            raise BlockedError(
                N_("{source} answered with a web page instead of data: it shuts this client out."),
                source=self.source,
            )
        try:
            return self.body.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise UnreadableError(
                N_("{source} answered in bytes that are not {encoding} text."),
                source=self.source,
                encoding=encoding,
            ) from error

    def json(self) -> Any:
        """
        Body as JSON.

        Raises
        ------
        BlockedError, UnreadableError
            If it is a web page, is empty, or is no JSON.
        """
        text = self.text()
        if not text.strip():
            raise BlockedError(NOTHING, source=self.source)
        try:
            return loads_finite(text)
        except (ValueError, RecursionError) as error:  # the latter: nested thousands deep
            raise self.unreadable(text) from error

    def unreadable(self, what: object) -> UnreadableError:
        """Error for an answer whose shape is not the documented one; shows its start."""
        start = " ".join(str(what)[:600].split())[:60]
        return UnreadableError(
            N_("{source} answered in a shape that is not the documented one, beginning “{start}”."),
            source=self.source,
            start="".join(sign if sign.isprintable() else "\ufffd" for sign in start),
        )


class _Session(requests.Session):
    """A session without redirects: sources redirect to block pages on other hosts."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere; with a target requests reads the whole body, even of one not followed."""


class _PassingError(Exception):
    """A fault that may be gone a moment later: ask again before giving up."""

    def __init__(self, error: SourceError) -> None:
        super().__init__(error)
        self.error = error


class Asker:
    """
    One source's way of being asked; safe to share between threads.

    Every try is held to the time-out as a whole, whatever drips or hangs; only the
    look-up of the source's name is the system's to end.

    Parameters
    ----------
    source : str
        Id of the source, for sentences.
    settings : SourceSettings
        Base address, time-out, spacing, retries, proxy.
    clock, sleep : callable
        For tests of the spacing.
    most_bytes : int, optional
        Size of an answer, `MAX_BYTES` by default; a larger one is not read to its end.
    """

    def __init__(
        self,
        source: str,
        settings: SourceSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        most_bytes: int | None = None,
    ) -> None:
        self.source, self._most_bytes = source, most_bytes or MAX_BYTES
        self._settings = settings
        self._clock, self._sleep = clock, sleep
        self._turn = threading.Lock()
        self._free_at = 0.0
        self._session = _Session()
        self._session.headers["User-Agent"] = BROWSER
        # No source has a password of ours: keep the reader's .netrc out of it.
        self._session.auth = lambda request: request
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HeldAdapter())

    def get(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """
        Ask with GET.

        Parameters
        ----------
        path : str
            Behind the base address, with its leading slash.
        params, headers : mapping, optional

        Raises
        ------
        UnreachableError, UnreadableError, RateLimitedError, BlockedError, EmptyAnswerError
            By what went wrong; a 404 is an empty answer.
        """
        return self._ask("GET", path, params=params, headers=headers)

    def post(
        self,
        path: str,
        form: Mapping[str, str | int],
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask with POST and a form; otherwise as `get`."""
        return self._ask("POST", path, data=form, headers=headers)

    def post_json(
        self, path: str, content: object, *, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Ask with POST and a body of JSON; otherwise as `get`."""
        return self._ask("POST", path, json=content, headers=headers)

    def _ask(self, method: str, path: str, **options: Any) -> Reply:
        # Not urllib3's retries: they read the whole body of a fault before the next try,
        # and sleep for as long as its Retry-After asks.
        for tried in range(self._settings.retries + 1):
            if tried:
                self._sleep(min(FIRST_PAUSE * 2 ** (tried - 1), self._settings.timeout))
            self._wait_for_turn()
            try:
                return self._once(method, path, **options)
            except _PassingError as passing:
                last = passing
        raise last.error from last.__cause__

    def _once(self, method: str, path: str, **options: Any) -> Reply:
        proxy = self._settings.proxy
        with Deadline(self._settings.timeout) as deadline:
            try:
                # The proxy stands here and not on the session, where the environment's wins.
                with self._session.request(
                    method,
                    self._settings.base.rstrip("/") + path,
                    timeout=self._settings.timeout,
                    proxies={"http": proxy, "https": proxy} if proxy else None,
                    allow_redirects=False,
                    stream=True,
                    **options,
                ) as response:
                    if not deadline.passed:  # what was cut short may look like anything
                        self._refuse(response)
                    body = self._body(response, deadline)
            except (OSError, HTTPError, ValueError) as error:  # OSError: all of requests' own
                if deadline.passed:
                    raise _PassingError(self._too_slow()) from error
                raise self._no_answer(error) from error
            if deadline.passed:
                raise _PassingError(self._too_slow())
        kind = response.headers.get("Content-Type", "").lower()
        return Reply(self.source, _public(response.url), body, kind)

    def _wait_for_turn(self) -> None:
        """Keep the spacing between the starts of two requests, whoever makes them."""
        with self._turn:
            pause = self._free_at - self._clock()
            if pause > 0:
                self._sleep(pause)
            self._free_at = self._clock() + self._settings.spacing

    def _body(self, response: requests.Response, deadline: Deadline) -> bytes:
        parts, size = [], 0
        try:
            # read1 undoes compression in pieces: no bomb gets past the limit.
            while part := response.raw.read1(CHUNK, decode_content=True):
                parts.append(part)
                size += len(part)
                if deadline.passed:
                    break
                if size > self._most_bytes:
                    raise UnreadableError(
                        N_("{source} sent more than {n} MB, which no answer of its kind has."),
                        source=self.source,
                        n=self._most_bytes // 1_000_000,
                    )
        except ProtocolError as error:
            broken = UnreachableError(
                N_("{source} broke off in the middle of its answer."), source=self.source
            )
            raise _PassingError(self._too_slow() if deadline.passed else broken) from error
        return b"".join(parts)

    def _refuse(self, response: requests.Response) -> None:
        """Raise what a status other than 200 means."""
        status = response.status_code
        if status == 200:
            return
        values: dict[str, object] = {"source": self.source, "status": status}
        if status == 429 or status >= 500:
            values["retry_after"] = response.headers.get("Retry-After", "")[:20]
        if status in PASSING:
            raise _PassingError(UnreachableError(FAULTY, **values))
        if status >= 500:
            raise UnreachableError(FAULTY, **values)
        if status == 404:
            raise EmptyAnswerError(N_("{source} has nothing under this address (404)."), **values)
        if status == 429:
            raise RateLimitedError(N_("{source} asks for fewer requests (429)."), **values)
        if 300 <= status < 400:
            raise BlockedError(
                N_("{source} sent us on to {host} instead of answering: it shuts this client out."),
                source=self.source,
                host=_sent_on_to(response),
            )
        if status in WITHOUT_BODY:
            raise BlockedError(NOTHING, **values)
        if status == 407:
            raise UnreachableError(REASONS[ProxyError], **values)
        raise BlockedError(N_("{source} refused the request ({status})."), **values)

    def _too_slow(self) -> UnreachableError:
        return UnreachableError(
            N_("{source} gave no whole answer within {seconds} s."),
            source=self.source,
            seconds=f"{self._settings.timeout:g}",
        )

    def _no_answer(self, error: Exception) -> Exception:
        """What a fault of the connection means; a passing one where a second try may help."""
        causes = tuple(_causes(error))

        def among(*kinds: type[BaseException]) -> bool:
            return any(isinstance(cause, kinds) for cause in causes)

        if among(DecodeError):
            return UnreadableError(
                N_("{source} answered in a compression that cannot be undone."), source=self.source
            )
        for kind, template in REASONS.items():
            if among(kind):
                found = UnreachableError(template, source=self.source)
                return _PassingError(found) if kind in PASSING_REASONS else found
        if among(requests.Timeout, TimeoutError, Urllib3TimeoutError):
            return _PassingError(self._too_slow())
        if among(ConnectionError):
            return _PassingError(
                BlockedError(
                    N_(
                        "{source} closed the connection without an answer, its way of shutting out."
                    ),
                    source=self.source,
                )
            )
        if among(HTTPException):
            return UnreadableError(
                N_("{source} answered in something that is not HTTP."), source=self.source
            )
        return UnreachableError(
            N_("{source} cannot be reached ({reason})."),
            source=self.source,
            reason=type(causes[-1]).__name__,
        )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error of requests or urllib3 and those it carries inside."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)


def _public(url: str) -> str:
    """Address without the user and password that a base address may carry."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _sent_on_to(response: requests.Response) -> str:
    try:
        target = urljoin(response.url, response.headers.get("Location", ""))
        return urlsplit(target).hostname or "?"
    except ValueError:
        return "?"


class AskedSource:
    """
    A source that is asked by an asker of its own.

    Parameters
    ----------
    asker : Asker
        How it is asked.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
