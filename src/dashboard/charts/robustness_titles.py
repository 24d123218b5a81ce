"""What the figures of the Robustness page say in words: titles, notes, text alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.analysis.robustness.placebos import TimePlacebo
from dashboard.analysis.robustness.robustness import LeftOut, LimitOutcome, ModelPair, Specification
from dashboard.analysis.robustness.window_grid import GridCell, WindowGrid, share_at_most
from dashboard.analysis.robustness.words import fraction, known_number
from dashboard.analysis.stories.hold_out import LateResult, StoryClock
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts.story_titles import side_title
from dashboard.language.language import Language
from dashboard.stats.result import Undefined

FEW = 3  # splits as wide as the window's that still count as few
THIN = "\u2009"


def same_direction(grid: WindowGrid) -> tuple[int, int]:
    """How many neighbouring windows have the chosen one's sign, of how many."""
    chosen = None if grid.chosen is None else known_number(grid.chosen.difference)
    values = [v for c in grid.neighbours if (v := known_number(c.difference)) is not None]
    if chosen is None or chosen == 0:
        return 0, len(values)
    return sum((value > 0) == (chosen > 0) and value != 0 for value in values), len(values)


def after_cells(grid: WindowGrid) -> list[GridCell]:
    """Cells of the window's own base, in order of their end."""
    cells = [cell for cell in grid.cells if cell.base == grid.base]
    while cells and known_number(cells[-1].difference) is None and cells[-1].last > grid.last:
        cells.pop()  # sessions after the last price
    return cells


# Page ------------------------------------------------------------------------


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


# Window grid -------------------------------------------------------------------


def title_grid(case: Case, grid: WindowGrid, t: Language) -> str:
    """In how many neighbouring windows few splits put the first side as far ahead."""
    few, total = share_at_most(grid.neighbours, FEW)
    if not total:
        same, known = same_direction(grid)
        return t(
            "{same} of {total} neighbouring windows point the same way", same=same, total=known
        )
    return t(
        "In {few} of {total} neighbouring windows no more than {most} splits put {a} as far ahead",
        a=side_title(case, grid.a, t),
        few=few,
        total=total,
        most=FEW,
    )


def note_grid(case: Case, grid: WindowGrid, t: Language) -> str:
    """What the grid draws, and how its cells were counted."""
    text = t(
        "Mean return of {a} less that of {b} in points, by base and last session; outlined: the "
        "window in use. Neighbouring cells share sessions: they are one piece of evidence seen "
        "from several sides, not many.",
        a=side_title(case, grid.a, t),
        b=side_title(case, grid.b, t),
    )
    if share_at_most(grid.neighbours)[1]:
        text += t(" Bold: at most {most} of all splits have as much.", most=FEW)
    if grid.settings.method == "monte-carlo":
        text += t(
            " Counted over {n} random splits, seed {seed}.",
            n=t.number(grid.settings.n_resamples),
            seed=grid.settings.seed,
        )
    return text


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
        count="–" if chosen is None else fraction(chosen.count, chosen.n_permutations) or "–",
    )


# Estimation and benchmark ----------------------------------------------------------


def title_specifications(found: Sequence[Specification], t: Language) -> str:
    """Range of the abnormal difference over all ways to estimate it."""
    values = [v for each in found if (v := known_number(each.difference)) is not None]
    if not values:
        return t("Would another estimation window or benchmark say the same?")
    return t(
        "Over {n} ways to take the market out, the gap runs from {low} to {high}",
        n=len(values),
        low=t.points(min(values), sign=True),
        high=t.points(max(values), sign=True),
    )


def title_leave_one_out(
    case: Case, found: Sequence[LeftOut], whole: float | None, t: Language
) -> str:
    """Whether one stock decides, or the range that remains."""
    known = [(each, v) for each in found if (v := known_number(each.difference)) is not None]
    if not known or not whole:
        return t("Does the gap hang on one stock?")
    turned = [each.symbol for each, value in known if value * whole <= 0]
    if turned:
        return t(
            "The direction hangs on {stocks}",
            stocks=t.listing([t.name(case.stock(symbol)) for symbol in turned]),
        )
    values = [value for _, value in known]
    return t(
        "No single stock carries the gap: without any one it is {low} to {high}",
        low=t.points(min(values), sign=True),
        high=t.points(max(values), sign=True),
    )


def note_leave_one_out(found: Sequence[LeftOut], t: Language) -> str:
    """What the dots are, and how the smaller splits count."""
    text = t("The difference of the two mean returns with one stock left out; line: with all.")
    counts = [
        (each.test.count, each.test.n_permutations)
        for each in found
        if not isinstance(each.test, Undefined)
    ]
    if not counts:
        return text
    shown = {fraction(*pair) for pair in counts}
    if len(shown) == 1:
        return text + t(" Every one has the count {count} among its splits.", count=shown.pop())
    worst = max(counts, key=lambda pair: pair[0] / pair[1])
    return text + t(
        " The largest count among the splits that remain is {count}.", count=fraction(*worst)
    )


