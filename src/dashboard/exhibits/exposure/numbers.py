"""The numbers on file: a column of their own with denominator and period, and shares over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from dashboard.analysis.stories.numbers_on_file import (
    NumberSeries,
    StatedNumber,
    numbers_on_file,
    over_time,
)
from dashboard.analysis.trial import Trial
from dashboard.case import Text
from dashboard.charts import numbers_on_file as chart
from dashboard.charts.marks import Mark
from dashboard.charts.theme import Look
from dashboard.errors import N_, NP_
from dashboard.exhibits.evidence_tables import MEASURED
from dashboard.exhibits.exhibit import Exhibit, Figure, Made, NumbersOf, Reader
from dashboard.html.elements import el, outside_link
from dashboard.html.stocks import stock_name
from dashboard.html.tables import table
from dashboard.language import words
from dashboard.language.columns import FRACTION, Column, Table, through
from dashboard.language.language import Language

_COLUMNS: tuple[Column[StatedNumber], ...] = (
    Column(N_("id"), lambda each: each.row.id),
    Column(N_("stock"), lambda each: each.row.stock),
    Column(N_("story"), lambda each: each.row.story),
    *through(attrgetter("row"), MEASURED),
    Column(N_("share"), lambda each: each.share, FRACTION),
    Column(N_("period ends, or published"), lambda each: each.day),
    Column(N_("after the window"), lambda each: each.late),
    Column(N_("reported by"), lambda each: each.row.via),
)


def _on_file(trial: Trial) -> tuple[StatedNumber, ...]:
    return numbers_on_file(trial.case, trial.exposure)


def _table(held: Sequence[StatedNumber]) -> Table[Any]:
    return Table(_COLUMNS, held, stays=True)


# Numbers in a column of their own ---------------------------------------


def _numbers(trial: Trial, reader: Reader) -> Made:
    t, held = reader.t, _on_file(trial)
    if not held:
        return None
    stocks = len({each.row.stock for each in held})
    wholes = {(each.row.measure, each.row.denominator) for each in held}
    said = [t("Newest period last; what came out after the window’s last close is marked.")]
    if len(wholes) > 1:
        said.append(t("They measure different things: no two rows may be added."))
    return Figure(
        title=t.plural(
            "A number is on file for {n} of {whole} stocks",
            "Numbers are on file for {n} of {whole} stocks",
            stocks,
            whole=len(trial.case.stocks),
        ),
        note=t.sentences(said),
        body=lambda: _body(trial, held, t),
        table=lambda: _table(held),
    )


def _body(trial: Trial, held: Sequence[StatedNumber], t: Language) -> Markup:
    heads = [t("Stock"), t("Number"), t("What it measures"), t("Period"), t("Document")]
    return table("matrix numbers", heads, [_row(trial, each, t) for each in held])


def _row(trial: Trial, each: StatedNumber, t: Language) -> Markup:
    row, case = each.row, trial.case
    document = t.pick(Text(row.document, row.document_zh))
    told = outside_link(row.url, document) if row.url and document else document
    notes = [
        t("reported by {name}", name=t.pick(Text(row.via, row.via_zh))) if row.via else "",
        t("after the window") if each.late else "",
    ]
    return el(
        "tr",
        el("th", stock_name(case, row.stock, t), scope="row"),
        el("td.value", _value(each, t)),
        el("td", _measured(each, t), _small(t.pick(case.story(row.story).title))),
        el("td", _period(each, t)),
        el("td", told, _small(" · ".join(filter(None, notes)))),
        class_="faint" if each.late else "",
    )


def _small(text: str) -> Markup | None:
    return el("small.qualifier", text) if text else None


def _value(each: StatedNumber, t: Language) -> str:
    row = each.row
    unit = row.unit if each.share is not None else t.pick(Text(row.unit, row.unit_zh))
    return words.measured(row.value, unit, t)


def _measured(each: StatedNumber, t: Language) -> str:
    """What is measured, and of what it is a share or against what it stands."""
    row = each.row
    of = t.pick(Text(row.denominator, row.denominator_zh))
    measure = t.pick(Text(row.measure, row.measure_zh))
    if not of:
        return measure
    if each.share is not None:
        return t("{measure}, of {whole}", measure=measure, whole=of)
    return t("{measure}, against {whole}", measure=measure, whole=of)


def _period(each: StatedNumber, t: Language) -> str:
    return t.pick(Text(words.period(each.row.period, t), each.row.period_zh))


def _told(trial: Trial, t: Language) -> Iterable[str]:
    for each in _on_file(trial):
        late = t("after the window") if each.late else ""
        told = filter(None, (_measured(each, t), _period(each, t), late))
        yield t(
            "{stock}, “{story}”: {value} ({measure}).",
            stock=t.name(trial.case.stock(each.row.stock)),
            story=t.pick(trial.case.story(each.row.story).title),
            value=_value(each, t),
            measure=t(NP_("clauses", ", ")).join(told),
        )


# Over time ----------------------------------------------------------------


def _over_time(trial: Trial, reader: Reader) -> Made:
    t, series = reader.t, over_time(_on_file(trial))
    if not series:
        return None
    return Figure(
        title=_title(trial, series, t),
        note=t(
            "Stated shares by the period they are about; a line joins the same measure of the same "
            "whole. Hollow: came out after the window’s last close."
        ),
        alt=" ".join(_described(trial, each, t) for each in series),
        plot=lambda: chart.plot_over_time(trial.case, series, look=reader.look, stock=reader.stock),
        table=lambda: _table([point for each in series for point in each.points]),
        of_prices=False,
        marks=tuple(Mark("evidence", point.row.id) for each in series for point in each.points),
    )


def _title(trial: Trial, series: Sequence[NumberSeries], t: Language) -> str:
    if len(series) > 1:
        return t.plural("How {n} stated share moved", "How {n} stated shares moved", len(series))
    (one,) = series
    return t(
        "{stock}: {first} in {before}, {last} in {after}",
        stock=t.name(trial.case.stock(one.stock)),
        first=words.measured(one.points[0].share, "fraction", t),
        before=_period(one.points[0], t) or t.long_day(one.points[0].day),
        last=words.measured(one.points[-1].share, "fraction", t),
        after=_period(one.points[-1], t) or t.long_day(one.points[-1].day),
    )


def _described(trial: Trial, one: NumberSeries, t: Language) -> str:
    points = [
        t(
            "{value} in {period}",
            value=words.measured(point.share, "fraction", t),
            period=_period(point, t) or t.long_day(point.day),
        )
        for point in one.points
    ]
    return t(
        "{stock}: {points}.",
        stock=t.name(trial.case.stock(one.stock)),
        points=t.listing(points),
    )


def _numbers_table(trial: Trial, _: Look) -> Table[Any] | None:
    held = _on_file(trial)
    return _table(held) if held else None


NUMBERS = Exhibit(
    "stated-numbers",
    N_("Numbers on file"),
    _numbers,
    _told,
    numbers=(NumbersOf("stated-numbers", N_("Numbers of the statements"), _numbers_table),),
)
OVER_TIME = Exhibit("stated-shares", N_("Stated shares over time"), _over_time, is_chart=True)

EXHIBITS = (NUMBERS, OVER_TIME)
