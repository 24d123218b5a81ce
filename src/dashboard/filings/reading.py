"""Reading documents: each in a process of its own, several at once, only what was not read yet."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashboard.errors import N_, InputError, NotFoundError
from dashboard.filings.document import (
    UPLOAD,
    Document,
    check_period,
    check_published,
    media_of,
)
from dashboard.filings.library import Library, Read
from dashboard.filings.page_text import pages_of
from dashboard.filings.worker import MOST_BYTES, TOO_LARGE, parse_apart
from dashboard.market.documents import Kind

MOST_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever brings a document knows of it."""

    kind: Kind
    title: str
    published: str
    period: str = ""
    url: str = ""
    source: str = UPLOAD


def put_document(
    library: Library, symbol: str, data: bytes, known: Known, *, now: datetime | None = None
) -> Document:
    """
    Keep the bytes of a document and what is known of it; reads nothing.

    Raises
    ------
    InputError
        If they are no document, are too many, or a day or a period is none.
    StoreError
        If the store cannot be written.
    """
    if len(data) > MOST_BYTES:
        raise InputError(TOO_LARGE, n=MOST_BYTES // 1_000_000)
    moment = now or datetime.now(UTC)
    document = Document(
        symbol=symbol,
        sha256=hashlib.sha256(data).hexdigest(),
        media=media_of(data),
        size=len(data),
        kind=known.kind,
        title=" ".join(known.title.split())[:200],
        published=check_published(known.published),
        retrieved=moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        period=check_period(known.period),
        url=known.url,
        source=known.source,
    )
    return library.put(document, data)


def add_file(library: Library, symbol: str, path: Path, known: Known) -> Document:
    """
    Keep a file of this machine as a document; otherwise as `put_document`.

    Raises
    ------
    NotFoundError
        If there is no such file.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFoundError(
            N_("There is no document “{path}” that can be read."), path=str(path)[:120]
        ) from error
    return put_document(library, symbol, data, known)


def read_document(library: Library, document: Document) -> Read:
    """
    Text of a document, read now if it was not before.

    Raises
    ------
    StoreError
        If its bytes are gone, or the store cannot be written.
    """
    held = library.read(document)
    if held is not None:
        return held
    parsed = parse_apart(library.data(document), document.media)
    return library.keep(document, pages_of(parsed.pages), parsed.refused)


def read_documents(
    library: Library,
    documents: Iterable[Document],
    *,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Document, Read]]:
    """
    Yield documents with their texts as they are through; as many at once as there are processors.

    Stopping, or closing the iterator, lets those in hand end; what is through is kept.
    """
    waiting = list(documents)[::-1]
    workers = max(1, min(MOST_AT_ONCE, os.cpu_count() or 1))
    with ThreadPoolExecutor(workers) as pool:
        running: dict[Future[Read], Document] = {}
        while running or (waiting and not is_stopped()):
            while waiting and len(running) < workers and not is_stopped():
                document = waiting.pop()
                running[pool.submit(read_document, library, document)] = document
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()
