"""The Robustness page: would another window, benchmark or group say the same."""

from __future__ import annotations

import html
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.analysis.robustness.event_study import EventStudies, event_studies
from dashboard.analysis.robustness.placebos import (
    Hindsight,
    TimePlacebo,
    hindsight,
    placebo_groups,
    placebo_in_time,
    universe_remark,
    universe_source,
)
from dashboard.analysis.robustness.robustness import (
    LeftOut,
    LimitOutcome,
    ModelPair,
    Specification,
    leave_one_out,
    limit_outcome,
    model_pairs,
    specifications,
)
from dashboard.analysis.robustness.window_grid import WindowGrid, window_grid
from dashboard.analysis.robustness.words import known_number
from dashboard.analysis.stories.hold_out import StoryClock, hold_out
from dashboard.analysis.window.estimation import Panel, daily_panel
from dashboard.charts import placebo_titles, window_heatmap
from dashboard.charts import robustness as charts
from dashboard.charts import robustness_titles as titles
from dashboard.exhibits import robustness_tables as tables
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined
from dashboard.ui import components, data, frame, robustness_html
from dashboard.ui.state import View


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Everything on the page that takes no time worth speaking of."""

    panel: Panel
    grid: WindowGrid | Undefined
    left_out: tuple[LeftOut, ...]
    specifications: tuple[Specification, ...]
    pairs: tuple[ModelPair, ...]
    placebo: TimePlacebo | Undefined
    hindsight: Hindsight | Undefined
    limits: LimitOutcome
    clocks: tuple[StoryClock, ...]


def numbers_of(view: View) -> Numbers:
    """Numbers of the page, computed once for all readers of this window and benchmark."""
    return data.computed("robustness", view.key, lambda: _numbers(view))


def _numbers(view: View) -> Numbers:
    case, market, sessions, window = view.case, view.folder.market, view.sessions, view.window
    closes, result = market.closes, view.result
    panel = daily_panel(case, market, sessions, closes)
    return Numbers(
        panel=panel,
        grid=window_grid(
            case, market, sessions, window, benchmark=view.benchmark, closes=closes, panel=panel
        ),
        left_out=leave_one_out(result),
        specifications=specifications(case, panel, sessions, window),
        pairs=model_pairs(case, panel, sessions, window, benchmark=view.benchmark),
        placebo=placebo_in_time(case, market, sessions, result, closes=closes, panel=panel),
        hindsight=hindsight(case, market, result),
        limits=limit_outcome(case, market, sessions, result),
        clocks=hold_out(case, panel, sessions, window),
    )


def studies_of(view: View) -> EventStudies:
    """Event studies against the benchmark in use."""
    return data.computed(
        "event studies",
        view.key,
        lambda: event_studies(
            view.case,
            view.folder.market,
            view.sessions,
            view.window,
            panel=numbers_of(view).panel,
            benchmarks=[view.benchmark],
        ),
    )


def opening(view: View) -> None:
    """Headline and standfirst, both made from the numbers."""
    t, found = view.t, numbers_of(view)
    after = any(group.chosen == "after" for group in view.case.groups)
    remark = t(
        "The groups were named after the returns were known: ranks and counts here describe how "
        "rare the pattern is and confirm nothing."
    )
    frame.head(
        view,
        titles.title_page(found.grid, t),
        html.escape(
            titles.standfirst_page(view.case, view.result, found.left_out, found.placebo, t)
        ),
        remark if after else "",
        t("Would another window, benchmark or group say the same?"),
    )


def _absent(view: View, title: str, reason: Undefined, *, anchor: str = "") -> None:
    """Stand where a figure would be, and say why there is none."""
    components.heading(title, anchor=anchor)
    st.html(f'<p class="empty">{html.escape(view.t.say(reason))}</p>')


# Windows ----------------------------------------------------------------------


def grid_figure(view: View) -> None:
    """Heat-map of neighbouring windows."""
    t, grid = view.t, numbers_of(view).grid
    if isinstance(grid, Undefined):
        _absent(view, t("Would another window say the same?"), grid, anchor="grid")
        return
    components.figure(
        view,
        "window-grid",
        title=titles.title_grid(view.case, grid, t),
        note=titles.note_grid(view.case, grid, t),
        plot=lambda: window_heatmap.plot_grid(grid, look=view.look),
        table=lambda: tables.grid_table(grid.neighbours, view.note),
        alt=titles.describe_grid(grid, t),
    )


def after_figure(view: View) -> None:
    """Difference at every close from the base on, past the window's end."""
    t, grid = view.t, numbers_of(view).grid
    if isinstance(grid, Undefined):
        return
    cells = titles.after_cells(grid)
    if not any(known_number(cell.difference) is not None for cell in cells):
        return
    components.figure(
        view,
        "after",
        title=titles.title_after(grid, t),
        note=titles.note_after(view.base, t),
        plot=lambda: window_heatmap.plot_after(grid, look=view.look),
        table=lambda: tables.grid_table(cells, view.note),
        alt=titles.describe_after(grid, t),
    )


