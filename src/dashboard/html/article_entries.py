"""The finds of an article as numbered entries: what each is called, and what is said of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from dashboard.articles.finds import (
    Finds,
    FoundDate,
    FoundReturn,
    FoundShare,
    FoundSpan,
    FoundStock,
    Operator,
    Place,
)
from dashboard.errors import N_, NP_
from dashboard.language import words
from dashboard.language.language import Language

KINDS: dict[str, str] = {
    "stock": N_("Stocks, and how they are grouped"),
    "return": N_("Moves"),
    "date": N_("Days and spans"),
    "report": N_("Research reports"),
    "figure": N_("Figures from accounts and readings"),
    "cause": N_("Causes named"),
    "denial": N_("Denials"),
    "hedge": N_("Hedged words"),
    "unresolved": N_("Not resolved"),
}
"""Kinds of entries in the order of the page."""

_ROLES: dict[str, str] = {
    "subject": "",
    "source": N_("a broker as author, not a subject"),
    "vendor": N_("a data vendor, not a subject"),
    "media": N_("a newspaper or site, not a subject"),
    "seat": N_("a broker’s branch, not a subject"),
}
_HOWS: dict[str, str] = {
    "code": N_("by its code"),
    "name": "",
    "former": N_("a former name"),
    "short": N_("short for a name above"),
    "english": N_("by its English name"),
    "abroad": N_("by its code abroad"),
}
_REASONS: dict[str, str] = {
    "ambiguous-name": N_("two companies bore this name"),
    "misprinted-code": N_("a misprinted code"),
    "code-and-name-differ": N_("code and name belong to different companies"),
    "unknown-code": N_("no stock has this code"),
    "unknown-name": N_("no stock of the list has this name"),
}
_MOVES: dict[str, str] = {
    "limit-up": N_("closed at the upper limit"),
    "limit-down": N_("closed at the lower limit"),
    "touched-limit-up": N_("touched the upper limit while trading"),
    "touched-limit-down": N_("touched the lower limit while trading"),
    "boards": N_("{sessions} closes at the upper limit in a row"),
    "boards-within": N_("{boards} closes at the upper limit within {sessions} sessions"),
}
_OPERATORS: dict[Operator, str] = {
    "is": "{value}",
    "about": N_("about {value}"),
    "nearly": N_("nearly {value}"),
    "over": N_("over {value}"),
    "at-least": N_("at least {value}"),
    "under": N_("under {value}"),
    "at-most": N_("at most {value}"),
}
_PRECISIONS: dict[str, str] = {
    "minute": N_("to the minute"),
    "day": "",
    "before-open": N_("before the open"),
    "midday": N_("at midday: daily closes cannot check it"),
    "intraday": N_("while trading: daily closes cannot check it"),
    "after-close": N_("after the close"),
    "week": N_("a week"),
    "month": N_("a month"),
    "quarter": N_("a quarter"),
    "half-year": N_("a half-year"),
    "year": N_("a year"),
}
_PERIODS = frozenset({"week", "month", "quarter", "half-year", "year"})
_HEDGES: dict[str, str] = {
    "possible": N_("possible only"),
    "forecast": N_("a forecast: noted, not checked"),
    "attributed": N_("said by others"),
    "rumour": N_("a rumour"),
    "uncertain": N_("uncertain"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One find as the page shows it.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    places : tuple of Place
        Where it stands; the first carries its number.
    head, note : str
        What it is, and what is said of it, in the reader's language.
    group : int or None
        Number of the group of a stock: its colour.
    number : int
        Its number in the order of the text, from 1.
    """

    kind: str
    places: tuple[Place, ...]
    head: str
    note: str
    group: int | None = None
    number: int = 0


def entries(finds: Finds, t: Language) -> tuple[Entry, ...]:
    """Every find as an entry, numbered in the order of the text."""
    found = sorted(_entries(finds, t), key=lambda each: (each.places[0], each.kind))
    return tuple(replace(each, number=n) for n, each in enumerate(found, start=1))


def _entries(finds: Finds, t: Language) -> Iterator[Entry]:
    names = {stock.symbol: stock.name for stock in finds.stocks}
    groups = {
        symbol: n for n, group in reversed([*enumerate(finds.groups)]) for symbol in group.members
    }
    labels = [group.label for group in finds.groups]

    def named(symbols: Iterable[str]) -> str:
        return t.listing([names.get(symbol, symbol) for symbol in symbols])

    for stock in finds.stocks:
        number = groups.get(stock.symbol)
        label = "" if number is None else labels[number]
        head = f"{stock.name} {stock.symbol}".strip()
        yield Entry("stock", stock.places, head, _stock(stock, label, t), number)
    for n, group in enumerate(finds.groups):
        more = t("and more that it does not name") if group.open else ""
        head = t("Group “{label}”", label=group.label)
        yield Entry("stock", (group.place,), head, _noted(t, named(group.members), more), n)
    for move in finds.returns:
        head = f"{names.get(move.symbol, move.symbol)} {_move(move, t)}"
        yield Entry("return", (move.place,), head, _counted(move, t), groups.get(move.symbol))
    yield from _days(finds, t)
    for report in finds.reports:
        title = f"《{report.title}》" if report.title else ""
        day = t.long_day(report.date) if report.date else ""
        yield Entry("report", (report.place,), report.broker, _noted(t, title, day))
    yield from _figures(finds, names, t)
    for cause in finds.causes:
        denied = t("denied as a cause") if cause.negated else ""
        hedged = t("with a hedge") if cause.hedged else ""
        yield Entry("cause", (cause.place,), cause.cause, _noted(t, denied, hedged))
    for denial in finds.denials:
        said = t("the company says so") if denial.speaker == "company" else t("the article says so")
        head = f"“{_short(denial.quote)}”"
        yield Entry("denial", (denial.place,), head, _noted(t, named(denial.symbols), said))
    for hedge in finds.hedges:
        yield Entry("hedge", (hedge.place,), f"“{hedge.cue}”", t(_HEDGES[hedge.kind]))
    for one in finds.not_resolved:
        head, reason = one.written, t(_REASONS[one.reason])
        yield Entry("unresolved", (one.place,), head, _noted(t, reason, t.listing(one.candidates)))


