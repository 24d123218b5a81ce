"""What is known of a document: whose, what kind, when published, and where it came from."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from dashboard.errors import N_, InputError
from dashboard.market.documents import KINDS, Kind, document_name
from dashboard.message import Message

Media = Literal["pdf", "html", "txt"]
MEDIA: tuple[Media, ...] = get_args(Media)

ID_LENGTH = 16  # hexadecimal digits of the hash that name a document
UPLOAD = "upload"  # in the place of a source: brought by hand

_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!|\?xml|html|head|body|div|table|p|sec)", re.IGNORECASE
)
_PERIOD = re.compile(r"(?:19|20)\d\d(?:-?(?:H[12]|Q[1-4]))?")


@dataclass(frozen=True, slots=True)
class Document:
    """
    One document of one security.

    Attributes
    ----------
    symbol : str
        Yahoo style.
    sha256 : str
        Of the bytes as served.
    media : {"pdf", "html", "txt"}
    size : int
        Bytes.
    kind : str
        One of `KINDS`.
    title : str
    published : str
        ISO day, or time with its offset where the source says it.
    retrieved : str
        ISO time in UTC.
    period : str
        What it reports on: ``2023``, ``2024H1``, ``2024Q3``; empty where it is none.
    url : str
        Empty for a document brought by hand without one.
    source : str
        Id of the source, or ``upload``.
    """

    symbol: str
    sha256: str
    media: Media
    size: int
    kind: Kind
    title: str
    published: str
    retrieved: str
    period: str = ""
    url: str = ""
    source: str = UPLOAD

    @property
    def id(self) -> str:
        """What names it in files and links."""
        return self.sha256[:ID_LENGTH]

    @property
    def day(self) -> date:
        """Day of publication, as the source writes it."""
        return date.fromisoformat(self.published[:10])

    @property
    def name(self) -> Message:
        """What it is called by kind and period, or by kind and day."""
        return document_name(self.kind, self.period or self.day.isoformat())

    def as_json(self) -> dict[str, Any]:
        """Every field."""
        return asdict(self)


def document_of(fields: dict[str, Any]) -> Document:
    """
    Document of what `Document.as_json` wrote.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        found = Document(**fields)
        date.fromisoformat(found.published[:10])
    except (TypeError, ValueError) as error:
        raise ValueError(fields) from error
    if found.kind not in KINDS or found.media not in MEDIA:
        raise ValueError(fields)
    return found


def check_published(text: str) -> str:
    """Return a day or a time as it is kept, or raise InputError."""
    try:
        if len(text) <= len("2024-04-22"):
            return date.fromisoformat(text).isoformat()
        return datetime.fromisoformat(text).isoformat(timespec="minutes")
    except ValueError as error:
        raise InputError(
            N_("“{text}” is no day of publication; write it as 2024-04-22."), text=text[:40]
        ) from error


def check_period(text: str) -> str:
    """
    Return a period as it is kept, or raise InputError.

    >>> check_period("2024-h1")
    '2024H1'
    """
    if text and not _PERIOD.fullmatch(text.upper()):
        raise InputError(
            N_("“{text}” is no period of a report; write 2023, 2024H1 or 2024Q3."), text=text[:40]
        )
    return text.upper().replace("-", "")


def media_of(data: bytes) -> Media:
    """
    What bytes are, told by what is in them.

    Raises
    ------
    InputError
        If they are neither PDF, HTML nor text.
    """
    start = data[:1024].lstrip()
    if b"%PDF-" in start:
        return "pdf"
    if _HTML.match(start):
        return "html"
    if data and b"\0" not in data[:4096] and not data.startswith((b"PK\x03", b"\xd0\xcf\x11")):
        return "txt"
    raise InputError(
        N_("The file is neither PDF, HTML nor text: no document of that kind is read.")
    )
