"""Drivers beside the lines: each close at its own instant, and when it could first be known."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.window.drivers import driver_line
from dashboard.cases.driver_shelf import DriverShelf
from dashboard.charts.lanes import place
from dashboard.charts.svg.drawing import draw
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote
from dashboard.market.series import PriceSeries, SeriesNote, series_rows
from dashboard.market.sessions import load_sessions
from dashboard.stats.result import Undefined
from dashboard.store.store import Store
from tests.shipped_cases import shipped_trial

ENGLISH = (
    "Beside: AAPL (USD, Yahoo Finance; as traded, dividends unknown), on the clock of New York: 0 "
    "is its close of 5 Feb, the last before ours, and its close of 12 Feb could first be known "
    "here in the session of 13 Feb."
)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def made(symbol, closes, *, currency="USD", factor=None):
    """Series of closes by day, as a reader's own file would bring it."""
    days = pd.to_datetime(list(closes))
    prices = np.array(list(closes.values()), dtype=float)
    facts = {"open": prices, "high": prices, "low": prices, "close": prices}
    factors = np.nan if factor is None else np.array([factor[day] for day in closes])
    rows = pd.DataFrame({"date": days, **facts, "volume": 1e6, "amount": np.nan, "factor": factors})
    note = SeriesNote(
        symbol,
        "yahoo",
        "none",
        "" if factor is None else "yahoo",
        currency,
        "2025-05-03T10:00:00Z",
        "",
        "2025-01-02",
        "2025-04-30",
    )
    return PriceSeries(note, series_rows(rows))


def apple():
    """100 at the close of New York's 5 February, and one more every session after."""
    days = load_sessions("XNYS", "America/New_York").between(date(2025, 1, 2), date(2025, 3, 31))
    zero = days.index(date(2025, 2, 5))
    return made("AAPL", {day: 100.0 + at - zero for at, day in enumerate(days)})


@pytest.fixture(scope="module")
def trial():
    return shipped_trial()


@pytest.fixture
def shelf(tmp_path):
    store = Store(tmp_path)
    store.put(apple())
    return DriverShelf(tmp_path, "first", ("yahoo",))


def reader(shelf, chosen="AAPL", code="en", **choices):
    return Reader(Look(Language(code)), choices=(("with", chosen), *choices.items()), drivers=shelf)


def lines(trial, looks):
    return exhibits("prices")["lines"].make(trial, looks)


# The clock ----------------------------------------------------------------


def test_a_close_of_new_york_stands_at_its_own_instant(trial):
    """7 February, 16:00 in New York, is Saturday 5:00 in Shanghai: Monday's session prices it."""
    line = driver_line(apple(), trial.sessions, trial.lines.sessions, trial.base)
    close = next(each for each in line.closes if each.day == date(2025, 2, 7))

    assert datetime(2025, 2, 8, 5, 0, tzinfo=SHANGHAI) == close.moment
    assert date(2025, 2, 10) == close.known
    days = trial.lines.sessions
    # Fourteen hours of the three days from the close of the 7th to that of the 10th.
    assert (
        pytest.approx(place(close.moment, days, trial.sessions))
        == days.index(date(2025, 2, 7)) + 14 / 72
    )


def test_the_base_is_the_last_close_that_was_there_at_the_base(trial):
    """At 15:00 on 6 February New York's close of the 5th was there, that of the 6th was not."""
    line = driver_line(apple(), trial.sessions, trial.lines.sessions, trial.base)
    growth = {close.day: close.growth for close in line.closes}

    assert (date(2025, 2, 6), date(2025, 2, 5)) == (trial.base, line.base)
    assert [0.0, 0.01, 0.02] == pytest.approx([growth[date(2025, 2, day)] for day in (5, 6, 7)])


def test_new_york_trades_on_while_shanghai_rests(trial):
    """Spring Festival, 28 January to 4 February: seven closes before the next session here."""
    line = driver_line(apple(), trial.sessions, trial.lines.sessions, trial.base)
    waiting = [close.day.day for close in line.closes if close.known == date(2025, 2, 5)]

    assert [27, 28, 29, 30, 31, 3, 4] == waiting


def test_a_series_of_the_same_exchange_keeps_its_sessions(trial):
    days = trial.sessions.between(date(2025, 1, 2), date(2025, 3, 31))
    series = made("600519.SS", {day: 1400.0 + at for at, day in enumerate(days)}, currency="CNY")
    line = driver_line(series, trial.sessions, trial.lines.sessions, trial.base)

    assert line.same
    assert trial.base == line.base
    assert all(close.day == close.known for close in line.closes)


def test_a_session_without_a_price_is_a_gap_and_what_is_known_is_the_last_one(trial):
    series = apple()
    kept = series.rows[series.rows["date"] != "2025-02-10"].reset_index(drop=True)
    line = driver_line(replace(series, rows=kept), trial.sessions, trial.lines.sessions, trial.base)
    growth = {close.day: close.growth for close in line.closes}

    assert growth[date(2025, 2, 10)] is None
    assert date(2025, 2, 7) == line.at(trial.sessions.close_time(date(2025, 2, 11))).day


def test_a_dividend_counts_unless_prices_are_as_traded(trial):
    closes = {date(2025, 2, 5): 100.0, date(2025, 2, 6): 99.0, date(2025, 2, 7): 99.0}
    steps = dict.fromkeys(closes, 1.0) | {date(2025, 2, day): 100 / 99 for day in (6, 7)}
    series = made("AAPL", closes, factor=steps)
    ends = [
        driver_line(series, trial.sessions, trial.lines.sessions, trial.base, traded=traded)
        .closes[-1]
        .growth
        for traded in (False, True)
    ]

    assert [0.0, -0.01] == pytest.approx(ends)


