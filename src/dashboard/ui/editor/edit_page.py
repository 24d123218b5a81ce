"""The editor's page: head, parts of the case, the grid, and the trial beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from dashboard.cases.editing.sheets import TABLES
from dashboard.cases.outline import CASE_FILE
from dashboard.cases.table_files import FILE_OF
from dashboard.errors import DashboardError
from dashboard.html.elements import el, inside_link, markup, sentence
from dashboard.language.language import Language
from dashboard.ui import components, state
from dashboard.ui.editor import (
    bench,
    beside,
    corrections_form,
    files_panel,
    grid,
    news,
    rights,
    series_form,
    toolbar,
    version_list,
)
from dashboard.ui.editor.steps import FORMS, TABLE_TITLES
from dashboard.ui.editor.workplace import Workplace
from dashboard.ui.state import View

TABS: dict[str, tuple[str, ...]] = {
    "case": ("case",),
    "source": ("source",),
    "window": ("window", "estimation"),
    "groups": ("groups",),
    "stocks": ("stocks",),
    "stories": ("stories",),
    "benchmarks": ("benchmarks",),
    "events": ("events",),
    "evidence": ("evidence",),
    "claims": ("claims",),
    "tags": ("tags",),
    "files": (),
    "corrections": (),
}
"""Parts of a case as the page shows them, and the tables of each."""
PANELS = {"files": files_panel.draw, "corrections": corrections_form.draw}
"""Parts that are no table."""
FIRST = "evidence"

_DRAWN = "edit_drawn"


def draw(view: View) -> None:
    """Draw the page for the case that the link names."""
    if view.edition is not None:
        _edition(view)
        return
    desk = bench.desk(view)
    bench.token(desk.slug)
    _drawn(desk)  # by what follows
    table = _shown(view)
    with st.container(key="edit_top"):
        _head(view, table)
    with st.container(key="edit_sides"):
        left, right = st.columns([0.73, 0.27], gap="large")
        with left:
            _work(view, table)
        with right:
            _beside(view)
    bench.left(desk, view.t)


def _edition(view: View) -> None:
    t = view.t
    told = t("An edition stays as it was frozen. The live case can be changed.")
    own = {name: value for name in state.OWN["edit"] if (value := state.asked(name))}
    query = urlencode(state.link(case=view.case.slug, edition="") | own)
    st.html(
        el(
            "header.head",
            el("p.kicker", t.pick(view.case.title)),
            el("h1", t("An edition cannot be changed")),
            el("p.standfirst", told),
            el("p.remark", inside_link(f"edit?{query}", t("Edit the case"))),
        )
    )


# The browser sends what happens in one moment as one message, which draws one fragment anew.
# Where a part that follows asks in the moment of a click, the click is done and only the part
# that asked is drawn: it then has the whole page drawn.


def _drawn(desk: Workplace) -> None:
    """Note what the page shows of the desk."""
    st.session_state[_DRAWN] = _shows(desk)


def _draw_if_behind(desk: Workplace) -> None:
    """Have the page drawn whole where it does not show what was done."""
    if st.session_state.get(_DRAWN) != _shows(desk):
        st.rerun()


def _shows(desk: Workplace) -> tuple[object, ...]:
    unfolded = st.session_state.get(toolbar.PANEL, ""), st.session_state.get(version_list.OPENED)
    said = desk.done, desk.refusal, desk.collisions, tuple(desk.heard.items())
    return desk.token, state.asked("table"), desk.stamp, *unfolded, *said


@st.fragment(run_every=bench.LOOK)
def _head(view: View, tab: str) -> None:
    """Headline of the desk, what somebody else did to the case meanwhile, and the tabs."""
    desk = bench.desk(view)
    _draw_if_behind(desk)
    if bench.catch_up(desk):
        st.rerun()
    if news.look(desk):
        bench.keep(desk)
        st.rerun()
    grid.follow("head", "", after=grid.WORKED)
    kicker = f"{view.t.pick(view.case.title)} · {view.t('Editor')}"
    st.html(el("header.head.edit", el("p.kicker", kicker), el("h1", news.headline(desk, view.t))))
    news.banner(desk, view.t, lambda deed: _then(desk, deed))
    rights.offer_copy(desk, view.t)
    _tabs(desk, tab, view.t)


def _shown(view: View) -> str:
    """Part of the case that the link asks for; one that there is not is named."""
    t, asked = view.t, state.asked("table")
    shown = next((tab for tab, tables in TABS.items() if asked in {tab, *tables}), "")
    if asked and not shown:
        components.notice(t.error(state.not_known("table", asked, (*TABLES, *PANELS))))
    return shown or FIRST


def _tabs(desk: Workplace, shown: str, t: Language) -> None:
    st.session_state["edit_table_control"] = shown
    with st.container(key="edit_tabs"):
        st.segmented_control(
            t("Part of the case"),
            list(TABS),
            key="edit_table_control",
            format_func=lambda tab: tab_name(desk, tab, t),
            label_visibility="collapsed",
            required=True,
            on_change=_turn,
        )


def _turn() -> None:
    state.put("table", st.session_state["edit_table_control"])
    st.rerun()


def tab_name(desk: Workplace, tab: str, t: Language) -> str:
    """Name of a part, with the number of its rows where there can be many."""
    name, rows = t(TABLE_TITLES[tab]), desk.sheets.tables.get(tab)
    return name if rows is None or tab in FORMS else f"{name} {len(rows)}"


@st.fragment
def _work(view: View, tab: str) -> None:
    """Toolbar, what it unfolds, and the tables of the part shown."""
    desk, t = bench.desk(view), view.t
    hear = bench.listen(view)
    for table in TABS[tab]:  # should a run have come without the call that tells of it
        hear(grid.key_of(table))
    _drawn(desk)
    toolbar.draw(desk, t)
    _wrong_elsewhere(desk, tab, t)
    if tab in PANELS:
        PANELS[tab](desk, t)
        return
    for table in TABS[tab]:
        if len(TABS[tab]) > 1:
            st.html(el("h2.subhead", t(TABLE_TITLES[table])))
        grid.draw(desk, table, t, hear)
    st.html(el("p.gridfoot", _foot(desk, tab, t)))
    if tab == "events":
        series_form.draw(desk, t)


def _wrong_elsewhere(desk: Workplace, shown: str, t: Language) -> None:
    """Lead to the other parts that have wrong cells, with their number."""
    wrong = Counter(fault.table for fault in desk.judged.faults)
    link = state.link() | {"desk": desk.token}
    ways = [
        inside_link(
            f"edit?{urlencode(link | {'table': tab})}",
            f"{t(TABLE_TITLES[tab])} ({n})",
        )
        for tab, tables in TABS.items()
        if tab != shown and (n := sum(wrong[table] for table in tables))
    ]
    if ways:
        st.html(
            el("p.grey", sentence(t, "Wrong in other parts: {links}", links=markup(*ways, by=", ")))
        )


def _foot(desk: Workplace, tab: str, t: Language) -> str:
    table = TABS[tab][0]
    parts = [FILE_OF.get(table, CASE_FILE)]
    if table not in FORMS:
        n = len(desk.sheets.tables[table])
        parts.append(t.plural("{n} row", "{n} rows", n))
        parts.append(t("the number of a row unfolds its other columns"))
    parts.append(t("every cell is checked as the file will be read"))
    return " · ".join(parts)


@st.fragment
def _beside(view: View) -> None:
    """What the trial says of the desk."""
    desk = bench.desk(view)
    _draw_if_behind(desk)
    grid.follow("beside", desk.stamp, after=grid.SETTLED, then=grid.WORKED)
    try:
        beside.draw(desk, view)
    except DashboardError as error:
        components.trouble(error, view.t)


def _then(desk: Workplace, deed: Callable[[], None]) -> Callable[[], None]:
    """Callback of the banner: does something to the desk and draws the page anew."""
    act = bench.doing(desk, deed)

    def done() -> None:
        act()
        st.rerun()

    return done
