"""What an edition says of itself: settings, versions, every file with its hash.

The id of an edition is the beginning of the SHA-256 of its ``manifest.json``, which
stands in one canonical form.  Whatever depends on the moment of freezing (when, by whom,
why, how far the calendar library knew) stands in ``made.json`` beside it, so that
freezing the same thing twice gives the same id.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from dashboard.case import Text, Window
from dashboard.cases.outline import is_slug
from dashboard.errors import N_, EditionError, InputError
from dashboard.files import loads_finite

FORMAT = 1
MANIFEST, MADE, RESULTS = "manifest.json", "made.json", "results.json"

ID_LENGTH = 16
MOST_BYTES = 4_000_000  # a manifest of thousands of files; a larger one is none
LONGEST_NAME, LONGEST_NOTE = 80, 400  # characters of who froze an edition, and why

Prices = Literal["case", "store"]

_ID = re.compile(r"[0-9a-f]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# Every place a file of an edition may have; nothing else is read, written or packed.
_PLACE = re.compile(
    r"(?:results|status|benchmarks)\.json"
    r"|case/[^./\\:\x00-\x1f\x7f][^/\\:\x00-\x1f\x7f]{0,199}"
    r"|series/\^?[A-Z0-9][A-Z0-9.=&-]{0,23}/[a-z0-9][a-z0-9-]{0,60}\.parquet"
    r"|minutes/\^?[A-Z0-9][A-Z0-9.=&-]{0,23}/[a-z0-9][a-z0-9-]{0,60}\.parquet"
    r"|universe/(?:current|[0-9a-f]{64})\.(?:json|npy)"
)


@dataclass(frozen=True, slots=True)
class FileMark:
    """SHA-256 and size of one file."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class EditionSettings:
    """
    What was looked at when an edition was frozen.

    Attributes
    ----------
    base : date
        The close that returns start from.
    window : Window
        Sessions under trial.
    benchmark : str
        Id of the benchmark in use.
    prices : {"case", "store"}
        Whose prices: those kept with the case, or the store's.
    """

    base: date
    window: Window
    benchmark: str
    prices: Prices


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    Content of an edition's ``manifest.json``.

    Attributes
    ----------
    slug : str
        The case.
    title, source, verdict : Text
        Title of the case, source of the prices, sentence of the verdict.
    retrieved : str
        When the prices were read.
    settings : EditionSettings
    versions : dict of str to str
        Of the program, Python and the libraries that compute.
    files : dict of str to FileMark
        Every other file by its place, ``made.json`` aside.
    """

    slug: str
    title: Text
    source: Text
    verdict: Text
    retrieved: str
    settings: EditionSettings
    versions: dict[str, str]
    files: dict[str, FileMark]

    @property
    def id(self) -> str:
        """Name of the edition in links."""
        return hashlib.sha256(manifest_bytes(self)).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True, slots=True)
class EditionOrigin:
    """
    Content of an edition's ``made.json``; no number depends on it.

    Attributes
    ----------
    at : str
        ISO time in UTC; empty when the file cannot be read.
    by, note : str
        Who froze it, and why; may be empty.
    known_until : str
        ISO date of the last session that the calendar library knew.
    """

    at: str = ""
    by: str = ""
    note: str = ""
    known_until: str = ""


def is_id(text: str) -> bool:
    """
    Whether a text can be the id of an edition.

    >>> is_id("0123456789abcdef"), is_id("../../etc/passwd")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def is_place(name: str) -> bool:
    """
    Whether a file of that name may be part of an edition.

    >>> is_place("case/prices.csv"), is_place("case/../prices.csv"), is_place("/etc/passwd")
    (True, False, False)
    """
    return _PLACE.fullmatch(name) is not None


