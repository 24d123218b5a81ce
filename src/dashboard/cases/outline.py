"""case.toml as an outline of the case: what the tables beside it may refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, available_timezones

from dashboard.case import (
    EXPECTED,
    FORMAT,
    STATUSES,
    STORY_KINDS,
    UNIVERSE_RETURNS,
    Benchmark,
    Case,
    Estimation,
    Group,
    Source,
    Stock,
    Story,
    Universe,
    Window,
)
from dashboard.cases.cells import narrow, read_id, read_url
from dashboard.cases.faults import nearest
from dashboard.cases.terms import check_terms, read_terms
from dashboard.cases.toml import Keys
from dashboard.errors import N_, CalendarError, InputError
from dashboard.market.codes import AMBIGUOUS, read_code
from dashboard.market.sessions import Sessions, load_sessions

CASE_FILE = "case.toml"
PRICES_NOTE = "prices.toml"
EVENTS = "events.csv"
EVIDENCE = "evidence.csv"
CLAIMS = "claims.csv"
TAGS = "tags.csv"
PRICES = "prices.csv"
OWN_TABLES = (EVENTS, EVIDENCE, CLAIMS, TAGS, PRICES)
MAINLAND = "XSHG"
TAKEN_SLUGS = frozenset({"universe", "symbols"})  # refreshes that belong to no case
# Names of devices: Windows makes no folder of such a name, nor takes one out of an archive.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)

MIN_ESTIMATION = 3  # a market model spends two sessions on its coefficients
MAX_ESTIMATION = 2000
MAX_GAP = 500

REVERSED = N_("The window ends before it begins; exchange its two days.")
TOO_FAR = N_("This is too far away: it has to lie between {first} and {last}; mend the year.")
EARLIEST, LATEST = 1990, 2100  # years of a review
NO_SESSION = N_("{day} is no session of {calendar}; the next one is {next}.")

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SYMBOL = re.compile(r"\^?[A-Z0-9][A-Z0-9.=-]{0,19}")
_MAINLAND_SYMBOL = re.compile(r"\d{6}\.(?:SZ|SS|BJ)")
_CURRENCY = re.compile(r"[A-Z]{3}")


def reach(sessions: Sessions) -> tuple[date, date]:
    """Day after which, and day until which, a page can place a day among the sessions."""
    # Pages look at sessions after a day too.
    return sessions.first_known, date(sessions.last_placed.year - 1, 12, 31)


@dataclass(frozen=True, slots=True)
class Outline:
    """
    Everything case.toml says.

    Attributes
    ----------
    case : Case
        The case without its tables; full of stand-ins when the file has faults.
    sessions : Sessions or None
        The calendar; None when the file names none that exists.
    """

    case: Case
    sessions: Sessions | None

    @property
    def priced_symbols(self) -> tuple[str, ...]:
        """Symbols that prices.csv may hold: stocks, and benchmarks without a file."""
        return (
            *self.case.symbols,
            *(mark.id for mark in self.case.benchmarks if mark.returns is None),
        )

    def check_reach(self, day: date) -> None:
        """Raise InputError when no page can place a day among the sessions."""
        if self.sessions is None:
            return
        first, last = reach(self.sessions)
        if not first < day <= last:
            raise InputError(TOO_FAR, first=first, last=last)

    def as_symbol(self, text: str) -> str:
        """
        Symbol of the case that a code means in any writing (603881.SH, sh603881, 603881).

        A text that means none is returned as it is, for whoever reports it.
        """
        known = self.priced_symbols
        if not text or text in known or self.case.calendar != MAINLAND:
            return text
        try:
            code = read_code(text)
        except InputError:
            return text
        if code.symbol in known:
            return code.symbol
        index = f"{code.symbol[:6]}.SS"
        return index if code.is_open and index in known else text


def is_slug(text: str) -> bool:
    """Whether a text can name a case in an address and on a disk."""
    return _SLUG.fullmatch(text) is not None


def can_name_a_new_case(text: str) -> bool:
    """Whether a text can name a case that is made here, wherever it is carried."""
    return is_slug(text) and text not in TAKEN_SLUGS | _DEVICES


def check_timezone(name: str) -> str:
    """Return an IANA time zone, or raise InputError with the nearest."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InputError(
            N_("There is no such time zone; use an IANA name{nearest}."),
            nearest=nearest(name, sorted(available_timezones()), named=True),
        ) from error
    return name


def check_window(first: date, last: date, sessions: Sessions) -> None:
    """Raise InputError when a window's ends are reversed or are no sessions."""
    if first > last:
        raise InputError(REVERSED)
    for day in (first, last):
        try:
            known = sessions.is_session(day)
            following = day if known else sessions.on_or_after(day)
        except CalendarError as error:
            raise InputError(error.template, **error.values) from error
        if not known:
            raise InputError(NO_SESSION, day=day, calendar=sessions.calendar, next=following)


