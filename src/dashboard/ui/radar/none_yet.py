"""The radar before the first evening is kept: what it needs, what of that is there, and a start."""

from __future__ import annotations

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.ui import data
from dashboard.ui.components import trouble
from dashboard.ui.radar import scanning
from dashboard.ui.radar_link import lists_address


def draw(t: Language) -> None:
    """Say that no evening is kept, and how one comes; who may edit can start a scan."""
    told = t(
        "No evening is kept yet. The radar needs prices of the whole market and a list of themes, "
        "both of them in the store."
    )
    st.html(
        el(
            "header.head",
            el("p.kicker", t("Radar")),
            el("h1", t("Which themes moved, and what their movers share")),
            el("p.standfirst", told),
        )
    )
    try:
        prices, lists = _prices(t), _lists(t)
    except DashboardError as error:
        trouble(error, t)
        return
    missing = t("still missing")
    steps: list[tuple[str, str, str | None]] = [
        ("market-narrative refresh --universe", t("brings the prices of all stocks"), prices),
        (
            t("market-narrative themes import FILE --source NAME"),
            t("brings a list of themes"),
            lists,
        ),
        ("market-narrative radar", t("scans the last evening and keeps its list"), None),
    ]
    items = [
        el(
            "li",
            el("code", step),
            " ",
            what,
            None if there is None else el("small", there or missing),
        )
        for step, what, there in steps
    ]
    st.html(el("ol.steps", items))
    way = inside_link(lists_address(), t("Lists of themes: what is here, and a file of your own"))
    st.html(el("p", way))
    if prices and lists:
        scanning.draw(t)


def _prices(t: Language) -> str:
    """Prices of the whole market, as far as they are there; raises StoreError."""
    from dashboard.store.universe_file import load_universe  # noqa: PLC0415 - this page alone

    matrix = load_universe(data.store_folder())
    if matrix is None:
        return ""
    n, day = t.number(len(matrix.symbols)), t.long_day(matrix.last)
    return t("there: {n} stocks, to {day}", n=n, day=day)


def _lists(t: Language) -> str:
    """Sources whose lists are there; raises StoreError."""
    from dashboard.store.themes import FOLDER, ThemeLog  # noqa: PLC0415 - this page alone

    log = ThemeLog(data.store_folder() / FOLDER)
    sources = data.computed("theme sources", (str(log.folder), log.stamp()), log.sources)
    return t("there: {sources}", sources=t.listing(list(map(t.source, sources)))) if sources else ""
