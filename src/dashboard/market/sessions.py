"""The exchange's sessions: session 0 of a moment, the as-of rule, windows.

The days come from `dashboard.market.calendars`; whatever reaches past what the calendar
library knows carries the remark of `Sessions.warning`.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.case import Moment, Window
from dashboard.errors import N_, CalendarError, InputError
from dashboard.market.calendars import calendar_table
from dashboard.message import Message


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise CalendarError(
            N_("There is no time zone “{name}”; use an IANA name such as Asia/Shanghai."), name=name
        ) from error


@dataclass(frozen=True, slots=True)
class Sessions:
    """
    The trading days of an exchange.

    A value: two of the same names are equal and cheap to hash and to pickle; the
    table of days behind them is made once a process.  Build it with
    `load_sessions`, which checks the names.

    Attributes
    ----------
    calendar : str
        exchange_calendars name, e.g. XSHG (Shanghai, and Shenzhen and Beijing too).
    timezone : str
        IANA name of the exchange's time, in which moments are told.

    Raises
    ------
    CalendarError
        By every method, for a day before the calendar's first session or more than
        twenty years past its end.
    """

    calendar: str
    timezone: str

    @property
    def known_until(self) -> date:
        """Last session that the calendar library knows."""
        return calendar_table(self.calendar).known_until

    @property
    def first_known(self) -> date:
        """First session of the calendar."""
        return calendar_table(self.calendar).days[0]

    @property
    def last_placed(self) -> date:
        """Last day that is placed among sessions, those after the library's end included."""
        return calendar_table(self.calendar).days[-1]

    def is_session(self, day: date) -> bool:
        """Whether the exchange trades on `day`; False outside the calendar."""
        days = calendar_table(self.calendar).days
        place = bisect_left(days, day)
        return place < len(days) and days[place] == day

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """All sessions from `first` to `last`, both included; empty when none."""
        if last < first:
            return ()
        days = calendar_table(self.calendar).days
        self._need(first, first >= days[0])
        self._need(last, last <= days[-1])
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def count(self, first: date, last: date) -> int:
        """Count the sessions from `first` to `last`, both included."""
        return len(self.between(first, last))

    def before(self, day: date) -> date:
        """Last session strictly before `day`."""
        return self._at(bisect_left(calendar_table(self.calendar).days, day) - 1, day)

    def after(self, day: date) -> date:
        """First session strictly after `day`."""
        days = calendar_table(self.calendar).days
        self._need(day, day >= days[0])
        return self._at(bisect_right(days, day), day)

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is a session, else the next one."""
        return day if self.is_session(day) else self.after(day)

    def on_or_before(self, day: date) -> date:
        """`day` itself when it is a session, else the last one before."""
        return day if self.is_session(day) else self.before(day)

    def offset(self, session: date, n: int) -> date:
        """Session `n` sessions after `session` (before it when negative)."""
        return self._at(self._place(session) + n, session)

    def open_time(self, session: date) -> datetime:
        """Opening of a session, exchange time."""
        return self._local(calendar_table(self.calendar).opens[self._place(session)])

    def close_time(self, session: date) -> datetime:
        """Closing of a session, exchange time."""
        return self._local(calendar_table(self.calendar).closes[self._place(session)])

    def session_at(self, moment: datetime) -> date:
        """
        Session whose close is the first to price what becomes known at `moment`.

        From the closing time on (the closing time itself included) and on closed
        days this is the next session.
        """
        table = calendar_table(self.calendar)
        self._need(moment.date(), moment.timestamp() >= table.opens[0])
        return self._at(bisect_right(table.closes, moment.timestamp()), moment.date())

    def warning(self, last: date) -> Message | None:
        """Message for results that reach to `last`, when the library ends before it."""
        if last <= self.known_until:
            return None
        return Message.of(
            N_(
                "The calendar of {calendar} is known until {known_until} only: later sessions are "
                "weekdays less the closures listed in closures.csv."
            ),
            calendar=self.calendar,
            known_until=self.known_until,
        )

    def _place(self, session: date) -> int:
        days = calendar_table(self.calendar).days
        place = bisect_left(days, session)
        self._need(session, days[0] <= session <= days[-1])
        if days[place] != session:
            raise CalendarError(
                N_("{day} is not a session of {calendar}; the next one is {next}."),
                day=session,
                calendar=self.calendar,
                next=days[place],
            )
        return place

    def _at(self, place: int, asked: date) -> date:
        days = calendar_table(self.calendar).days
        self._need(asked, 0 <= place < len(days))
        return days[place]

    def _need(self, day: date, inside: bool) -> None:
        if not inside:
            days = calendar_table(self.calendar).days
            raise CalendarError(
                N_(
                    "{day} is outside the calendar of {calendar}, which runs from {first} to "
                    "{last}."
                ),
                day=day,
                calendar=self.calendar,
                first=days[0],
                last=days[-1],
            )

    def _local(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, _zone(self.timezone))


def load_sessions(calendar: str, timezone: str) -> Sessions:
    """
    Sessions of a calendar, its table of days already made.

    Raises
    ------
    CalendarError
        If the calendar or the time zone does not exist.
    """
    calendar_table(calendar)
    _zone(timezone)
    return Sessions(calendar, timezone)


# Moments --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """
    When a moment can have been, in exchange time.

    Attributes
    ----------
    earliest, latest : datetime
        The interval, its end excluded: an event of the second 15:00:00 ends at
        15:00:01.  For a deadline the interval is the day of the deadline; it may
        have been published long before.
    session : date
        Session 0: the session in force at the middle of the interval.
    time_known : bool
        Whether the source gives the time of day.
    deadline : bool
        Whether the moment is "no later than"; then `session` serves sorting only.
    """

    earliest: datetime
    latest: datetime
    session: date
    time_known: bool
    deadline: bool = False


def span(moment: Moment, sessions: Sessions) -> Span:
    """
    Interval of possible publication and session 0 of a moment.

    A day is the whole day of its own time zone.  Before-open and after-close are
    those of `sessions`, on the exchange's own date; on a day without a session the
    usual hours count.  A deadline ends with its day in exchange time.

    Raises
    ------
    CalendarError
        If the time zone does not exist or the moment is outside the calendar.
    """
    earliest, latest = _interval(moment, sessions)
    zone = _zone(sessions.timezone)
    # In UTC, because datetimes of one zone subtract by the clock on the wall,
    # which is an hour off on the days the clocks change.
    start, end = earliest.astimezone(UTC), latest.astimezone(UTC)
    return Span(
        earliest=start.astimezone(zone),
        latest=end.astimezone(zone),
        session=sessions.session_at(start + (end - start) / 2),
        time_known=moment.precision in {"second", "minute"},
        deadline=moment.precision == "by",
    )


def _interval(moment: Moment, sessions: Sessions) -> tuple[datetime, datetime]:
    local, exchange = _zone(moment.timezone), _zone(sessions.timezone)
    day = moment.stamp.date()
    match moment.precision:
        case "second" | "minute":
            width = timedelta(minutes=1) if moment.precision == "minute" else timedelta(seconds=1)
            start = moment.stamp.replace(tzinfo=local).astimezone(UTC)
            return start, start + width
        case "day":
            return _midnight(day, local), _midnight(day + timedelta(days=1), local)
        case "before-open":
            return _midnight(day, exchange), _hour(day, sessions, opening=True)
        case "after-close":
            closing = _hour(day, sessions, opening=False)
            return closing, _midnight(day + timedelta(days=1), exchange)
        case "by":
            return _midnight(day, exchange), _midnight(day + timedelta(days=1), exchange)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _hour(day: date, sessions: Sessions, *, opening: bool) -> datetime:
    session = sessions.on_or_after(day)
    known = sessions.open_time(session) if opening else sessions.close_time(session)
    return datetime.combine(day, known.time(), _zone(sessions.timezone))


def is_public(moment: Moment, sessions: Sessions, at: datetime) -> bool:
    """
    Whether a moment had certainly passed at the instant `at` (the as-of rule).

    True when the whole interval of possible publication lies before `at`; a report
    dated with the window's last day alone is therefore not public at its close.
    """
    return span(moment, sessions).latest <= at


def months_later(day: date, months: int) -> date:
    """
    Return the same day of the month some months later, or that month's last day.

    >>> months_later(date(2024, 11, 30), 3), months_later(date(2024, 3, 31), -1)
    (datetime.date(2025, 2, 28), datetime.date(2024, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# Windows --------------------------------------------------------------


def validate_window(window: Window, sessions: Sessions) -> Window:
    """
    Return the window, or say which rule it breaks.

    Raises
    ------
    InputError
        If it ends before it starts, an end is no session, or no session comes
        before it as its base.
    """
    if window.last < window.first:
        raise InputError(
            N_("The window ends on {last}, before its first session {first}."),
            first=window.first,
            last=window.last,
        )
    for day in (window.first, window.last):
        if not sessions.is_session(day):
            raise InputError(
                N_("{day} is not a session of {calendar}: choose a trading day."),
                day=day,
                calendar=sessions.calendar,
            )
    if window.first == sessions.first_known:
        raise InputError(
            N_("The window starts on {first}, the first session of {calendar}: it has no base."),
            first=window.first,
            calendar=sessions.calendar,
        )
    return window


def window_sessions(window: Window, sessions: Sessions) -> tuple[date, ...]:
    """Return the sessions of the window, both ends included."""
    return sessions.between(window.first, window.last)


def base_of(window: Window, sessions: Sessions) -> date:
    """Session whose close is the window's base: the last one before `window.first`."""
    return sessions.before(window.first)
