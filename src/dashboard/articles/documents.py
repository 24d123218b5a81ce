"""Word documents: their paragraphs and tables as text, within limits of size.

Only the body is unpacked, and no relation, style or picture is followed: whatever else an archive
holds stays packed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from lzma import LZMAError
from typing import Any

from dashboard.errors import N_, InputError

MOST_XML = 10_000_000  # bytes of the unpacked body; an article of 300,000 signs has under five
MOST_PARTS = 3_000
MOST_LINES = 300_001  # more are more signs than an article has, which its reader says
BODY = "word/document.xml"

TOO_LARGE = N_(
    "The Word document unpacks to more than {n} MB and was not opened: paste the text of the "
    "article instead."
)
DAMAGED = N_("The Word document cannot be read: paste the text of the article instead.")

_ENTRY = b"PK\x01\x02"  # begins each line of an archive's directory
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, RuntimeError, OSError, ValueError)
# What stands in a paragraph and is no text of it: its form, and a second copy for old programs.
_SKIPPED = frozenset({"pPr", "rPr", "Fallback", "del", "moveFrom"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def is_document(data: bytes) -> bool:
    """Whether bytes are a Word document of today: an archive with a body."""
    if not data.startswith(b"PK") or data.count(_ENTRY) > MOST_PARTS:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return BODY in archive.namelist()
    except _BROKEN:
        return False


def document_text(data: bytes) -> str:
    """
    Text of a Word document: a paragraph a line, a row of a table a line with tabs.

    Raises
    ------
    InputError
        If it unpacks to more than an article can have, or is damaged.
    """
    # Reading asks for the document alone: help and text files wait for no parser.
    from lxml import etree  # noqa: PLC0415

    body = _body(data)
    # No entity is resolved and nothing is fetched; the parser's own limit of depth stands.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(DAMAGED) from error
    return "\n".join(islice(_lines(root), MOST_LINES))


def _body(data: bytes) -> bytes:
    """Unpack the body, as far as the archive says that it goes, and never beyond the limit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(BODY).file_size > MOST_XML:
                raise InputError(TOO_LARGE, n=MOST_XML // 1_000_000)
            with archive.open(BODY) as part:
                return part.read(MOST_XML)
    except (*_BROKEN, KeyError) as error:
        raise InputError(DAMAGED) from error


def _name(node: Any) -> str:
    """Name of an element in whatever edition of the format; comments have none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _lines(parent: Any) -> Iterator[str]:
    for node in parent:
        name = _name(node)
        if name == "p":
            yield "".join(_words(node))
        elif name == "tr":
            cells = (cell for cell in node if _name(cell) == "tc")
            yield "\t".join("\n".join(_lines(cell)) for cell in cells)
        elif name not in _SKIPPED:
            yield from _lines(node)


def _words(parent: Any) -> Iterator[str]:
    for node in parent:
        name = _name(node)
        if name == "t":
            yield node.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name not in _SKIPPED:
            yield from _words(node)
