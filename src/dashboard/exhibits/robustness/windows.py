"""Other windows: the neighbours of the one in use, and what came after it."""

from __future__ import annotations

from typing import Any

from dashboard.analysis.robustness.dependence import Dependence
from dashboard.analysis.robustness.window_grid import (
    FEW,
    WindowGrid,
    after_cells,
    same_direction,
)
from dashboard.analysis.robustness.words import fraction
from dashboard.analysis.stories.fit import WEAK
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.timing import is_placed
from dashboard.case import Case
from dashboard.charts import window_heatmap
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.details import event_marks, window_marks
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    in_words,
)
from dashboard.language.columns import Table
from dashboard.language.language import Language
from dashboard.language.words import NOTICEABLE, side_title, sides
from dashboard.stats.result import Undefined, known_number


def title_grid(case: Case, grid: WindowGrid, t: Language) -> str:
    """In how many neighbouring windows few splits put the side that is ahead as far ahead."""
    few, total = grid.few
    if not total:
        return title_direction(grid, t)
    if not few:
        return t(
            "In none of {total} neighbouring windows do {most} splits or fewer put {a} as far "
            "ahead",
            a=side_title(case, grid.a if grid.rise else grid.b, t),
            total=total,
            most=FEW,
        )
    return t(
        "In {few} of {total} neighbouring windows no more than {most} splits put {a} as far ahead",
        a=side_title(case, grid.a if grid.rise else grid.b, t),
        few=few,
        total=total,
        most=FEW,
    )


def title_direction(grid: WindowGrid, t: Language) -> str:
    """How many neighbouring windows have the direction of the one in use."""
    same, known = same_direction(grid)
    if not same:
        return t("Would another window say the same?")
    if same == known:
        return t("Every neighbouring window points the same way")
    return t("{same} of {total} neighbouring windows point the same way", same=same, total=known)


def note_grid(case: Case, grid: WindowGrid, t: Language, *, numbers: bool = True) -> str:
    """What the grid draws, and how its cells were counted."""
    text = t(
        "Mean return of {a} less that of {b} in points, by base and last session; outlined: the "
        "window in use. Neighbouring cells share sessions: they are one piece of evidence seen "
        "from several sides, not many.",
        a=side_title(case, grid.a, t),
        b=side_title(case, grid.b, t),
    )
    if not numbers:
        text += t(" The numbers of so many windows stand in the table.")
    elif grid.few[1]:
        text += t(
            " Bold: at most {most} of all splits put {a} as far ahead.",
            most=FEW,
            a=side_title(case, grid.a if grid.rise else grid.b, t),
        )
    if grid.settings.method == "monte-carlo":
        text += t(
            " Counted over {n} random splits, seed {seed}.",
            n=t.number(grid.settings.n_resamples),
            seed=grid.settings.seed,
        )
    joint = joint_sentence(grid, t)
    return t.sentences([text, joint]) if joint else text


def joint_sentence(grid: WindowGrid, t: Language) -> str:
    """How often a split has a window as clear as the clearest of the grid."""
    joint, clearest = grid.joint, grid.clearest
    if isinstance(joint, Undefined) or clearest is None or joint.attainable > WEAK:
        return ""  # so few splits say nothing, whatever is counted over them
    return t.plural(
        "Whoever may pick among all {windows} finds the clearest gap from {base} to {last}; of the "
        "{total} splits of the stocks, {count} has one as clear, in either direction, in some "
        "window.",
        "Whoever may pick among all {windows} finds the clearest gap from {base} to {last}; of the "
        "{total} splits of the stocks, {count} have one as clear, in either direction, in some "
        "window.",
        joint.count,
        windows=joint.n_windows,
        base=t.day(clearest.base),
        last=t.day(clearest.last),
        count=t.number(joint.count),
        total=t.number(joint.total),
    )


def dependence_sentence(case: Case, found: Dependence | Undefined, t: Language) -> str:
    """That the groups' members move together, so that splits count too few; empty if not."""
    if isinstance(found, Undefined) or not found.together:
        return ""
    return t.plural(
        "The members of the groups move together: before the window their returns, the market "
        "taken out, correlate by {inside} inside the groups and by {across} between {a} and {b} "
        "(of {total} splits, {count} is as close-knit). A count of splits takes the stocks as "
        "independent and makes such a gap look rarer than it is.",
        "The members of the groups move together: before the window their returns, the market "
        "taken out, correlate by {inside} inside the groups and by {across} between {a} and {b} "
        "(of {total} splits, {count} are as close-knit). A count of splits takes the stocks as "
        "independent and makes such a gap look rarer than it is.",
        found.count,
        inside=t.number(found.inside, 2),
        across=t.number(found.across, 2),
        a=side_title(case, found.a, t),
        b=side_title(case, found.b, t),
        count=t.number(found.count),
        total=t.number(found.total),
    )


