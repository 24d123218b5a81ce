"""The numbered events in words: whole, with times and sources, or short under a chart.

The numbers are those of the circles (`event_numbers`), the same on every
page; a filtered list keeps them.  Everything from the case is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import EventTime, event_numbers, is_placed
from dashboard.case import Case, Text
from dashboard.language.language import Language
from dashboard.ui.links import outside_link


def compact_html(
    events: Sequence[EventTime],
    t: Language,
    *,
    numbered: Mapping[str, int] | None = None,
    days: Sequence[date] = (),
) -> str:
    """
    Short list for under a chart: number, day and title, in columns.

    Parameters
    ----------
    events : sequence of EventTime
        What to list, in order of time.
    t : Language
        The reader's language.
    numbered : mapping, optional
        Numbers by event id, when `events` is not the case's whole list.
    days : sequence of date, optional
        Sessions of the chart above; events outside them say so.

    Returns
    -------
    str
        HTML for `st.html`; empty without events.
    """
    if not events:
        return ""
    known = numbered if numbered is not None else event_numbers(events)
    rows = "".join(_short(item, known[item.event.id], t, days) for item in events)
    return f'<ol class="events" aria-label="{_(t("Events"))}">{rows}</ol>'


def full_html(
    case: Case,
    events: Sequence[EventTime],
    t: Language,
    *,
    numbered: Mapping[str, int] | None = None,
    asides: Mapping[str, str] | None = None,
) -> str:
    """
    Whole list: time as the source gives it, exchange time, session 0, what moved before, source.

    Parameters
    ----------
    case : Case
        Names its stories and stocks.
    events : sequence of EventTime
        What to list, in order of time; grouped before, inside and after the window.
    t : Language
        The reader's language.
    numbered : mapping, optional
        Numbers by event id, when `events` is not the case's whole list.
    asides : mapping, optional
        HTML by event id, such as links to the claims that rest on it.

    Returns
    -------
    str
        HTML for `st.html`; empty without events.
    """
    known = numbered if numbered is not None else event_numbers(events)
    beside = asides or {}
    parts = []
    for position, title in words.POSITIONS.items():
        members = [item for item in events if item.position == position]
        if members:
            rows = "".join(
                _long(case, item, known[item.event.id], t, beside.get(item.event.id, ""))
                for item in members
            )
            parts.append(f'<h3 class="subhead">{_(t(title))}</h3><ol class="eventlist">{rows}</ol>')
    return "".join(parts)


def _(text: str) -> str:
    return html.escape(text, quote=True)


def _short(item: EventTime, number: int, t: Language, days: Sequence[date]) -> str:
    moment = item.event.published
    when = words.published(moment, t, year=False)
    if words.is_elsewhere(moment, item.span):
        when = t("{day}, {place}", day=when, place=words.place_name(moment.timezone, t))
    off = days and not is_placed(item, days)
    aside = f' <span class="grey">{_(t("(outside the chart)"))}</span>' if off else ""
    return (
        f'<li><span class="no">{number}</span> <time datetime="{_stamp(item)}">{_(when)}</time> '
        f"{_(t.pick(item.event.title))}{aside}</li>"
    )


def _long(case: Case, item: EventTime, number: int, t: Language, aside: str) -> str:
    event = item.event
    title = _(t.pick(event.title))
    name = t.pick(Text(event.source, event.source_zh))
    source = outside_link(event.url, name) if event.url else _(name)
    return (
        f'<li value="{number}"><span class="no" aria-hidden="true">{number}</span>'
        f'<div class="when">{_when(case, item, t)}</div>'
        f'<div class="what"><p class="title">{title}</p>'
        f'<p class="about">{_(words.about(case, item, t))}</p>'
        f'<p class="source">{_(t("Source:"))} {source} {aside}</p></div>'
        f'<div class="moved">{_moved(item, t)}</div></li>'
    )


def _when(case: Case, item: EventTime, t: Language) -> str:
    moment = item.event.published
    place = words.place_name(moment.timezone, t)
    day = f'<time datetime="{_stamp(item)}">{_(words.published(moment, t))}</time>'
    lines = [f'<p>{day} <span class="zone">{_(place)}</span></p>']
    elsewhere = words.elsewhere_text(moment, item.span, case.timezone, t)
    if elsewhere:
        lines.append(f'<p class="grey">{_(elsewhere)}</p>')
    if not item.span.time_known:
        lines.append(f'<p class="grey">{_(t("time of day unknown"))}</p>')
    return "".join(lines)


def _moved(item: EventTime, t: Language) -> str:
    session = words.session_text(item, t)
    return f"<p>{_(session)}</p><p>{_(words.before_text(item, t))}</p>"


def _stamp(item: EventTime) -> str:
    moment = item.event.published
    exact = item.span.time_known
    return moment.stamp.isoformat() if exact else moment.stamp.date().isoformat()
