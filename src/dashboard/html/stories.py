"""Verdict, story table and what "the market" was ranked by."""

from __future__ import annotations

import re

from markupsafe import Markup

from dashboard.analysis.claims.results import ClaimLink
from dashboard.analysis.stories import story_labels as labels
from dashboard.analysis.stories.market_measures import MEASURE_NAMES, MarketMeasures, Measure
from dashboard.analysis.stories.rows import ROW_TITLES, ROWS, StoryCell, StoryRow
from dashboard.analysis.stories.table import StoryColumn, StoryTable
from dashboard.analysis.stories.words import decimal, signed
from dashboard.case import Case
from dashboard.html.elements import el, markup, number
from dashboard.html.links import Links
from dashboard.html.lists import bullets
from dashboard.language.language import Language
from dashboard.stats.result import Undefined, or_nan

# Page and anchor of the chart that shows a row.
_TARGETS: dict[StoryRow, ClaimLink] = {
    "order": ClaimLink("timeline", "order"),
    "rank-fit": ClaimLink("exposure", "grades"),
    "inside-groups": ClaimLink("exposure", "grades"),
    "leave-one-out": ClaimLink("robustness", "leave-one-out"),
    "late-evidence": ClaimLink("exposure", "statements"),
    "after-window": ClaimLink("robustness", "hold-out"),
    "turn": ClaimLink("story", "change"),
}
_MEASURES = ClaimLink("story", "measures")

# A statistic and its number stay on one line.
_STATISTIC = re.compile(r"(?<!\w)([pρ]) (?=[\d+−<])")


def target(row: StoryRow, kind: str) -> ClaimLink:
    """Chart behind a row of a story of that kind."""
    ranked = row in {"rank-fit", "inside-groups", "leave-one-out"}
    return _MEASURES if kind == "market" and ranked else _TARGETS[row]


def story_table(case: Case, table: StoryTable, t: Language, links: Links) -> Markup:
    """
    Stories beside each other, one question a row, every cell with its sentence.

    The first column stays in place while the others scroll in their own frame.
    """
    heads = [
        el("th", t.pick(case.story(column.story).title), scope="col") for column in table.stories
    ]
    rows = [
        el(
            "tr",
            el(
                "th", t(ROW_TITLES[row]), el("span.ask", labels.question(row, case, t)), scope="row"
            ),
            [_cell(column, column.cell(row), t, links) for column in table.stories],
            class_=row,
            data_row=row,
        )
        for row in ROWS
    ]
    drawn = el(
        "table.stories",
        el("thead", el("tr", el("th", el("span.unseen", t("Row")), scope="col"), heads)),
        el("tbody", rows),
        style=f"--n:{len(table.stories)}",
    )
    return el("div.scroll.stories", drawn, tabindex=0)


def _cell(column: StoryColumn, cell: StoryCell, t: Language, links: Links) -> Markup:
    word = None
    if cell.mark is not None:
        sign = el("span.mark", labels.SIGNS[cell.mark], aria_hidden="true")
        word = el("p.word", sign, labels.mark_words(cell, t))
    way = links.to(target(cell.row, column.kind), t("chart"))
    notes = [_kept(t.say(each)) for each in cell.notes]
    return el(
        "td",
        word,
        el("p.said", markup(_kept(t.complete(cell.remark)), way, by=" ")),
        bullets(notes, kind="") if notes else None,
        class_=f"{cell.mark or 'no-mark'} {cell.strength}",
        data_value=_full(cell.value),
        data_pvalue=_full(cell.pvalue),
    )


def _full(value: float | None) -> str | None:
    return None if value is None else repr(float(value))


def _kept(said: str) -> str:
    return _STATISTIC.sub("\\1\N{NO-BREAK SPACE}", said)


# What the market was ranked by ----------------------------------------


def measures(found: MarketMeasures | None, t: Language) -> Markup:
    """Measures of the market against the returns, folded away below the table."""
    if found is None:
        return Markup()
    heads = [
        el("th.num", text, scope="col")
        for text in ("ρ", t("p, two-sided"), t("p, adjusted over the measures"))
    ]
    table = el(
        "table.data",
        el("thead", el("tr", el("th", t("Measure"), scope="col"), heads)),
        el("tbody", [_measure(measure, t) for measure in found.measures]),
    )
    return el(
        "details.measures",
        el("summary", t("What “the market” was ranked by")),
        # A link to something inside opens the fold; one to the fold itself does not.
        el("div.scroll", table, tabindex=0, id=_MEASURES.anchor),
        el("p.grey", " ".join(t.say(remark) for remark in found.remarks)),
        data_fold="measures",
    )


def _measure(measure: Measure, t: Language) -> Markup:
    rho, two_sided = measure.spearman, measure.pvalue_two_sided
    adjusted = measure.adjusted_pvalue
    # The three are undefined together.
    if isinstance(rho, Undefined):
        cells = [el("td.grey", t.say(rho), colspan=3)]
    else:
        cells = [
            el("td.num", number(rho, signed(rho))),
            *(el("td.num", number(p, decimal(p))) for p in map(or_nan, (two_sided, adjusted))),
        ]
    return el("tr", el("th", t(MEASURE_NAMES[measure.id]), scope="row"), cells)
