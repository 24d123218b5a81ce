"""What came after a window: events and evidence in one list, by day of publication."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from dashboard.analysis.window.afterwards import Afterwards
from dashboard.analysis.window.event_words import about, published
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Case, Evidence, Text
from dashboard.html.elements import el, markup, outside_link
from dashboard.language.language import Language
from dashboard.language.words import finding


def since_list(case: Case, found: Afterwards, numbered: Mapping[str, int], t: Language) -> Markup:
    """List of everything published since a window closed, oldest first; events have numbers."""
    items = [
        *(
            (item.event.published.stamp, _event(case, item, numbered[item.event.id], t))
            for item in found.events
        ),
        *((row.public.stamp, _evidence(case, row, t)) for row in found.evidence),
    ]
    items.sort(key=lambda pair: pair[0])
    return el("ul.plain.since", [item for _, item in items])


def _event(case: Case, item: EventTime, number: int, t: Language) -> Markup:
    event = item.event
    source = t.pick(Text(event.source, event.source_zh))
    return el(
        "li",
        el("span.when", published(event.published, t)),
        el("p", el("span.no", number), " ", t.pick(event.title)),
        el("p.grey", markup(about(case, item, t), outside_link(event.url, source), by=" · ")),
    )


def _evidence(case: Case, row: Evidence, t: Language) -> Markup:
    stock, story = t.name(case.stock(row.stock)), t.pick(case.story(row.story).title)
    document = t.pick(Text(row.document, row.document_zh)) or t.pick(Text(row.via, row.via_zh))
    word = finding(row.finding, t)
    return el(
        "li",
        el("span.when", published(row.public, t)),
        el("p", t.pick(row.statement)),
        el(
            "p.grey",
            markup(f"{stock} · {story} · {word}", outside_link(row.url, document), by=" · "),
        ),
    )
