"""Minute bars of the store beside a case: those of the sessions of its timed events."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

import numpy as np

from dashboard.case import Case, Event
from dashboard.cases.folders import CaseFolder
from dashboard.cases.held import FileNote
from dashboard.errors import CalendarError, StoreError
from dashboard.market.minutes import MinuteBars, minute_digest
from dashboard.market.sessions import Sessions, Span, load_sessions, span
from dashboard.store.minute_files import minute_file, minute_sources, read_minutes
from dashboard.store.store import Store


def timed_events(case: Case, sessions: Sessions) -> dict[date, tuple[tuple[Event, Span], ...]]:
    """Sessions of events whose time of day is known, with these in order of time."""
    found: dict[date, list[tuple[Event, Span]]] = {}
    for event in case.events:
        try:
            when = span(event.published, sessions)
        except CalendarError:  # said where events are placed
            continue
        if when.time_known:
            found.setdefault(when.session, []).append((event, when))
    return {
        day: tuple(sorted(found[day], key=lambda each: (each[1].earliest, each[0].id)))
        for day in sorted(found)
    }


def with_minutes(content: CaseFolder, store: Store) -> CaseFolder:
    """
    Case folder with the store's minute bars of its stocks, as far as its events need them.

    Parameters
    ----------
    content : CaseFolder
        On its own prices or on the store's.
    store : Store

    Returns
    -------
    CaseFolder
        With the bars of every session of a timed event and of the session before; itself
        where there are none.  A file that is damaged is left out, and a notice says so.
    """
    case = content.case
    wanted = needed_days(case)
    if not wanted:
        return content
    bars, files, notices = {}, [], []
    for symbol in case.symbols:
        read = []
        for source in minute_sources(store, symbol):
            try:
                found = read_minutes(store, symbol, source)
            except StoreError as error:
                notices.append(error.message)
                continue
            part = None if found is None else _on(found, wanted)
            if part is not None:
                read.append(part)
        if read:
            bars[symbol] = max(read, key=_worth)
            files.append(_note(bars[symbol], store))
    if not bars and not notices:
        return content
    return replace(
        content,
        market=replace(content.market, minutes=bars),
        files=(*content.files, *files),
        notices=(*content.notices, *notices),
    )


def needed_days(case: Case) -> tuple[date, ...]:
    """Sessions of the case's timed events, and the ones before these; oldest first."""
    sessions = load_sessions(case.calendar, case.timezone)
    found = set()
    for day in timed_events(case, sessions):
        found.add(day)
        with suppress(CalendarError):  # the calendar's first session has none before it
            found.add(sessions.before(day))
    return tuple(sorted(found))


def _on(bars: MinuteBars, days: tuple[date, ...]) -> MinuteBars | None:
    """Bars of some days alone; None without any."""
    held = np.isin(bars.days, np.array(days, dtype="datetime64[D]"))
    if not held.any():
        return None
    rows = bars.rows.loc[held].reset_index(drop=True)
    return MinuteBars(replace(bars.note, sha256=minute_digest(rows)), rows)


def _worth(bars: MinuteBars) -> tuple[int, int, str, str]:
    """Of several files the one with most of the days, then the finest, then the newest."""
    note = bars.note
    return len(np.unique(bars.days)), -note.interval, note.retrieved, note.source


def _note(bars: MinuteBars, store: Store) -> FileNote:
    note = bars.note
    place = minute_file(store, note.symbol, note.source).relative_to(store.folder)
    size = int(bars.rows.memory_usage(index=False).sum())
    return FileNote(place.as_posix(), len(bars.rows), note.sha256, size)
