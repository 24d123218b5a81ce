"""What can be found beside the cases, pages, figures and words; and where everything stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

from dashboard.analysis.everything.matching import Hit
from dashboard.analysis.everything.rows import Kind, Row, Shelf, folded
from dashboard.case import Text
from dashboard.exhibits.registry import PAGES
from dashboard.language.language import Language
from dashboard.ui import glossary, state

_STANDS: dict[Kind, str] = {
    "case": "./",
    "stock": "prices",
    "event": "timeline",
    "claim": "claims",
    "evidence": "exposure",
    "tag": "exposure",
    "word": "data",
}
"""Page on which each kind stands."""


@lru_cache(maxsize=2)
def shelf(titles: tuple[tuple[str, str], ...]) -> Shelf:
    """
    Pages with their figures, and the words of the glossary, in both languages.

    Parameters
    ----------
    titles : tuple of (str, str)
        Pages by name, each with its title marked for translation.
    """
    en, zh = Language("en"), Language("zh")
    rows = []
    for name, title in titles:
        called = Text(en(title), zh(title))
        rows.append(Row("page", name, called, searched=folded(called.zh, called.en, name)))
        rows += [
            Row("page", name, label, called, folded(label.zh, label.en), place=anchor)
            for anchor, label in _figures(name, en, zh)
        ]
    return Shelf.of("", Text(), [*rows, *_words(en, zh)])


def _figures(page: str, en: Language, zh: Language) -> list[tuple[str, Text]]:
    """Anchors and names of what a page shows."""
    if page not in PAGES:
        return []
    found = {each.anchor or each.name: each.label for each in PAGES[page].exhibits}
    both = {**found, **PAGES[page].panels}
    return [(anchor, Text(en(label), zh(label))) for anchor, label in both.items()]


def _words(en: Language, zh: Language) -> list[Row]:
    pairs = zip(glossary.sections(en).values(), glossary.sections(zh).values(), strict=True)
    return [
        Row(
            "word",
            anchor,
            Text(word, word_zh),
            Text(meaning, meaning_zh),
            folded(word_zh, word, meaning_zh, meaning),
            place=anchor,
        )
        for section, section_zh in pairs
        for (anchor, word, meaning), (_, word_zh, meaning_zh) in zip(
            section, section_zh, strict=True
        )
    ]


def address(hit: Hit, slug: str, first: str) -> str:
    """
    Relative address of the place where a hit stands.

    Parameters
    ----------
    hit : Hit
    slug : str
        Of the case at hand, whose window and settings go along; empty without one.
    first : str
        Slug of the case that a page opens with where none is at hand.
    """
    row = hit.row
    page = _STANDS.get(row.kind, row.id)
    query = _query(hit, slug, first)
    if row.stock and row.kind != "event":
        query["stock"] = row.stock
    if row.kind == "page" and row.id in {"cases", "radar", "article"}:
        query = state.general_link()
    if page == "story":
        page = "./"
    asked = f"?{urlencode(query)}" if query else ""
    return f"{page}{asked}{f'#{row.place}' if row.place else ''}"


def _query(hit: Hit, slug: str, first: str) -> dict[str, str]:
    """Parameters of the case that a hit is of."""
    of = hit.shelf.slug or slug or first
    if of == slug and of:
        return state.link() if hit.row.kind != "case" else _other(of)
    return _other(of)


def _other(slug: str) -> dict[str, str]:
    """Parameters of a case on its own window."""
    named: Mapping[str, str] = {"case": slug} if slug else {}
    return {**named, **state.general_link()}
