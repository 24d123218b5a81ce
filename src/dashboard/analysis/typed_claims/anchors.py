"""The dates of a typed claim: which words name them, and what they leave to each other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dashboard.analysis.typed_claims.refusals import RefusedClaimError, refuse
from dashboard.analysis.typed_claims.roles import DATES, Kind
from dashboard.analysis.typed_claims.tokens import Token, refused
from dashboard.analysis.typed_claims.values import LooseDay
from dashboard.case import Case
from dashboard.errors import N_, InputError
from dashboard.message import Message

_ROLES = frozenset(
    {Kind.START, Kind.BETWEEN, Kind.AFTER, Kind.AGAINST, Kind.END, Kind.BEFORE, Kind.AND}
)
_BEHIND = {
    Kind.SINCE: Kind.START,
    Kind.UNTIL: Kind.END,
    Kind.LATER: Kind.AFTER,
    Kind.EARLIER: Kind.BEFORE,
}
# What a word behind a date may add to the word before it: 自…后, 到…止, 到…前.
_ADDS = {
    Kind.START: {None, Kind.START, Kind.BETWEEN},
    Kind.END: {None, Kind.END},
    Kind.AFTER: {None, Kind.START, Kind.AFTER},
    Kind.BEFORE: {None, Kind.END, Kind.BEFORE},
}
_PASSED_OVER = frozenset({Kind.PARTICLE, Kind.STOP})

WEEKDAY = N_("“{word}” contradicts the date: {day} is another day of the week.")
NO_MONTH = N_("“{day}” is no date: name its month, as in 7 February or 2 月 7 日.")
NO_DATE = N_("{year}-{month}-{day} is no date of the calendar.")
YEARS = N_("No year given: taken as {first} to {last}, next to the window.")
YEAR = N_("No year given: taken as {day}, next to the window.")


@dataclass(slots=True)
class Anchor:
    """
    A date with what stands around it.

    Attributes
    ----------
    token : Token
    loose : LooseDay
    role : Kind or None
        Of the word that ties it to the span.
    at_close : bool
        Whether its close is named.
    week : bool
        Whether the week of the day is meant.
    weekday : Token or None
        A day of the week beside it.
    """

    token: Token
    loose: LooseDay
    role: Kind | None = None
    at_close: bool = False
    week: bool = False
    weekday: Token | None = None


@dataclass(slots=True)
class Anchors:
    """Dates of a sentence in their order, and the words around them that hold on to none."""

    found: list[Anchor] = field(default_factory=list)
    loose_ends: list[Token] = field(default_factory=list)


# Which words belong to which date --------------------------------------


class _Reading:
    """One walk over the tokens; what waits for its date is pending."""

    def __init__(self) -> None:
        self.anchors = Anchors()
        self.role: Token | None = None
        self.week: Token | None = None
        self.weekday: Token | None = None
        self.close = False
        self.near = False  # the last date stands right before this word
        self.paused = False  # with no more than punctuation between them

    @property
    def last(self) -> Anchor | None:
        return self.anchors.found[-1] if self.anchors.found and self.near else None

    def take(self, token: Token) -> None:
        kind = token.kind
        if kind in _PASSED_OVER:
            self.paused |= kind is Kind.STOP
            return
        if kind in DATES:
            self._date(token)
            return
        if kind in _BEHIND:
            self._behind(token)
        elif kind in _ROLES:
            self._drop(self.role)
            self.role, self.close = token, False
        elif kind is Kind.CLOSE:
            self._close()
            return
        elif kind is Kind.WEEK_OF:
            self._week(token)
        elif kind is Kind.WEEKDAY:
            self._weekday(token)
            return
        self.near = self.near and kind in _BEHIND

    def done(self) -> Anchors:
        self.give_up()
        return self.anchors

    def give_up(self) -> None:
        """Something else stands in between: what waits for a date waits in vain."""
        for token in (self.role, self.week, self.weekday):
            self._drop(token)
        self.role = self.week = self.weekday = None
        self.close = False

    def _drop(self, token: Token | None) -> None:
        if token is not None:
            is_weekday = token.kind is Kind.WEEKDAY
            self.anchors.loose_ends.append(refused(token, "now" if is_weekday else ""))

    def _date(self, token: Token) -> None:
        loose = token.value
        assert isinstance(loose, LooseDay)  # noqa: S101 - what the patterns make of a date
        last = self.last
        if token.kind is Kind.YEAR and last and not last.loose.year and self.role is None:
            last.loose = replace(last.loose, year=loose.year)
            return
        role = self.role.kind if self.role else None
        self.anchors.found.append(
            Anchor(token, loose, role, self.close, self.week is not None, self.weekday)
        )
        self.role = self.week = self.weekday = None
        self.close = self.paused = False
        self.near = True

    def _behind(self, token: Token) -> None:
        last, role = self.last, _BEHIND[token.kind]
        if last is None or last.role not in _ADDS[role]:
            self._drop(token)
        else:
            last.role = role

    def _close(self) -> None:
        # 2月6日收盘 names that day's close; “, closing on 13 February” the next one's.
        if self.last and not self.paused and self.role is None:
            self.last.at_close = True
        else:
            self.close = True

    def _week(self, token: Token) -> None:
        if token.text.isascii():
            self._drop(self.week)
            self.week = token
        elif self.last and self.last.loose.day:
            self.last.week = True
        else:
            self._drop(token)

    def _weekday(self, token: Token) -> None:
        if self.last and self.last.weekday is None and self.role is None:
            self.last.weekday = token
        else:
            self._drop(self.weekday)
            self.weekday = token


_ADJECTIVES = frozenset({Kind.IN, Kind.CLOSE, Kind.WEEKDAY, Kind.WEEK_OF})


def anchors_of(tokens: Sequence[Token]) -> Anchors:
    """Dates of a sentence; a year that stands alone beside them is theirs."""
    reading = _Reading()
    for token in tokens:
        if token.kind not in DATES | _ROLES | _PASSED_OVER | _ADJECTIVES | set(_BEHIND):
            reading.give_up()
        reading.take(token)
    anchors = reading.done()
    years = [each for each in anchors.found if each.token.kind is Kind.YEAR and not each.role]
    others = [each for each in anchors.found if each not in years]
    if len(years) == 1 and others and not any(each.loose.year for each in others):
        for each in others:
            each.loose = replace(each.loose, year=years[0].loose.year)
        anchors.found = others
    return anchors


# What the dates leave out ----------------------------------------------


def completed(start: Anchor | None, end: Anchor | None, case: Case, said: list[Message]) -> None:
    """Fill in the month and year that one date leaves to the other or to the case."""
    given = [each for each in (start, end) if each is not None]
    if not given:
        return
    first, last = given[0], given[-1]
    if first.loose.month is None and last.loose.month is None and first.loose.day is not None:
        raise InputError(NO_MONTH, day=first.loose.day)
    for one, other in ((first, last), (last, first)):
        if one.loose.day is not None and one.loose.month is None:
            one.loose = replace(one.loose, month=other.loose.month)
    bare = first.loose.year is None and last.loose.year is None
    if bare:
        last.loose = replace(last.loose, year=_nearest_year(last.loose, case.window.last))
    # From December to January the year turns; inside one month it never does.
    turns = (last.loose.month or 0) < (first.loose.month or 0)
    if first.loose.year is None:
        first.loose = replace(first.loose, year=(last.loose.year or 0) - turns)
    elif last.loose.year is None:
        last.loose = replace(last.loose, year=first.loose.year + turns)
    if bare:
        days = days_of(first)[0], days_of(last)[1]
        if days[0] == days[1]:
            said.append(Message.of(YEAR, day=days[0]))
        else:
            said.append(Message.of(YEARS, first=days[0], last=days[1]))


def _nearest_year(loose: LooseDay, to: date) -> int:
    """Year that brings a day of the year closest to another date; that date's own failing all."""
    tried = {}
    for year in (to.year, to.year - 1, to.year + 1):
        with suppress(ValueError):
            tried[year] = abs(date(year, loose.month or 1, loose.day or 1) - to)
    return min(tried, key=tried.__getitem__, default=to.year)


def days_of(anchor: Anchor) -> tuple[date, date]:
    """First and last day of what an anchor names: a day, its week, a month, a year."""
    loose = anchor.loose
    year, month = loose.year or 0, loose.month
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if loose.day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        day = date(year, month, loose.day)
        if not anchor.week:
            return day, day
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    except (ValueError, OverflowError) as error:
        raise InputError(NO_DATE, year=year, month=month, day=loose.day or 1) from error


def weekdays_agree(anchors: Sequence[Anchor]) -> None:
    """Refuse a day of the week that is not the date's."""
    for each in anchors:
        if each.weekday is not None and each.loose.day is not None:
            day = days_of(each)[0]
            if day.weekday() != each.weekday.value:
                raise RefusedClaimError(
                    WEEKDAY, refused=(each.weekday.text,), word=each.weekday.text, day=day
                )


def loose_ends(anchors: Anchors, case: Case, text: str) -> None:
    """Refuse words around dates that hold on to none, and weeks and weekdays of months."""
    strange = list(anchors.loose_ends)
    for each in anchors.found:
        if each.loose.day is None:
            strange += [refused(each.weekday)] if each.weekday else []
            strange += [refused(each.token)] if each.week else []
    if strange:
        raise refuse(strange, case, text)
