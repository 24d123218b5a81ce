"""`market-narrative minutes`: asked, held against the daily close, stored, told."""

from datetime import date

import pytest

from dashboard.store.minute_files import minute_sources, read_minutes
from dashboard.store.store import Store
from tests.minute_sessions import through_days
from tests.replay.china_plays import EASTMONEY_PATH, EASTMONEY_UNKNOWN, eastmoney_content
from tests.replay.replaying import json_play

CASE = "liquid-cooling-2025"
SILENT = "300602.SZ"


def route(shipped):
    """Five-minute bars of the article's session and the one before, of all stocks but one."""
    days = (date(2025, 2, 13), date(2025, 2, 14))

    def play(asked):
        code = asked.query["secid"].partition(".")[2]
        symbol = next(each for each in shipped.case.symbols if each.startswith(code))
        if symbol == SILENT:
            return json_play(EASTMONEY_UNKNOWN)
        bars = through_days(shipped.market.prices, symbol, days)
        lines = [
            f"{end:%Y-%m-%d %H:%M},{row.open},{row.close},{row.high},{row.low},9,900.0,1,1,1,1"
            for end, row in zip(bars.local_ends, bars.rows.itertuples(), strict=True)
        ]
        name = shipped.case.stock(symbol).name.zh
        return json_play(eastmoney_content(symbol, lines, name=name))

    return play


@pytest.mark.slow
def test_bars_of_a_cases_timed_sessions_are_asked_for_and_stored(command, live, shipped, tmp_path):
    live.routes[EASTMONEY_PATH] = route(shipped)
    done = command("minutes", CASE)

    store = Store(tmp_path / "store")
    assert 3 == done.exit_code, done.output  # one stock is not known there
    assert f"{SILENT}: eastmoney has no price" in done.output.lower().replace("sz", "SZ")
    assert "Minute bars of 7 securities stored as eastmoney: new 7" in done.output
    assert () == minute_sources(store, SILENT)
    assert 96 == len(read_minutes(store, "603881.SS", "eastmoney").rows)

    again = command("minutes", CASE)
    assert "nothing new 7" in again.output


def test_a_case_without_timed_events_needs_none(command, tmp_path, shipped_case):
    folder = tmp_path / "plain"
    folder.mkdir()
    for file in shipped_case.iterdir():
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(
            text.replace("2025-02-14T10:02:11,second", "2025-02-14,day"), encoding="utf-8"
        )
    done = command("minutes", folder)

    assert 1 == done.exit_code
    assert "needs no minute bars" in done.output