def checked_words(by: str, note: str) -> tuple[str, str]:
    """
    Return name and note without blanks around them.

    Raises
    ------
    InputError
        If one is too long or holds what is no printable text.
    """
    for text, limit in ((by.strip(), LONGEST_NAME), (note.strip(), LONGEST_NOTE)):
        if len(text) > limit or not text.isprintable():
            raise InputError(
                N_(
                    "“{text}” cannot stand in an edition: name and note are one line each, of at "
                    "most {name} and {note} characters."
                ),
                text="".join(sign for sign in text[:40] if sign.isprintable()),
                name=LONGEST_NAME,
                note=LONGEST_NOTE,
            )
    return by.strip(), note.strip()


# Writing --------------------------------------------------------------


def canonical(content: object) -> bytes:
    """JSON in one form only: sorted keys, one a line, ASCII."""
    text = json.dumps(content, sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False)
    return f"{text}\n".encode("ascii")


def manifest_bytes(manifest: Manifest) -> bytes:
    """Bytes of ``manifest.json``."""
    settings = manifest.settings
    content = asdict(manifest) | {
        "format": FORMAT,
        "settings": {
            "base": settings.base.isoformat(),
            "first": settings.window.first.isoformat(),
            "last": settings.window.last.isoformat(),
            "benchmark": settings.benchmark,
            "prices": settings.prices,
        },
    }
    return canonical(content)


def made_bytes(made: EditionOrigin) -> bytes:
    """Bytes of ``made.json``."""
    return canonical(asdict(made))


# Reading --------------------------------------------------------------


def read_manifest(data: bytes) -> Manifest:
    """
    Make out a manifest.

    Raises
    ------
    EditionError
        If it is none, is not in its canonical form, names a file that no edition has,
        or is of another format.
    """
    try:
        content = _object(data)
        if content["format"] != FORMAT:
            raise EditionError(
                N_(
                    "The edition has format {format}, this version reads {known}; update the "
                    "program."
                ),
                format=str(content["format"])[:20],
                known=FORMAT,
            )
        manifest = _manifest(content)
        if manifest_bytes(manifest) == data:
            return manifest
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _no_edition() from error
    raise _no_edition()


def read_made(data: bytes) -> EditionOrigin:
    """Make out who froze an edition and when; what cannot be made out is empty."""
    try:
        content = _object(data)
        made = EditionOrigin(
            **{name: _text(content[name]) for name in ("at", "by", "note", "known_until")}
        )
        datetime.fromisoformat(made.at)
        checked_words(made.by, made.note)
    except (KeyError, TypeError, ValueError, RecursionError, InputError):
        return EditionOrigin()
    return made


def _no_edition() -> EditionError:
    return EditionError(N_("This is no edition: its manifest.json is not as one is written."))


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise ValueError(len(data))
    found = loads_finite(data)
    if not isinstance(found, dict):
        raise TypeError(type(found))
    return found


def _manifest(content: Mapping[str, Any]) -> Manifest:
    return Manifest(
        slug=_one(content["slug"], is_slug),
        title=_both(content["title"]),
        source=_both(content["source"]),
        verdict=_both(content["verdict"]),
        retrieved=_text(content["retrieved"]),
        settings=_settings(content["settings"]),
        versions={_text(name): _text(value) for name, value in content["versions"].items()},
        files={_one(name, is_place): _mark(mark) for name, mark in content["files"].items()},
    )


def _settings(content: Mapping[str, Any]) -> EditionSettings:
    base, first, last = (date.fromisoformat(content[name]) for name in ("base", "first", "last"))
    prices = content["prices"]
    if prices not in {"case", "store"} or not base < first <= last:
        raise ValueError(prices)
    return EditionSettings(base, Window(first, last), _text(content["benchmark"]), prices)


def _mark(content: Mapping[str, Any]) -> FileMark:
    size = content["bytes"]
    if type(size) is not int or size < 0:
        raise TypeError(size)
    return FileMark(_one(content["sha256"], lambda text: _SHA256.fullmatch(text) is not None), size)


def _both(content: Mapping[str, Any]) -> Text:
    return Text(_text(content["en"]), _text(content["zh"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value))
    return value


def _one(value: object, allowed: Callable[[str], bool]) -> str:
    text = _text(value)
    if not allowed(text):
        raise ValueError(text)
    return text
