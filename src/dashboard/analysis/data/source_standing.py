"""How the series of a case stand in the store, and how closely two sources agree on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from dashboard.analysis.data.cross_check import CrossCheck, cross_check
from dashboard.market.prices import Market
from dashboard.market.series import PriceSeries, SeriesNote

if TYPE_CHECKING:
    from dashboard.store.refresh_records import RefreshRecord
    from dashboard.store.series_file import SeriesHead

CASE = "case"
"""Stands for the prices kept with the case where a source is named."""

Flag = Literal[
    "fresh",
    "covers",
    "behind",
    "missing",
    "no-dividends",
    "additive",
    "unknown-adjustment",
    "contradicted",
    "failed",
]
"""One thing to say of a stored series."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """
    How one series of a case stands in the store.

    Attributes
    ----------
    symbol : str
    held : SeriesHead or None
        The series that is shown, or would be; None when the store has none.
    beside : int
        Answers that contradicted it and lie beside it.
    tried : RefreshRecord or None
        How the last refresh went.
    stale_since : date or None
        First closed session that it lacks at its end.
    covers : bool
        Whether it reaches the end of what is looked at all the same.
    check : CrossCheck or None
        The prices shown against a second source, over the sessions looked at.
    """

    symbol: str
    held: SeriesHead | None
    beside: int = 0
    tried: RefreshRecord | None = None
    stale_since: date | None = None
    covers: bool = False
    check: CrossCheck | None = None

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Everything to say of it, how far it reaches first."""
        failed = self.tried is not None and self.tried.kind == "failed"
        if self.held is None:
            return ("missing", "failed") if failed else ("missing",)
        note = self.held.note
        reach: Flag = "covers" if self.covers else "behind"
        found: list[Flag] = [reach if self.stale_since else "fresh"]
        found += ["no-dividends"] if note.adjustment == "none" and not note.factor_source else []
        found += ["additive"] if note.adjustment == "additive" else []
        found += ["unknown-adjustment"] if note.adjustment == "unknown" else []
        found += ["contradicted"] if self.beside else []
        found += ["failed"] if failed else []
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    How closely two sources agree, over several series of one kind.

    Attributes
    ----------
    basis : {"close", "return"}
        What was compared, see `CrossCheck`.
    sources : tuple of str
        Ids, those shown first.
    series : int
        Series compared.
    sessions : int
        Closes, or returns, that both have, over all series.
    largest : float
        Largest absolute difference.
    differing : int
        Closes, or returns, beyond the tolerance, and those that one of them lacks.
    """

    basis: str
    sources: tuple[str, ...]
    series: int
    sessions: int
    largest: float
    differing: int

    @property
    def agree(self) -> bool:
        """Whether nothing differs."""
        return self.differing == 0


def agreements(checks: Iterable[CrossCheck]) -> tuple[Agreement, ...]:
    """
    Sum up comparisons, closes and returns apart: the two have no common unit.

    A comparison without a common session compares nothing and is left out.
    """
    found = [check for check in checks if check.sessions]
    return tuple(
        Agreement(
            basis=basis,
            sources=tuple(dict.fromkeys(name for place in (0, 1) for name in _names(own, place))),
            series=len(own),
            sessions=sum(check.sessions for check in own),
            largest=max(check.largest for check in own),
            differing=sum(len(check.differences) for check in own),
        )
        for basis in ("close", "return")
        if (own := [check for check in found if check.basis == basis])
    )


def _names(checks: Iterable[CrossCheck], place: int) -> list[str]:
    return [check.sources[place] for check in checks]


def compared(one: PriceSeries, other: PriceSeries, *, base: date, last: date) -> CrossCheck:
    """Hold two series against each other from the base: its close, but not its return."""
    traded = one.note.adjustment == other.note.adjustment == "none"
    first = base if traded else min(_after(each, base) for each in (one, other))
    return cross_check(one, other, first=first, last=last)


def _after(series: PriceSeries, base: date) -> date:
    days = series.rows["date"].dt.date
    later: date = days.loc[days > base].min() if (days > base).any() else base
    return later


def frozen_series(market: Market, symbol: str) -> PriceSeries | None:
    """
    Prices kept with a case as a series, to be held against one of the store.

    Adjusted ones count as of unknown adjustment, so that returns are compared.
    """
    rows = market.prices.loc[market.prices["symbol"] == symbol]
    if rows.empty or market.series:
        return None
    note = SeriesNote(
        symbol=symbol,
        source=CASE,
        adjustment="unknown" if market.note.is_adjusted else "none",
        factor_source="",
        currency="",
        retrieved=market.note.retrieved,
        request="",
        asked_from="",
        asked_to="",
    )
    table = rows.assign(amount=np.nan, factor=np.nan).reset_index(drop=True)
    return PriceSeries(note, table)