# Stocks and models ---------------------------------------------------------------


def leave_one_out_figure(view: View) -> None:
    """One dot a stock left out."""
    t, found = view.t, numbers_of(view).left_out
    headline = view.result.headline
    whole = None if headline is None else headline.value
    known = [each for each in found if not isinstance(each.difference, Undefined)]
    if not known:
        if found and isinstance(found[0].difference, Undefined):
            _absent(view, t("Does the gap hang on one stock?"), found[0].difference)
        return
    components.figure(
        view,
        "leave-one-out",
        title=titles.title_leave_one_out(view.case, found, whole, t),
        note=titles.note_leave_one_out(found, t),
        plot=lambda: charts.plot_leave_one_out(view.case, found, whole, look=view.look),
        table=lambda: tables.leave_one_out_table(found, view.note),
        alt=titles.describe_leave_one_out(view.case, found, t),
    )


def specification_part(view: View) -> None:
    """Table of estimation windows and benchmarks."""
    t, found = view.t, numbers_of(view).specifications
    components.heading(
        titles.title_specifications(found, t),
        t(
            "Abnormal return over the window, first group less second, by estimation window and "
            "benchmark; below it each group’s own. Market-adjusted fits nothing: return less "
            "benchmark."
        ),
        anchor="estimation",
    )
    st.html(robustness_html.specification_html(view, found))
    components.figure_foot(
        view,
        "estimation",
        table=lambda: tables.specification_table(view.case, found, view.note),
    )


def model_pair_figure(view: View) -> None:
    """Market-model beside market-adjusted abnormal returns."""
    t, pairs = view.t, numbers_of(view).pairs
    reasons = [pair.fitted for pair in pairs if isinstance(pair.fitted, Undefined)]
    if len(reasons) == len(pairs):
        if reasons:
            _absent(view, t("What does fitting a market model change?"), reasons[0])
        return
    components.figure(
        view,
        "models",
        title=titles.title_model_pairs(view.case, pairs, t),
        note=titles.note_model_pairs(t),
        plot=lambda: charts.plot_model_pairs(view.case, pairs, look=view.look),
        table=lambda: tables.model_pair_table(pairs, view.note),
        alt=titles.describe_model_pairs(view.case, pairs, t),
    )


# Placebos -----------------------------------------------------------------------


def placebo_time_figure(view: View) -> None:
    """Histogram of the same difference in earlier windows."""
    t, found = view.t, numbers_of(view).placebo
    if isinstance(found, Undefined):
        _absent(view, t("How often was the gap as wide before?"), found)
        return
    components.figure(
        view,
        "placebo-time",
        title=placebo_titles.title_placebo_time(found, t),
        note=placebo_titles.note_placebo_time(found, t),
        plot=lambda: charts.plot_placebo_time(found, look=view.look),
        table=lambda: tables.placebo_time_table(found, view.note),
        alt=placebo_titles.describe_placebo_time(found, t),
    )


def slot(view: View) -> DeltaGenerator:
    """Room for the placebo groups, which are counted when the rest of the page stands."""
    counted = universe_source(view.case, view.folder.market, view.window, view.base) is not None
    return st.container(key="slot_counted" if counted else "slot_empty")


