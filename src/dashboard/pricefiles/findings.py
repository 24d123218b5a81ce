"""What is wrong with a price file: every fault by its line, a few of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.cases.cells import clean
from dashboard.cases.faults import shown
from dashboard.errors import N_, DashboardError, Fault
from dashboard.message import Message

MAX_OF_A_KIND = 20  # what breaks a rule in one row often breaks it in every row
MAX_FOUND = 20_000  # then reading on would only count

STOPPED = N_("Reading stopped here: the file has too many rows or faults.")
MORE = N_("{n} further row(s) break the same rule in this column.")


class Findings:
    """
    Faults and notices of one file.

    Parameters
    ----------
    file : str
        Name that every fault carries.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.notices: list[Message] = []
        self._kinds: dict[tuple[str, str], list[Fault]] = {}
        self._more: dict[tuple[str, str], int] = {}

    def __len__(self) -> int:
        return sum(map(len, self._kinds.values())) + sum(self._more.values())

    def notice(self, template: str, /, **values: object) -> None:
        """Say something that was tolerated or worked out."""
        self.notices.append(Message.of(template, **values))

    def add(
        self,
        line: int | None,
        column: str,
        value: object,
        rule: str,
        /,
        values: dict[str, object] | None = None,
    ) -> None:
        """Add a fault; beyond `MAX_OF_A_KIND` of one rule and column it is only counted."""
        kind = (column, rule)
        listed = self._kinds.setdefault(kind, [])
        if len(listed) >= MAX_OF_A_KIND:
            self._more[kind] = self._more.get(kind, 0) + 1
            return
        said = Message.of(rule, **(values or {}))
        listed.append(Fault(self.file, line, shown(clean(column)), shown(value), said))

    def add_error(
        self, line: int | None, column: str, value: object, error: DashboardError
    ) -> None:
        """Add the sentence of an error as a fault."""
        self.add(line, column, value, error.template, error.values)

    def add_rows(
        self,
        wrong: NDArray[np.bool_],
        lines: NDArray[np.int64],
        column: str,
        values: NDArray[np.generic],
        rule: str,
        /,
        fields: Callable[[int], dict[str, object]] | None = None,
    ) -> None:
        """Add a fault for every row of a mask; `fields` gives what its rule says of a place."""
        places = np.flatnonzero(wrong)
        for place in places[: MAX_OF_A_KIND + 1]:
            value = values[place]
            text = f"{value:.10g}" if isinstance(value, np.floating) else value
            self.add(int(lines[place]), column, text, rule, fields(int(place)) if fields else None)
        beyond = len(places) - MAX_OF_A_KIND - 1
        if beyond > 0:
            self._more[column, rule] = self._more.get((column, rule), 0) + beyond

    def add_labels(
        self,
        wrong: Mapping[int, DashboardError],
        cells: Sequence[str],
        places: NDArray[np.int64],
        lines: NDArray[np.int64],
        column: str,
    ) -> None:
        """Add a fault for every row whose text, one of `cells`, breaks a rule."""
        rules: dict[str, list[int]] = {}
        for at, error in wrong.items():
            rules.setdefault(error.template, []).append(at)
        for rule, broken in rules.items():
            said = np.array(["", *(shown(cell) for cell in cells)], dtype=object)[places + 1]
            self.add_rows(
                np.isin(places, broken),
                lines,
                column,
                said,
                rule,
                lambda place: wrong[int(places[place])].values,
            )

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add faults that another reader has found."""
        for fault in faults:
            self.add(fault.line, fault.field, fault.value, fault.rule.template, fault.rule.values)

    def faults(self) -> tuple[Fault, ...]:
        """Every fault listed, kind after kind, each followed by the count of the rest."""
        found: list[Fault] = []
        for (column, rule), listed in self._kinds.items():
            found += listed
            if more := self._more.get((column, rule)):
                said = Message.of(MORE, n=more)
                found.append(Fault(self.file, None, shown(clean(column)), "", said))
        return tuple(found)
