"""The window grid against the window itself, against brute force, and with holes."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from dashboard.analysis.robustness import window_grid as module
from dashboard.analysis.robustness.window_grid import share_at_most, window_grid
from dashboard.analysis.window.window import base_window, window_result
from dashboard.cases.folders import read_case
from dashboard.market.sessions import load_sessions
from dashboard.stats.result import Undefined

SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")
CASE, MARKET = SHIPPED.case, SHIPPED.market
XSHG = load_sessions("XSHG", "Asia/Shanghai")


def grid_of(case=CASE, market=MARKET, window=CASE.window, benchmark="equal-weight"):
    return window_grid(case, market, XSHG, window, benchmark=benchmark)


@pytest.fixture(scope="module")
def grid():
    return grid_of()


def test_the_chosen_cell_is_the_headline(grid):
    cell = grid.cell(date(2025, 2, 6), date(2025, 2, 13))
    assert grid.chosen == cell
    assert cell.difference == pytest.approx(0.27681, abs=5e-6)
    assert (cell.count, cell.n_permutations) == (1, 70)


def test_cells_the_reference_names(grid):
    cell = grid.cell(date(2025, 2, 6), date(2025, 2, 17))
    assert cell.difference == pytest.approx(0.237, abs=5e-4)
    assert cell.count == 2


def test_bases_and_ends_are_those_of_the_contract(grid):
    bases = sorted({cell.base for cell in grid.cells})
    assert (bases[0], bases[-1], len(bases)) == (date(2025, 1, 17), date(2025, 2, 12), 13)
    assert max(cell.last for cell in grid.cells) == date(2025, 2, 27)
    assert all(cell.base < cell.last for cell in grid.cells)
    # From the session after each base to ten after the window's last: 23 + 22 + ... + 11.
    assert len(grid.cells) == 221
    assert len(grid.neighbours) == 185
    assert share_at_most(grid.neighbours) == (123, 185)


@pytest.mark.parametrize("place", [0, 17, 60, 133, 220])
def test_a_cell_agrees_with_its_window_and_with_brute_force(grid, place):
    cell = grid.cells[place]
    window = base_window(CASE, MARKET, XSHG, cell.base, cell.last)
    result = window_result(CASE, MARKET, XSHG, window, benchmark="equal-weight")
    assert cell.difference == pytest.approx(result.headline.value, abs=1e-12)
    values = [stock.value for stock in result.stocks]
    total = sum(values)
    wide = 0
    for first in combinations(values, 4):
        difference = sum(first) / 4 - (total - sum(first)) / 4
        wide += difference >= cell.difference - 1e-12
    assert (cell.count, cell.n_permutations) == (wide, 70)


def test_swapped_groups_turn_every_cell(grid):
    turned = grid_of(replace(CASE, groups=CASE.groups[::-1]))
    for cell, other in zip(grid.cells, turned.cells, strict=True):
        assert other.difference == pytest.approx(-cell.difference, abs=1e-12)
        assert cell.count + other.count >= 71  # a split and its mirror, ties counted twice


def test_a_suspended_stock_leaves_only_the_cells_it_has_no_close_for():
    prices = MARKET.prices
    gone = (prices["symbol"] == "300249.SZ") & (prices["date"] == pd.Timestamp("2025-02-13"))
    grid = grid_of(market=replace(MARKET, prices=prices.loc[~gone]))
    assert grid.chosen.n_permutations == 35
    assert grid.cell(date(2025, 2, 6), date(2025, 2, 12)).n_permutations == 70


def test_a_single_group_is_held_against_the_benchmark_and_has_no_count():
    alone = replace(
        CASE, groups=CASE.groups[:1], stocks=tuple(s for s in CASE.stocks if s.group == "newcomers")
    )
    for benchmark in ("equal-weight", "000300.SS"):
        grid = grid_of(alone, benchmark=benchmark)
        result = window_result(alone, MARKET, XSHG, CASE.window, benchmark=benchmark)
        assert grid.chosen.difference == pytest.approx(result.headline.value, abs=1e-12)
        assert "cannot be split" in grid.chosen.count.reason
    assert share_at_most(grid.cells) == (0, 0)


def test_sessions_after_the_last_price_say_so():
    prices = MARKET.prices
    today = replace(MARKET, prices=prices.loc[prices["date"] <= "2025-02-13"])
    grid = grid_of(market=today)
    assert grid.chosen.count == 1
    later = grid.cell(date(2025, 2, 6), date(2025, 2, 14))
    assert "run from 2024-07-01 to 2025-02-13" in later.difference.reason
    assert later.count == later.n_permutations == later.difference


def test_unequal_groups_and_ties_are_counted_exactly():
    case = replace(CASE, stocks=CASE.stocks[:2] + CASE.stocks[4:])
    cell = grid_of(case).chosen
    result = window_result(case, MARKET, XSHG, CASE.window, benchmark="equal-weight")
    assert cell.n_permutations == 15
    assert cell.difference == pytest.approx(result.headline.value)


def test_beyond_the_limit_splits_are_drawn_with_a_seed(monkeypatch):
    monkeypatch.setattr(module, "EXACT_SPLITS", 50)
    drawn, again = grid_of(), grid_of()
    assert drawn == again
    assert drawn.settings.seed == module.SEED
    assert drawn.chosen.n_permutations == module.DRAWS + 1
    assert drawn.chosen.count / drawn.chosen.n_permutations == pytest.approx(1 / 70, abs=0.005)


def test_without_groups_there_is_a_sentence():
    found = grid_of(replace(CASE, groups=(), stocks=()))
    assert isinstance(found, Undefined)
    assert found.reason.startswith("undefined, because")
