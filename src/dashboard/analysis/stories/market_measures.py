"""The dull explanation: whether beta, momentum, volatility or the like rank the stocks as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from dashboard.analysis.stories.rank_tests import SEED
from dashboard.analysis.window.estimation import ReturnPanel, daily_panel, estimation_days, fit
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.errors import N_, CalendarError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message
from dashboard.stats.maxt import MaxT, max_t
from dashboard.stats.result import Booleans, Floats, Undefined, or_nan

MeasureId: TypeAlias = Literal[
    "beta",
    "past-return",
    "residual-volatility",
    "price-level",
    "turnover",
]
MEASURES: tuple[MeasureId, ...] = get_args(MeasureId)

MEASURE_NAMES: dict[MeasureId, str] = {
    "beta": N_("beta"),
    "past-return": N_("return of the 60 sessions before"),
    "residual-volatility": N_("residual volatility"),
    "price-level": N_("price level"),
    "turnover": N_("turnover"),
}

PAST = 60  # sessions of the past return
LEAST_STOCKS = 3  # fewer cannot be ranked in more than two ways


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One measure of the market ranked against the returns.

    Attributes
    ----------
    id : str
    values : tuple of (str, float or None)
        By symbol, in the order of the case.
    spearman, pvalue_two_sided, adjusted_pvalue : float or Undefined
        Two-sided, because a measure predicts no sign; adjusted by step-down max-T.
    """

    id: MeasureId
    values: tuple[tuple[str, float | None], ...]
    spearman: float | Undefined
    pvalue_two_sided: float | Undefined
    adjusted_pvalue: float | Undefined


@dataclass(frozen=True, slots=True)
class MarketMeasures:
    """
    All measures, and the stocks on which they are compared.

    Attributes
    ----------
    benchmark : str
        Of beta and residual volatility.
    sessions : tuple of date
        The estimation window, as far as there are prices.
    asked : int
        Sessions the case asks for.
    stocks, left_out : tuple of str
        Stocks ranked; stocks that lack a return or a measure that others have.
    measures : tuple of Measure
    n_arrangements : int
        Denominator of the p-values; 0 when nothing could be ranked.
    exact : bool
    remarks : tuple of Message
        Units, and an estimation window shorter than asked.
    """

    benchmark: str
    sessions: tuple[date, ...]
    asked: int
    stocks: tuple[str, ...]
    left_out: tuple[str, ...]
    measures: tuple[Measure, ...]
    n_arrangements: int
    exact: bool
    remarks: tuple[Message, ...]

    @property
    def ranked(self) -> tuple[Measure, ...]:
        """Measures with a correlation."""
        return tuple(each for each in self.measures if not isinstance(each.spearman, Undefined))

    @property
    def strongest(self) -> Measure | None:
        """Measure with the smallest adjusted p-value, then with the largest correlation."""
        return min(
            self.ranked,
            key=lambda m: (or_nan(m.adjusted_pvalue), -abs(or_nan(m.spearman))),
            default=None,
        )


def market_measures(
    case: Case,
    market: Market,
    sessions: Sessions,
    result: WindowResult,
    *,
    benchmark: str,
    closes: pd.DataFrame | None = None,
    panel: ReturnPanel | None = None,
) -> MarketMeasures:
    """
    Rank what has nothing to do with any story against the returns.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    result : WindowResult
        Returns of the window.
    benchmark : str
        Of the market model.
    closes : DataFrame, optional
        `market.closes`, for a caller that has it at hand.
    panel : ReturnPanel, optional
        Returns by session, likewise.

    Returns
    -------
    MarketMeasures
        A measure that most stocks lack is left out with its reason; a stock that
        lacks one of the others is left out and named.
    """
    table = market.closes if closes is None else closes
    returns_by_session = daily_panel(case, market, sessions, table) if panel is None else panel
    asked, gap = case.estimation.sessions, case.estimation.gap
    days = estimation_days(sessions, result.window, length=asked, gap=gap)
    daily = returns_by_session.of_stocks(days)
    days = tuple(
        day
        for day, row in zip(days, np.atleast_1d(np.isfinite(daily).any(axis=1)), strict=True)
        if row
    )
    market_data = _Market(case, market, sessions, table, returns_by_session, days)
    values = market_data.values(result, benchmark)
    returns = np.array([or_nan(stock.value) for stock in result.stocks])
    reasons = {name: _why_not(values[name], returns, len(days), asked) for name in MEASURES}
    used = [name for name in MEASURES if reasons[name] is None]
    complete: Booleans = np.isfinite(returns)
    for name in used:
        complete &= np.isfinite(values[name])
    found: MaxT | Undefined | None = None
    if used and complete.sum() >= LEAST_STOCKS:
        found = measures_test(
            np.array([values[name] for name in used])[:, complete], returns[complete]
        )
    numbers = _numbers(used, found)
    symbols = np.array(case.symbols)
    return MarketMeasures(
        benchmark=benchmark,
        sessions=days,
        asked=asked,
        stocks=tuple(symbols[complete].tolist()),
        left_out=tuple(symbols[~complete].tolist()),
        measures=tuple(
            _measure(name, case, values[name], reasons[name] or numbers[name]) for name in MEASURES
        ),
        n_arrangements=found.n_permutations if isinstance(found, MaxT) else 0,
        exact=isinstance(found, MaxT) and found.settings.method == "exact",
        remarks=_remarks(market, len(days), asked),
    )


