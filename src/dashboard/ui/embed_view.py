"""One figure of a page, alone: for a frame on another page, without anything around it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st

from dashboard.exhibits.registry import exhibits
from dashboard.ui import components, edition_banner, event_filter, figures, source_words, state
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
    known = exhibits(page)
    with st.container(key="only"):
        st.session_state.pop(components.HEADED, None)
        if name in known:
            figures.draw(
                view, known[name], event_filter.choices(view) if page == "timeline" else ()
            )
            if components.HEADED not in st.session_state:
                _say(view.t("This case has nothing to show in this figure."))
        else:
            _say(_unknown(view, name, known))
        anchor = str(st.session_state.pop(components.HEADED, ""))
        st.html(f'<footer class="alone">{_way_back(view, page, anchor)}{_shown(view)}</footer>')


def _unknown(view: View, name: str, known: Iterable[str]) -> str:
    t = view.t
    if not known:
        return t("This page has no figure that could stand alone.")
    return t(
        "There is no figure “{name}” on this page; it can be {known}.",
        name=name[:40],
        known=", ".join(known),
    )


def _say(sentence: str) -> None:
    st.html(f'<p class="nothing" role="status">{html.escape(sentence)}</p>')


def _shown(view: View) -> str:
    """Source, and which case, window and numbers these are: HTML."""
    t = view.t
    facts = t(
        "{case} · close of {base} to {last} · {numbers}",
        case=t.pick(view.case.title),
        base=t.long_day(view.base),
        last=t.long_day(view.window.last),
        numbers=_numbers(view),
    )
    return (
        f'<p class="source">{html.escape(facts)}</p>'
        f'<p class="source">{source_words.source_line(view)}</p>'
    )


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


def _way_back(view: View, page: str, anchor: str) -> str:
    """Link to the whole page with the same settings, in a tab of its own."""
    query = state.everything(page)
    for name in ("theme", "open"):
        query.pop(name, None)
    address = f"?{urlencode(query | {'lang': view.t.code})}{f'#{anchor}' if anchor else ''}"
    return (
        f'<p class="whole"><a href="{html.escape(address, quote=True)}" target="_blank" '
        f'rel="noopener">{html.escape(view.t("Open the whole page"))}</a></p>'
    )