def _stock(stock: FoundStock, label: str, t: Language) -> str:
    today = "" if stock.today in {"", stock.name} else t("today {name}", name=stock.today)
    role, how = _ROLES[stock.role], _HOWS[stock.how]
    times = t("{n} mentions", n=len(stock.places)) if len(stock.places) > 1 else ""
    return _noted(t, label, t(role) if role else "", t(how) if how else "", today, times)


def _move(move: FoundReturn, t: Language) -> str:
    if move.kind in _MOVES:
        return t(_MOVES[move.kind], sessions=move.sessions, boards=move.boards)
    if move.kind == "streak":
        template = N_("{n} rises in a row") if move.direction == "up" else N_("{n} falls in a row")
        return t(template, n=move.sessions)
    if move.value is None:
        return t("rose, no number given") if move.direction == "up" else t("fell, no number given")
    return t(_OPERATORS[move.operator], value=t.percent(move.value, _digits(move.value)))


def _digits(value: float) -> int:
    """Decimals of a percentage that the article wrote: those it needs, at most two."""
    return next((n for n in (0, 1) if abs(round(value * 100, n) - value * 100) < 1e-9), 2)


def _counted(move: FoundReturn, t: Language) -> str:
    """Over which sessions a move counts, and from which close."""
    if move.first is None or move.last is None:
        return t("its days are not known")
    days = _range(move.first, move.last, t)
    if move.kind == "intraday":
        return _noted(t, days, t("while trading: daily closes cannot check it"))
    if move.kind != "return" or move.base is None:
        return days
    base = t("from the close of {base}", base=t.day(move.base))
    if move.base_rule == "either" and move.base_other is not None:
        base = t(
            "from the close of {base} or {other}: prices decide",
            base=t.day(move.base),
            other=t.day(move.base_other),
        )
    differ = t("the calendar counts other sessions") if "sessions-differ" in move.flags else ""
    return _noted(t, days, base, differ)


def _range(first: date, last: date, t: Language) -> str:
    one, other = t.long_day(first), t.long_day(last)
    return one if one == other else t("{first} to {last}", first=one, last=other)


def _days(finds: Finds, t: Language) -> Iterator[Entry]:
    for span in finds.spans:
        yield Entry("date", (span.place,), _range(span.first, span.last, t), _span(span, finds, t))
    places = sorted(span.place for span in finds.spans)
    starts = [place.start for place in places]
    # How far the spans reach that begin no later: an article may name thousands of days.
    reach = [0, *accumulate((place.end for place in places), max)]
    for day in finds.dates:
        if day.place.end > reach[bisect_right(starts, day.place.start)]:
            # A period is best told in its own words: of a half-year only the last day is known.
            own = day.date is None or day.precision in _PERIODS
            head = f"“{day.quote}”" if own else t.long_day(day.date)
            yield Entry("date", (day.place,), head, _day(day, t))


def _span(span: FoundSpan, finds: Finds, t: Language) -> str:
    sessions = t.plural("{n} session", "{n} sessions", span.sessions)
    base = t("from the close of {base}", base=t.day(span.base))
    differ = ""
    if span.stated is not None and span.stated != span.sessions:
        differ = t("the article says {n}", n=span.stated)
    window = t("the window on trial") if span == finds.window else ""
    return _noted(t, sessions, base, differ, window)


def _day(day: FoundDate, t: Language) -> str:
    known = _PRECISIONS[day.precision]
    later = ""
    if day.session is not None and day.session != day.date:
        later = t("counts for {day}", day=t.day(day.session))
    guessed = t("its year is inferred") if day.origin == "inferred" else ""
    return _noted(t, day.time, t(known) if known else "", later, guessed)


def _figures(finds: Finds, names: dict[str, str], t: Language) -> Iterator[Entry]:
    for share in finds.shares:
        who = names.get(share.symbol, share.symbol) if share.symbol else t("whose is not said")
        head = t("{who}: {figure}", who=who, figure=_share(share, t))
        of = share.denominator and t(
            N_("against {denominator}")
            if share.unit in {"times", "growth"}
            else N_("of {denominator}"),
            denominator=share.denominator,
        )
        period = words.period(share.period, t)
        yield Entry("figure", (share.place,), head, _noted(t, share.measure, of, period))
    for reading in finds.readings:
        value = words.measured(reading.value, reading.unit, t)
        head = t(
            "{who}: {figure}",
            who=reading.series,
            figure=t(_OPERATORS[reading.operator], value=value),
        )
        day = t.long_day(reading.date) if reading.date else ""
        yield Entry("figure", (reading.place,), head, day)


def _share(share: FoundShare, t: Language) -> str:
    if share.value is None:
        return f"“{_short(share.quote)}”"
    if share.unit == "growth":
        value = t("growth of {value}", value=t.percent(share.value, _digits(share.value)))
    else:
        value = words.measured(share.value, _UNITS.get(share.unit, share.unit), t)
    return t(_OPERATORS[share.operator], value=value)


_UNITS = {"times": "multiple"}


def _short(quote: str, most: int = 40) -> str:
    return quote if len(quote) <= most else quote[: most - 1] + "…"


def _noted(t: Language, *parts: str) -> str:
    return t(NP_("clauses", ", ")).join(part for part in parts if part)
