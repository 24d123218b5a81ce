"""A file in wrong units never enters without a question, whatever it and its reader say."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.market.calendars import calendar_table
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file
from tests.thoroughness import rounds

NOW = datetime(2025, 8, 25, tzinfo=UTC)
DAYS = [day.isoformat() for day in calendar_table("XSHG").days if day.year == 2025][:30]
VOLUME_HEADINGS = {1: "成交量(股)", 100: "成交量(手)", 0: "成交量"}
AMOUNT_HEADINGS = {1: "成交额(元)", 10_000: "成交额(万元)", 1_000: "成交额(千元)", 0: "成交额"}


@st.composite
def files(draw):
    """Rows in shares, yuan and yuan, as some file writes them and some reader describes them."""
    closes = draw(st.lists(st.integers(150, 40_000), min_size=4, max_size=12))
    lots = draw(st.lists(st.integers(3_000, 900_000), min_size=len(closes), max_size=len(closes)))
    volume_unit, amount_unit = (
        draw(st.sampled_from([1, 100])),
        draw(st.sampled_from([1, 1_000, 10_000])),
    )
    price_unit = draw(st.sampled_from([1, 1, 100]))
    headings = (
        draw(st.sampled_from(sorted(VOLUME_HEADINGS))),
        draw(st.sampled_from(sorted(AMOUNT_HEADINGS))),
    )
    lines = [
        f"日期,代码,开盘,最高,最低,收盘,{VOLUME_HEADINGS[headings[0]]},{AMOUNT_HEADINGS[headings[1]]}"
    ]
    for day, close, lot in zip(DAYS, closes, lots, strict=False):
        prices = [close * price_unit / 100] * 4
        prices[1] += 0.05 * price_unit
        prices[2] -= 0.05 * price_unit
        volume, amount = 100 * lot, lot * close
        written = ",".join(f"{price:.10g}" for price in prices)
        lines.append(
            f"{day},300249,{written},{volume / volume_unit:.10g},{amount / amount_unit:.10g}"
        )
    hints = Hints(
        adjustment="none",
        volume_unit=draw(st.sampled_from(["", "shares", "lots"])),
        amount_unit=draw(st.sampled_from(["", "yuan", "10k-yuan"])),
    )
    return "\n".join(lines), hints, np.array(closes) / 100, 100.0 * np.array(lots)


@pytest.mark.slow
@given(files())
@settings(max_examples=rounds(120, 300), deadline=None)
def test_what_is_stored_is_right_or_there_was_a_question(made):
    text, hints, closes, volumes = made

    found = read_price_file(text.encode(), "prices.csv", hints, now=NOW)

    assert bool(found.faults) != bool(found.series)
    if found.series:
        rows = found.series[0].rows
        np.testing.assert_allclose(rows["close"], closes, rtol=1e-9)
        np.testing.assert_allclose(rows["volume"], volumes, rtol=1e-3)
        np.testing.assert_allclose(rows["amount"], volumes * closes, rtol=1e-3)
