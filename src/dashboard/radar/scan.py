"""The evening scan: every theme against random groups of matched stocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from dashboard.errors import N_, InputError
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.cross_section import CrossSection, cross_section, matching_cells
from dashboard.radar.evening import LEAST_MEMBERS, SPANS, Evening, Numbers
from dashboard.radar.membership import Membership
from dashboard.stats.false_discovery import redraw_rates, tail_counts
from dashboard.stats.matched_groups import by_cell, centred, moments, normal_scores, redrawn
from dashboard.stats.result import Floats, Integers

SEED = 20250213
"""Seed of every draw, together with day and span: a shard of days draws what a whole scan draws."""

DRAWS = 999
"""Matched groups drawn for each theme and span."""

LISTS = 200
"""Of these draws, how many serve as redrawn lists."""

BEST = 3
"""Members that breadth leaves out."""


def scan(
    matrix: UniverseMatrix,
    membership: Membership,
    day: date,
    spans: Sequence[int] = SPANS,
    *,
    special: Collection[str] = frozenset(),
    size: ArrayLike | None = None,
    draws: int = DRAWS,
    lists: int = LISTS,
    seed: int = SEED,
) -> Evening:
    """
    Scan all themes over all spans up to a day.

    Parameters
    ----------
    matrix : UniverseMatrix
        Rows after `day` are not read.
    membership : Membership
        On the columns of `matrix`.
    day : date
        A session.
    spans : sequence of int
        Sessions.
    special : collection of str
        Symbols under special treatment on these sessions.
    size : array_like, shape (stocks,), optional
        Free float in money as known before the longest span; stocks are matched by it then.
    draws, lists, seed : int
        At least as many draws as lists.

    Raises
    ------
    InputError
        If the membership has other columns, or `day` has too few sessions before it.

    Notes
    -----
    A theme's members are held against all groups with as many stocks in each of its cells
    (`matching_cells`).  The null of its sum is its own: three exact moments make the score
    that ranks the list, drawn groups the p-value.  The draws shuffle the stocks within the
    cells and keep the list, so that every draw is the whole list redrawn, themes overlapping
    as they do: the false-discovery rate counts how many entries of such lists score as high,
    over all themes and spans.
    """
    if membership.symbols != matrix.symbols:
        raise InputError(N_("The themes are laid out for another universe than the prices."))
    looked = [
        _span(
            cross_section(matrix, day, span, special=special),
            membership.members,
            size=size,
            draws=draws,
            rng=_generator(seed, day, span),
        )
        for span in spans
    ]
    scores = np.column_stack([each.columns["score"] for each in looked])
    lists = min(lists, draws)
    drawn = sum(tail_counts(scores, each.redrawn[:, :lists]) for each in looked)
    rates = redraw_rates(scores, drawn, lists)
    in_span = [
        redraw_rates(own, tail_counts(own, each.redrawn[:, :lists]), lists).expected
        for own, each in zip(scores.T, looked, strict=True)
    ]
    table = {
        name: np.column_stack([each.columns[name] for each in looked]) for name in looked[0].columns
    }
    numbers = Numbers(
        **table,
        expected=rates.expected,
        expected_in_span=np.column_stack(in_span),
        rate=rates.rate,
        yekutieli=rates.yekutieli,
    )
    return Evening(
        day=day,
        spans=tuple(spans),
        bases=tuple(each.section.base for each in looked),
        themes=membership.themes,
        mode=membership.mode,
        listed_on=membership.listed_on,
        listed=membership.sizes,
        n_stocks=tuple(int(each.section.priced.sum()) for each in looked),
        markets=tuple(each.section.market for each in looked),
        numbers=numbers,
        draws=draws,
        lists=lists,
        seed=seed,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """
    Themes laid over the priced stocks of a span, cell by cell, with the null of each sum.

    Attributes
    ----------
    priced : ndarray of int
        Columns of the universe, cell by cell.
    cells : ndarray of int32
        Their cells, ascending.
    returns, less : ndarray
        Their returns, and these less the mean of the cell.
    held : csr_array, shape (themes, priced)
        Members among them.
    counts : ndarray of int, shape (themes, cells)
        Members in each cell.
    deviation, skewness : ndarray, shape (themes,)
        Of the sum of `less` over all groups of the theme's mix; NaN where there is no null.
    """

    priced: Integers
    cells: NDArray[np.int32]
    returns: Floats
    less: Floats
    held: sparse.csr_array
    counts: Integers
    deviation: Floats
    skewness: Floats

    @property
    def scores(self) -> Floats:
        """How rare each theme's move is, in double precision."""
        return normal_scores((self.held @ self.less) / self.deviation, self.skewness)


