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
)
from dashboard.language.language import Language
from dashboard.language.words import side_title
from dashboard.stats.result import Undefined, known_number


def title_page(grid: WindowGrid | Undefined, t: Language) -> str:
    """Headline: how far the answer hangs on the choice of the window."""
    if isinstance(grid, Undefined):
        return t("Would another window, benchmark or group say the same?")
    same, total = same_direction(grid)
    if not same:
        return t("Would another window, benchmark or group say the same?")
    if same == total:
        return t("Every neighbouring window points the same way")
    return t("{same} of {total} neighbouring windows point the same way", same=same, total=total)


def standfirst_page(
    case: Case,
    result: WindowResult,
    left_out: Sequence[LeftOut],
    placebo: TimePlacebo | Undefined,
    t: Language,
) -> str:
    """How the gap fares without one stock and among earlier windows."""
    headline = result.headline
    if headline is None or headline.value is None:
        if headline is not None and headline.reason is not None:
            return t.say(headline.reason)
        return t("The case has no group whose return could be compared.")
    parts = [
        t(
            "{a} returned {gap} more than {b} from the close of {base} to that of {last}.",
            a=side_title(case, headline.a, t),
            b=side_title(case, headline.b, t),
            gap=t.points(headline.value),
            base=t.day(result.base),
            last=t.day(result.window.last),
        )
        if headline.value >= 0
        else t(
            "{a} returned {gap} less than {b} from the close of {base} to that of {last}.",
            a=side_title(case, headline.a, t),
            b=side_title(case, headline.b, t),
            gap=t.points(-headline.value),
            base=t.day(result.base),
            last=t.day(result.window.last),
        )
    ]
    values = [v for each in left_out if (v := known_number(each.difference)) is not None]
    if values:
        parts.append(
            t(
                "With one stock left out the difference lies between {low} and {high}.",
                low=t.points(min(values), sign=True),
                high=t.points(max(values), sign=True),
            )
        )
    if isinstance(placebo, TimePlacebo):
        parts.append(
            t(
                "Among all windows of that length up to then it ranks {rank} of {n} from the top.",
                rank=placebo.result.count + 1,
                n=placebo.result.n_overlapping + 1,
            )
        )
    return t.sentences(parts)


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline and standfirst, both made from the numbers."""
    t, case = reader.t, trial.case
    after = any(group.chosen == "after" for group in case.groups)
    remark = t(
        "The groups were named after the returns were known: ranks and counts here describe how "
        "rare the pattern is and confirm nothing."
    )
    return Opening(
        title_page(trial.grid, t),
        standfirst_page(case, trial.result, trial.left_out, trial.placebo, t),
        remark=remark if after else "",
        question=t("Would another window, benchmark or group say the same?"),
    )
