"""The pieces pages are made of: a figure with its table and download, tables, lists."""

from __future__ import annotations

import html
import math
import re
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import escape

from dashboard.charts import theme
from dashboard.charts.zoom import zoomed
from dashboard.errors import CaseError, DashboardError
from dashboard.exhibits.exhibit import Figure, Opening
from dashboard.exports.csv_files import csv_bytes, file_name
from dashboard.exports.headers import head as column_head
from dashboard.language.language import MISSING, Language
from dashboard.ui import data, event_list, source_words, state
from dashboard.ui.state import View

# Keys of what a session knows: that a figure was drawn alone, and how high charts are.
HEADED = "only_headed"
HEIGHTS = "heights"
PAUSE = 0.08  # seconds between a page's head and its first chart, for a new session


def head(view: View, opening: Opening) -> None:
    """Head of a page: the case's title, the question, the headline, what it rests on."""
    t = view.t
    parts = [
        f'<p class="kicker">{escape(t.pick(view.case.title))}</p>',
        f'<p class="question">{escape(opening.question)}</p>' if opening.question else "",
        f"<h1>{_clauses(opening.title)}</h1>",
        f'<p class="standfirst">{escape(opening.standfirst)}</p>' if opening.standfirst else "",
        f'<p class="remark">{escape(opening.remark)}</p>' if opening.remark else "",
    ]
    st.html(f'<header class="head">{"".join(parts)}</header>')


def _clauses(title: str) -> str:
    """Headline whose lines break between clauses where they can, not inside a word."""
    parts = [part for part in re.split(r"(?<=[，：；])", title) if part]
    return "".join(f"<span>{escape(part)}</span>" for part in parts)


def notice(sentence: str) -> None:
    """One quiet line above the page."""
    st.html(f'<p class="notice" role="status">{escape(sentence)}</p>')


def trouble(error: DashboardError, t: Language) -> None:
    """Say what is wrong: one sentence, and every fault of a refused case folder."""
    faults = error.faults if isinstance(error, CaseError) else ()
    rows = "".join(f"<li>{escape(t.error(fault))}</li>" for fault in faults)
    listing = f"<ul>{rows}</ul>" if rows else ""
    st.html(f'<div class="trouble" role="alert"><p>{escape(t.error(error))}</p>{listing}</div>')


def nothing(sentence: str) -> None:
    """Say that what was asked for has nothing to show."""
    st.html(f'<p class="nothing" role="status">{escape(sentence)}</p>')


def empty(sentence: str) -> None:
    """Say in the place of a figure why there is none."""
    st.html(f'<p class="empty">{escape(sentence)}</p>')


def heading(title: str, note: str = "", *, anchor: str = "", style: str = "") -> None:
    """Section head under a thin rule: a finding or a question, and what is drawn."""
    mark = f' id="{html.escape(anchor, quote=True)}"' if anchor else ""
    grey = f'<p class="note">{html.escape(note)}</p>' if note else ""
    if state.only():
        st.session_state[HEADED] = anchor
    st.html(f'{style}<div class="fighead"{mark}><h2>{html.escape(title)}</h2>{grey}</div>')


def chart(view: View, name: str, shown: Figure, *, anchor: str) -> None:
    """
    Draw one chart whole: finding, what is drawn, chart, events below, source, table, download.

    Chart and table are made once for all readers who see the same thing.
    """
    key = (*view.key, view.stock, view.look, shown.options)
    drawn = data.drawn(name, key, shown.draw)
    zoom = state.zooms().get(name)
    if zoom is not None:
        unzoomed = drawn
        drawn = data.drawn(name, (key, zoom), lambda: zoomed(unzoomed, zoom))
    _let_the_head_be_painted()
    with st.container(key=f"fig_{name}"):
        height = int(drawn.layout.height)
        st.session_state.setdefault(HEIGHTS, {})[name] = height
        # The chart's place is kept before Plotly has loaded, so that nothing moves.
        heading(
            shown.title,
            shown.note,
            anchor=anchor,
            style=f"<style>.st-key-plot_{name}{{min-height:{height}px}}</style>",
        )
        st.plotly_chart(
            drawn,
            key=f"plot_{name}",
            theme=None,
            config=theme.config(view.look, zoomed=zoom is not None),
            height=height,
            alt=shown.alt,
        )
        if shown.days:
            below = event_list.compact_html(view.events, view.t, days=shown.days)
            if below:
                st.html(key_list(below, view.t))
        if shown.table is not None:
            figure_foot(view, name, table=shown.table, options=shown.options)


