"""Words and numbers of robustness tests, for charts, tables and sentences."""

from __future__ import annotations

from dashboard.analysis.robustness.robustness import SizedTest
from dashboard.errors import N_
from dashboard.stats.result import PermutationResult, Undefined

TEST_NAMES: dict[SizedTest, str] = {
    "patell": N_("Patell"),
    "adjusted_patell": N_("Patell, adjusted"),
    "bmp": N_("BMP"),
    "adjusted_bmp": N_("BMP, adjusted"),
    "corrado": N_("Corrado rank"),
    "portfolio_t": N_("Portfolio t"),
    "long_short_t": N_("Long-short t"),
}
"""Textbook tests in the order in which tables show them."""


def two_sided(test: PermutationResult) -> str:
    """Two-sided p-value as a fraction: twice the smaller side, at most all."""
    twice = 2 * min(test.count, test.count_other_side)
    return fraction(min(twice, test.n_permutations), test.n_permutations)


def fraction(count: int | Undefined, total: int | Undefined) -> str:
    """Write a p-value as what it is, 1/70; empty where there is none."""
    if isinstance(count, Undefined) or isinstance(total, Undefined):
        return ""
    return f"{count:,}/{total:,}"
