"""The one call of the second reader: sent, waited for, understood or refused in one sentence."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

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
from dashboard.providers.asking import Asker, Reply
from dashboard.settings.loading import SourceSettings
from dashboard.settings.second_reader import Key, ReaderSettings

MOST_BYTES = 2_000_000
LONGEST_WAIT = 10.0  # seconds before the one further try
USUAL_WAIT = 2.0  # where nobody says how long
_REFUSES_SCHEMA = (400, 422)
_FENCE, _THOUGHT = "```", ("<think>", "</think>")

PROSE = N_("{source} answered in words instead of JSON: nothing of its answer was taken.")
CUT_OFF = N_("{source} was cut off in the middle of its answer: nothing of it was taken.")
DECLINED = N_("{source} declined to read the article.")
NO_KEY = N_(
    "{source} takes no request with this key ({status}): set MARKET_NARRATIVE_READER_KEY to one "
    "that it knows."
)
UNKNOWN_MODEL = N_(
    "{source} knows no such address or model ({status}): look at MARKET_NARRATIVE_READER_BASE and "
    "MARKET_NARRATIVE_READER_MODEL."
)
REFUSED = N_("{source} refused the request ({status}).")
ODD = N_("{source} answered in a shape that is not the documented one.")


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a model answered.

    Attributes
    ----------
    finds : tuple of object
        As proposed, none of them checked.
    tokens : int or None
        As the server counted them; None where it says nothing usable.
    signs : int
        Of the answer.
    """

    finds: tuple[object, ...]
    tokens: int | None
    signs: int


class Client:
    """
    A way of asking one model.

    Parameters
    ----------
    settings : ReaderSettings
    key : Key
    clock, sleep : callable
        For tests of the waiting.
    """

    def __init__(
        self,
        settings: ReaderSettings,
        key: Key,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._key = settings, key
        self._clock, self._sleep = clock, sleep

    def ask(self, path: str, make: Callable[[bool], dict[str, Any]]) -> Answer:
        """
        Ask once; a refused schema and a busy server are each tried once more.

        Parameters
        ----------
        path : str
        make : callable
            Body with the schema, or without.

        Raises
        ------
        SourceError
            By what went wrong; the time of the settings holds for all of it.
        """
        ends = self._clock() + self._settings.timeout
        strict, waited = True, False
        while True:
            try:
                return _answer(self._once(path, make(strict), ends))
            except (BlockedError, EmptyAnswerError, RateLimitedError, UnreachableError) as error:
                status = error.values.get("status", 0)
                if strict and status in _REFUSES_SCHEMA:
                    strict = False
                    continue
                wait = _wait(error)
                if waited or wait is None or self._clock() + wait >= ends:
                    raise _explained(error) from None
                waited = True
                self._sleep(wait)

    def _once(self, path: str, body: dict[str, Any], ends: float) -> Reply:
        settings = self._settings
        left = max(0.05, ends - self._clock())
        asked = SourceSettings(
            base=settings.base, timeout=left, spacing=0, retries=0, proxy=settings.proxy
        )
        asker = Asker(settings.host, asked, most_bytes=MOST_BYTES)
        headers = {"User-Agent": "market-narrative", **self._key.headers()}
        try:
            return asker.post_json(path, body, headers=headers)
        except UnreachableError as error:
            if "seconds" not in error.values:
                raise
            told = replace(error.message, fields=())  # the time of the whole, not what was left
            raise UnreachableError(
                told.template, source=settings.host, seconds=f"{settings.timeout:g}"
            ) from None


def _wait(error: SourceError) -> float | None:
    """Seconds before a further try; None where none helps or it would take too long."""
    status = error.values.get("status", 0)
    if not isinstance(status, int) or (status != 429 and status < 500):
        return None
    said = str(error.values.get("retry_after", "")).strip()
    wait = float(said) if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", said) else USUAL_WAIT
    return wait if wait <= LONGEST_WAIT else None


def _explained(error: SourceError) -> SourceError:
    values = {name: error.values.get(name, "") for name in ("source", "status")}
    if values["status"] in {401, 403}:
        return BlockedError(NO_KEY, **values)
    if values["status"] == 404:
        return BlockedError(UNKNOWN_MODEL, **values)
    return error


def _answer(reply: Reply) -> Answer:
    source = reply.source
    whole = _json(reply.text(), ODD, source)
    try:
        choice = whole["choices"][0]
        message = choice["message"]
        content = message["content"]
        refusal, finished = message.get("refusal"), choice.get("finish_reason")
    except (AttributeError, KeyError, IndexError, TypeError) as error:
        raise UnreadableError(ODD, source=source) from error
    if finished == "length":
        raise UnreadableError(CUT_OFF, source=source)
    if refusal or finished == "content_filter":
        raise UnreadableError(DECLINED, source=source)
    if not isinstance(content, str):
        raise UnreadableError(ODD, source=source)
    found = _json(_bare(content), PROSE, source)
    finds = found.get("finds") if isinstance(found, dict) else None
    if not isinstance(finds, list):
        raise UnreadableError(ODD, source=source)
    return Answer(tuple(finds), _tokens(whole), len(content))


def _bare(content: str) -> str:
    """Content without the thoughts before it and the fence around it."""
    plain = content.strip()
    if plain.startswith(_THOUGHT[0]) and _THOUGHT[1] in plain:
        plain = plain.partition(_THOUGHT[1])[2].strip()
    if plain.startswith(_FENCE) and plain.endswith(_FENCE) and len(plain) > 2 * len(_FENCE):
        plain = plain[len(_FENCE) : -len(_FENCE)]
        plain = plain.removeprefix("json").removeprefix("JSON")
    return plain


def _json(text: str, template: str, source: str) -> Any:
    # No word of an answer stands in the sentence: it may echo whatever was sent.
    try:
        return loads_finite(text)
    except (ValueError, RecursionError):
        raise UnreadableError(template, source=source) from None


def _tokens(whole: dict[str, Any]) -> int | None:
    usage = whole.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    usable = isinstance(total, int) and not isinstance(total, bool) and total > 0
    return total if usable else None
