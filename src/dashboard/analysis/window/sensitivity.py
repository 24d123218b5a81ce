"""The nearest single changes of a window's settings, and the gap each of them gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.analysis.window.window import WindowResult, base_window, window_result
from dashboard.case import Case
from dashboard.errors import DashboardError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.stats.result import Undefined, known_number

Kind = Literal["base-earlier", "base-later", "last-earlier", "last-later", "without"]


@dataclass(frozen=True, slots=True)
class Change:
    """
    One setting moved by one step, all else as it was.

    Attributes
    ----------
    kind : str
        Which setting: the base or the last session by one session, or a stock left out.
    day : date or None
        The new base or last session.
    symbol : str
        The stock left out, or empty.
    difference : float
        The headline difference after the change; fraction.
    """

    kind: Kind
    day: date | None
    symbol: str
    difference: float


def nearest_changes(
    case: Case, market: Market, sessions: Sessions, result: WindowResult, *, benchmark: str
) -> tuple[Change, ...]:
    """
    Headline difference with each end moved by a session, and with each stock left out.

    A change that the prices at hand do not allow is left out.
    """
    base, last = result.base, result.window.last
    ends: list[tuple[Kind, date, date, date]] = [
        ("base-earlier", *_both(sessions.before(base)), last),
        ("base-later", *_both(sessions.after(base)), last),
        ("last-earlier", sessions.before(last), base, sessions.before(last)),
        ("last-later", sessions.after(last), base, sessions.after(last)),
    ]
    closes = market.closes
    changes = []
    for kind, day, new_base, new_last in ends:
        try:
            window = base_window(case, market, sessions, new_base, new_last)
        except DashboardError:
            continue
        moved = window_result(
            case, market, sessions, window, benchmark=benchmark, before=0, after=0, closes=closes
        )
        if moved.headline is not None and not isinstance(moved.headline.value, Undefined):
            changes.append(Change(kind, day, "", moved.headline.value))
    return (*changes, *_without_each(result))


def _both(day: date) -> tuple[date, date]:
    return day, day


def _without_each(result: WindowResult) -> list[Change]:
    headline = result.headline
    if headline is None:
        return []
    changes = []
    for left_out in result.stocks:
        if left_out.group not in {headline.a, headline.b} or isinstance(left_out.value, Undefined):
            continue
        a, b = (_side(result, side, left_out.symbol) for side in (headline.a, headline.b))
        if a is not None and b is not None:
            changes.append(Change("without", None, left_out.symbol, a - b))
    return changes


def _side(result: WindowResult, side: str, left_out: str) -> float | None:
    if all(group.id != side for group in result.groups):
        return known_number(result.benchmark(side).value)
    values = [
        s.value
        for s in result.members(side)
        if s.symbol != left_out and not isinstance(s.value, Undefined)
    ]
    return sum(values) / len(values) if values else None
