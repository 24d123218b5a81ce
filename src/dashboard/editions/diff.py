"""What changed between two frozen states of a case: data, rows, settings, results."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from dashboard.case import Case, Moment, Stock, Text
from dashboard.editions.series_changes import Kind, SeriesChange, series_changes
from dashboard.market.prices import Market
from dashboard.message import Message

TOLERANCE = 1e-9
"""Relative; numbers closer than this are the same one, computed in another order."""

# What a case has once, beside its tables.
_ALONE = (
    *("slug", "title", "question", "source", "calendar", "timezone", "currency"),
    *("window", "estimation", "universe"),
)
_TABLES = (
    "stocks",
    "groups",
    "benchmarks",
    "stories",
    "events",
    "evidence",
    "claims",
    "tags",
    "corrections",
)
_KEYS: dict[str, tuple[str, ...]] = {
    "event_study": ("benchmark", "event", "from", "to", "group"),
    "window_grid": ("base", "last"),
    "order": ("event",),
    "minutes": ("session",),
}
# What a reader asks about first.
_FIRST = ("verdict", "difference", "returns", "groups", "stories", "story_table", "claims")
_NOT_RESULTS = ("schema", "case", "prices", "benchmark", "window", "reasons", "remarks")


class Nothing(Enum):
    """Stands where one of two states has no value at all."""

    ABSENT = "absent"


@dataclass(frozen=True, slots=True, eq=False)
class FrozenState:
    """
    One of the two states that are compared.

    Attributes
    ----------
    case, market
        The case and its prices.
    ends : (date, date)
        Base and last session of the window.
    settings : dict of str to str
        What was set, and versions, by name.
    results : dict
        The object of `dashboard.exports.results`.
    """

    case: Case
    market: Market
    ends: tuple[date, date]
    settings: Mapping[str, str]
    results: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a table of the case, or one field of it; `field` is empty for a whole row."""

    table: str
    id: str
    kind: Kind
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ResultChange:
    """One number or word of the results: its block, its JSON Pointer, both values."""

    block: str
    place: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """
    Everything that changed from one state to another.

    Attributes
    ----------
    data : tuple of SeriesChange
    rows : tuple of RowChange
        Tables of the case.
    settings : tuple of RowChange
        Settings and versions.
    results : tuple of ResultChange
        The verdict first.
    told : tuple of Message
        The same in sentences, see `dashboard.editions.telling`.
    """

    data: tuple[SeriesChange, ...]
    rows: tuple[RowChange, ...]
    settings: tuple[RowChange, ...]
    results: tuple[ResultChange, ...]
    told: tuple[Message, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the two are the same."""
        return not (self.data or self.rows or self.settings or self.results)


def edition_diff(before: FrozenState, after: FrozenState) -> EditionDiff:
    """
    Compare two frozen states of a case.

    Parameters
    ----------
    before, after : FrozenState
        Of the same case or of two; a table is matched by ids, a series by its name.

    Returns
    -------
    EditionDiff
    """
    changes = (
        change
        for change in json_changes(_keyed(before.results), _keyed(after.results))
        # What one of them was frozen without, by a version that did not know it, is no change.
        if not _is_unknown_to_one(change)
    )
    settings = (
        {name: {"": text} for name, text in each.settings.items()} for each in (before, after)
    )
    return EditionDiff(
        data=tuple(series_changes(before.market, after.market, before.ends, after.ends)),
        rows=tuple(_rows(before, after)),
        settings=tuple(_table("settings", *settings)),
        results=tuple(sorted(changes, key=_importance)),
    )


# Results --------------------------------------------------------------


def json_changes(
    before: object, after: object, *, place: str = "", tolerance: float = TOLERANCE
) -> Iterator[ResultChange]:
    """
    Every leaf in which two JSON values differ, in the order of the first.

    Parameters
    ----------
    before, after : object
        As `json.loads` gives them.
    place : str
        JSON Pointer (RFC 6901) of both.
    tolerance : float
        Relative; numbers closer than this are equal.

    Examples
    --------
    >>> [(c.place, c.before, c.after) for c in json_changes({"a": [1, 2]}, {"a": [1, 3]})]
    [('/a/1', 2, 3)]
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            pair = (each.get(key, Nothing.ABSENT) for each in (before, after))
            inner = f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}"
            yield from json_changes(*pair, place=inner, tolerance=tolerance)
    elif isinstance(before, list) and isinstance(after, list):
        for at in range(max(len(before), len(after))):
            pair = (each[at] if at < len(each) else Nothing.ABSENT for each in (before, after))
            yield from json_changes(*pair, place=f"{place}/{at}", tolerance=tolerance)
    elif not _equal(before, after, tolerance):
        yield ResultChange(place.split("/")[1] if place else "", place, before, after)


