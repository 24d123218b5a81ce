"""A suspended session is a suspended session in every dialect, and never a row of the series."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.market.calendars import calendar_table
from dashboard.market.suspensions import untraded
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file

NOW = datetime(2025, 8, 25, tzinfo=UTC)
PLAIN = Hints(symbol="300249.SZ", adjustment="none", volume_unit="shares", amount_unit="yuan")
DAYS = [day.isoformat() for day in calendar_table("XSHG").days if day.year == 2025][:24]
HEADER = "date,open,high,low,close,volume,amount"

# What a vendor writes in a row of which the last close is known; a flag beside it or none.
ENCODINGS = {
    "last close, volume 0": (lambda c: f"{c},{c},{c},{c},0,0", "", ""),
    "last close, no volume": (lambda c: f"{c},{c},{c},{c},,", "", ""),
    "last close, dashes": (lambda c: f"{c},{c},{c},{c},--,--", "", ""),
    "last close, a denormal": (lambda c: f"{c},{c},{c},{c},5.877e-39,5.877e-39", "", ""),
    "zeros but the close": (lambda c: f"0,0,0,{c},0,0", "", ""),
    "zeros, volume missing": (lambda c: f"0.0,0.0,0.0,{c},,", "", ""),
    "nothing but a day": (lambda _: ",,,,,", "", ""),
    "the word": (lambda c: f"{c},{c},{c},{c},停牌,停牌", "", ""),
    "tradestatus 0": (lambda c: f"{c},{c},{c},{c},,", ",tradestatus", (",1", ",0")),
    "paused 1.0": (lambda c: f"{c},{c},{c},{c},0.0,0.0", ",paused", (",0.0", ",1.0")),
    "交易状态 停牌": (lambda c: f"{c},{c},{c},{c},0,0", ",交易状态", (",交易", ",停牌")),
}


def text_of(closes, suspended, encoding):
    row, column, flags = ENCODINGS[encoding]
    lines, last = [HEADER + column], closes[0]
    for place, (day, close) in enumerate(zip(DAYS, closes, strict=False)):
        if place in suspended:
            lines.append(f"{day},{row(last)}{flags[1] if flags else ''}")
        else:
            # Open, high and low around the close, amount at the close.
            prices = f"{close - 0.02:.2f},{close + 0.05:.2f},{close - 0.05:.2f},{close:.2f}"
            volume = 1_000_000 + place
            lines.append(f"{day},{prices},{volume},{volume * close:.2f}{flags[0] if flags else ''}")
            last = f"{close:.2f}"
    return "\n".join(lines)


def clean_text(closes, suspended):
    lines = text_of(closes, (), "last close, volume 0").splitlines()
    return "\n".join(line for place, line in enumerate(lines) if place - 1 not in suspended)


@pytest.mark.slow
@given(
    closes=st.lists(st.integers(500, 9_000).map(lambda n: n / 100), min_size=8, max_size=20),
    suspended=st.sets(st.integers(1, 19), min_size=1, max_size=3),
    encoding=st.sampled_from(sorted(ENCODINGS)),
)
@settings(max_examples=60, deadline=None)
def test_a_file_with_any_encoding_of_a_suspension_gives_the_same_series(
    closes, suspended, encoding
):
    suspended = {place for place in suspended if place < len(closes)}
    clean = read_price_file(clean_text(closes, suspended).encode(), "a.csv", PLAIN, now=NOW)
    filled = text_of(closes, suspended, encoding).encode()

    found = read_price_file(filled, "a.csv", PLAIN, now=NOW)

    assert () == clean.faults == found.faults
    pd.testing.assert_frame_equal(clean.series[0].rows, found.series[0].rows)


def test_a_copy_of_the_row_before_without_volume_is_suspended():
    lines = [HEADER, f"{DAYS[0]},9.9,10.1,9.8,10,100,1000", f"{DAYS[1]},9.9,10.1,9.8,10,0,0"]

    found = read_price_file("\n".join(lines).encode(), "a.csv", PLAIN, now=NOW)

    assert 1 == len(found.series[0].rows)
    assert "first in line 3" in " ".join(map(str, found.notices))


def test_a_row_that_is_called_suspended_and_has_trading_is_a_contradiction():
    lines = [f"{HEADER},paused", f"{DAYS[0]},9.9,10.1,9.8,10,100,1000,1"]

    (fault,) = read_price_file("\n".join(lines).encode(), "a.csv", PLAIN, now=NOW).faults

    assert 2 == fault.line
    assert "called suspended and has trading" in str(fault)


def test_an_index_without_volumes_and_a_close_at_the_limit_trade():
    flat = {name: np.array([10.0, 11.0, 12.1]) for name in ("open", "high", "low", "close")}
    group = np.zeros(3, dtype=np.int64)

    assert not untraded(flat | {"volume": np.full(3, np.nan)}, group).any()
    assert not untraded(flat | {"volume": np.array([5.0, 3.0, 100.0])}, group).any()


def test_a_word_of_a_flag_that_nobody_knows_is_named():
    lines = [f"{HEADER},paused", f"{DAYS[0]},9.9,10.1,9.8,10,100,1000,maybe"]

    (fault,) = read_price_file("\n".join(lines).encode(), "a.csv", PLAIN, now=NOW).faults

    assert ("paused", "maybe") == (fault.field, fault.value)