def read_outline(keys: Keys) -> Outline:
    """Read case.toml; faults go where `keys` reports to."""
    _check_format(keys)
    calendar, timezone = keys.text("calendar"), keys.checked("timezone", check_timezone)
    sessions = _sessions(keys, calendar, timezone)
    slug = keys.checked("slug", _check_slug)
    title, question = keys.both("title"), keys.both("question")
    source = _source(keys)
    currency = keys.checked("currency", _check_currency)
    window = _window(keys, sessions)
    estimation = _estimation(keys)
    groups, stocks = _groups(keys), _stocks(keys, calendar)
    benchmarks = _benchmarks(keys, calendar)
    stories, universe = _stories(keys), _universe(keys)
    asks = keys.text("asks", optional=True)
    status = keys.word("status", STATUSES, default="closed")
    review = keys.day("review", optional=True)
    keys.finish()
    if review is not None and not EARLIEST < review.year < LATEST:
        keys.report("review", review, TOO_FAR, first=EARLIEST, last=LATEST)
    _check_asked(keys, asks, stories)
    _check_membership(keys, groups, stocks)
    case = Case(
        slug=slug,
        title=title,
        question=question,
        source=source,
        calendar=calendar,
        timezone=timezone,
        currency=currency,
        window=window,
        estimation=estimation,
        groups=groups,
        stocks=stocks,
        benchmarks=benchmarks,
        stories=stories,
        universe=universe,
        asks=asks,
        status=status,
        review=review,
    )
    return Outline(case, sessions)


def _check_asked(keys: Keys, asks: str, stories: Sequence[Story]) -> None:
    names = [story.id for story in stories]
    if asks and asks not in names:
        rule = N_("This names no story of the case{nearest}.")
        keys.report("asks", asks, rule, nearest=nearest(asks, names))


def _check_format(keys: Keys) -> None:
    rule = N_("This version reads format {known}; write format = {known}.")
    found = keys.get("format", int, N_("This must be a whole number."), optional=False)
    if found is not None and found != FORMAT:
        keys.report("format", found, rule, known=FORMAT)


def _check_slug(text: str) -> str:
    if not is_slug(text):
        raise InputError(
            N_("A slug is at most 64 small letters, digits and hyphens; it goes into addresses.")
        )
    if text in TAKEN_SLUGS:
        raise InputError(N_("“{slug}” names a refresh of its own; choose another slug."), slug=text)
    return text


def _check_currency(text: str) -> str:
    if not _CURRENCY.fullmatch(text):
        raise InputError(N_("A currency is three capital letters, such as CNY."))
    return text


