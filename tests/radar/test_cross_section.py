from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.radar.cross_section import HISTORY, PAST, cross_section, matching_cells
from dashboard.radar.scan import scan


@pytest.fixture(scope="module")
def section(market, last):
    return cross_section(market, last, 5)


def test_past_volatility_and_beta_are_those_before_the_span(market, section):
    closes = pd.DataFrame(market.closes[: len(market.days) - 5]).tail(HISTORY + 1)
    daily = closes.pct_change(fill_method=None).iloc[1:]
    mean = daily.mean(axis=1)
    volatility = daily.sub(mean, axis=0).std()

    assert pytest.approx(volatility.to_numpy()) == section.volatility
    for at in (0, 7, 399):
        known = daily[at].notna()
        slope = np.polyfit(mean[known], daily[at][known], 1)[0]
        assert pytest.approx(slope) == section.beta[at]
    past = closes.iloc[-1] / closes.iloc[-1 - PAST] - 1
    assert pytest.approx(past.to_numpy(), nan_ok=True) == section.past


def test_cells_hold_one_board_and_twenty_stocks(section):
    cells = matching_cells(section)
    boards = np.array(section.boards)
    priced = cells[section.priced]

    assert (cells[~section.priced] == -1).all()
    assert np.bincount(priced).min() >= 20
    assert all(len(set(boards[cells == cell])) == 1 for cell in range(priced.max() + 1))


def test_cells_are_cut_by_volatility_then_by_past_return(section):
    cells = matching_cells(section)
    main = np.flatnonzero(section.priced & (np.array(section.boards) == "main"))
    by_volatility = main[np.argsort(section.volatility[main], kind="stable")]
    parts = np.array_split(by_volatility, 5)

    # Fifths of 56 stocks, which are enough for halves, not for thirds.
    assert 10 == len(set(cells[main].tolist()))
    assert all(len(set(cells[part].tolist())) == 2 for part in parts)
    # The cells of a part are parts by past return; who has none stands in the middle.
    ordered = [cells[part][np.argsort(section.past[part])] for part in parts]
    known = [np.isfinite(section.past[part]).sum() for part in parts]
    assert all((np.diff(own[:n]) >= 0).all() for own, n in zip(ordered, known, strict=True))


def test_a_known_float_parts_large_from_small(section):
    size = np.arange(section.returns.size, dtype=float)
    size[::10] = np.nan
    cells = matching_cells(section, size=size)
    chinext = np.flatnonzero(section.priced & (np.array(section.boards) == "chinext"))
    filled = np.where(np.isfinite(size), size, -1)
    large = chinext[np.argsort(filled[chinext], kind="stable")][(chinext.size + 1) // 2 :]

    assert set(cells[large].tolist()).isdisjoint(cells[np.setdiff1d(chinext, large)].tolist())


def test_a_new_listing_goes_with_the_most_volatile(market, last, universe):
    closes = market.closes.copy()
    new = market.symbols.index("600000.SS")
    closes[:-7, new] = np.nan
    closes[-7:, new] = 10.0
    section = cross_section(universe(closes, market.symbols), last, 5)
    cells = matching_cells(section)
    main = np.array(section.boards) == "main"
    calmest = np.nanargmin(np.where(main & section.priced, section.volatility, np.nan))
    wildest = np.nanargmax(np.where(main & section.priced, section.volatility, np.nan))

    assert np.isnan(section.volatility[new])
    part = (cells - cells[main & section.priced].min()) // 2
    assert (0, 4, 4) == (part[calmest], part[wildest], part[new])


@pytest.mark.parametrize(
    ("symbol", "day", "rise", "hit"),
    [
        ("600000.SS", date(2024, 1, 30), 0.10, True),
        ("600000.SS", date(2024, 1, 30), 0.0985, True),
        ("600000.SS", date(2024, 1, 30), 0.09, False),
        ("300000.SZ", date(2024, 1, 30), 0.10, False),
        ("300000.SZ", date(2024, 1, 30), 0.20, True),
        ("688000.SS", date(2024, 1, 30), 0.20, True),
        ("920000.BJ", date(2024, 1, 30), 0.30, True),
        ("600000.SS", date(2024, 1, 30), -0.10, False),
    ],
)
def test_a_close_is_held_against_the_limit_of_its_board(universe, symbol, day, rise, hit):
    closes = np.full((30, 1), 10.0)
    closes[-1] *= 1 + rise
    section = cross_section(universe(closes, (symbol,)), day, 3)

    assert (hit, int(hit)) == (section.locked[0], section.limit_days[0])


def test_an_evening_on_which_nobody_has_a_return_is_empty(universe, members):
    closes = np.full((40, 6), 10.0)
    closes[-1, 1:], closes[-4, 0] = np.nan, np.nan
    matrix = universe(closes)
    found = scan(matrix, members(matrix, {"ports": range(6)}, matrix.last), matrix.last, (3, 5))

    assert (0, 0) == (found.numbers.priced[0, 0], found.n_stocks[0])
    assert np.isnan(found.numbers.score).all()
    assert np.isnan(found.numbers.move[0, 0])
