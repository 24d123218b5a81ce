"""The numbers behind the charts of the Prices page, as tidy tables."""

from __future__ import annotations

import pandas as pd

from dashboard.analysis.window.rebased import Rebased
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts.price_curves import Kind, curves
from dashboard.charts.theme import Look
from dashboard.exhibits.columns import provenance, table
from dashboard.exhibits.window_tables import group_return_table, stock_return_table
from dashboard.market.prices import PriceNote


def line_table(
    case: Case, lines: Rebased, note: PriceNote, *, kind: Kind, highlight: str, look: Look
) -> pd.DataFrame:
    """One row a session, one column a curve of the chart; a gap is empty."""
    drawn = curves(case, lines, kind=kind, highlight=highlight, look=look)
    t = look.language
    told = {"peers": t("less peers"), "benchmark": t("less benchmark")}.get(kind, "")
    columns = {f"{curve.name} {told}".strip() + " (fraction)": curve.line for curve in drawn}
    rows = [
        {
            "session": session,
            **{name: values[place] for name, values in columns.items()},
            **provenance(note),
        }
        for place, session in enumerate(lines.sessions)
    ]
    return table(rows)


def panel_table(lines: Rebased, note: PriceNote) -> pd.DataFrame:
    """One row a stock and session of the small panels, with closes at the limit."""
    means = {group.id: group.mean for group in lines.groups}
    rows = []
    for line in lines.stocks:
        hits = {hit.date: hit for hit in line.limits}
        for place, session in enumerate(lines.sessions):
            hit = hits.get(session)
            rows.append(
                {
                    "symbol": line.symbol,
                    "session": session,
                    "return since the base (fraction)": line.growth[place],
                    "mean of its group (fraction)": means[line.group][place],
                    "close at limit": hit.side if hit else "",
                    "one price all day": bool(hit and hit.one_price),
                    **provenance(note),
                }
            )
    return table(rows)


def window_table(
    case: Case, result: WindowResult, note: PriceNote, *, benchmark: str
) -> pd.DataFrame:
    """Stocks, then groups, then benchmarks; `level` says which a row is."""
    yardstick = result.benchmark(benchmark).value
    stocks = stock_return_table(case, result, note)
    groups = group_return_table(case, result, note).rename(
        columns={"mean return (fraction)": "return (fraction)"}
    )
    benchmarks = table(
        [
            {
                "symbol": each.id,
                "base": result.base,
                "last": result.window.last,
                "return (fraction)": each.value,
                **provenance(note),
            }
            for each in result.benchmarks
        ]
    )
    levels = {"stock": stocks, "group": groups, "benchmark": benchmarks}
    whole = pd.concat(
        [rows.assign(level=level) for level, rows in levels.items()], ignore_index=True
    )
    less = whole["return (fraction)"].astype(float) - (
        float("nan") if yardstick is None else yardstick
    )
    whole.insert(0, "level", whole.pop("level"))
    place = list(whole.columns).index("return (fraction)") + 1
    apart = whole["level"] != "benchmark"
    whole.insert(place, "return less benchmark (fraction)", less.where(apart))
    whole.insert(place + 1, "benchmark", pd.Series(benchmark, whole.index).where(apart, ""))
    # What says where prices come from stands last in every table.
    return whole[
        [name for name in whole.columns if name not in provenance(note)] + [*provenance(note)]
    ]
