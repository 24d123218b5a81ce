"""The window grid against the window itself, against brute force, and with holes."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pandas as pd
import pytest

from dashboard.analysis.robustness import window_grid as module
from dashboard.analysis.robustness.window_grid import window_grid
from dashboard.analysis.window.window import base_window, window_result
from dashboard.stats.result import Undefined


def grid_of(shipped, xshg, case=None, market=None, window=None, benchmark="equal-weight"):
    case = shipped.case if case is None else case
    market = shipped.market if market is None else market
    window = shipped.case.window if window is None else window
    return window_grid(case, market, xshg, window, benchmark=benchmark)


@pytest.fixture(scope="module")
def grid(shipped, xshg):
    return grid_of(shipped, xshg)


def test_the_chosen_cell_is_the_headline(grid):
    cell = grid.cell(date(2025, 2, 6), date(2025, 2, 13))
    assert grid.chosen == cell
    assert pytest.approx(0.27681, abs=5e-6) == cell.difference
    assert (1, 70) == (cell.count, cell.n_permutations)


def test_cells_the_reference_names(grid):
    cell = grid.cell(date(2025, 2, 6), date(2025, 2, 17))
    assert pytest.approx(0.237, abs=5e-4) == cell.difference
    assert 2 == cell.count


def test_bases_and_ends_are_those_of_the_contract(grid):
    bases = sorted({cell.base for cell in grid.cells})
    assert (date(2025, 1, 17), date(2025, 2, 12), 13) == (bases[0], bases[-1], len(bases))
    assert date(2025, 2, 27) == max(cell.last for cell in grid.cells)
    assert all(cell.base < cell.last for cell in grid.cells)
    # From the session after each base to ten after the window's last: 23 + 22 + ... + 11.
    assert 221 == len(grid.cells)
    assert 185 == len(grid.neighbours)
    assert (123, 185) == grid.few


@pytest.mark.parametrize("place", [0, 17, 60, 133, 220])
def test_a_cell_agrees_with_its_window_and_with_brute_force(grid, place, shipped, xshg):
    cell = grid.cells[place]
    window = base_window(shipped.case, shipped.market, xshg, cell.base, cell.last)
    result = window_result(shipped.case, shipped.market, xshg, window, benchmark="equal-weight")
    assert pytest.approx(result.headline.value, abs=1e-12) == cell.difference
    values = [stock.value for stock in result.stocks]
    total = sum(values)
    wide = 0
    for first in combinations(values, 4):
        difference = sum(first) / 4 - (total - sum(first)) / 4
        wide += difference >= cell.difference - 1e-12
    assert (cell.count, cell.n_permutations) == (wide, 70)


def test_swapped_groups_turn_every_cell(grid, shipped, xshg):
    turned = grid_of(shipped, xshg, replace(shipped.case, groups=shipped.case.groups[::-1]))
    for cell, other in zip(grid.cells, turned.cells, strict=True):
        assert pytest.approx(-cell.difference, abs=1e-12) == other.difference
        assert cell.count + other.count >= 71  # a split and its mirror, ties counted twice


def test_a_suspended_stock_leaves_only_the_cells_it_has_no_close_for(shipped, xshg):
    prices = shipped.market.prices
    gone = (prices["symbol"] == "300249.SZ") & (prices["date"] == pd.Timestamp("2025-02-13"))
    grid = grid_of(shipped, xshg, market=replace(shipped.market, prices=prices.loc[~gone]))
    assert 35 == grid.chosen.n_permutations
    assert 70 == grid.cell(date(2025, 2, 6), date(2025, 2, 12)).n_permutations


def test_a_single_group_is_held_against_the_benchmark_and_has_no_count(shipped, xshg):
    alone = replace(
        shipped.case,
        groups=shipped.case.groups[:1],
        stocks=tuple(s for s in shipped.case.stocks if s.group == "newcomers"),
    )
    for benchmark in ("equal-weight", "000300.SS"):
        grid = grid_of(shipped, xshg, alone, benchmark=benchmark)
        result = window_result(
            alone, shipped.market, xshg, shipped.case.window, benchmark=benchmark
        )
        assert pytest.approx(result.headline.value, abs=1e-12) == grid.chosen.difference
        assert "cannot be split" in grid.chosen.count.reason
    assert (0, 0) == grid.few


def test_sessions_after_the_last_price_say_so(shipped, xshg):
    prices = shipped.market.prices
    today = replace(shipped.market, prices=prices.loc[prices["date"] <= "2025-02-13"])
    grid = grid_of(shipped, xshg, market=today)
    assert 1 == grid.chosen.count
    later = grid.cell(date(2025, 2, 6), date(2025, 2, 14))
    assert "run from 2024-07-01 to 2025-02-13" in later.difference.reason
    assert later.count == later.n_permutations == later.difference


def test_unequal_groups_and_ties_are_counted_exactly(shipped, xshg):
    case = replace(shipped.case, stocks=shipped.case.stocks[:2] + shipped.case.stocks[4:])
    cell = grid_of(shipped, xshg, case).chosen
    result = window_result(
        case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )
    assert 15 == cell.n_permutations
    assert pytest.approx(result.headline.value) == cell.difference


def test_beyond_the_limit_splits_are_drawn_with_a_seed(monkeypatch, shipped, xshg):
    monkeypatch.setattr(module, "EXACT_SPLITS", 50)
    drawn, again = grid_of(shipped, xshg), grid_of(shipped, xshg)
    assert drawn == again
    assert drawn.settings.seed == module.SEED
    assert drawn.chosen.n_permutations == module.DRAWS + 1
    assert pytest.approx(1 / 70, abs=0.005) == drawn.chosen.count / drawn.chosen.n_permutations


def test_without_groups_there_is_a_sentence(shipped, xshg):
    found = grid_of(shipped, xshg, replace(shipped.case, groups=(), stocks=()))
    assert isinstance(found, Undefined)
    assert found.reason.startswith("undefined, because")


# One p-value for the grid ----------------------------------------------


def test_the_joint_p_value_is_that_of_all_neighbours(grid):
    joint, cell = grid.joint, grid.clearest
    assert (185, 70) == (joint.n_windows, joint.total)
    assert cell in grid.neighbours
    assert 1 == cell.count  # no split of its own window is as clear
    assert 2 <= joint.count <= 70


def test_a_single_group_has_no_joint_p_value(shipped, xshg):
    alone = replace(
        shipped.case,
        groups=shipped.case.groups[:1],
        stocks=tuple(s for s in shipped.case.stocks if s.group == "newcomers"),
    )
    grid = grid_of(shipped, xshg, alone)
    assert "cannot be split" in grid.joint.reason
    assert grid.clearest is None


def test_splits_are_those_of_the_stocks_that_have_a_return(shipped, xshg, monkeypatch):
    """Four and three are few enough to be counted, whatever four and four would be."""
    prices = shipped.market.prices
    gone = prices["symbol"] == "300249.SZ"
    monkeypatch.setattr(module, "EXACT_SPLITS", 50)
    grid = grid_of(shipped, xshg, market=replace(shipped.market, prices=prices.loc[~gone]))
    assert "exact" == grid.settings.method
    assert {35} == {cell.n_permutations for cell in grid.cells}
