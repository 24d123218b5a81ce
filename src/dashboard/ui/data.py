"""Every cached loader of the pages; nothing else in the pages is cached.

Keys are the case's slug and version (files and their times), the window, the
benchmark and, for figures, the reader's look: nothing personal, so readers who
look at the same thing share one result.  Figures are never changed once drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

import plotly.graph_objects as go
import streamlit as st

from dashboard.analysis.window import WindowResult, window_result
from dashboard.case import Case, Window
from dashboard.casefile import CaseEntry, CaseFolder, find_case, list_cases, read_case
from dashboard.errors import N_, PriceError
from dashboard.sessions import Sessions, load_sessions

ENTRIES = 512

_Result = TypeVar("_Result")


@st.cache_data(ttl=30, max_entries=1, show_spinner=False)
def cases() -> tuple[CaseEntry, ...]:
    """All cases at hand, broken ones with their faults."""
    return list_cases()


def version(slug: str) -> str:
    """What changes when a file of the case changes: newest time, sizes, names."""
    folder = find_case(slug)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return "|".join(
        f"{path.name}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in files
    )


# A folder is immutable once read (frozen, its tables never written to), and it is
# megabytes: sharing one object is what cache_resource is for.
@st.cache_resource(max_entries=16, show_spinner=False)
def _folder(slug: str, version: str) -> CaseFolder:  # noqa: ARG001 - part of the key
    return read_case(find_case(slug))


def folder(slug: str) -> CaseFolder:
    """Case with its market; read again when a file of it changed."""
    return _folder(slug, version(slug))


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


def span(loaded: CaseFolder) -> tuple[date, date]:
    """First and last day with a price of one of the case's own stocks."""
    return computed("span", loaded.digest, lambda: _span(loaded))


def _span(loaded: CaseFolder) -> tuple[date, date]:
    prices = loaded.market.prices
    days = prices.loc[prices["symbol"].isin(loaded.case.symbols), "date"]
    if days.empty:
        raise PriceError(N_("The case “{slug}” has no prices yet."), slug=loaded.case.slug)
    return days.min().date(), days.max().date()


def window(loaded: CaseFolder, chosen: Window, benchmark: str) -> WindowResult:
    """Returns of the stocks, groups and benchmarks over a window."""
    case = loaded.case
    return computed(
        "window",
        (loaded.digest, chosen, benchmark),
        lambda: window_result(case, loaded.market, sessions(case), chosen, benchmark=benchmark),
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
