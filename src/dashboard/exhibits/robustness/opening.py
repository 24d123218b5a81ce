"""Head of the Robustness page."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.robustness.placebos import TimePlacebo
from dashboard.analysis.robustness.robustness import LeftOut
from dashboard.analysis.robustness.window_grid import WindowGrid, same_direction
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.exhibits.exhibit import (
    Opening,
    Reader,
    whole,
)
from dashboard.exhibits.robustness.placebos import title_placebo_time
from dashboard.exhibits.robustness.windows import title_direction
from dashboard.language.language import Language
from dashboard.language.words import NOTICEABLE, left_out, sides
from dashboard.stats.result import Undefined, known_number


def title_page(grid: WindowGrid | Undefined, t: Language) -> str:
    """Headline: how far the answer hangs on the choice of the window."""
    if isinstance(grid, Undefined) or not same_direction(grid)[0]:
        return t("Would another window, benchmark or group say the same?")
    return title_direction(grid, t)


def standfirst_page(
    case: Case,
    result: WindowResult,
    without: Sequence[LeftOut],
    placebo: TimePlacebo | Undefined,
    t: Language,
) -> str:
    """How the gap fares without one stock and among earlier windows."""
    headline = result.headline
    if headline is None:
        return t("The case has no group whose return could be compared.")
    if isinstance(headline.value, Undefined):
        return t.complete(headline.value)
    ahead, behind = sides(case, headline.a, headline.b, headline.value, t)
    ends = {"base": t.day(result.base), "last": t.day(result.window.last)}
    if abs(headline.value) < NOTICEABLE:
        moved = t(
            "From the close of {base} to that of {last}, {a} and {b} returned the same.",
            a=ahead,
            b=behind,
            **ends,
        )
    else:
        moved = t(
            "{a} returned {gap} more than {b} from the close of {base} to that of {last}.",
            a=ahead,
            b=behind,
            gap=t.points(abs(headline.value)),
            **ends,
        )
    others = left_out(case, headline.a, headline.b, t)
    return t.sentences(
        [moved, others, _omitted(headline.value, without, t), _earlier(case, placebo, t)]
    )


def _omitted(gap: float, without: Sequence[LeftOut], t: Language) -> str:
    """Range of the difference with one stock left out, on its side where it stays there."""
    values = [v for each in without if (v := known_number(each.difference)) is not None]
    if not values:
        return ""
    if all(value * gap > 0 for value in values):
        low, high = sorted((abs(min(values)), abs(max(values))))
        return t(
            "With one stock left out it is {low} to {high}.",
            low=t.number(low * 100, 1),
            high=t.points(high),
        )
    return t(
        "With one stock left out the difference lies between {low} and {high}.",
        low=t.points(min(values), sign=True),
        high=t.points(max(values), sign=True),
    )


def _earlier(case: Case, placebo: TimePlacebo | Undefined, t: Language) -> str:
    """How many earlier windows had as much."""
    if isinstance(placebo, Undefined) or abs(placebo.result.statistic) < NOTICEABLE:
        return ""
    return whole(title_placebo_time(case, placebo, t), t)


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline and standfirst, both made from the numbers."""
    t, case = reader.t, trial.case
    after = any(group.chosen == "after" for group in case.groups)
    remark = t.plural(
        "The group was named after the returns were known: ranks and counts here describe how "
        "rare the pattern is and confirm nothing.",
        "The groups were named after the returns were known: ranks and counts here describe how "
        "rare the pattern is and confirm nothing.",
        len(case.groups),
    )
    return Opening(
        title_page(trial.grid, t),
        standfirst_page(case, trial.result, trial.left_out, trial.placebo, t),
        remark=remark if after else "",
        question=t("Would another window, benchmark or group say the same?"),
    )
