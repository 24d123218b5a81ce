"""Names that companies gave up: until when they are known, and what a newer list adds to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.errors import N_
from dashboard.market.short_names import plain_name
from dashboard.message import Message, Month

ONE_DAY = timedelta(days=1)

DATED = N_("{name} until {day}")
BETWEEN = N_("{name}, given up between {seen} and {gone}")


@dataclass(frozen=True, slots=True, order=True)
class FormerName:
    """
    A short name that a security bore.

    Attributes
    ----------
    gone : date
        First day on which it is known to bear another.
    seen : date
        Last day on which it is known to bear this one; the day before `gone` where a
        source has the day of the change.
    name : str
        Without padding.
    """

    gone: date
    seen: date
    name: str

    @property
    def is_dated(self) -> bool:
        """Whether the day of the change is known."""
        return self.gone - self.seen <= ONE_DAY

    def said(self) -> Message:
        """Return the name and until when, to the day or between two lists."""
        if self.is_dated:
            return Message.of(DATED, name=self.name, day=self.seen)
        return Message.of(BETWEEN, name=self.name, seen=Month(self.seen), gone=Month(self.gone))


def can_bear(former: tuple[FormerName, ...], name: str, day: date, *, now: str) -> bool:
    """
    Whether a security can have borne a name on a day, as far as its names are known.

    Parameters
    ----------
    former : tuple of FormerName
        Oldest first.
    name : str
        Marks of the day (XD, ST) do not matter.
    day : date
    now : str
        Its name of today.

    Examples
    --------
    >>> former = (FormerName(date(2026, 6, 13), date(2021, 9, 1), "安德利"),)
    >>> [can_bear(former, "安德利", date(year, 1, 1), now="安孚科技") for year in (2020, 2027)]
    [True, False]
    """
    asked, since = plain_name(name), date.min
    for each in former:
        if plain_name(each.name) == asked and since <= day < each.gone:
            return True
        since = each.seen + ONE_DAY
    return plain_name(now) == asked and since <= day


def renamed(
    former: tuple[FormerName, ...], before: str, now: str, *, seen: date, gone: date
) -> tuple[FormerName, ...]:
    """Former names after a newer list: the name before joins them when it is another one."""
    if plain_name(before) == plain_name(now) or seen >= gone:
        return former
    if former and plain_name(former[-1].name) == plain_name(before):
        return former
    return (*former, FormerName(gone, seen, before))
