"""Would another stock, estimation window, benchmark or outcome say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from dashboard.analysis.window.estimation import ModelFit, ReturnPanel, fit
from dashboard.analysis.window.limits import GroupLimits, Limits, limits
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Stock, Window
from dashboard.errors import N_
from dashboard.market.boards import Side
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, window_sessions
from dashboard.stats.abnormal import abnormal_returns
from dashboard.stats.permutation import permutation_test
from dashboard.stats.result import Floats, PermutationResult, Undefined

ESTIMATION_LENGTHS = (60, 120, 250)
"""Estimation windows of the grid, in sessions."""

SEED = 20250213

_NO_PAIR = N_("undefined, because a single group cannot be split against another")


# Measured sizes of the textbook tests ----------------------------------

SizedTest = Literal[
    "patell",
    "adjusted_patell",
    "bmp",
    "bmp_normal",
    "adjusted_bmp",
    "corrado",
    "portfolio_t",
    "long_short_t",
    "placebo_time",
    "permutation",
]


@dataclass(frozen=True, slots=True)
class MeasuredSize:
    """
    How often a test rejects a true null with four stocks a group.

    Attributes
    ----------
    nominal : float
        What it promises.
    low, high : float
        Smallest and largest share over the cells measured.
    """

    nominal: float
    low: float
    high: float

    @property
    def trusted(self) -> bool:
        """Whether it rejects at most half as often again as it promises, in every cell."""
        return self.high <= 1.5 * self.nominal + 1e-9


# Range over eight cells: random groups and groups of correlated stocks ("theme"), CSI 300
# and equal-weight benchmark, one and five sessions; N = 4, T = 120, 3,000 draws a cell from
# real returns of 2021-01 to 2025-01; standard error 0.4 to 0.9 points.
# tests/benchmarks/test_measured_size.py repeats the measurement on simulated returns.
# Placebo in time: circular shifts on simulated returns (heavy tails, memory, changing
# variance; 5 and 10 sessions, one- and two-sided), tests/benchmarks/test_size_placebo_time.py.
MEASURED_SIZES: dict[SizedTest, MeasuredSize] = {
    "patell": MeasuredSize(0.05, 0.077, 0.191),
    "adjusted_patell": MeasuredSize(0.05, 0.066, 0.086),
    "bmp": MeasuredSize(0.05, 0.048, 0.194),
    "bmp_normal": MeasuredSize(0.05, 0.139, 0.388),
    "adjusted_bmp": MeasuredSize(0.05, 0.036, 0.048),
    "corrado": MeasuredSize(0.05, 0.029, 0.055),
    "portfolio_t": MeasuredSize(0.05, 0.056, 0.073),
    "long_short_t": MeasuredSize(0.05, 0.061, 0.107),
    "placebo_time": MeasuredSize(0.05, 0.030, 0.062),
    "permutation": MeasuredSize(2 / 70, 0.0243, 0.0310),
}

MEASURED_AT = 4
"""Stocks a group in that measurement; it says nothing about other numbers."""


# One stock less ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeftOut:
    """
    The headline difference without one stock.

    Attributes
    ----------
    symbol, group : str
    difference : float or Undefined
        Fraction.
    test : PermutationResult or Undefined
        All splits of the stocks that remain.
    """

    symbol: str
    group: str
    difference: float | Undefined
    test: PermutationResult | Undefined


def leave_one_out(case: Case, result: WindowResult) -> tuple[LeftOut, ...]:
    """
    Headline difference without each stock in turn, in the order of the case.

    Undefined for a stock that is on neither side, or without a return, or the last
    of its side.
    """
    return tuple(_without(result, case.stock(stock.symbol)) for stock in result.stocks)


def _without(result: WindowResult, stock: Stock) -> LeftOut:
    headline, symbol, group = result.headline, stock.symbol, stock.group
    if headline is None:
        reason = Undefined(N_("undefined, because the case has no group"))
    elif group not in {headline.a, headline.b}:
        reason = Undefined.of(
            N_("undefined, because {stock} is in neither of the two groups compared"),
            stock=stock,
        )
    elif isinstance(result.stock(symbol).value, Undefined):
        reason = Undefined.of(
            N_("undefined, because {stock} has no return in this window"), stock=stock
        )
    else:
        first, second = (_side(result, side, symbol) for side in (headline.a, headline.b))
        if first.size and second.size:
            single = all(found.id != headline.b for found in result.groups)
            test = Undefined(_NO_PAIR) if single else _permuted(first, second)
            return LeftOut(symbol, group, float(first.mean() - second.mean()), test)
        reason = Undefined.of(
            N_("undefined, because without {stock} one side has no stock"), stock=stock
        )
    return LeftOut(symbol, group, reason, reason)


def _side(result: WindowResult, side: str, left_out: str = "") -> Floats:
    """Returns of one side of the difference; a benchmark is one number."""
    if all(found.id != side for found in result.groups):
        value = result.benchmark(side).value
        return np.array([] if isinstance(value, Undefined) else [value])
    return np.array(
        [
            stock.value
            for stock in result.members(side)
            if not isinstance(stock.value, Undefined) and stock.symbol != left_out
        ],
        dtype=np.float64,
    )


def _permuted(first: Floats, second: Floats) -> PermutationResult | Undefined:
    return permutation_test(first, second, rng=np.random.default_rng(SEED), seed=SEED)


# Estimation window and benchmark ------------------------------------------


@dataclass(frozen=True, slots=True)
class Specification:
    """
    Abnormal returns of the window under one way to estimate them.

    Attributes
    ----------
    benchmark : str
    sessions : int or None
        Length of the estimation window; None is market-adjusted, nothing fitted.
    caar : tuple of (float or Undefined)
        Mean abnormal return of each group over the window, in the order of the case.
    difference : float or Undefined
        First group less the second; of a single group its own, which is less the benchmark.
    own : bool
        Whether this is the case's own estimation window.
    """

    benchmark: str
    sessions: int | None
    caar: tuple[float | Undefined, ...]
    difference: float | Undefined
    own: bool


def specifications(
    case: Case, panel: ReturnPanel, sessions: Sessions, window: Window
) -> tuple[Specification, ...]:
    """Every benchmark with every estimation window, and without any (market-adjusted)."""
    lengths = sorted({*ESTIMATION_LENGTHS, case.estimation.sessions})
    found = []
    for benchmark in case.benchmarks:
        for length in lengths:
            held = fit(case, panel, sessions, window, benchmark.id, length=length)
            found.append(_specification(case, panel, sessions, window, held, length))
        held = fit(case, panel, sessions, window, benchmark.id, kind="market-adjusted")
        found.append(_specification(case, panel, sessions, window, held, None))
    return tuple(found)


def _specification(
    case: Case,
    panel: ReturnPanel,
    sessions: Sessions,
    window: Window,
    held: ModelFit,
    length: int | None,
) -> Specification:
    cars = stock_cars(panel, held, window_sessions(window, sessions))
    caar: list[float | Undefined] = []
    for group in case.groups:
        columns = panel.columns([stock.symbol for stock in case.members(group.id)])
        known = [car for column in columns if not isinstance(car := cars[column], Undefined)]
        reasons = [car for column in columns if isinstance(car := cars[column], Undefined)]
        if known:
            caar.append(float(np.mean(known)))
        else:
            nobody = Undefined(N_("undefined, because the group has no stock"))
            caar.append(reasons[0] if reasons else nobody)
    return Specification(
        benchmark=held.benchmark,
        sessions=length,
        caar=tuple(caar),
        difference=_less(caar),
        own=length == case.estimation.sessions,
    )


def _less(caar: Sequence[float | Undefined]) -> float | Undefined:
    if not caar:
        return Undefined(N_("undefined, because the case has no group"))
    if len(caar) == 1:
        return caar[0]
    first, second = caar[:2]
    if isinstance(first, Undefined):
        return first
    return second if isinstance(second, Undefined) else first - second


def stock_cars(
    panel: ReturnPanel, held: ModelFit, days: Sequence[date]
) -> tuple[float | Undefined, ...]:
    """Cumulated abnormal return of every stock over these sessions."""
    model = held.model
    if isinstance(model, Undefined):
        return (model,) * len(panel.symbols)
    found = abnormal_returns(model, panel.of_stocks(days), panel.of_benchmark(held.benchmark, days))
    return tuple(
        car if reason is None or np.isfinite(car) else reason
        for car, reason in zip(found.car.tolist(), found.undefined, strict=True)
    )


@dataclass(frozen=True, slots=True)
class ModelPair:
    """One stock's abnormal return over the window, fitted and merely market-adjusted."""

    symbol: str
    group: str
    fitted: float | Undefined
    adjusted: float | Undefined
    alpha: float | Undefined


