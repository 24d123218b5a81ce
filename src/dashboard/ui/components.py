"""The pieces pages are made of: a figure with its table and download, tables, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import streamlit as st
from markupsafe import Markup

from dashboard.charts import theme
from dashboard.charts.zoom import zoomed
from dashboard.errors import CaseError, DashboardError
from dashboard.exhibits.exhibit import Figure, Opening
from dashboard.exports.csv_files import csv_bytes, file_name
from dashboard.html.elements import Child, el, markup
from dashboard.html.events import short_list
from dashboard.html.links import Opens
from dashboard.html.lists import bullets, folded
from dashboard.html.tables import data_table
from dashboard.language.columns import Table
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote
from dashboard.ui import copies, data, folds, plots, source_words, state
from dashboard.ui.state import View

# Keys of what a session knows: that a figure was drawn alone, and how high charts are.
HEADED = "only_headed"
HEIGHTS = "heights"


def head(view: View, opening: Opening) -> None:
    """Draw the head of a page."""
    st.html(head_html(view, opening))


def head_html(view: View, opening: Opening) -> Markup:
    """Head of a page: the case's title, the question, the headline, what it rests on."""
    # Lines of the headline break between clauses where they can, not inside a word.
    clauses = [part for part in re.split(r"(?<=[，：；])", opening.title) if part]
    return el(
        "header.head",
        el("p.kicker", view.t.pick(view.case.title)),
        el("p.question", opening.question) if opening.question else None,
        el("h1", [el("span", part) for part in clauses]),
        el("p.standfirst", opening.standfirst) if opening.standfirst else None,
        folded(*opening.folded) if opening.folded else None,
        el("p.remark", opening.remark) if opening.remark else None,
    )


def notice(said: Child) -> None:
    """One quiet line above the page."""
    st.html(notice_html(said))


def notice_html(said: Child, kind: str = "") -> Markup:
    """One quiet line."""
    return el(f"p.notice{kind}", said, role="status")


def trouble(error: DashboardError, t: Language) -> None:
    """Say what is wrong: one sentence, and every fault of a refused case folder."""
    faults = error.faults if isinstance(error, CaseError) else ()
    listing = bullets(map(t.error, faults), kind="") if faults else None
    st.html(el("div.trouble", el("p", t.error(error)), listing, role="alert"))


def nothing(said: Child, role: str | None = "status") -> None:
    """Say that what was asked for has nothing to show."""
    st.html(el("p.nothing", said, role=role))


def empty(sentence: str) -> None:
    """Say in the place of a figure why there is none."""
    st.html(el("p.empty", sentence))


def progress(label: str, done: int, total: int, words: str) -> None:
    """Thin bar of how far a job is, and the same in words."""
    bar = el(
        "div.progress",
        el("span", style=f"width:{100 * done / max(total, 1):.1f}%"),
        role="progressbar",
        aria_label=label,
        aria_valuemin=0,
        aria_valuemax=total,
        aria_valuenow=done,
    )
    st.html(bar + el("p.job", words, role="status"))


