"""Every cached loader of the pages; nothing else in the pages is cached.

Keys are the case's slug and version (files and their times), the window, the
benchmark and, for figures, the reader's look: nothing personal, so readers who
look at the same thing share one result.  Figures are never changed once drawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

import plotly.graph_objects as go
import streamlit as st

from dashboard.analysis.trial import Kept, Trial
from dashboard.case import Case, Window
from dashboard.cases import known
from dashboard.cases.entries import CaseEntry
from dashboard.cases.folders import CaseFolder, find_case, read_case
from dashboard.cases.listing import folder_stamp, list_within
from dashboard.errors import N_, PriceError, SettingsError
from dashboard.market.listing import Listed
from dashboard.market.sessions import Sessions, load_sessions
from dashboard.market.shipped_listing import shipped_listing
from dashboard.market.short_names import same_name
from dashboard.settings.loading import load_settings
from dashboard.ui import reading_behind

if TYPE_CHECKING:
    from dashboard.editions.opening import OpenedEdition
    from dashboard.market.listing import Listing

ENTRIES = 512
MOMENT = 0.5  # seconds within which the folders are looked at once
PATIENCE = 0.4  # seconds that a page waits for folders that nobody has read yet

_Result = TypeVar("_Result")


def cases() -> tuple[CaseEntry, ...]:
    """All cases at hand, broken ones with their faults; what is unread is being read behind."""
    return _cases(int(time.monotonic() / MOMENT))


def forget_cases() -> None:
    """Let the next one who asks look at the folders: something of theirs was changed."""
    _cases.clear()


# A look at the files of all folders, for all readers who ask within the same moment. The moment is
# part of the key: a cache that lets entries grow old can lose one between finding and reading it.
@st.cache_resource(max_entries=1, show_spinner=False)
def _cases(moment: int) -> tuple[CaseEntry, ...]:  # noqa: ARG001 - the key
    at_work = reading_behind.is_reading()
    found = list_within(0.0, at_least=0) if at_work else list_within(PATIENCE)
    reading_behind.follow(found.unread)
    return found.entries


def version(slug: str) -> str:
    """What changes when a file of the case changes: times, sizes, names."""
    return folder_stamp(find_case(slug))[0]


# A folder is immutable once read (frozen, its tables never written to), and it is
# megabytes: sharing one object is what cache_resource is for.
@st.cache_resource(max_entries=16, show_spinner=False)
def _folder(slug: str, version: str) -> CaseFolder:  # noqa: ARG001 - part of the key
    return read_case(find_case(slug))


def folder(slug: str) -> CaseFolder:
    """Case with its market; read again when a file of it changed."""
    return _folder(slug, version(slug))


# Prices of the store ---------------------------------------------------


def store_folder() -> Path:
    """Folder of the store of prices; it need not exist."""
    return load_settings().store


def store_version(case: Case) -> str:
    """What changes when a series of the case changes in the store; empty without one."""
    store = store_folder()
    if not (store / "series").is_dir():
        return ""
    marks = (mark.id for mark in case.benchmarks if mark.returns is None)
    files = [
        file
        for symbol in (*case.symbols, *marks)
        for file in sorted((store / "series" / symbol).glob("[!.]*.parquet"))
    ]
    return "|".join([*(_stamp(file) for file in files), _stamp(store / "universe/current.json")])


def _stamp(file: Path) -> str:
    # A file may be replaced or gone between its listing and this look at it.
    with suppress(OSError):
        return f"{file.name}:{file.stat().st_mtime_ns}"
    return ""


def minute_version(case: Case) -> str:
    """What changes when minute bars of the case's stocks change in the store; empty without any."""
    try:
        minutes = store_folder() / "minutes"
    except SettingsError:  # the pages say so; a case stands on its own prices meanwhile
        return ""
    if not minutes.is_dir():
        return ""
    files = (
        file for name in case.symbols for file in sorted((minutes / name).glob("[!.]*.parquet"))
    )
    return "|".join(_stamp(file) for file in files)


def kept(slug: str) -> CaseFolder:
    """
    Case on the prices kept with it, and what the store has beside these.

    That is its universe, where a benchmark is made of it, and minute bars.
    """
    found = folder(slug)
    case, minutes = found.case, minute_version(found.case)
    if not case.needs_universe and not minutes:
        return found
    universe = _stamp(store_folder() / "universe/current.json") if case.needs_universe else ""
    return _beside(slug, version(slug), universe, minutes)


@st.cache_resource(max_entries=16, show_spinner=False)
def _beside(slug: str, version: str, universe: str, minutes: str) -> CaseFolder:  # noqa: ARG001 - the key
    from dashboard.cases import pricing  # noqa: PLC0415
    from dashboard.cases.minutes import with_minutes  # noqa: PLC0415
    from dashboard.store import universe_file  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    found, store = folder(slug), store_folder()
    if found.case.needs_universe:
        found = pricing.with_universe(found, universe_file.load_universe(store))
    return with_minutes(found, Store(store))


def stored(slug: str) -> CaseFolder:
    """
    Case on the store's prices instead of those in its folder.

    Raises
    ------
    PriceError
        If the store has none for it.
    StoreError
        If a file of them is damaged.
    """
    frozen = folder(slug)
    case = frozen.case
    return _stored(slug, version(slug), store_version(case), minute_version(case))


@st.cache_resource(max_entries=16, show_spinner=False)
def _stored(slug: str, version: str, prices: str, minutes: str) -> CaseFolder:  # noqa: ARG001 - the key
    # Imported only where there is a store: Parquet costs a page's start a tenth of a second.
    from dashboard.cases import pricing  # noqa: PLC0415
    from dashboard.cases.minutes import with_minutes  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    frozen, settings = folder(slug), load_settings()
    order = settings.sources_for(frozen.case.calendar)
    store = Store(settings.store)
    return with_minutes(pricing.stored_case(frozen, store, order), store)


