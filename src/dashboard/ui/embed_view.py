"""One figure of a page, alone: for a frame on another page, without anything around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from dashboard.exhibits.registry import PAGES, exhibits
from dashboard.html.elements import el
from dashboard.ui import (
    components,
    data_view,
    edition_banner,
    event_filter,
    figures,
    source_words,
    sources_view,
    state,
    timeline_view,
)
from dashboard.ui.state import View


def draw(view: View, page: str, name: str) -> None:
    """
    Draw one figure of a page, and under it what it shows and the way to the whole page.

    Parameters
    ----------
    view : View
        The reader.
    page, name : str
        Page and figure; where the page has no such figure, a sentence names those it has.
    """
    known, panels = exhibits(page), _panels(page)
    with st.container(key="only"):
        st.session_state.pop(components.HEADED, None)
        if name in known or name in panels:
            _draw(view, page, name)
            if components.HEADED not in st.session_state:
                components.nothing(view.t("This case has nothing to show in this figure."))
        else:
            components.nothing(_unknown(view, name, [*known, *panels]))
        anchor = str(st.session_state.pop(components.HEADED, ""))
        st.html(el("footer.alone", _way_back(view, page, anchor), _shown(view)))


def _draw(view: View, page: str, name: str) -> None:
    if name in _panels(page):
        # What the store holds today is no part of what was frozen.
        if view.edition is None or name == "tables":
            _PANELS[name](view)
        return
    chosen = event_filter.choices(view) if page == "timeline" else ()
    if page == "timeline" and view.events and not timeline_view.shown(view):
        components.heading(timeline_view.nothing_fits(view))
    else:
        figures.draw(view, exhibits(page)[name], page, chosen)


def _panels(page: str) -> Mapping[str, str]:
    return PAGES[page].panels if page in PAGES else {}


_PANELS: dict[str, Callable[[View], object]] = {
    "sources": sources_view.standing_part,
    "differences": sources_view.differences,
    "tables": data_view.tables,
}


def _unknown(view: View, name: str, known: Sequence[str]) -> str:
    t = view.t
    if not known:
        return t("This page has no figure that could stand alone.")
    return t(
        "There is no figure “{name}” on this page; it can be {known}.",
        name=name[:40],
        known=", ".join(known),
    )


def _shown(view: View) -> Markup:
    """Source, and which case, window and numbers these are."""
    t = view.t
    facts = t(
        "{case} · close of {base} to {last} · {numbers}",
        case=t.pick(view.case.title),
        base=t.long_day(view.base),
        last=t.long_day(view.window.last),
        numbers=_numbers(view),
    )
    return el("p.source", facts) + el("p.source", source_words.source_line(view))


def _numbers(view: View) -> str:
    """Which numbers: an edition's, or those of today."""
    t = view.t
    if view.edition is None:
        return t("live numbers of {date}", date=t.long_day(datetime.now(UTC).date()))
    made = edition_banner.day_of(view.edition.edition.made.at, t)
    return (
        t("edition {id} of {date}", id=view.edition.id, date=made)
        if made
        else t("edition {edition}", edition=view.edition.id)
    )


def _way_back(view: View, page: str, anchor: str) -> Markup:
    """Link to the whole page with the same settings, in a tab of its own."""
    query = state.everything(page)
    for name in ("theme", "open"):
        query.pop(name, None)
    address = f"?{urlencode(query | {'lang': view.t.code})}{f'#{anchor}' if anchor else ''}"
    label = view.t("Open the whole page")
    return el("p.whole", el("a", label, href=address, target="_blank", rel="noopener"))
