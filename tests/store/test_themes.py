"""The log of themes: a file a source, read whole, and as the radar reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.errors import StoreError
from dashboard.market.theme_members import COLUMNS
from dashboard.radar.membership import Theme, membership
from dashboard.store.themes import HELD, SourceLog, ThemeLog

MONDAY, TUESDAY, FRIDAY = date(2025, 2, 10), date(2025, 2, 11), date(2025, 2, 14)
ROWS = [
    ("300249.SZ", "液冷概念", "数据中心温控", MONDAY, FRIDAY, True),
    ("600000.SH", "液冷概念", "", MONDAY, TUESDAY, False),
]


def a_log(source: str = "eastmoney", rows: Sequence[tuple[object, ...]] = ROWS) -> SourceLog:
    """Two stays, one of them over."""
    return SourceLog(source, FRIDAY, pd.DataFrame(rows, columns=list(HELD)))


def test_a_folder_without_a_log_gives_an_empty_table(tmp_path: Path) -> None:
    table = ThemeLog(tmp_path / "themes").table()
    assert list(COLUMNS) == list(table.columns)
    assert () == membership(table, ("300249.SZ",), FRIDAY).themes


def test_the_table_leaves_the_last_day_of_lasting_stays_open(tmp_path: Path) -> None:
    log = ThemeLog(tmp_path)
    log.write(a_log())
    table = log.table()
    assert [True, False] == table["last_seen"].isna().tolist()
    assert pd.Timestamp(TUESDAY) == table["last_seen"].iloc[1]
    assert ["数据中心温控", ""] == table["reason"].tolist()


def test_as_of_and_restated_lists_are_read_from_it(tmp_path: Path) -> None:
    log = ThemeLog(tmp_path)
    log.write(a_log())
    symbols = ("300249.SZ", "600000.SH")
    then = membership(log.table(), symbols, TUESDAY)
    later = membership(log.table(), symbols, TUESDAY, listed_on=FRIDAY)
    assert ("as-of", 2) == (then.mode, then.members.nnz)
    assert ("restated", 1) == (later.mode, later.members.nnz)


def test_sources_stand_side_by_side(tmp_path: Path) -> None:
    log = ThemeLog(tmp_path)
    names = ("同花顺", "通达信", "A", "a", "../b")
    for name in names:
        log.write(a_log(name))
    assert tuple(sorted(names)) == log.sources()
    assert {tmp_path} == {log.file(name).parent for name in names}
    found = membership(log.table(), ("300249.SZ",), FRIDAY)
    assert [Theme("液冷概念", name) for name in sorted(names)] == list(found.themes)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    log = ThemeLog(tmp_path)
    log.write(a_log())
    file = log.file("eastmoney")
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(StoreError, match=file.name):
        log.table()


def test_the_stamp_changes_with_the_log(tmp_path: Path) -> None:
    log = ThemeLog(tmp_path)
    assert () == log.stamp()
    log.write(a_log())
    before = log.stamp()
    log.write(a_log(rows=ROWS[:1]))
    assert before != log.stamp()


def test_writers_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = ThemeLog(tmp_path)
    monkeypatch.setattr("dashboard.store.themes.PATIENCE", 0.05)
    with log.alone("a"):
        with log.alone("b"):
            log.write(a_log("b"))
        with pytest.raises(StoreError, match="held the themes of a for"), log.alone("a"):
            pass
    assert ("b",) == log.sources()
