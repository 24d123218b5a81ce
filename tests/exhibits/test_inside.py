"""The figure of sessions to the minute: words, marks and table against the raw bars."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Event, Moment, Text
from dashboard.charts.inside import clock, mean_line, thinned
from dashboard.charts.svg.drawing import draw
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.inside import INSIDE
from dashboard.exhibits.timeline import EVENTS
from dashboard.language.language import language
from tests.exhibits.test_details import told
from tests.minute_sessions import through_days

EN, ZH = language("en"), language("zh")
TUESDAY, WEDNESDAY = date(2025, 2, 11), date(2025, 2, 12)
SILENT = "300602.SZ"  # without bars
YIMIKANG = "300249.SZ"


def event(name, stamp, kind="news", stocks=()):
    moment = Moment(datetime.fromisoformat(stamp), "minute", "Asia/Shanghai")
    return Event(name, moment, kind, Text(f"<b>{name}</b>", name), "a source", stocks=stocks)


EVENTS_OF_THE_DAY = (
    event("early", "2025-02-12T08:30"),
    event("ten", "2025-02-12T10:32", stocks=(YIMIKANG,)),
    event("late", "2025-02-12T14:31", kind="market", stocks=(YIMIKANG,)),
    event("elsewhere", "2025-02-18T10:00"),
)


def trial_with(shipped, interval, events=EVENTS_OF_THE_DAY):
    names = [name for name in shipped.case.symbols if name != SILENT]
    bars = {
        name: through_days(shipped.market.prices, name, (TUESDAY, WEDNESDAY), interval)
        for name in names
    }
    case, market = replace(shipped.case, events=events), replace(shipped.market, minutes=bars)
    return Trial.of(replace(shipped, case=case, market=market))


@pytest.fixture(scope="module")
def trial(shipped):
    return trial_with(shipped, 5)


def figure(trial, t=EN, choices=()):
    return INSIDE.make(trial, Reader(Look(t), choices=choices))


def move(trial, symbol, hour, minute):
    """Of the bar that ends then by Shanghai's clock, from the raw bars and closes."""
    rows = trial.market.minutes[symbol].rows
    end = datetime(2025, 2, 12, hour, minute, tzinfo=UTC).replace(tzinfo=None)
    return (
        rows["close"][rows["end"] == end].item() / trial.market.closes.loc["2025-02-11", symbol] - 1
    )


def test_without_bars_there_is_no_such_figure(shipped):
    bare = Trial.of(shipped)
    assert None is figure(bare)
    assert None is INSIDE.numbers[0].make(bare, Look(EN))


def test_the_words_are_those_of_the_bars(trial):
    ten, late = move(trial, YIMIKANG, 2, 30), move(trial, YIMIKANG, 6, 30)
    close = move(trial, YIMIKANG, 7, 0)
    made = figure(trial)

    assert (ten / close < 0.5) != (late / close < 0.5)
    assert "At least half of the session’s move stood before 1 of 2 events" == made.title
    for moved, number, clock_time in ((ten, 2, "10:32"), (late, 3, "14:31")):
        assert (
            f"Event {number}, 12 Feb {clock_time}: {EN.percent(moved)} at the last prices before "
            f"it, {EN.percent(close)} at the close"
        ) in made.alt
    assert "Event 1, 12 Feb 08:30: mean of 7 stocks: before the opening; +" in made.alt
    assert "Of the session of event 4 there are no minute bars." in made.note
    assert EN.name(trial.case.stock(SILENT)) in made.note
    assert "file-bars (5 min)" in made.note
    assert "2 个事件中，有 1 个在当日行情走完一半之后才出现" == figure(trial, ZH).title


def test_the_title_says_which_events_it_counts(trial, shipped):
    """Of three events one came before the opening; where all are counted nothing is said."""
    assert "The title counts events in trading hours" in figure(trial).note
    counted = trial_with(shipped, 5, EVENTS_OF_THE_DAY[1:3])
    assert "The title counts" not in figure(counted).note


def test_details_of_an_event_tell_its_minute_only_where_it_is_known(trial, shipped):
    assert "at the last prices before it" in told(trial, "event", "ten")
    assert "Inside the session" not in told(Trial.of(shipped), "event", "article")


@pytest.mark.parametrize(
    ("stamp", "title"),
    [
        ("2025-02-12T08:30", "What had the session moved before each event?"),
        ("2025-02-12T09:41", "5% of the session’s move stood before event 1"),
        ("2025-02-12T10:51", "Before event 1 the session had moved the other way"),
        ("2025-02-12T14:31", "Before event 1 the session had moved further than it closed"),
    ],
)
def test_the_title_of_one_event_says_no_more_than_its_share(stamp, title, shipped):
    """It opened a little higher, fell under the close before, and closed under its high."""
    one = trial_with(shipped, 5, (event("only", stamp, stocks=("301018.SZ",)),))
    assert title == figure(one).title
    (found,) = one.inside[0].events
    if found.is_open:
        side = (
            "the other way" if found.share_then < 0 else "further" if found.share_then > 1 else ""
        )
        assert side in title


