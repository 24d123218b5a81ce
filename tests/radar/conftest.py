from datetime import date

import numpy as np
import pytest
from scipy import sparse

from dashboard.market.boards import board
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.radar.membership import Membership, Theme

FORMS = {"60{:04}.SS": 170, "00{:04}.SZ": 130, "30{:04}.SZ": 100}


@pytest.fixture
def universe():
    """Universe of given closes, sessions x stocks, on days in a row from 2024-01-01 on."""

    def make(closes, symbols=None):
        names = symbols or tuple(f"60{n:04}.SS" for n in range(closes.shape[1]))
        days = np.datetime64("2024-01-01") + np.arange(len(closes))
        n = len(names)
        return UniverseMatrix(
            names, tuple(map(board, names)), days, closes, ("a",) * n, ("factor",) * n, "", ""
        )

    return make


@pytest.fixture
def members():
    """Membership of themes, given as columns or as a dense matrix, on one day."""

    def make(matrix, themes, day):
        dense = np.zeros((len(themes), len(matrix.symbols)), dtype=np.float32)
        for row, columns in enumerate(themes.values()):
            dense[row, list(columns)] = 1
        names = tuple(Theme(name, "a") for name in themes)
        held = sparse.csr_array(dense)
        return Membership(matrix.symbols, names, held, day, day)

    return make


@pytest.fixture(scope="session")
def market():
    """400 stocks of three boards over 120 sessions: skewed returns and a common factor."""
    symbols = tuple(sorted(form.format(n) for form, count in FORMS.items() for n in range(count)))
    rng = np.random.default_rng(20250213)
    factor = rng.normal(0, 0.01, (120, 1)) * rng.uniform(0.5, 1.5, len(symbols))
    own = rng.standard_t(4, (120, len(symbols))) * rng.uniform(0.01, 0.03, len(symbols))
    closes = 10 * np.cumprod(1 + np.clip(factor + own, -0.19, 0.19), axis=0)
    closes[rng.random(closes.shape) < 0.02] = np.nan
    days = np.datetime64("2024-01-01") + np.arange(120)
    boards = tuple(map(board, symbols))
    n = len(symbols)
    return UniverseMatrix(symbols, boards, days, closes, ("a",) * n, ("factor",) * n, "", "")


@pytest.fixture(scope="session")
def last(market):
    day: date = market.days[-1].item()
    return day


@pytest.fixture(scope="session")
def random_themes(market):
    """60 random themes of 4 to 40 stocks; every third one shares half of the one before."""

    def make(seed=1, n=60):
        rng = np.random.default_rng(seed)
        themes = {}
        before = np.empty(0, dtype=int)
        for at in range(n):
            own = rng.choice(len(market.symbols), rng.integers(4, 41), replace=False)
            shared = before[: before.size // 2] if at % 3 == 2 else before[:0]
            themes[f"theme {at:03}"] = before = np.unique(np.concatenate((shared, own)))
        return themes

    return make
