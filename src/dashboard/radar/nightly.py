"""One evening after another, from the store to the evenings kept in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

import pandas as pd

from dashboard.case import Case
from dashboard.errors import N_, InputError
from dashboard.market.prices import StatusSpan
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.engines import Engine, Stopping, in_turn
from dashboard.radar.kept import keep, kept_key
from dashboard.radar.shards import Shard, Work
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


def do_evenings(
    given: Inputs,
    days: Sequence[date],
    engine: Engine = in_turn,
    *,
    list_of: date | None = None,
    stopping: Stopping = lambda: False,
) -> Iterator[tuple[date, Outcome]]:
    """
    Make evenings and keep each as it comes, unless the same is kept already.

    Parameters
    ----------
    given : Inputs
    days : sequence of date
    engine : Engine
        What maps them; with another than `in_turn` they may come in any order.
    list_of : date, optional
        Day whose list of themes is taken; by default `list_for`.
    stopping : callable
        Whether somebody asked to stop: fewer days are given then.

    Raises
    ------
    InputError
        If a day is no session, or has too few before it, or no list of themes.
    StoreError
        If the store cannot be read or written.
    """
    work = Work(
        folder=given.store.resolve(),
        digest=given.matrix.digest,
        table=given.table,
        status=given.status,
        cases=given.cases,
        list_of=list_of,
    )
    shards = [Shard(day, kept_key(given.store, day)) for day in days]
    for made in engine(work, shards, stopping):
        if made.content is None:
            yield made.day, "same"
        else:
            keep(made.content, made.day, given.store)
            yield made.day, "kept"


def theme_table(store: Path) -> pd.DataFrame:
    """Log of who was in which theme when, of all sources; empty before the first."""
    return ThemeLog(store / FOLDER).table()
