"""Units and adjustment: stated, found by a check, or asked for; never guessed."""

from datetime import UTC, datetime

import numpy as np
import pytest

from dashboard.market.calendars import calendar_table
from dashboard.pricefiles.factors import factor_of
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file

NOW = datetime(2025, 8, 25, tzinfo=UTC)
DAYS = ("2025-02-06", "2025-02-07", "2025-02-10", "2025-02-11", "2025-02-12")
UNADJUSTED = Hints(adjustment="none")


def read(text, hints=UNADJUSTED, name="prices.csv"):
    return read_price_file(text.encode(), name, hints, now=NOW)


def traded(volume, amount, *, heading=("volume", "amount"), code="300249", price=10.0):
    """Five days at one price, 110,000 shares for 1,100,000 yuan each at a price of 10."""
    lines = [f"date,code,open,high,low,close,{','.join(heading)}"]
    lines += [
        f"{day},{code},{price},{price * 1.02},{price * 0.98},{price},{volume},{amount}"
        for day in DAYS
    ]
    return "\n".join(lines) + "\n"


def stored(preview, name, place=0):
    return preview.series[place].rows[name].iloc[0]


def said(preview):
    return " ".join(str(each) for each in (*preview.notices, *preview.faults))


# Units ----------------------------------------------------------------


@pytest.mark.parametrize("volume", [110_000, 1_100])
@pytest.mark.parametrize("amount", [1_100_000, 1_100, 110])
def test_the_check_finds_both_units_on_unadjusted_rows(volume, amount):
    preview = read(traded(volume, amount))

    assert (110_000, 1_100_000) == (stored(preview, "volume"), stored(preview, "amount"))
    assert "these units were taken" in said(preview)


@pytest.mark.parametrize("adjustment", ["additive", "multiplicative", "unknown"])
def test_on_adjusted_rows_the_check_means_nothing_and_units_are_asked_for(adjustment):
    preview = read(traded(1_100, 1_100_000), Hints(adjustment=adjustment))

    assert ["volume", "amount"] == [fault.field for fault in preview.faults]


def test_units_the_reader_gives_are_taken():
    hints = Hints(adjustment="additive", volume_unit="lots", amount_unit="10k-yuan")
    preview = read(traded(1_100, 110), hints)

    assert (110_000, 1_100_000) == (stored(preview, "volume"), stored(preview, "amount"))


def test_units_in_the_heading_go_before_the_reader_s():
    text = traded(1_100, 110, heading=("成交量(手)", "成交额(万元)"))
    preview = read(text, Hints(adjustment="none", volume_unit="shares", amount_unit="yuan"))

    assert (110_000, 1_100_000) == (stored(preview, "volume"), stored(preview, "amount"))


@pytest.mark.parametrize(
    ("hints", "heading"),
    [
        (UNADJUSTED, ("成交量(股)", "成交额(元)")),
        (Hints(adjustment="none", volume_unit="shares"), ("volume", "amount")),
        (
            Hints(adjustment="none", volume_unit="lots", amount_unit="10k-yuan"),
            ("volume", "amount"),
        ),
    ],
)
def test_units_that_amount_and_volume_contradict_are_never_taken(hints, heading):
    preview = read(traded(1_100, 1_100_000, heading=heading), hints)

    assert () == preview.series
    assert "do not fit" in said(preview) or "times the prices" in said(preview)


def test_rows_in_another_unit_inside_a_good_file_are_named():
    lines = traded(110_000, 1_100_000).splitlines()
    good = [line.replace("2025-02-", "2025-03-") for line in lines[1:3]]
    days = ("2025-03-03", "2025-03-04", "2025-03-05", "2025-03-06", "2025-03-07", "2025-03-10")
    more = [good[0].replace(good[0][:10], day) for day in days]
    lines[3] = lines[3].replace(",110000,", ",1100,")

    preview = read("\n".join([*lines, *more]))

    assert [(4, "volume", "1100")] == [
        (fault.line, fault.field, fault.value) for fault in preview.faults
    ]
    assert "100 times the prices of this row" in said(preview)


FEN = """\
date,code,open,high,low,close,volume,amount
2025-02-06,300249,1211,1250,1198,1250,43274642,529681618
2025-02-07,300249,1245,1295,1220,1246,57407202,721895565
"""


@pytest.mark.parametrize(
    "hints",
    [
        UNADJUSTED,
        Hints(adjustment="none", volume_unit="shares", amount_unit="yuan"),
        Hints(adjustment="none", volume_unit="lots"),
    ],
)
def test_prices_in_hundredths_are_asked_about_and_never_taken_for_other_units(hints):
    preview = read(FEN, hints)

    assert ["300249.SZ"] == [fault.value for fault in preview.faults]
    assert "in yuan or in fen" in said(preview)
    assert "these units were taken" not in said(preview)


