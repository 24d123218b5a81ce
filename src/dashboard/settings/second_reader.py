"""Settings of the optional second reader of articles: a language model at an address."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dashboard.errors import N_, SettingsError
from dashboard.settings.values import (
    MOST_TRIES,
    ONE_DAY,
    PROXY_SCHEMES,
    read_address,
    read_number,
    read_proxy,
    read_seconds,
    read_some,
    read_word,
)

READER = "reader"
"""Table of the settings file, and the middle of the names of variables."""
KEY_VARIABLE = "MARKET_NARRATIVE_READER_KEY"
MOST_SIGNS, MOST_TOKENS = 300_000, 1_000_000_000
_SLUG = re.compile(r"\*|[a-z0-9][a-z0-9-]*")
_KEY = re.compile(r"[!-~]{1,4096}")  # what a header carries as it is


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """
    Where the second reader is, and how far it may go.

    Attributes
    ----------
    base : str
        Address before ``/chat/completions``; without one there is no second reader.
    model : str
        As the address calls it.
    timeout : float
        Seconds for the whole of a reading, its second tries and pauses too.
    most_signs : int
        Signs of an article; longer ones are not sent.
    tokens_a_day : int
        Tokens that all processes of this store spend on a day of UTC.
    proxy : str
        Proxy address; empty leaves it to HTTPS_PROXY and the like.
    failures : int
        Failures in a row after which it is left alone.
    pause : float
        For how many seconds.
    confidential : tuple of str
        Slugs of the cases whose articles are never sent; ``*`` for all.
    """

    base: str = ""
    model: str = ""
    timeout: float = 60.0
    most_signs: int = 20_000
    tokens_a_day: int = 200_000
    proxy: str = field(default="", repr=False)  # may hold a password
    failures: int = 3
    pause: float = 300.0
    confidential: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """Host of the address, with its port where one is written."""
        return urlsplit(self.base).netloc


def read_base(value: object) -> str:
    """Address of a model, or nothing: without a user, a query and the path of the call."""
    if value == "":
        return ""
    base = read_address(value).rstrip("/")
    parts = urlsplit(base)
    if "@" in parts.netloc or "?" in base or "#" in base or not base.isascii():
        raise ValueError(value)
    if parts.path.endswith("/chat/completions"):
        raise ValueError(value)
    return base


def _whole(most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError(value)  # noqa: TRY004 - one error for whatever is wrong
        found = float(value)
        if found != int(found) or not 1 <= found <= most:
            raise ValueError(value)
        return int(found)

    return read


def _slugs(value: object) -> tuple[str, ...]:
    words = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(value)
    if not all(_SLUG.fullmatch(word) for word in words):
        raise ValueError(value)
    return tuple(dict.fromkeys(words))


READER_OPTIONS: dict[str, tuple[Callable[[object], object], str]] = {
    "base": (read_base, "http://…/v1, https://…/v1"),
    "model": (read_word, "model-name"),
    "timeout": (read_seconds, f"0 < s ≤ {ONE_DAY}"),
    "most_signs": (_whole(MOST_SIGNS), f"1, 2, 3 … {MOST_SIGNS}"),
    "tokens_a_day": (_whole(MOST_TOKENS), f"1, 2, 3 … {MOST_TOKENS}"),
    "proxy": (read_proxy, ", ".join(f"{scheme}://…" for scheme in PROXY_SCHEMES)),
    "failures": (read_some, f"1, 2, 3 … {MOST_TRIES}"),
    "pause": (read_number, f"0 ≤ s ≤ {ONE_DAY}"),
    "confidential": (_slugs, "slug, slug-2, *"),
}


class Key:
    """The key that an address asks for; it shows itself to nobody but the request."""

    __slots__ = ("_headers",)

    def __init__(self, text: str) -> None:
        self._headers = {"Authorization": f"Bearer {text}"} if text else {}

    def __bool__(self) -> bool:
        return bool(self._headers)

    def __repr__(self) -> str:
        return "Key(…)" if self else "Key()"

    def __reduce__(self) -> str:
        """Refuse to be copied into a file."""
        raise TypeError(repr(self))

    def headers(self) -> dict[str, str]:
        """Header that carries it; none without a key."""
        return dict(self._headers)


def has_key() -> bool:
    """Whether the environment has a key."""
    return bool(os.environ.get(KEY_VARIABLE, "").strip())


def read_key() -> Key:
    """
    Key of the environment; it stands nowhere else.

    Raises
    ------
    SettingsError
        If it has signs that no header carries; they are not repeated.
    """
    text = os.environ.get(KEY_VARIABLE, "").strip()
    if text and not _KEY.fullmatch(text):
        raise SettingsError(
            N_("{variable} cannot be used: a key has letters, digits and signs without blanks."),
            variable=KEY_VARIABLE,
        )
    return Key(text)


def check_reader(settings: ReaderSettings) -> None:
    """
    Refuse settings of a second reader that do not fit together.

    Raises
    ------
    SettingsError
    """
    if settings.base and not settings.model:
        raise SettingsError(
            N_(
                "The second reader has an address and no model: set MARKET_NARRATIVE_READER_MODEL, "
                "or clear MARKET_NARRATIVE_READER_BASE."
            )
        )
    read_key()