def lay_out(
    section: CrossSection, members: sparse.csr_array, *, size: ArrayLike | None = None
) -> Laid:
    """Lay themes over the stocks of a span; themes with too few members have no null."""
    cells = matching_cells(section, size=size)
    priced = np.argsort(cells, kind="stable")[np.count_nonzero(cells < 0) :].astype(np.int64)
    cells = cells[priced]
    held = sparse.csr_array(members[:, priced])
    held.sort_indices()
    counts = by_cell(held, cells)
    returns = section.returns[priced]
    less = centred(returns, cells)
    deviation, skewness = moments(less, cells, counts)
    deviation[counts.sum(axis=1) < LEAST_MEMBERS] = np.nan
    return Laid(priced, cells, returns, less, held, counts, deviation, skewness)


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """One span: its columns by name, and the scores of the redrawn lists."""

    section: CrossSection
    columns: dict[str, NDArray[np.generic]]
    redrawn: Floats


def _generator(seed: int, day: date, span: int) -> np.random.Generator:
    """Draws that depend on the window alone, not on what was scanned before it."""
    words = np.random.SeedSequence((seed, day.toordinal(), span))
    return np.random.Generator(np.random.SFC64(words))


def _span(
    section: CrossSection,
    members: sparse.csr_array,
    *,
    size: ArrayLike | None,
    draws: int,
    rng: np.random.Generator,
) -> _Looked:
    laid = lay_out(section, members, size=size)
    held, returns, deviation = laid.held, laid.returns, laid.deviation
    matched = _matched(held, returns, laid.cells, laid.counts, section.market)
    columns = _breadth(held, returns, matched)
    columns["limit_members"] = _members_with(held, section.limit_days[laid.priced] > 0)
    columns["locked"] = _members_with(held, section.locked[laid.priced])
    sums = held @ redrawn(laid.less, laid.cells, draws, rng)
    sums /= deviation.astype(np.float32)[:, np.newaxis]
    # Single precision adds the same members in another order to another last digit.
    reached = sums[:, 1:] >= sums[:, :1] - np.float32(1e-5)
    known = np.isfinite(deviation)
    count = np.where(known, reached.sum(axis=1), 0)
    columns["count"] = count
    columns["pvalue"] = np.where(known, (count + 1) / (draws + 1), np.nan)
    scores = normal_scores(sums, laid.skewness)
    columns["score"] = scores[:, 0].astype(np.float64)
    return _Looked(section, columns, scores[:, 1:])


def _members_with(held: sparse.csr_array, mark: NDArray[np.bool_]) -> Integers:
    found: Integers = np.rint(held @ mark.astype(np.float32)).astype(np.int64)
    return found


def _matched(
    held: sparse.csr_array,
    returns: Floats,
    cells: NDArray[np.int32],
    counts: Integers,
    market: float,
) -> Floats:
    """Mean of the stocks of the members' cells that are no members, in the members' mix."""
    n_themes, n_cells = counts.shape
    rows = np.repeat(np.arange(n_themes), np.diff(held.indptr))
    flat = rows * n_cells + cells[held.indices]
    own = np.bincount(flat, returns[held.indices], minlength=n_themes * n_cells)
    total = np.bincount(cells, minlength=n_cells)
    others = total - counts
    sums = np.bincount(cells, returns, minlength=n_cells) - own.reshape(counts.shape)
    # A cell that the theme fills has nobody else: the market stands in.
    means = np.where(others > 0, sums / np.maximum(others, 1), market)
    n = counts.sum(axis=1)
    with np.errstate(invalid="ignore"):
        matched: Floats = np.where(n > 0, (counts * means).sum(axis=1) / n, np.nan)
    return matched


def _breadth(
    held: sparse.csr_array, returns: Floats, matched: Floats
) -> dict[str, NDArray[np.generic]]:
    """Means and counts of the members, with the best of them and without."""
    n = np.diff(held.indptr)
    rows = np.repeat(np.arange(n.size), n)
    each = returns[held.indices]
    order = np.lexsort((-each, rows))
    place = np.arange(each.size) - held.indptr[:-1][rows]
    best = np.bincount(rows[place < BEST], each[order][place < BEST], minlength=n.size)
    total = np.bincount(rows, each, minlength=n.size)
    enough = n >= LEAST_MEMBERS
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(n > 0, total / n, np.nan)
        without = np.where(enough, (total - best) / (n - BEST) - matched, np.nan)
        moved = total - n * matched
        carried = np.where(enough & (moved > 0), (best - BEST * matched) / moved, np.nan)
    return {
        "priced": n.astype(np.int64),
        "mean_return": mean,
        "matched": matched,
        "move": mean - matched,
        "rose": np.bincount(rows[each > 0], minlength=n.size),
        "without_best": without,
        "carried": carried,
    }
