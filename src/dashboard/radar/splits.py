"""What a theme's movers share: every other label tried as a split of its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from dashboard.errors import N_
from dashboard.market.theme_names import plain_theme
from dashboard.radar.cross_section import CrossSection
from dashboard.radar.members import movers_cut
from dashboard.radar.membership import Membership, Theme
from dashboard.radar.scan import SEED
from dashboard.stats.label_splits import LabelSplits, label_splits
from dashboard.stats.result import Booleans, Floats, Integers, TestSettings, Undefined

Kind: TypeAlias = Literal["theme", "board", "past", "beta"]
"""Another theme; a board; the past return or the beta, above or below the members' median."""

Side: TypeAlias = Literal["above", "below"]

LEAST_SIDE = 2
"""Members on either side of a split: a single stock is no label."""

LEAST_PRICED = 5
"""Members with a return that a theme needs to be split."""

STANDS = 0.05
"""Adjusted p-value up to which a label separates the movers."""


@dataclass(frozen=True, slots=True)
class Label:
    """
    What a split is by.

    Attributes
    ----------
    kind : {"theme", "board", "past", "beta"}
    theme : Theme or None
        Of a theme.
    name : str
        Name of the theme; of the board as `dashboard.market.boards` has it; "above" or "below".
    """

    kind: Kind
    name: str
    theme: Theme | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """
    One label held against the members' returns.

    Attributes
    ----------
    label : Label
    same : tuple of Label
        Other labels that part the members in the very same way.
    inside, outside : int
        Members with and without it, that have a return.
    movers_inside, movers_outside : int
        How many of them are movers (`dashboard.radar.members.movers_cut`).
    mean_inside, mean_outside : float
        Mean returns, not adjusted for the market.
    pvalue : float
        One-sided, of this split alone.
    adjusted : float
        The same after all that were tried.
    symbols : tuple of str
        Members inside.
    """

    label: Label
    same: tuple[Label, ...]
    inside: int
    outside: int
    movers_inside: int
    movers_outside: int
    mean_inside: float
    mean_outside: float
    pvalue: float
    adjusted: float
    symbols: tuple[str, ...]

    @property
    def difference(self) -> float:
        """Mean return inside less that outside; the market's part is the same in both."""
        return self.mean_inside - self.mean_outside

    @property
    def separates(self) -> bool:
        """Whether it parts the movers better than chance, after all that were tried."""
        return self.adjusted <= STANDS


@dataclass(frozen=True, slots=True)
class Splits:
    """
    All splits tried on one theme.

    Attributes
    ----------
    theme : Theme
    span : int
    n : int
        Members with a return.
    movers : int
        Movers among them.
    cut : float
        Abnormal return above which a member is a mover.
    tried : int
        Labels tried.
    distinct : int
        Different partings among them.
    splits : tuple of Split
        One a parting, the best first: by adjusted p-value, own p-value, difference.
    n_permutations : int
    attainable : float
        Smallest adjusted p-value that the design can give.
    settings : TestSettings
    """

    theme: Theme
    span: int
    n: int
    movers: int
    cut: float
    tried: int
    distinct: int
    splits: tuple[Split, ...]
    n_permutations: int
    attainable: float
    settings: TestSettings

    @property
    def best(self) -> Split:
        """The label that separates the movers best, whether or not better than chance."""
        return self.splits[0]


