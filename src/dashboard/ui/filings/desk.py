"""The reader's desk of the case, on which a row of evidence is put and saved as a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from dashboard.cases.folders import find_case
from dashboard.cases.shelf import CaseShelf, is_shipped
from dashboard.errors import DashboardError, Fault
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.ui import components, data, frame, people_view, state
from dashboard.ui.editor import bench, rights, saving
from dashboard.ui.editor.workplace import Workplace
from dashboard.ui.filings.evidence_rows import free_id, numbered
from dashboard.ui.state import View

SAID = "filings_said"  # what came of the last row: a sentence, or why it was refused
COPIED = "filings_copied"


def put_row(view: View, cells: Mapping[str, str], page: int | None, done: Message) -> None:
    """
    Put a row of evidence on the reader's desk, if the case's reader finds no fault in it.

    Parameters
    ----------
    view : View
    cells : mapping of str to str
    page : int or None
        For its id.
    done : Message
        What is said then.

    Raises
    ------
    DashboardError
        If the case cannot be changed here.
    """
    _put(view, "evidence", cells, partial(free_id, cells, page), done)


def put_event(view: View, cells: Mapping[str, str], done: Message) -> None:
    """Put a row of events there; otherwise as `put_row`."""
    stem = f"{cells['stocks'].split('.')[0]}-notice-{cells['published'][:10]}".lower()
    _put(view, "events", cells, partial(numbered, stem), done)


def _put(
    view: View,
    table: str,
    cells: Mapping[str, str],
    name: Callable[[list[str]], str],
    done: Message,
) -> None:
    desk = _desk(view)
    taken = [row.cells.get("id", "") for row in desk.sheets.tables[table]]
    after, key = desk.sheets.with_row(table, {"id": name(taken)} | dict(cells))
    desk.step(after)
    _settle(desk, table, key, done)


def _desk(view: View) -> Workplace:
    people_view.refuse_readers()
    desk = bench.desk(view)
    barred = rights.barred(desk)
    if barred is not None:
        raise barred
    return desk


def _settle(desk: Workplace, table: str, key: str, done: Message) -> None:
    """Keep the last step, or take it back and say why where the case's reader finds fault."""
    here = (table, key)
    faults = [each.fault for each in desk.judged.faults if (each.table, each.key) == here]
    if faults:
        desk.undo_step()
        st.session_state[SAID] = faults[0]
        return
    bench.keep(desk)
    st.session_state[SAID] = done


def put_terms(view: View, story: str, terms: str, done: Message) -> None:
    """
    Write what a story is searched for on the reader's desk; otherwise as `put_row`.

    Parameters
    ----------
    view : View
    story : str
        Id of the story.
    terms : str
    done : Message
    """
    desk = _desk(view)
    key = next((r.key for r in desk.sheets.tables["stories"] if r.cells.get("id") == story), "")
    desk.step(desk.sheets.with_cell("stories", key, "terms", terms))
    _settle(desk, "stories", key, done)


def say(t: Language) -> None:
    """Say what came of the last row."""
    said = st.session_state.pop(SAID, None)
    if isinstance(said, Message):
        st.html(el("p.job", t.say(said), role="status"))
    elif isinstance(said, (DashboardError, Fault)):
        st.html(el("div.trouble.small", el("p", t.error(said)), role="alert"))


def is_open(view: View) -> bool:
    """Whether the case can be changed here by this reader; says why not where it cannot."""
    t = view.t
    if not people_view.may_edit():
        st.html(el("p.job", people_view.editors_only(t)))
        return False
    copied = st.session_state.pop(COPIED, "")
    if copied:
        own = {name: value for name in state.OWN["filings"] if (value := state.asked(name))}
        own.pop("desk", None)
        st.switch_page(
            frame.pages(t)["filings"], query_params=state.link(case=copied, base="", last="") | own
        )
    if not is_shipped(find_case(view.case.slug)):
        return True
    say(t)
    st.html(el("p.job", t("This case ships with the product and stays as it is: grade in a copy.")))
    st.button(
        t("Copy this case and grade in the copy"),
        key="filings_copy",
        on_click=_copy,
        args=(view.case.slug,),
    )
    return False


def _copy(slug: str) -> None:
    try:
        people_view.refuse_readers()
        made = CaseShelf(data.store_folder(), people_view.who()).duplicate(find_case(slug))
    except DashboardError as error:
        st.session_state[SAID] = error
        return
    data.forget_cases()
    st.session_state[COPIED] = made.name


def waiting(view: View) -> None:
    """Show what waits on the desk, the way to the editor, and the form that saves it."""
    t = view.t
    say(t)
    if not state.asked("desk"):
        return
    desk = bench.desk(view)
    _refused(desk, t)
    n = len(desk.changes)
    if not n:
        if desk.done is not None:
            st.html(el("p.job", t.say(desk.done), role="status"))
            desk.done = None
        return
    query = state.link(case=view.case.slug) | {"table": "evidence", "desk": desk.token}
    told = t.plural("{n} change on your desk.", "{n} changes on your desk.", n)
    way = inside_link(f"edit?{urlencode(query)}", t("Look at it in the editor"))
    with st.container(key="filings_desk"):
        components.heading(t("Not saved yet"), el("span", told, " ", way), anchor="desk")
        saving.form(desk, t)


def _refused(desk: Workplace, t: Language) -> None:
    if desk.refusal is not None:
        components.trouble(desk.refusal, t)
        desk.refusal = None
