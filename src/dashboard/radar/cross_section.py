"""One span of sessions across the whole market: what each stock did, whom it is matched with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import N_, InputError
from dashboard.market.boards import LIMIT_RULES, Board, limit_rate
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.stats.result import Booleans, Floats, Integers

PAST = 20
"""Sessions of the past return that stocks are matched by."""

HISTORY = 60
"""Sessions of past moves, at most, that volatility and beta are taken from."""

LEAST_HISTORY = 20
"""Moves that a stock needs for them."""

LIMIT_TOLERANCE = 0.0025
"""A return this near to the limit counts as a close at it: half a tick of a price of 2 yuan."""


@dataclass(frozen=True, slots=True, eq=False)
class CrossSection:
    """
    Every stock over one span.

    Attributes
    ----------
    day, base : date
        Last session of the span, and the session before its first.
    span : int
        Sessions.
    returns : ndarray, shape (stocks,)
        Close of `day` over close of `base`; NaN without one of them.  A suspended stock is
        missing, never zero.
    market : float
        Mean of all returns.
    past, volatility, beta : ndarray, shape (stocks,)
        Return over the `PAST` sessions to `base`; standard deviation of the daily returns less
        the market's, and slope on the market's, over `HISTORY` sessions to `base`.  NaN where
        there is too little.
    limit_days : ndarray of int, shape (stocks,)
        Sessions of the span with a close at the upper limit.
    locked : ndarray of bool, shape (stocks,)
        Whether the close of `day` is at the upper limit: the move may not be over.
    boards : tuple of str
    """

    day: date
    base: date
    span: int
    returns: Floats
    market: float
    past: Floats
    volatility: Floats
    beta: Floats
    limit_days: Integers
    locked: Booleans
    boards: tuple[str, ...]

    @property
    def priced(self) -> Booleans:
        """Which stocks have a return."""
        found: Booleans = np.isfinite(self.returns)
        return found

    @property
    def abnormal(self) -> Floats:
        """Returns less the market's."""
        less: Floats = self.returns - self.market
        return less


def cross_section(
    matrix: UniverseMatrix,
    day: date,
    span: int,
    *,
    special: Collection[str] = frozenset(),
) -> CrossSection:
    """
    Look at every stock over the sessions up to a day.

    Parameters
    ----------
    matrix : UniverseMatrix
        Rows after `day` are not read.
    day : date
        Last session.
    span : int
        Number of sessions.
    special : collection of str
        Symbols under special treatment on these sessions, whose limit is narrower.

    Raises
    ------
    InputError
        If `day` is no session of the matrix, or too few stand before it.
    """
    row = matrix.row(day)
    if row is None:
        raise InputError(
            N_("The universe has no session on {day}; it ends on {last}."),
            day=day,
            last=matrix.last,
        )
    base = row - span
    if span < 1 or base < PAST:
        raise InputError(
            N_("A span of {span} sessions up to {day} needs {n} earlier sessions in the universe."),
            span=span,
            day=day,
            n=span + PAST,
        )
    start = max(base - HISTORY, 0)
    closes = np.asarray(matrix.closes[start : row + 1])
    at = base - start
    with np.errstate(divide="ignore", invalid="ignore"):
        returns = closes[-1] / closes[at] - 1
        past = closes[at] / closes[at - PAST] - 1
        daily = closes[1:] / closes[:-1] - 1
    volatility, beta = _history(daily[:at])
    hits = _at_limit(matrix, daily[at:], row, special)
    return CrossSection(
        day=day,
        base=matrix.days[base].item(),
        span=span,
        returns=returns,
        market=float(np.nanmean(returns)) if np.isfinite(returns).any() else float("nan"),
        past=past,
        volatility=volatility,
        beta=beta,
        limit_days=hits.sum(axis=0).astype(np.int64),
        locked=hits[-1],
        boards=matrix.boards,
    )