def describe_grid(grid: WindowGrid, t: Language) -> str:
    """Grid in words: range, chosen cell, share of small counts."""
    values = [v for c in grid.neighbours if (v := known_number(c.difference)) is not None]
    if not values:
        return t("No neighbouring window has a difference.")
    chosen = grid.chosen
    return t(
        "{n} windows; the difference runs from {low} to {high}; the window in use has {value}, "
        "count {count}.",
        n=len(values),
        low=t.points(min(values), sign=True),
        high=t.points(max(values), sign=True),
        value=t.points(None if chosen is None else known_number(chosen.difference), sign=True),
        count="–" if chosen is None else fraction(grid.count(chosen), chosen.n_permutations) or "–",
    )


def _grid(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.grid
    if isinstance(found, Undefined):
        return Absent(t("Would another window say the same?"), t.complete(found))
    return Figure(
        title=title_grid(trial.case, found, t),
        note=t.sentences(
            [
                note_grid(
                    trial.case,
                    found,
                    t,
                    numbers=window_heatmap.has_numbers(found, compact=reader.look.compact),
                ),
                dependence_sentence(trial.case, trial.dependence, t),
            ]
        ),
        alt=describe_grid(found, t),
        plot=lambda: window_heatmap.plot_grid(found, look=reader.look),
        table=lambda: tables.grid_table(found.neighbours, trial.note),
        marks=window_marks(found.neighbours),
    )


def _grid_table(trial: Trial, _: Look) -> Table[Any] | None:
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


# After the window ------------------------------------------------------


def title_after(case: Case, grid: WindowGrid, t: Language) -> str:
    """Who was ahead when the grid ends."""
    cells = [cell for cell in after_cells(grid) if cell.last > grid.last]
    if not cells:
        return t("The prices at hand end with the window")
    value = known_number(cells[-1].difference) or 0.0
    ahead, behind = sides(case, grid.a, grid.b, value, t)
    if abs(value) < NOTICEABLE:
        return t.plural(
            "{n} session later {a} and {b} stood level",
            "{n} sessions later {a} and {b} stood level",
            len(cells),
            a=ahead,
            b=behind,
        )
    return t.plural(
        "{n} session later {ahead} was {gap} ahead of {behind}",
        "{n} sessions later {ahead} was {gap} ahead of {behind}",
        len(cells),
        ahead=ahead,
        behind=behind,
        gap=t.points(abs(value)),
    )


def note_after(case: Case, grid: WindowGrid, t: Language) -> str:
    """What the line past the window's end draws."""
    return t(
        "Return of {a} less that of {b} since the close of {base}, at every close; shaded: the "
        "window.",
        a=side_title(case, grid.a, t),
        b=side_title(case, grid.b, t),
        base=t.day(grid.base),
    )


def describe_after(case: Case, grid: WindowGrid, t: Language) -> str:
    """Difference at every close after the window."""
    parts = [
        f"{t.day(cell.last)} {t.points(known_number(cell.difference), sign=True)}"
        for cell in after_cells(grid)
    ]
    return t(
        "{a} less {b} since the close of {base}: {parts}.",
        a=side_title(case, grid.a, t),
        b=side_title(case, grid.b, t),
        base=t.day(grid.base),
        parts=t.listing(parts),
    )


def _after(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.grid
    if isinstance(found, Undefined):
        return None
    cells = after_cells(found)
    if not any(known_number(cell.difference) is not None for cell in cells):
        return None
    days = (found.base, *(cell.last for cell in cells))
    return Figure(
        title=title_after(trial.case, found, t),
        note=t.sentences(
            [
                note_after(trial.case, found, t),
                t("Numbers are events, listed below.")
                if any(is_placed(item, days) for item in trial.events)
                else "",
            ]
        ),
        alt=describe_after(trial.case, found, t),
        plot=lambda: window_heatmap.plot_after(found, trial.events, look=reader.look),
        table=lambda: tables.grid_table(cells, trial.note),
        days=days,
        marks=(*event_marks(trial.events, days), *window_marks(cells)),
    )


AFTER = Exhibit(
    "after",
    N_("After the window"),
    _after,
    in_words(_after),
    is_chart=True,
    compares_groups=True,
    anchor="after-window",  # pages drop the name of what a browser's form has: its `after`
)


EXHIBITS = (GRID, AFTER)
