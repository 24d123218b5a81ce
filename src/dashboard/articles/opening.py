"""Where an article comes from: pasted text, a file, an address; in each case its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dashboard.articles.decoding import NO_TEXT, decoded
from dashboard.articles.documents import document_text, is_document
from dashboard.articles.pages import is_markup, page_of
from dashboard.articles.pdf_text import REFUSED, is_pdf, pdf_text
from dashboard.errors import N_, InputError, NotFoundError
from dashboard.providers.addresses import Resolve, fetch, look_up

MOST_BYTES = 20_000_000
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_OTHERS = (
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)
# What stands on a page that is shown in the place of an article.
_BLOCKED = re.compile(
    r"验证码|滑动验证|访问过于频繁|请开启\s?JavaScript|enable JavaScript|captcha|Access Denied|"
    r"are you a (?:human|robot)|"
    r"Just a moment",
    re.IGNORECASE,
)
_SHORT = 400  # signs under which such words mean that no article came


@dataclass(frozen=True, slots=True)
class Opened:
    """
    The text of an article.

    Attributes
    ----------
    text, title : str
        The title is empty where nothing names one.
    published : datetime or None
        As a page says it, in its own time.
    source : str
        Address or file name; empty for pasted text.
    """

    text: str
    title: str = ""
    published: datetime | None = None
    source: str = ""


def pasted(text: str) -> Opened:
    """Text that a reader pasted; of a page its body, of what only looks like one all of it."""
    try:
        return _of_text(text, "")
    except InputError:
        return Opened(_plain(text))


def uploaded(data: bytes, name: str = "", content_type: str = "") -> Opened:
    """
    Text of a file: .txt, .html, .docx or .pdf, told by what is in it.

    Raises
    ------
    InputError
        If it is too large, no text, or cannot be read.
    """
    if len(data) > MOST_BYTES:
        raise InputError(
            N_("The file has more than {n} MB: paste the text of the article instead."),
            n=MOST_BYTES // 1_000_000,
        )
    if is_document(data):
        return Opened(document_text(data), source=name)
    if is_pdf(data):
        return Opened(pdf_text(data), source=name)
    if data.startswith((b"PK", *_OTHERS)):
        raise InputError(NO_TEXT)
    return _of_text(decoded(data, content_type), name)


def fetched(address: str, *, resolve: Resolve = look_up) -> Opened:
    """
    Text of an address, asked for once through the guard of addresses.

    Raises
    ------
    InputError
        If the address may not be asked, or shows no article: what to do stands in it.
    """
    try:
        answer = fetch(address, resolve=resolve)
        opened = uploaded(answer.body, answer.url, answer.content_type)
    except InputError as error:
        raise InputError(REFUSED, reason=error.message) from error
    if not opened.text.strip() or (len(opened.text) < _SHORT and _BLOCKED.search(opened.text)):
        blocked = InputError(
            N_("“{address}” showed no article but asked for something else."), address=address[:80]
        )
        raise InputError(REFUSED, reason=blocked.message)
    return opened


def opened(where: str) -> Opened:
    """
    Text of an address or of a file on this machine.

    Raises
    ------
    InputError, NotFoundError
    """
    if _ADDRESS.match(where):
        return fetched(where)
    path = Path(where)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFoundError(
            N_("There is no article “{path}” that can be read."), path=where[:120]
        ) from error
    return uploaded(data, path.name)


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _of_text(text: str, source: str) -> Opened:
    text = _plain(text)
    if not is_markup(text):
        return Opened(text, source=source)
    page = page_of(text)
    return Opened(page.text, page.title, page.published, source)


def suffixes() -> Sequence[str]:
    """Endings of the files that an upload takes."""
    return ("txt", "md", "html", "htm", "docx", "pdf")
