"""The price table's contract."""

import pandas as pd
import pytest

from dashboard.errors import PriceError
from dashboard.market.prices import COLUMNS, Market, PriceNote, pivot

ROWS = [
    ("B", "2025-02-07", 20.0, 22.0, 19.0, 21.0, 5.0),
    ("A", "2025-02-10", 11.0, 12.0, 10.0, 11.5, 2.0),
    ("A", "2025-02-07", 10.0, 11.0, 9.0, 10.5, 1.0),
]


def table(rows=None) -> pd.DataFrame:
    frame = pd.DataFrame(ROWS if rows is None else rows, columns=list(COLUMNS))
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_a_suspended_session_is_missing_in_the_pivot_and_never_filled():
    closes = pivot(table(), "close")
    assert ["A", "B"] == closes.columns.tolist()
    assert [10.5, 11.5] == closes["A"].tolist()
    assert [False, True] == closes["B"].isna().tolist()


def test_a_pivot_of_an_unknown_column_is_refused():
    with pytest.raises(PriceError, match="no column “turnover”"):
        pivot(table(), "turnover")


def test_the_pivot_of_an_empty_table_is_empty():
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
    assert 22.0 == market.field("high").loc["2025-02-07", "B"]
