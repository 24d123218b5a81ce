"""The members of one theme over a span: who moved, against whom, and the way there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.cross_section import CrossSection, matching_cells
from dashboard.radar.membership import Membership, Theme
from dashboard.stats.result import Booleans, Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """
    Every listed member with a column, in the order of the universe.

    Attributes
    ----------
    theme : Theme
    symbols : tuple of str
    columns : ndarray of int
        Their columns in the universe.
    returns : ndarray
        Return over the span; NaN where suspended.
    abnormal : ndarray
        Return less the market's.
    matched : ndarray
        Mean return of the other stocks of the member's cell.
    locked : ndarray of bool
        Last close at the upper limit.
    limit_days : ndarray of int
        Closes at the upper limit in the span.
    cut : float
        Abnormal return above which a member is a mover (`movers_cut`).
    """

    theme: Theme
    symbols: tuple[str, ...]
    columns: Integers
    returns: Floats
    abnormal: Floats
    matched: Floats
    locked: Booleans
    limit_days: Integers
    cut: float

    @property
    def movers(self) -> Booleans:
        """Who moved: an abnormal return above the theme's cut."""
        found: Booleans = self.abnormal > self.cut
        return found


def members(
    section: CrossSection, membership: Membership, theme: Theme, *, size: ArrayLike | None = None
) -> Members:
    """
    Look at the members of a theme.

    Parameters
    ----------
    section : CrossSection
        All stocks over the span.
    membership : Membership
    theme : Theme
        Raises KeyError where the membership has none of that name and source.
    size : array_like, optional
        As given to `scan`.
    """
    columns = membership.columns(membership.row(theme))
    cells = matching_cells(section, size=size)
    matched = _others(section, cells, columns)
    abnormal = section.abnormal[columns]
    return Members(
        theme=theme,
        symbols=tuple(membership.symbols[at] for at in columns),
        columns=columns,
        returns=section.returns[columns],
        abnormal=abnormal,
        matched=matched,
        locked=section.locked[columns],
        limit_days=section.limit_days[columns],
        cut=movers_cut(abnormal),
    )


def movers_cut(abnormal: ArrayLike) -> float:
    """
    Abnormal return above which a member of the theme is one of its movers.

    The natural break of the members' own returns: of all cuts into a lower and an upper part,
    the one with the least spread inside both [1]_, halfway between the two stocks at it; never
    under 0, because who did worse than the market did not move.  It knows no label.

    Parameters
    ----------
    abnormal : array_like
        NaN for a suspended member.

    Returns
    -------
    float
        0 with fewer than two returns that differ.

    References
    ----------
    .. [1] Fisher, W. D. (1958). On grouping for maximum homogeneity. JASA 53(284), 789-798.

    Examples
    --------
    >>> movers_cut([0.30, 0.01, 0.34, float("nan"), 0.02])
    0.16
    """
    values = np.asarray(abnormal, dtype=np.float64)
    ordered = np.sort(values[np.isfinite(values)])
    if ordered.size < 2 or ordered[0] == ordered[-1]:
        return 0.0
    low = np.arange(1, ordered.size)
    high = ordered.size - low
    sums = np.cumsum(ordered)
    between = sums[:-1] / low - (sums[-1] - sums[:-1]) / high
    at = int(np.argmax(low * high * between**2))
    return max(0.0, float((ordered[at] + ordered[at + 1]) / 2))


def paths(
    matrix: UniverseMatrix, section: CrossSection, membership: Membership, rows: ArrayLike
) -> Floats:
    """
    Mean return of the members less that of the whole market, session by session.

    Parameters
    ----------
    matrix : UniverseMatrix
    section : CrossSection
    membership : Membership
    rows : array_like of int
        Rows of themes.

    Returns
    -------
    ndarray, shape (themes, span + 1)
        0 at the base; NaN where no member has a close.  Stocks without a return over the
        span are left out throughout, and one without a close on a session on that session.
    """
    last = matrix.row(section.day)
    if last is None:
        raise KeyError(section.day)
    priced = section.priced
    closes = np.asarray(matrix.closes[last - section.span : last + 1])[:, priced]
    growth = (closes / closes[0] - 1).T
    known = np.isfinite(growth)
    held = np.where(known, growth, 0)
    chosen = membership.members[np.asarray(rows, dtype=np.int64)][:, priced].astype(np.float64)
    counts = chosen @ known.astype(np.float64)
    market = held.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    means: Floats = np.where(counts > 0, (chosen @ held) / np.maximum(counts, 1), np.nan) - market
    return means


def _others(section: CrossSection, cells: ArrayLike, columns: Integers) -> Floats:
    """Mean return of each member's cell without the members; the market's where nobody is left."""
    places = np.asarray(cells, dtype=np.int64)
    rest = section.priced.copy()
    rest[columns] = False
    n_cells = int(places.max(initial=0)) + 1
    sums = np.bincount(places[rest], section.returns[rest], minlength=n_cells)
    counts = np.bincount(places[rest], minlength=n_cells)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), section.market)
    found: Floats = np.where(section.priced[columns], means[places[columns]], np.nan)
    return found
