"""What the stocks of one event did in its session 0, and what came after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.analysis.window.build_up import SessionGrid, benchmark_growth
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Case, Window
from dashboard.errors import N_, CalendarError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.stats.result import Undefined

NEXT = 5  # sessions that count as what came next


@dataclass(frozen=True, slots=True)
class Stretch:
    """Two closes between which a return is measured."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class EventMove:
    """
    Returns of a stock, a group or the market around one event.

    Attributes
    ----------
    kind : {"stock", "group", "benchmark"}
    id : str
        Symbol, or id of the group or benchmark.
    returns : tuple of (float or Undefined)
        Fraction over each stretch of the event.
    """

    kind: Literal["stock", "group", "benchmark"]
    id: str
    returns: tuple[float | Undefined, ...]


@dataclass(frozen=True, slots=True)
class EventMoves:
    """
    What moved when something became known.

    Attributes
    ----------
    on_day : Stretch
        From the close before session 0 to its own.
    after : Stretch
        From session 0's close over the next sessions.
    rest : Stretch or None
        From session 0's close to the window's last; None where that is not later.
    rows : tuple of EventMove
        The stocks the event names, or every group where it names none; then the market.
    """

    on_day: Stretch
    after: Stretch
    rest: Stretch | None
    rows: tuple[EventMove, ...]


def event_moves(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window,
    item: EventTime,
    *,
    benchmark: str,
    closes: pd.DataFrame,
) -> EventMoves | Undefined:
    """
    Returns around session 0 of an event, close to close; nothing is filled.

    Parameters
    ----------
    case, market, sessions, window
        The case, its prices, its calendar and the sessions under trial.
    item : EventTime
    benchmark : str
        Id of the benchmark that stands for the market.
    closes : DataFrame
        `market.closes`.

    Returns
    -------
    EventMoves or Undefined
        Undefined where the event cannot be placed among the sessions.
    """
    if item.span.deadline:
        return Undefined.of(N_("Only a deadline is known: it cannot be placed among the sessions."))
    day = item.span.session
    try:
        on_day = Stretch(sessions.before(day), day)
        after = Stretch(day, sessions.offset(day, NEXT))
    except CalendarError as error:
        return Undefined(error.message.template, error.message.fields)
    rest = Stretch(day, window.last) if day < window.last else None
    stretches = [each for each in (on_day, after, rest) if each is not None]
    rows = [
        EventMove("stock", symbol, tuple(_mean([symbol], each, closes) for each in stretches))
        for symbol in item.event.stocks
    ] or [
        EventMove("group", group.id, tuple(_mean(members, each, closes) for each in stretches))
        for group in case.groups
        for members in [[stock.symbol for stock in case.members(group.id)]]
    ]
    told = tuple(_of_benchmark(case, market, sessions, benchmark, s, closes) for s in stretches)
    return EventMoves(on_day, after, rest, (*rows, EventMove("benchmark", benchmark, told)))


def _mean(symbols: Sequence[str], over: Stretch, closes: pd.DataFrame) -> float | Undefined:
    """Mean return of the stocks that have both closes."""
    days = pd.DatetimeIndex([over.start, over.end])
    held = closes.reindex(index=days, columns=list(symbols)).to_numpy(dtype=np.float64)
    returns = held[1] / held[0] - 1
    known = returns[np.isfinite(returns)]
    if known.size:
        return float(known.mean())
    missing = over.end if np.isfinite(held[0]).any() else over.start
    return Undefined.of(N_("There is no close on {day}."), day=missing)


def _of_benchmark(
    case: Case,
    market: Market,
    sessions: Sessions,
    benchmark: str,
    over: Stretch,
    closes: pd.DataFrame,
) -> float | Undefined:
    try:
        axis = sessions.between(over.start, over.end)
    except CalendarError as error:
        return Undefined(error.message.template, error.message.fields)
    grid = SessionGrid(axis, (), np.empty((len(axis), 0)), 0, len(axis) - 1)
    value = float(benchmark_growth(case.benchmark(benchmark), market, closes, grid)[-1])
    if np.isfinite(value):
        return value
    return Undefined.of(N_("There is no close on {day}."), day=over.end)
