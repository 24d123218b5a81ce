"""The figures of a page, drawn from the registry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby
from threading import Lock

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.cases.driver_shelf import DriverShelf
from dashboard.errors import DashboardError
from dashboard.exhibits.exhibit import Absent, Control, Exhibit, Figure, Opening, Reader
from dashboard.exhibits.registry import PAGES, exhibits
from dashboard.ui import components, data, drivers, marks_view, several, source_words, state
from dashboard.ui.links import links_of
from dashboard.ui.state import View

Choices = tuple[tuple[str, str], ...]

WIDE, NARROW, GAP = 1180, 358, 46.15
"""Pixels of a figure of one column, on a desk and on a phone, and between two side by side."""

MOST_OPENED = 4096  # links that are remembered as opened


_opened: dict[tuple[object, ...], None] = {}
_opening = Lock()


def opening(view: View, page: str) -> None:
    """Draw the head of a page."""
    components.head(view, kept_opening(view, page))


def kept_opening(
    view: View,
    page: str,
    make: Callable[[], Opening] | None = None,
    rests_on: Hashable = None,
) -> Opening:
    """
    Head of a page, kept for the first HTML of whoever opens the same link.

    Parameters
    ----------
    view : View
    page : str
    make : callable, optional
        Makes the head of a page that the registry of exhibits does not know.
    rests_on : hashable
        What such a head depends on besides the view.
    """
    with _opening:
        _opened[_link_key(page)] = None
        while len(_opened) > MOST_OPENED:
            del _opened[next(iter(_opened))]
    made = make or (lambda: PAGES[page].opening(view.trial, reader(view, page)))
    return data.computed("opening", opening_key(view, page, rests_on), made)


def was_opened(page: str) -> bool:
    """Whether somebody has been shown this very link, so that what it takes may be kept."""
    return _link_key(page) in _opened


def _link_key(page: str) -> tuple[object, ...]:
    return (page, state.reader_language().code, *sorted(state.everything(page).items()))


def opening_key(view: View, page: str, rests_on: Hashable = None) -> tuple[object, ...]:
    """What the head of a page depends on."""
    return (*view.key, page, view.stock, view.t.code, tuple(state.link().items()), rests_on)


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
    for shared, found in groupby(exhibits(page).values(), key=lambda each: each.share > 0):
        # Of neighbours one that the case does not have leaves its room to the other.
        group = [each for each in found if not shared or _is_there(view, each, page, choices)]
        beside = shared and len(group) > 1
        places = st.columns([each.share for each in group], gap="large") if beside else ()
        for at, each in enumerate(group):
            if each.waits is not None and each.waits(view.trial):
                place = st.container(key=f"slot_{each.name}")
                view.waiting.append(partial(_draw_into, place, view, each, page, choices))
            elif beside:
                _draw_into(places[at], view, each, page, choices)
            else:
                draw(view, each, page, choices)


def beside(view: View, exhibit: Exhibit, page: str) -> list[Exhibit]:
    """Figures that stand in one row with this one, itself among them."""
    if not exhibit.share:
        return []
    key = (*view.key, page, exhibit)
    return data.computed("beside", key, lambda: _beside(view, exhibit, page))


def _beside(view: View, exhibit: Exhibit, page: str) -> list[Exhibit]:
    for shared, found in groupby(exhibits(page).values(), key=lambda each: each.share > 0):
        group = list(found)
        if exhibit in group:
            return [each for each in group if _is_there(view, each, page, ())] if shared else []
    return []


def width_of(view: View, exhibit: Exhibit, page: str) -> float:
    """Pixels a figure is drawn for: less where another stands beside it on a desk."""
    if view.look.compact:
        return NARROW
    row = beside(view, exhibit, page)
    whole = WIDE - GAP * (len(row) - 1)
    return whole * exhibit.share / sum(each.share for each in row) if len(row) > 1 else WIDE


def offered(view: View, exhibit: Exhibit, page: str) -> list[Mapping[str, str]]:
    """What the controls of a figure can be set to."""
    looks = untouched(view, exhibit, page)
    return [control.choices(view.trial, looks) for control in exhibit.controls]


def untouched(view: View, exhibit: Exhibit, page: str) -> Reader:
    """
    Reader of a figure whose controls nobody has touched.

    Each is at its first choice; one that takes several values has none.
    """
    looks = reader(view, page)
    for control in exhibit.controls:
        known = list(control.choices(view.trial, looks)) if control.most == 1 else []
        looks = replace(looks, choices=(*looks.choices, (control.name, known[0] if known else "")))
    return looks


def _is_there(view: View, exhibit: Exhibit, page: str, choices: Choices) -> bool:
    """Whether the case has the figure, or at least a reason why not."""
    try:
        return _made(view, exhibit, reader(view, page, choices)) is not None
    except DashboardError:  # said where it is drawn
        return True


def draw(view: View, exhibit: Exhibit, page: str, choices: Choices = ()) -> None:
    """Draw one figure; when it fails, its sentence stands in its place and the others stay."""
    try:
        if exhibit.controls:
            _draw_alone(view, exhibit.name, page)
        else:
            _show(view, exhibit, page, reader(view, page, choices))
    except DashboardError as error:
        components.trouble(error, view.t)


def _draw_into(
    place: DeltaGenerator, view: View, exhibit: Exhibit, page: str, choices: Choices
) -> None:
    with place:
        draw(view, exhibit, page, choices)


def reader(view: View, page: str, choices: Choices = ()) -> Reader:
    """Return what a figure needs to know of its reader."""
    return Reader(
        view.look,
        view.stock,
        choices,
        links=links_of(view, here=page),
        badge=partial(source_words.claim_badge, view),
        drivers=drivers.shelf(view) if page == "prices" else DriverShelf(),
    )


@st.fragment
def _draw_alone(view: View, name: str, page: str) -> None:
    """Draw a figure with controls of its own: a change redraws this and not the page."""
    exhibit = exhibits()[name]
    looks = _as_chosen(view, exhibit, page)
    if exhibit.is_chart:
        _controls(view, exhibit, looks)
    _show(view, exhibit, page, looks)


def _as_chosen(view: View, exhibit: Exhibit, page: str) -> Reader:
    """Reader of a figure as the link sets its controls."""
    looks = reader(view, page)
    for control in exhibit.controls:
        chosen = (control.name, _chosen(view, control, looks))
        looks = replace(looks, choices=(*looks.choices, chosen))
    return looks


def aside(view: View, exhibit: Exhibit, page: str) -> str:
    """What a reader's choices on the page add to the paragraph of a figure."""
    if exhibit.aside is None or exhibit.name not in exhibits(page):
        return ""
    return exhibit.aside(view.trial, _as_chosen(view, exhibit, page))


