"""Parts of the Robustness page that are no charts."""

from __future__ import annotations

import streamlit as st

from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.robustness.hold_out import title_clock
from dashboard.exhibits.robustness.limits import note_limits, title_limits
from dashboard.exhibits.robustness.stocks import title_specifications
from dashboard.ui import components, data, robustness_html
from dashboard.ui.state import View


def specification_part(view: View) -> None:
    """Table of estimation windows and benchmarks."""
    t, found = view.t, view.trial.specifications
    components.heading(
        title_specifications(found, t),
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


# Limits, later evidence, textbook tests --------------------------------------------


def limit_part(view: View) -> None:
    """Closes at the daily limit, and where the window is cut off by one."""
    t, found = view.t, view.trial.limits
    components.heading(title_limits(view.case, found, t), note_limits(found, t), anchor="limits")
    st.html(robustness_html.limit_html(view, found, view.trial.grid))
    components.figure_foot(
        view, "limits", table=lambda: tables.limit_table(found, view.result, view.note)
    )


def clock_part(view: View) -> None:
    """Evidence that came after the close: what it predicted, and what came."""
    t, clocks = view.t, view.trial.clocks
    components.heading(
        title_clock(clocks, t),
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
    t, found = view.t, view.trial.studies
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
