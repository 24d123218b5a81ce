"""Numbers of the statements in a column of their own, and shares over time."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from dashboard.analysis.stories.numbers_on_file import over_time, period_end
from dashboard.analysis.trial import Trial
from dashboard.case import Moment
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.exposure.numbers import NUMBERS, OVER_TIME
from dashboard.language.language import Language
from tests.shipped_cases import shipped_trial

EN = Reader(Look(Language("en")))
ZH = Reader(Look(Language("zh"), compact=True))


@pytest.fixture
def with_more(shipped):
    """The shipped case with further shares of one stock: earlier, late, and of another whole."""
    (row,) = [row for row in shipped.case.evidence if row.unit == "fraction"]

    def more(name, value, period, published, **changes):
        moment = Moment(datetime.fromisoformat(published), "day", "Asia/Shanghai")
        told = {"value": value, "period": period, "period_zh": "", "published": moment} | changes
        return replace(row, id=name, **told)

    rows = (
        more("earlier", 0.31, "2023", "2024-04-20"),
        more("late", 60.0, "2024", "2025-04-20", unit="percent"),
        more("other", 0.9, "2022", "2023-04-20", denominator="revenue of one division"),
    )
    case = replace(shipped.case, evidence=(*shipped.case.evidence, *rows))
    return row, Trial.of(replace(shipped, case=case))


def test_a_series_is_one_measure_of_one_whole_in_order_of_its_periods(with_more):
    row, trial = with_more
    held = NUMBERS.make(trial, EN).table().rows
    (series,) = over_time(held)

    assert (row.stock, row.story) == (series.stock, series.story)
    assert [("2023", 0.31), ("2024H1", 0.53), ("2024", 0.6)] == [
        (point.row.period, point.share) for point in series.points
    ]
    assert [False, False, True] == [point.late for point in series.points]


def test_the_chart_draws_what_the_statements_say(with_more):
    _, trial = with_more
    made = OVER_TIME.make(trial, EN)
    (line,) = made.draw().data

    assert [date(2023, 12, 31), date(2024, 6, 30), date(2024, 12, 31)] == list(line.x)
    assert [0.31, 0.53, 0.6] == list(line.y)
    fills = line.marker.color
    assert fills[0] == fills[1] != fills[2]
    assert "Goaland: 31% in 2023, 60% in 2024" == made.title
    assert "2024年" in OVER_TIME.make(trial, ZH).title.replace(" ", "")


def test_every_number_of_the_case_has_its_row_and_no_other(shipped):
    trial = shipped_trial()
    made = NUMBERS.make(trial, EN)
    wanted = {row.id for row in shipped.case.evidence if row.value is not None}

    assert wanted == {each.row.id for each in made.table().rows}
    assert f"Numbers are on file for {len(wanted)} of 8 stocks" == made.title
    assert "53%" in made.body()
    assert "revenue share, of total revenue" in made.body()
    assert "first half of 2024" in made.body()
    assert OVER_TIME.make(trial, EN) is None


def test_a_case_without_numbers_has_no_such_figure(shipped):
    rows = tuple(replace(row, value=None) for row in shipped.case.evidence)
    trial = Trial.of(replace(shipped, case=replace(shipped.case, evidence=rows)))

    assert NUMBERS.make(trial, EN) is None
    assert [] == list(NUMBERS.finding(trial, Language("en")))


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2024Q1", date(2024, 3, 31)),
        ("2024-Q3", date(2024, 9, 30)),
        ("2024H2", date(2024, 12, 31)),
        ("2023 to 2024H1", None),
        ("", None),
    ],
)
def test_a_period_ends_on_its_last_day(period, end):
    assert end == period_end(period)
