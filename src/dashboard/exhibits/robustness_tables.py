"""The numbers of the Robustness page as tidy tables; a missing number has its reason beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from dashboard.analysis.robustness.event_study import EventStudies, GroupStudy
from dashboard.analysis.robustness.normal_returns import NormalReturn
from dashboard.analysis.robustness.placebos import Hindsight, TimePlacebo
from dashboard.analysis.robustness.robustness import (
    MEASURED_SIZES,
    LeftOut,
    LimitOutcome,
    ModelPair,
    SizedTest,
    Specification,
)
from dashboard.analysis.robustness.window_grid import GridCell
from dashboard.analysis.robustness.words import TEST_NAMES
from dashboard.analysis.stories.hold_out import LateResult, StoryClock
from dashboard.analysis.window.limits import StockLimits
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.exhibits.columns import provenance, reason
from dashboard.language.columns import FRACTION, Column, Table, through
from dashboard.market.prices import PriceNote
from dashboard.stats.event_tests import EventTest
from dashboard.stats.hindsight import BestOf
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.placebo_time import TimeRank
from dashboard.stats.result import PermutationResult

# Windows, benchmarks, stocks left out ---------------------------------

_GRID: tuple[Column[GridCell], ...] = (
    Column(N_("base"), lambda cell: cell.base),
    Column(N_("last"), lambda cell: cell.last),
    Column(N_("difference"), lambda cell: cell.difference, FRACTION),
    Column(N_("count"), lambda cell: cell.count),
    Column(N_("count, other side"), lambda cell: cell.count_other_side),
    Column(N_("splits"), lambda cell: cell.n_permutations),
    Column(N_("reason"), lambda cell: reason(cell.difference, cell.count)),
)


def grid_table(cells: Sequence[GridCell], note: PriceNote) -> Table[GridCell]:
    """One row a window: base, last session, difference, count and number of splits."""
    return Table((*_GRID, *provenance(note)), cells)


def specification_table(
    case: Case, found: Sequence[Specification], note: PriceNote
) -> Table[Specification]:
    """One row a benchmark and estimation window: abnormal return of each group."""
    columns: tuple[Column[Specification], ...] = (
        Column(N_("benchmark"), lambda each: each.benchmark),
        Column(
            N_("model"),
            lambda each: "market-adjusted" if each.sessions is None else "market model",
        ),
        Column(N_("estimation sessions"), lambda each: each.sessions),
        *(_abnormal(place, group.id) for place, group in enumerate(case.groups)),
        Column(N_("difference"), lambda each: each.difference, FRACTION),
        Column(N_("reason"), lambda each: reason(each.difference, *each.caar)),
    )
    return Table((*columns, *provenance(note)), found)


def normal_return_table(
    case: Case, found: Sequence[NormalReturn], note: PriceNote
) -> Table[NormalReturn]:
    """One row a model of the normal return: groups, difference and its splits."""
    columns: tuple[Column[NormalReturn], ...] = (
        Column(N_("model"), lambda each: each.model),
        *(_caar(place, group.id) for place, group in enumerate(case.groups)),
        Column(N_("difference"), lambda each: each.difference, FRACTION),
        *through(attrgetter("test"), _PERMUTATION),
        Column(N_("reason"), lambda each: reason(each.difference, *each.caar)),
    )
    return Table((*columns, *provenance(note)), found)


def _caar(place: int, group: str) -> Column[NormalReturn]:
    return Column(N_("mean abnormal return"), lambda each: each.caar[place], FRACTION, whose=group)


def _abnormal(place: int, group: str) -> Column[Specification]:
    return Column(N_("mean abnormal return"), lambda each: each.caar[place], FRACTION, whose=group)


_PERMUTATION: tuple[Column[PermutationResult], ...] = (
    Column(N_("count"), lambda test: test.count),
    Column(N_("count, other side"), lambda test: test.count_other_side),
    Column(N_("splits"), lambda test: test.n_permutations),
    Column(N_("p, one-sided"), lambda test: test.pvalue_one_sided),
    Column(N_("p, two-sided"), lambda test: test.pvalue_two_sided),
)

_LEFT_OUT: tuple[Column[LeftOut], ...] = (
    Column(N_("left out"), lambda each: each.symbol),
    Column(N_("group"), lambda each: each.group),
    Column(N_("difference"), lambda each: each.difference, FRACTION),
    *through(attrgetter("test"), _PERMUTATION),
    Column(N_("reason"), lambda each: reason(each.difference, each.test)),
)


def leave_one_out_table(found: Sequence[LeftOut], note: PriceNote) -> Table[LeftOut]:
    """One row a stock left out, with the exact test of the stocks that remain."""
    return Table((*_LEFT_OUT, *provenance(note)), found)


_MODELS: tuple[Column[ModelPair], ...] = (
    Column(N_("symbol"), lambda pair: pair.symbol),
    Column(N_("group"), lambda pair: pair.group),
    Column(N_("market model"), lambda pair: pair.fitted, FRACTION),
    Column(N_("market-adjusted"), lambda pair: pair.adjusted, FRACTION),
    Column(N_("alpha per session"), lambda pair: pair.alpha, FRACTION),
    Column(N_("reason"), lambda pair: reason(pair.fitted, pair.adjusted)),
)


def model_pair_table(pairs: Sequence[ModelPair], note: PriceNote) -> Table[ModelPair]:
    """One row a stock: abnormal return under both models, and the fitted alpha."""
    return Table((*_MODELS, *provenance(note)), pairs)


# Placebos -------------------------------------------------------------


class _Earlier(NamedTuple):
    end: date | None
    difference: float
    is_separate: bool


def placebo_time_table(found: TimePlacebo, note: PriceNote) -> Table[_Earlier]:
    """One row an earlier window, and the window itself last."""
    result = found.result
    earlier = zip(found.ends, result.differences.tolist(), result.separate.tolist(), strict=True)
    rows = [*(_Earlier(*each) for each in earlier), _Earlier(None, result.statistic, True)]
    columns: tuple[Column[_Earlier], ...] = (
        Column(N_("window ends"), lambda row: row.end),
        Column(N_("sessions"), lambda _: result.length),
        Column(N_("difference"), lambda row: row.difference, FRACTION),
        Column(N_("shares no session"), lambda row: row.is_separate),
        Column(N_("is the window"), lambda row: row.end is None),
    )
    return Table((*columns, *provenance(note)), rows)


class _Bin(NamedTuple):
    low: float
    high: float
    n: int


def placebo_group_table(found: PlaceboGroups, note: PriceNote) -> Table[_Bin]:
    """One row a bin of the histogram; the observed mean and its count on every row."""
    edges = found.edges.tolist()
    rows = list(map(_Bin, edges[:-1], edges[1:], found.counts.tolist()))
    columns: tuple[Column[_Bin], ...] = (
        Column(N_("mean return from"), lambda row: row.low, FRACTION),
        Column(N_("to"), lambda row: row.high, FRACTION),
        Column(N_("groups"), lambda row: row.n),
        Column(N_("observed mean"), lambda _: found.statistic, FRACTION),
        Column(N_("groups at or above it"), lambda _: found.count),
        Column(N_("groups at or below it"), lambda _: found.count_other_side),
        Column(N_("all groups"), lambda _: found.n),
        Column(N_("exact"), lambda _: found.exact),
    )
    return Table((*columns, *provenance(note)), rows)


def hindsight_table(found: Hindsight, note: PriceNote) -> Table[BestOf]:
    """One row a K: expectation, quantiles, share of draws that went as far."""
    columns: tuple[Column[BestOf], ...] = (
        Column(N_("kept"), lambda each: "worst" if each.lowest else "best"),
        Column(N_("how many"), lambda each: each.best),
        Column(N_("of K random stocks"), lambda each: each.pool),
        Column(N_("expected mean"), lambda each: each.expected, FRACTION),
        Column(N_("5% of draws below"), lambda each: each.quantile(0.05), FRACTION),
        Column(N_("95% of draws below"), lambda each: each.quantile(0.95), FRACTION),
        Column(N_("observed mean"), lambda _: found.observed, FRACTION),
        Column(N_("draws as far, the observed among them"), lambda each: each.count),
        Column(N_("draws and the observed"), lambda each: (each.settings.n_resamples or 0) + 1),
        Column(N_("seed"), lambda each: str(each.settings.seed)),
    )
    return Table((*columns, *provenance(note)), found.yardsticks)


# Limits and later evidence --------------------------------------------


def limit_table(found: LimitOutcome, result: WindowResult, note: PriceNote) -> Table[StockLimits]:
    """One row a stock: sessions at the upper and lower limit, and whether the end is cut off."""
    columns: tuple[Column[StockLimits], ...] = (
        Column(N_("symbol"), lambda each: each.symbol),
        Column(N_("group"), lambda each: each.group),
        Column(N_("sessions traded"), lambda each: each.traded),
        Column(
            N_("closes at upper limit"),
            lambda each: [hit.date for hit in each.closes if hit.side == "up"],
        ),
        Column(
            N_("closes at lower limit"),
            lambda each: [hit.date for hit in each.closes if hit.side == "down"],
        ),
        Column(N_("sessions of one price"), lambda each: result.stock(each.symbol).one_price),
        Column(N_("last close at limit"), lambda each: found.censored.get(each.symbol, "")),
    )
    return Table((*columns, *provenance(note)), found.limits.stocks)


class _Late(NamedTuple):
    story: str
    result: LateResult


_RANK: tuple[Column[TimeRank], ...] = (
    Column(N_("earlier sessions as high"), lambda rank: rank.count),
    Column(N_("earlier sessions"), lambda rank: rank.n),
    Column(N_("p, one-sided"), lambda rank: rank.pvalue_one_sided),
)

_LATE: tuple[Column[_Late], ...] = (
    Column(N_("story"), lambda row: row.story),
    Column(N_("evidence"), lambda row: row.result.evidence.id),
    Column(N_("symbol"), lambda row: row.result.evidence.stock),
    Column(N_("session"), lambda row: row.result.session),
    Column(N_("return"), lambda row: row.result.stock_return, FRACTION),
    Column(N_("mean of its group"), lambda row: row.result.group_mean, FRACTION),
    Column(N_("excess"), lambda row: row.result.excess, FRACTION),
    *through(attrgetter("result.rank"), _RANK),
    Column(N_("reason"), lambda row: reason(row.result.excess, row.result.rank)),
)


def clock_table(clocks: Sequence[StoryClock], note: PriceNote) -> Table[_Late]:
    """One row a late statement: the next session of its stock, with its rank."""
    rows = [_Late(clock.story, each) for clock in clocks for each in clock.results]
    return Table((*_LATE, *provenance(note)), rows, stays=True)


# Textbook tests -------------------------------------------------------

_STUDY: tuple[Column[GroupStudy], ...] = (
    Column(N_("benchmark"), lambda row: row.benchmark),
    Column(N_("event"), lambda row: row.event),
    Column(N_("session 0"), lambda row: row.session),
    Column(N_("from"), lambda row: row.start),
    Column(N_("to"), lambda row: row.end),
    Column(N_("group"), lambda row: row.group),
    Column(N_("mean abnormal return"), lambda row: row.caar, FRACTION),
)


def event_study_table(found: EventStudies, note: PriceNote) -> Table[GroupStudy]:
    """One row a benchmark, event, event window and group; every test with its measured size."""
    tests = (column for name in TEST_NAMES for column in _test(name))
    told = Column[GroupStudy](N_("reason"), _why)
    return Table((*_STUDY, *tests, told, *provenance(note)), found.rows)


def _test(name: SizedTest) -> tuple[Column[GroupStudy], ...]:
    sized = f"{name}, rejecting {sizes(name)} at four stocks"
    columns: tuple[Column[EventTest], ...] = (
        Column("", lambda test: test.statistic, whose=sized),
        Column(N_("p two-sided"), lambda test: test.pvalue_two_sided, whose=name),
    )
    return through(lambda row: getattr(row.tests, name), columns)


def _why(row: GroupStudy) -> str:
    return reason(row.caar, *(getattr(row.tests, name) for name in TEST_NAMES), row.remark)


def sizes(name: SizedTest) -> str:
    """
    Range of a test's measured sizes, for a column's name.

    >>> sizes("patell")
    '7.7-19.1%'
    """
    size = MEASURED_SIZES[name]
    return f"{100 * size.low:.1f}-{100 * size.high:.1f}%"
