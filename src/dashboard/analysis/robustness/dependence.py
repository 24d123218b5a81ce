"""Do the members of a group move together before the window, more than across the groups."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np

from dashboard.analysis.window.estimation import ModelFit
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.stats.abnormal import mean_residual_correlation
from dashboard.stats.permutation import split_membership
from dashboard.stats.result import TIE_TOLERANCE, Booleans, Floats, Undefined

EXACT_SPLITS = 50_000
DRAWS = 9_999
SEED = 20250213

CLOSER = 0.10
"""From this much more correlation inside the groups than across, and ..."""

RARE = 0.10
"""... this share of splits or fewer with as much, the groups' members move together."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """
    Mean correlation of estimation-window residuals inside the groups and across.

    Attributes
    ----------
    a, b : str
        The two groups compared.
    within : tuple of (float or Undefined)
        Inside each of them; Undefined with one stock.
    inside, across : float
        Over all pairs inside a group, and over all pairs of one stock of each.
    count, total : int
        Splits of the stocks with as much more inside than across, and all of them; with
        random ones the groups at hand are in both.
    """

    a: str
    b: str
    within: tuple[float | Undefined, float | Undefined]
    inside: float
    across: float
    count: int
    total: int

    @property
    def together(self) -> bool:
        """Whether the members of the groups move together, and splits forget that."""
        return self.inside - self.across >= CLOSER and self.count <= RARE * self.total


def dependence(case: Case, held: ModelFit) -> Dependence | Undefined:
    """
    How much the stocks of a group move together once the benchmark is taken out.

    Splitting the stocks takes them as exchangeable.  Where the groups' members move
    together, a common shock parts the groups as a story would, and the count of the
    splits is too small.

    Parameters
    ----------
    case : Case
    held : ModelFit
        Market model over the estimation window; its residuals are correlated.

    Returns
    -------
    Dependence or Undefined
    """
    ids = [group.id for group in case.groups][:2]
    if len(ids) < 2:
        return Undefined(N_("undefined, because a single group cannot be split against another"))
    if isinstance(held.model, Undefined):
        return held.model
    groups = np.array([stock.group for stock in case.stocks])
    usable = np.array([reason is None for reason in held.model.undefined])
    places = np.concatenate([np.flatnonzero((groups == each) & usable) for each in ids])
    k = int(((groups == ids[0]) & usable).sum())
    found = mean_residual_correlation(held.model.residuals[:, places])
    if isinstance(found, Undefined):
        return found
    m = places.size - k
    known = np.isfinite(found.pairs)
    np.fill_diagonal(known, val=False)
    pairs = np.where(known, found.pairs, 0.0)
    gaps = _gaps(pairs, known, _members(k, m))
    if not np.isfinite(gaps[0]):
        return Undefined(N_("undefined, because no group has two stocks with common sessions"))
    count = int((gaps >= gaps[0] - TIE_TOLERANCE).sum())
    own = np.arange(places.size) < k
    inside, across = _inside_across(pairs, known, own[np.newaxis])
    return Dependence(
        a=ids[0],
        b=ids[1],
        within=(_mean(pairs, known, own), _mean(pairs, known, ~own)),
        inside=float(inside[0]),
        across=float(across[0]),
        count=count,
        total=gaps.size,
    )


def _members(k: int, m: int) -> Booleans:
    """All splits, or random ones; the groups at hand first."""
    if comb(k + m, k) <= EXACT_SPLITS:
        return split_membership(k, m)
    places = np.tile(np.arange(k + m), (DRAWS + 1, 1))
    drawn: Booleans = places < k
    drawn[1:] = np.random.default_rng(SEED).permuted(places[1:], axis=1) < k
    return drawn


def _gaps(pairs: Floats, known: Booleans, members: Booleans) -> Floats:
    inside, across = _inside_across(pairs, known, members)
    gaps: Floats = inside - across
    return gaps


def _inside_across(pairs: Floats, known: Booleans, members: Booleans) -> tuple[Floats, Floats]:
    """Mean correlation over the pairs inside the sides of each split, and across them."""
    sides = np.where(members, 1.0, -1.0)
    n, total = float(known.sum()), float(pairs.sum())
    count = ((sides @ known.astype(np.float64)) * sides).sum(axis=1)
    signed = ((sides @ pairs) * sides).sum(axis=1)
    inside, across = (n + count) / 2, (n - count) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return (total + signed) / 2 / inside, (total - signed) / 2 / across


def _mean(pairs: Floats, known: Booleans, own: Booleans) -> float | Undefined:
    here = np.ix_(own, own)
    n = int(known[here].sum())
    if not n:
        return Undefined(N_("undefined, because a correlation needs two stocks"))
    return float(pairs[here].sum()) / n