def describe_leave_one_out(case: Case, found: Sequence[LeftOut], t: Language) -> str:
    """One difference a stock left out."""
    parts = [
        t(
            "without {stock} {gap}",
            stock=t.name(case.stock(each.symbol)),
            gap=t.points(known_number(each.difference), sign=True),
        )
        for each in found
    ]
    return t("Difference of the two mean returns: {parts}.", parts=t.listing(parts))


def title_model_pairs(case: Case, pairs: Sequence[ModelPair], t: Language) -> str:
    """How much the fitted model takes off each group."""
    parts = []
    for group in case.groups[:2]:
        shifts = [
            adjusted - fitted
            for pair in pairs
            if pair.group == group.id
            and (fitted := known_number(pair.fitted)) is not None
            and (adjusted := known_number(pair.adjusted)) is not None
        ]
        if shifts:
            mean = sum(shifts) / len(shifts)
            parts.append(f"{t.pick(group.title)} {t.points(-mean, sign=True)}")
    if not parts:
        return t("What does fitting a market model change?")
    return t("What fitting a market model adds or takes: {parts}", parts=t.listing(parts))


# Limits, after the window ----------------------------------------------------------


def title_limits(case: Case, found: LimitOutcome, t: Language) -> str:
    """Closes at the upper limit of both groups."""
    sides = [side for side in (found.a, found.b) if side is not None]
    if not sides:
        return t("Closes at the daily limit")
    return t(
        "Closes at limit-up: {parts}",
        parts=t.listing(
            [
                t(
                    "{group} {up} of {days} stock days",
                    group=side_title(case, side.id, t),
                    up=side.up,
                    days=side.stock_days,
                )
                for side in sides
            ]
        ),
    )


def title_after(grid: WindowGrid, t: Language) -> str:
    """Where the gap stood when the grid ends."""
    cells = [cell for cell in after_cells(grid) if cell.last > grid.last]
    if not cells:
        return t("The prices at hand end with the window")
    last = cells[-1]
    return t.plural(
        "{n} session later the difference stood at {gap}",
        "{n} sessions later the difference stood at {gap}",
        len(cells),
        gap=t.points(known_number(last.difference), sign=True),
    )


def title_clock(clocks: Sequence[StoryClock], t: Language) -> str:
    """How many late statements were followed by what they predicted."""
    found = late_results(clocks)
    known = [value for each in found if (value := known_number(each.excess)) is not None]
    if not known:
        return t("No evidence came after the window that could be held against the next session")
    return t.plural(
        "{hits} of {n} late statement was followed by a return above the group mean",
        "{hits} of {n} late statements were followed by a return above the group mean",
        len(known),
        hits=sum(value > 0 for value in known),
    )


def late_results(clocks: Sequence[StoryClock]) -> list[LateResult]:
    """All late statements of all stories."""
    return [each for clock in clocks for each in clock.results]


def describe_after(grid: WindowGrid, t: Language) -> str:
    """Difference at every close after the window."""
    parts = [
        f"{t.day(cell.last)} {t.points(known_number(cell.difference), sign=True)}"
        for cell in after_cells(grid)
    ]
    return t(
        "Difference since the close of {base}: {parts}.",
        base=t.day(grid.base),
        parts=t.listing(parts),
    )


def note_limits(found: LimitOutcome, t: Language) -> str:
    """What the marks of the limit table mean."""
    sides = [side for side in (found.a, found.b) if side is not None]
    text = t("▲ closed at limit-up, ▼ at limit-down, □ at one price all day.")
    if len(sides) < 2:
        return text
    return text + t(
        " Stocks with at least one close at limit-up: {first} of {n} against {second} of {m}.",
        first=sides[0].stocks_up,
        n=sides[0].stocks,
        second=sides[1].stocks_up,
        m=sides[1].stocks,
    )


def describe_model_pairs(case: Case, pairs: Sequence[ModelPair], t: Language) -> str:
    """Both abnormal returns of every stock."""
    parts = [
        t(
            "{stock} {fitted} fitted, {adjusted} adjusted",
            stock=t.name(case.stock(pair.symbol)),
            fitted=t.percent(known_number(pair.fitted)),
            adjusted=t.percent(known_number(pair.adjusted)),
        )
        for pair in pairs
    ]
    return t("Abnormal return over the window: {parts}.", parts=t.listing(parts))


def note_after(base: date, t: Language) -> str:
    """What the line past the window's end draws."""
    return t(
        "Difference of the two mean returns since the close of {base}, at every close; shaded: "
        "the window. The table has the exact count of each.",
        base=t.day(base),
    )


def note_model_pairs(t: Language) -> str:
    """What the pairs of dots are."""
    return t(
        "Abnormal return of each stock over the window: filled, after a fitted market model; "
        "hollow, return less benchmark. An estimation window that was a rally gives a large "
        "alpha, which is then taken off every session."
    )
