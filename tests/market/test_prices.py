"""The price table's contract."""

import pandas as pd
import pytest

from dashboard.errors import PriceError
from dashboard.market.prices import COLUMNS, Market, PriceNote, pivot, validate_prices

ROWS = [
    ("B", "2025-02-07", 20.0, 22.0, 19.0, 21.0, 5.0),
    ("A", "2025-02-10", 11.0, 12.0, 10.0, 11.5, 2.0),
    ("A", "2025-02-07", 10.0, 11.0, 9.0, 10.5, 1.0),
]


def table(rows=None) -> pd.DataFrame:
    frame = pd.DataFrame(ROWS if rows is None else rows, columns=list(COLUMNS))
    return frame.assign(date=pd.to_datetime(frame["date"]))


def changed(**cells: float) -> pd.DataFrame:
    frame = table()
    for name, value in cells.items():
        frame.loc[1, name] = value
    return frame


def test_a_table_comes_back_by_symbol_and_date_with_its_columns_only():
    ordered = validate_prices(table().assign(note="x"))
    assert list(COLUMNS) == list(ordered.columns)
    assert ordered["symbol"].tolist() == ["A", "A", "B"]
    assert ordered.index.tolist() == [0, 1, 2]
    assert ordered["date"].iloc[0] < ordered["date"].iloc[1]


def test_the_argument_is_left_as_it_was():
    given = table()
    validate_prices(given)
    pd.testing.assert_frame_equal(table(), given)


@pytest.mark.parametrize(
    ("sentence", "prices"),
    [
        ("lacks the column.s. high, volume", table().drop(columns=["high", "volume"])),
        ("A has the session 2025-02-07 twice", table([*ROWS, ROWS[-1]])),
        ("A has a price on 2025-02-10 that is not a positive number", changed(low=0.0)),
        ("A has a price on 2025-02-10 that is not a positive number", changed(open=-1.0)),
        ("A has a price on 2025-02-10 that is not a positive number", changed(close=float("nan"))),
        ("A on 2025-02-10: the high is below the low", changed(high=9.0)),
        ("A on 2025-02-10: open or close lies outside", changed(close=12.5)),
        ("A on 2025-02-10: open or close lies outside", changed(open=9.5)),
    ],
)
def test_a_breach_is_one_sentence_that_names_symbol_and_day(sentence, prices):
    with pytest.raises(PriceError, match=sentence):
        validate_prices(prices)


def test_a_suspended_session_is_missing_in_the_pivot_and_never_filled():
    closes = pivot(table(), "close")
    assert closes.columns.tolist() == ["A", "B"]
    assert closes["A"].tolist() == [10.5, 11.5]
    assert closes["B"].isna().tolist() == [False, True]


def test_a_pivot_of_an_unknown_column_is_refused():
    with pytest.raises(PriceError, match="no column “turnover”"):
        pivot(table(), "turnover")


def test_an_empty_table_is_valid_and_its_pivot_is_empty():
    assert validate_prices(table([])).empty
    assert pivot(table([]), "close").empty


@pytest.mark.parametrize(
    ("adjusted", "label"),
    [(False, "none"), (False, "Raw"), (False, " unadjusted "), (False, ""), (True, "forward")],
)
def test_the_label_tells_whether_prices_were_adjusted(adjusted, label):
    assert adjusted == PriceNote("x", label, "2025-08-22", "lots").is_adjusted


def test_a_market_gives_each_column_by_session_and_symbol():
    market = Market(table(), PriceNote("x", "none", "2025-08-22", "lots"))
    pd.testing.assert_frame_equal(market.field("close"), market.closes)
    assert market.field("high").loc["2025-02-07", "B"] == 22.0
