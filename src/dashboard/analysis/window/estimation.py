"""Returns by session on the exchange's calendar, and the market models fitted to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from dashboard.case import Benchmark, Case, Window
from dashboard.errors import N_, CalendarError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.stats.market_model import (
    Kind,
    MarketModel,
    fit_market_model,
    market_adjusted,
    mean_adjusted,
)
from dashboard.stats.result import Floats, Undefined
from dashboard.stats.returns import simple_returns


@dataclass(frozen=True, slots=True, eq=False)
class ReturnPanel:
    """
    Simple returns of a case's stocks and benchmarks, session by session.

    Attributes
    ----------
    sessions : tuple of date
        The calendar's sessions from the first price to the last.
    symbols : tuple of str
        Columns of `returns`, in the order of the case.
    returns : ndarray, shape (sessions, stocks)
        Fractions; NaN next to a gap, which is never bridged.
    benchmarks : mapping of str to ndarray, shape (sessions,)
        The same for each benchmark.
    """

    sessions: tuple[date, ...]
    symbols: tuple[str, ...]
    returns: Floats
    benchmarks: Mapping[str, Floats]

    def of_stocks(self, days: Sequence[date]) -> Floats:
        """Returns of these sessions, NaN where there are no prices; (days, stocks)."""
        return self._at(self.returns, days)

    def of_benchmark(self, benchmark: str, days: Sequence[date]) -> Floats:
        """Returns of a benchmark in these sessions; NaN where it has none."""
        return self._at(self.benchmarks[benchmark][:, np.newaxis], days)[:, 0]

    def columns(self, symbols: Sequence[str]) -> list[int]:
        """Columns of these stocks."""
        return [self.symbols.index(symbol) for symbol in symbols]

    def _at(self, table: Floats, days: Sequence[date]) -> Floats:
        places = {day: row for row, day in enumerate(self.sessions)}
        found = np.full((len(days), table.shape[1]), np.nan)
        for row, day in enumerate(days):
            if day in places:
                found[row] = table[places[day]]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class ModelFit:
    """
    One model of all stocks over one estimation window.

    Attributes
    ----------
    benchmark : str
    kind : {"market-model", "market-adjusted", "mean-adjusted"}
    days : tuple of date
        Sessions of the estimation window; empty when the calendar has none.
    model : MarketModel or Undefined
        Undefined when the prices do not cover the estimation window at all; a
        single stock without enough sessions is undefined inside the model.
    benchmark_returns : ndarray, shape (days,)
    """

    benchmark: str
    kind: Kind
    days: tuple[date, ...]
    model: MarketModel | Undefined
    benchmark_returns: Floats


def daily_panel(
    case: Case, market: Market, sessions: Sessions, closes: pd.DataFrame | None = None
) -> ReturnPanel:
    """
    Returns of all stocks and benchmarks of a case by session.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    closes : DataFrame, optional
        `market.closes`, for a caller that has it at hand already.
    """
    table = market.closes if closes is None else closes
    days = () if table.empty else sessions.between(table.index[0].date(), table.index[-1].date())
    index = pd.DatetimeIndex(days)
    prices = table.reindex(index=index, columns=list(case.symbols)).to_numpy(dtype=np.float64)
    return ReturnPanel(
        sessions=days,
        symbols=case.symbols,
        returns=_returns(prices),
        benchmarks={
            each.id: _benchmark_returns(each, market, table, index) for each in case.benchmarks
        },
    )


def estimation_days(
    sessions: Sessions, window: Window, *, length: int, gap: int
) -> tuple[date, ...]:
    """
    Sessions of the estimation window: `length` of them, ending gap + 1 before the window.

    Empty when the calendar does not reach back that far.
    """
    try:
        last = sessions.offset(window.first, -(gap + 1))
        return sessions.between(sessions.offset(last, 1 - length), last)
    except CalendarError:
        return ()


def fit(
    case: Case,
    panel: ReturnPanel,
    sessions: Sessions,
    window: Window,
    benchmark: str,
    *,
    length: int | None = None,
    kind: Kind = "market-model",
) -> ModelFit:
    """
    Fit all stocks of a case over its one estimation window.

    Parameters
    ----------
    case, panel, sessions
        The case, its returns and its calendar.
    window : Window
        Its first session places the estimation window, for all events.
    benchmark : str
        Id of the benchmark.
    length : int, optional
        Sessions of the estimation window instead of the case's own number.
    kind : {"market-model", "market-adjusted", "mean-adjusted"}
        Fitted; alpha 0 and beta 1 by decree; or the stock's own mean.
    """
    case.benchmark(benchmark)
    asked = case.estimation.sessions if length is None else length
    days = estimation_days(sessions, window, length=asked, gap=case.estimation.gap)
    yardstick = panel.of_benchmark(benchmark, days)
    reason = _not_covered(panel, benchmark, days, asked)
    return ModelFit(
        benchmark=benchmark,
        kind=kind,
        days=days,
        model=_MODELS[kind](panel.of_stocks(days), yardstick) if reason is None else reason,
        benchmark_returns=yardstick,
    )


_MODELS: dict[Kind, Callable[[ArrayLike, ArrayLike], MarketModel]] = {
    "market-model": fit_market_model,
    "market-adjusted": market_adjusted,
    "mean-adjusted": mean_adjusted,
}


def _not_covered(
    panel: ReturnPanel, benchmark: str, days: Sequence[date], asked: int
) -> Undefined | None:
    """Say why, when stocks or benchmark start later than the estimation window does."""
    held = (panel.returns, panel.benchmarks[benchmark][:, np.newaxis])
    starts = [np.flatnonzero(np.isfinite(table).any(axis=1)) for table in held]
    if days and all(found.size for found in starts):
        first = panel.sessions[max(int(found[0]) for found in starts)]
        if first <= days[0]:
            return None
        return Undefined.of(
            N_(
                "undefined, because the estimation window asks for {asked} sessions and the "
                "returns at hand, which start on {first}, give {n} of them"
            ),
            asked=asked,
            first=first,
            n=sum(day >= first for day in days),
        )
    return Undefined.of(
        N_("undefined, because there are no returns in the estimation window of {asked} sessions"),
        asked=asked,
    )


def _returns(prices: Floats) -> Floats:
    """Return of each row on the one before; the first row has none."""
    if not len(prices):
        return prices
    gap = np.full((1, prices.shape[1]), np.nan)
    return np.vstack((gap, simple_returns(prices)))


def _benchmark_returns(
    benchmark: Benchmark, market: Market, closes: pd.DataFrame, index: pd.DatetimeIndex
) -> Floats:
    if benchmark.returns is None:
        prices = closes.reindex(index=index, columns=[benchmark.id]).to_numpy(dtype=np.float64)
        return _returns(prices)[:, 0]
    held = market.benchmark_returns.get(benchmark.id)
    if held is None:
        return np.full(len(index), np.nan)
    return np.asarray(held.reindex(index), dtype=np.float64)
