"""A case that was looked at: when it is due again, or that nothing is left to look at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.case import Status
from dashboard.cases.editing import versions
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.folders import read_case
from dashboard.cases.shelf import check_own


def set_review(
    store: Path,
    folder: Path,
    review: date | None,
    *,
    status: Status | None = None,
    who: str = "",
    what: str = "",
) -> None:
    """
    Set when a case is due to be looked at again, as a new version of it.

    Parameters
    ----------
    store, folder : Path
    review : date or None
        None for no such day.
    status : {"open", "closed"} or None
        None leaves it as it is.
    who, what : str
        For the history.

    Raises
    ------
    CaseError
        If the folder has faults.
    InputError
        If the case ships with the dashboard, or nothing can be written.
    ChangedError
        If somebody changes the folder at the same moment.
    """
    check_own(folder)
    content = read_case(folder)
    sheets = sheets_of(content)
    key = sheets.tables["case"][0].key
    sheets = sheets.with_cell("case", key, "review", "" if review is None else review.isoformat())
    if status is not None:
        sheets = sheets.with_cell("case", key, "status", status)
    versions.save(store, folder, sheets, read=content.digest, who=who, what=what)
