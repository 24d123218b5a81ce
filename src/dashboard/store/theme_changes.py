"""What a list of one day changes in the log of its source, and what it may not change unasked.

A member that a list shows for the first time is new on that day; one shown before stays; one
that is not shown any more left, and keeps the last day on which it was shown.  Whoever comes
back has a new row.  What vanishes at once is more often a fault of the list than a change of the
market: a theme without any of its members, and a list far shorter than the last, are held back
until somebody confirms them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from dashboard.errors import N_, InputError
from dashboard.market.theme_names import fold, known_as, spellings
from dashboard.store.themes import HELD, SourceLog, ThemeLog

SHRUNK = 0.8  # a list with fewer of the lasting stays than this share is held back whole
FEW = 20  # lasting stays below which a list is too short to be called shrunk
ALIKE = 0.7  # share of members in common above which a new theme may be a vanished one renamed


@dataclass(frozen=True, slots=True)
class Listed:
    """
    One stock in one theme, as a list has it.

    `first` and `last` are days that the list itself states: since when, and the last day of a
    stay that is over.
    """

    stock: str
    theme: str
    reason: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class DayList:
    """
    What a source listed on a day.

    Attributes
    ----------
    source : str
    day : date
    rows : tuple of Listed
    asked : frozenset of str or None
        Stocks that the source answered for; of others nothing is concluded.  None where the
        list is of all stocks, empty where rows are only added.
    """

    source: str
    day: date
    rows: tuple[Listed, ...]
    asked: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Vanished:
    """A theme none of whose members is listed any more, and the new theme that has most of them."""

    theme: str
    members: int
    last: date
    like: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """
    What a list changes.

    Attributes
    ----------
    log : SourceLog
        As it is afterwards.
    joined, left : tuple of (stock, theme)
    stayed : int
    twice : int
        Rows that say again what another said.
    respelt : tuple of (str, str)
        Names as the list writes them, and as the log does.
    vanished : tuple of Vanished
        Held back, unless it was confirmed.
    shrunk : tuple of (int, int) or None
        Stays listed and lasting before, where the list is too short: nothing was taken then.
    """

    log: SourceLog
    joined: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    stayed: int = 0
    twice: int = 0
    respelt: tuple[tuple[str, str], ...] = ()
    vanished: tuple[Vanished, ...] = ()
    shrunk: tuple[int, int] | None = None


@dataclass(slots=True)
class _Stay:
    stock: str
    theme: str
    reason: str
    first: date
    last: date
    listed: bool


@dataclass(slots=True)
class _Book:
    """Stays of a source while they are changed."""

    stays: list[_Stay]
    of: dict[tuple[str, str], list[_Stay]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for stay in sorted(self.stays, key=lambda stay: stay.first):
            self.of.setdefault((stay.stock, stay.theme), []).append(stay)

    def add(self, stay: _Stay) -> None:
        self.stays.append(stay)
        self.of.setdefault((stay.stock, stay.theme), []).append(stay)


def weigh(log: SourceLog, found: DayList, *, confirm: bool = False) -> Change:
    """
    Work out what a list changes; writes nothing.

    Parameters
    ----------
    log : SourceLog
        On file of that source.
    found : DayList
    confirm : bool
        Whether what vanished at once is to be closed too.

    Raises
    ------
    InputError
        If the list is of a day before the latest one taken in.
    """
    if log.last is not None and found.day < log.last:
        raise InputError(
            N_(
                "The latest list of {source} on file is of {last}; one of {day} comes too late: a "
                "log is not written backwards."
            ),
            source=found.source,
            last=log.last,
            day=found.day,
        )
    rows, twice, respelt = _tidied(log, found)
    book = _Book([_Stay(*row) for row in log.rows[list(HELD)].itertuples(index=False, name=None)])
    lasting = [stay for stay in book.stays if stay.listed]
    at_stake = [s for s in lasting if found.asked is None or s.stock in found.asked]
    shown = sum((stay.stock, stay.theme) in rows for stay in at_stake)
    short = len(at_stake) >= FEW and shown < SHRUNK * len(at_stake)
    vanished = _vanished(lasting, rows, found)
    change = Change(log, twice=twice, respelt=respelt, vanished=vanished)
    if short and not confirm:
        return replace(change, shrunk=(shown, len(at_stake)))
    kept = set() if confirm else {each.theme for each in vanished}
    left = _close(at_stake, rows, kept)
    joined, stayed = _enter(book, rows, found.day)
    # Rows that are only added are no list that others could be missing from.
    is_list = found.asked is None or found.asked or log.last is None
    after = SourceLog(found.source, found.day if is_list else log.last, _table(book.stays))
    return replace(change, log=after, joined=joined, left=left, stayed=stayed)


def weigh_all(
    log: SourceLog, lists: Sequence[DayList], *, confirm: bool = False
) -> tuple[Change, ...]:
    """Work out what lists of one source change, one after the other, in the order given."""
    changes = []
    for each in lists:
        changes.append(weigh(log, each, confirm=confirm))
        log = changes[-1].log
    return tuple(changes)


def by_source(lists: Iterable[DayList], log: ThemeLog) -> list[list[DayList]]:
    """Lists of each source in the order of their days, under its name on file; reads the log."""
    known = list(log.sources())
    found: dict[str, list[DayList]] = {}
    for each in sorted(lists, key=lambda each: each.day):
        name = known_as(each.source, known)
        if name not in known:
            known.append(name)
        found.setdefault(name, []).append(replace(each, source=name))
    return list(found.values())


def take(log: ThemeLog, *lists: DayList, confirm: bool = False) -> tuple[Change, ...]:
    """
    Take lists of one source into its log, as `weigh` says; several processes may.

    Parameters
    ----------
    log : ThemeLog
    *lists : DayList
        In the order of their days; written once, all or none.
    confirm : bool
        Whether what vanished at once is to be closed too.

    Raises
    ------
    InputError
        As `weigh`.
    StoreError
        If the log is damaged, cannot be written, or is held by another process too long.
    """
    source = lists[0].source
    with log.alone(source):
        held = log.log(source)
        changes = weigh_all(held, lists, confirm=confirm)
        if changes[-1].log is not held:
            log.write(changes[-1].log)
    return changes


def _tidied(
    log: SourceLog, found: DayList
) -> tuple[dict[tuple[str, str], Listed], int, tuple[tuple[str, str], ...]]:
    """Rows by stock and theme, how many said the same again, and names written otherwise."""
    # Names of lasting stays come last: theirs is the spelling in use.
    held = log.rows.sort_values("listed", kind="stable") if len(log.rows) else log.rows
    known = {fold(name): name for name in map(str, held["theme"].drop_duplicates(keep="last"))}
    names = spellings((row.theme for row in found.rows), known)
    rows: dict[tuple[str, str], Listed] = {}
    twice = 0
    for row in found.rows:
        key = (row.stock, names[row.theme])
        other = rows.get(key)
        if other is not None:
            twice += 1
            if other.reason or not row.reason:
                continue
            row = replace(other, reason=row.reason)  # noqa: PLW2901 - the same with its reason
        rows[key] = row
    return rows, twice, tuple((name, used) for name, used in names.items() if name != used)


def _vanished(
    lasting: list[_Stay], rows: dict[tuple[str, str], Listed], found: DayList
) -> tuple[Vanished, ...]:
    """Themes with members on file of which the list, which was asked for some, shows none."""
    over = {stock_theme for stock_theme, row in rows.items() if row.last is not None}
    shown: dict[str, set[str]] = {}
    for stock, theme in rows:
        shown.setdefault(theme, set()).add(stock)
    members: dict[str, list[_Stay]] = {}
    for stay in lasting:
        members.setdefault(stay.theme, []).append(stay)
    gone = []
    for theme, stays in sorted(members.items()):
        stocks = {stay.stock for stay in stays}
        asked = stocks if found.asked is None else stocks & found.asked
        stated = all((stock, theme) in over for stock in stocks)  # the list says when they left
        if not asked or stocks & shown.get(theme, set()) or stated:
            continue
        new = [name for name in shown if name not in members]
        like = max(new, key=lambda name: len(stocks & shown[name]), default="")
        alike = like and len(stocks & shown[like]) >= ALIKE * len(stocks | shown[like])
        last = max(stay.last for stay in stays)
        gone.append(Vanished(theme, len(stays), last, like if alike else ""))
    return tuple(gone)


def _close(
    at_stake: list[_Stay], rows: dict[tuple[str, str], Listed], kept: set[str]
) -> tuple[tuple[str, str], ...]:
    left = []
    for stay in at_stake:
        if (stay.stock, stay.theme) not in rows and stay.theme not in kept:
            stay.listed = False
            left.append((stay.stock, stay.theme))
    return tuple(sorted(left))


def _enter(
    book: _Book, rows: dict[tuple[str, str], Listed], day: date
) -> tuple[tuple[tuple[str, str], ...], int]:
    joined, stayed = [], 0
    for key, row in rows.items():
        lasts = row.last is None or row.last >= day
        last = day if lasts or row.last is None else row.last
        # A stay that lasts, or was seen on this very day and missed by a second look at it.
        same = [s for s in book.of.get(key, ()) if s.listed or (s.first <= last <= s.last)]
        if same:
            stay = same[-1]
            stay.last, stay.listed = max(stay.last, last), lasts
            stay.reason = stay.reason or row.reason
            stayed += 1
            continue
        # A day that the list states never reaches back over what was seen here.
        ends = [s.last + timedelta(days=1) for s in book.of.get(key, ()) if s.last < last]
        first = max([min(row.first or last, last), *ends])
        book.add(_Stay(*key, row.reason, first, last, lasts))
        joined.append(key)
    return tuple(sorted(joined)), stayed


def _table(stays: list[_Stay]) -> pd.DataFrame:
    ordered = sorted(stays, key=lambda s: (s.theme, s.stock, s.first, s.last))
    rows = [(s.stock, s.theme, s.reason, s.first, s.last, s.listed) for s in ordered]
    return pd.DataFrame(rows, columns=list(HELD))


def held_back(log: SourceLog) -> tuple[Vanished, ...]:
    """Themes of a source that last only because nobody has confirmed that they vanished."""
    if log.last is None or not len(log.rows):
        return ()
    lasting = log.rows[log.rows["listed"].astype(bool)]
    seen: dict[str, list[date]] = {}
    for theme, last in zip(lasting["theme"], lasting["last_seen"], strict=True):
        seen.setdefault(str(theme), []).append(last)
    gone = sorted((name, days) for name, days in seen.items() if max(days) < log.last)
    return tuple(Vanished(name, len(days), max(days)) for name, days in gone)
