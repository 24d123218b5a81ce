"""The figures of a page, drawn from the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.exhibits.exhibit import Absent, Control, Exhibit, Figure, Reader
from dashboard.exhibits.registry import PAGES, exhibits
from dashboard.ui import components, data, state
from dashboard.ui.state import View

Choices = tuple[tuple[str, str], ...]


def opening(view: View, page: str) -> None:
    """Draw the head of a page."""
    components.head(view, PAGES[page].opening(view.trial, Reader(view.look, view.stock)))


def draw_page(view: View, page: str, choices: Choices = ()) -> None:
    """
    Draw all figures of a page in their order; those that take a moment when the rest stands.

    Parameters
    ----------
    view : View
        The reader.
    page : str
    choices : tuple of (str, str)
        What the controls of the page itself are set to, by name.
    """
    for beside, found in groupby(exhibits(page).values(), key=lambda each: each.share > 0):
        group = list(found)
        places = st.columns([each.share for each in group], gap="large") if beside else ()
        for at, each in enumerate(group):
            if each.waits is not None and each.waits(view.trial):
                place = st.container(key=f"slot_{each.name}")
                view.waiting.append(partial(_draw_into, place, view, each, choices))
            elif beside:
                with places[at]:
                    draw(view, each, choices)
            else:
                draw(view, each, choices)


def _draw_into(place: DeltaGenerator, view: View, exhibit: Exhibit, choices: Choices) -> None:
    with place:
        draw(view, exhibit, choices)


def draw(view: View, exhibit: Exhibit, choices: Choices = ()) -> None:
    """Draw one figure; one with controls of its own is redrawn alone when they change."""
    if exhibit.name in _elsewhere():
        _elsewhere()[exhibit.name](view)
    elif exhibit.controls:
        _draw_alone(view, exhibit.name)
    else:
        _show(view, exhibit, Reader(view.look, view.stock, choices))


@st.fragment
def _draw_alone(view: View, name: str) -> None:
    exhibit = exhibits()[name]
    reader = Reader(view.look, view.stock)
    with st.container(key=f"controls_{name}", horizontal=True, vertical_alignment="bottom"):
        for control in exhibit.controls:
            chosen = _choose(view, control, reader)
            reader = replace(reader, choices=(*reader.choices, (control.name, chosen)))
    _show(view, exhibit, reader)


def _show(view: View, exhibit: Exhibit, reader: Reader) -> None:
    made = None if exhibit.make is None else exhibit.make(view.trial, reader)
    anchor = exhibit.anchor or exhibit.name
    if isinstance(made, Absent):
        components.heading(made.title, anchor=anchor)
        components.empty(made.reason)
    elif isinstance(made, Figure) and made.plot is not None:
        components.chart(view, exhibit.name, made, anchor=anchor)
    elif isinstance(made, Figure):
        _body(view, exhibit.name, made, anchor)


def _body(view: View, name: str, made: Figure, anchor: str) -> None:
    """Draw a figure that is no chart: its HTML under its heading, source and table below."""
    with st.container(key=f"fig_{name}"):
        components.heading(made.title, made.note, anchor=anchor)
        if made.body is not None:
            key = (*view.key, view.stock, view.look, made.options, tuple(state.link().items()))
            st.html(data.computed(f"html {name}", key, made.body))
        if made.table is not None:
            components.figure_foot(view, name, table=made.table, options=made.options)


# Controls -------------------------------------------------------------


def _choose(view: View, control: Control, reader: Reader) -> str:
    """One quiet control kept in the link; an unknown value is named and the first taken."""
    labels = control.choices(view.trial, reader)
    known = list(labels)
    if not known:
        return ""
    wanted = state.asked(control.name)
    if wanted and wanted not in known:
        components.notice(view.t.error(state.not_known(control.name, wanted, known)))
    chosen = wanted if wanted in known else known[0]
    if len(known) > 1:
        key = f"{control.name}_control"
        # The link is the truth; the control follows it at every run.
        st.session_state[key] = chosen
        st.selectbox(
            view.t(control.label),
            known,
            key=key,
            format_func=lambda value: labels[value],
            on_change=lambda: _put(control.name, known[0]),
            width=control.width,
        )
    return chosen


def _put(name: str, default: str) -> None:
    chosen = str(st.session_state[f"{name}_control"])
    # The default stays out of the link, so that links are short.
    state.put(name, "" if chosen == default else chosen)


# Figures that are not described as exhibits yet -----------------------


def _elsewhere() -> dict[str, Callable[[View], None]]:
    from dashboard.ui import (  # noqa: PLC0415 - they draw with this file
        claims_view,
        data_view,
        exposure_view,
        prices_view,
        robustness_view,
        sources_view,
        story_table,
        story_view,
        timeline_view,
    )

    def live(part: Callable[[View], object]) -> Callable[[View], None]:
        """Nothing for an edition: what the store holds today is no part of what was frozen."""
        return lambda view: None if view.edition is not None else (part(view), None)[1]

    return {
        "story-table": story_table.which_story_fits,
        "exposure": story_view.exposure_in_small,
        "change": story_view.what_would_change,
        "window-returns": prices_view.window_returns,
        "events": timeline_view.listing,
        "matrix": exposure_view.matrix_figure,
        "two-by-two": exposure_view.two_by_two_figure,
        "statements": exposure_view.statements,
        "estimation": robustness_view.specification_part,
        "limits": robustness_view.limit_part,
        "hold-out": robustness_view.clock_part,
        "event-study": robustness_view.expert_panel,
        "claims": claims_view.ledger,
        "base": claims_view.published_base,
        "sources": live(sources_view.standing_part),
        "differences": live(sources_view.differences),
        "tables": data_view.tables,
        "health": data_view.health,
        "sessions": data_view.sessions,
    }
