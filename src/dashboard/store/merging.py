"""Two answers for one series as one history, or the places where they contradict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.errors import N_, StoreError
from dashboard.market.series import ROW_COLUMNS, PriceSeries, SeriesNote, digest
from dashboard.message import Message
from dashboard.stats.result import Floats, Integers

HALF_TICK = 0.005  # yuan; what rounding to two decimals can do to a price
PRICES = ROW_COLUMNS[1:5]
FACTOR_SLACK = 1e-4  # relative; a reference price rounded to the tick moves a factor as much
# Sources complete the volume of a day after its close; ten times it is another unit.
UNIT_SLIP = 10.0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """
    One place where a new answer disagrees with stored history beyond rounding.

    Attributes
    ----------
    day : date
    field : str
        Column; ``row`` when the day is in the stored rows only.
    held, given : float or None
        Stored and new value.
    """

    day: date
    field: str
    held: float | None
    given: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """
    Old and new rows of one series as one history.

    Attributes
    ----------
    series : PriceSeries
        The joined rows; the new ones alone when they contradict.
    added : int
        Sessions that were not there before.
    contradictions : tuple of Contradiction
        Oldest first; then nothing was joined.
    """

    series: PriceSeries
    added: int
    contradictions: tuple[Contradiction, ...]


def same_kind(one: SeriesNote, other: SeriesNote) -> bool:
    """Whether two answers may become one series: same source, adjustment and factor."""
    return (one.symbol, one.source, one.adjustment, one.factor_source, one.currency) == (
        other.symbol,
        other.source,
        other.adjustment,
        other.factor_source,
        other.currency,
    )


def covers(new: SeriesNote, old: SeriesNote) -> bool:
    """Whether an answer was asked for over all of the span that another one was."""
    return new.asked_from <= old.asked_from and new.asked_to >= old.asked_to


def meet(one: PriceSeries, other: PriceSeries) -> bool:
    """Whether two series share a session."""
    return bool(one.rows["date"].isin(other.rows["date"]).any())


def join(held: PriceSeries, given: PriceSeries) -> Joined:
    """
    Continue a stored series by a new answer.

    Stored rows stay as they are; new days are added, their factor brought to the scale
    of the stored one over the days both have.

    Raises
    ------
    StoreError
        If the two are not of one kind, or share no session to be held against.
    """
    if not same_kind(held.note, given.note):
        raise StoreError(
            N_("{symbol}: series of different source or adjustment are never joined."),
            symbol=held.note.symbol,
        )
    shared = _Shared.of(held.rows, given.rows)
    if not shared.old.size:
        raise StoreError(
            N_("{symbol}: the new rows share no session with the stored ones."),
            symbol=held.note.symbol,
        )
    found = _compared(held, given, shared)
    if found:
        return Joined(given, 0, found)
    fresh = given.rows.iloc[np.setdiff1d(np.arange(len(given.rows)), shared.new)]
    if held.has_factor:
        # The last common day: a factor is constant but for ex-dates, and the scale of a
        # new answer is its own.
        before, after = (
            _factor(each)[at[-1]] for each, at in zip((held, given), shared, strict=True)
        )
        fresh = fresh.assign(factor=fresh["factor"] * (before / after))
    rows = pd.concat([held.rows, fresh]).sort_values("date").reset_index(drop=True)
    note = replace(
        given.note,
        # Two processes may store their answers in another order than they got them.
        retrieved=max(held.note.retrieved, given.note.retrieved),
        asked_from=min(held.note.asked_from, given.note.asked_from),
        asked_to=max(held.note.asked_to, given.note.asked_to),
        name=given.note.name or held.note.name,
        sha256=digest(rows),
    )
    return Joined(PriceSeries(note, rows), len(fresh), ())


def contradictions(held: PriceSeries, given: PriceSeries) -> tuple[Contradiction, ...]:
    """Where prices of one source and adjustment disagree, and factors if of one source too."""
    shared = _Shared.of(held.rows, given.rows)
    return _compared(held, given, shared) if shared.old.size else ()


class _Shared(NamedTuple):
    """Places of the sessions that both have, in the old rows and in the new ones."""

    old: Integers
    new: Integers

    @classmethod
    def of(cls, old: pd.DataFrame, new: pd.DataFrame) -> _Shared:
        _, first, second = np.intersect1d(_days(old), _days(new), return_indices=True)
        return cls(first, second)


def _days(rows: pd.DataFrame) -> NDArray[np.datetime64]:
    return rows["date"].to_numpy().astype("datetime64[D]")


def _factor(series: PriceSeries) -> Floats:
    values: Floats = series.rows["factor"].to_numpy(dtype=np.float64)
    return values


def _compared(held: PriceSeries, given: PriceSeries, shared: _Shared) -> tuple[Contradiction, ...]:
    days = _days(held.rows)
    common = days[shared.old]
    found: list[Contradiction] = []
    for field in ROW_COLUMNS[1:]:
        before = held.rows[field].to_numpy(dtype=np.float64)[shared.old]
        after = given.rows[field].to_numpy(dtype=np.float64)[shared.new]
        if field != "factor":
            wrong = _differ(field, before, after)
        elif held.has_factor and held.note.factor_source == given.note.factor_source:
            wrong = _rescaled(before, after)
        else:
            continue
        found += _listed(field, common[wrong], before[wrong], after[wrong])
    new = _days(given.rows)
    gone = (days >= new[0]) & (days <= new[-1]) & ~np.isin(days, new)
    closes = held.rows["close"].to_numpy(dtype=np.float64)
    found += [
        Contradiction(day, "row", close, None)
        for day, close in zip(days[gone].tolist(), closes[gone].tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.field)))


def _differ(field: str, before: Floats, after: Floats) -> NDArray[np.bool_]:
    """Prices by more than rounding, volume and amount by their unit; NaN disagrees with none."""
    if field in PRICES:
        return np.abs(before - after) > HALF_TICK + 1e-9
    return (after > before * UNIT_SLIP) | (before > after * UNIT_SLIP)


def _rescaled(before: Floats, after: Floats) -> NDArray[np.bool_]:
    """Days whose factor is on another scale than that of most days."""
    ratio = after / before
    usual = np.sort(ratio)[(ratio.size - 1) // 2]
    wrong: NDArray[np.bool_] = np.abs(ratio / usual - 1) > FACTOR_SLACK
    return wrong


def _listed(
    field: str, days: NDArray[np.datetime64], held: Floats, given: Floats
) -> list[Contradiction]:
    rows = zip(days.tolist(), held.tolist(), given.tolist(), strict=True)
    return [Contradiction(day, field, before, after) for day, before, after in rows]


def contradiction_remark(symbol: str, source: str, found: tuple[Contradiction, ...]) -> Message:
    """Sentence for a refresh that contradicts stored history."""
    first = found[0]
    return Message.of(
        N_(
            "{source} now contradicts its own stored history of {symbol} in {n} place(s), first on "
            "{day} ({field} {held}, now {given}): the stored series stays, the new one lies beside "
            "it."
        ),
        source=source,
        symbol=symbol,
        n=len(found),
        day=first.day,
        field=first.field,
        held="–" if first.held is None else f"{first.held:g}",
        given="–" if first.given is None else f"{first.given:g}",
    )


def accepted_remark(symbol: str, source: str, n: int) -> Message:
    """Sentence for a contradiction that was let through."""
    return Message.of(
        N_(
            "The new series of {symbol} from {source} differs from the stored one in {n} place(s) "
            "and took its place as asked; the old one lies beside it."
        ),
        symbol=symbol,
        source=source,
        n=n,
    )
