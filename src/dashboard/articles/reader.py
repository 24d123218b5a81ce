"""The reader of articles: a text in, its finds out; rules alone, no network, no model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from dashboard.articles.as_of import as_of_session, clock_of, session_going_on
from dashboard.articles.days import Days, days_in, publication
from dashboard.articles.finds import (
    Finds,
    FoundDate,
    FoundReturn,
    FoundSpan,
    Origin,
    Precision,
    Published,
)
from dashboard.articles.groups import groups_of
from dashboard.articles.names import NameIndex
from dashboard.articles.reports import readings_of, reports_of
from dashboard.articles.returns import Returns
from dashboard.articles.shares import shares_of
from dashboard.articles.spans import Spans
from dashboard.articles.stances import causes_of, denials_of, hedges_of
from dashboard.articles.stocks import Mentions
from dashboard.articles.strangers import unknown_names
from dashboard.articles.subjects import Subjects
from dashboard.articles.text import Taken, Text
from dashboard.errors import N_, CalendarError, InputError
from dashboard.market.listing import Listing
from dashboard.market.sessions import Sessions, load_sessions
from dashboard.message import Message

CALENDAR, TIMEZONE = "XSHG", "Asia/Shanghai"
LONGEST = 300_000
"""Signs of an article; longer ones are refused."""

_PERIODS: tuple[tuple[Precision, str], ...] = (
    ("half-year", r"(?P<y0>20\d\d)年?(?:上半年|半年报|半年度|中报)"),
    ("quarter", r"(?P<y1>20\d\d)年?第?(?P<q>[一二三四])季(?:度|报)"),
    ("month", r"(?P<y2>20\d\d)年(?P<m>\d{1,2})月(?!\d)"),
    ("year", r"(?P<y3>20\d\d)(?:年年报|年报|年度报告|年度|年(?!\d))"),
)
_PERIOD = re.compile("|".join(f"(?P<p{n}>{words})" for n, (_, words) in enumerate(_PERIODS)))


@lru_cache(maxsize=2)
def index_of(listing: Listing) -> NameIndex:
    """Names of a list for look-up; made once."""
    return NameIndex(listing)


def read_article(
    raw: str,
    listing: Listing,
    *,
    published: date | datetime | None = None,
    title: str = "",
    sessions: Sessions | None = None,
    today: date | None = None,
) -> Finds:
    """
    Read an article.

    Parameters
    ----------
    raw : str
        Its text; every place counts code points of it.
    listing : Listing
        Names of stocks, today's and former ones.
    published : date or datetime, optional
        Exchange time where it has a time; else as the text says, or as its days allow.
    title : str
        Of the page it comes from; the first line by default.
    sessions : Sessions, optional
        Shanghai's by default.
    today : date, optional
        No article is younger; the day of the call by default.

    Raises
    ------
    InputError
        If there is nothing to read, or more than `LONGEST` signs of it.
    """
    _check(raw)
    text = Text(raw)
    known = sessions or load_sessions(CALENDAR, TIMEZONE)
    when = publication(text, published, today or date.today())  # noqa: DTZ011 - a day is enough
    days = _in_calendar(days_in(text, when), known)
    clock = clock_of(when, published, raw)
    as_of = as_of_session(days, when.day, clock, known, text.plain)
    spans = Spans(text, days, known, as_of, when.day)
    mentions = Mentions(text, index_of(listing), when.day)
    found = mentions.subjects
    subjects = Subjects(text, found)
    live = session_going_on(text, days, when.day, clock, as_of, known)
    returns = Returns(text, found, spans, live).found()
    stretches = tuple(spans.found(span) for span in spans.all)
    finds = Finds(
        text=raw,
        title=title or _first_line(raw),
        published=when,
        language=text.language,
        stocks=mentions.stocks(),
        not_resolved=(*mentions.not_resolved, *unknown_names(text, mentions.all)),
        groups=groups_of(text, subjects),
        returns=returns,
        dates=tuple(_dates(text, days, known, when)),
        spans=stretches,
        shares=shares_of(text, subjects),
        reports=reports_of(text, days),
        readings=readings_of(text, days),
        denials=denials_of(text, subjects),
        hedges=hedges_of(text, subjects),
        causes=causes_of(text, subjects),
        window=window_of(returns, stretches, spans),
    )
    return replace(finds, notices=tuple(_notices(finds)))


def _check(raw: str) -> None:
    if not raw.strip():
        raise InputError(N_("There is nothing to read: the article is empty."))
    if len(raw) > LONGEST:
        raise InputError(
            N_(
                "The article has {n} signs; more than {most} are not read. Paste the part you mean."
            ),
            n=len(raw),
            most=LONGEST,
        )


def _first_line(raw: str) -> str:
    return next((line.strip()[:120] for line in raw.splitlines() if line.strip()), "")


def _in_calendar(days: Days, sessions: Sessions) -> Days:
    def inside(day: date) -> bool:
        try:
            sessions.before(day)
            sessions.after(day)
        except CalendarError:
            return False
        return True

    return Days(tuple(day for day in days if inside(day.day)))


def _dates(text: Text, days: Days, sessions: Sessions, published: Published) -> Iterator[FoundDate]:
    found: list[FoundDate] = []
    for day in days:
        quote, place = text.quote(day.start, day.end)
        origin: Origin = "text" if re.search(r"20\d\d", quote) else published.origin
        session = day.session(sessions)
        found.append(FoundDate(day.day, day.precision, session, day.time, origin, quote, place))
    taken = Taken()
    for each in found:
        taken.take(*each.place)
    for match in _PERIOD.finditer(text.plain):
        if not taken.take(match.start(), match.end()):
            continue
        number = next(n for n in range(len(_PERIODS)) if match[f"p{n}"])
        quote, place = text.quote(match.start(), match.end())
        end = _period_end(match, number)
        found.append(FoundDate(end, _PERIODS[number][0], None, "", "text", quote, place))
    yield from sorted(found, key=lambda each: each.place)


def _period_end(match: re.Match[str], number: int) -> date | None:
    year = int(match[f"y{number}"])
    if number == 0:
        return date(year, 6, 30)
    if number == 3:
        return date(year, 12, 31)
    month = int(match["m"]) if number == 2 else 3 * ("一二三四".index(match["q"]) + 1)
    if not 1 <= month <= 12:
        return None
    return date(year + month // 12, month % 12 + 1, 1) - (date(2, 1, 2) - date(2, 1, 1))


def window_of(
    returns: tuple[FoundReturn, ...], stretches: tuple[FoundSpan, ...], spans: Spans
) -> FoundSpan | None:
    """Return the span of several sessions that most returns count over, else that of one."""
    counted = Counter(
        (each.first, each.last) for each in returns if each.first is not None and each.last
    )
    several = {key: n for key, n in counted.items() if key[0] != key[1]}
    if not counted:
        return stretches[0] if stretches else None
    held = several or dict(counted)
    best = max(held, key=lambda key: held[key])
    told = [each for each in stretches if (each.first, each.last) == best]
    if told:
        return max(told, key=lambda each: each.stated is not None)
    source = next(each for each in returns if (each.first, each.last) == best)
    first, last = best
    return FoundSpan(
        first,
        last,
        *spans.measured(first, last),
        None,
        source.quote,
        source.place,
    )


def _notices(finds: Finds) -> Iterator[Message]:
    if finds.language == "other":
        yield Message.of(
            N_(
                "The text is neither Chinese nor English as far as can be told: only codes and "
                "names that stand in it were looked for."
            )
        )
    if finds.published.day is None:
        yield Message.of(
            N_(
                "The article does not say when it appeared: days without a year were left out. "
                "Give the day of publication."
            )
        )
    elif finds.published.origin == "inferred":
        yield Message.of(
            N_(
                "The article does not say when it appeared: {day} is a guess from its own days. "
                "Give the day of publication."
            ),
            day=finds.published.day,
        )
    if not finds.subjects:
        yield Message.of(N_("The article names no stock of the list that it is about."))
