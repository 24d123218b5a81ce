"""Prices of the case that ships, as plain arrays."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import dashboard

CASE = Path(dashboard.__file__).parent / "cases" / "shipped" / "liquid-cooling-2025"
SYMBOLS = (
    "300249.SZ", "002272.SZ", "603881.SS", "002418.SZ",
    "300499.SZ", "002837.SZ", "301018.SZ", "300602.SZ",
)  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """Closes (sessions, 8) and CSI 300 closes (sessions,), newcomers first."""

    dates: list[str]
    prices: np.ndarray
    index: np.ndarray

    def returns(self, first, last):
        """Simple returns of stocks and index, sessions `first` to `last`."""
        rows = slice(self.dates.index(first), self.dates.index(last) + 1)
        before = slice(rows.start - 1, rows.stop - 1)
        return (
            self.prices[rows] / self.prices[before] - 1,
            self.index[rows] / self.index[before] - 1,
        )


@pytest.fixture(scope="session")
def panel():
    path = CASE / "prices.csv"
    if not path.exists():
        pytest.skip("the case ships without prices")
    closes = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            closes.setdefault(row["symbol"], {})[row["date"]] = float(row["close"])
    dates = sorted(closes["000300.SS"])
    prices = np.array([[closes[symbol][date] for symbol in SYMBOLS] for date in dates])
    return Panel(dates, prices, np.array([closes["000300.SS"][date] for date in dates]))


@pytest.fixture
def noise():
    """Estimation and event window of five simulated stocks with a common factor."""
    rng = np.random.default_rng(20250213)
    benchmark = rng.normal(0, 0.012, 125)
    returns = 0.001 + np.linspace(0.6, 1.8, 5) * benchmark[:, None] + rng.normal(0, 0.03, (125, 5))
    return returns, benchmark


@pytest.fixture(scope="session")
def universe():
    """Window returns of the other stocks by board, the case's own eight removed."""
    path = CASE / "universe_window_returns.csv"
    if not path.exists():
        pytest.skip("the case ships without a universe")
    own = {symbol[:6] for symbol in SYMBOLS}
    boards = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] not in own:
                boards.setdefault(row["board"], []).append(float(row["window_return"]))
    return boards
