"""Moves that no board allows, and factors that no price bears out.

A factor says that a price fell by a dividend or a split.  Where it did not, the return it
makes is beyond what the board lets a stock move in a session: one of the two is wrong, and
the price is what people paid.  Such a step of a factor is named and not used.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dashboard.market.boards import LIMIT_RULES, Board, board, free_sessions
from dashboard.market.calendars import calendar_table
from dashboard.market.prices import Doubt, Market, PriceNote
from dashboard.market.series import PriceSeries
from dashboard.stats.result import Floats

Days: TypeAlias = NDArray[np.datetime64]
Basis: TypeAlias = Literal["none", "factor", "multiplicative", "additive", "unknown"]

CALENDAR = "XSHG"  # Shenzhen and Beijing keep Shanghai's
ROUNDING = 0.01  # yuan; a limit price and the close before it, each rounded to the tick
OWN_FORMULA = 0.005  # relative; an issuer's own formula moves a reference by cents
STEP = 1e-4  # relative; a smaller step of a factor is rounding, not an ex-date
LONGEST_GAP = 5  # sessions whose limits may add up before an ex-date: rows can be missing
SAME = 1e-2  # relative; two sources mean one ex-date when their steps are as close as this


def series_basis(series: PriceSeries) -> Basis:
    """What the closes of a series are, in the words of this module."""
    given = series.note.adjustment
    return "factor" if given == "none" and series.note.factor_source else given


def series_doubts(series: PriceSeries, listed: date | None = None) -> tuple[Doubt, ...]:
    """
    Doubtful moves of a stored series.

    Parameters
    ----------
    series : PriceSeries
    listed : date, optional
        First session of the stock.  Where nobody says, a series that begins after what
        was asked for begins with it.
    """
    rows, note = series.rows, series.note
    days: Days = rows["date"].to_numpy().astype("datetime64[D]")
    begins = listed
    if begins is None and note.asked_from and _late(days[0], note.asked_from):
        begins = days[0].item()
    factor = rows["factor"].to_numpy(dtype=np.float64) if series.has_factor else None
    closes = rows["close"].to_numpy(dtype=np.float64)
    return doubts(note.symbol, days, closes, factor, basis=series_basis(series), listed=begins)


def _late(first: np.datetime64, asked: str) -> bool:
    known = _sessions()
    wanted = int(np.searchsorted(known, np.datetime64(asked)))
    return wanted < known.size and first > known[wanted]


def doubts(
    symbol: str,
    days: Days,
    closes: Floats,
    factor: Floats | None = None,
    *,
    basis: Basis = "none",
    listed: date | None = None,
) -> tuple[Doubt, ...]:
    """
    Moves of closes beyond what the stock's board allows, oldest first.

    Parameters
    ----------
    symbol : str
        Yahoo style; nothing is known of one without a board.
    days, closes : ndarray
        Oldest first.
    factor : ndarray, optional
        Cumulative factor of prices as traded.
    basis : str
        What was done to the closes.
    listed : date, optional
        First session of the stock, for those without a limit.

    Notes
    -----
    Special treatment is left aside: the rate is the board's widest.  Where rows are
    missing the limits of every session since the last one add up, before an ex-date at
    most `LONGEST_GAP` of them.  Additive prices are lower than those traded by the later
    dividends, and the limit is wider by rate x dividends: with dividends nobody knows, a
    move is in doubt when these would have to be more than the price itself.
    """
    name = board(symbol)
    if closes.size < 2 or name in {"index", "unknown"}:
        return ()
    rates = _rates(name, days, listed)[1:]
    steps = np.ones_like(rates) if factor is None else factor[1:] / factor[:-1]
    stepped = np.abs(steps - 1) > STEP
    traded = closes[1:] / closes[:-1]
    gaps = np.diff(np.searchsorted(_sessions(), days)).clip(1)
    moved = np.where(stepped, traded * steps, traded)
    usual = _within(basis, rates, gaps, closes, np.ones_like(steps))
    exact = _within(basis, rates, np.minimum(gaps, LONGEST_GAP), closes, steps)
    wrong = np.where(stepped, ~exact(moved), ~usual(traded)) & ~np.isnan(rates)
    found: list[Doubt] = []
    for at in np.flatnonzero(wrong).tolist():
        numbers = (moved[at] - 1, traded[at] - 1, steps[at] if stepped[at] else 1.0, rates[at])
        move, alone, step, rate = map(float, numbers)
        day, gap = days[at + 1].item(), int(gaps[at])
        if stepped[at]:
            found.append(Doubt(symbol, day, "factor", move, alone, step, rate, gap))
        if not stepped[at] or not usual(traded)[at]:
            found.append(Doubt(symbol, day, "move", alone, alone, 1.0, rate, gap))
    return tuple(found)


def _within(
    basis: Basis, rates: Floats, gaps: NDArray[np.int64], closes: Floats, steps: Floats
) -> Callable[[Floats], NDArray[np.bool_]]:
    """Whether a ratio of closes lies inside the limits of the sessions between them."""
    references = closes[:-1] / steps
    slack = ROUNDING / np.minimum(references, closes[1:])
    if basis == "multiplicative":
        slack = slack * 2  # both closes were rounded after the adjustment
    slack = np.where(np.abs(steps - 1) > STEP, slack * 2 + OWN_FORMULA, slack)
    rate = rates * 2 if basis in {"additive", "unknown"} else rates
    with np.errstate(over="ignore", invalid="ignore"):
        up = (1 + rate) ** gaps + slack
        down = np.maximum(1 - rate, 0) ** gaps - slack

    def inside(ratio: Floats) -> NDArray[np.bool_]:
        result: NDArray[np.bool_] = (ratio <= up) & (ratio >= down)
        return result

    return inside


def _rates(name: Board, days: Days, listed: date | None) -> Floats:
    """Rate of each day, NaN where the board has no limit."""
    rates = np.full(days.size, np.nan)
    for rule in LIMIT_RULES:
        if rule.board == name and not rule.st:
            held = days >= np.datetime64(rule.first)
            if rule.last is not None:
                held &= days <= np.datetime64(rule.last)
            rates[held] = float(rule.rate)
    if listed is not None:
        known = _sessions()
        age = np.searchsorted(known, days) - np.searchsorted(known, np.datetime64(listed))
        rates[(age >= 0) & (age < free_sessions(name, listed))] = np.nan
    return rates


@lru_cache(maxsize=1)
def _sessions() -> Days:
    return np.array(calendar_table(CALENDAR).days, dtype="datetime64[D]")


# Using ----------------------------------------------------------------


def trusted_factor(series: PriceSeries, found: tuple[Doubt, ...]) -> Floats:
    """
    Factor of a series without the steps in doubt; the very values where there are none.

    Parameters
    ----------
    series : PriceSeries
        With a factor.
    found : tuple of Doubt
        Of this series.
    """
    factor: Floats = series.rows["factor"].to_numpy(dtype=np.float64)
    false = {each.day for each in found if each.kind == "factor" and not each.confirmed}
    if not false:
        return factor
    days = series.rows["date"].to_numpy().astype("datetime64[D]").tolist()
    steps = factor.copy()
    steps[1:] = factor[1:] / factor[:-1]
    steps[[at for at, day in enumerate(days) if at and day in false]] = 1.0
    return np.asarray(np.cumprod(steps), dtype=np.float64)


def confirmed_by(found: Doubt, other: PriceSeries) -> bool:
    """Whether a second source, asked independently, has the same step of its factor."""
    if found.kind != "factor" or not other.has_factor:
        return False
    days = other.rows["date"].to_numpy().astype("datetime64[D]")
    at = int(np.searchsorted(days, np.datetime64(found.day)))
    if not 0 < at < days.size or days[at] != np.datetime64(found.day):
        return False
    factor = other.rows["factor"].to_numpy(dtype=np.float64)
    return bool(abs(factor[at] / factor[at - 1] / found.step - 1) < SAME)


def market_doubts(market: Market) -> tuple[Doubt, ...]:
    """Doubtful moves of everything priced that belongs to a case."""
    if market.series:
        return market.doubts
    basis = noted_basis(market.note)
    prices, found = market.prices, list[Doubt]()
    start = None if prices.empty else prices["date"].min()
    for symbol, rows in prices.groupby("symbol", sort=False):
        days: Days = rows["date"].to_numpy().astype("datetime64[D]")
        begins = market.listed.get(str(symbol))
        if begins is None and days[0] > start:
            begins = days[0].item()
        closes = rows["close"].to_numpy(dtype=np.float64)
        found += doubts(str(symbol), days, closes, basis=basis, listed=begins)
    return tuple(found)


def noted_basis(note: PriceNote) -> Basis:
    """What free text says was done to prices."""
    if not note.is_adjusted:
        return "none"
    text = f"{note.adjustment} {note.adjustment_zh}".lower()
    if "multiplicative" in text or "乘" in text:
        return "multiplicative"
    return "additive" if "additive" in text or "加法" in text else "unknown"
