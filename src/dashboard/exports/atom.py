"""A feed as Atom 1.0 (RFC 4287): entries in, bytes out; the same bytes for the same entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from dashboard import __version__
from dashboard.language.language import Code

MEDIA = "application/atom+xml; charset=utf-8"
NAME = "market / narrative"

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
# XML has no way to write these at all.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAGS: dict[Code, str] = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """
    One thing that happened.

    Attributes
    ----------
    id : str
        An absolute address or URN that is never another's and never changes.
    kind : str
        Term of its category, the same in every language.
    label : str
        The same in words.
    title : str
    summary : str
        Plain text.
    updated : datetime
        When it happened; aware.
    link : str
        Page that shows it: whole, or from the root of the site that the feed was read from.
    """

    id: str
    kind: str
    label: str
    title: str
    summary: str
    updated: datetime
    link: str


@dataclass(frozen=True, slots=True)
class Feed:
    """
    A feed with its entries.

    Attributes
    ----------
    id : str
        As that of an entry.
    title, subtitle : str
    code : {"en", "zh"}
        Language of everything in it.
    updated : datetime
        When anything in it was new last; aware.
    page, own : str
        Addresses of the page that it is about, and of itself.
    entries : sequence of FeedEntry
        In the order in which they are written.
    """

    id: str
    title: str
    subtitle: str
    code: Code
    updated: datetime
    page: str
    own: str
    entries: Sequence[FeedEntry]


def atom(feed: Feed) -> bytes:
    """Feed as the XML of an Atom document."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set(f"{{{_XML}}}lang", _TAGS[feed.code])
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", stamp(feed.updated))
    _add(_add(root, "author"), "name", NAME)
    _add(root, "generator", "market-narrative", version=__version__)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.own)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for each in feed.entries:
        _entry(_add(root, "entry"), each)
    etree.indent(root, " ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def stamp(when: datetime) -> str:
    """
    Moment as RFC 3339 has it, to the second.

    >>> stamp(datetime(2025, 2, 13, 7, 0, tzinfo=UTC))
    '2025-02-13T07:00:00Z'
    """
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(made: Any, entry: FeedEntry) -> None:
    _add(made, "id", entry.id)
    _add(made, "title", entry.title)
    _add(made, "updated", stamp(entry.updated))
    _add(made, "category", term=entry.kind, label=entry.label)
    _add(made, "link", rel="alternate", type="text/html", href=entry.link)
    _add(made, "summary", entry.summary)


def _add(above: Any, name: str, text: str = "", **attributes: str) -> Any:
    """Element with a text: plain, whatever stands in it."""
    made = etree.SubElement(above, f"{{{_ATOM}}}{name}")
    if text:
        made.text = _UNWRITABLE.sub("", text)
    for key, value in attributes.items():
        made.set(key, _UNWRITABLE.sub("", value))
    return made