def _history(daily: Floats) -> tuple[Floats, Floats]:
    """Volatility of what the market leaves, and beta, of each column."""
    known = np.isfinite(daily)
    counts = known.sum(axis=0)
    held = np.where(known, daily, 0)
    market = held.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    weight = known.astype(np.float64)
    n = np.maximum(counts, 1)
    mean_x = market @ weight / n
    mean_y = held.sum(axis=0) / n
    covariance = market @ held / n - mean_x * mean_y
    variance = market**2 @ weight / n - mean_x**2
    less = np.where(known, daily - market[:, np.newaxis], 0)
    spread = (less**2).sum(axis=0) - less.sum(axis=0) ** 2 / n
    enough = counts >= LEAST_HISTORY
    with np.errstate(divide="ignore", invalid="ignore"):
        beta = np.where(enough & (variance > 0), covariance / variance, np.nan)
        volatility = np.sqrt(np.maximum(spread, 0) / np.maximum(counts - 1, 1))
    return np.where(enough, volatility, np.nan), beta


def _at_limit(
    matrix: UniverseMatrix, daily: Floats, row: int, special: Collection[str]
) -> Booleans:
    """Which returns are a close at the upper limit of their board and day."""
    days = [day.item() for day in matrix.days[row + 1 - len(daily) : row + 1]]
    boards = np.array(matrix.boards)
    marked = np.array([symbol in special for symbol in matrix.symbols], dtype=np.bool_)
    rates = np.full(daily.shape, np.nan)
    for board in sorted({rule.board for rule in LIMIT_RULES}):
        for st in (False, True):
            columns = (boards == board) & (marked == st)
            if columns.any():
                rates[:, columns] = [[_rate(board, day, st=st)] for day in days]
    near: Booleans = np.abs(daily - rates) <= LIMIT_TOLERANCE
    return near


def _rate(board: Board, day: date, *, st: bool) -> float:
    rate = limit_rate(board, day, st=st)
    return float("nan") if rate is None else float(rate)


def matching_cells(
    section: CrossSection, *, size: ArrayLike | None = None, least: int = 20
) -> NDArray[np.int32]:
    """
    Cells of stocks that may stand for one another.

    Parameters
    ----------
    section : CrossSection
    size : array_like, shape (stocks,), optional
        Free float in money as known before the span; NaN where it is not known.
    least : int
        Stocks that a cell should have: a board with fewer is cut less often.

    Returns
    -------
    ndarray of int32, shape (stocks,)
        0, 1, …; -1 for a stock without a return.

    Notes
    -----
    Board by board, the priced stocks are cut at equal ranks by free float (halves, where it is
    known), then by volatility (fifths; thirds beside a float), then by past return (thirds), all
    as of `CrossSection.base`.  A stock without a history goes with the most volatile, and with
    the middle of the past returns; one without a known float with the smaller half.
    """
    restless = np.where(np.isfinite(section.volatility), section.volatility, np.inf)
    keys: list[tuple[Floats, int]] = [(restless, 5), (_filled(section.past), 3)]
    if size is not None:
        worth = np.asarray(size, dtype=np.float64)
        keys = [(np.where(np.isfinite(worth), worth, -np.inf), 2), (restless, 3), keys[1]]
    cells = np.full(section.returns.size, -1, dtype=np.int32)
    boards = np.array(section.boards)
    number = 0
    for board in sorted(set(section.boards)):
        for stocks in _cut(np.flatnonzero(section.priced & (boards == board)), keys, least):
            cells[stocks] = number
            number += 1
    return cells


def _filled(values: Floats) -> Floats:
    """Values with the median where there is none."""
    known = np.isfinite(values)
    middle = float(np.median(values[known])) if known.any() else 0.0
    return np.where(known, values, middle)


def _cut(
    stocks: NDArray[np.intp], keys: Sequence[tuple[Floats, int]], least: int
) -> list[NDArray[np.intp]]:
    if not keys:
        return [stocks] if stocks.size else []
    (values, parts), *rest = keys
    parts = max(1, min(parts, stocks.size // least))
    ordered = stocks[np.argsort(values[stocks], kind="stable")]
    return [cell for part in np.array_split(ordered, parts) for cell in _cut(part, rest, least)]
