"""Series of the store that may be drawn beside a case: a value that says which, and reads one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from dashboard.market.home import home_of
from dashboard.market.listing import Listed
from dashboard.market.series import PriceSeries

OFFERED = 400  # series that a list offers; a link may name any


@dataclass(frozen=True, slots=True)
class DriverShelf:
    """
    What of a store can be drawn beside a case.

    Attributes
    ----------
    folder : Path or None
        Of the store; None where nothing of it may be drawn, as in a file.
    stamp : str
        What changes when a series is new or one that is drawn changes.
    order : tuple of str
        Ids of the price sources, the preferred first.
    frozen : bool
        An edition is looked at: what the store holds today is no part of it.
    names : mapping of str to Listed
        What the exchange's list has by symbol.
    """

    folder: Path | None = None
    stamp: str = ""
    order: tuple[str, ...] = ()
    frozen: bool = False
    names: Mapping[str, Listed] = field(default_factory=dict, compare=False)

    def symbols(self, case: Sequence[str]) -> tuple[str, ...]:
        """Symbols of the store that are none of a case's and whose clock is known, abroad first."""
        if self.folder is None:
            return ()
        own = set(case)
        return tuple(symbol for symbol in _held(self.folder, self.stamp) if symbol not in own)

    def read(self, symbol: str, last: date) -> PriceSeries | None:
        """
        Series of a symbol from the source that is preferred; None where there is none.

        Raises
        ------
        StoreError
            If its file is damaged.
        """
        if self.folder is None:
            return None
        from dashboard.store.store import Store, choose  # noqa: PLC0415 - Parquet is slow to load

        store = Store(self.folder)
        source = choose(store.held(symbol), self.order, last)
        return None if source is None else store.read(symbol, source)


@lru_cache(maxsize=16)
def _held(folder: Path, stamp: str) -> tuple[str, ...]:  # noqa: ARG001 - part of the key
    """Symbols of a store whose clock is known; a store of the whole market has thousands."""
    try:
        names = [path.name for path in (folder / "series").iterdir()]
    except OSError:  # no store yet
        return ()
    found = [name for name in names if home_of(name) is not None and name[0] != "."]
    return tuple(sorted(found, key=lambda symbol: (_is_mainland(symbol), symbol)))


def _is_mainland(symbol: str) -> bool:
    return symbol.endswith((".SS", ".SZ", ".BJ"))
