"""The parts of the report in the order of the pages: each its lead, its figures, its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.ledger import tally
from dashboard.charts import price_titles, robustness_titles, timeline_titles
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import line_tables
from dashboard.exhibits import robustness_tables as tables
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
from dashboard.exports.report_parts import absent_html, figure_html, table_section
from dashboard.exports.report_story import story_part
from dashboard.exports.showing import Absent, Exhibit
from dashboard.exports.still import frame


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its title (a catalogue key), a sentence or two, its HTML."""

    name: str
    title: str
    lead: str
    content: str


def parts(imprint: Imprint, look: Look, exhibits: Mapping[str, Exhibit | Absent]) -> list[Part]:
    """All parts that the case has something for."""
    drawn = {name: _drawn(each, imprint, look) for name, each in exhibits.items()}

    def charts(*names: str) -> str:
        return "".join(drawn.get(name, "") for name in names)

    t = look.language
    made = [
        Part(
            "story",
            N_("Story"),
            "",
            charts("returns", "splits", "build-up") + story_part(imprint, t),
        ),
        Part(
            "prices",
            N_("Prices"),
            price_titles.standfirst_page(
                imprint.trial.case, imprint.trial.result, imprint.trial.benchmark, t
            ),
            charts("lines") + _returns(imprint, look) + charts("panels"),
        ),
        Part(
            "timeline",
            N_("Timeline"),
            _timeline_lead(imprint, look),
            charts("timeline", "order") + events_html(imprint, t),
        ),
        Part(
            "exposure",
            N_("Exposure"),
            "",
            matrix_html(imprint, t)
            + charts("grades")
            + fourfold_html(imprint, t)
            + statements_html(imprint, t),
        ),
        Part("robustness", N_("Robustness"), *_robustness(imprint, look, charts)),
        Part(
            "claims",
            N_("Claims"),
            verdict_words.tally_headline(tally(imprint.trial.claims), t)
            if imprint.trial.claims
            else "",
            ledger_html(imprint, t) + base_html(imprint, t),
        ),
        Part("data", N_("Data"), "", _data(imprint, look)),
    ]
    return [part for part in made if part.content]


def _drawn(each: Exhibit | Absent, imprint: Imprint, look: Look) -> str:
    if isinstance(each, Absent):
        return absent_html(each)
    drawn, t = each.plot(), look.language
    still = asdict(frame(each, drawn, imprint, look))
    return figure_html(each, drawn, still, source_line(imprint, t), t)


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
        price_titles.title_returns(imprint.trial.case, imprint.trial.result, t),
        t(
            "Stocks, groups and benchmarks over the window, with what the rounding of prices "
            "allows."
        ),
        read,
        t,
        is_open=True,
    )


def _timeline_lead(imprint: Imprint, look: Look) -> str:
    if not imprint.trial.events:
        return ""
    t = look.language
    return timeline_titles.join(
        timeline_titles.summary(imprint.trial.events, imprint.trial.numbered, t), t
    )


def _robustness(imprint: Imprint, look: Look, charts: Callable[..., str]) -> tuple[str, str]:
    """Lead and content of the Robustness part."""
    t, case = look.language, imprint.trial.case
    lead = robustness_titles.standfirst_page(
        case, imprint.trial.result, imprint.trial.left_out, imprint.trial.placebo, t
    )
    content = [
        charts("window-grid", "after", "leave-one-out"),
        table_section(
            "estimation",
            robustness_titles.title_specifications(imprint.trial.specifications, t),
            t(
                "Abnormal return over the window, first group less second, by estimation window "
                "and benchmark; below it each group’s own. Market-adjusted fits nothing: return "
                "less benchmark."
            ),
            tables.specification_table(case, imprint.trial.specifications, imprint.trial.note),
            t,
        ),
        charts("models", "placebo-time", "hindsight", "placebo-groups"),
        table_section(
            "limits",
            robustness_titles.title_limits(case, imprint.trial.limits, t),
            robustness_titles.note_limits(imprint.trial.limits, t),
            tables.limit_table(imprint.trial.limits, imprint.trial.result, imprint.trial.note),
            t,
        ),
        _clock(imprint, look),
        _studies(imprint, look),
    ]
    return lead, "".join(content)


def _clock(imprint: Imprint, look: Look) -> str:
    t = look.language
    return table_section(
        "hold-out",
        robustness_titles.title_clock(imprint.trial.clocks, t),
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


def _data(imprint: Imprint, look: Look) -> str:
    t = look.language
    made = (health_html, tables_html, method_html, versions_html, citation_html)
    return "".join(each(imprint, t) for each in made)
