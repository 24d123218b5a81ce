"""A store as a refresh would leave it: the frozen prices of a case, from whichever source."""

import shutil
import tempfile
from pathlib import Path

import numpy as np

from dashboard.cases.folders import CaseFolder
from dashboard.cases.pricing import priced_symbols
from dashboard.market.series import PriceSeries, SeriesNote, series_rows
from dashboard.store.store import Store

READ = "2025-05-03T10:00:00Z"
_MADE: dict[tuple[object, ...], Path] = {}  # stores as they were filled first, for this process


def stored(
    content: CaseFolder, symbol: str, source: str = "tencent", *, low_on: str = "", **note: str
) -> PriceSeries:
    """Frozen prices of a symbol as traded, with a factor of one; a day may close at its low."""
    rows = content.market.prices.loc[content.market.prices["symbol"] == symbol]
    rows = rows.assign(amount=np.nan, factor=1.0)
    rows["close"] = rows["close"].where(rows["date"] != low_on, rows["low"])
    facts = {
        "adjustment": "none",
        "factor_source": "sina",
        "currency": "CNY",
        "retrieved": READ,
        "request": "",
        "asked_from": "2024-07-01",
        "asked_to": "2025-04-30",
    } | note
    if not facts["factor_source"]:
        rows = rows.assign(factor=np.nan)
    return PriceSeries(SeriesNote(symbol, source, **facts), series_rows(rows))


def fill(
    store: Store,
    content: CaseFolder,
    source: str = "tencent",
    *,
    symbols: tuple[str, ...] = (),
    **changes: str,
) -> None:
    """Put every symbol of a case into a store, or these; a new one is a copy of the first alike."""
    wanted = symbols or priced_symbols(content.case)
    if store.folder.exists():
        _put(store, content, source, wanted, changes)
        return
    key = (content.digest, source, wanted, *changes.items())
    if key not in _MADE:
        _MADE[key] = Path(tempfile.mkdtemp(prefix="filled-")) / "store"
        _put(Store(_MADE[key]), content, source, wanted, changes)
    shutil.copytree(_MADE[key], store.folder)


def _put(store, content, source, symbols, changes):
    for symbol in symbols:
        store.put(stored(content, symbol, source, **changes))
