"""The story table, its rank tests, the market's measures and the splits as tidy tables."""

from __future__ import annotations

import pandas as pd

from dashboard.analysis.stories.difference import DifferenceTest
from dashboard.analysis.stories.market_measures import MarketMeasures
from dashboard.analysis.stories.rank_tests import RankTest, StoryTest
from dashboard.analysis.stories.rows import StoryCell
from dashboard.analysis.stories.table import StoryTable
from dashboard.exhibits.columns import provenance, reason, table
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote

_ENGLISH = Language()


def story_cells_table(found: StoryTable, note: PriceNote) -> pd.DataFrame:
    """One row a cell of the story table, stories in their order, rows in theirs."""
    return table(
        [
            {
                "story": column.story,
                "kind": column.kind,
                "row": cell.row,
                "mark": cell.mark or "",
                "strength": cell.strength,
                "value": cell.value,
                "p, one-sided in the direction marked": cell.pvalue,
                "p, numerator": cell.count,
                "p, denominator": cell.total,
                "smallest possible p": cell.smallest,
                "sentence": _sentence(cell),
                "grades are the groups": column.is_grouping,
                "base": found.base,
                "last": found.window.last,
                "benchmark": found.benchmark,
                **provenance(note),
            }
            for column in found.stories
            for cell in column.cells
        ],
        ("story", "kind", "row", "mark", "strength"),
    )


def rank_test_table(found: StoryTable, note: PriceNote) -> pd.DataFrame:
    """One row an evidence or label story: its exact rank tests."""
    return table(
        [
            {
                "story": test.story,
                "kind": test.kind,
                "grades": ";".join(f"{symbol}={grade}" for symbol, grade in test.ordinals),
                "assumed zero": ";".join(test.assumed_zero),
                **_numbers(test.spearman),
                "Kendall tau-b": None if test.kendall is None else test.kendall.statistic,
                "p, adjusted over the stories": test.adjusted_pvalue,
                **_assessed(test),
                "grades are the groups": test.is_grouping,
                "reason": reason(test.reason),
                **provenance(note),
            }
            for test in found.tests
        ],
        ("story", "kind"),
    )


def measure_table(found: MarketMeasures, note: PriceNote) -> pd.DataFrame:
    """One row a measure of the market: its correlation with the returns."""
    return table(
        [
            {
                "measure": measure.id,
                "Spearman rho": measure.spearman,
                "p, two-sided": measure.pvalue_two_sided,
                "p, adjusted over the measures": measure.adjusted_pvalue,
                **dict(measure.values),
                "reason": reason(measure.reason),
                "benchmark": found.benchmark,
                **provenance(note),
            }
            for measure in found.measures
        ]
    )


def split_table(found: DifferenceTest | None, note: PriceNote) -> pd.DataFrame:
    """One row a difference that a split can give: how often, and whether it is the actual one."""
    if found is None or found.splits is None:
        missing = None if found is None else found.reason("splits")
        return table([{"reason": reason(missing), **provenance(note)}])
    pairs, value = found.splits.pairs, found.value or 0.0
    actual = min(range(len(pairs)), key=lambda place: abs(pairs[place][0] - value))
    return table(
        [
            {
                "difference (fraction)": difference,
                "splits": count,
                "actual": place == actual,
                **provenance(note),
            }
            for place, (difference, count) in enumerate(pairs)
        ]
    )


def _sentence(cell: StoryCell) -> str:
    return " ".join(_ENGLISH.say(part) for part in (cell.remark, *cell.notes))


def _numbers(test: RankTest | None) -> dict[str, object]:
    return {
        "stocks": None if test is None else test.n,
        "Spearman rho": None if test is None else test.statistic,
        "p, predicted side": None if test is None else test.pvalue_one_sided,
        "p, other side": None if test is None else test.pvalue_other_side,
        "p, two-sided": None if test is None else test.pvalue_two_sided,
        "arrangements": None if test is None else test.n_arrangements,
    }


def _assessed(test: StoryTest) -> dict[str, object]:
    alone = test.assessed_only.spearman
    return {
        "stocks assessed": test.assessed_only.n,
        "Spearman rho, assessed alone": None if alone is None else alone.statistic,
        "p, predicted side, assessed alone": None if alone is None else alone.pvalue_one_sided,
    }
