"""One document read in a process of its own: a hostile file ends that process and no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.apart import Bounds, answer_apart, ask_apart
from dashboard.errors import N_, InputError
from dashboard.filings.document import MEDIA, Media
from dashboard.filings.page_text import State
from dashboard.message import Message

BOUNDS = Bounds(memory=2**30, seconds=120.0, may_write=False)
MOST_BYTES = 100_000_000  # of a document; the longest annual reports of banks have 30

FIRST = 128  # added to the number of a medium where the first page alone is asked for

_MODULE = "dashboard.filings.worker"

DIED = N_(
    "Reading the document ended its process, for want of memory or for what is wrong in the file: "
    "it stays unread."
)
LATE = N_("The document was not read within {seconds} seconds and stays unread.")
TOO_LARGE = N_("The document has more than {n} MB and is not read.")


@dataclass(frozen=True, slots=True)
class Parsed:
    """
    What a parser made of a document.

    Attributes
    ----------
    pages : sequence of (str, str)
        Text and state of each page; empty when it was refused.
    refused : Message or None
        Why there is no text at all.
    """

    pages: Sequence[tuple[str, State]]
    refused: Message | None = None


def parse_apart(data: bytes, media: Media, *, first: bool = False) -> Parsed:
    """
    Parse a document in a process of its own; never raises for what is in it.

    Parameters
    ----------
    data : bytes
    media : {"pdf", "html", "txt"}
    first : bool
        The first page alone.
    """
    if len(data) > MOST_BYTES:
        return Parsed((), Message.of(TOO_LARGE, n=MOST_BYTES // 1_000_000))
    if media == "txt":  # nothing to parse: thousands of answers need no process each
        return Parsed(parse(data, media, first=first))
    asked = MEDIA.index(media) + FIRST * first
    done = ask_apart(_MODULE, bytes([asked]) + data, BOUNDS)
    if done.ending == "late":
        return Parsed((), Message.of(LATE, seconds=round(BOUNDS.seconds)))
    if done.ending == "early":
        return Parsed((), Message.of(DIED))
    # JSON, not a pickle: whoever takes over the parser gets no further than a text.
    answer: dict[str, Any] = json.loads(done.answer)
    if "refused" in answer:
        template, fields = answer["refused"]
        return Parsed((), Message.of(template, **fields))
    return Parsed([(text, state) for text, state in answer["pages"]])


def parse(data: bytes, media: Media, *, first: bool = False) -> list[tuple[str, State]]:
    """
    Text and state of every page, or of the first.

    Raises
    ------
    InputError
        If there is none.
    """
    if media == "pdf":
        from dashboard.filings.pdf import pdf_pages  # noqa: PLC0415 - the process reads one kind

        return pdf_pages(data, 1) if first else pdf_pages(data)
    from dashboard.filings.legibility import is_legible  # noqa: PLC0415
    from dashboard.filings.markup import decoded, html_pages  # noqa: PLC0415

    texts = html_pages(data) if media == "html" else decoded(data).split("\f")
    texts = texts[:1] if first else texts
    return [(text, "text" if is_legible(text) else "unreadable") for text in texts]


def _answer(question: bytes) -> bytes:
    try:
        first, media = divmod(question[0], FIRST)
        pages = parse(question[1:], MEDIA[media], first=bool(first))
        found: dict[str, Any] = {"pages": pages}
    except MemoryError:
        found = {"refused": (DIED, {})}
    except InputError as error:
        found = {"refused": _plain(error)}
    # In ASCII: a parser may hand back half a surrogate pair, which is no UTF-8.
    return json.dumps(found).encode("ascii")


def _plain(error: InputError) -> tuple[str, dict[str, object]]:
    return error.template, error.values


if __name__ == "__main__":
    answer_apart(_answer, BOUNDS)