def model_pairs(
    case: Case, panel: ReturnPanel, sessions: Sessions, window: Window, *, benchmark: str
) -> tuple[ModelPair, ...]:
    """
    Market-model beside market-adjusted abnormal return of every stock.

    A fitted alpha carries the mood of the estimation window into the window: in a
    rally it is large and is subtracted session by session.
    """
    days = window_sessions(window, sessions)
    fitted = fit(case, panel, sessions, window, benchmark)
    adjusted = fit(case, panel, sessions, window, benchmark, kind="market-adjusted")
    cars, plain = (stock_cars(panel, held, days) for held in (fitted, adjusted))
    alphas: list[float | Undefined]
    if isinstance(fitted.model, Undefined):
        alphas = [fitted.model] * len(case.stocks)
    else:
        alphas = [
            alpha if reason is None else reason
            for alpha, reason in zip(
                fitted.model.alpha.tolist(), fitted.model.undefined, strict=True
            )
        ]
    return tuple(
        ModelPair(stock.symbol, stock.group, *numbers)
        for stock, *numbers in zip(case.stocks, cars, plain, alphas, strict=True)
    )


# Closes at the limit ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LimitOutcome:
    """
    Closes at a limit as an outcome that no truncation can touch.

    Attributes
    ----------
    limits : Limits
        Counts by stock and group.
    a, b : GroupLimits or None
        The two groups compared; None where there is no second one.
    any_test : PermutationResult or Undefined
        Share of stocks with at least one close at the limit of `side`, all splits:
        Fisher's exact test.
    days_test : PermutationResult or Undefined
        Mean number of such closes a stock, all splits.
    censored : mapping of str to {"up", "down"}
        Stocks whose last close of the window is at a limit, and at which: their return is
        cut off there.
    free_last : date or None
        First session from the window's last on in which none of `censored` closed at a
        limit; None when the prices end before.
    """

    limits: Limits
    a: GroupLimits | None
    b: GroupLimits | None
    any_test: PermutationResult | Undefined
    days_test: PermutationResult | Undefined
    censored: Mapping[str, Side]
    free_last: date | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """Limits at which a stock closed: the upper, the lower, both, none."""
        counts: tuple[tuple[Side, bool], ...] = (
            ("up", any(stock.up for stock in self.limits.stocks)),
            ("down", any(stock.down for stock in self.limits.stocks)),
        )
        return tuple(side for side, found in counts if found)

    @property
    def side(self) -> Side:
        """The limit that the tests count: the one at which more closes stand."""
        return _limit_side(self.limits)


