"""What an evening's list changes in the log, and what it may not change unasked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboard.errors import InputError
from dashboard.radar.membership import membership
from dashboard.store import theme_changes
from dashboard.store.theme_changes import DayList, Listed
from dashboard.store.themes import ThemeLog

DAYS = [date(2025, 2, 10) + timedelta(days=n) for n in range(6)]
A, B, C = "300249.SZ", "600000.SS", "603881.SS"


def listed(day, *pairs, asked=None, source="Eastmoney"):
    return DayList(source, day, tuple(Listed(*each) for each in pairs), asked)


def stays(log):
    """Rows of the table: stock, theme, first, last."""
    table = log.table()
    return [
        (
            r.stock,
            r.theme,
            r.first_seen.date(),
            None if pd.isna(r.last_seen) else r.last_seen.date(),
        )
        for r in table.itertuples()
    ]


def take(log, found, *, confirm=False):
    """Take one list."""
    (change,) = theme_changes.take(log, found, confirm=confirm)
    return change


@pytest.fixture
def log(tmp_path):
    return ThemeLog(tmp_path / "themes")


def test_members_come_stay_leave_and_come_back(log):
    take(log, listed(DAYS[0], (A, "液冷"), (B, "液冷")))
    change = take(log, listed(DAYS[1], (A, "液冷"), (C, "液冷")))
    assert (((C, "液冷"),), ((B, "液冷"),), 1) == (change.joined, change.left, change.stayed)
    take(log, listed(DAYS[3], (A, "液冷"), (B, "液冷"), (C, "液冷")))
    assert [
        (A, "液冷", DAYS[0], None),
        (B, "液冷", DAYS[0], DAYS[0]),
        (B, "液冷", DAYS[3], None),
        (C, "液冷", DAYS[1], None),
    ] == stays(log)
    on = [membership(log.table(), (A, B, C), day).members.nnz for day in DAYS[:4]]
    assert [2, 2, 2, 3] == on


def test_a_day_again_changes_nothing(log):
    rows = [(A, "液冷", "温控"), (B, "液冷"), (C, "数据中心")]
    take(log, listed(DAYS[0], *rows))
    take(log, listed(DAYS[1], *rows[:2], (A, "数据中心"), (C, "数据中心")))
    before = log.file("Eastmoney").read_bytes()
    take(log, listed(DAYS[1], *rows[:2], (A, "数据中心"), (C, "数据中心")))
    assert before == log.file("Eastmoney").read_bytes()


def test_who_is_missed_by_a_second_look_on_a_day_and_seen_by_a_third_never_left(log):
    take(log, listed(DAYS[0], (A, "液冷"), (B, "液冷")))
    take(log, listed(DAYS[0], (A, "液冷")))
    take(log, listed(DAYS[0], (A, "液冷"), (B, "液冷")))
    assert [(A, "液冷", DAYS[0], None), (B, "液冷", DAYS[0], None)] == stays(log)


def test_an_earlier_list_is_refused_in_a_sentence(log):
    take(log, listed(DAYS[2], (A, "液冷")))
    before = log.stamp()
    with pytest.raises(InputError, match=r"of 2025-02-12; one of 2025-02-11 comes too late"):
        take(log, listed(DAYS[1], (A, "液冷"), (B, "液冷")))
    assert before == log.stamp()


def test_a_theme_that_loses_all_its_members_is_held_back_until_confirmed(log):
    take(log, listed(DAYS[0], (A, "液冷"), (B, "液冷"), (C, "港口")))
    gone = listed(DAYS[1], (A, "液冷服务器"), (B, "液冷服务器"), (C, "港口"))
    change = take(log, gone)
    assert [("液冷", 2, DAYS[0], "液冷服务器")] == [
        (each.theme, each.members, each.last, each.like) for each in change.vanished
    ]
    held = [row for row in stays(log) if row[1] == "液冷"]
    assert [(A, "液冷", DAYS[0], None), (B, "液冷", DAYS[0], None)] == held
    on = membership(log.table(), (A, B, C), DAYS[1])
    assert ["液冷", "液冷服务器", "港口"] == [theme.name for theme in on.themes]
    take(log, gone, confirm=True)
    closed = [row for row in stays(log) if row[1] == "液冷"]
    assert [(A, "液冷", DAYS[0], DAYS[0]), (B, "液冷", DAYS[0], DAYS[0])] == closed


def test_a_held_theme_that_is_back_goes_on(log):
    take(log, listed(DAYS[0], (A, "液冷"), (C, "港口")))
    assert take(log, listed(DAYS[1], (C, "港口"))).vanished
    assert not take(log, listed(DAYS[2], (A, "液冷"), (C, "港口"))).vanished
    assert (A, "液冷", DAYS[0], None) in stays(log)


def test_a_list_far_shorter_than_the_last_is_held_back_whole(log):
    whole = [(f"6000{n:02d}.SS", f"题材{n % 4}") for n in range(40)]
    take(log, listed(DAYS[0], *whole))
    before = log.stamp()
    change = take(log, listed(DAYS[1], *whole[:31]))
    assert ((31, 40), before) == (change.shrunk, log.stamp())
    assert take(log, listed(DAYS[1], *whole[:32])).shrunk is None
    assert 8 == len(take(log, listed(DAYS[2], *whole[:24]), confirm=True).left)


def test_of_stocks_that_gave_no_answer_nothing_is_concluded(log):
    take(log, listed(DAYS[0], (A, "液冷"), (B, "液冷"), (C, "液冷")))
    change = take(log, listed(DAYS[1], (A, "液冷"), asked=frozenset({A, B})))
    assert ((B, "液冷"),) == change.left
    assert (C, "液冷", DAYS[0], None) in stays(log)


def test_a_theme_of_which_half_was_not_answered_for_is_held_back_too(log):
    take(log, listed(DAYS[0], (A, "液冷"), (B, "液冷"), (C, "港口")))
    change = take(log, listed(DAYS[1], (C, "港口"), asked=frozenset({A, C})))
    assert (["液冷"], ()) == ([each.theme for each in change.vanished], change.left)
    assert [None, None, None] == [last for *_, last in stays(log)]


def test_spellings_and_rows_given_twice_are_one(log):
    take(log, listed(DAYS[0], (A, "5G概念")))
    change = take(log, listed(DAYS[1], (A, "５g概念"), (A, "5G 概念", "基站"), (B, "5g概念")))
    assert 1 == change.twice
    assert {"5G概念"} == {row[1] for row in stays(log)}
    assert {("５g概念", "5G概念"), ("5G 概念", "5G概念"), ("5g概念", "5G概念")} == set(
        change.respelt
    )
    assert "基站" == log.table()["reason"].iloc[0]


def test_days_that_a_list_states_are_taken_but_never_over_what_was_seen(log):
    first, long_ago = date(2024, 3, 1), date(2023, 1, 5)
    rows = (
        Listed(A, "液冷", "", first),
        Listed(B, "液冷", "", long_ago, date(2023, 6, 1)),
    )
    take(log, DayList("iFinD", DAYS[0], rows))
    assert [(A, "液冷", first, None), (B, "液冷", long_ago, date(2023, 6, 1))] == stays(log)
    take(log, DayList("iFinD", DAYS[1], (Listed(C, "液冷"),)), confirm=True)
    take(log, DayList("iFinD", DAYS[3], (Listed(A, "液冷", "", first), Listed(C, "液冷"))))
    assert [(A, "液冷", first, DAYS[0]), (A, "液冷", DAYS[1], None)] == stays(log)[:2]


def test_several_writers_lose_nothing(log):
    def one(n):
        take(
            log, listed(DAYS[0], (f"6000{n:02d}.SS", "液冷"), asked=frozenset({f"6000{n:02d}.SS"}))
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(12)))
    assert 12 == len(log.table())


def test_a_change_that_fails_leaves_the_log(log: ThemeLog, tmp_path: Path, monkeypatch) -> None:
    take(log, listed(DAYS[0], (A, "液冷")))
    before = log.table()

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.store.themes.pq.write_table", full)
    with pytest.raises(Exception, match="No space left"):
        take(log, listed(DAYS[1], (B, "液冷")), confirm=True)
    pd.testing.assert_frame_equal(before, log.table())
    assert [] == list((tmp_path / "themes").glob(".*"))
