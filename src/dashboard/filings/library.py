"""
The documents of securities on disk, beside the store's prices; safe with several processes.

::

    store/filings/<symbol>/<id>.json         what is known of a document
    store/filings/<symbol>/<id>.pdf          the bytes as served (.html, .txt)
    store/filings/<symbol>/<id>.read.zip     its text page by page, or why it has none

The id is the beginning of the bytes' hash: two writers of one document write the same.  Files
are replaced whole; a note is the last that is written, so that a document listed is there.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from dashboard.errors import N_, NotFoundError, StoreError
from dashboard.files import clear_drafts, read_json, replacing, unwritable, write_json
from dashboard.filings.document import Document, document_of
from dashboard.filings.folding import FOLDING
from dashboard.filings.page_text import STATES, DocumentText, Page, text_of
from dashboard.message import Message
from dashboard.store.store import safe_symbol

READER = 1
"""Version of the parsing; what another one read is read again."""

FOLDER = "filings"
PATIENCE = 30.0  # seconds that a writer waits for another one of the same symbol


@dataclass(frozen=True, slots=True)
class Library:
    """
    The documents in the store of one folder, which need not exist yet.

    Attributes
    ----------
    store : Path
        Folder of the store.
    """

    store: Path

    # Documents --------------------------------------------------------

    def documents(self, symbol: str) -> tuple[Document, ...]:
        """Documents of a security, oldest publication first; damaged notes are left out."""
        found = []
        for file in self._folder(symbol).glob("[0-9a-f]*.json"):
            with suppress(ValueError):
                document = document_of(read_json(file))
                if document.symbol == symbol and document.id == file.stem:
                    found.append(document)
        return tuple(sorted(found, key=lambda each: (each.published, each.id)))

    def holds(self, symbol: str) -> bool:
        """Whether there is a document of a security; reads none."""
        return any(True for _ in self._folder(symbol).glob("[0-9a-f]*.json"))

    def document(self, symbol: str, name: str) -> Document:
        """Return the document of that id, or raise NotFoundError."""
        for document in self.documents(symbol):
            if document.id == name:
                return document
        raise NotFoundError(
            N_("There is no document “{name}” of {symbol}."), name=name[:40], symbol=symbol
        )

    def put(self, document: Document, data: bytes) -> Document:
        """
        Keep a document; what is known of one that is there already is completed.

        Returns
        -------
        Document
            As it is kept: retrieved when it first came.

        Raises
        ------
        StoreError
            If the store cannot be written.
        """
        import filelock  # noqa: PLC0415 - readers need no locks

        file, note = self.file(document), self._file(document, "json")
        lock = self.store / "locks" / f"{safe_symbol(document.symbol)}.filings.lock"
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            file.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(lock, timeout=PATIENCE):
                held = _completed(document, note)
                clear_drafts(file)
                if not file.is_file():
                    with replacing(file, durable=True) as draft:
                        draft.write_bytes(data)
                write_json(note, held.as_json())
        except filelock.Timeout as error:
            raise StoreError(
                N_("Another process has held {symbol} for {seconds} s; try again."),
                symbol=document.symbol,
                seconds=f"{PATIENCE:g}",
            ) from error
        except OSError as error:
            raise unwritable(file, error) from error
        return held

    def data(self, document: Document) -> bytes:
        """
        Bytes of a document as served.

        Raises
        ------
        StoreError
            If they are not there or not what was kept.
        """
        try:
            data = self.file(document).read_bytes()
        except OSError as error:
            raise StoreError(
                N_("The document “{title}” cannot be read from the store."), title=document.title
            ) from error
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise StoreError(
                N_("The document “{title}” is not what was put into the store; bring it again."),
                title=document.title,
            )
        return data

    def file(self, document: Document) -> Path:
        """Where the bytes of a document stand."""
        return self._file(document, document.media)

    # What was read ----------------------------------------------------

    def stamp(self, document: Document) -> int:
        """What changes when a document is read anew; 0 when it was not read yet."""
        try:
            return self._file(document, "read.zip").stat().st_mtime_ns
        except OSError:
            return 0

    def read(self, document: Document) -> Read | None:
        """Return what was read of a document by this version; None when it is still to be read."""
        file = self._file(document, "read.zip")
        try:
            with zipfile.ZipFile(file) as archive:
                head = json.loads(archive.read("head.json"))
                if head["reader"] != READER or head["sha256"] != document.sha256:
                    return None
                if head["refused"] is not None:
                    return Read(None, _message(head["refused"]))
                if head["folding"] != FOLDING:
                    return Read(self._folded_again(document, _pages(head, archive)))
                folded = archive.read("folded.txt").decode("utf-8", "surrogatepass")
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return None  # not there, or of no use: it is read again
        states = tuple(STATES[state] for state in head["states"])
        return Read(DocumentText(folded, tuple(head["starts"]), states, FOLDING))

    def _folded_again(self, document: Document, pages: tuple[Page, ...]) -> DocumentText:
        text = text_of(pages)
        with suppress(OSError):  # a store that nobody may write is searched all the same
            self._write(document, self._file(document, "read.zip"), pages, text)
        return text

    def pages(self, document: Document) -> tuple[Page, ...]:
        """Raw pages of a document that was read; empty when it was not."""
        try:
            with zipfile.ZipFile(self._file(document, "read.zip")) as archive:
                return _pages(json.loads(archive.read("head.json")), archive)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return ()

    def keep(self, document: Document, pages: Iterable[Page], refused: Message | None) -> Read:
        """
        Keep what was read of a document.

        Raises
        ------
        StoreError
            If the store cannot be written.
        """
        held = tuple(pages)
        text = None if refused is not None else text_of(held)
        try:
            self._write(document, self._file(document, "read.zip"), held, text, refused)
        except OSError as error:
            raise unwritable(self.file(document), error) from error
        return Read(text, refused)

    def _write(
        self,
        document: Document,
        file: Path,
        pages: tuple[Page, ...],
        text: DocumentText | None,
        refused: Message | None = None,
    ) -> None:
        head = {
            "reader": READER,
            "folding": FOLDING,
            "sha256": document.sha256,
            "refused": None if refused is None else [refused.template, dict(refused.fields)],
            "states": [STATES.index(page.state) for page in pages],
            "spans": [(len(page.text), page.start, page.end) for page in pages],
            "starts": [] if text is None else list(text.starts),
        }
        raw = "".join(page.text for page in pages)
        parts = {"raw.txt": raw, "folded.txt": "" if text is None else text.text}
        with replacing(file) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("head.json", json.dumps(head))
            for name, content in parts.items():
                archive.writestr(name, content.encode("utf-8", "surrogatepass"))

    def _folder(self, symbol: str) -> Path:
        return self.store / FOLDER / safe_symbol(symbol)

    def _file(self, document: Document, ending: str) -> Path:
        return self._folder(document.symbol) / f"{document.id}.{ending}"


@dataclass(frozen=True, slots=True)
class Read:
    """The text of a document, or the sentence that says why there is none."""

    text: DocumentText | None
    refused: Message | None = None


def _completed(document: Document, note: Path) -> Document:
    """Document with what an earlier note of the same bytes says besides."""
    try:
        before = document_of(read_json(note))
    except ValueError:
        return document
    known = {name: value for name, value in asdict(document).items() if value}
    # What a source says of a document is better than what nobody says; by hand beats both.
    return replace(before, **known | {"retrieved": before.retrieved})


def _pages(head: dict[str, Any], archive: zipfile.ZipFile) -> tuple[Page, ...]:
    raw = archive.read("raw.txt").decode("utf-8", "surrogatepass")
    pages, at = [], 0
    for (length, start, end), state in zip(head["spans"], head["states"], strict=True):
        pages.append(Page(raw[at : at + length], STATES[state], start, end))
        at += length
    return tuple(pages)


def _message(refused: list[Any]) -> Message:
    template, fields = refused
    return Message.of(template, **fields)
