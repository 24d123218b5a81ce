"""What a mark opens to: its numbers are the prices' own, and nothing from outside runs in it."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Event, Moment, Text
from dashboard.charts.marks import Mark
from dashboard.charts.theme import Look
from dashboard.exhibits.details import abnormal_of, details, is_known, mark_name, moves_of
from dashboard.exhibits.exhibit import Reader
from dashboard.html.links import Links, Opens
from dashboard.language.language import Language
from dashboard.stats.result import Undefined
from tests.shipped_cases import shipped_trial

EN, ZH = Language("en"), Language("zh")
OPENS = Opens("lines", lambda at: f"?at={at}")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def reader(t=EN):
    return Reader(Look(t), links=Links(lambda target: f"{target.page}#{target.anchor}"))


def told(trial, kind, name, t=EN, shown=()):
    return details(trial, reader(t), Mark(kind, name), shown, OPENS)


@pytest.fixture(scope="module")
def trial():
    return shipped_trial()


def close(shipped, symbol, day):
    rows = shipped.market.prices
    found = rows[(rows["symbol"] == symbol) & (rows["date"] == pd.Timestamp(day))]
    return float(found["close"].iloc[0])


def item_of(trial, name) -> EventTime:
    return next(item for item in trial.events if item.event.id == name)


def test_an_event_moves_its_stock_from_close_to_close(trial, shipped):
    """Goaland answered after the close of 13 February: session 0 is the 14th, a Friday."""
    moves = moves_of(trial, item_of(trial, "goaland-answer"))
    before, day, later = (close(shipped, "300499.SZ", date(2025, 2, each)) for each in (13, 14, 21))

    assert ["stock", "benchmark"] == [row.kind for row in moves.rows]
    assert pytest.approx(day / before - 1) == moves.rows[0].returns[0]
    assert pytest.approx(later / day - 1) == moves.rows[0].returns[1]
    assert moves.rest is None  # the window has closed by then
    assert "−2.68%" in told(trial, "event", "goaland-answer")


def test_an_event_without_stocks_moves_the_groups(trial, shipped):
    moves = moves_of(trial, item_of(trial, "gtja-report"))
    members = [stock.symbol for stock in shipped.case.members("newcomers")]
    days = [date(2025, 2, 11), date(2025, 2, 12), date(2025, 2, 13)]
    closes = np.array([[close(shipped, name, day) for name in members] for day in days])

    assert ["newcomers", "established", "equal-weight"] == [row.id for row in moves.rows]
    assert pytest.approx((closes[1] / closes[0] - 1).mean()) == moves.rows[0].returns[0]
    assert pytest.approx((closes[2] / closes[1] - 1).mean()) == moves.rows[0].returns[2]


def test_a_session_without_a_close_has_a_reason_and_no_number(trial, shipped):
    prices = shipped.market.prices
    cut = prices[prices["date"] <= "2025-02-14"]
    short = Trial.of(replace(shipped, market=replace(shipped.market, prices=cut)))
    moves = moves_of(short, item_of(short, "goaland-answer"))

    assert isinstance(moves.rows[0].returns[1], Undefined)
    assert "There is no close on 21 Feb 2025." in told(short, "event", "goaland-answer")
    assert "2025年2月21日没有收盘价。" in told(short, "event", "goaland-answer", ZH)


def test_a_deadline_is_opened_too_and_has_no_moves(shipped):
    moment = Moment(datetime(2025, 2, 12), "by", "Asia/Shanghai")
    event = Event("late", moment, "news", Text("By then", "届时"), "Paper")
    trial = Trial.of(replace(shipped, case=replace(shipped.case, events=(event,))))

    assert "it cannot be placed among the sessions" in told(trial, "event", "late")
    assert "no address on file" in told(trial, "event", "late")


def test_an_event_has_its_source_with_link_its_stories_and_its_claims(trial):
    text = told(trial, "event", "goaland-answer")

    assert "Event 9 · Investor Q&amp;A" in text
    assert "13 Feb 2025, after the close" in text
    assert "Fri 14 Feb 2025" in text
    assert 'target="_blank"' in text
    assert "Documented business with Alibaba" in text
    assert 'data-at="lines:stock:300499.SZ"' in text


def test_a_stock_has_the_numbers_of_the_window_and_a_abnormal_of_its_own(trial):
    """The abnormal return is that of the figure with both models; p is Student's t, two-sided."""
    stock = trial.result.stock("603881.SS")
    pair = next(each for each in trial.pairs if each.symbol == stock.symbol)
    found = abnormal_of(trial, stock.symbol)
    text = told(trial, "stock", stock.symbol)

    assert pytest.approx(pair.fitted) == found.car
    assert (120, 118) == (found.n, found.df)
    assert EN.percent(stock.value, 2) in text
    assert "3 statements on 3 stories; 1 of them published after the window" in text
    assert "It is one of 8 stocks." in text
    assert 'href="prices#lines"' in text
    assert 'href="exposure#stock-603881-SS"' in text


