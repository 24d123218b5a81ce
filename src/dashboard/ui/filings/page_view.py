"""The page on which a hit stands, as a picture with the hit marked, or else its text."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from dashboard.errors import DashboardError
from dashboard.filings.document import Document
from dashboard.filings.library import Library
from dashboard.filings.picture import Picture, Span, picture_apart, raw_span
from dashboard.filings.search import Found
from dashboard.html.elements import el, inside_link, outside_link
from dashboard.html.stocks import stock_name
from dashboard.ui import components, state
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.place import Place, chosen
from dashboard.ui.filings.shelf import Asked, Shelf
from dashboard.ui.state import View

KEPT = 24  # pictures that are held in memory
LONGEST = 6_000  # signs of a page that stands as text


def draw(
    view: View, held: Shelf, wanted: Asked, found: Found, beside: Callable[[Place], None]
) -> None:
    """
    Draw the page of the hit that the link names.

    Parameters
    ----------
    view : View
    held : Shelf
    wanted : Asked
    found : Found
    beside : callable
        Draws what can be made of the hit.
    """
    try:
        place = chosen(held)
    except DashboardError as error:
        components.notice(view.t.error(error))
        return
    if place is None:
        return
    t = view.t
    components.heading(
        t("Page {n} of {total}", n=place.page, total=place.text.pages),
        _note(view, place),
        anchor="page",
    )
    with st.container(key="filings_page"):
        left, right = st.columns([0.56, 0.44], gap="large")
        with left:
            st.html(_ways(view, wanted, found))
            st.html(page(view, held.library, place, found))
        with right:
            beside(place)


def _note(view: View, place: Place) -> Markup:
    t, document = view.t, place.document
    title = outside_link(document.url, document.title) if document.url else document.title
    told = [t.say(document.name), t("published {day}", day=t.long_day(document.day))]
    name = stock_name(view.case, document.symbol, t)
    return el("span", name, " · ", " · ".join(told), " · ", title)


def _ways(view: View, wanted: Asked, found: Found) -> Markup:
    """Links to the hit before and the one behind."""
    t = view.t
    names = [shelves.name_of(hit) for hit in shelves.listed(found.hits, wanted)]
    here = state.asked("hit")
    at = names.index(here) if here in names else -1
    links = []
    if at > 0:
        to = shelves.address(view.case, hit=names[at - 1])
        links.append(inside_link(f"{to}#page", t("‹ the hit before")))
    if at >= 0:
        links.append(el("span.grey", t("hit {n} of {total}", n=at + 1, total=len(names))))
    if 0 <= at < len(names) - 1:
        to = shelves.address(view.case, hit=names[at + 1])
        links.append(inside_link(f"{to}#page", t("the next hit ›")))
    to = shelves.address(view.case, hit="")
    links.append(inside_link(f"{to}#hits", t("put the page away")))
    return el("p.ways", [el("span", link) for link in links])


def page(view: View, library: Library, place: Place, found: Found) -> Markup:
    """Picture of a page with its hits, the chosen one stronger; its text where there is none."""
    t = view.t
    spans = _spans(place, found)
    shown = _picture(library, place, spans)
    if shown.image:
        source = "data:image/webp;base64," + base64.b64encode(shown.image).decode("ascii")
        name = t("Page {n} of “{title}”", n=place.page, title=place.document.title)
        picture = el("img", src=source, alt=name, width=shown.width, height=shown.height)
        boxes = [
            el(
                "span",
                class_="hitbox" if box.of == 0 else "hitbox other",
                style=f"left:{100 * box.left:.3f}%;top:{100 * box.top:.3f}%;"
                f"width:{100 * box.width:.3f}%;height:{100 * box.height:.3f}%",
            )
            for box in shown.boxes
        ]
        lost = not any(box.of == 0 for box in shown.boxes)
        told = el("p.job", t("Where on the page it stands could not be told.")) if lost else None
        return el("div", told, el("div.pagepicture", picture, boxes))
    told = el("p.job", t.say(shown.refused)) if shown.refused is not None else None
    return el("div", told, _text(place))


def _spans(place: Place, found: Found) -> tuple[tuple[int, int], ...]:
    """Folded spans on the page: the chosen one first, then the other hits."""
    own = (place.start, place.end)
    others = [
        (hit.place, hit.place + hit.end - hit.start)
        for hit in found.hits
        if hit.document == place.document and hit.page == place.page
    ]
    return tuple(dict.fromkeys([own, *others]))


def _picture(library: Library, place: Place, spans: tuple[tuple[int, int], ...]) -> Picture:
    if place.document.media != "pdf":
        return Picture()
    stamp = library.stamp(place.document)
    return _drawn(library.store, place.document, place.page, spans, stamp)


@lru_cache(maxsize=KEPT)
def _drawn(
    store: Path, document: Document, number: int, spans: Sequence[Span], stamp: int
) -> Picture:
    library = Library(store)
    read = library.read(document) if stamp else None
    pages = library.pages(document)
    if read is None or read.text is None or not pages:
        return Picture()
    raw = [raw_span(pages, read.text, start, end) for start, end in spans]
    return picture_apart(library.data(document), number, raw)


def _text(place: Place) -> Markup:
    """Text of the page with the hit marked, as it is searched."""
    number, text = place.page, place.text
    first = text.starts[number - 1]
    last = text.starts[number] if number < text.pages else len(text.text)
    first, last = max(first, place.start - LONGEST // 2), min(last, place.end + LONGEST // 2)
    return el(
        "div.pagetext",
        text.text[first : place.start],
        el("mark", text.text[place.start : place.end]),
        text.text[place.end : max(last, place.end)],
    )
