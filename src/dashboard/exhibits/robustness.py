"""The figures of the Robustness page: would another window, benchmark or group say the same."""

from __future__ import annotations

import pandas as pd

from dashboard.analysis.robustness.placebos import universe_remark, universe_source
from dashboard.analysis.robustness.words import known_number
from dashboard.analysis.trial import Trial
from dashboard.charts import placebo_titles, window_heatmap
from dashboard.charts import robustness as charts
from dashboard.charts import robustness_titles as titles
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Opening,
    Page,
    Reader,
    in_words,
)
from dashboard.language.language import Language
from dashboard.stats.result import Undefined


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline and standfirst, both made from the numbers."""
    t, case = reader.t, trial.case
    after = any(group.chosen == "after" for group in case.groups)
    remark = t(
        "The groups were named after the returns were known: ranks and counts here describe how "
        "rare the pattern is and confirm nothing."
    )
    return Opening(
        titles.title_page(trial.grid, t),
        titles.standfirst_page(case, trial.result, trial.left_out, trial.placebo, t),
        remark=remark if after else "",
        question=t("Would another window, benchmark or group say the same?"),
    )


# Windows --------------------------------------------------------------


def _grid(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.grid
    if isinstance(found, Undefined):
        return Absent(t("Would another window say the same?"), t.say(found))
    return Figure(
        title=titles.title_grid(trial.case, found, t),
        note=titles.note_grid(trial.case, found, t),
        alt=titles.describe_grid(found, t),
        plot=lambda: window_heatmap.plot_grid(found, look=reader.look),
        table=lambda: tables.grid_table(found.neighbours, trial.note),
    )


def _grid_table(trial: Trial, _: Look) -> pd.DataFrame | None:
    found = trial.grid
    return None if isinstance(found, Undefined) else tables.grid_table(found.cells, trial.note)


GRID = Exhibit(
    "window-grid",
    N_("Neighbouring windows"),
    _grid,
    in_words(_grid),
    numbers=(
        NumbersOf("window-grid", N_("Difference and count of every window tried"), _grid_table),
    ),
    is_chart=True,
    compares_groups=True,
)


def _after(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.grid
    if isinstance(found, Undefined):
        return None
    cells = titles.after_cells(found)
    if not any(known_number(cell.difference) is not None for cell in cells):
        return None
    return Figure(
        title=titles.title_after(found, t),
        note=titles.note_after(trial.base, t),
        alt=titles.describe_after(found, t),
        plot=lambda: window_heatmap.plot_after(found, look=reader.look),
        table=lambda: tables.grid_table(cells, trial.note),
    )


AFTER = Exhibit(
    "after", N_("After the window"), _after, in_words(_after), is_chart=True, compares_groups=True
)


# Stocks and models ----------------------------------------------------


def _leave_one_out(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.left_out
    headline = trial.result.headline
    whole = None if headline is None else headline.value
    reasons = [each.difference for each in found if isinstance(each.difference, Undefined)]
    if len(reasons) == len(found):
        title = t("Does the gap hang on one stock?")
        return Absent(title, t.say(reasons[0])) if reasons else None
    return Figure(
        title=titles.title_leave_one_out(case, found, whole, t),
        note=titles.note_leave_one_out(found, t),
        alt=titles.describe_leave_one_out(case, found, t),
        plot=lambda: charts.plot_leave_one_out(case, found, whole, look=reader.look),
        table=lambda: tables.leave_one_out_table(found, trial.note),
    )


LEAVE_ONE_OUT = Exhibit(
    "leave-one-out",
    N_("One stock left out"),
    _leave_one_out,
    in_words(_leave_one_out),
    numbers=(
        NumbersOf(
            "leave-one-out",
            N_("Difference without each stock"),
            lambda trial, _: tables.leave_one_out_table(trial.left_out, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
)

ESTIMATION = Exhibit(
    "estimation",
    N_("Estimation windows"),
    numbers=(
        NumbersOf(
            "estimation",
            N_("Abnormal returns by benchmark and estimation window"),
            lambda trial, _: tables.specification_table(
                trial.case, trial.specifications, trial.note
            ),
        ),
    ),
)


def _models(trial: Trial, reader: Reader) -> Made:
    t, case, pairs = reader.t, trial.case, trial.pairs
    reasons = [pair.fitted for pair in pairs if isinstance(pair.fitted, Undefined)]
    if len(reasons) == len(pairs):
        title = t("What does fitting a market model change?")
        return Absent(title, t.say(reasons[0])) if reasons else None
    return Figure(
        title=titles.title_model_pairs(case, pairs, t),
        note=titles.note_model_pairs(t),
        alt=titles.describe_model_pairs(case, pairs, t),
        plot=lambda: charts.plot_model_pairs(case, pairs, look=reader.look),
        table=lambda: tables.model_pair_table(pairs, trial.note),
    )


MODELS = Exhibit(
    "models",
    N_("Two models of the market"),
    _models,
    in_words(_models),
    numbers=(
        NumbersOf(
            "models",
            N_("Abnormal returns under both models"),
            lambda trial, _: tables.model_pair_table(trial.pairs, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
)


# Placebos -------------------------------------------------------------


def _placebo_time(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.placebo
    if isinstance(found, Undefined):
        return Absent(t("How often was the gap as wide before?"), t.say(found))
    return Figure(
        title=placebo_titles.title_placebo_time(found, t),
        note=placebo_titles.note_placebo_time(found, t),
        alt=placebo_titles.describe_placebo_time(found, t),
        plot=lambda: charts.plot_placebo_time(found, look=reader.look),
        table=lambda: tables.placebo_time_table(found, trial.note),
    )


def _placebo_time_table(trial: Trial, _: Look) -> pd.DataFrame | None:
    found = trial.placebo
    return None if isinstance(found, Undefined) else tables.placebo_time_table(found, trial.note)


PLACEBO_TIME = Exhibit(
    "placebo-time",
    N_("Earlier windows"),
    _placebo_time,
    in_words(_placebo_time),
    numbers=(
        NumbersOf(
            "placebo-time", N_("The same difference in earlier windows"), _placebo_time_table
        ),
    ),
    is_chart=True,
    compares_groups=True,
)


def _placebo_groups(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.placebo_groups
    if isinstance(found, Undefined):
        return Absent(t("Would other groups of stocks have done as well?"), t.say(found))
    group = trial.case.groups[0]
    first = t.pick(group.title)
    note = placebo_titles.note_placebo_groups(found, t, chosen_after=group.chosen == "after")
    return Figure(
        title=placebo_titles.title_placebo_groups(found, t),
        note=_with_universe(trial, note, t),
        alt=placebo_titles.describe_placebo_groups(found, first, t),
        plot=lambda: charts.plot_placebo_groups(found, first, look=reader.look),
        table=lambda: tables.placebo_group_table(found, trial.note),
    )


def _with_universe(trial: Trial, note: str, t: Language) -> str:
    """Add to a note where the returns of the other stocks come from."""
    remark = trial.kept.keep(
        "universe remark", lambda: universe_remark(trial.case, trial.market, trial.result)
    )
    return note if remark is None else t.sentences([note, t.say(remark)])


def _placebo_groups_table(trial: Trial, _: Look) -> pd.DataFrame | None:
    found = trial.placebo_groups
    return None if isinstance(found, Undefined) else tables.placebo_group_table(found, trial.note)


PLACEBO_GROUPS = Exhibit(
    "placebo-groups",
    N_("Groups of other stocks"),
    _placebo_groups,
    in_words(_placebo_groups),
    numbers=(NumbersOf("placebo-groups", N_("Groups of other stocks"), _placebo_groups_table),),
    is_chart=True,
    waits=lambda trial: (  # a trillion groups take a moment
        universe_source(trial.case, trial.market, trial.window, trial.base) is not None
    ),
)


def _hindsight(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.hindsight
    if isinstance(found, Undefined):
        return Absent(t("How well do the best of random stocks do?"), t.say(found))
    first = t.pick(trial.case.groups[0].title)
    return Figure(
        title=placebo_titles.title_hindsight(found, t),
        note=_with_universe(trial, placebo_titles.note_hindsight(found, t), t),
        alt=placebo_titles.describe_hindsight(found, first, t),
        plot=lambda: charts.plot_hindsight(found, first, look=reader.look),
        table=lambda: tables.hindsight_table(found, trial.note),
    )


def _hindsight_table(trial: Trial, _: Look) -> pd.DataFrame | None:
    found = trial.hindsight
    return None if isinstance(found, Undefined) else tables.hindsight_table(found, trial.note)


HINDSIGHT = Exhibit(
    "hindsight",
    N_("The best few of random stocks"),
    _hindsight,
    in_words(_hindsight),
    numbers=(NumbersOf("hindsight", N_("The best few of random stocks"), _hindsight_table),),
    is_chart=True,
)


# Limits, later evidence, textbook tests -------------------------------

LIMITS = Exhibit(
    "limits",
    N_("Closes at the limit"),
    numbers=(
        NumbersOf(
            "limits",
            N_("Closes at the daily limit"),
            lambda trial, _: tables.limit_table(trial.limits, trial.result, trial.note),
        ),
    ),
)

HOLD_OUT = Exhibit(
    "hold-out",
    N_("Evidence after the close"),
    numbers=(
        NumbersOf(
            "hold-out",
            N_("What came after late evidence"),
            lambda trial, _: tables.clock_table(trial.clocks, trial.note),
        ),
    ),
)

EVENT_STUDY = Exhibit(
    "event-study",
    N_("Textbook tests"),
    numbers=(
        NumbersOf(
            "event-study",
            N_("Textbook event-study tests"),
            lambda trial, _: tables.event_study_table(trial.studies, trial.note),
        ),
    ),
    anchor="expert",
)

PAGE = Page(
    "robustness",
    N_("Robustness"),
    opening,
    (
        GRID,
        AFTER,
        LEAVE_ONE_OUT,
        ESTIMATION,
        MODELS,
        PLACEBO_TIME,
        PLACEBO_GROUPS,
        HINDSIGHT,
        LIMITS,
        HOLD_OUT,
        EVENT_STUDY,
    ),
)
