"""Textbook event-study tests: events down, tests across, sizes under their names."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from dashboard.analysis.robustness.event_study import OWN, EventStudies, GroupStudy
from dashboard.analysis.robustness.robustness import MEASURED_AT, MEASURED_SIZES, SizedTest
from dashboard.analysis.robustness.words import TEST_NAMES
from dashboard.case import Case
from dashboard.html.elements import Child, el, number
from dashboard.html.tables import table
from dashboard.language.language import MISSING, Language
from dashboard.stats.event_tests import EventTest
from dashboard.stats.result import Undefined, known_number


def textbook_tests(case: Case, found: EventStudies, benchmark: str, t: Language) -> Markup:
    """Fold of one table a group."""
    heads = [
        t("Event"),
        t("Sessions"),
        t("Mean abnormal return"),
        *(_test_head(name, t) for name in TEST_NAMES),
    ]
    tables = []
    for group in case.groups[:2]:
        own = [row for row in found.rows if row.group == group.id]
        rows = [
            _study_row(case, row, t, lines=len(same) if not place else 0)
            for _, event in groupby(own, key=lambda row: row.event)
            for same in [list(event)]
            for place, row in enumerate(same)
        ]
        tables += [el("p.subhead", t.pick(group.title)), table("matrix tests", heads, rows)]
    title = t.pick(case.benchmark(benchmark).title)
    summary = t("Open the tests against {benchmark}", benchmark=title)
    return el(
        "details.expert",
        el("summary", summary),
        el("p.remark", _note(t)),
        tables,
        data_fold="expert",
    )


def _note(t: Language) -> str:
    """How the sizes were measured."""
    normal = MEASURED_SIZES["bmp_normal"]
    return t(
        "Sizes were measured with {n} stocks a group, 120 estimation sessions and real returns of "
        "2021 to January 2025, 3,000 draws in each of eight settings: random or related stocks, "
        "two benchmarks, one session or five. BMP is held against t with n − 1 degrees of freedom; "
        "with the published normal values it rejects in {low} to {high}. The exact count of splits "
        "on the Story page keeps what it promises.",
        n=MEASURED_AT,
        low=t.percent(normal.low, 0, sign=False),
        high=t.percent(normal.high, 0, sign=False),
    )


def _test_head(name: SizedTest, t: Language) -> Markup:
    size = MEASURED_SIZES[name]
    rejects = t(
        "rejects {low} to {high}",
        low=t.number(size.low * 100, 0),
        high=t.percent(size.high, 0, sign=False),
    )
    kind = "" if size.trusted else "grey"
    return el("span", t(TEST_NAMES[name]), el("span.why", rejects), class_=kind)


def _study_row(case: Case, row: GroupStudy, t: Language, *, lines: int) -> Markup:
    """One event window; the first of an event carries its title over all `lines` of them."""
    span = t.number(row.start)
    if row.start != row.end:
        span = f"{span} … {t.number(row.end, sign=True)}"
    caar = known_number(row.caar)
    mean = _dash(row.caar, t) if caar is None else number(caar, t.percent(caar))
    return el(
        "tr",
        _event_head(case, row, t, lines) if lines else None,
        el("td", span),
        el("td.num", mean),
        [_test_cell(getattr(row.tests, name), name, t) for name in TEST_NAMES],
        title=None if row.remark is None else t.say(row.remark),
    )


def _event_head(case: Case, row: GroupStudy, t: Language, lines: int) -> Markup:
    if row.event == OWN:
        title = t("The window’s first session")
    else:
        title = t.pick(case.event(row.event).title)
    return el(
        "th",
        el("span.event", title),
        el("span.symbol", t.day(row.session)),
        scope="rowgroup",
        rowspan=lines,
    )


def _test_cell(test: EventTest | Undefined, name: SizedTest, t: Language) -> Markup:
    if isinstance(test, Undefined):
        return el("td.num", _dash(test, t))
    return el(
        "td.num",
        number(test.statistic, t.number(test.statistic, 2, sign=True)),
        el("span.why", "p ", probability(test.pvalue_two_sided, t)),
        class_="" if MEASURED_SIZES[name].trusted else "grey",
    )


def _dash(reason: object, t: Language) -> Child:
    if not isinstance(reason, Undefined):
        return MISSING
    return el("span", MISSING, title=t.say(reason))


def probability(value: float, t: Language) -> str:
    """Two-sided p-value with three decimals; a smaller one is only called smaller."""
    return f"< {t.number(0.001, 3)}" if value < 0.001 else t.number(value, 3)