def _check_symbol(calendar: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        symbol = narrow(text)
        if calendar == MAINLAND:
            return _mainland_symbol(symbol)
        if not _SYMBOL.fullmatch(symbol):
            raise InputError(N_("A symbol is written as Yahoo does, such as 300249.SZ."))
        return symbol

    return check


def _mainland_symbol(text: str) -> str:
    code = read_code(text)
    if code.is_open:
        raise InputError(AMBIGUOUS, code=code.symbol[:6])
    if not _MAINLAND_SYMBOL.fullmatch(code.symbol):
        raise InputError(
            N_(
                "A mainland symbol is six digits with .SZ (Shenzhen), .SS (Shanghai) or .BJ "
                "(Beijing), such as 300249.SZ; a benchmark that is a file needs the key "
                "“returns”."
            )
        )
    return code.symbol


def _check_table_name(text: str) -> str:
    if "/" in text or "\\" in text or text != PurePosixPath(text).name or ":" in text:
        raise InputError(
            N_("A file of the case stands in its folder; write the bare name, without a path.")
        )
    if not text.lower().endswith(".csv") or text.startswith("."):
        raise InputError(N_("A table is a file whose name ends in .csv."))
    if text.lower() in OWN_TABLES:
        raise InputError(N_("This file has another meaning in the format; use another name."))
    return text


def _sessions(keys: Keys, calendar: str, timezone: str) -> Sessions | None:
    if not calendar or not timezone:
        return None
    try:
        return load_sessions(calendar, timezone)
    except CalendarError as error:
        keys.report("calendar", calendar, error.template, **error.values)
        return None


def _source(keys: Keys) -> Source:
    table = keys.table("source")
    if table is None:
        return Source("", "", "", datetime.min)  # noqa: DTZ901 - a stand-in, never handed on
    rule = N_(
        "This must be a time with its offset, such as 2025-02-14T10:02:11+08:00; of a day alone "
        "write its beginning, 2025-02-14T00:00:00+08:00."
    )
    published = table.get("published", datetime, rule, optional=False)
    if published is not None and published.tzinfo is None:
        table.report("published", published, rule)
    title, publisher = table.text("title"), table.text("publisher", optional=True)
    url = table.checked("url", read_url, optional=True)
    author = table.text("author", optional=True)
    table.finish()
    return Source(title, publisher, url, published or datetime.min, author)  # noqa: DTZ901 - as above


def _window(keys: Keys, sessions: Sessions | None) -> Window:
    table = keys.table("window")
    if table is None:
        return Window(date.min, date.min)
    first, last = table.day("first"), table.day("last")
    table.finish()
    if first is None or last is None:
        return Window(date.min, date.min)
    if first > last:
        table.report("first", first, REVERSED)
    elif sessions is not None:
        for key, day in (("first", first), ("last", last)):
            try:
                check_window(day, day, sessions)
            except InputError as error:
                table.report(key, day, error.template, **error.values)
    return Window(first, last)


def _estimation(keys: Keys) -> Estimation:
    table = keys.table("estimation")
    if table is None:
        return Estimation(MIN_ESTIMATION, 0)
    length = table.integer("sessions", MIN_ESTIMATION, MAX_ESTIMATION)
    gap = table.integer("gap", 0, MAX_GAP)
    table.finish()
    return Estimation(length, gap)


def _groups(keys: Keys) -> tuple[Group, ...]:
    found: list[Group] = []
    for table in keys.tables("groups"):
        name = _new_id(table, "id", read_id, {group.id for group in found})
        found.append(Group(name, table.both("title"), table.word("chosen", ("before", "after"))))
        table.finish()
    return tuple(found)


def _stocks(keys: Keys, calendar: str) -> tuple[Stock, ...]:
    found: list[Stock] = []
    for table in keys.tables("stocks"):
        taken = {stock.symbol for stock in found}
        symbol = _new_id(table, "symbol", _check_symbol(calendar), taken)
        listed = table.day("listed", optional=True)
        found.append(Stock(symbol, table.both("name"), table.text("group"), listed))
        table.finish()
    return tuple(found)


def _benchmarks(keys: Keys, calendar: str) -> tuple[Benchmark, ...]:
    found: list[Benchmark] = []
    for table in keys.tables("benchmarks"):
        title = table.both("title")
        returns = _returns(table, calendar)
        check = _check_symbol(calendar) if returns is None else read_id
        name = _new_id(table, "id", check, {mark.id for mark in found})
        found.append(Benchmark(name, title, returns))
        table.finish()
    return tuple(found)


def _stories(keys: Keys) -> tuple[Story, ...]:
    found: list[Story] = []
    for table in keys.tables("stories"):
        name = _new_id(table, "id", read_id, {story.id for story in found})
        kind = table.word("kind", STORY_KINDS)
        title, predicts = table.both("title"), table.both("predicts")
        expects = table.word("expects", EXPECTED, default="rise")
        terms = read_terms(table.checked("terms", check_terms, optional=True))
        found.append(Story(name, kind, title, predicts, expects, terms))
        table.finish()
    return tuple(found)


def _universe(keys: Keys) -> Universe | None:
    table = keys.table("universe", optional=True)
    if table is None:
        return None
    name = table.checked("window_returns", _check_table_name)
    table.finish()
    return Universe(name)


def _returns(table: Keys, calendar: str) -> str | None:
    rule = N_("This must be text in double quotes.")
    found = table.get("returns", str, rule, optional=True)
    if found is None:
        return None
    if found != UNIVERSE_RETURNS:
        return table.checked("returns", _check_table_name)
    if calendar != MAINLAND:
        rule = N_("The universe is that of mainland A shares, for the calendar {known} only.")
        table.report("returns", found, rule, known=MAINLAND)
    return UNIVERSE_RETURNS


def _new_id(table: Keys, key: str, check: Callable[[str], str], taken: set[str]) -> str:
    name = table.checked(key, check)
    if name and name in taken:
        table.report(key, name, N_("This stands twice in case.toml; give each its own."))
    # A wrong symbol still names its stock: else every price row of it were a fault too.
    return name or table.raw(key)


def _check_membership(keys: Keys, groups: tuple[Group, ...], stocks: tuple[Stock, ...]) -> None:
    names = [group.id for group in groups]
    for position, stock in enumerate(stocks):
        if stock.group and names and stock.group not in names:
            rule = N_("The case has no such group{nearest}.")
            keys.inside("stocks", position).report(
                "group", stock.group, rule, nearest=nearest(stock.group, names)
            )
    for position, group in enumerate(groups):
        if group.id and all(stock.group != group.id for stock in stocks):
            rule = N_("No stock belongs to this group; give it one or drop it.")
            keys.inside("groups", position).report("id", group.id, rule)