def test_a_window_has_its_difference_and_its_four_neighbours(trial):
    text = told(trial, "window", "2025-02-06~2025-02-13")

    assert "+27.7 points" in text
    assert "1/70" in text
    for base, last in (
        ("2025-02-05", "2025-02-13"),
        ("2025-02-07", "2025-02-13"),
        ("2025-02-06", "2025-02-12"),
        ("2025-02-06", "2025-02-14"),
    ):
        assert f'data-at="lines:window:{base}~{last}"' in text
    assert told(trial, "window", "2001-01-01~2001-01-02") is None


def test_neighbours_are_those_of_the_same_kind_in_the_figure(trial):
    shown = [Mark("stock", "603881.SS"), Mark("event", "r1-release"), Mark("event", "gtja-report")]

    assert 'data-at="lines:event:gtja-report"' in told(trial, "event", "r1-release", shown=shown)
    alone = told(trial, "stock", "603881.SS", shown=shown)
    assert 0 == alone.count('class="step" href="?at=lines:stock')


def test_texts_from_outside_stand_escaped_and_only_web_addresses_are_links(shipped):
    moment = Moment(datetime(2025, 2, 12), "day", "Asia/Shanghai")
    text = Text(HOSTILE, HOSTILE)
    symbol = shipped.case.stocks[0].symbol
    event = Event("bad", moment, "news", text, HOSTILE, "javascript:alert(1)", stocks=(symbol,))
    row = replace(
        shipped.case.evidence[0], statement=text, document=HOSTILE, url="javascript:alert(1)"
    )
    case = replace(
        shipped.case,
        events=(event,),
        evidence=(row,),
        claims=(),
        stocks=(replace(shipped.case.stocks[0], name=text), *shipped.case.stocks[1:]),
    )
    trial = Trial.of(replace(shipped, case=case))
    for kind, name in (("event", "bad"), ("stock", symbol), ("evidence", row.id)):
        for t in (EN, ZH):
            said = told(trial, kind, name, t)
            assert "<script" not in said
            assert "<img" not in said
            assert "&lt;script&gt;" in said
            assert 'href="javascript' not in said


def test_a_mark_that_the_case_does_not_have_is_not_known(trial):
    case = trial.case
    known = [Mark("event", "gtja-report"), Mark("stock", "603881.SS")]
    known += [Mark("evidence", case.evidence[0].id), Mark("window", "2025-02-06~2025-02-13")]
    unknown = [Mark("event", "603881.SS"), Mark("stock", "gtja-report"), Mark("evidence", "x")]
    unknown += [Mark("window", "2025-02-06"), Mark("window", "a~b")]

    assert [True] * 4 == [is_known(case, mark) for mark in known]
    assert [False] * 5 == [is_known(case, mark) for mark in unknown]
    assert "4 · " in mark_name(trial, known[0], EN)
    assert "数据港" == mark_name(trial, known[1], ZH)
