"""Word documents: their paragraphs and tables as text, within limits of size."""

from __future__ import annotations

import io
import zipfile
import zlib

from dashboard.errors import N_, InputError

MOST_XML = 10_000_000  # bytes of one unpacked part; an article of 300,000 signs has under five
MOST_ALL = 80_000_000  # bytes of all unpacked parts, pictures included
MOST_PARTS = 3_000
BODY = "word/document.xml"

TOO_LARGE = N_(
    "The Word document unpacks to more than {n} MB and was not opened: paste the text of the "
    "article instead."
)
DAMAGED = N_("The Word document cannot be read: paste the text of the article instead.")


def is_document(data: bytes) -> bool:
    """Whether bytes are a Word document of today: an archive with a body."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return BODY in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def document_text(data: bytes) -> str:
    """
    Text of a Word document: a paragraph a line, a row of a table a line with tabs.

    Raises
    ------
    InputError
        If it unpacks to more than an article can have, or is damaged.
    """
    _check_size(data)
    # Reading asks for the document alone: help and text files wait for no parser.
    from docx import Document  # noqa: PLC0415
    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        document = Document(io.BytesIO(data))
        lines: list[str] = []
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                lines += ["\t".join(cell.text for cell in row.cells) for row in part.rows]
            else:
                lines.append(part.text)
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(DAMAGED) from error
    return "\n".join(lines)


def _check_size(data: bytes) -> None:
    """Look at the sizes of the parts; reading stops at what the archive says of each."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(DAMAGED) from error
    largest = max((part.file_size for part in parts if part.filename.endswith(".xml")), default=0)
    if largest > MOST_XML or len(parts) > MOST_PARTS:
        raise InputError(TOO_LARGE, n=MOST_XML // 1_000_000)
    if sum(part.file_size for part in parts) > MOST_ALL:
        raise InputError(TOO_LARGE, n=MOST_ALL // 1_000_000)
