"""What the reader of a case folder collects: every fault, and what it tolerated."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dashboard.errors import N_, DashboardError, Fault

MAX_FAULTS = 500  # a file of the wrong kind breaks a rule in every cell; nobody reads further
MAX_SHOWN = 120  # characters of a value that a message repeats

_UNSHOWABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """
    Something the reader tolerated and says so.

    Attributes
    ----------
    template : str
        English sentence with ``{name}`` fields; a catalogue key.
    values : dict
        What goes into the fields.
    """

    template: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


def shown(value: object) -> str:
    r"""
    Repeat a value in a message: on one line, bounded, without control characters or invisible ones.

    >>> shown("two\nlines")
    'two\\nlines'
    """
    text = _UNSHOWABLE.sub(lambda hit: ascii(hit[0])[1:-1], str(value))
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def nearest(value: str, allowed: Iterable[str]) -> str:
    """
    Word of `allowed` that looks most like `value`; empty when there is none.

    >>> nearest("filling", ("filing", "news"))
    'filing'
    """
    return _nearest(value[:MAX_SHOWN], tuple(allowed))


# The same mistake often stands in every row of a file.
@lru_cache(maxsize=1024)
def _nearest(value: str, allowed: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(value, allowed, n=1, cutoff=0.0)
    return close[0] if close else ""


class Faults:
    """All faults of one folder, in the order they are found."""

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self._more = 0
        self._settled: set[tuple[str, int | None, str]] = set()

    def __len__(self) -> int:
        return len(self._found) + self._more

    def add(
        self, file: str, line: int | None, where: str, value: object, rule: str, /, **values: object
    ) -> None:
        """Add one fault; beyond `MAX_FAULTS` they are only counted."""
        if (file, line, where) in self._settled:
            return
        if len(self._found) >= MAX_FAULTS:
            self._more += 1
            return
        self._found.append(Fault(file, line, where, shown(value), rule, values))

    def add_error(
        self, file: str, line: int | None, where: str, value: object, error: DashboardError
    ) -> None:
        """Add the sentence of an error as a fault."""
        self.add(file, line, where, value, error.template, **error.values)

    def settle(self, file: str, line: int | None, where: str) -> None:
        """Take no more faults of a place: what is wrong there has been said in full."""
        self._settled.add((file, line, where))

    def sorted(self, files: Sequence[str]) -> tuple[Fault, ...]:
        """Faults in the order of `files` (others after them) and of their lines."""
        place = {name: position for position, name in enumerate(files)}
        ordered = sorted(
            self._found,
            key=lambda fault: (place.get(fault.file, len(place)), fault.file, fault.line or 0),
        )
        if self._more:
            rule = N_("{n} further faults are not listed; mend these first.")
            ordered.append(Fault("…", None, "", "", rule, {"n": self._more}))
        return tuple(ordered)
