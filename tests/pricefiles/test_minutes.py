"""A file of minute bars becomes bars that know when they end, or a list of what is wrong."""

import io
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from dashboard.errors import InputError
from dashboard.market.series import PriceSeries, SeriesNote
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.minute_checks import against_daily
from dashboard.pricefiles.minute_reading import read_minute_file
from dashboard.pricefiles.minute_sheet import is_minute_file
from dashboard.pricefiles.minute_times import read_moment
from dashboard.pricefiles.reading import Preview
from dashboard.pricefiles.worker import is_small, read_any
from tests.pricefiles.minute_texts import HEAD, day_text, minute_text

NOW = datetime(2025, 8, 25, 3, 4, 5, tzinfo=UTC)
DAILY = "date,open,high,low,close\n2025-02-06,1,1,1,1\n2025-02-07,1,1,1,1\n"


def read(given, hints=None, name="bars.csv"):
    data = given if isinstance(given, bytes) else given.encode()
    return read_minute_file(data, name, hints or Hints(), now=NOW)


def ends(found, place=0):
    return [f"{each:%m-%d %H:%M}" for each in found.bars[place].local_ends]


def said(found):
    return " ".join(map(str, found.notices))


def frame(text):
    return pd.read_csv(io.StringIO(text), dtype={"code": str}, parse_dates=["time"])


def workbook(table):
    held = io.BytesIO()
    table.to_excel(held, index=False)
    return held.getvalue()


def parquet(table):
    held = io.BytesIO()
    table.to_parquet(held)
    return held.getvalue()


# What a file is, and what its times mean ------------------------------


@pytest.mark.parametrize(
    ("day", "clock", "told"),
    [
        ("2025-02-06 09:31:00", "", "02-06 09:31"),
        ("2025/2/6 9:31", "", "02-06 09:31"),
        ("20250206093500000", "", "02-06 09:35"),
        ("202502060935", "", "02-06 09:35"),
        ("20250206", "0931", "02-06 09:31"),
        ("2025-02-06", "93100", "02-06 09:31"),
        ("2025-02-06 00:00:00", "13:01", "02-06 13:01"),
        ("1738805460", "", "02-06 01:31"),
    ],
)
def test_a_moment_is_read_as_vendors_write_it(day, clock, told):
    assert told == f"{read_moment(day, clock).clock:%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "clock"),
    [("2025-02-06", ""), ("", "09:31"), ("2025-02-06 25:00", ""), ("2025-02-06 09:31:30", "")],
)
def test_what_is_no_minute_is_refused(day, clock):
    with pytest.raises(InputError):
        read_moment(day, clock)


def test_offsets_are_moments_of_their_own():
    assert timedelta(hours=-5) == read_moment("2025-02-06T09:31:00-05:00").offset
    assert timedelta(hours=8) == read_moment("2025-02-06 09:31+0800").offset


def test_a_file_is_told_apart_by_its_times():
    assert is_minute_file(minute_text().encode())
    assert not is_minute_file(DAILY.encode())
    assert not is_minute_file(b"")
    # The look at the beginning of a long file does not end inside a character.
    long = "名称,时间,open,high,low,close\n" + "依米康,2025-02-06 09:31,1,1,1,1\n" * 9_000
    assert not is_minute_file(long.encode("gb18030"))
    assert is_minute_file(long.replace("09:31", "09:32", 1).encode("gb18030"))
    assert isinstance(read_any(DAILY.encode(), "a.csv", Hints(), now=NOW), Preview)
    assert read_any(minute_text().encode(), "a.csv", Hints(), now=NOW).is_minutes


def test_a_workbook_and_parquet_are_read_apart():
    assert is_small(minute_text().encode())
    assert not is_small(workbook(frame(minute_text())))


def test_bars_stamped_at_their_end_and_at_their_start_are_the_same_bars():
    at_end, at_start = read(minute_text()), read(minute_text(day_text(at_start=True)))

    assert () == at_end.faults
    assert () == at_start.faults
    assert 240 == len(ends(at_end))
    assert ("02-06 09:31", "02-06 15:00") == (ends(at_end)[0], ends(at_end)[-1])
    assert ends(at_end) == ends(at_start)
    assert "stamped at their start" in said(at_start)


def test_an_opening_auction_does_not_make_ends_starts():
    auction = "2025-02-06 09:30,300249.SZ,9.9,9.9,9.9,9.9,100\n"
    found = read(HEAD + "\n" + auction + day_text())

    assert "02-06 09:30" == ends(found)[0]
    assert "stamped at their end" in said(found)


def test_what_stamps_do_not_tell_is_asked_and_the_reader_s_word_counts():
    part = "\n".join(minute_text().splitlines()[:60])

    assert [None] == [fault.line for fault in read(part).faults]
    assert "stamp" == read(part).faults[0].field
    assert "02-06 09:32" == ends(read(part, Hints(stamp="start")))[0]


def test_times_in_utc_are_told_by_the_hours_of_the_exchange():
    table = frame(minute_text())
    table["time"] -= timedelta(hours=8)
    found = read(table.to_csv(index=False))

    assert "02-06 09:31" == ends(found)[0]
    assert "as UTC" in said(found)


def test_a_clock_that_fits_neither_is_asked_for():
    table = frame(minute_text())
    table["time"] -= timedelta(hours=14)  # as New York's clock would have it
    text = table.to_csv(index=False)

    assert "timezone" == read(text).faults[0].field
    found = read(text, Hints(timezone="America/New_York"))
    # 13 hours in winter: an hour later, so that the last hour lies after the close.
    assert "02-06 08:31" not in ends(found)
    assert "outside trading hours" in said(found)
    assert "timezone" == read(text, Hints(timezone="Mars/Olympus")).faults[0].field


