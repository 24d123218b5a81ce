"""The text of HTML documents: all of it, a row of a table a line, pages where it breaks them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from dashboard.errors import N_, InputError

MOST_SIGNS = 20_000_000

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_BREAK = re.compile(r"break-(before|after)\s*:\s*(?:always|page)")
_SKIPPED = frozenset({"script", "style", "head", "template", "noscript", "ix:header"})
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt"),
        *(
            "fieldset",
            "figure",
            "footer",
            "form",
            "header",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
        ),
        *("main", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul", "document"),
    }
)
_CELLS = frozenset({"td", "th"})
PAGE_BREAK = "\f"


def decoded(data: bytes) -> str:
    """Text of bytes, by their mark, by what they say of themselves, else as UTF-8 or Chinese."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    said = _CHARSET.search(data[:4096])
    named = said[1].decode("ascii").lower() if said else ""
    # A page that says GB2312 holds signs of the larger table.
    named = "gb18030" if named.startswith("gb") else named
    for table in filter(None, (named, "utf-8", "gb18030")):
        try:
            return data.decode(table).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def html_pages(data: bytes) -> list[str]:
    """
    Texts of the pages of an HTML document; one where it breaks none.

    Raises
    ------
    InputError
        If there is no text in it.
    """
    from lxml import etree, html  # noqa: PLC0415 - in the process that reads only

    # Filings nest deep and hold long tables; the process is bounded, not the tree.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    try:
        root = html.document_fromstring(decoded(data).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(N_("The page has no text.")) from error
    text = "".join(_pieces(root))
    if len(text) > MOST_SIGNS:
        raise InputError(
            N_("The document has more than {n} million characters and is not read."),
            n=MOST_SIGNS // 1_000_000,
        )
    pages = [page.strip() for page in text.split(PAGE_BREAK)]
    found = [page for page in pages if page]
    if not found:
        raise InputError(N_("The page has no text."))
    return found


def _pieces(root: Any) -> Iterator[str]:
    """Yield text and the breaks between blocks, without recursion: pages nest as they like."""
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if node.tail:
            pending.append(_flat(node.tail))
        if not tag or tag in _SKIPPED:
            continue
        edge = "\n" if tag in _BLOCKS else "\t" if tag in _CELLS else ""
        turned = _BREAK.search(node.get("style") or "")
        yield PAGE_BREAK if turned and turned[1] == "before" else edge
        pending.append(PAGE_BREAK if turned and turned[1] == "after" else edge)
        pending.extend(reversed(node))
        if node.text:
            yield _flat(node.text)


def _flat(text: str) -> str:
    """Text of a page's source, in which a line end is a blank and a form feed no page."""
    return re.sub(r"[ \t\r\n\f]+", " ", text)
