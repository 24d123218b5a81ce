"""Articles that come as a PDF: the text of their pages, with the lines of a paragraph joined.

The file is parsed by the worker that reads filings, in a process of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from dashboard.errors import N_, InputError
from dashboard.filings.folding import joins
from dashboard.filings.page_text import Page, pages_of
from dashboard.filings.worker import parse_apart

MAGIC = b"%PDF-"
WITHIN = 1024  # bytes at the beginning that may stand before it
FULL = 0.8  # share of the usual width from which on a line may go on in the next

NOTHING = N_(
    "The PDF has {n} pages and none with text that can be read, as a scan has none: paste the text "
    "of the article instead."
)
REFUSED = N_("{reason} Paste the text of the article instead.")

_BEGUN = re.compile(r"\d\.$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENDS = frozenset("。！？!?…")
_CLOSING = frozenset("”’」』）)》\"'")


def is_pdf(data: bytes) -> bool:
    """Whether bytes are a PDF document."""
    return MAGIC in data[:WITHIN]


def pdf_text(data: bytes) -> str:
    """
    Text of a PDF, a paragraph a line; pages without text are passed over.

    Raises
    ------
    InputError
        If it cannot be opened, is too large, or has no text.
    """
    parsed = parse_apart(data, "pdf")
    if parsed.refused is not None:
        raise InputError(REFUSED, reason=parsed.refused)
    read = [page for page in pages_of(parsed.pages) if page.state == "text"]
    if not read:
        raise InputError(NOTHING, n=len(parsed.pages))
    return "\n".join(_paragraphs(_lines(read)))


def _lines(pages: Sequence[Page]) -> list[str]:
    """Lines of all pages without the headings that repeat; blank ones part paragraphs."""
    found: list[str] = []
    for page in pages:
        found += (
            page.text[page.start : page.end].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        )
    return found


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """
    Join what was one paragraph before it was laid out.

    A line as wide as most goes on in the next one, unless it ends a sentence and the next is
    indented; a heading, a cell and the end of a paragraph are narrower.
    """
    widths = sorted(_width(line.strip()) for line in lines if line.strip())
    usual = widths[-1 - len(widths) // 5] if widths else 0  # a fifth may be wider
    held, before = "", ""  # the paragraph so far, and its last line
    for line in lines:
        text = line.strip()
        if not text or (held and not _goes_on(before, line, usual)):
            if held:
                yield held
            held = text
        elif held:
            held += text if joins(held, text) or _is_torn(held, text) else f" {text}"
        else:
            held = text
        before = text
    if held:
        yield held


def _goes_on(before: str, line: str, usual: float) -> bool:
    if _width(before) < FULL * usual:
        return False
    last = before.rstrip("".join(_CLOSING))[-1:]
    return last not in _ENDS or line[:1] not in {" ", "\u3000", "\t"}


def _is_torn(before: str, text: str) -> bool:
    """Whether a number of a Chinese text goes on in the next line: 16. and 36%."""
    return bool(_BEGUN.search(before) and text[:1].isdecimal() and _HAN.search(before))


def _width(text: str) -> float:
    """Columns of a line: signs of Chinese are two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
