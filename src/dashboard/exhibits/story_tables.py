"""The story table, its rank tests, the market's measures and the splits as tidy tables."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, NamedTuple

from dashboard.analysis.stories.difference import DifferenceTest
from dashboard.analysis.stories.market_measures import MarketMeasures, Measure
from dashboard.analysis.stories.rank_tests import RankTest, StoryTest
from dashboard.analysis.stories.rows import StoryCell
from dashboard.analysis.stories.table import StoryColumn, StoryTable
from dashboard.errors import N_
from dashboard.exhibits.columns import provenance, reason
from dashboard.language.columns import FRACTION, Column, Table, through
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote
from dashboard.stats.result import Undefined, or_nan

_ENGLISH = Language()


class _Told(NamedTuple):
    story: StoryColumn
    cell: StoryCell


def story_cells_table(found: StoryTable, note: PriceNote) -> Table[_Told]:
    """One row a cell of the story table, stories in their order, rows in theirs."""
    columns: tuple[Column[_Told], ...] = (
        Column(N_("story"), lambda row: row.story.story),
        Column(N_("kind"), lambda row: row.story.kind),
        Column(N_("row"), lambda row: row.cell.row),
        Column(N_("mark"), lambda row: row.cell.mark or ""),
        Column(N_("strength"), lambda row: row.cell.strength),
        Column(N_("value"), lambda row: row.cell.value),
        Column(N_("p, one-sided in the direction marked"), lambda row: row.cell.pvalue),
        Column(N_("p, numerator"), lambda row: row.cell.count),
        Column(N_("p, denominator"), lambda row: row.cell.total),
        Column(N_("smallest possible p"), lambda row: row.cell.smallest),
        Column(N_("sentence"), lambda row: _sentence(row.cell)),
        Column(N_("grades are the groups"), lambda row: row.story.is_grouping),
        Column(N_("base"), lambda _: found.base),
        Column(N_("last"), lambda _: found.window.last),
        Column(N_("benchmark"), lambda _: found.benchmark),
    )
    rows = [_Told(story, cell) for story in found.stories for cell in story.cells]
    return Table((*columns, *provenance(note)), rows, stays=True)


def _sentence(cell: StoryCell) -> str:
    return " ".join(_ENGLISH.say(part) for part in (cell.remark, *cell.notes))


# Files alone have the heads that no catalogue knows: no page shows these tables.

_RANKS: tuple[Column[RankTest], ...] = (
    Column("stocks", lambda test: test.n),
    Column("Spearman rho", lambda test: test.statistic),
    Column("p, predicted side", lambda test: test.pvalue_one_sided),
    Column("p, other side", lambda test: test.pvalue_other_side),
    Column("p, two-sided", lambda test: test.pvalue_two_sided),
    Column("arrangements", lambda test: test.n_arrangements),
)

_TAU: tuple[Column[RankTest], ...] = (Column("Kendall tau-b", lambda test: test.statistic),)

_ASSESSED: tuple[Column[RankTest], ...] = (
    Column("Spearman rho, assessed alone", lambda test: test.statistic),
    Column("p, predicted side, assessed alone", lambda test: test.pvalue_one_sided),
)

_TEST: tuple[Column[StoryTest], ...] = (
    Column("story", lambda test: test.story),
    Column("kind", lambda test: test.kind),
    Column("grades", lambda test: [f"{symbol}={grade}" for symbol, grade in test.ordinals]),
    Column("assumed zero", lambda test: test.assumed_zero),
    *through(attrgetter("spearman"), _RANKS),
    *through(attrgetter("kendall"), _TAU),
    Column("p, adjusted over the stories", lambda test: test.adjusted_pvalue),
    Column("stocks assessed", lambda test: test.assessed_only.n),
    *through(attrgetter("assessed_only.spearman"), _ASSESSED),
    Column("grades are the groups", lambda test: test.is_grouping),
    Column("reason", lambda test: reason(test.spearman)),
)


def rank_test_table(found: StoryTable, note: PriceNote) -> Table[StoryTest]:
    """One row an evidence or label story: its exact rank tests."""
    return Table((*_TEST, *provenance(note)), found.tests, stays=True)


def measure_table(found: MarketMeasures, note: PriceNote) -> Table[Measure]:
    """One row a measure of the market: its correlation with the returns."""
    symbols = [symbol for symbol, _ in found.measures[0].values] if found.measures else []
    columns: tuple[Column[Measure], ...] = (
        Column("measure", lambda measure: measure.id),
        Column("Spearman rho", lambda measure: measure.spearman),
        Column("p, two-sided", lambda measure: measure.pvalue_two_sided),
        Column("p, adjusted over the measures", lambda measure: measure.adjusted_pvalue),
        *(_value_of(symbol) for symbol in symbols),
        Column("reason", lambda measure: reason(measure.spearman)),
        Column("benchmark", lambda _: found.benchmark),
    )
    return Table((*columns, *provenance(note)), found.measures)


def _value_of(symbol: str) -> Column[Measure]:
    return Column("", lambda measure: dict(measure.values).get(symbol), whose=symbol)


class _Split(NamedTuple):
    difference: float
    n: int
    is_actual: bool


_SPLIT: tuple[Column[_Split], ...] = (
    Column(N_("difference"), lambda row: row.difference, FRACTION),
    Column(N_("splits"), lambda row: row.n),
    Column(N_("actual"), lambda row: row.is_actual),
)


def split_table(found: DifferenceTest | None, note: PriceNote) -> Table[Any]:
    """One row a difference that a split can give: how often, and whether it is the actual one."""
    if found is None or isinstance(found.splits, Undefined):
        why = reason(found and found.splits)
        return Table((Column[None](N_("reason"), lambda _: why), *provenance(note)), [None])
    pairs, value = found.splits.pairs, or_nan(found.value)
    actual = min(range(len(pairs)), key=lambda place: abs(pairs[place][0] - value))
    rows = [_Split(*pair, place == actual) for place, pair in enumerate(pairs)]
    return Table((*_SPLIT, *provenance(note)), rows)
