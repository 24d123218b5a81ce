"""What is kept of a theme that was looked at closely: members, splits tried, disclosure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dashboard.message import Message
from dashboard.radar.disclosure import Record
from dashboard.radar.membership import Theme
from dashboard.radar.splits import Kind, Label, Split


@dataclass(frozen=True, slots=True)
class KeptMember:
    """
    One member over the span.

    Attributes
    ----------
    symbol : str
    gain, matched : float
        Its return and that of its cell; NaN where suspended.
    mover, locked : bool
    limit_days : int
    record : Record
        What is on file of it, as known on the evening.
    """

    symbol: str
    gain: float
    matched: float
    mover: bool
    locked: bool
    limit_days: int
    record: Record


@dataclass(frozen=True, slots=True)
class Detail:
    """
    What was found in one theme over one span.

    Attributes
    ----------
    members : tuple of KeptMember
        The largest gain first; suspended ones last.
    splits : tuple of Split
        The best first, of those tried.
    tried, distinct : int
        Labels tried, and different partings among them.
    attainable : float
        Smallest adjusted p-value that the design can give; NaN without splits.
    unsplit : Message or None
        Why no label was tried.
    """

    members: tuple[KeptMember, ...]
    splits: tuple[Split, ...] = ()
    tried: int = 0
    distinct: int = 0
    attainable: float = math.nan
    unsplit: Message | None = None

    @property
    def best(self) -> Split | None:
        """The split that separates the movers better than chance; None where none does."""
        first = next(iter(self.splits), None)
        return first if first is not None and first.separates else None

    @property
    def assessed(self) -> int:
        """Members of which somebody has looked."""
        return sum(member.record.grade is not None for member in self.members)

    @property
    def documented(self) -> int:
        """Members with evidence on file."""
        return sum((member.record.grade or 0) > 0 for member in self.members)


def plain_detail(detail: Detail) -> dict[str, Any]:
    """Detail as JSON has it: no number is no NaN there."""
    unsplit = detail.unsplit
    told = None if unsplit is None else [unsplit.template, unsplit.values]
    found = asdict(detail) | {"unsplit": told}
    return {name: _without_nan(each) for name, each in found.items()}


def detail_of(found: Mapping[str, Any]) -> Detail:
    """Detail from what `plain_detail` made; raises as a wrong mapping does."""
    unsplit = found["unsplit"]
    return Detail(
        members=tuple(map(_member, found["members"])),
        splits=tuple(map(_split, found["splits"])),
        tried=int(found["tried"]),
        distinct=int(found["distinct"]),
        attainable=_number(found["attainable"]),
        unsplit=None if unsplit is None else Message.of(unsplit[0], **unsplit[1]),
    )


def _member(found: Mapping[str, Any]) -> KeptMember:
    return KeptMember(
        symbol=str(found["symbol"]),
        gain=_number(found["gain"]),
        matched=_number(found["matched"]),
        mover=bool(found["mover"]),
        locked=bool(found["locked"]),
        limit_days=int(found["limit_days"]),
        record=Record(**found["record"]),
    )


def _split(found: Mapping[str, Any]) -> Split:
    counts = ("inside", "outside", "movers_inside", "movers_outside")
    numbers = ("mean_inside", "mean_outside", "pvalue", "adjusted")
    values: dict[str, Any] = {name: int(found[name]) for name in counts}
    values |= {name: _number(found[name]) for name in numbers}
    return Split(
        label=_label(found["label"]),
        same=tuple(map(_label, found["same"])),
        **values,
        symbols=tuple(map(str, found["symbols"])),
    )


def _label(found: Mapping[str, Any]) -> Label:
    kind: Kind = found["kind"]
    theme = found["theme"]
    return Label(kind, str(found["name"]), None if theme is None else Theme(**theme))


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _without_nan(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
