"""A case as it could be known on a day: what was published later is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.case import Evidence
from dashboard.cases.folders import CaseFolder
from dashboard.cases.outline import reach
from dashboard.errors import N_, InputError
from dashboard.market.sessions import Sessions, is_public, load_sessions, span

TOO_FAR = N_(
    "What was known on {day} cannot be asked: the day has to lie between {first} and {last}; mend "
    "the year."
)


def known_on(folder: CaseFolder, day: date) -> CaseFolder:
    """
    Return the case with what was public by the end of a day: evidence, events, tags.

    Parameters
    ----------
    folder : CaseFolder
    day : date
        In the time zone of the case's exchange.  A row whose time is not known exactly
        counts from the latest instant that its precision allows.

    Returns
    -------
    CaseFolder
        With `as_of` set.  Prices and claims are those of the case.

    Raises
    ------
    InputError
        If the exchange's calendar does not reach to that day.
    """
    case = folder.case
    sessions = load_sessions(case.calendar, case.timezone)
    first, last = reach(sessions)
    if not first < day <= last:
        raise InputError(TOO_FAR, day=day, first=first, last=last)
    at = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(case.timezone))
    known = replace(
        case,
        evidence=tuple(row for row in case.evidence if is_public(row.public, sessions, at)),
        events=tuple(each for each in case.events if is_public(each.published, sessions, at)),
        tags=tuple(tag for tag in case.tags if tag.seen <= day),
    )
    return replace(folder, case=known, as_of=day)


def turning_days(evidence: tuple[Evidence, ...], sessions: Sessions) -> tuple[date, ...]:
    """
    Days whose end makes a difference, in order: the first of each set of rows that it adds.

    The day before the first comes before them: nothing was public then.
    """
    zone = ZoneInfo(sessions.timezone)
    # What is public at midnight was public by the end of the day before.
    ends = (span(row.public, sessions).latest.astimezone(zone) for row in evidence)
    days = sorted({(end - timedelta(microseconds=1)).date() for end in ends})
    return (days[0] - timedelta(days=1), *days) if days else ()
