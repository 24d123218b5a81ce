"""What the store holds of a case, read once for all readers until a file of it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from dashboard.analysis.data.cross_check import CrossCheck
from dashboard.analysis.data.source_standing import (
    Agreement,
    SourceStatus,
    agreements,
    compared,
    frozen_series,
)
from dashboard.case import Case
from dashboard.errors import CalendarError, DashboardError
from dashboard.market.series import PriceSeries, of_one_origin
from dashboard.market.sessions import Sessions
from dashboard.settings.loading import load_settings
from dashboard.ui import data
from dashboard.ui.state import View


def now() -> datetime:
    """Clock of the pages."""
    return datetime.now(UTC)


def closed(sessions: Sessions) -> date | None:
    """Last session that has closed by now; None where the calendar does not reach so far."""
    from dashboard.providers.checking import closed_session  # noqa: PLC0415 - a page may not need it

    try:
        return closed_session(sessions, now())
    except CalendarError:
        return None


def stale_since(sessions: Sessions, last: date) -> date | None:
    """First closed session after the last one with a price; None when there is none."""
    end = closed(sessions)
    return sessions.after(last) if end is not None and last < end else None


def covers(view: View, end: date) -> bool:
    """
    Whether prices that end on a day are enough for what is looked at.

    A case's own window is covered by prices that reach its end: that newer ones exist changes no
    number.  Who has moved the window on to the newest close would look at newer ones.
    """
    own, chosen = view.own_window.last, view.window.last
    return end >= max(own, chosen) and not end == chosen > own


def mark_of_store(view: View) -> str:
    """What changes when a series of the case changes in the store; empty without one."""
    if view.edition is not None:  # what the store holds today is no part of what was frozen
        return ""
    try:
        return data.store_version(view.case)
    except DashboardError:  # broken settings are said where the store is the subject
        return ""


def priced(case: Case) -> tuple[str, ...]:
    """Stocks of a case and the benchmarks that are symbols, in its own order."""
    from dashboard.cases.pricing import priced_symbols  # noqa: PLC0415 - Parquet, a tenth of a second

    return priced_symbols(case)


# The series -----------------------------------------------------------


def standings_key(view: View) -> tuple[object, ...]:
    """What the standings of a case depend on."""
    tries = data.store_folder() / "tries"
    changed = tuple(_changed(tries / f"{symbol}.json") for symbol in priced(view.case))
    return (
        view.key,
        view.from_store,
        data.store_version(view.case),
        changed,
        closed(view.sessions),
    )


def standings(view: View) -> tuple[SourceStatus, ...]:
    """How each series of the case stands in the store, in the case's order."""
    return data.computed("standings", standings_key(view), lambda: _standings(view))


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _standings(view: View) -> tuple[SourceStatus, ...]:
    from dashboard.store.store import Store, choose  # noqa: PLC0415 - Parquet, only where it is read

    store = Store(data.store_folder())
    order = load_settings().sources_for(view.case.calendar)
    found = []
    for symbol in priced(view.case):
        held = store.held(symbol)
        source = choose(held, order, view.case.window.last)
        series = None if source is None else held[source]
        found.append(
            SourceStatus(
                symbol=symbol,
                held=series,
                beside=0 if source is None else len(store.beside(symbol, source)),
                tried=store.last_refresh(symbol),
                stale_since=None if series is None else stale_since(view.sessions, series.last),
                covers=series is not None and covers(view, series.last),
                check=check_of(view, symbol, view.base, view.window.last),
            )
        )
    return tuple(found)


# Two sources ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two series of one symbol: the one that is shown, and a second source's."""

    shown: PriceSeries
    other: PriceSeries


def _pair(view: View, symbol: str) -> Pair | None:
    """Series to hold against each other; None where there are no two."""
    return data.computed(
        "two sources",
        (view.folder.digest, symbol, mark_of_store(view)),
        lambda: _read_pair(view, symbol),
    )


def _read_pair(view: View, symbol: str) -> Pair | None:
    from dashboard.store.store import Store, choose  # noqa: PLC0415

    store = Store(data.store_folder())
    order = load_settings().sources_for(view.case.calendar)
    held = store.held(symbol)
    used = view.folder.market.series.get(symbol)
    shown = frozen_series(view.folder.market, symbol)
    try:
        if used is not None:
            shown = store.read(symbol, used.source)
        rest = {
            name: each
            for name, each in held.items()
            if shown is None or not of_one_origin(shown.note, each.note)
        }
        source = choose(rest, order, view.case.window.last)
        other = None if source is None else store.read(symbol, source)
    except DashboardError:  # a damaged file is said where its series is shown
        return None
    return None if shown is None or other is None else Pair(shown, other)


def check_of(view: View, symbol: str, base: date, last: date) -> CrossCheck | None:
    """Prices shown of a symbol against a second source; None where there is none."""
    mark = mark_of_store(view)
    if not mark:
        return None

    def compare() -> CrossCheck | None:
        pair = _pair(view, symbol)
        return None if pair is None else compared(pair.shown, pair.other, base=base, last=last)

    return data.computed("cross-check", (view.folder.digest, symbol, base, last, mark), compare)


def agreement_over(
    view: View, symbols: Sequence[str], base: date, last: date
) -> tuple[Agreement, ...]:
    """How closely two sources agree on these symbols between two closes."""
    if not mark_of_store(view):
        return ()
    checks = (check_of(view, symbol, base, last) for symbol in symbols)
    return agreements(check for check in checks if check is not None)


def agreement_of(view: View) -> tuple[Agreement, ...]:
    """How closely two sources agree on the case's series over the window looked at."""
    mark = mark_of_store(view)
    if not mark:
        return ()
    agreed = partial(agreement_over, view, priced(view.case), view.base, view.window.last)
    return data.computed(
        "agreement", (view.folder.digest, view.base, view.window.last, mark), agreed
    )
