"""A list of A shares after an older one: names given up, with days, and who left in between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import groupby

from dashboard.market.former_names import ONE_DAY, FormerName, renamed
from dashboard.market.listing import Listed, Listing
from dashboard.market.name_history import NameSpan
from dashboard.market.short_names import plain_name


def succeed(newer: Listing, older: Listing) -> Listing:
    """
    Return a newer list with what an older one saw: former names, days, who left in between.

    What the newer list says of a security of today counts; the older one's names join its
    former ones, and a security that the newer list lacks stays, with the day of `seen`.
    """
    before, gone, seen = older.by_symbol, newer.as_of, older.as_of
    entries = [_succeeding(entry, before.get(entry.symbol), seen, gone) for entry in newer.entries]
    known = newer.by_symbol
    left = [
        replace(entry, seen=entry.seen or seen)
        for entry in older.entries
        if entry.symbol not in known
    ]
    together = sorted([*entries, *left], key=lambda entry: entry.symbol)
    return replace(newer, entries=tuple(together))


def _succeeding(entry: Listed, before: Listed | None, seen: date, gone: date) -> Listed:
    if before is None:
        return entry
    told = entry.former or before.former
    return replace(
        entry,
        pinyin=entry.pinyin or (before.pinyin if before.name == entry.name else ""),
        listed=entry.listed or before.listed,
        delisted=entry.delisted or before.delisted,
        former=renamed(told, before.name, entry.name, seen=before.seen or seen, gone=gone),
    )


def with_dated_names(listing: Listing, spans: Iterable[NameSpan]) -> Listing:
    """Return a list with the days of name changes where a source has them."""
    known = _by_symbol(spans)
    entries = tuple(
        replace(entry, former=_dated(entry.former, known[entry.symbol]))
        if entry.symbol in known
        else entry
        for entry in listing.entries
    )
    return replace(listing, entries=entries)


def _dated(former: tuple[FormerName, ...], spans: Iterable[NameSpan]) -> tuple[FormerName, ...]:
    """
    Former names with the days of changes where a source has them.

    A name that both know stands once, with its day; one that only `former` knows stays.
    """
    known = [
        FormerName(span.last + ONE_DAY, span.last, span.name)
        for span in spans
        if span.last is not None
    ]
    told = {plain_name(each.name) for each in known}
    return tuple(sorted([*known, *(e for e in former if plain_name(e.name) not in told)]))


def _by_symbol(spans: Iterable[NameSpan]) -> dict[str, tuple[NameSpan, ...]]:
    """Names by date of each security."""
    ordered = sorted(spans, key=lambda span: (span.symbol, span.first or date.min))
    return {key: tuple(own) for key, own in groupby(ordered, key=lambda span: span.symbol)}
