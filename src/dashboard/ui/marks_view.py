"""Details of a mark, opened in place under its figure, and the same marks as a list of links."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from dashboard.charts.marks import Mark, MarkKind, read_mark
from dashboard.errors import N_, InputError
from dashboard.exhibits import details
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.registry import exhibits
from dashboard.html.elements import el, markup
from dashboard.html.links import Opens
from dashboard.ui import data, state
from dashboard.ui.state import View

AT = "at"  # what is open: lines:event:launch
LONGEST = 300  # letters of a value that a link of ours takes along: nothing that works is longer

_HEADS: dict[MarkKind, str] = {
    "stock": N_("Stocks"),
    "event": N_("Events"),
    "evidence": N_("Statements"),
    "window": N_("Windows"),
}


def refused(view: View, page: str) -> tuple[InputError, ...]:
    """
    Why nothing is opened that the link asks to open; empty where it is, or nothing is asked.

    Parameters
    ----------
    view : View
    page : str
    """
    asked = state.asked(AT)
    if not asked or asked_of(view, page) is not None:
        return ()
    figure = next((each.name for each in exhibits(page).values() if each.is_chart), "lines")
    misread = InputError(
        N_(
            "The link's “{name}={value}” was ignored: it names a chart of this page and what is "
            "open under it, such as {example}."
        ),
        name=AT,
        value=asked[:40],
        example=f"{figure}:stock:{view.case.symbols[0]}" if view.case.symbols else figure,
    )
    return (misread,)


def asked_of(view: View, page: str) -> tuple[str, Mark] | None:
    """Figure of a page and the mark under it that the link asks to open; None without one."""
    name, _, key = state.asked(AT).partition(":")
    figure, mark = exhibits(page).get(name), read_mark(key)
    if figure is None or not figure.is_chart or mark is None:
        return None
    return (name, mark) if details.is_known(view.case, mark) else None


def opens(page: str, name: str) -> Opens:
    """How links of a figure open its marks: everything else of the link stays."""
    kept = {
        key: value
        for key, value in state.everything(page).items()
        if key != AT and len(value) <= LONGEST
    }
    only = {state.ONLY: state.only()} if state.only() else {}
    return Opens(name, partial(_address, kept | only))


def _address(kept: dict[str, str], at: str) -> str:
    return f"?{urlencode(kept | ({AT: at} if at else {}), safe=':~,')}"


def draw(view: View, page: str, name: str, shown: Figure, looks: Reader) -> None:
    """
    Draw what belongs right under a chart: the open mark, and all marks by name.

    Parameters
    ----------
    view : View
    page, name : str
        Page and figure.
    shown : Figure
    looks : Reader
    """
    asked, ways = asked_of(view, page), opens(page, name)
    # Its place is there when nothing is open too, so that what stands below stays what it is.
    with st.container(key=f"at_{name}"):
        if asked is not None and asked[0] == name:
            st.html(_opened(view, page, asked[1], shown, looks, ways))
    # Where the events stand in words below the chart, their titles are the links.
    left = [each for each in shown.marks if each.kind != "event" or not _lists_events(shown)]
    if left and not state.only():
        key = (*view.key, view.look, shown.options, tuple(state.everything(page).items()))
        st.html(data.computed(f"marks {name}", key, lambda: _by_name(view, left, ways)))


def _lists_events(shown: Figure) -> bool:
    return bool(shown.days) and not shown.listed_on_page


def _opened(view: View, page: str, mark: Mark, shown: Figure, looks: Reader, ways: Opens) -> Markup:
    key = (
        *view.key,
        view.look,
        shown.options,
        mark,
        tuple(state.everything(page).items()),
        looks.links.notes,
    )
    return data.computed(
        f"mark {ways.figure}",
        key,
        lambda: (
            details.details(view.trial, looks, mark, shown.marks, ways)
            or el("p.nothing", view.t("This figure has no such window."), role="status")
        ),
    )


def _by_name(view: View, found: Sequence[Mark], ways: Opens) -> Markup:
    """All marks of a chart as links, folded: for the keyboard, and where fingers are too wide."""
    t = view.t
    rows = []
    for kind, alike in groupby(found, key=lambda each: each.kind):
        some = list(alike)
        if kind == "window":
            some = _cross(view, some)
        links = [ways.link(each.key, details.mark_name(view.trial, each, t)) for each in some]
        rows.append(el("li", el("b", t(_HEADS[kind])), " ", markup(links, by=" · ")))
    return el("details.marks", el("summary", t("Details by name")), el("ul.plain", rows))


def _cross(view: View, found: list[Mark]) -> list[Mark]:
    """Of many windows those that share base or end with the one in use; steps lead to others."""
    base, last = view.base.isoformat(), view.window.last.isoformat()
    return [each for each in found if base in each.id or last in each.id] or found[:1]
