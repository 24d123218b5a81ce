"""Which stocks a source files under which theme, and from when to when: a log of changes."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.errors import N_, InputError

COLUMNS = ("stock", "theme", "source", "reason", "first_seen", "last_seen")
"""
Columns of a membership table, one row a stay of a stock in a theme.

`stock` is a symbol in Yahoo style; `reason` is the source's own words, empty where it gives none.
`first_seen` is the first day on which the source's list showed the stock, `last_seen` the last
one: empty (NaT) while the latest look still shows it.  A stock that left and came back has two
rows.  Days may be dates, timestamps or ISO text.
"""

_KEY = ["stock", "theme", "source"]


def in_force(table: pd.DataFrame, day: date) -> pd.DataFrame:
    """
    Members that the sources listed on a day.

    Parameters
    ----------
    table : DataFrame
        With at least the columns `COLUMNS`, in any order.
    day : date

    Returns
    -------
    DataFrame
        Rows seen first on the day or before, and last on it, later, or still; one a stock,
        theme and source, in the order of the table.

    Raises
    ------
    InputError
        If a column is missing.

    Notes
    -----
    Nothing that was first seen after `day` is looked at.  Between the last look that showed a
    member and the next one, which missed it, nobody knows: it counts as gone from the day after
    `last_seen`.

    Examples
    --------
    >>> rows = [("300249.SZ", "liquid cooling", "a", "", "2025-02-01", "2025-02-10")]
    >>> table = pd.DataFrame(rows, columns=COLUMNS)
    >>> [len(in_force(table, date(2025, 2, day))) for day in (10, 11)]
    [1, 0]
    """
    lacking = [name for name in COLUMNS if name not in table.columns]
    if lacking:
        raise InputError(
            N_("A table of themes needs the columns {columns}; {lacking} is missing."),
            columns=", ".join(COLUMNS),
            lacking=", ".join(lacking),
        )
    first = pd.to_datetime(table["first_seen"])
    last = pd.to_datetime(table["last_seen"])
    moment = pd.Timestamp(day)
    held = (first <= moment) & (last.isna() | (last >= moment))
    return table.loc[held].drop_duplicates(_KEY)