def _show(view: View, exhibit: Exhibit, page: str, looks: Reader) -> None:
    made = _made(view, exhibit, looks)
    anchor = exhibit.anchor or exhibit.name
    if isinstance(made, Absent):
        components.heading(made.title, anchor=anchor)
        components.empty(made.reason)
    elif isinstance(made, Figure) and made.plot is not None:
        width = width_of(view, exhibit, page)
        under = partial(marks_view.draw, view, page, exhibit.name, made, looks)
        opens = marks_view.opens(page, exhibit.name)
        components.chart(
            view, exhibit.name, made, anchor=anchor, width=width, under=under, opens=opens
        )
    elif isinstance(made, Figure):
        _body(view, exhibit, made, looks)


def _made(view: View, exhibit: Exhibit, looks: Reader) -> Figure | Absent | None:
    """What the exhibit makes; of a chart once for all who look at the same by the same link."""
    if not exhibit.is_chart:
        return exhibit.make(view.trial, looks)
    link = tuple(state.link().items())
    key = (*view.key, exhibit, view.stock, view.look, looks.choices, link, looks.drivers)
    return data.computed("made", key, lambda: exhibit.make(view.trial, looks))


def _body(view: View, exhibit: Exhibit, made: Figure, looks: Reader) -> None:
    """Draw a figure that is no chart: its HTML under its heading, source and table below."""
    name = exhibit.name
    with st.container(key=f"fig_{name}"):
        components.heading(made.title, made.note, anchor=exhibit.anchor or name)
        _controls(view, exhibit, looks)
        if made.body is not None:
            key = (
                *view.key,
                view.stock,
                view.look,
                made.options,
                tuple(state.link().items()),
                looks.links.notes,
            )
            st.html(data.computed(f"html {name}", key, made.body))
        if made.table is not None:
            components.figure_foot(
                view, name, table=made.table, options=made.options, badge=made.of_prices
            )


# Controls -------------------------------------------------------------


def _chosen(view: View, control: Control, looks: Reader) -> str:
    """What the link sets a control to; of an unknown value the first is taken (`bad_choices`)."""
    wanted, known = _asked(view, control, looks)
    if control.most > 1:
        return ",".join(several.used(wanted, known, control.most))
    return wanted if wanted in known else known[0] if known else ""


def _asked(view: View, control: Control, looks: Reader) -> tuple[str, list[str]]:
    """What the link sets a control to, and what it can be set to."""
    wanted = state.asked(control.name)
    asking = replace(looks, choices=(*looks.choices, (control.name, wanted)))
    return wanted, list(control.choices(view.trial, asking))


def bad_choices(view: View, page: str) -> list[DashboardError]:
    """Values of the link that no control of a figure of the page can be set to."""
    found: list[DashboardError] = []
    for exhibit in exhibits(page).values():
        if not any(state.asked(control.name) for control in exhibit.controls):
            continue
        looks = reader(view, page)
        for control in exhibit.controls:
            wanted, known = _asked(view, control, looks)
            if control.most > 1:
                found += several.unused(control.name, wanted, known, control.most)
            elif wanted and wanted not in known:
                found.append(state.not_known(control.name, wanted, known))
            chosen = (control.name, _chosen(view, control, looks))
            looks = replace(looks, choices=(*looks.choices, chosen))
    return found


def _controls(view: View, exhibit: Exhibit, looks: Reader) -> None:
    """One quiet line; a control with nothing to choose is left out."""
    offered = [(each, each.choices(view.trial, looks)) for each in exhibit.controls]
    if not any(len(labels) > 1 for _, labels in offered):
        return
    with st.container(key=f"controls_{exhibit.name}", horizontal=True, vertical_alignment="bottom"):
        for control, labels in offered:
            if control.most > 1 and labels:
                several.draw(control, labels, looks.choice(control.name), view.t)
            elif len(labels) > 1:
                key = f"{control.name}_control"
                # The link is the truth; the control follows it at every run.
                st.session_state[key] = looks.choice(control.name)
                st.selectbox(
                    view.t(control.label),
                    list(labels),
                    key=key,
                    format_func=labels.__getitem__,
                    on_change=partial(_put, control.name, next(iter(labels))),
                    width=control.width,
                )
        names = [each.name for each in exhibit.controls]
        if exhibit.filters and any(looks.choice(name) for name in names):
            st.button(
                view.t("Drop the filters"),
                key=f"drop_{exhibit.name}",
                type="tertiary",
                on_click=partial(_drop, names),
            )


def _drop(names: list[str]) -> None:
    for name in names:
        state.put(name, "")


def _put(name: str, default: str) -> None:
    chosen = str(st.session_state[f"{name}_control"])
    # The default stays out of the link, so that links are short.
    state.put(name, "" if chosen == default else chosen)