def test_prices_that_the_reader_calls_fen_are_divided():
    preview = read(FEN, Hints(adjustment="none", price_unit="fen"))

    assert (12.5, 43_274_642) == (stored(preview, "close"), stored(preview, "volume"))


def test_units_of_adjusted_prices_off_by_more_than_adjusting_makes_are_refused():
    hints = Hints(adjustment="multiplicative", volume_unit="shares", amount_unit="yuan")

    assert "times the prices" in said(read(traded(1_100, 1_100_000), hints))
    assert () == read(traded(110_000, 1_300_000), hints).faults


def test_a_security_in_other_units_than_the_rest_is_a_fault():
    text = traded(1_100, 1_100_000) + "".join(
        traded(1_100, 1_100_000, code=code).split("\n", 1)[1] for code in ("603881", "002230")
    )
    text += traded(110_000, 1_100_000, code="688041").split("\n", 1)[1]

    preview = read(text)

    assert "688041.SS" == preview.faults[0].value
    assert "split the file" in said(preview)


def test_an_index_cannot_be_checked():
    preview = read(traded(1_100, 1_100_000, code="000300.SH"))

    assert ["volume", "amount"] == [fault.field for fault in preview.faults]


def test_a_file_without_volume_is_stored_without_and_says_so():
    preview = read("date,code,open,high,low,close\n2025-02-06,300249,10,11,9,10\n")

    assert np.isnan(stored(preview, "volume"))
    assert "no column of volume" in said(preview)


# Adjustment -----------------------------------------------------------

BARE = "date,code,open,high,low,close\n2025-02-06,300249,10,11,9,10\n"
NOTHING = Hints()


def test_an_adjustment_that_nothing_tells_is_asked_for():
    assert ["adjustment"] == [fault.field for fault in read(BARE, NOTHING).faults]


@pytest.mark.parametrize("adjustment", ["none", "additive", "multiplicative", "unknown"])
def test_what_the_reader_says_is_kept(adjustment):
    preview = read(BARE, Hints(adjustment=adjustment))

    assert adjustment == preview.series[0].note.adjustment
    assert ("additive" == adjustment) == ("Additive adjustment" in said(preview))


@pytest.mark.parametrize("text", [BARE.replace("close", "收盘价(前复权)"), BARE])
def test_forward_adjusted_is_unknown_until_the_reader_says_how(text):
    name = "a.csv" if "前复权" in text else "行情_前复权.csv"
    preview = read(text, NOTHING, name)

    assert "unknown" == preview.series[0].note.adjustment
    assert "without saying how" in said(preview)
    assert "additive" == read(text, Hints(adjustment="additive"), name).series[0].note.adjustment


def test_prices_called_adjusted_cannot_be_unadjusted():
    assert ["adjustment"] == [fault.field for fault in read(BARE, name="后复权.csv").faults]


FACTOR = (
    "date,code,open,high,low,close,adj_factor\n"
    "2025-02-06,300249,10,11,9,10,1.5\n2025-02-07,300249,10,11,9,10,{}\n"
)


def test_a_factor_makes_prices_unadjusted_and_is_kept_as_it_is():
    series = read(FACTOR.format(1.6), NOTHING).series[0]

    assert [1.5, 1.6] == series.rows["factor"].tolist()
    assert ("none", "file-prices") == (series.note.adjustment, series.note.factor_source)


def test_a_factor_beside_prices_off_the_tick_is_asked_about_and_not_multiplied():
    text = "date,code,open,high,low,close,volume,factor\n" + "\n".join(
        f"{day},300249,{price},{price},{price},{price},5,1.5"
        for day, price in zip(DAYS, (6.1234, 6.2345, 6.3456, 6.4567, 6.5678), strict=True)
    )

    preview = read(text, Hints(volume_unit="lots"))

    assert () == preview.series
    assert "not on the tick" in said(preview)


def test_a_factor_that_its_price_does_not_follow_is_asked_about():
    lines = ["date,code,open,high,low,close,volume,factor"]
    lines += [f"{day},300249,10,10.5,9.8,10,5,{1 if day < DAYS[2] else 50}" for day in DAYS]

    preview = read("\n".join(lines), Hints(volume_unit="lots"))

    assert ["factor"] == [fault.field for fault in preview.faults]
    assert "look adjusted by it already" in said(preview)


def test_a_factor_that_its_price_follows_is_kept():
    lines = ["date,code,open,high,low,close,volume,factor"]
    lines += [
        f"{day},300249,10,10.5,9.8,10,5,1" if day < DAYS[2] else f"{day},300249,5,5.2,4.9,5,5,2"
        for day in DAYS
    ]

    assert [1, 1, 2, 2, 2] == read("\n".join(lines), Hints(volume_unit="lots")).series[0].rows[
        "factor"
    ].tolist()