def is_new_key(change: ResultChange) -> bool:
    """Whether the results have a key anew, of which nothing was frozen; not one more of a list."""
    return change.before is Nothing.ABSENT and not change.place.rpartition("/")[2].isdigit()


def _is_unknown_to_one(change: ResultChange) -> bool:
    """Whether one of two results has a block, or an empty value, that the other never knew."""
    sides = (change.before, change.after)
    if not any(each is Nothing.ABSENT for each in sides):
        return False
    return change.place.count("/") == 1 or any(isinstance(each, str) and not each for each in sides)


def _equal(before: object, after: object, tolerance: float) -> bool:
    numbers = [type(each) in {int, float} for each in (before, after)]
    if all(numbers):
        one, other = float(before), float(after)  # type: ignore[arg-type]
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance * 1e-3)
    return type(before) is type(after) and before == after


def _keyed(results: Mapping[str, object]) -> dict[str, object]:
    """Results with their lists by what each entry is about, so that one more shifts none."""
    found = {name: block for name, block in results.items() if name not in _NOT_RESULTS}
    for name, keys in _KEYS.items():
        entries = found.get(name)
        if isinstance(entries, list):
            found[name] = {_key(entry, keys): _rest(entry, keys) for entry in entries}
    return found


def _key(entry: Any, keys: tuple[str, ...]) -> str:
    return ", ".join(str(entry.get(key, "")) for key in keys)


def _rest(entry: Any, keys: tuple[str, ...]) -> dict[str, object]:
    return {key: value for key, value in entry.items() if key not in keys}


def _importance(change: ResultChange) -> tuple[bool, int, str]:
    known = change.block in _FIRST
    sentence = change.place.startswith("/verdict/sentence")
    return not sentence, _FIRST.index(change.block) if known else len(_FIRST), change.block


# Tables of the case ---------------------------------------------------


def _rows(before: FrozenState, after: FrozenState) -> Iterator[RowChange]:
    one, other = before.case, after.case
    yield from _fields("case", other.slug, _texts(one, _ALONE), _texts(other, _ALONE))
    for table in _TABLES:
        rows = [{_id(item): _texts(item) for item in getattr(case, table)} for case in (one, other)]
        yield from _table(table, *rows)
    yield from _table(
        "status", *({s: {"": t} for s, t in _status(each)} for each in (before, after))
    )


def _table(
    table: str, before: Mapping[str, dict[str, str]], after: Mapping[str, dict[str, str]]
) -> Iterator[RowChange]:
    for name in {**before, **after}:
        if name not in before:
            yield RowChange(table, name, "added")
        elif name not in after:
            yield RowChange(table, name, "removed")
        else:
            yield from _fields(table, name, before[name], after[name])


def _fields(
    table: str, name: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[RowChange]:
    for field in {**before, **after}:
        texts = before.get(field, ""), after.get(field, "")
        if texts[0] != texts[1]:
            yield RowChange(table, name, "changed", field, *texts)


def _id(item: Any) -> str:
    return str(item.symbol if isinstance(item, Stock) else item.id)


def _texts(item: Any, names: Sequence[str] = ()) -> dict[str, str]:
    """Fields of a frozen value as text; a text in two languages and a part of parts as several."""
    found: dict[str, str] = {}
    for name in names or [each.name for each in fields(item)]:
        value = getattr(item, name)
        if isinstance(value, Text):
            found |= {f"{name}_en": value.en, f"{name}_zh": value.zh}
        elif isinstance(value, Moment):
            stamp = value.stamp.isoformat(timespec="seconds")
            found[name] = f"{stamp} ({value.precision}, {value.timezone})"
        elif is_dataclass(value):
            found |= {f"{name}.{part}": text for part, text in _texts(value).items()}
        elif isinstance(value, tuple):
            found[name] = ";".join(map(str, value))
        else:
            found[name] = "" if value is None else str(value)
    return found


def _status(state: FrozenState) -> Iterator[tuple[str, str]]:
    """Special treatment of each stock as one text."""
    for symbol in dict.fromkeys(span.symbol for span in state.market.status):
        spans = [span for span in state.market.status if span.symbol == symbol]
        told = (
            f"{'ST' if span.st else '–'} {span.first or '…'} – {span.last or '…'}" for span in spans
        )
        yield symbol, "; ".join(told)