def splits(
    section: CrossSection,
    membership: Membership,
    theme: Theme,
    *,
    least: int = LEAST_SIDE,
    seed: int = SEED,
) -> Splits | Undefined:
    """
    Try every other theme, every board, past return and beta as a split of a theme's members.

    Parameters
    ----------
    section : CrossSection
        All stocks over the span in which the theme moved.
    membership : Membership
        The one that was scanned.
    theme : Theme
        Raises KeyError where the membership does not have it.
    least : int
        Members that a label must have inside and outside.
    seed : int

    Returns
    -------
    Splits or Undefined
        Undefined with fewer than `LEAST_PRICED` members that have a return, when all have
        the same, or when no label parts them.

    Notes
    -----
    Every split is one-sided: those with the label did better.  Past return and beta are each
    tried from both sides.  A theme of the same name from another source is no other label,
    nor one whose name differs by 概念 or the like.
    The test is `dashboard.stats.label_splits.label_splits`.
    """
    row = membership.row(theme)
    columns = membership.columns(row)
    columns = columns[section.priced[columns]]
    returns = section.abnormal[columns]
    if columns.size < LEAST_PRICED or np.ptp(returns) == 0:
        return Undefined.of(
            N_("no label is tried on a theme with {n} member(s) that have different returns"),
            n=columns.size,
        )
    labels, carried = _candidates(section, membership, theme, columns, least)
    if not labels:
        return Undefined.of(
            N_("no label has {least} of the {n} members inside and as many outside"),
            least=least,
            n=columns.size,
        )
    test = label_splits(returns, carried, seed=seed)
    cut = movers_cut(returns)
    found = _partings(labels, carried, test, section, membership, columns, returns > cut)
    return Splits(
        theme=theme,
        span=section.span,
        n=columns.size,
        movers=int((returns > cut).sum()),
        cut=cut,
        tried=len(labels),
        distinct=len(found),
        splits=found,
        n_permutations=test.n_permutations,
        attainable=test.attainable,
        settings=test.settings,
    )


def _candidates(
    section: CrossSection, membership: Membership, theme: Theme, columns: Integers, least: int
) -> tuple[list[Label], Booleans]:
    """Labels that part the members, and who carries them: shape (labels, members)."""
    inside = membership.members[:, columns]
    counts = np.asarray(inside.sum(axis=1)).ravel()
    rows = np.flatnonzero((counts >= least) & (counts <= columns.size - least))
    own = plain_theme(theme.name)
    others = [at for at in rows if plain_theme(membership.themes[at].name) != own]
    rows = np.array(others, dtype=np.int64)
    labels = [Label("theme", membership.themes[at].name, membership.themes[at]) for at in rows]
    carried = [inside[rows].toarray() > 0] if rows.size else []
    boards = np.array([section.boards[at] for at in columns])
    marks: list[tuple[Label, Booleans]] = [
        (Label("board", str(name)), boards == name) for name in np.unique(boards)
    ]
    marks += _measured("past", section.past[columns])
    marks += _measured("beta", section.beta[columns])
    for label, mark in marks:
        if least <= mark.sum() <= columns.size - least:
            labels.append(label)
            carried.append(mark[np.newaxis])
    return labels, np.vstack(carried) if carried else np.empty((0, columns.size), np.bool_)


def _measured(kind: Kind, values: Floats) -> list[tuple[Label, Booleans]]:
    """Above and below the median of the members that have the measure."""
    known = np.isfinite(values)
    if not known.any():
        return []
    middle = float(np.median(values[known]))
    return [(Label(kind, "above"), values > middle), (Label(kind, "below"), values < middle)]


def _partings(
    labels: list[Label],
    carried: Booleans,
    test: LabelSplits,
    section: CrossSection,
    membership: Membership,
    columns: Integers,
    moved: Booleans,
) -> tuple[Split, ...]:
    """One split a parting, the best first; labels in the order tried name it."""
    raw = section.returns[columns]
    named: dict[bytes, list[int]] = {}
    for at, mark in enumerate(carried):
        named.setdefault(mark.tobytes(), []).append(at)
    order = np.lexsort((-test.difference, test.pvalue, test.adjusted)).tolist()
    found = []
    for at in order:
        mark = carried[at]
        ways = named[mark.tobytes()]
        if at != ways[0]:
            continue
        found.append(
            Split(
                label=labels[at],
                same=tuple(labels[other] for other in ways[1:]),
                inside=int(mark.sum()),
                outside=int((~mark).sum()),
                movers_inside=int((moved & mark).sum()),
                movers_outside=int((moved & ~mark).sum()),
                mean_inside=float(raw[mark].mean()),
                mean_outside=float(raw[~mark].mean()),
                pvalue=float(test.pvalue[at]),
                adjusted=float(test.adjusted[at]),
                symbols=tuple(membership.symbols[c] for c in columns[mark]),
            )
        )
    return tuple(found)
