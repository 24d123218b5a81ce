"""A theme's own past: how often its members were as far out, as they move together anyhow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from dashboard.errors import InputError
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.cross_section import cross_section
from dashboard.radar.membership import Membership
from dashboard.radar.scan import lay_out
from dashboard.stats.result import Floats, Integers

WINDOWS = 48
"""Earlier windows that are looked at, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnPast:
    """
    Scores of some themes over one span and over earlier windows of that length.

    Attributes
    ----------
    days : tuple of date
        Last session of each earlier window, the latest first; windows share no session.
    score : ndarray, shape (themes,)
        On the evening.
    scores : ndarray, shape (themes, windows)
        Before; NaN where too few of today's members had a return.
    count : ndarray of int, shape (themes,)
        Earlier windows with a score as high.
    n : ndarray of int, shape (themes,)
        Earlier windows with a score.
    """

    days: tuple[date, ...]
    score: Floats
    scores: Floats
    count: Integers
    n: Integers


def own_past(
    matrix: UniverseMatrix,
    membership: Membership,
    rows: ArrayLike,
    day: date,
    span: int,
    *,
    windows: int = WINDOWS,
) -> OwnPast:
    """
    Hold themes against their own earlier windows.

    Parameters
    ----------
    matrix : UniverseMatrix
        Rows after `day` are not read.
    membership : Membership
        That of the evening, laid over all earlier windows: the past is restated.
    rows : array_like of int
        Rows of the themes.
    day : date
        A session.
    span : int
    windows : int
        Earlier windows, as far as the universe reaches.

    Notes
    -----
    Random groups share a window's market and not what binds a theme: stocks of one trade move
    together, and such a theme is far from random groups on many evenings, up or down [1]_.  Its
    own past knows that.  It is flattered where today's list was drawn up after a rise.

    References
    ----------
    .. [1] Kolari, J. W. & Pynnönen, S. (2010). Event study testing with cross-sectional
       correlation of abnormal returns. Review of Financial Studies 23(11), 3996-4025.
    """
    chosen = membership.members[np.asarray(rows, dtype=np.int64)]
    score = lay_out(cross_section(matrix, day, span), chosen).scores
    last = int(np.searchsorted(matrix.days, np.datetime64(day)))
    days: list[date] = []
    earlier: list[Floats] = []
    for row in range(last - span, last - span * (windows + 1), -span):
        if row < 0:
            break
        then: date = matrix.days[row].item()
        try:
            section = cross_section(matrix, then, span)
        except InputError:  # too near to the beginning
            break
        days.append(then)
        earlier.append(lay_out(section, chosen).scores)
    scores = np.column_stack(earlier) if earlier else np.empty((score.size, 0))
    return OwnPast(
        days=tuple(days),
        score=score,
        scores=scores,
        count=(scores >= score[:, np.newaxis]).sum(axis=1),
        n=np.isfinite(scores).sum(axis=1),
    )
