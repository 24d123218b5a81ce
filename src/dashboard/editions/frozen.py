"""What an edition freezes of a case and its prices, and how it is read back.

::

    case/…                               files of the case that were read, byte for byte
    series/<symbol>/<source>.parquet     series of the store that were in use
    minutes/<symbol>/<source>.parquet    minute bars of the sessions that were looked into
    universe/…                           closes of the store's universe over the window
    benchmarks.json                      daily means of a benchmark that is the universe
    status.json                          special treatment of its own stocks

Series, minutes, universe and status have the layout of the store, so that the store's own code
opens them.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.case import UNIVERSE_RETURNS
from dashboard.cases.folders import CaseFolder, read_case
from dashboard.cases.held import FileNote
from dashboard.cases.minutes import with_minutes
from dashboard.cases.pricing import stored_case
from dashboard.editions.folder import Edition, put_file
from dashboard.editions.manifest import MANIFEST, canonical, manifest_bytes
from dashboard.errors import N_, EditionError
from dashboard.files import loads_finite
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.store.listing_file import STATUS, read_status, write_status
from dashboard.store.minute_files import minute_file, write_minutes
from dashboard.store.store import Store
from dashboard.store.universe_file import load_universe, matrix_digest, write_universe

BENCHMARKS = "benchmarks.json"
CASE = "case"


# Freezing -------------------------------------------------------------


def freeze_case(content: CaseFolder, source: Path, draft: Path) -> None:
    """
    Copy the files of a case that were read.

    Raises
    ------
    EditionError
        If one is no longer what was read, or bears a name that no edition can hold.
    """
    for note in content.files:
        if "/" in note.name:
            continue  # a series of the store
        try:
            data = (source / note.name).read_bytes()
        except OSError as error:
            raise _changed(note.name) from error
        if hashlib.sha256(data).hexdigest() != note.sha256:
            raise _changed(note.name)
        put_file(draft, f"{CASE}/{note.name}", data)


def freeze_market(content: CaseFolder, store: Store, base: date, last: date, draft: Path) -> None:
    """
    Copy the series and minute bars in use, and the universe's figures over the window.

    Raises
    ------
    EditionError
        If a series is no longer in the store; whether it is what was read shows when
        the copy is opened, see `check_same`.
    """
    market = content.market
    for symbol, note in market.series.items():
        file = store.file(symbol, note.source)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise _changed(symbol) from error
        put_file(draft, file.relative_to(store.folder).as_posix(), data)
    for bars in market.minutes.values():
        write_minutes(bars, minute_file(Store(draft), bars.note.symbol, bars.note.source))
    if market.status or market.listed:
        write_status(market.status, draft, market.listed)
    means = _means(content)
    if means:
        put_file(draft, BENCHMARKS, canonical(means))
    part = None if market.universe_matrix is None else _part(market.universe_matrix, base, last)
    if part is not None:
        write_universe(part, draft)


def _changed(name: str) -> EditionError:
    return EditionError(
        N_("“{file}” changed while it was being frozen; reload the page and freeze again."),
        file=name,
    )


def _part(matrix: UniverseMatrix, base: date, last: date) -> UniverseMatrix | None:
    """Universe from one session to another; None where it has none of them."""
    days = (matrix.days >= np.datetime64(base)) & (matrix.days <= np.datetime64(last))
    if not days.any():
        return None
    part = replace(matrix, days=matrix.days[days], closes=np.array(matrix.closes[days]))
    return replace(part, digest=matrix_digest(part))


def _means(content: CaseFolder) -> dict[str, Any]:
    """Daily means of the benchmarks that are the universe: no file of the case has them."""
    market, found = content.market, {}
    for mark in content.case.benchmarks:
        if mark.returns != UNIVERSE_RETURNS or mark.id not in market.benchmark_returns:
            continue
        means = market.benchmark_returns[mark.id]
        counts = market.benchmark_counts.get(mark.id)
        found[mark.id] = {
            "date": [f"{day:%Y-%m-%d}" for day in pd.DatetimeIndex(means.index)],
            "mean_return": _or_null(means),
            "stocks": None if counts is None else _or_null(counts.reindex(means.index)),
        }
    return found


def _or_null(values: pd.Series[float]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in map(float, values)]


# Reading back ---------------------------------------------------------


def open_frozen(edition: Edition) -> CaseFolder:
    """
    Case of an edition on its frozen prices.

    Parameters
    ----------
    edition : Edition
        Held against its hashes before.

    Returns
    -------
    CaseFolder
        Its files are those of the case and series, and the manifest: two editions, and
        an edition and the live case, never have the same digest.

    Raises
    ------
    DashboardError
        If the case or a series is one that this version refuses.
    """
    path = edition.path
    content = read_case(path / CASE)
    if edition.manifest.settings.prices == "store":
        content = stored_case(content, Store(path), ())
    content = with_minutes(content, Store(path))
    means = _read_means(path) if BENCHMARKS in edition.manifest.files else {}
    market = replace(
        content.market,
        status=read_status(path) if STATUS in edition.manifest.files else (),
        # Not the universe of the store, and no mean over these few sessions.
        universe_matrix=load_universe(path),
        benchmark_returns=_without_universe(content, content.market.benchmark_returns)
        | {name: each[0] for name, each in means.items()},
        benchmark_counts=_without_universe(content, content.market.benchmark_counts)
        | {name: each[1] for name, each in means.items() if each[1] is not None},
    )
    data = manifest_bytes(edition.manifest)
    sealed = FileNote(MANIFEST, None, hashlib.sha256(data).hexdigest(), len(data))
    return replace(content, market=market, files=(*content.files, sealed))


def check_same(frozen: CaseFolder, content: CaseFolder) -> None:
    """Raise EditionError when the store moved on between reading and copying."""
    if frozen.market.series != content.market.series:
        raise _changed("series")
    if _minutes(frozen) != _minutes(content):
        raise _changed("minutes")
    rows = [each.market.prices.reset_index(drop=True) for each in (frozen, content)]
    if not rows[0].equals(rows[1]):
        raise _changed("prices")


def _minutes(content: CaseFolder) -> dict[str, str]:
    return {symbol: bars.note.sha256 for symbol, bars in content.market.minutes.items()}


def _without_universe(
    content: CaseFolder, series: Mapping[str, pd.Series[float]]
) -> dict[str, pd.Series[float]]:
    made = {mark.id for mark in content.case.benchmarks if mark.returns == UNIVERSE_RETURNS}
    return {name: each for name, each in series.items() if name not in made}


def _read_means(path: Path) -> dict[str, tuple[pd.Series[float], pd.Series[float] | None]]:
    try:
        content = loads_finite((path / BENCHMARKS).read_bytes())
        return {str(name): _mean(each) for name, each in content.items()}
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise EditionError(
            N_("{file} of the edition cannot be made out."), file=BENCHMARKS
        ) from error


def _mean(content: Mapping[str, Any]) -> tuple[pd.Series[float], pd.Series[float] | None]:
    index = pd.DatetimeIndex(content["date"], name="date").as_unit("us")
    means = pd.Series(content["mean_return"], index=index, name="mean_return", dtype="float64")
    if content["stocks"] is None:
        return means, None
    return means, pd.Series(content["stocks"], index=index, name="stocks", dtype="float64")
