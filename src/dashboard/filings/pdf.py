"""
The text of PDF documents by pdfium, page by page.

Called in a process of its own only (`worker`): the parser aborts the process on some files, is
not safe with several threads, and takes what memory a file makes it take.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dashboard.errors import N_, InputError
from dashboard.filings.legibility import is_legible

if TYPE_CHECKING:
    from dashboard.filings.page_text import State

MOST_PAGES = 5_000
MOST_SIGNS = 20_000_000
GIVE_UP = 20  # pages at the beginning of which none opens
FEW = 20  # signs under which a page that is a picture has no text
SAMPLE = 60  # signs of a page that the font's map is asked for
PICTURE = 0.5  # share of the page from which on a picture is the page
ENCRYPTED = 4  # pdfium's code for a password

LOCKED = N_("The document is encrypted and opens with its password only.")
DAMAGED = N_("The document is damaged or cut off: it cannot be opened.")
CIRCULAR = N_("The document's list of pages leads nowhere: it says {n} pages, and none opens.")
TOO_MANY = N_("The document says that it has {n} pages; at most {most} are read.")
TOO_LONG = N_("The document has more than {n} million characters and is not read.")


def pdf_pages(data: bytes, most: int = MOST_PAGES) -> list[tuple[str, State]]:
    """
    Text and state of every page, or of the first ones.

    Raises
    ------
    InputError
        If the document cannot be opened, or is larger than any report.
    """
    import pypdfium2  # noqa: PLC0415 - in the process that reads only

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(LOCKED if error.err_code == ENCRYPTED else DAMAGED) from error
    n = len(document)
    if n > MOST_PAGES:
        first = _page(document, 0)
        if first[1] == "broken":
            raise InputError(CIRCULAR, n=n)
        raise InputError(TOO_MANY, n=n, most=MOST_PAGES)
    found: list[tuple[str, State]] = []
    signs = 0
    for page in (_page(document, number) for number in range(min(n, most))):
        found.append(page)
        signs += len(page[0])
        if signs > MOST_SIGNS:
            raise InputError(TOO_LONG, n=MOST_SIGNS // 1_000_000)
        if len(found) == min(n, most, GIVE_UP) and all(state == "broken" for _, state in found):
            raise InputError(CIRCULAR, n=n)
    if not found:
        raise InputError(DAMAGED)
    return found


def _page(document: Any, number: int) -> tuple[str, State]:
    import pypdfium2  # noqa: PLC0415 - as above

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return "", "broken"
    try:
        held = page.get_textpage()
        text: str = held.get_text_range(errors="replace")
        state = _state(page, held, text)
        held.close()
    except pypdfium2.PdfiumError:
        return "", "broken"
    finally:
        page.close()
    return text, state


def _state(page: Any, held: Any, text: str) -> State:
    signs = len("".join(text.split()))
    if signs < FEW and _is_drawn(page, bare=not signs):
        return "no-text"
    if _lacks_map(held) or not is_legible(text):
        return "unreadable"
    return "text"


def _is_drawn(page: Any, *, bare: bool) -> bool:
    """Whether a page without text shows something: a picture of itself, letters as outlines."""
    if bare:
        return next(iter(page.get_objects(max_depth=1)), None) is not None
    width, height = page.get_size()
    return any(
        _area(picture) >= PICTURE * width * height
        for picture in page.get_objects(filter=[_IMAGE], max_depth=3)
    )


_IMAGE = 3  # pdfium's word for an object that is a picture


def _area(picture: Any) -> float:
    left, bottom, right, top = picture.get_bounds()
    return float(max(0.0, right - left) * max(0.0, top - bottom))


def _lacks_map(held: Any) -> bool:
    """Whether the font says of most of a page's signs that it does not know what they are."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    asked = list(_sample(held.count_chars()))
    lacking = sum(pdfium.FPDFText_HasUnicodeMapError(held.raw, place) == 1 for place in asked)
    return bool(asked) and lacking > len(asked) // 2


def _sample(n: int) -> Iterator[int]:
    return iter(range(0, n, max(1, n // SAMPLE)))
