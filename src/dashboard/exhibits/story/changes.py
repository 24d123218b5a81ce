"""What would change the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.sensitivity import Change
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits.columns import provenance
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    whole,
)
from dashboard.html.bars import change_bars
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.language.language import Language
from dashboard.stats.result import Undefined


def title_changes(gap: float, changes: Sequence[Change], t: Language) -> str:
    """Whether the gap keeps its sign under every nearest change, and its range."""
    values = [change.difference for change in changes]
    if not values:
        return t("What would change the answer?")
    low, high = min(values), max(values)
    if all((value > 0) == (gap > 0) and value != 0 for value in values):
        low, high = sorted((abs(low), abs(high)))
        return t(
            "One step changes the gap to between {low} and {high}, never its direction",
            low=t.number(low * 100, 1),
            high=t.points(high),
        )
    return t("One step is enough to turn the gap’s direction")


def _changes_finding(trial: Trial, t: Language) -> Iterable[str]:
    headline = trial.result.headline
    if headline is None or isinstance(headline.value, Undefined) or not trial.changes:
        return []
    return [whole(title_changes(headline.value, trial.changes, t), t)]


_CHANGE: tuple[Column[Change], ...] = (
    Column(N_("change"), lambda each: each.kind),
    Column(N_("day"), lambda each: each.day),
    Column(N_("left out"), lambda each: each.symbol),
    Column(N_("difference"), lambda each: each.difference, FRACTION),
)


def _changes_table(trial: Trial, _: Look) -> Table[Change]:
    return Table((*_CHANGE, *provenance(trial.note)), trial.changes)


def _changes(trial: Trial, reader: Reader) -> Made:
    t, headline = reader.t, trial.result.headline
    if headline is None or isinstance(headline.value, Undefined):
        return None
    gap = headline.value
    return Figure(
        title=title_changes(gap, trial.changes, t),
        note=t(
            "The gap with one setting moved by one step or one stock left out, all else as above."
        ),
        body=lambda: change_bars(trial.case, gap, trial.changes, t),
    )


CHANGE = Exhibit(
    "change",
    N_("What would change the answer"),
    _changes,
    finding=_changes_finding,
    numbers=(
        NumbersOf("changes", N_("The gap with one setting moved by one step"), _changes_table),
    ),
    compares_groups=True,
)


EXHIBITS = (CHANGE,)
