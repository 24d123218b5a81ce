"""A single group: how many groups of other stocks did as well, and its effect over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.analysis.window.estimation import ReturnPanel, estimation_days
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.market.sessions import Sessions
from dashboard.stats.conformal import WindowEffect, window_effect
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined

MISSES = (0.04, 0.06)
"""
Share of the conformal 95 % intervals that miss, smallest and largest over the cells measured
in tests/benchmarks/test_size_one_group.py.
"""


@dataclass(frozen=True, slots=True)
class OneGroup:
    """
    What stands in the place of splits when there is nothing to split against.

    Attributes
    ----------
    group, benchmark : str
    placebo : PlaceboGroups or Undefined
        Groups of other stocks of the universe with the same boards: exact count.
    effect : WindowEffect or Undefined
        Cumulated abnormal return of the group's daily mean against the benchmark, with its
        conformal interval over the sessions of the estimation window.
    """

    group: str
    benchmark: str
    placebo: PlaceboGroups | Undefined
    effect: WindowEffect | Undefined


def one_group(
    case: Case,
    panel: ReturnPanel,
    sessions: Sessions,
    result: WindowResult,
    placebo: PlaceboGroups | Undefined,
    *,
    benchmark: str,
) -> OneGroup | Undefined:
    """
    Effect of the window on the only group of a case.

    Parameters
    ----------
    case, panel, sessions
        The case, its returns by session and its calendar.
    result : WindowResult
        The window; a stock without a return in it is left out.
    placebo : PlaceboGroups or Undefined
        Count among the groups of other stocks.
    benchmark : str
        What the group is held against.

    Returns
    -------
    OneGroup or Undefined
        Undefined unless the case has exactly one group.
    """
    if len(case.groups) != 1:
        return Undefined.of(
            N_("undefined, because the case has {n} groups, not one"), n=len(case.groups)
        )
    group = case.groups[0].id
    return OneGroup(group, benchmark, placebo, _effect(case, panel, sessions, result, benchmark))


def _effect(
    case: Case, panel: ReturnPanel, sessions: Sessions, result: WindowResult, benchmark: str
) -> WindowEffect | Undefined:
    group = case.groups[0].id
    before = estimation_days(
        sessions, result.window, length=case.estimation.sessions, gap=case.estimation.gap
    )
    days = (*before, *result.sessions)
    columns = panel.columns([s.symbol for s in result.members(group) if s.has_return])
    if not (before and columns):
        return Undefined.of(
            N_("undefined, because no stock of the group “{group}” has a return"), group=group
        )
    stocks = panel.of_stocks(days)[:, columns]
    known = np.isfinite(stocks)
    total = np.where(known, stocks, 0.0).sum(axis=1)
    mean = np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)
    yardstick = panel.of_benchmark(benchmark, days)
    usable = np.isfinite(mean) & np.isfinite(yardstick)
    length = len(result.sessions)
    if not usable[-length:].all():
        return Undefined(
            N_("undefined, because group or benchmark has no return in a session of the window")
        )
    return window_effect(mean[usable], yardstick[usable], length=length)