def test_new_york_keeps_its_own_clock_over_the_change_of_the_clocks():
    rows = [
        f"{day} {hour:02d}:30,AAPL,1,1,1,1,1"
        for day in ("2025-03-07", "2025-03-10")
        for hour in range(9, 16)
    ]
    found = read(HEAD + "\n" + "\n".join(rows) + "\n")

    assert () == found.faults
    assert ["2025-03-07 15:30", "2025-03-10 14:30"] == [
        f"{found.bars[0].rows['end'].iloc[at]:%Y-%m-%d %H:%M}" for at in (0, 7)
    ]
    # The last bar of the day is cut short by the close.
    assert "03-07 16:00" == ends(found)[6]


# Forms of a file ------------------------------------------------------


@pytest.mark.parametrize("form", ["xlsx", "parquet", "zoned", "index", "two columns", "chinese"])
def test_every_form_gives_the_same_bars(form):
    table = frame(minute_text())
    zoned = table.assign(time=table["time"].dt.tz_localize("Asia/Shanghai").dt.tz_convert("UTC"))
    apart = table.assign(
        date=table["time"].dt.strftime("%Y%m%d"), time=table["time"].dt.strftime("%H%M")
    )
    chinese = "时间,代码,开盘,最高,最低,收盘,成交量\n" + day_text()
    given = {
        "xlsx": lambda: workbook(table),
        "parquet": lambda: parquet(table),
        "zoned": lambda: parquet(zoned),
        "index": lambda: parquet(zoned.set_index("time")),
        "two columns": lambda: apart.to_csv(index=False).encode(),
        "chinese": lambda: chinese.encode("gb18030"),
    }[form]()

    found, plain = read(given), read(minute_text())

    assert () == found.faults
    pd.testing.assert_frame_equal(plain.bars[0].rows, found.bars[0].rows, check_dtype=False)


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b"PAR1 no parquet", b"", b"<html>"])
def test_what_is_no_table_is_a_fault_and_no_exception(data):
    found = read(data)

    assert () == found.bars
    assert found.faults


# What is wrong is named by its line -----------------------------------


def test_faults_are_named_by_their_lines_and_nothing_is_kept():
    lines = minute_text().splitlines()
    lines[3] = lines[3].replace("10.0,10.0,10.0,10.0", "10.0,9.0,10.0,10.0")
    lines[5] = lines[5].replace("10.0,10.0,10.0,10.0", "10.0,-1,10.0,10.0")
    lines[7] = lines[6]
    lines[9] = lines[9].replace("2025-02-06 ", "2025-02-30 ")
    found = read("\n".join(lines))

    assert () == found.bars
    assert {4, 6, 10} == {fault.line for fault in found.faults}

    # That a bar stands twice is seen once each has its place.
    for at in (3, 5, 9):
        lines[at] = minute_text().splitlines()[at]
    found = read("\n".join(lines))
    assert {8} == {fault.line for fault in found.faults}


def test_bars_of_tomorrow_are_faults():
    found = read_minute_file(
        minute_text().encode(), "a.csv", Hints(), now=datetime(2025, 2, 6, 6, 59, tzinfo=UTC)
    )

    assert [241] == [fault.line for fault in found.faults]


def test_minutes_without_a_trade_are_left_out_and_counted():
    quiet = minute_text(day_text({"10:00": 0})).replace("0,0,0,0,100", "0,0,0,0,0")

    assert 239 == len(read(quiet).bars[0].rows)
    assert "1 minute(s) without a trade" in said(read(quiet))


def test_adjusted_prices_are_refused():
    assert read(minute_text(), Hints(adjustment="additive")).faults
    assert read(minute_text().replace("close", "close_qfq", 1)).faults


def test_columns_that_are_lacking_are_named():
    found = read("time,code,open,close\n2025-02-06 09:31,300249.SZ,1,1\n")

    assert ["high", "low"] == [fault.field for fault in found.faults]


# Against the day's close ----------------------------------------------


def daily(*rows, adjustment="none"):
    facts = dict.fromkeys(("factor_source", "currency", "retrieved", "request"), "")
    note = SeriesNote(
        symbol="300249.SZ",
        source="tencent",
        adjustment=adjustment,
        asked_from="",
        asked_to="",
        **facts,
    )
    table = pd.DataFrame(rows, columns=["date", "close"])
    return PriceSeries(note, table.assign(date=pd.to_datetime(table["date"])))


def test_the_last_bar_is_held_against_the_close_of_the_day():
    text = minute_text(day_text({"15:00": 10.5}), day_text({"15:00": 11.0}, day="2025-02-07"))
    (bars,) = read(text).bars

    found = against_daily(bars, daily(("2025-02-06", 10.5), ("2025-02-07", 11.02)))
    assert (1, 0) == (found.agree, found.lacking)
    assert [(date(2025, 2, 7), 11.0, 11.02)] == [tuple(each) for each in found.differ]
    assert "2025-02-07" in str(found.message())

    lacking = against_daily(bars, daily(("2025-02-06", 10.5)))
    assert (1, 1, ()) == (lacking.agree, lacking.lacking, lacking.differ)
    # Adjusted closes are no measure of prices as traded.
    assert "" == against_daily(bars, daily(("2025-02-06", 9), adjustment="additive")).source
