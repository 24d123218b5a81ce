"""What of the store may be drawn beside the case that this reader looks at."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from dashboard.cases.driver_shelf import DriverShelf
from dashboard.errors import SettingsError
from dashboard.exhibits.prices.beside import CONTROL
from dashboard.settings.loading import load_settings
from dashboard.ui import data, state
from dashboard.ui.state import View


def shelf(view: View) -> DriverShelf:
    """
    Series of the store for a reader; none for an edition, which has its own and no more.

    Its stamp follows the list of series, and the files of those that the link names.
    """
    if view.edition is not None:
        return DriverShelf(frozen=True)
    try:
        settings = load_settings()
    except SettingsError:
        return DriverShelf()
    series = settings.store / "series"
    listed = DriverShelf(
        settings.store, _stamp(series), tuple(settings.sources_for(view.case.calendar))
    )
    held = set(listed.symbols(()))
    if not held:
        return listed
    asked = [part for each in state.asked(CONTROL).split(",") if (part := each.strip()) in held]
    stamps = [listed.stamp, *(_files(series / symbol) for symbol in asked)]
    return replace(listed, stamp="|".join(stamps), names=data.known_stocks())


def _files(folder: Path) -> str:
    return ",".join(_stamp(file) for file in sorted(folder.glob("[!.]*.parquet")))


def _stamp(file: Path) -> str:
    # A file may be replaced or gone between its listing and this look at it.
    with suppress(OSError):
        return f"{file.name}:{file.stat().st_mtime_ns}"
    return ""
