"""The numbered events in words: whole, with times and sources, or short under a chart.

The numbers are those of the circles (`event_numbers`), the same on every
page; a filtered list keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.timing import EventTime, is_placed
from dashboard.case import Case, Text
from dashboard.html.elements import Child, el, markup, outside_link
from dashboard.html.links import Links, Opens
from dashboard.language.language import Language
from dashboard.stats.result import Undefined


def short_list(
    events: Sequence[EventTime],
    numbered: Mapping[str, int],
    t: Language,
    *,
    days: Sequence[date] = (),
    opens: Opens | None = None,
) -> Markup:
    """
    Short list for under a chart: number, day and title, in columns; empty without events.

    Parameters
    ----------
    events : sequence of EventTime
        What to list, in order of time.
    numbered : mapping of str to int
        Numbers by event id.
    t : Language
    days : sequence of date, optional
        Sessions of the chart above; events outside them say so.
    opens : Opens, optional
        How a title opens the details of its event, under the chart.
    """
    if not events:
        return Markup()
    rows = [_short(item, numbered[item.event.id], t, days, opens) for item in events]
    return el("ol.events", rows, aria_label=t("Events"))


def full_list(
    case: Case, events: Sequence[EventTime], numbered: Mapping[str, int], t: Language, links: Links
) -> Markup:
    """
    Whole list: time as the source gives it, exchange time, session 0, what moved before, source.

    Parameters
    ----------
    case : Case
    events : sequence of EventTime
        What to list, in order of time; grouped before, inside and after the window.
    numbered : mapping of str to int
        Numbers by event id.
    t : Language
    links : Links
    """
    parts = []
    for position, title in words.POSITIONS.items():
        rows = [
            _long(case, item, numbered[item.event.id], t, links)
            for item in events
            if item.position == position
        ]
        if rows:
            parts += [el("h3.subhead", t(title)), el("ol.eventlist", rows)]
    return markup(parts)


def _short(
    item: EventTime, number: int, t: Language, days: Sequence[date], opens: Opens | None
) -> Markup:
    moment = item.event.published
    when = words.published(moment, t, year=False)
    if words.is_elsewhere(moment, item.span):
        when = t("{day}, {place}", day=when, place=words.place_name(moment.timezone, t))
    off = days and not is_placed(item, days)
    aside = el("span.grey", t("(outside the chart)")) if off else None
    event = item.event
    title: Child = t.pick(event.title)
    if opens is not None:
        title = opens.link(f"event:{event.id}", title)
    source = outside_link(event.url, t.pick(Text(event.source, event.source_zh)) or event.url)
    told = el("span.source", source) if event.url else None
    said = markup(el("span.no", number), _time(item, when), title, aside, told, by=" ")
    return el("li", said)


def _long(case: Case, item: EventTime, number: int, t: Language, links: Links) -> Markup:
    event = item.event
    name = t.pick(Text(event.source, event.source_zh))
    source = outside_link(event.url, name) if event.url else name
    share = item.share_before
    return el(
        "li",
        el("span.no", number, aria_hidden="true"),
        el("div.when", _when(case, item, t)),
        el(
            "div.what",
            el("p.title", t.pick(event.title)),
            el("p.about", words.about(case, item, t)),
            el("p.source", t("Source:"), " ", source, " ", links.to_claims(t, event=event.id)),
            links.to_notes(t, "events", event.id),
        ),
        el(
            "div.moved",
            el("p", words.session_text(item, t)),
            el("p", words.before_text(item, t)),
            data_value=None if isinstance(share, Undefined) else repr(share),
        ),
        value=number,
        id=f"event-{event.id}",
    )


def _when(case: Case, item: EventTime, t: Language) -> list[Markup]:
    moment = item.event.published
    place = words.place_name(moment.timezone, t)
    elsewhere = words.elsewhere_text(moment, item.span, case.timezone, t)
    unknown = "" if item.span.time_known else t("time of day unknown")
    return [
        el("p", _time(item, words.published(moment, t)), " ", el("span.zone", place)),
        *(el("p.grey", line) for line in (elsewhere, unknown) if line),
    ]


def _time(item: EventTime, text: str) -> Markup:
    moment = item.event.published
    exact = item.span.time_known
    stamp = moment.stamp.isoformat() if exact else moment.stamp.date().isoformat()
    return el("time", text, datetime=stamp)