# Editions -------------------------------------------------------------


def edition(wanted: str) -> OpenedEdition:
    """
    Edition by its id, with its case on the frozen prices.

    Raises
    ------
    DashboardError
        If there is none, or it is damaged.
    """
    from dashboard.editions import editions  # noqa: PLC0415 - only for a link that names one

    folder = load_settings().editions
    path = editions.find_edition(folder, wanted)
    stamp = "" if path is None else _stamp(path / "manifest.json")
    if not stamp:
        return editions.open_edition(folder, wanted)  # which says what is wrong
    return _edition(folder, wanted, stamp)


@st.cache_resource(max_entries=16, show_spinner=False)
def _edition(folder: Path, wanted: str, stamp: str) -> OpenedEdition:  # noqa: ARG001 - the key
    from dashboard.editions import editions  # noqa: PLC0415

    return editions.open_edition(folder, wanted)


def sessions(case: Case) -> Sessions:
    """Calendar of a case."""
    return load_sessions(case.calendar, case.timezone)


class _Slot:
    """Place of one result: filled once, by whoever comes first, while the others wait."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.filled = False
        self.value: object = None


# Streamlit's own cache hashes a key by taking it apart, a third of a rerun's time here;
# these keys are frozen and hash themselves.  The least used results are dropped.
@lru_cache(maxsize=ENTRIES)
def _slot(name: str, key: Hashable) -> _Slot:  # noqa: ARG001 - the key itself
    return _Slot()


def computed(name: str, key: Hashable, compute: Callable[[], _Result]) -> _Result:
    """
    Result of a pure function, computed once for all readers.

    Parameters
    ----------
    name : str
        What is computed; part of the key.
    key : hashable
        Everything the result depends on.
    compute : callable
        The work; must return something frozen, or a figure nobody changes.
    """
    slot = _slot(name, key)
    with slot.lock:
        if not slot.filled:
            slot.value, slot.filled = compute(), True
    return cast("_Result", slot.value)


def peek(name: str, key: Hashable) -> object:
    """What `computed` has of this already; None without, and nothing is worked out."""
    slot = _slot(name, key)
    return slot.value if slot.filled else None


def span(loaded: CaseFolder) -> tuple[date, date]:
    """First and last day with a price of one of the case's own stocks."""
    return computed("span", loaded.digest, lambda: _span(loaded))


def _span(loaded: CaseFolder) -> tuple[date, date]:
    prices = loaded.market.prices
    days = prices.loc[prices["symbol"].isin(loaded.case.symbols), "date"]
    if days.empty:
        raise PriceError(N_("The case “{slug}” has no prices yet."), slug=loaded.case.slug)
    return days.min().date(), days.max().date()


def known_on(loaded: CaseFolder, day: date) -> CaseFolder:
    """Case as it could be known on a day."""
    return computed("known", (loaded.key, day), lambda: known.known_on(loaded, day))


def trial(loaded: CaseFolder, chosen: Window, benchmark: str, listed: Mapping[str, str]) -> Trial:
    """Trial of a case over a window, shared by all readers who look at the same."""
    return computed(
        "trial",
        (loaded.key, chosen, benchmark, tuple(listed.items())),
        lambda: Trial(
            loaded,
            sessions(loaded.case),
            chosen,
            benchmark,
            listed=listed,
            kept_of_case=computed("trials", loaded.key, Kept),
        ),
    )


def drawn(name: str, key: Hashable, plot: Callable[[], go.Figure]) -> go.Figure:
    """Return the figure drawn once for every reader with the same look."""
    return computed(f"figure {name}", key, lambda: _finished(plot()))


def _finished(figure: go.Figure) -> go.Figure:
    # Streamlit asks a figure for its dictionary at every rerun, a third of the rerun's
    # time; of a figure that nobody changes it is made once.
    made = figure.to_dict()
    figure.to_dict = lambda: made
    return figure


def home() -> Path:
    """Folder that holds ``pages``: inside an installed wheel, or the checkout."""
    packaged = Path(__file__).parents[1] / "_app"
    return packaged if (packaged / "pages").is_dir() else Path(__file__).parents[3]


def listing() -> Listing:
    """Return the exchange's list of shares: the store's, or the one shipped."""
    try:
        folder = store_folder()
    except SettingsError:
        return shipped_listing()
    changed = _stamp(folder / "listing.parquet")
    return computed("listing", changed, lambda: _listing(folder))


def _listing(folder: Path) -> Listing:
    if not (folder / "listing.parquet").is_file():
        return shipped_listing()
    from dashboard.store.listing_file import read_listing  # noqa: PLC0415 - Parquet is slow to load

    return read_listing(folder) or shipped_listing()


def listed_names(case: Case) -> dict[str, str]:
    """Short names of the case's stocks on the exchange's list: the store's, or the one shipped."""
    try:
        folder = store_folder()
    except SettingsError:
        return {}
    changed = _stamp(folder / "listing.parquet")
    return computed("listed", (case.symbols, changed), lambda: _listed(case))


def known_stocks() -> Mapping[str, Listed]:
    """Stocks of the exchange's list by symbol: the store's, or the one shipped."""
    return listing().by_symbol


def _listed(case: Case) -> dict[str, str]:
    known = listing().by_symbol
    entries = (known[symbol] for symbol in case.symbols if symbol in known)
    own = {stock.symbol: stock.name.zh for stock in case.stocks}
    # A case of before a change calls its stock rightly by the former name.
    return {
        each.symbol: each.name
        for each in entries
        if not any(same_name(own[each.symbol], former.name) for former in each.former)
    }
