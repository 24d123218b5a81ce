"""Statements of evidence as a table: one line each, its number in a column of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from markupsafe import Markup

from dashboard.case import Case, Evidence, Text
from dashboard.html.elements import el, inside_link
from dashboard.html.stocks import stock_name
from dashboard.html.tables import table
from dashboard.language import words
from dashboard.language.language import Language


def evidence_list(
    case: Case, rows: Sequence[Evidence], reported: Collection[str], t: Language
) -> Markup:
    """
    One line a statement, which leads to its words below.

    Parameters
    ----------
    case : Case
    rows : sequence of Evidence
        In the order in which they are shown.
    reported : collection of str
        Ids of those that nobody here has read.
    t : Language
    """
    heads = [t("Stock"), t("Story on trial"), t("Finding"), el("span.num", t("Number"))]
    heads += [t("What it measures"), t("Source"), t("Published")]
    return table(
        "matrix numbers evidence", heads, [_line(case, row, row.id in reported, t) for row in rows]
    )


def _line(case: Case, row: Evidence, is_reported: bool, t: Language) -> Markup:
    hand = t("reported") if is_reported else t("first hand")
    published = words.published(row.public, t, home=case.timezone, kind=row.source_kind)
    return el(
        "tr",
        el("th", stock_name(case, row.stock, t), scope="row"),
        el("td", t.pick(case.story(row.story).title)),
        el("td", inside_link(f"#statement-{row.id}", words.marked(row.finding, t))),
        el("td.value.num", words.measured(row.value, _unit(row, t), t)),
        el("td", _measured(row, t)),
        el("td", words.source_kind(row.source_kind, t), el("small.qualifier", hand)),
        el("td", published),
    )


def _unit(row: Evidence, t: Language) -> str:
    # Units that mean something to `measured` are words of the format, others are the case's.
    return row.unit if row.unit in {"fraction", "multiple"} else t.pick(Text(row.unit, row.unit_zh))


def _measured(row: Evidence, t: Language) -> str:
    measure = t.pick(Text(row.measure, row.measure_zh))
    whole = t.pick(Text(row.denominator, row.denominator_zh))
    if not whole or row.value is None:
        return measure if row.value is not None else ""
    if row.unit == "fraction":
        return t("{measure}, of {whole}", measure=measure, whole=whole)
    return t("{measure}, against {whole}", measure=measure, whole=whole)
