"""Window returns as tidy tables: stocks, groups, differences, benchmarks, build-up.

Column names carry the unit and stay the same in every language, so that a script
written for one download reads the next.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.exhibits.columns import days, provenance, reason, table
from dashboard.market.prices import PriceNote


def stock_return_table(case: Case, result: WindowResult, note: PriceNote) -> pd.DataFrame:
    """One row a stock: closes, return with its rounding interval, limits, missing sessions."""
    rows = []
    for each in result.stocks:
        stock = case.stock(each.symbol)
        rows.append(
            {
                "symbol": each.symbol,
                "name (en)": stock.name.en,
                "name (zh)": stock.name.zh,
                "group": each.group,
                "base": result.base,
                "last": result.window.last,
                f"base close ({case.currency})": each.base_close,
                f"last close ({case.currency})": each.last_close,
                "return (fraction)": each.value,
                "return, lowest by rounding (fraction)": each.low,
                "return, highest by rounding (fraction)": each.high,
                "closes at upper limit": days(each.limit_up),
                "closes at lower limit": days(each.limit_down),
                "sessions of one price": days(each.one_price),
                "last close at limit": each.closed_at_limit,
                "sessions without a price": days(each.missing),
                "reason": reason(each.reason),
                **provenance(note),
            }
        )
    return table(rows)


def group_return_table(case: Case, result: WindowResult, note: PriceNote) -> pd.DataFrame:
    """One row a group: mean, median, spread, and the stocks behind them."""
    rows = []
    for each in result.groups:
        group = case.group(each.id)
        rows.append(
            {
                "group": each.id,
                "title (en)": group.title.en,
                "title (zh)": group.title.zh,
                "chosen": f"{group.chosen} the returns were known",
                "base": result.base,
                "last": result.window.last,
                "stocks": each.n,
                "mean return (fraction)": each.mean,
                "median return (fraction)": each.median,
                "standard deviation (fraction)": each.sd,
                "daily rebalanced return (fraction)": each.daily_rebalanced,
                "lowest return (fraction)": each.minimum,
                "highest return (fraction)": each.maximum,
                "stocks without a return": ";".join(each.without),
                "reason": reason(each.reason),
                **provenance(note),
            }
        )
    return table(rows)


def difference_table(result: WindowResult, note: PriceNote) -> pd.DataFrame:
    """One row a pair of groups, the headline first; then the return of each benchmark."""
    ends = {"base": result.base, "last": result.window.last}
    pairs = [
        {
            "measure": "difference",
            "of": each.a,
            "less": each.b,
            **ends,
            "value (fraction)": each.value,
            "reason": reason(each.reason),
            **provenance(note),
        }
        for each in result.differences
    ]
    benchmarks = [
        {
            "measure": "benchmark return",
            "of": each.id,
            "less": "",
            **ends,
            "value (fraction)": each.value,
            "reason": reason(each.reason),
            **provenance(note),
        }
        for each in result.benchmarks
    ]
    return table([*pairs, *benchmarks])


def build_up_table(result: WindowResult, note: PriceNote) -> pd.DataFrame:
    """One row a session around the window: return since the base close of every line."""
    lines = result.build_up
    # Steps are counted inside the window alone, the first of them from the base.
    steps = dict(zip(result.sessions, lines.steps, strict=True))
    rows = [
        {
            "session": session,
            "position": _position(session, result),
            **{f"{name} (fraction)": line[place] for name, line in lines.groups.items()},
            **{f"{name} (fraction)": line[place] for name, line in lines.benchmarks.items()},
            "difference (fraction)": lines.difference[place],
            "step of the difference (fraction)": steps.get(session),
            **provenance(note),
        }
        for place, session in enumerate(lines.sessions)
    ]
    return table(rows)


def _position(session: date, result: WindowResult) -> str:
    if session == result.base:
        return "base"
    if session in result.sessions:
        return "window"
    return "before" if session < result.base else "after"