def link_select(
    name: str,
    label: str,
    labels: Mapping[str, str],
    current: str,
    *,
    put: Callable[[str, str], None] = state.put,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """
    Draw a choice that stands in the link.

    Parameters
    ----------
    name : str
        Parameter of the link.
    label : str
    labels : mapping of str to str
        What each value is called.
    current : str
        Value that the link says.
    put : callable
        Writes the parameter when another value is chosen.
    width : int or str
    """
    key = f"{name}_control"
    # The link is the truth; the control follows it at every run.
    st.session_state[key] = current
    st.selectbox(
        label,
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        on_change=lambda: put(name, str(st.session_state[key])),
        width=width,
    )


def heading(title: str, note: str = "", *, anchor: str = "", style: str = "") -> None:
    """Section head under a thin rule: a finding or a question, and what is drawn."""
    if state.only():
        st.session_state[HEADED] = anchor
    drawn = heading_html(title, note, anchor=anchor)
    st.html(markup(el("style", style) if style else None, drawn))


def heading_html(title: str, note: str = "", *, anchor: str = "") -> Markup:
    """Finding or question of a section, and what is drawn."""
    grey = el("p.note", note) if note else None
    return el("div.fighead", el("h2", title), grey, id=anchor or None)


def chart(
    view: View,
    name: str,
    shown: Figure,
    *,
    anchor: str,
    width: float,
    under: Callable[[], None],
    opens: Opens,
) -> None:
    """
    Draw one chart whole: finding, what is drawn, chart, events below, source, table, download.

    Chart and table are made once for all readers who see the same thing.

    Parameters
    ----------
    view : View
    name : str
    shown : Figure
    anchor : str
        Fragment of its address.
    width : float
        Pixels of its place.
    under : callable
        Draws what belongs right under the chart: details of its marks.
    opens : Opens
        How the events listed below open there.
    """
    key = (*view.key, view.stock, view.look, shown.options)
    drawn = data.drawn(name, key, shown.draw)
    zoom, unzoomed = state.zooms().get(name), drawn
    if zoom is not None:
        drawn = data.drawn(name, (key, zoom), lambda: zoomed(unzoomed, zoom))
    config = theme.config(view.look, zoomed=drawn is not unzoomed)
    payload = data.computed(
        f"plot {name}",
        (key, zoom, width, shown.alt),
        lambda: plots.packed(drawn, name=name, width=width, alt=shown.alt, config=config),
    )
    with st.container(key=f"fig_{name}"):
        height = int(drawn.layout.height)
        st.session_state.setdefault(HEIGHTS, {})[name] = height
        # The chart's place is kept before Plotly has loaded, so that nothing moves.
        heading(
            shown.title,
            shown.note,
            anchor=anchor,
            style=f".st-key-plot_{name}{{min-height:{height}px}}",
        )
        if zoom is not None and drawn is unzoomed:
            notice(view.t("The link's zoom shows too few sessions of this chart: it is whole."))
        plots.show(payload, key=f"plot_{name}")
        under()
        if shown.days and not shown.listed_on_page:
            below = short_list(
                view.events, view.trial.numbered, view.t, days=shown.days, opens=opens
            )
            if below:
                st.html(key_list(below, view.t))
        if shown.table is not None:
            figure_foot(
                view,
                name,
                table=shown.table,
                options=shown.options,
                note=shown.note_of_prices,
                days=shown.days,
            )


def figure_foot(
    view: View,
    name: str,
    *,
    table: Callable[[], Table[Any]],
    options: Hashable = (),
    badge: bool = True,
    note: PriceNote | None = None,
    days: Sequence[date] = (),
) -> None:
    """
    What can be copied, source, how far two sources agree, the data as a table and as a file.

    A figure that stands alone in a frame has a foot of its own (`embed_view`).
    """
    if state.only():
        return
    t = view.t
    edition = "" if view.edition is None else view.edition.id
    own = note is not None and note != view.note
    key = (*view.key, view.stock, t.code, options, edition, own)
    copied, shown = data.computed(
        f"foot {name}",
        key,
        lambda: (
            copies.row(view, name, days=days, options=options, own=own),
            folds.packed(name, t("Table"), data_table(table(), t)),
        ),
    )
    # Told at every run: the age of the prices moves on while the figure stays.
    if not view.lines:
        view.lines.extend([source_words.source_line(view), source_words.agreement_line(view)])
    told, agreed = view.lines if badge else (view.lines[0], "")
    if own:
        told = source_words.source_line(view, note)
    with st.container(key=f"foot_{name}"):
        st.html(
            el(
                "div.figfoot",
                copied,
                el("p.source", told),
                el("p.source", agreed) if agreed else None,
            )
        )
        folds.show(shown, key=f"table_{name}")
        st.download_button(
            t("Download"),
            data=lambda: csv_bytes(table()),
            file_name=file_name(view.case.slug, name, base=view.base, last=view.window.last),
            mime="text/csv",
            key=f"download_{name}",
            on_click="ignore",
            type="tertiary",
        )


def key_list(listing: Markup, t: Language) -> Markup:
    """List under a chart; folded away where a frame has no room for it."""
    if not state.only():
        return listing
    return el("details.key", el("summary", t("What the numbers stand for")), listing)
