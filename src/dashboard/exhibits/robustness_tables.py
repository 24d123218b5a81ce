"""The numbers of the Robustness page as tidy tables; a missing number has its reason beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.analysis.robustness.event_study import EventStudies
from dashboard.analysis.robustness.placebos import Hindsight, TimePlacebo
from dashboard.analysis.robustness.robustness import (
    MEASURED_SIZES,
    LeftOut,
    LimitOutcome,
    ModelPair,
    SizedTest,
    Specification,
)
from dashboard.analysis.robustness.window_grid import GridCell
from dashboard.analysis.robustness.words import TEST_NAMES
from dashboard.analysis.stories.hold_out import StoryClock
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.exhibits.columns import days, provenance, table
from dashboard.market.prices import PriceNote
from dashboard.stats.event_tests import EventTest
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import PermutationResult, Undefined


def _number(value: float | Undefined | None) -> float | None:
    return None if value is None or isinstance(value, Undefined) else value


def _why(*values: object) -> str:
    return next((value.reason for value in values if isinstance(value, Undefined)), "")


def grid_table(cells: Sequence[GridCell], note: PriceNote) -> pd.DataFrame:
    """One row a window: base, last session, difference, count and number of splits."""
    return table(
        [
            {
                "base": cell.base,
                "last": cell.last,
                "difference (fraction)": _number(cell.difference),
                "count": _number(cell.count),
                "splits": _number(cell.n_permutations),
                "reason": _why(cell.difference, cell.count),
                **provenance(note),
            }
            for cell in cells
        ]
    )


def specification_table(
    case: Case, found: Sequence[Specification], note: PriceNote
) -> pd.DataFrame:
    """One row a benchmark and estimation window: abnormal return of each group."""
    return table(
        [
            {
                "benchmark": each.benchmark,
                "model": "market-adjusted" if each.sessions is None else "market model",
                "estimation sessions": each.sessions,
                **{
                    f"{group.id}, mean abnormal return (fraction)": _number(caar)
                    for group, caar in zip(case.groups, each.caar, strict=True)
                },
                "difference (fraction)": _number(each.difference),
                "reason": _why(each.difference, *each.caar),
                **provenance(note),
            }
            for each in found
        ]
    )


def leave_one_out_table(found: Sequence[LeftOut], note: PriceNote) -> pd.DataFrame:
    """One row a stock left out, with the exact test of the stocks that remain."""
    return table(
        [
            {
                "left out": each.symbol,
                "group": each.group,
                "difference (fraction)": _number(each.difference),
                **_permutation(each.test),
                "reason": _why(each.difference, each.test),
                **provenance(note),
            }
            for each in found
        ]
    )


def _permutation(test: PermutationResult | Undefined) -> dict[str, object]:
    known = None if isinstance(test, Undefined) else test
    return {
        "count": known and known.count,
        "splits": known and known.n_permutations,
        "p, one-sided": known and known.pvalue_one_sided,
        "p, two-sided": known and known.pvalue_two_sided,
    }


def model_pair_table(pairs: Sequence[ModelPair], note: PriceNote) -> pd.DataFrame:
    """One row a stock: abnormal return under both models, and the fitted alpha."""
    return table(
        [
            {
                "symbol": pair.symbol,
                "group": pair.group,
                "market model (fraction)": _number(pair.fitted),
                "market-adjusted (fraction)": _number(pair.adjusted),
                "alpha per session (fraction)": _number(pair.alpha),
                "reason": _why(pair.fitted, pair.adjusted),
                **provenance(note),
            }
            for pair in pairs
        ]
    )


def placebo_time_table(found: TimePlacebo, note: PriceNote) -> pd.DataFrame:
    """One row an earlier window, and the window itself last."""
    result = found.result
    rows: list[dict[str, object]] = [
        {
            "window ends": end,
            "sessions": result.length,
            "difference (fraction)": value,
            "shares no session": separate,
            "is the window": False,
            **provenance(note),
        }
        for end, value, separate in zip(
            found.ends, result.differences.tolist(), result.separate.tolist(), strict=True
        )
    ]
    own = {
        "window ends": None,
        "sessions": result.length,
        "difference (fraction)": result.statistic,
        "shares no session": True,
        "is the window": True,
        **provenance(note),
    }
    return table([*rows, own])


def placebo_group_table(found: PlaceboGroups, note: PriceNote) -> pd.DataFrame:
    """One row a bin of the histogram; the observed mean and its count on every row."""
    return table(
        [
            {
                "mean return from (fraction)": low,
                "to (fraction)": high,
                "groups": count,
                "observed mean (fraction)": found.statistic,
                "groups at or above it": found.count,
                "all groups": found.n,
                "exact": found.exact,
                **provenance(note),
            }
            for low, high, count in zip(
                found.edges[:-1].tolist(),
                found.edges[1:].tolist(),
                found.counts.tolist(),
                strict=True,
            )
        ]
    )


def hindsight_table(found: Hindsight, note: PriceNote) -> pd.DataFrame:
    """One row a K: expectation, quantiles, share of draws that did as well."""
    return table(
        [
            {
                "best": each.best,
                "of K random stocks": each.pool,
                "expected mean (fraction)": each.expected,
                "5% of draws below (fraction)": each.quantile(0.05),
                "95% of draws below (fraction)": each.quantile(0.95),
                "observed mean (fraction)": found.observed,
                "draws as high, the observed among them": each.count,
                "draws and the observed": (each.settings.n_resamples or 0) + 1,
                "seed": str(each.settings.seed),
                **provenance(note),
            }
            for each in found.yardsticks
        ]
    )


def limit_table(found: LimitOutcome, result: WindowResult, note: PriceNote) -> pd.DataFrame:
    """One row a stock: sessions at the upper and lower limit, and whether the end is cut off."""
    rows = []
    for each in found.limits.stocks:
        up = [hit.date for hit in each.closes if hit.side == "up"]
        down = [hit.date for hit in each.closes if hit.side == "down"]
        rows.append(
            {
                "symbol": each.symbol,
                "group": each.group,
                "sessions traded": each.traded,
                "closes at upper limit": days(up),
                "closes at lower limit": days(down),
                "sessions of one price": days(result.stock(each.symbol).one_price),
                "last close at limit": each.symbol in found.censored,
                **provenance(note),
            }
        )
    return table(rows)


def clock_table(clocks: Sequence[StoryClock], note: PriceNote) -> pd.DataFrame:
    """One row a late statement: the next session of its stock, with its rank."""
    rows: list[dict[str, object]] = []
    for clock in clocks:
        for each in clock.results:
            rank = None if isinstance(each.rank, Undefined) else each.rank
            rows.append(
                {
                    "story": clock.story,
                    "evidence": each.evidence.id,
                    "symbol": each.evidence.stock,
                    "session": each.session,
                    "return (fraction)": _number(each.stock_return),
                    "mean of its group (fraction)": _number(each.group_mean),
                    "excess (fraction)": _number(each.excess),
                    "earlier sessions as high": rank and rank.count,
                    "earlier sessions": rank and rank.n,
                    "p, one-sided": rank and rank.pvalue_one_sided,
                    "reason": _why(each.excess, each.rank),
                    **provenance(note),
                }
            )
    return table(rows, ["story", "evidence", "symbol", "session", "reason"])


def event_study_table(found: EventStudies, note: PriceNote) -> pd.DataFrame:
    """One row a benchmark, event, event window and group; every test with its measured size."""
    rows: list[dict[str, object]] = []
    for row in found.rows:
        tests: dict[str, object] = {}
        for name in TEST_NAMES:
            test: EventTest | Undefined = getattr(row.tests, name)
            known = None if isinstance(test, Undefined) else test
            tests[f"{name}, rejecting {sizes(name)} at four stocks"] = known and known.statistic
            tests[f"{name}, p two-sided"] = known and known.pvalue_two_sided
        values = [getattr(row.tests, name) for name in TEST_NAMES]
        rows.append(
            {
                "benchmark": row.benchmark,
                "event": row.event,
                "session 0": row.session,
                "from": row.start,
                "to": row.end,
                "group": row.group,
                "mean abnormal return (fraction)": _number(row.caar),
                **tests,
                "reason": _why(row.caar, *values) or (row.remark.reason if row.remark else ""),
                **provenance(note),
            }
        )
    return table(rows)


def sizes(name: SizedTest) -> str:
    """
    Range of a test's measured sizes, for a column's name.

    >>> sizes("patell")
    '7.7-19.1%'
    """
    size = MEASURED_SIZES[name]
    return f"{100 * size.low:.1f}-{100 * size.high:.1f}%"