def _let_the_head_be_painted() -> None:
    """Hold the first chart of a session back for a moment, once."""
    if state.only():  # no headline to wait for
        return
    # Charts that arrive with the headline keep the browser from painting it until
    # Plotly has loaded and drawn: about a second in which nothing can be read.
    if "painted" not in st.session_state:
        st.session_state["painted"] = True
        time.sleep(PAUSE)


def figure_foot(
    view: View,
    name: str,
    *,
    table: Callable[[], pd.DataFrame],
    options: Hashable = (),
    badge: bool = True,
) -> None:
    """
    Source line, how far two sources agree, the data as a table and as a file.

    A figure that stands alone in a frame has a foot of its own (`embed_view`).
    """
    if state.only():
        return
    t = view.t
    key = (*view.key, view.stock, t.code, options)
    shown = data.computed(f"table {name}", key, lambda: html_table(table(), t))
    # Drawn at every run: the age of the prices moves on while the figure stays.
    told = source_words.source_line(view)
    agreed = source_words.agreement_line(view) if badge else ""
    second = f'<p class="source">{agreed}</p>' if agreed else ""
    with st.container(key=f"foot_{name}"):
        st.html(
            f'<div class="figfoot"><p class="source">{told}</p>{second}'
            f'<details class="astable" data-fold="{name}"><summary>{html.escape(t("Table"))}'
            f"</summary>{shown}</details></div>"
        )
        st.download_button(
            t("Download"),
            data=lambda: csv_bytes(table()),
            file_name=file_name(view.case.slug, name, base=view.base, last=view.window.last),
            mime="text/csv",
            key=f"download_{name}",
            on_click="ignore",
            type="tertiary",
        )


def key_list(listing: str, t: Language) -> str:
    """List under a chart; folded away where a frame has no room for it."""
    if not state.only():
        return listing
    title = html.escape(t("What the numbers stand for"))
    return f'<details class="key"><summary>{title}</summary>{listing}</details>'


def html_table(table: pd.DataFrame, t: Language) -> str:
    """
    Table of a figure for reading: percentages, ISO dates, a dash for what is missing.

    A column whose name ends in “(fraction)” holds fractions; its numbers are shown
    as percent.  Everything is escaped.
    """
    names = [str(name) for name in table.columns]
    heads = "".join(_head(table[name], column_head(name, t)) for name in names)
    rows = "".join(
        "<tr>"
        + "".join(_cell(value, name, t) for name, value in zip(names, row, strict=True))
        + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    return (
        '<div class="scroll" tabindex="0"><table class="data">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _head(column: pd.Series[Any], label: str) -> str:
    number = pd.api.types.is_numeric_dtype(column) and column.dtype != bool
    align = ' class="num"' if number else ""
    return f'<th scope="col"{align}>{html.escape(label)}</th>'


def _cell(value: object, name: str, t: Language) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value == "":
        return f"<td>{MISSING}</td>"
    if isinstance(value, bool):
        return f"<td>{html.escape(t('yes') if value else t('no'))}</td>"
    if isinstance(value, float | int):
        # A number that is missing (NaN) becomes a dash in the language itself.
        text = t.percent(value, 2) if name.endswith("(fraction)") else _plain(value, t)
        return f'<td class="num">{text}</td>'
    if isinstance(value, pd.Timestamp):
        value = value.date().isoformat()
    return f"<td>{html.escape(str(value))}</td>"


def _plain(value: float, t: Language) -> str:
    if math.isnan(value) or float(value).is_integer():
        return t.number(value, 0)
    return t.number(value, 2 if abs(value) >= 1 else 4)


def bullet_list(items: Sequence[str]) -> None:
    """List of sentences, escaped."""
    rows = "".join(f"<li>{html.escape(item)}</li>" for item in items)
    st.html(f'<ul class="plain">{rows}</ul>')
