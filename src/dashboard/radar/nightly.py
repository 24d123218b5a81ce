"""One evening after another, from the store to the evenings kept in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

import pandas as pd

from dashboard.case import Case
from dashboard.errors import N_, InputError
from dashboard.market.boards import is_st
from dashboard.market.prices import StatusSpan
from dashboard.market.theme_members import in_force
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.disclosure import NOTICE_SESSIONS
from dashboard.radar.kept import KeptEvening, keep_evening, kept_key, load_evening
from dashboard.radar.looking import evening_key, filed_hash, look
from dashboard.radar.membership import Membership, membership
from dashboard.radar.on_file import OnFile, on_file
from dashboard.store.listing_file import read_status
from dashboard.store.themes import FOLDER, ThemeLog
from dashboard.store.universe_file import load_universe

Outcome: TypeAlias = Literal["kept", "same"]
"""Made anew, or kept already from the very same."""

NO_PRICES = N_(
    "The store has no prices of the whole market; run “market-narrative refresh --universe” first."
)
NO_THEMES = N_(
    "The store has no themes; run “market-narrative themes import FILE --source NAME” first."
)


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """
    What evenings are made from.

    Attributes
    ----------
    store : Path
    matrix : UniverseMatrix
    table : DataFrame
        Membership as a log of changes (`dashboard.market.theme_members.COLUMNS`).
    status : tuple of StatusSpan
    cases : tuple of Case
        Whose evidence is on file.
    """

    store: Path
    matrix: UniverseMatrix
    table: pd.DataFrame
    status: tuple[StatusSpan, ...] = ()
    cases: tuple[Case, ...] = ()

    def sessions(self, first: date, last: date) -> Sequence[date]:
        """Sessions from one day to another, both included."""
        return [day.item() for day in self.matrix.days if first <= day.item() <= last]


def inputs(store: Path, table: pd.DataFrame, cases: Iterable[Case] = ()) -> Inputs:
    """
    Open what a store has for the radar.

    Raises
    ------
    InputError
        If it has no prices of the whole market, or the table no themes.
    StoreError
        If its files are damaged.
    """
    matrix = load_universe(store)
    if matrix is None:
        raise InputError(NO_PRICES)
    if table.empty:
        raise InputError(NO_THEMES)
    return Inputs(store, matrix, table, read_status(store), tuple(cases))


def list_for(table: pd.DataFrame, day: date) -> date:
    """
    Day whose list an evening is scanned with: its own, or the first one after it.

    A later list makes the evening *restated*.
    """
    if not in_force(table, day).empty:
        return day
    later = pd.to_datetime(table["first_seen"])
    after = later[later > pd.Timestamp(day)]
    found: date = day if after.empty else after.min().date()
    return found


def do_evening(
    given: Inputs, day: date, *, list_of: date | None = None
) -> tuple[Outcome, KeptEvening]:
    """
    Make an evening and keep it, unless the same is kept already.

    Parameters
    ----------
    given : Inputs
    day : date
    list_of : date, optional
        Day whose list of themes is taken; by default `list_for`.

    Raises
    ------
    InputError
        If `day` is no session, or has too few before it, or no list of themes.
    StoreError
        If the store cannot be written.
    """
    taken = list_of or list_for(given.table, day)
    held = membership(given.table, given.matrix.symbols, day, listed_on=taken)
    if not held.themes:
        raise InputError(N_("No list of themes holds for {day}."), day=day)
    special = _special(given.status, day)
    filed = _filed(given, day)
    key = evening_key(given.matrix, held, day, special=special, filed=_hash_of(filed, held))
    if kept_key(given.store, day) == key:
        kept = load_evening(given.store, day)
        if kept is not None:
            return "same", kept
    evening = look(given.matrix, held, day, special=special, on_file=filed, key=key)
    keep_evening(evening, given.store)
    return "kept", evening


def _special(status: Iterable[StatusSpan], day: date) -> frozenset[str]:
    own: dict[str, list[StatusSpan]] = {}
    for span in status:
        own.setdefault(span.symbol, []).append(span)
    return frozenset(symbol for symbol, spans in own.items() if is_st(spans, symbol, day))


def _filed(given: Inputs, day: date) -> OnFile:
    row = given.matrix.row(day)
    first = given.matrix.days[max((row or 0) - NOTICE_SESSIONS + 1, 0)].item()
    return on_file(given.cases, day, first)


def _hash_of(filed: OnFile, held: Membership) -> str:
    found = {f"{theme.source}/{theme.name}": filed(theme) for theme in held.themes}
    return filed_hash({name: records for name, records in found.items() if records})


def theme_table(store: Path) -> pd.DataFrame:
    """Log of who was in which theme when, of all sources; empty before the first."""
    return ThemeLog(store / FOLDER).table()