def placebo_group_figure(view: View, room: DeltaGenerator) -> None:
    """Histogram of all groups of other stocks, in the room kept for it."""
    t = view.t
    with room:
        found = data.computed(
            "placebo groups",
            view.key,
            lambda: placebo_groups(view.case, view.folder.market, view.result),
        )
        if isinstance(found, Undefined):
            _absent(view, t("Would other groups of stocks have done as well?"), found)
            return
        _placebo_groups(view, found)


def _placebo_groups(view: View, found: PlaceboGroups) -> None:
    t = view.t
    first = t.pick(view.case.groups[0].title)
    components.figure(
        view,
        "placebo-groups",
        title=placebo_titles.title_placebo_groups(found, t),
        note=_with_universe(
            view,
            placebo_titles.note_placebo_groups(
                found, t, chosen_after=view.case.groups[0].chosen == "after"
            ),
        ),
        plot=lambda: charts.plot_placebo_groups(found, first, look=view.look),
        table=lambda: tables.placebo_group_table(found, view.note),
        alt=placebo_titles.describe_placebo_groups(found, first, t),
    )


def _with_universe(view: View, note: str) -> str:
    """Add to a note where the returns of the other stocks come from."""
    t = view.t
    remark = data.computed(
        "universe remark",
        view.key,
        lambda: universe_remark(view.case, view.folder.market, view.result),
    )
    return note if remark is None else t.sentences([note, t.say(remark)])


def hindsight_figure(view: View) -> None:
    """Best few of K random stocks."""
    t, found = view.t, numbers_of(view).hindsight
    if isinstance(found, Undefined):
        _absent(view, t("How well do the best of random stocks do?"), found)
        return
    first = t.pick(view.case.groups[0].title)
    components.figure(
        view,
        "hindsight",
        title=placebo_titles.title_hindsight(found, t),
        note=_with_universe(view, placebo_titles.note_hindsight(found, t)),
        plot=lambda: charts.plot_hindsight(found, first, look=view.look),
        table=lambda: tables.hindsight_table(found, view.note),
        alt=placebo_titles.describe_hindsight(found, first, t),
    )


# Limits, later evidence, textbook tests --------------------------------------------


def limit_part(view: View) -> None:
    """Closes at the daily limit, and where the window is cut off by one."""
    t, found = view.t, numbers_of(view).limits
    components.heading(
        titles.title_limits(view.case, found, t), titles.note_limits(found, t), anchor="limits"
    )
    st.html(robustness_html.limit_html(view, found, numbers_of(view).grid))
    components.figure_foot(
        view, "limits", table=lambda: tables.limit_table(found, view.result, view.note)
    )


def clock_part(view: View) -> None:
    """Evidence that came after the close: what it predicted, and what came."""
    t, clocks = view.t, numbers_of(view).clocks
    components.heading(
        titles.title_clock(clocks, t),
        t(
            "The hold-out clock: a statement published after the window’s last close took no part "
            "in it. Its story predicts that the stock beats its group’s mean in the next session; "
            "the excess is ranked among those of the estimation window."
        ),
        anchor="hold-out",
    )
    st.html(robustness_html.clock_html(view, clocks))
    components.figure_foot(view, "hold-out", table=lambda: tables.clock_table(clocks, view.note))


def expert_panel(view: View) -> None:
    """Textbook tests, folded away, each with its measured size."""
    t, found = view.t, studies_of(view)
    components.heading(
        t("Textbook event-study tests, and how often they err with four stocks"),
        t(
            "For readers who expect them. A test at 5% should reject a true null in 5 of 100 "
            "cases; measured with four stocks a group most reject in more. The statistics of those "
            "are grey: no star belongs on them."
        ),
        anchor="expert",
    )
    shown = data.computed(
        "expert panel", (*view.key, t.code), lambda: robustness_html.expert_html(view, found)
    )
    st.html(shown)
    components.figure_foot(
        view, "event-study", table=lambda: tables.event_study_table(found, view.note)
    )
