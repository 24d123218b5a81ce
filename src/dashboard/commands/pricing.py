"""A case as a command names it, on the prices it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.cases.folders import CaseFolder
    from dashboard.settings.loading import Settings


def case_folder(case: str) -> Path:
    """
    Folder of a case that is named by its slug or its folder.

    Raises
    ------
    NotFoundError
        If there is neither.
    """
    from dashboard.cases.folders import find_case  # noqa: PLC0415 - help needs no pandas

    folder = Path(case)
    return folder if (folder / "case.toml").is_file() else find_case(case)


def priced_case(folder: Path, prices: str | None, settings: Settings) -> CaseFolder:
    """
    Case on the prices kept with it, or on the store's.

    Parameters
    ----------
    folder : Path
    prices : {"case", "store"} or None
        None takes the case's own where it has any.
    settings : Settings

    Raises
    ------
    CaseError, PriceError, StoreError
        If the folder has faults, or the store has no prices for it.
    """
    from dashboard.cases.folders import read_case  # noqa: PLC0415
    from dashboard.cases.pricing import needs_universe, stored_case, with_universe  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415
    from dashboard.store.universe_file import load_universe  # noqa: PLC0415

    content = read_case(folder)
    if (prices or ("case" if len(content.market.prices) else "store")) == "store":
        order = settings.sources_for(content.case.calendar)
        return stored_case(content, Store(settings.store), order)
    if needs_universe(content.case):
        return with_universe(content, load_universe(settings.store))
    return content