# What the file says against what the reader says ----------------------


@pytest.mark.parametrize(
    ("flag", "said_of_it", "sentence"),
    [
        ("2", "none", "calls the prices adjusted (2)"),
        ("1", "none", "calls the prices adjusted (1)"),
        ("3", "additive", "calls the prices as traded (3)"),
        ("后复权", "none", "calls the prices adjusted (后复权)"),
    ],
)
def test_a_flag_against_the_word_of_the_reader_is_named(flag, said_of_it, sentence):
    lines = ["date,code,open,high,low,close,volume,adjustflag"]
    lines += [f"{day},300249,10,10.5,9.8,10,5,{flag}" for day in DAYS]

    preview = read("\n".join(lines), Hints(adjustment=said_of_it, volume_unit="lots"))

    assert () == preview.series
    assert sentence in said(preview)


def test_a_flag_of_prices_as_traded_goes_without_a_word_of_the_reader():
    lines = ["date,code,open,high,low,close,volume,adjustflag"]
    lines += [f"{day},300249,10,10.5,9.8,10,5,3" for day in DAYS]

    assert "none" == read("\n".join(lines), Hints(volume_unit="lots")).series[0].note.adjustment


@pytest.mark.parametrize("off", [10.0033, 10.123456])
def test_prices_off_the_tick_are_not_as_traded(off):
    lines = ["date,code,open,high,low,close,volume"]
    lines += [f"{day},300249,10,10.5,9.8,{off},5" for day in DAYS]

    (fault,) = read("\n".join(lines), Hints(adjustment="none", volume_unit="lots")).faults

    assert "5 of 5 rows have a price that is not on the tick of 0.01 yuan" in str(fault)


def test_single_floats_are_on_the_tick_and_one_stray_row_of_many_is_a_notice():
    lines = ["date,code,open,high,low,close,volume"]
    days = [day for day in calendar_table("XSHG").days if day.year == 2024][:100]
    price = float(np.float32(18.37))
    lines += [f"{day},300249,{price},{price},{price},{price},5" for day in days]
    hints = Hints(adjustment="none", volume_unit="lots")
    assert () == read("\n".join(lines), hints).faults

    lines[50] = lines[50].replace(f"{price},5", "18.3705,5").replace(f",{price},", ",18.38,", 2)

    strayed = read("\n".join(lines).replace("18.38,18.38", "18.37,18.38", 1), hints)
    assert "1 of 100 rows" in said(strayed)


def test_a_factor_beside_adjusted_prices_is_not_used():
    preview = read(FACTOR.format(1.6), Hints(adjustment="multiplicative"))

    assert not preview.series[0].has_factor
    assert "adj_factor was not used" in said(preview)


@pytest.mark.parametrize("cell", ["", "0", "-1"])
def test_a_factor_that_is_lacking_or_not_positive_is_a_fault(cell):
    assert [(3, "adj_factor")] == [
        (fault.line, fault.field) for fault in read(FACTOR.format(cell), UNADJUSTED).faults
    ]


# Factor from an adjusted close ----------------------------------------

CLOSE = np.round(10 + 3 * np.sin(np.arange(200.0)), 2)


@pytest.mark.parametrize("decimals", [2, 6])
def test_rounding_of_an_adjusted_close_does_not_move_its_factor(decimals):
    true = np.where(np.arange(200) < 120, 0.93, 1.0)
    found = factor_of(np.round(CLOSE * true, decimals), CLOSE)

    assert 2 == len(np.unique(found))
    assert 1.0 == found[0]
    assert pytest.approx(1 / 0.93, rel=2e-3 if decimals == 2 else 1e-6) == found[-1]


def test_single_precision_does_not_move_the_factor():
    noisy = CLOSE.astype("float32").astype(float)
    found = factor_of((CLOSE * 0.8).astype("float32").astype(float), noisy)

    assert [1.0] == np.unique(found).tolist()


def test_an_additive_adjustment_is_no_factor():
    assert factor_of(np.round(CLOSE - 1.35, 2), CLOSE) is None


def test_an_additive_adjusted_close_is_left_out_and_the_adjustment_asked_for():
    lines = ["日期,代码,开盘价,最高价,最低价,收盘价,收盘价(后复权)"]
    prices = (10, 12, 9, 11, 8)
    lines += [f"{day},300249,{p},{p},{p},{p},{p + 5}" for day, p in zip(DAYS, prices, strict=True)]

    preview = read("\n".join(lines), NOTHING)

    assert "no multiple" in said(preview)
    assert ["adjustment"] == [fault.field for fault in preview.faults]
