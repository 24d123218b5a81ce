"""A scan of many evenings cut into calls that travel: each one plain, each one alone."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import scipy

from dashboard import __version__
from dashboard.case import Case
from dashboard.errors import N_, InputError, StoreError
from dashboard.market.boards import is_st
from dashboard.market.prices import StatusSpan
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.disclosure import NOTICE_SESSIONS
from dashboard.radar.kept import packed
from dashboard.radar.looking import evening_key, filed_hash, look
from dashboard.radar.membership import Membership, list_for, membership
from dashboard.radar.on_file import OnFile, on_file
from dashboard.store.universe_file import open_universe

Versions = tuple[tuple[str, str], ...]


def versions() -> Versions:
    """What the last digit of a number may hang on, and whether a shard can be read at all."""
    return (
        ("market-narrative", __version__),
        ("numpy", np.__version__),
        ("pandas", pd.__version__),
        ("scipy", scipy.__version__),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """
    What all shards of a run are made from: picklable, and small beside the matrix.

    Attributes
    ----------
    folder : Path
        Folder of the store, under the same path for all that do the work.
    digest : str
        Which matrix of it: a new one built meanwhile changes nothing.
    table : DataFrame
        Membership as a log of changes (`dashboard.market.theme_members.COLUMNS`).
    status : tuple of StatusSpan
        When stocks were under special treatment: each evening takes its own.
    cases : tuple of Case
        Whose evidence is on file.
    list_of : date or None
        Day whose list of themes is taken; `list_for` where None.
    versions : tuple of (str, str)
        Of whoever asks: nobody else's are taken for the same.
    """

    folder: Path
    digest: str
    table: pd.DataFrame
    status: tuple[StatusSpan, ...] = ()
    cases: tuple[Case, ...] = ()
    list_of: date | None = None
    versions: Versions = field(default_factory=versions)


@dataclass(frozen=True, slots=True)
class Shard:
    """
    One evening to be made: a second of work for a whole market, so that nothing smaller pays.

    Attributes
    ----------
    day : date
        A session.
    kept : str
        Key of the evening that is kept already; empty where there is none.
    """

    day: date
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """
    What came of a shard.

    Attributes
    ----------
    day : date
    content : bytes or None
        The evening as the content of its file; None where the very same is kept already.
    """

    day: date
    content: bytes | None


def do_shard(work: Work, shard: Shard) -> Made:
    """
    Make one evening: a function of its arguments alone, for whatever maps it.

    Nothing is written: whoever asks keeps the evenings.

    Parameters
    ----------
    work : Work
    shard : Shard

    Returns
    -------
    Made
        The same numbers, bit for bit, wherever and in whatever order shards are done.

    Raises
    ------
    InputError
        If the day is no session, or has too few before it, or no list of themes; or if this
        process has other versions than the one that asks.
    StoreError
        If the store does not have that matrix here, or it is damaged.
    """
    matrix, day = opened(work), shard.day
    taken = work.list_of or list_for(work.table, day)
    held = membership(work.table, matrix.symbols, day, listed_on=taken)
    if not held.themes:
        raise InputError(N_("No list of themes holds for {day}."), day=day)
    special = special_on(work.status, day)
    filed = _filed(matrix, work.cases, day)
    key = evening_key(matrix, held, day, special=special, filed=_hash_of(filed, held))
    if key == shard.kept:
        return Made(day, None)
    return Made(day, packed(look(matrix, held, day, special=special, on_file=filed, key=key)))


def opened(work: Work) -> UniverseMatrix:
    """
    Open the matrix of a run where this process stands, if it may do a part of it.

    Raises
    ------
    InputError, StoreError
        As `do_shard` does.
    """
    if work.versions != versions():
        raise InputError(
            N_(
                "{host} computes with {found}, this run with {wanted}; numbers are the same only "
                "where these are: install the same versions there."
            ),
            host=socket.gethostname(),
            found=_listed(versions()),
            wanted=_listed(work.versions),
        )
    try:
        return open_universe(work.folder, work.digest)
    except FileNotFoundError as error:
        raise StoreError(
            N_(
                "{host} does not find the prices {digest} of this run in {folder}: whoever "
                "computes needs the store under that path; if a refresh has replaced them, run "
                "it again."
            ),
            host=socket.gethostname(),
            digest=work.digest[:12],
            folder=str(work.folder),
        ) from error


def _listed(found: Versions) -> str:
    return ", ".join(f"{name} {version}" for name, version in found)


def special_on(status: Iterable[StatusSpan], day: date) -> frozenset[str]:
    """
    Symbols under special treatment on a day, by dated spans.

    >>> spans = [StatusSpan("600000.SS", True, date(2025, 5, 6), None)]
    >>> special_on(spans, date(2025, 5, 5)), special_on(spans, date(2025, 5, 6))
    (frozenset(), frozenset({'600000.SS'}))
    """
    own: dict[str, list[StatusSpan]] = {}
    for span in status:
        own.setdefault(span.symbol, []).append(span)
    return frozenset(symbol for symbol, spans in own.items() if is_st(spans, symbol, day))


def _filed(matrix: UniverseMatrix, cases: Iterable[Case], day: date) -> OnFile:
    row = matrix.row(day)
    first = matrix.days[max((row or 0) - NOTICE_SESSIONS + 1, 0)].item()
    return on_file(cases, day, first)


def _hash_of(filed: OnFile, held: Membership) -> str:
    found = {f"{theme.source}/{theme.name}": filed(theme) for theme in held.themes}
    return filed_hash({name: records for name, records in found.items() if records})
