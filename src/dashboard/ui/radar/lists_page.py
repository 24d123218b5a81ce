"""Lists of themes: whose there are, how old, what is held back, and a file of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from dashboard.errors import N_, DashboardError
from dashboard.html.elements import el, inside_link
from dashboard.html.lists import bullets
from dashboard.html.tables import data_table
from dashboard.language.columns import Column, Table
from dashboard.language.language import Language
from dashboard.store.theme_changes import Vanished, held_back
from dashboard.store.themes import FOLDER, SourceLog, ThemeLog
from dashboard.ui import components, data, state
from dashboard.ui.radar import lists_import, scanning

NAMED = 20  # themes of a source that are held back and named


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What is on file of one source.

    Attributes
    ----------
    source : str
    last : date or None
        Day of its latest list.
    themes, stocks, memberships : int
        As listed on that day.
    ended : int
        Stays that are over.
    held : tuple of Vanished
        Themes that last only because nobody has confirmed that they vanished.
    """

    source: str
    last: date | None
    themes: int
    stocks: int
    memberships: int
    ended: int
    held: tuple[Vanished, ...]


def draw(t: Language) -> None:
    """Draw what is on file, the import, and the scan that uses it."""
    log = ThemeLog(data.store_folder() / FOLDER)
    try:
        found = data.computed("theme lists", (str(log.folder), log.stamp()), lambda: standings(log))
    except DashboardError as error:
        components.trouble(error, t)
        return
    st.html(_head(found, t))
    if found:
        st.html(data_table(_table(found, t), t))
        _held(found, t)
    else:
        components.nothing(t("Nothing is on file yet."))
    lists_import.panel(log, t)
    if found:
        with st.container(key="lists_scan"):
            components.heading(t("What comes of it"), _next(t))
            scanning.draw(t)


def standings(log: ThemeLog) -> tuple[Standing, ...]:
    """What is on file, source by source; raises StoreError where a file is damaged."""
    return tuple(_standing(each) for each in log.logs())


def _standing(log: SourceLog) -> Standing:
    lasting = log.rows[log.rows["listed"].astype(bool)]
    return Standing(
        log.source,
        log.last,
        lasting["theme"].nunique(),
        lasting["stock"].nunique(),
        len(lasting),
        len(log.rows) - len(lasting),
        held_back(log),
    )


def _head(found: tuple[Standing, ...], t: Language) -> str:
    title = t("No list of themes is kept yet")
    if found:
        sources = t.plural("{n} source", "{n} sources", len(found))
        n = sum(each.themes for each in found)
        title = t.plural("{n} theme of {sources}", "{n} themes of {sources}", n, sources=sources)
    told = t(
        "A list says which stocks a source files under which theme. Each new one is held against "
        "the last: who came, who left and when is kept, and what vanishes at once is held back."
    )
    back = inside_link(f"radar?{urlencode(state.general_link())}", t("‹ Radar"))
    return el(
        "header.head",
        el("p.kicker", back, t(" · "), t("Lists of themes")),
        el("h1", title),
        el("p.standfirst", told),
    )


def _table(found: tuple[Standing, ...], t: Language) -> Table[Standing]:
    columns: tuple[Column[Standing], ...] = (
        Column(N_("Source"), lambda each: t.source(each.source)),
        Column(N_("Latest list"), lambda each: each.last),
        Column(N_("Themes"), lambda each: each.themes),
        Column(N_("Stocks"), lambda each: each.stocks),
        Column(N_("Memberships"), lambda each: each.memberships),
        Column(N_("Ended"), lambda each: each.ended),
        Column(N_("Held back"), lambda each: len(each.held)),
    )
    return Table(columns, found)


def _held(found: tuple[Standing, ...], t: Language) -> None:
    """Themes that vanished at once, and how they are let go."""
    lines = []
    for each in found:
        for theme in each.held[:NAMED]:
            told = t(
                "{source}: no member of “{theme}” was listed after {last} ({n} until then).",
                source=t.source(each.source),
                theme=theme.theme,
                last=t.long_day(theme.last),
                n=theme.members,
            )
            lines.append(told)
        if len(each.held) > NAMED:
            lines.append(t("and {n} more", n=len(each.held) - NAMED))
    if lines:
        told = t(
            "Held back: these themes vanished at once and still count, until a list is stored that "
            "confirms it."
        )
        st.html(el("div.heldback", el("p", told), bullets(lines)))


def _next(t: Language) -> str:
    return t(
        "The radar scans an evening with the lists in force on it. An evening before the first "
        "list takes that one, and says so."
    )
