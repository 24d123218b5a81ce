"""The charts of the Robustness page for files."""

from __future__ import annotations

from dashboard.analysis.robustness.placebos import universe_remark
from dashboard.analysis.robustness.words import known_number
from dashboard.charts import placebo_titles, robustness, window_heatmap
from dashboard.charts import robustness_titles as titles
from dashboard.charts.theme import Look
from dashboard.exhibits import robustness_tables as tables
from dashboard.exports.imprint import Imprint
from dashboard.exports.showing import Absent, Exhibit, Maker, Page, Shown
from dashboard.stats.result import Undefined

PAGE: Page = "robustness"


def grid(imprint: Imprint, look: Look) -> Shown:
    """Heat-map of neighbouring windows."""
    t, found = look.language, imprint.trial.grid
    if isinstance(found, Undefined):
        title = t("Would another window say the same?")
        return Absent("window-grid", PAGE, title, t.say(found))
    return Exhibit(
        "window-grid",
        PAGE,
        title=titles.title_grid(imprint.trial.case, found, t),
        note=titles.note_grid(imprint.trial.case, found, t),
        alt=titles.describe_grid(found, t),
        plot=lambda: window_heatmap.plot_grid(found, look=look),
        table=lambda: tables.grid_table(found.neighbours, imprint.trial.note),
    )


def after(imprint: Imprint, look: Look) -> Shown:
    """Difference at every close from the base on."""
    t, found = look.language, imprint.trial.grid
    if isinstance(found, Undefined):
        return None
    cells = titles.after_cells(found)
    if not any(known_number(cell.difference) is not None for cell in cells):
        return None
    return Exhibit(
        "after",
        PAGE,
        title=titles.title_after(found, t),
        note=titles.note_after(imprint.trial.base, t),
        alt=titles.describe_after(found, t),
        plot=lambda: window_heatmap.plot_after(found, look=look),
        table=lambda: tables.grid_table(cells, imprint.trial.note),
    )


def leave_one_out(imprint: Imprint, look: Look) -> Shown:
    """One dot a stock left out."""
    t, case, found = look.language, imprint.trial.case, imprint.trial.left_out
    headline = imprint.trial.result.headline
    whole = None if headline is None else headline.value
    if all(isinstance(each.difference, Undefined) for each in found):
        reasons = [each.difference for each in found if isinstance(each.difference, Undefined)]
        title = t("Does the gap hang on one stock?")
        return Absent("leave-one-out", PAGE, title, t.say(reasons[0])) if reasons else None
    return Exhibit(
        "leave-one-out",
        PAGE,
        title=titles.title_leave_one_out(case, found, whole, t),
        note=titles.note_leave_one_out(found, t),
        alt=titles.describe_leave_one_out(case, found, t),
        plot=lambda: robustness.plot_leave_one_out(case, found, whole, look=look),
        table=lambda: tables.leave_one_out_table(found, imprint.trial.note),
    )


def models(imprint: Imprint, look: Look) -> Shown:
    """Market-model beside market-adjusted abnormal returns."""
    t, case, pairs = look.language, imprint.trial.case, imprint.trial.pairs
    reasons = [pair.fitted for pair in pairs if isinstance(pair.fitted, Undefined)]
    if len(reasons) == len(pairs):
        title = t("What does fitting a market model change?")
        return Absent("models", PAGE, title, t.say(reasons[0])) if reasons else None
    return Exhibit(
        "models",
        PAGE,
        title=titles.title_model_pairs(case, pairs, t),
        note=titles.note_model_pairs(t),
        alt=titles.describe_model_pairs(case, pairs, t),
        plot=lambda: robustness.plot_model_pairs(case, pairs, look=look),
        table=lambda: tables.model_pair_table(pairs, imprint.trial.note),
    )


def placebo_time(imprint: Imprint, look: Look) -> Shown:
    """Histogram of the same difference in earlier windows."""
    t, found = look.language, imprint.trial.placebo
    if isinstance(found, Undefined):
        title = t("How often was the gap as wide before?")
        return Absent("placebo-time", PAGE, title, t.say(found))
    return Exhibit(
        "placebo-time",
        PAGE,
        title=placebo_titles.title_placebo_time(found, t),
        note=placebo_titles.note_placebo_time(found, t),
        alt=placebo_titles.describe_placebo_time(found, t),
        plot=lambda: robustness.plot_placebo_time(found, look=look),
        table=lambda: tables.placebo_time_table(found, imprint.trial.note),
    )


def hindsight(imprint: Imprint, look: Look) -> Shown:
    """Best few of K random stocks."""
    t, found = look.language, imprint.trial.hindsight
    if isinstance(found, Undefined):
        title = t("How well do the best of random stocks do?")
        return Absent("hindsight", PAGE, title, t.say(found))
    first = t.pick(imprint.trial.case.groups[0].title)
    return Exhibit(
        "hindsight",
        PAGE,
        title=placebo_titles.title_hindsight(found, t),
        note=_with_universe(imprint, placebo_titles.note_hindsight(found, t), look),
        alt=placebo_titles.describe_hindsight(found, first, t),
        plot=lambda: robustness.plot_hindsight(found, first, look=look),
        table=lambda: tables.hindsight_table(found, imprint.trial.note),
    )


def placebo_groups(imprint: Imprint, look: Look) -> Shown:
    """Histogram of all groups of other stocks."""
    t, found = look.language, imprint.trial.placebo_groups
    if isinstance(found, Undefined):
        title = t("Would other groups of stocks have done as well?")
        return Absent("placebo-groups", PAGE, title, t.say(found))
    group = imprint.trial.case.groups[0]
    first = t.pick(group.title)
    note = placebo_titles.note_placebo_groups(found, t, chosen_after=group.chosen == "after")
    return Exhibit(
        "placebo-groups",
        PAGE,
        title=placebo_titles.title_placebo_groups(found, t),
        note=_with_universe(imprint, note, look),
        alt=placebo_titles.describe_placebo_groups(found, first, t),
        plot=lambda: robustness.plot_placebo_groups(found, first, look=look),
        table=lambda: tables.placebo_group_table(found, imprint.trial.note),
    )


def _with_universe(imprint: Imprint, note: str, look: Look) -> str:
    """Add to a note where the returns of the other stocks come from."""
    t = look.language
    remark = universe_remark(imprint.trial.case, imprint.trial.market, imprint.trial.result)
    return note if remark is None else t.sentences([note, t.say(remark)])


ROBUSTNESS: dict[str, Maker] = {
    "window-grid": grid,
    "after": after,
    "leave-one-out": leave_one_out,
    "models": models,
    "placebo-time": placebo_time,
    "hindsight": hindsight,
    "placebo-groups": placebo_groups,
}
"""Charts of the page by name, in its order."""
