"""Short names of a stock by date, and from them when it was under special treatment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from dashboard.market.boards import UNREFORMED, StatusSpan, is_special_treatment
from dashboard.market.listing import tight

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NameChange:
    """A short name given up for another; `day` is the first under the new one."""

    symbol: str
    day: date
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A short name from one day to another, both included; None leaves that side open."""

    symbol: str
    name: str
    first: date | None
    last: date | None
    source: str


def name_spans(changes: Iterable[NameChange], source: str) -> tuple[NameSpan, ...]:
    """
    Names by date from the changes of names.

    Where a change does not start from the name before it, a change is missing between
    them: each of the two names then counts for the one day on which it is known.
    """
    spans: list[NameSpan] = []
    ordered = sorted(changes, key=lambda change: (change.symbol, change.day))
    for symbol, group in groupby(ordered, key=lambda change: change.symbol):
        own = list(group)
        spans.append(NameSpan(symbol, own[0].before, None, own[0].day - ONE_DAY, source))
        for change, later in pairwise(own):
            end = later.day - ONE_DAY
            if tight(change.after) == tight(later.before):
                spans.append(NameSpan(symbol, change.after, change.day, end, source))
            else:
                spans.append(NameSpan(symbol, change.after, change.day, change.day, source))
                spans.append(NameSpan(symbol, later.before, end, end, source))
        spans.append(NameSpan(symbol, own[-1].after, own[-1].day, None, source))
    # A name given up on its first day has no day of its own.
    return tuple(s for s in spans if s.first is None or s.last is None or s.first <= s.last)


def status_spans(spans: Iterable[NameSpan]) -> tuple[StatusSpan, ...]:
    """
    Special treatment by date, from names with the marks ST, *ST, SST, S*ST, S or without.

    Neighbours of one status are joined; days that no name is known for stay unknown.

    >>> span = NameSpan("002418.SZ", "S*ST康盛", date(2025, 5, 6), None, "szse")
    >>> status_spans([span])[0].st
    True
    """
    joined: list[StatusSpan] = []
    parts = [part for span in spans for part in _at_the_rule(span)]
    for span in sorted(parts, key=lambda each: (each.symbol, each.first or date.min)):
        st = is_special_treatment(span.name, span.first or date.min)
        last = joined[-1] if joined else None
        if last and (last.symbol, last.st) == (span.symbol, st) and _adjoin(last, span):
            ends = (last.last, span.last)
            end = None if None in ends else max(day for day in ends if day)
            joined[-1] = StatusSpan(span.symbol, st, last.first, end)
        else:
            joined.append(StatusSpan(span.symbol, st, span.first, span.last))
    return tuple(joined)


def _at_the_rule(span: NameSpan) -> list[NameSpan]:
    """Parts of a span before and from the day on which an S alone began to count."""
    if (span.first or date.min) >= UNREFORMED or (span.last or date.max) < UNREFORMED:
        return [span]
    return [replace(span, last=UNREFORMED - ONE_DAY), replace(span, first=UNREFORMED)]


def _adjoin(earlier: StatusSpan, later: NameSpan) -> bool:
    if earlier.last is None or later.first is None:
        return True
    return later.first <= earlier.last + ONE_DAY
