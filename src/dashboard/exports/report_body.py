"""The parts of the report in the order of the pages: each its lead, its figures, its tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from dashboard.charts.theme import Look
from dashboard.exhibits import line_tables
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import Absent, Exhibit, Figure, Page, Reader
from dashboard.exhibits.prices.panels import title_returns
from dashboard.exhibits.registry import PAGES
from dashboard.exhibits.robustness.hold_out import title_clock
from dashboard.exhibits.robustness.limits import note_limits, title_limits
from dashboard.exhibits.robustness.stocks import title_specifications
from dashboard.exhibits.timeline import event_lines
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import source_line
from dashboard.exports.report_claims import base_html, ledger_html
from dashboard.exports.report_data import (
    citation_html,
    health_html,
    method_html,
    tables_html,
    versions_html,
)
from dashboard.exports.report_evidence import (
    events_html,
    fourfold_html,
    matrix_html,
    statements_html,
)
from dashboard.exports.report_parts import absent_html, body_html, figure_html, table_section
from dashboard.exports.report_story import changes_html, story_table_html
from dashboard.exports.still import frame
from dashboard.language.language import Language


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its title (a catalogue key), a sentence or two, its HTML."""

    name: str
    title: str
    lead: str
    content: str


def parts(imprint: Imprint, look: Look) -> list[Part]:
    """All parts that the case has something for, in the order of the pages."""
    made, shown = [], set[str]()
    for page in PAGES.values():
        new = [each for each in page.exhibits if each.in_files and each.name not in shown]
        shown |= {each.name for each in new}
        made.append(_part(page, new, imprint, look))
    return [part for part in made if part.content]


def _part(page: Page, exhibits: Sequence[Exhibit], imprint: Imprint, look: Look) -> Part:
    reader = Reader(look)
    figures = "".join(_figure(each, imprint, reader) for each in exhibits)
    lead = "" if page.name in WITHOUT_LEAD else _lead(page, imprint, reader)
    more = "".join(make(imprint, look.language) for make in MORE.get(page.name, ()))
    return Part(page.name, page.title, lead, figures + more)


def _lead(page: Page, imprint: Imprint, reader: Reader) -> str:
    opening = page.opening(imprint.trial, reader)
    if page.name == "claims":
        return opening.title if imprint.trial.claims else ""
    return opening.standfirst


def _figure(exhibit: Exhibit, imprint: Imprint, reader: Reader) -> str:
    if exhibit.make is None:
        legacy = LEGACY.get(exhibit.name)
        return "" if legacy is None else legacy(imprint, reader.look)
    made = exhibit.make(imprint.trial, reader)
    if made is None:
        return ""
    if isinstance(made, Absent):
        return absent_html(exhibit.name, made)
    if made.plot is None:
        return body_html(exhibit.name, made, source_line(imprint, reader.t), reader.t)
    return _chart(exhibit.name, made, imprint, reader.look)


def _chart(name: str, shown: Figure, imprint: Imprint, look: Look) -> str:
    drawn, t = shown.draw(), look.language
    return figure_html(
        name,
        shown,
        drawn,
        asdict(frame(shown, drawn, imprint, look)),
        listed=event_lines(imprint.trial, shown.days, t),
        source=source_line(imprint, t),
        t=t,
    )


_READ = (
    "level",
    "symbol",
    "group",
    "return (fraction)",
    "return less benchmark (fraction)",
    "return, lowest by rounding (fraction)",
    "return, highest by rounding (fraction)",
    "median return (fraction)",
    "standard deviation (fraction)",
    "closes at upper limit",
    "reason",
)
"""Columns of the table of returns that are read; the workbook has all of them."""


def _returns(imprint: Imprint, look: Look) -> str:
    t, note = look.language, imprint.trial.note
    table = line_tables.window_table(
        imprint.trial.case, imprint.trial.result, note, benchmark=imprint.trial.benchmark
    )
    read = table[[name for name in _READ if name in table.columns]]
    name = "name (zh)" if t.code == "zh" else "name (en)"
    if name in table.columns:
        read.insert(2, name, table[name])
    return table_section(
        "window-returns",
        title_returns(imprint.trial.case, imprint.trial.result, t),
        t(
            "Stocks, groups and benchmarks over the window, with what the rounding of prices "
            "allows."
        ),
        read,
        t,
        is_open=True,
    )


def _estimation(imprint: Imprint, look: Look) -> str:
    t, trial = look.language, imprint.trial
    return table_section(
        "estimation",
        title_specifications(trial.specifications, t),
        t(
            "Abnormal return over the window, first group less second, by estimation window "
            "and benchmark; below it each group’s own. Market-adjusted fits nothing: return "
            "less benchmark."
        ),
        tables.specification_table(trial.case, trial.specifications, trial.note),
        t,
    )


def _limits(imprint: Imprint, look: Look) -> str:
    t, trial = look.language, imprint.trial
    return table_section(
        "limits",
        title_limits(trial.case, trial.limits, t),
        note_limits(trial.limits, t),
        tables.limit_table(trial.limits, trial.result, trial.note),
        t,
    )


def _clock(imprint: Imprint, look: Look) -> str:
    t = look.language
    return table_section(
        "hold-out",
        title_clock(imprint.trial.clocks, t),
        t(
            "The hold-out clock: a statement published after the window’s last close took no part "
            "in it. Its story predicts that the stock beats its group’s mean in the next session; "
            "the excess is ranked among those of the estimation window."
        ),
        tables.clock_table(imprint.trial.clocks, imprint.trial.note),
        t,
    )


def _studies(imprint: Imprint, look: Look) -> str:
    t = look.language
    return table_section(
        "event-study",
        t("Textbook event-study tests, and how often they err with four stocks"),
        t(
            "For readers who expect them. A test at 5% should reject a true null in 5 of 100 "
            "cases; measured with four stocks a group most reject in more. The statistics of those "
            "are grey: no star belongs on them."
        ),
        tables.event_study_table(imprint.trial.studies, imprint.trial.note),
        t,
    )


# Parts that are not described as exhibits yet.
LEGACY: dict[str, Callable[[Imprint, Look], str]] = {
    "story-table": lambda imprint, look: story_table_html(imprint, look.language),
    "change": lambda imprint, look: changes_html(imprint, look.language),
    "window-returns": _returns,
    "events": lambda imprint, look: events_html(imprint, look.language),
    "matrix": lambda imprint, look: matrix_html(imprint, look.language),
    "two-by-two": lambda imprint, look: fourfold_html(imprint, look.language),
    "statements": lambda imprint, look: statements_html(imprint, look.language),
    "estimation": _estimation,
    "limits": _limits,
    "hold-out": _clock,
    "event-study": _studies,
    "claims": lambda imprint, look: ledger_html(imprint, look.language),
    "base": lambda imprint, look: base_html(imprint, look.language),
    "health": lambda imprint, look: health_html(imprint, look.language),
    "tables": lambda imprint, look: tables_html(imprint, look.language),
}

WITHOUT_LEAD = frozenset({"story", "exposure", "data"})
"""Parts whose first figure, or the report's head, says what the page's head does."""

MORE: dict[str, tuple[Callable[[Imprint, Language], str], ...]] = {
    "data": (method_html, versions_html, citation_html)
}
"""What follows the figures of a part."""