def _limit_side(found: Limits) -> Side:
    ups, downs = sum(s.up for s in found.stocks), sum(s.down for s in found.stocks)
    return "down" if downs > ups else "up"


def limit_outcome(
    case: Case, market: Market, sessions: Sessions, result: WindowResult
) -> LimitOutcome:
    """Closes at a limit in the window, and where the window is free of them."""
    window = result.window
    found = limits(case, market, sessions, first=window.first, last=window.last)
    groups = [group.id for group in case.groups][:2]
    sides = [
        [stock for stock in found.stocks if stock.group == group and stock.traded]
        for group in groups
    ]
    any_test: PermutationResult | Undefined = Undefined(_NO_PAIR)
    days_test: PermutationResult | Undefined = Undefined(_NO_PAIR)
    if len(sides) == 2:
        counted = _limit_side(found)
        days = [np.array([float(s.count(counted)) for s in side]) for side in sides]
        any_test = _permuted(*((each > 0).astype(float) for each in days))
        days_test = _permuted(*days)
    return LimitOutcome(
        limits=found,
        a=found.groups[0] if found.groups else None,
        b=found.groups[1] if len(found.groups) > 1 else None,
        any_test=any_test,
        days_test=days_test,
        censored={s.symbol: s.last_limit for s in result.stocks if s.last_limit is not None},
        free_last=_first_free(case, market, sessions, result),
    )


def _first_free(
    case: Case, market: Market, sessions: Sessions, result: WindowResult
) -> date | None:
    cut_off = {stock.symbol for stock in result.stocks if stock.last_limit}
    held = market.prices.loc[market.prices["symbol"].isin(case.symbols), "date"]
    if held.empty or held.max().date() < result.window.last:
        return None
    end = held.max().date()
    later = limits(case, market, sessions, first=result.window.last, last=end)
    hits = {
        close.date for stock in later.stocks if stock.symbol in cut_off for close in stock.closes
    }
    return next((d for d in sessions.between(result.window.last, end) if d not in hits), None)