def test_an_event_that_a_filter_hides_is_neither_marked_nor_spoken_of(trial):
    made = figure(trial, choices=(("kind", "market"),))
    assert "What had the session moved before each event?" == made.title
    assert ["late"] == [mark.id for mark in made.marks if mark.kind == "event"]
    assert {3} == set(made.table().frame()["number"])
    assert None is figure(trial, choices=(("q", "no such words"),))


@pytest.mark.parametrize("compact", [False, True])
def test_the_drawing_ends_where_the_session_closed_and_marks_each_event_once(trial, compact):
    made = INSIDE.make(trial, Reader(Look(ZH, dark=True, compact=compact)))
    drawn = made.draw()
    lines = {
        trace.meta["mark"]: trace.y[-1]
        for trace in drawn.data
        if trace.mode == "lines" and trace.meta
    }
    assert 7 == len(lines)
    assert pytest.approx(move(trial, YIMIKANG, 7, 0), abs=1e-5) == lines[f"stock:{YIMIKANG}"]
    told = [trace.text for trace in drawn.data if trace.mode == "text"]
    assert [("<b>1</b>", "<b>2</b>", "<b>3</b>")] == told
    assert "<svg" in draw(drawn, width=1180)


def test_the_table_has_a_row_an_event_and_stock_and_says_what_is_not_known(trial):
    table = figure(trial).table().frame()
    assert 3 * len(trial.case.symbols) == len(table)
    silent = table[table["symbol"] == SILENT]
    assert {"There are no minute bars of this stock on 2025-02-12."} == set(silent["remark"])
    known = table[table["symbol"] != SILENT]
    parts = known[
        ["move then (fraction)", "move in that bar (fraction)", "move after it (fraction)"]
    ]
    assert (
        pytest.approx(known["move of the session (fraction)"].tolist())
        == parts.sum(axis=1).tolist()
    )


def test_the_list_of_events_has_a_column_of_the_minute_only_where_it_is_known(trial, shipped):
    column = "share of the gap at its minute (fraction)"

    def columns(of):
        return EVENTS.make(of, Reader(Look(EN))).table().frame().columns

    whole = replace(trial.folder, market=replace(shipped.market, minutes={}))
    assert column not in columns(Trial.of(whole))
    assert column not in columns(trial)  # a group without one of its stocks has no mean
    bars = through_days(shipped.market.prices, SILENT, (TUESDAY, WEDNESDAY))
    minutes = {**trial.market.minutes, SILENT: bars}
    assert column in columns(
        Trial.of(replace(trial.folder, market=replace(trial.market, minutes=minutes)))
    )


# The axis


def test_of_single_minutes_the_last_price_of_every_five_is_drawn(shipped):
    (found,) = trial_with(shipped, 1).inside
    stock = found.stocks[0]
    times, moves = thinned(stock)
    assert (240, 49) == (len(stock.ends), len(times))
    assert ["09:30", "09:35", "11:30", "13:05", "15:00"] == [
        f"{times[at]:%H:%M}" for at in (0, 1, 24, 25, 48)
    ]
    assert (stock.opening, stock.closes[4], stock.total) == (moves[0], moves[1], moves[-1])


def test_the_pause_takes_next_to_no_room_and_the_time_before_the_opening_lies_left(trial):
    (found,) = trial.inside
    axis = clock(found)
    zone = found.stocks[0].ends[0].tzinfo
    places = [
        axis.place(datetime(2025, 2, 12, hour, minute, tzinfo=zone))
        for hour, minute in ((8, 30), (9, 30), (10, 32), (11, 30), (13, 5), (15, 0))
    ]
    assert sorted(places) == places
    assert (0, 62, 120) == tuple(places[1:4])
    assert places[4] - places[3] < 15
    assert 115 == places[5] - places[4]


def test_the_mean_of_a_group_begins_once_all_its_stocks_have_a_price(trial):
    first, second = trial.inside[0].stocks[:2]
    late = replace(
        second,
        ends=second.ends[6:],
        highs=second.highs[6:],
        lows=second.lows[6:],
        closes=second.closes[6:],
    )
    times, moves = mean_line([first, late])
    assert second.ends[5] == times[0]
    assert pytest.approx((first.closes[5] + second.opening) / 2) == moves[0]
    assert pytest.approx((first.total + second.total) / 2) == moves[-1]
