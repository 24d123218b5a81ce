"""The parts of the report in the order of the pages: each its lead and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import plotly.graph_objects as go
from markupsafe import Markup

from dashboard.analysis.claims.results import ClaimLink
from dashboard.charts.svg.drawing import draw
from dashboard.charts.svg.known import UnknownMarkError
from dashboard.charts.theme import Look
from dashboard.errors import DashboardError
from dashboard.exhibits.exhibit import Absent, Exhibit, Figure, Page, Reader
from dashboard.exhibits.registry import PAGES
from dashboard.exhibits.timeline import event_lines
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import source_line
from dashboard.exports.report_data import data_script, heading, more_of
from dashboard.exports.still import EDGE, WIDTH, frame
from dashboard.html.elements import Child, el, markup
from dashboard.html.links import Links
from dashboard.html.lists import bullets
from dashboard.html.tables import printed_table
from dashboard.language.columns import Table
from dashboard.language.language import Language

WITHOUT_LEAD = frozenset({"story", "exposure", "data"})
"""Parts whose first figure, or the report's head, says what the page's head does."""


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One part: its name, its title (a catalogue key), a sentence or two, its content."""

    name: str
    title: str
    lead: str | Markup
    content: Markup


def parts(imprint: Imprint, look: Look) -> list[ReportPart]:
    """All parts that the case has something for, in the order of the pages."""
    made, shown = [], set[str]()
    for page in PAGES.values():
        new = [each for each in page.exhibits if each.in_files and each.name not in shown]
        shown |= {each.name for each in new}
        made.append(_part(page, new, imprint, look))
    return [part for part in made if part.content]


def _part(page: Page, exhibits: Sequence[Exhibit], imprint: Imprint, look: Look) -> ReportPart:
    trial = imprint.trial
    links = Links(_address, trial.claims, trial.claim_numbers)
    reader = Reader(look, links=links, in_file=True)
    figures = markup(_figure(each, imprint, reader) for each in exhibits)
    lead = "" if page.name in WITHOUT_LEAD else _lead(page, imprint, reader)
    more = more_of(imprint, reader.t) if page.name == "data" else None
    return ReportPart(page.name, page.title, lead, markup(figures, more))


def _address(target: ClaimLink) -> str:
    return f"#{target.anchor}" if target.anchor else ""


def _lead(page: Page, imprint: Imprint, reader: Reader) -> str | Markup:
    opening = page.opening(imprint.trial, reader)
    if page.name == "claims":
        return opening.title if imprint.trial.claims else ""
    return opening.standfirst


def _figure(exhibit: Exhibit, imprint: Imprint, reader: Reader) -> Markup | None:
    """One figure whole: finding, what is shown, its chart or HTML, source, table."""
    t, name = reader.t, exhibit.name
    try:
        made = exhibit.make(imprint.trial, reader)
    except DashboardError as error:
        return _section(name, el("p.empty", t.error(error)))
    if made is None:
        return None
    if isinstance(made, Absent):
        return _section(name, heading(made.title), el("p.empty", made.reason))
    body = None if made.body is None else made.body()
    shown = body if made.plot is None else _chart(name, made, imprint, reader.look)
    table = None if made.table is None else made.table()
    return _section(
        name,
        heading(made.title, made.note),
        shown,
        _foot(source_line(imprint, t), table, t),
        None if made.plot is None else _images(name, t),
    )


def _chart(name: str, shown: Figure, imprint: Imprint, look: Look) -> Markup:
    drawn = shown.draw()
    still = asdict(frame(shown, drawn, imprint, look))
    lines = event_lines(imprint.trial, shown.days, look.language)
    return markup(
        el(
            "div.chart",
            data_figure=name,
            role="img",
            aria_label=shown.alt,
            style=f"height:{int(drawn.layout.height)}px",
        ),
        _picture(name, shown, drawn),
        data_script(f"figure-{name}", str(drawn.to_json())),
        data_script(f"still-{name}", still),
        bullets(lines, kind="listed") if lines else None,
    )


def _picture(name: str, shown: Figure, drawn: go.Figure) -> Markup | None:
    """The chart for those whose browser runs no scripts."""
    try:
        text = draw(drawn, width=WIDTH - 2 * EDGE, alt=shown.alt, name=f"picture-{name}")
    except UnknownMarkError:
        # The live chart and the table stand all the same; tests hold that no figure comes here.
        return None
    return el("noscript", Markup(text))  # noqa: S704 - words are escaped where they are drawn


def _images(name: str, t: Language) -> Markup:
    """Buttons that save the chart as an image."""
    labels = {"png": t("Image (PNG)"), "svg": t("Image (SVG)")}
    buttons = [
        el("button", label, type="button", data_image=kind, data_figure=name)
        for kind, label in labels.items()
    ]
    return el("p.images", buttons)


def _foot(source: str, table: Table[Any] | None, t: Language) -> Markup:
    """Source line of a figure, and its numbers as a table that opens."""
    fold = None
    if table is not None:
        fold = el("details.astable", el("summary", t("Table")), printed_table(table, t))
    return markup(el("p.source", source), fold)


def _section(name: str, *content: Child) -> Markup:
    return el("section.figure", *content, id=name)