def measures_test(values: Floats, returns: Floats) -> MaxT | Undefined:
    """Two-sided max-T over measures, (measures, stocks); random beyond enumeration."""
    return _measures_test(tuple(map(tuple, values.tolist())), tuple(returns.tolist()))


# Forty thousand arrangements of eight stocks; the table asks twice for the same.
@lru_cache(maxsize=128)
def _measures_test(
    values: tuple[tuple[float, ...], ...], returns: tuple[float, ...]
) -> MaxT | Undefined:
    return max_t(values, returns, direction="two-sided", rng=np.random.default_rng(SEED), seed=SEED)


@dataclass(frozen=True, slots=True, eq=False)
class _Market:
    """What the measures are read from: prices, returns, and the estimation window's sessions."""

    case: Case
    market: Market
    sessions: Sessions
    closes: pd.DataFrame
    panel: ReturnPanel
    days: tuple[date, ...]

    def values(self, result: WindowResult, benchmark: str) -> dict[MeasureId, Floats]:
        """Every measure of every stock; NaN where it is not known."""
        beta, volatility = self._model(result, benchmark)
        base = np.array([np.nan if s.base_close is None else s.base_close for s in result.stocks])
        return {
            "beta": beta,
            "past-return": base / self._closes_before(result.base) - 1,
            "residual-volatility": volatility,
            "price-level": base,
            "turnover": self._turnover(),
        }

    def _nothing(self) -> Floats:
        return np.full(len(self.case.stocks), np.nan)

    def _model(self, result: WindowResult, benchmark: str) -> tuple[Floats, Floats]:
        model = fit(self.case, self.panel, self.sessions, result.window, benchmark).model
        if isinstance(model, Undefined):
            return self._nothing(), self._nothing()
        return model.beta, model.s

    def _closes_before(self, base: date) -> Floats:
        try:
            day = pd.Timestamp(self.sessions.offset(base, -PAST))
        except CalendarError:
            return self._nothing()
        row = self.closes.reindex(index=[day], columns=list(self.case.symbols))
        prices: Floats = row.to_numpy(dtype=np.float64)[0]
        return prices

    def _turnover(self) -> Floats:
        days, columns = pd.DatetimeIndex(self.days), list(self.case.symbols)
        volume = self.market.field("volume").reindex(index=days, columns=columns)
        value = volume * self.closes.reindex(index=days, columns=columns)
        mean: Floats = value.mean().to_numpy(dtype=np.float64)
        return mean


def _why_not(values: Floats, returns: Floats, n_sessions: int, asked: int) -> Undefined | None:
    stocks = np.isfinite(returns)
    have = int((np.isfinite(values) & stocks).sum())
    # A measure that most stocks lack would take most stocks out of the comparison.
    if have > stocks.sum() / 2:
        return None
    return Undefined.of(
        N_(
            "Known for {have} of {n} stocks only; the estimation window has {sessions} of the "
            "{asked} sessions asked for."
        ),
        have=have,
        n=int(stocks.sum()),
        sessions=n_sessions,
        asked=asked,
    )


def _numbers(
    used: Sequence[MeasureId], found: MaxT | Undefined | None
) -> dict[MeasureId, tuple[float, float, float] | Undefined]:
    if not isinstance(found, MaxT):
        reason = (
            found
            if found is not None
            else Undefined.of(
                N_("undefined, because fewer than {n} stocks have every measure"), n=LEAST_STOCKS
            )
        )
        return dict.fromkeys(used, reason)
    numbers: dict[MeasureId, tuple[float, float, float] | Undefined] = {}
    for name, rho, alone, adjusted in zip(
        used, found.statistic, found.pvalue, found.adjusted_pvalue, strict=True
    ):
        # The three are undefined together.
        if isinstance(rho, Undefined):
            numbers[name] = rho
        elif not isinstance(alone, Undefined) and not isinstance(adjusted, Undefined):
            numbers[name] = (rho, alone, adjusted)
    return numbers


def _measure(
    name: MeasureId,
    case: Case,
    values: Floats,
    found: tuple[float, float, float] | Undefined,
) -> Measure:
    shown = tuple(
        (symbol, float(value) if np.isfinite(value) else None)
        for symbol, value in zip(case.symbols, values, strict=True)
    )
    return Measure(name, shown, *((found,) * 3 if isinstance(found, Undefined) else found))


def _remarks(market: Market, n: int, asked: int) -> tuple[Message, ...]:
    remarks = [
        Message.of(
            N_(
                "Turnover is the mean of volume ({unit}) times close; it ranks the stocks as far "
                "as that unit is the same for all of them."
            ),
            unit=market.note.volume_unit,
        )
    ]
    if n < asked:
        remarks.append(
            Message.of(
                N_("The estimation window has {n} sessions instead of the {asked} asked for."),
                n=n,
                asked=asked,
            )
        )
    return tuple(remarks)
