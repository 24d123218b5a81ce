"""The hold-out clock: evidence that came after the close, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.stories.hold_out import LateResult, StoryClock
from dashboard.analysis.trial import Trial
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    whole,
)
from dashboard.html import robustness
from dashboard.language.language import Language
from dashboard.stats.result import known_number


def late_results(clocks: Sequence[StoryClock]) -> list[LateResult]:
    """All late statements of all stories."""
    return [each for clock in clocks for each in clock.results]


def title_clock(clocks: Sequence[StoryClock], t: Language) -> str:
    """How many late statements were followed by what they predicted."""
    found = late_results(clocks)
    known = [(each, value) for each in found if (value := known_number(each.excess)) is not None]
    if not known:
        return t("No evidence came after the window that could be held against the next session")
    return t.plural(
        "{hits} of {n} late statement was followed by what its story predicts",
        "{hits} of {n} late statements were followed by what their story predicts",
        len(known),
        hits=sum(each.came(value) for each, value in known),
    )


def _hold_out(trial: Trial, reader: Reader) -> Made:
    t, case, clocks = reader.t, trial.case, trial.clocks
    if not late_results(clocks):
        return Absent(
            t("What came of the evidence after the close?"), whole(title_clock(clocks, t), t)
        )
    return Figure(
        title=title_clock(clocks, t),
        note=t(
            "The hold-out clock: a statement published after the window’s last close took no part "
            "in it. Its story predicts that the stock beats its group’s mean in the next session "
            "(falls behind it, where the story expects a fall); the excess is ranked among those "
            "of the estimation window."
        ),
        body=lambda: robustness.clock_table(case, clocks, t),
        table=lambda: tables.clock_table(clocks, trial.note),
    )


HOLD_OUT = Exhibit(
    "hold-out",
    N_("Evidence after the close"),
    _hold_out,
    numbers=(
        NumbersOf(
            "hold-out",
            N_("What came after late evidence"),
            lambda trial, _: tables.clock_table(trial.clocks, trial.note),
        ),
    ),
)


EXHIBITS = (HOLD_OUT,)
