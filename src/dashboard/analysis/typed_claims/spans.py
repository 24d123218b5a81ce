"""When a typed claim speaks of: dates, counts and closes to the windows they can mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.analysis.typed_claims.anchors import (
    Anchor,
    anchors_of,
    completed,
    days_of,
    loose_ends,
    weekdays_agree,
)
from dashboard.analysis.typed_claims.refusals import RefusedClaimError, refuse
from dashboard.analysis.typed_claims.roles import Kind
from dashboard.analysis.typed_claims.tokens import Token, refused
from dashboard.analysis.typed_claims.values import Count, LooseDay
from dashboard.case import Case, Window
from dashboard.errors import N_, InputError
from dashboard.market.sessions import Sessions, months_later
from dashboard.message import Message

_ENDS = {Kind.END, Kind.BEFORE}
_STARTS = {Kind.START, Kind.BETWEEN, Kind.AFTER, Kind.AGAINST}
_ONE_DAY = timedelta(days=1)

NO_DATES = N_("No dates given: taken as the window, {first} to {last}.")
NO_LAST = N_("No last day given: taken to the end of the window, {last}.")
NO_FIRST = N_("No first day given: taken from the start of the window, {first}.")
NO_END_LEFT = N_("No last day is given, and {first} lies behind the window; name the last.")
NO_START_LEFT = N_("No first day is given, and {last} lies before the window; name it.")
COUNTED_BACK = N_("No date given: counted back from the end of the window, {last}.")
THIS_YEAR = N_("“{word}” is read as the year {year}.")
DAYS = N_("Days are counted as sessions.")
CALENDAR_DAYS = N_("The days are counted as calendar days.")
MOVED = N_("{day} is no session; taken as {session}.")
TOO_MANY = N_("The statement has {n} dates; it takes a first and a last one.")
APART = N_(
    "How {dates} hang together was not understood; write a first and a last one, as in {first} to "
    "{last}."
)
BACKWARDS = N_("The last date {last} comes before the first, {first}.")
CLOSED = N_("{day} is no session of {calendar}; the sessions next to it are {before} and {after}.")
NO_SESSION = N_("There is no session of {calendar} from {first} to {last}.")
CONTRADICTS = N_(
    "“{word}” contradicts the dates: from {first} to {last} the calendar of {calendar} has {n} "
    "session(s)."
)
NONE = N_("“{word}” is no span.")


@dataclass(frozen=True, slots=True)
class Span:
    """
    What a sentence can mean by its dates.

    Attributes
    ----------
    windows : tuple of Window
        The reading that is tried first, then the other; the base is the close before each.
    said : tuple of Message
        What was filled in or moved.
    """

    windows: tuple[Window, ...]
    said: tuple[Message, ...]


def span_of(tokens: Sequence[Token], case: Case, sessions: Sessions, text: str) -> Span:
    """
    Windows that the tokens of a sentence can mean.

    Raises
    ------
    RefusedClaimError
        If a word holds on to no date, or a count contradicts the dates.
    InputError
        If a date is none, or nothing lies between the dates.
    CalendarError
        If a date lies outside the calendar.
    """
    anchors = anchors_of(tokens)
    loose_ends(anchors, case, text)
    counts = [token for token in tokens if token.kind is Kind.COUNT]
    to_date = [token for token in tokens if token.kind is Kind.YEAR_TO_DATE]
    for extra in (counts[1:], to_date[1:]):
        if extra:
            raise refuse([refused(token, "twice") for token in extra], case, text)
    count = counts[0] if counts else None
    start, end, alone = _ends(anchors.found, to_date, case)
    said: list[Message] = []
    first, last = (alone, alone) if alone else (start, end)
    completed(first, last, case, said)
    weekdays_agree(anchors.found)
    if to_date:
        said.append(Message.of(THIS_YEAR, word=to_date[0].text, year=case.window.last.year))
    resolver = _Resolver(case, sessions, said)
    return resolver.span(start, end, alone, count)


def _ends(
    found: list[Anchor], to_date: Sequence[Token], case: Case
) -> tuple[Anchor | None, Anchor | None, Anchor | None]:
    """First date, last date, or the one that stands alone."""
    if to_date:
        year = Anchor(to_date[0], LooseDay(year=case.window.last.year), Kind.START)
        for each in found:
            each.role = each.role or Kind.END
        found = [year, *found]
    if len(found) > 2:
        words = [each.token.text for each in found]
        raise RefusedClaimError(TOO_MANY, refused=words, n=len(found))
    if len(found) == 2:
        return (*_pair(found[0], found[1], case), None)
    if not found:
        return None, None, None
    (one,) = found
    if one.role in _ENDS:
        return None, one, None
    if one.role in _STARTS - {Kind.BETWEEN}:
        return one, None, None
    if one.role is not None:
        raise _apart(found, case)
    one.at_close = False  # the close of a single day is its end
    return None, None, one


def _pair(one: Anchor, other: Anchor, case: Case) -> tuple[Anchor, Anchor]:
    # 2月13日收盘较2月6日收盘: the base may come last.
    if other.role in _STARTS and (one.role in _ENDS or other.role is Kind.AGAINST):
        one, other = other, one
    joined = other.role in _ENDS or (one.role is Kind.BETWEEN and other.role is Kind.AND)
    joined |= one.role is Kind.AGAINST and other.role is None
    if not joined or (one.role is not None and one.role not in _STARTS):
        raise _apart([one, other], case)
    return one, other


def _apart(found: Sequence[Anchor], case: Case) -> RefusedClaimError:
    words = [each.token.text for each in found]
    return RefusedClaimError(
        APART,
        refused=words,
        dates=tuple(words),
        first=case.window.first.isoformat(),
        last=case.window.last.isoformat(),
    )


class _Resolver:
    """Ends and counts to windows of sessions."""

    def __init__(self, case: Case, sessions: Sessions, said: list[Message]) -> None:
        self.case, self.sessions, self.said = case, sessions, said

    def span(
        self, start: Anchor | None, end: Anchor | None, alone: Anchor | None, count: Token | None
    ) -> Span:
        own = self.case.window
        if count is not None and _count(count).n == 0:
            raise RefusedClaimError(NONE, refused=(count.text,), word=count.text)
        if alone and (count is None or alone.loose.day is None or alone.week):
            windows = self._between(self._firsts(alone)[:1], self._last(alone), alone, alone)
            windows = self._fitting(windows, count, alone, alone)
        elif start and end:
            windows = self._between(self._firsts(start), self._last(end), start, end)
            windows = self._fitting(windows, count, start, end)
        elif start:
            windows = self._from(start, count)
        elif end or alone:
            windows = self._to(end or alone, count)  # type: ignore[arg-type]
        elif count:
            windows = [self._back(own.last, own.last, _count(count))]
            self.said.append(Message.of(COUNTED_BACK, last=own.last))
        else:
            windows = [own]
            self.said.append(Message.of(NO_DATES, first=own.first, last=own.last))
        in_days = count is not None and _count(count).unit == "day" and _count(count).n > 1
        if in_days and Message.of(CALENDAR_DAYS) not in self.said:
            self.said.append(Message.of(DAYS))
        return Span(tuple(dict.fromkeys(windows)), tuple(self.said))

    # Ends of a span

    def _firsts(self, start: Anchor) -> list[date]:
        """First sessions that a first date can mean, the likelier one first."""
        first, last = days_of(start)
        if start.role in {Kind.AFTER, Kind.AGAINST} or start.at_close:
            # The close of that day is the base.
            self._moved(last, self.sessions.on_or_before(last))
            return [self.sessions.after(last)]
        found = [self.sessions.on_or_after(first)]
        if first == last:
            self._moved(first, found[0])
            if start.role in _STARTS and found[0] == first:
                found.append(self.sessions.after(first))
        return found

    def _last(self, end: Anchor) -> date:
        first, last = days_of(end)
        if end.role is Kind.BEFORE:
            return self.sessions.before(first)
        session = self.sessions.on_or_before(last)
        if first == last:
            self._moved(last, session)
        return session

    def _moved(self, day: date, session: date) -> None:
        message = Message.of(MOVED, day=day, session=session)
        if day != session and message not in self.said:
            self.said.append(message)

    def _between(
        self, firsts: Sequence[date], last: date, start: Anchor, end: Anchor
    ) -> list[Window]:
        typed = days_of(start)[0], days_of(end)[1]
        if typed[1] < typed[0]:
            raise InputError(BACKWARDS, first=typed[0], last=typed[1])
        found = [Window(first, last) for first in firsts if first <= last]
        if not found and typed[0] == typed[1]:
            raise InputError(
                CLOSED,
                calendar=self.sessions.calendar,
                day=typed[0],
                before=self.sessions.before(typed[0]),
                after=self.sessions.after(typed[0]),
            )
        if not found:
            raise InputError(
                NO_SESSION, calendar=self.sessions.calendar, first=typed[0], last=typed[1]
            )
        return found

    # Open spans

    def _from(self, start: Anchor, count: Token | None) -> list[Window]:
        firsts = self._firsts(start)
        if count:
            day = days_of(start)[0]
            return [self._forth(day, first, _count(count)) for first in firsts]
        last = self.case.window.last
        found = [Window(first, last) for first in firsts if first <= last]
        if not found:
            raise InputError(NO_END_LEFT, first=days_of(start)[0])
        self.said.append(Message.of(NO_LAST, last=last))
        return found

    def _to(self, end: Anchor, count: Token | None) -> list[Window]:
        last = self._last(end)
        if count:
            return [self._back(days_of(end)[1], last, _count(count))]
        first = self.case.window.first
        if last < first:
            raise InputError(NO_START_LEFT, last=days_of(end)[1])
        self.said.append(Message.of(NO_FIRST, first=first))
        return [Window(first, last)]

    # Counts

    def _back(self, day: date, last: date, count: Count) -> Window:
        if count.unit in {"session", "day"}:
            return Window(self.sessions.offset(last, 1 - count.n), last)
        first = self.sessions.after(_shifted(day, count, -1))
        if first > last:
            raise InputError(NO_SESSION, calendar=self.sessions.calendar, first=first, last=last)
        return Window(first, last)

    def _forth(self, day: date, first: date, count: Count) -> Window:
        if count.unit in {"session", "day"}:
            return Window(first, self.sessions.offset(first, count.n - 1))
        end = _shifted(day, count, 1)
        last = self.sessions.on_or_before(end if first > day else end - _ONE_DAY)
        if last < first:
            raise InputError(NO_SESSION, calendar=self.sessions.calendar, first=day, last=end)
        return Window(first, last)

    def _fitting(
        self, windows: list[Window], token: Token | None, start: Anchor, end: Anchor
    ) -> list[Window]:
        """Those of the windows that have as many sessions, days, weeks as is said."""
        if token is None:
            return windows
        count, first_day, last_day = _count(token), days_of(start)[0], days_of(end)[1]
        fitting = [each for each in windows if self._fits(each, count, first_day, last_day)]
        if not fitting and count.unit in {"day", "calendar-day"}:
            days = (last_day - first_day).days
            fitting = windows[:1] if count.n == days + 1 else []
            if not fitting and count.n == days:
                fitting = windows[1:]
            if fitting:
                self.said.append(Message.of(CALENDAR_DAYS))
        if not fitting:
            window = windows[0]
            raise RefusedClaimError(
                CONTRADICTS,
                refused=(token.text,),
                word=token.text,
                calendar=self.sessions.calendar,
                n=self.sessions.count(window.first, window.last),
                first=window.first,
                last=window.last,
            )
        return fitting

    def _fits(self, window: Window, count: Count, first_day: date, last_day: date) -> bool:
        if count.unit in {"session", "day"}:
            return self.sessions.count(window.first, window.last) == count.n
        if count.unit == "calendar-day":
            return False
        return window in (
            self._back(last_day, window.last, count),
            self._forth(first_day, window.first, count),
        )


def _count(token: Token) -> Count:
    assert isinstance(token.value, Count)  # noqa: S101 - what the patterns make of a count
    return token.value


def _shifted(day: date, count: Count, sign: int) -> date:
    """Return the day so many days, weeks, months or years later or earlier."""
    try:
        if count.unit in {"calendar-day", "week"}:
            days = count.n * (7 if count.unit == "week" else 1)
            return day + timedelta(days=sign * days)
        return months_later(day, sign * count.n * (12 if count.unit == "year" else 1))
    except (ValueError, OverflowError) as error:
        raise InputError(NONE, word=f"{count.n}") from error
