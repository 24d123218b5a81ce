"""What a setting may be: a word or a value in, what it means out, ValueError otherwise."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

PROXY_SCHEMES = ("http", "https", "socks5", "socks5h", "socks4")
ONE_DAY = 86_400  # seconds: nothing here is meant to last longer
MOST_TRIES = 100
LOGS = ("text", "json")
AUTO, GALLERY = "auto", "gallery"

# Scheme, host with or without a first label left open, port: nothing that could end the
# rule of a policy it is put into.
_FRAMING_SITE = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


def read_path(value: object) -> Path:
    """Folder or file; ``~`` is the home of whoever runs this."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(value)
    found = at_home(value)
    if value.startswith("~") and found == Path(value):  # the home of nobody here
        raise ValueError(value)
    return found


def at_home(text: str) -> Path:
    """Path with its ``~`` resolved; as it stands where nobody of that name has a home."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def read_yes_or_no(value: object) -> bool:
    """Truth, or one of the words true, yes, 1, false, no, 0."""
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]


def read_number(value: object) -> float:
    """Number from nothing to a day’s worth of seconds."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(value)  # noqa: TRY004
    found = float(value)
    if not 0 <= found <= ONE_DAY:
        raise ValueError(value)
    return found


def read_seconds(value: object) -> float:
    """Number above nothing."""
    if not read_number(value):
        raise ValueError(value)
    return read_number(value)


def read_count(value: object) -> int:
    """Whole number of tries."""
    found = read_number(value)
    if found != int(found) or found > MOST_TRIES:
        raise ValueError(value)
    return int(found)


def read_some(value: object) -> int:
    """Whole number of tries, one at least."""
    if not read_count(value):
        raise ValueError(value)
    return read_count(value)


def read_address(value: object) -> str:
    """Address of a web server."""
    return _url(value, ("http", "https"))


# Host, number in brackets or name, with port and path; nothing that an address could end with.
_PUBLIC = re.compile(
    r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?(/[a-z0-9._~-]+)*",
    re.IGNORECASE,
)


def read_public_address(value: object) -> str:
    """Address of the dashboard as readers know it, without query and closing slash, or nothing."""
    if value == "":
        return ""
    found = _url(value, ("http", "https")).rstrip("/")
    if not _PUBLIC.fullmatch(found) or {".", ".."} & set(found.split("/")):
        raise ValueError(value)
    return found


def read_proxy(value: object) -> str:
    """Address of a proxy, or nothing."""
    return "" if value == "" else _url(value, PROXY_SCHEMES)


def _url(value: object, schemes: tuple[str, ...]) -> str:
    if not isinstance(value, str) or any(sign.isspace() for sign in value):
        raise ValueError(value)
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
        raise ValueError(value)
    return value


def read_log(value: object) -> str:
    """Form of the log: lines for people, or one JSON object a line."""
    if value not in LOGS:
        raise ValueError(value)
    return str(value)


def read_framing_sites(value: object) -> tuple[str, ...]:
    """Sites that may frame a page: ``self``, ``none`` alone, or origins; words or a list."""
    words = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(words, list) or not words:
        raise ValueError(value)
    found = tuple(dict.fromkeys(str(word).lower() for word in words))
    known = all(word in {"self", "none"} or _FRAMING_SITE.fullmatch(word) for word in found)
    if not known or ("none" in found and len(found) > 1):
        raise ValueError(value)
    return found


_ORIGIN = re.compile(r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


def read_origins(value: object) -> tuple[str, ...]:
    """Origins in full, scheme, host and port; none is left open; words or a list."""
    words = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(value)
    found = tuple(dict.fromkeys(word.lower() for word in words))
    if not all(_ORIGIN.fullmatch(word) for word in found):
        raise ValueError(value)
    return found


_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")


def read_home(value: object) -> str:
    """What opens first: ``auto``, ``gallery``, or the slug of a case."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value.lower()):
        raise ValueError(value)
    return value.lower()


_HOST = re.compile(r"\*|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def read_hosts(value: object) -> tuple[str, ...]:
    """Names without scheme and port, ``*.name`` for those below one, ``*`` for all; or a list."""
    words = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(value)
    found = tuple(dict.fromkeys(word.strip().lower().rstrip(".") for word in words))
    if not all(_HOST.fullmatch(word) for word in found):
        raise ValueError(value)
    return found


# One @ with something on both sides; the provider is asked what the address is worth.
_EDITOR = re.compile(r"\*|group:\S(.*\S)?|[^@\s:]+@[^@\s:]+")


def read_editors(value: object) -> tuple[str, ...]:
    """Addresses, ``group:NAME`` or ``*``: words between commas, or a list."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(value)
    found = tuple(dict.fromkeys(word.strip() for word in words))
    if not all(_EDITOR.fullmatch(word) for word in found):
        raise ValueError(value)
    return found


def read_contact(value: object) -> str:
    """Read a name with a mail address behind it, as a header carries it; raises ValueError."""
    text = " ".join(str(value).split())
    if not re.fullmatch(r"[\x20-\x7e]{1,80} [\w.+-]+@[\w-]+(?:\.[\w-]+)+", text, re.ASCII):
        raise ValueError(value)
    return text


def read_word(value: object) -> str:
    """One word without blanks."""
    if not isinstance(value, str) or not value or any(sign.isspace() for sign in value):
        raise ValueError(value)
    return value
