"""
One page of a PDF document as a picture, with the places of words on it.

Drawn in a process of its own, like the reading (`worker`): a hostile page ends that process and
no other.  The picture is bounded, however large the page says it is.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from ctypes import byref, c_int
from dataclasses import dataclass
from typing import Any

from dashboard.apart import Bounds, answer_apart, ask_apart
from dashboard.errors import N_
from dashboard.filings.page_text import DocumentText, Page
from dashboard.message import Message

BOUNDS = Bounds(memory=2**30, seconds=30.0, may_write=False)
WIDEST, HIGHEST = 1_200, 2_400  # of a picture, in pixels
SCALE = 2.0  # pixels a point, where the page is small enough
QUALITY = 80

_MODULE = "dashboard.filings.picture"
_FINE = 1_000_000  # steps on either side of a page in which places are told

DIED = N_(
    "The page could not be drawn: drawing it ended its process, for want of memory or for what "
    "is wrong in the file. Its text stands here instead."
)
LATE = N_("The page was not drawn within {seconds} seconds; its text stands here instead.")
BROKEN = N_("The page cannot be drawn; its text stands here instead.")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """
    Where something stands on a page, in shares of its width and height from the upper left.

    Attributes
    ----------
    of : int
        Place of its span among those that were asked for.
    """

    of: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """
    A page as a picture, or why there is none.

    Attributes
    ----------
    image : bytes
        WebP.
    width, height : int
        Pixels.
    boxes : tuple of Box
    refused : Message or None
    """

    image: bytes = b""
    width: int = 0
    height: int = 0
    boxes: tuple[Box, ...] = ()
    refused: Message | None = None


def raw_span(pages: Sequence[Page], text: DocumentText, start: int, end: int) -> Span:
    """
    Span of a page's raw text from which a span of the folded document comes.

    What goes on over the end of the page is left out: it stands on the next one.
    """
    number = text.page(start)
    folded = pages[number - 1].folded
    first = start - text.starts[number - 1]
    last = min(end - text.starts[number - 1], len(folded.places))
    return folded.raw_span(first, last) if first < last else (0, 0)


def picture_apart(data: bytes, page: int, spans: Sequence[Span]) -> Picture:
    """
    Draw a page in a process of its own; never raises for what is in it.

    Parameters
    ----------
    data : bytes
        The PDF document.
    page : int
        From 1.
    spans : sequence of (int, int)
        Spans of the page's raw text whose places are asked for.
    """
    head = json.dumps({"page": page, "spans": list(spans)}).encode("ascii")
    done = ask_apart(_MODULE, head + b"\n" + data, BOUNDS)
    if done.ending == "late":
        return Picture(refused=Message.of(LATE, seconds=round(BOUNDS.seconds)))
    if done.ending == "early":
        return Picture(refused=Message.of(DIED))
    told, _, image = done.answer.partition(b"\n")
    found: dict[str, Any] = json.loads(told)
    if not image:
        return Picture(refused=Message.of(BROKEN))
    boxes = tuple(Box(int(of), *map(float, box)) for of, *box in found["boxes"])
    return Picture(image, int(found["width"]), int(found["height"]), boxes)


# In the process that draws ---------------------------------------------


def _answer(question: bytes) -> bytes:
    head, _, data = question.partition(b"\n")
    asked = json.loads(head)
    try:
        told, image = _drawn(data, asked["page"], asked["spans"])
    except MemoryError:
        told, image = {}, b""
    return json.dumps(told).encode("ascii") + b"\n" + image


def _drawn(data: bytes, number: int, spans: Sequence[Span]) -> tuple[dict[str, Any], bytes]:
    import pypdfium2  # noqa: PLC0415 - in the process that draws only

    try:
        page = pypdfium2.PdfDocument(data)[number - 1]
        width, height = page.get_size()
        scale = min(SCALE, WIDEST / max(width, 1), HIGHEST / max(height, 1))
        bitmap = page.render(scale=scale)
        picture = bitmap.to_pil()
        boxes = list(_boxes(page, page.get_textpage(), spans))
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        return {}, b""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=QUALITY, method=2)
    return {"width": picture.width, "height": picture.height, "boxes": boxes}, out.getvalue()


def _boxes(page: Any, held: Any, spans: Sequence[Span]) -> Iterator[tuple[float, ...]]:
    """Places of spans of the page's text, one a line."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    text = held.get_text_range(errors="replace")
    for of, (start, end) in enumerate(spans):
        first, last = (_place(pdfium, held, text, place) for place in (start, max(start, end - 1)))
        if not text[start:end].strip() or min(first, last) < 0:
            continue
        for n in range(held.count_rects(first, last - first + 1)):
            left, bottom, right, top = held.get_rect(n)
            x0, y0 = _on_picture(pdfium, page, left, top)
            x1, y1 = _on_picture(pdfium, page, right, bottom)
            yield of, min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)


def _place(pdfium: Any, held: Any, text: str, place: int) -> int:
    """Place in the page's list of signs: it counts in halves of UTF-16, and more than a text."""
    units = len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
    return int(pdfium.FPDFText_GetCharIndexFromTextIndex(held.raw, units))


def _on_picture(pdfium: Any, page: Any, x: float, y: float) -> tuple[float, float]:
    """Share of the picture's width and height, whichever way the page is turned or cut."""
    across, down = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, byref(across), byref(down))
    return round(across.value / _FINE, 5), round(down.value / _FINE, 5)


if __name__ == "__main__":
    answer_apart(_answer, BOUNDS)
