"""Tables as columns over rows: what a column is called, what it counts in, where it is read.

A file keeps the English heads, units in brackets, in every language: a script written for
one download reads the next.  A page shows the heads in the reader's language.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Generic, TypeVar

import pandas as pd

from dashboard.language.language import Language
from dashboard.stats.result import Undefined

FRACTION = "fraction"  # the unit of a share of one, printed as percent

_JOINTS = {": ": "：", ", ": "，"}

Row_contra = TypeVar("Row_contra", contravariant=True)
Row = TypeVar("Row")
Part = TypeVar("Part")


@dataclass(frozen=True)  # of slots, Python 3.11 trips over Column[Row](…)
class Column(Generic[Row_contra]):
    """
    One column of a table.

    Attributes
    ----------
    name : str
        English head without its unit; a catalogue key.
    get : callable
        Its value in a row.
    unit : str
        `FRACTION`, a currency, or empty.
    whose : str
        Name of the case that the head begins with; never translated.
    joint : str
        What stands between the two.
    dtype : object
        Type of the column in a frame; inferred where None.

    Examples
    --------
    >>> excess = Column("excess", abs, FRACTION, whose="newcomers")
    >>> excess.file_head, excess.head(Language())
    ('newcomers, excess (fraction)', 'newcomers, excess')
    """

    name: str
    get: Callable[[Row_contra], object]
    unit: str = ""
    whose: str = ""
    joint: str = ", "
    dtype: Any = None

    @property
    def file_head(self) -> str:
        """Head in a file: English, with its unit."""
        return self._joined(self.name, self.joint) + (f" ({self.unit})" if self.unit else "")

    def head(self, t: Language) -> str:
        """Head for reading; percent says its unit in every cell."""
        if t.code == "en":
            return self.file_head.removesuffix(f" ({FRACTION})")
        return self._joined(t(self.name) if self.name else "", _JOINTS[self.joint])

    def _joined(self, name: str, joint: str) -> str:
        return joint.join(part for part in (self.whose, name) if part)

    def value(self, row: Row_contra) -> object:
        """Value in a row: nothing for a number that does not exist, a list in one cell."""
        found = self.get(row)
        if isinstance(found, Undefined) or (isinstance(found, float) and math.isnan(found)):
            return None
        return ";".join(map(str, found)) if isinstance(found, tuple | list) else found


@dataclass(frozen=True, eq=False)
class Table(Generic[Row]):
    """
    Rows with what is read from them.

    Attributes
    ----------
    columns : sequence of Column
    rows : sequence
    stays : bool
        Whether files have it without a row too.
    """

    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    stays: bool = False

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Table[Any]:
        """Table of a frame; its columns keep their types."""
        columns = [
            Column[Any](str(name), itemgetter(place), dtype=dtype)
            for place, (name, dtype) in enumerate(frame.dtypes.items())
        ]
        known = frame.astype(object).where(frame.notna(), None)
        return Table(columns, list(known.itertuples(index=False, name=None)))

    def pick(self, *names: str) -> Table[Row]:
        """Columns of these names, in this order, as far as there are any."""
        own = {column.name: column for column in self.columns}
        return replace(self, columns=[own[name] for name in names if name in own])

    def first(self, n: int) -> Table[Row]:
        """The first `n` rows."""
        return replace(self, rows=self.rows[:n])

    def values(self) -> Iterator[list[object]]:
        """Values of each column."""
        for column in self.columns:
            yield [column.value(row) for row in self.rows]

    def frame(self) -> pd.DataFrame:
        """Frame with the heads of files."""
        found = pd.DataFrame(
            {
                place: pd.Series(values, dtype=column.dtype)
                for place, (column, values) in enumerate(
                    zip(self.columns, self.values(), strict=True)
                )
            }
        )
        return found.set_axis([column.file_head for column in self.columns], axis="columns")


def through(
    step: Callable[[Row], Part | Undefined | None], columns: Iterable[Column[Part]]
) -> tuple[Column[Row], ...]:
    """Columns of something that a row leads to; empty where it does not exist."""

    def reached(column: Column[Part]) -> Column[Row]:
        def get(row: Row) -> object:
            part = step(row)
            return None if part is None or isinstance(part, Undefined) else column.get(part)

        return Column(column.name, get, column.unit, column.whose, column.joint, column.dtype)

    return tuple(map(reached, columns))