def test_without_a_close_before_the_base_there_is_a_sentence(trial):
    series = made("AAPL", {date(2025, 2, 7): 100.0, date(2025, 2, 10): 101.0})
    found = driver_line(series, trial.sessions, trial.lines.sessions, trial.base)

    assert isinstance(found, Undefined)
    assert "AAPL has no close before that of 2025-02-06 here." == found.reason


# The figure -----------------------------------------------------------------


def test_a_driver_has_a_line_a_name_a_dash_and_a_colour_of_its_own(trial, shelf):
    figure = lines(trial, reader(shelf)).draw()
    (own,) = [trace for trace in figure.data if trace.name == "AAPL"]
    days = trial.lines.sessions
    others = {(trace.line.color, trace.line.dash) for trace in figure.data if trace is not own}

    assert 0.02 == pytest.approx(
        dict(zip(own.x, own.y, strict=True))[
            place(datetime(2025, 2, 8, 5, tzinfo=SHANGHAI), days, trial.sessions)
        ]
    )
    assert (own.line.color, own.line.dash) not in others
    assert "AAPL" in {note.text for note in figure.layout.annotations}
    readings = next(trace for trace in figure.data if trace.name == "readings")
    assert "+2.0% AAPL" in readings.hovertext[days.index(date(2025, 2, 10))]
    assert "<svg" in draw(figure, width=900)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ENGLISH),
        ("zh", "按纽约时间画出：以其2月5日收盘为 0"),
    ],
)
def test_the_note_says_by_whose_clock_and_when_it_could_be_known(code, said, trial, shelf):
    made_ = lines(trial, reader(shelf, code=code))

    assert said in made_.note
    assert {
        "en": "Beside: AAPL +5.0% (close of 12 Feb).",
        "zh": "对照：AAPL +5.0%（2月12日收盘）。",
    }[code] in made_.alt


def test_the_table_has_every_close_that_is_drawn(trial, shelf):
    figure = lines(trial, reader(shelf))
    table = figure.table()
    own = {each.file_head: each for each in table.columns if each.file_head.startswith("AAPL")}
    days = [own["AAPL, its own session"].value(row) for row in table.rows]
    at = next(
        place
        for place, row in enumerate(table.rows)
        if table.columns[0].value(row) == date(2025, 2, 10)
    )
    drawn = next(trace for trace in figure.draw().data if trace.name == "AAPL")

    assert date(2025, 2, 7) == days[at]
    assert 0.02 == pytest.approx(own["AAPL (fraction)"].value(table.rows[at]))
    assert date(2025, 2, 10) == own["AAPL, first known in session"].value(table.rows[at])
    known = {day for day in days if day is not None}
    assert len(drawn.x) - 1 <= len(known)  # the last close drawn comes after the last session
    assert {date(2025, 1, 28), date(2025, 2, 3)} <= known
    assert [None] == list(
        {table.columns[1].value(row) for row in table.rows if not isinstance(row, int)}
    )


def test_drivers_stand_beside_returns_and_not_beside_points(trial, shelf):
    (control,) = [each for each in exhibits("prices")["lines"].controls if each.name == "with"]
    offered = control.choices(trial, reader(shelf, ""))

    assert ["equal-weight", "000300.SS", "AAPL"] == list(offered)
    assert {} == control.choices(trial, reader(shelf, kind="peers"))
    figure = lines(trial, reader(shelf, kind="peers"))
    assert "AAPL" not in {trace.name for trace in figure.draw().data}
    assert "Beside" not in figure.note


def test_a_benchmark_of_the_case_is_brought_out_without_a_store(trial):
    empty = DriverShelf()
    plain, brought = (lines(trial, reader(empty, chosen)).draw() for chosen in ("", "000300.SS"))
    strokes = [
        next(trace.line for trace in figure.data if trace.name == "CSI 300")
        for figure in (plain, brought)
    ]

    assert strokes[0].color != strokes[1].color
    assert len(plain.data) == len(brought.data)
    assert "Brought out: CSI 300." in lines(trial, reader(empty, "000300.SS")).note


def test_an_empty_store_says_what_to_do_an_edition_and_a_file_do_not(trial, tmp_path):
    sentence = "To draw another index or stock beside these, bring its prices into the store"
    empty = reader(DriverShelf(tmp_path), "")

    assert sentence in lines(trial, empty).note
    assert sentence not in lines(trial, replace(empty, in_file=True)).note
    frozen = lines(trial, reader(DriverShelf(frozen=True), "")).note
    assert "An edition has no series beside its own." in frozen


def test_more_than_four_are_never_drawn_and_a_damaged_file_is_told(trial, tmp_path):
    store = Store(tmp_path)
    names = ["AAPL", "BABA", "MSFT", "NVDA", "TSLA"]
    for name in names:
        store.put(replace(apple(), note=replace(apple().note, symbol=name)))
    file = store.file("BABA", "yahoo")
    file.write_bytes(file.read_bytes()[:-40])
    figure = lines(trial, reader(DriverShelf(tmp_path, "a", ("yahoo",)), ",".join(names)))
    drawn = {trace.name for trace in figure.draw().data}

    assert {"AAPL", "MSFT", "NVDA"} == drawn & set(names)
    assert "The store has nothing of BABA that can be read." in figure.note


def test_a_hostile_name_is_written_and_never_run(trial, shelf):
    listed = PriceNote("<img src=x onerror=alert(1)>", "", "", "")  # any value with a name
    named = replace(shelf, names={"AAPL": type("Listed", (), {"name": listed.source})()})
    texts = str(lines(trial, reader(named)).draw().to_plotly_json())

    assert "<img" not in texts
    assert "&lt;img" in texts
