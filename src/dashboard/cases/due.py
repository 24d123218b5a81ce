"""What should be looked at again: reviews that are due, windows that have closed, old prices."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from dashboard.cases.entries import CaseEntry
from dashboard.cases.outline import PRICES_NOTE
from dashboard.errors import N_
from dashboard.message import Message
from dashboard.store.store import Store

STALE = 7  # days after which the prices of an open case are old

Kind: TypeAlias = Literal["review", "window", "draft", "prices"]


@dataclass(frozen=True, slots=True)
class Reason:
    """
    Why a case should be looked at again.

    Attributes
    ----------
    kind : {"review", "window", "draft", "prices"}
    message : Message
        One sentence.
    since : date or None
        Day from which it holds.
    """

    kind: Kind
    message: Message
    since: date | None = None


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case with every reason to look at it; never without one."""

    entry: CaseEntry
    reasons: tuple[Reason, ...]


def due(
    entries: Iterable[CaseEntry], today: date, read: Callable[[CaseEntry], date | None]
) -> tuple[DueCase, ...]:
    """
    Cases that should be looked at again, those that are due longest first.

    Parameters
    ----------
    entries : iterable of CaseEntry
        Folders that were refused are left out: a list of cases says what is wrong with them.
    today : date
    read : callable
        Day on which the prices of an open case were read; None where it has none.
    """
    found = [
        DueCase(entry, reasons)
        for entry in entries
        if (reasons := why(entry, today, read(entry) if entry.status == "open" else None))
    ]
    return tuple(sorted(found, key=lambda each: (_since(each, today), each.entry.slug)))


def why(entry: CaseEntry, today: date, read: date | None = None) -> tuple[Reason, ...]:
    """
    Reasons to look at one case again; none for most.

    Parameters
    ----------
    entry : CaseEntry
    today : date
    read : date or None
        Day on which its prices were read.
    """
    if entry.faults:
        return ()
    found = []
    if entry.review is not None and entry.review <= today:
        told = Message.of(N_("Its review was set for {day}."), day=entry.review)
        found.append(Reason("review", told, entry.review))
    is_open, window = entry.status == "open", entry.window
    if is_open and window is not None and window.last < today:
        told = Message.of(N_("It is still open, and its window closed on {day}."), day=window.last)
        found.append(Reason("window", told, window.last))
    if entry.draft:
        told = Message.of(N_("A draft: entries that wait for a yes: {n}."), n=entry.draft)
        found.append(Reason("draft", told))
    if read is not None and has_old_prices(entry, today, read):
        told = Message.of(N_("It is open, and its prices were read on {day}."), day=read)
        found.append(Reason("prices", told, read))
    return tuple(found)


def has_old_prices(entry: CaseEntry, today: date, read: date) -> bool:
    """
    Whether the prices of an open case are old: newer ones could say something of its window.

    What was read after a window had closed covers it, however long ago that was.

    Parameters
    ----------
    entry : CaseEntry
    today : date
    read : date
        Day on which its prices were read.
    """
    covers = entry.window is not None and entry.window.last < read
    return entry.status == "open" and (today - read).days > STALE and not covers


def prices_read(store: Path) -> Callable[[CaseEntry], date | None]:
    """Day on which the prices of a case were read, from its folder or the store; the oldest."""
    held = Store(store)

    def read(entry: CaseEntry) -> date | None:
        if entry.priced:
            return _noted(entry.path / PRICES_NOTE)
        days = [
            day
            for symbol in entry.series
            for head in held.held(symbol).values()
            if (day := _day(head.note.retrieved)) is not None
        ]
        return min(days, default=None)

    return read


def _since(case: DueCase, today: date) -> date:
    return min((reason.since or today for reason in case.reasons), default=today)


def _noted(file: Path) -> date | None:
    try:
        return _day(str(tomllib.loads(file.read_text(encoding="utf-8-sig")).get("retrieved", "")))
    except (OSError, ValueError):
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
