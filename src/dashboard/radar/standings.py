"""The list of an evening by rank, with themes that are nearly one theme folded together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.radar.evening import Evening
from dashboard.radar.membership import Membership, Theme
from dashboard.stats.result import Booleans, Floats, Integers

NOMINAL = 0.10
"""False-discovery rate up to which an entry stands out."""

JACCARD = 0.5
"""Shared members over all members of both from which two themes are one."""

CONTAINED = 0.8
"""Share of the weaker theme's members that the stronger one holds from which it is folded."""

MOST = 50
"""Themes at most whose splits are looked at."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    One theme's place in the list.

    Attributes
    ----------
    theme : Theme
    row, column : int
        Where its numbers stand in `Evening.numbers`.
    span : int
    rank : int
        1 for the rarest; a folded theme has the rank of the one it is folded under.
    under : Theme or None
        The stronger theme that it is folded under.
    folded : tuple of Theme
        Weaker themes folded under it, the strongest first.
    stands_out : bool
        Whether its false-discovery rate is at most `NOMINAL`.
    """

    theme: Theme
    row: int
    column: int
    span: int
    rank: int
    under: Theme | None
    folded: tuple[Theme, ...]
    stands_out: bool


def standings(
    evening: Evening,
    membership: Membership,
    span: int | None = None,
    *,
    jaccard: float = JACCARD,
    contained: float = CONTAINED,
    nominal: float = NOMINAL,
) -> tuple[Standing, ...]:
    """
    Every theme with a score, the rarest move first.

    Parameters
    ----------
    evening : Evening
    membership : Membership
        The one that was scanned.
    span : int, optional
        Rank by this span; by default each theme by its own rarest.
    jaccard, contained : float
        When a theme counts as another one that is stronger: shared over all members of both,
        or share of its own members that the stronger one has.  A large theme is not folded
        under a small one that it happens to contain.
    nominal : float
        Rate up to which a theme stands out.

    Returns
    -------
    tuple of Standing
        Folded themes stand where their own score puts them.
    """
    scores = evening.numbers.score
    columns = _columns(scores, None if span is None else evening.column(span))
    own = scores[np.arange(len(scores)), columns] if len(scores) else np.empty(0)
    known = np.flatnonzero(np.isfinite(own))
    rows = known[np.argsort(-own[known], kind="stable")]
    leaders = _leaders(_overlaps(membership, rows, jaccard, contained))
    heads = [at for at, leader in enumerate(leaders) if leader == at]
    ranks = {at: rank for rank, at in enumerate(heads, start=1)}
    themes = [evening.themes[row] for row in rows]
    rates = evening.numbers.rate
    return tuple(
        Standing(
            theme=themes[at],
            row=int(row),
            column=int(columns[row]),
            span=evening.spans[columns[row]],
            rank=ranks[leaders[at]],
            under=None if leaders[at] == at else themes[leaders[at]],
            folded=tuple(
                themes[other]
                for other, leader in enumerate(leaders)
                if leader == at and other != at
            ),
            stands_out=bool(rates[row, columns[row]] <= nominal),
        )
        for at, row in enumerate(rows)
    )


def surfaced(found: Sequence[Standing], most: int = MOST) -> tuple[Standing, ...]:
    """Those that stand out and are not folded, the first `most` of them."""
    return tuple(each for each in found if each.stands_out and each.under is None)[:most]


def _columns(scores: Floats, column: int | None) -> Integers:
    if column is not None:
        return np.full(len(scores), column, dtype=np.int64)
    best: Integers = np.where(np.isfinite(scores), scores, -np.inf).argmax(axis=1)
    return best


def _overlaps(membership: Membership, rows: Integers, jaccard: float, contained: float) -> Booleans:
    """Whether the theme of a row (weaker) is nearly that of a column (stronger)."""
    members = membership.members[rows]
    shared = (members @ members.T).toarray().astype(np.float64)
    sizes = np.maximum(np.diff(members.indptr), 1).astype(np.float64)
    union = np.maximum(sizes[:, np.newaxis] + sizes - shared, 1)
    near: Booleans = (shared / union >= jaccard) | (shared / sizes[:, np.newaxis] >= contained)
    return near


def _leaders(near: Booleans) -> list[int]:
    """Place of the first theme, itself no follower, that each is folded under; its own if none."""
    leaders: list[int] = []
    heads: list[int] = []
    for at in range(len(near)):
        over = [head for head in heads if near[at, head]]
        leaders.append(over[0] if over else at)
        if not over:
            heads.append(at)
    return leaders
