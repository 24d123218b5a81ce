"""The one trial: a case over one window with one benchmark, everything computed from them.

Pages, files and commands all read it.  Nothing is computed before it is asked for, and
nothing twice, however many readers ask at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import RLock
from typing import Any, Generic, TypeVar, overload

from dashboard.analysis.answer.facts import Answer, answer
from dashboard.analysis.claims.ledger import check_claims
from dashboard.analysis.claims.prover import WindowProof, prove_all
from dashboard.analysis.claims.results import ClaimResult
from dashboard.analysis.data.health import HealthResult, case_health
from dashboard.analysis.robustness.censoring import Censoring, censoring
from dashboard.analysis.robustness.dependence import Dependence, dependence
from dashboard.analysis.robustness.event_study import EventStudies, event_studies
from dashboard.analysis.robustness.normal_returns import NormalReturn, normal_returns
from dashboard.analysis.robustness.one_group import OneGroup, one_group
from dashboard.analysis.robustness.placebos import (
    Hindsight,
    TimePlacebo,
    hindsight,
    placebo_groups,
    placebo_in_time,
)
from dashboard.analysis.robustness.robustness import (
    LeftOut,
    LimitOutcome,
    ModelPair,
    Specification,
    leave_one_out,
    limit_outcome,
    model_pairs,
    specifications,
)
from dashboard.analysis.robustness.window_grid import WindowGrid, window_grid
from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.concept_tags import TagCheck, tag_checks
from dashboard.analysis.stories.difference import DifferenceTest, difference_test
from dashboard.analysis.stories.exposure import ExposureResult, exposure
from dashboard.analysis.stories.hold_out import StoryClock, hold_out
from dashboard.analysis.stories.rank_tests import step_effects
from dashboard.analysis.stories.table import StoryTable, story_table
from dashboard.analysis.stories.verdict import Verdict, verdict
from dashboard.analysis.window.afterwards import Afterwards, afterwards
from dashboard.analysis.window.effect import Effect, effect
from dashboard.analysis.window.estimation import ReturnPanel, daily_panel, fit
from dashboard.analysis.window.inside import SessionInside, inside_sessions
from dashboard.analysis.window.rebased import Rebased, rebased
from dashboard.analysis.window.sensitivity import Change, nearest_changes
from dashboard.analysis.window.timing import (
    EventTime,
    OrderStrip,
    event_numbers,
    event_times,
    order_strip,
)
from dashboard.analysis.window.window import WindowResult, window_result
from dashboard.case import Case, Window
from dashboard.cases.folders import CaseFolder
from dashboard.cases.outline import MAINLAND
from dashboard.market.prices import Market, PriceNote
from dashboard.market.sessions import Sessions, load_sessions
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined, known_number
from dashboard.stats.step_effect import StepEffect

_Value = TypeVar("_Value")


class Kept:
    """Results by name, each worked out once, by whoever asks first, while the others wait."""

    def __init__(self) -> None:
        self._results: dict[str, Any] = {}
        self._locks: dict[str, RLock] = {}

    def keep(self, name: str, work: Callable[[], _Value]) -> _Value:
        """Result of that name; others can be worked out meanwhile."""
        with self._locks.setdefault(name, RLock()):
            if name not in self._results:
                self._results[name] = work()
        found: _Value = self._results[name]
        return found


class lazy(Generic[_Value]):  # noqa: N801 - used like `property`
    """
    Property of a trial worked out when first asked for, and kept.

    `functools.cached_property` would either lock all trials for each other (before
    Python 3.12) or let two readers do the same work (since).
    """

    def __init__(self, work: Callable[[Any], _Value]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type[object], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, trial: None, owner: type[object]) -> lazy[_Value]: ...

    @overload
    def __get__(self, trial: Trial, owner: type[object]) -> _Value: ...

    def __get__(self, trial: Trial | None, owner: type[object]) -> lazy[_Value] | _Value:
        if trial is None:
            return self
        return self._kept(trial).keep(self._name, lambda: self._work(trial))

    def _kept(self, trial: Trial) -> Kept:
        return trial.kept


class lazy_of_case(lazy[_Value]):  # noqa: N801 - used like `property`
    """The same for what no window or benchmark changes: kept once for all trials of a case."""

    def _kept(self, trial: Trial) -> Kept:
        return trial.kept_of_case


@dataclass(frozen=True, eq=False)
class Trial:
    """
    One case over one window, with every number that a page shows of it.

    Attributes
    ----------
    folder : CaseFolder
        The case with its market.
    sessions : Sessions
        The case's calendar.
    window : Window
        Sessions under trial.
    benchmark : str
        Id of the benchmark in use.
    listed : mapping of str to str
        Short names of the exchange's list by symbol, where one is at hand.
    kept_of_case : Kept
        Results that no window or benchmark changes; trials of one case may share them.
    kept : Kept
        All others.
    """

    folder: CaseFolder
    sessions: Sessions
    window: Window
    benchmark: str
    listed: Mapping[str, str] = field(default_factory=dict)
    kept_of_case: Kept = field(default_factory=Kept, repr=False)
    kept: Kept = field(default_factory=Kept, init=False, repr=False)

    @classmethod
    def of(cls, folder: CaseFolder, window: Window | None = None, benchmark: str = "") -> Trial:
        """Trial of a case; its own window and its first benchmark where none is given."""
        case = folder.case
        sessions = load_sessions(case.calendar, case.timezone)
        return cls(
            folder,
            sessions,
            window or case.window,
            case.benchmark(benchmark).id if benchmark else case.benchmarks[0].id,
        )

    @property
    def case(self) -> Case:
        """The case."""
        return self.folder.case

    @property
    def market(self) -> Market:
        """Its prices."""
        return self.folder.market

    @property
    def note(self) -> PriceNote:
        """Where the prices come from."""
        return self.folder.market.note

    @property
    def base(self) -> date:
        """The session before the window's first."""
        return self.sessions.before(self.window.first)

    @property
    def last_priced(self) -> date | None:
        """Last day with a price of one of the case's stocks."""
        prices = self.market.prices
        days = prices.loc[prices["symbol"].isin(self.case.symbols), "date"]
        return None if days.empty else days.max().date()

    # Story, prices, timeline, exposure ----------------------------------

    @lazy
    def result(self) -> WindowResult:
        """Returns over the window."""
        return window_result(
            self.case, self.market, self.sessions, self.window, benchmark=self.benchmark
        )

    @lazy
    def events(self) -> tuple[EventTime, ...]:
        """Events in order of time, with what had moved before each."""
        return event_times(self.case, self.sessions, self.result, self.inside)

    @lazy_of_case
    def inside(self) -> tuple[SessionInside, ...]:
        """Sessions of timed events to the minute; empty without minute bars."""
        return inside_sessions(self.case, self.market, self.sessions)

    @lazy
    def numbered(self) -> dict[str, int]:
        """Number of each event by its id."""
        return event_numbers(self.events)

    @lazy
    def strip(self) -> OrderStrip:
        """Share of the gap at each close."""
        return order_strip(self.events, self.result)

    @lazy
    def effect(self) -> Effect | None:
        """Effect and order."""
        return effect(self.result, self.events)

    @lazy
    def inputs(self) -> StoryInputs:
        """What the stories are worked out from."""
        return StoryInputs(
            self.case,
            self.market,
            self.sessions,
            self.window,
            benchmark=self.benchmark,
            closes=self.market.closes,
            result=self.result,
        )

    @lazy
    def table(self) -> StoryTable:
        """Story table."""
        return story_table(self.inputs)

    @lazy
    def difference(self) -> DifferenceTest | None:
        """Headline difference among all splits of its stocks."""
        return difference_test(self.result)

    @lazy
    def verdict(self) -> Verdict:
        """Which story stands, and how often one would by chance."""
        return verdict(self.inputs, self.difference, self.placebo_of_one)

    @lazy
    def answer(self) -> Answer:
        """What the first screen says."""
        return answer(self.inputs, self.verdict, self.difference, self.placebo_of_one)

    @property
    def placebo_of_one(self) -> PlaceboGroups | Undefined | None:
        """A case with one group has no splits: other groups of the universe are its test."""
        return self.placebo_count if len(self.case.groups) == 1 else None

    @lazy
    def changes(self) -> tuple[Change, ...]:
        """Nearest single changes of the settings."""
        return nearest_changes(
            self.case, self.market, self.sessions, self.result, benchmark=self.benchmark
        )

    @lazy
    def lines(self) -> Rebased:
        """Lines around the window."""
        return rebased(self.case, self.market, self.sessions, self.window, benchmark=self.benchmark)

    @lazy
    def afterwards(self) -> Afterwards:
        """What became of it after the window."""
        return afterwards(
            self.case,
            self.market,
            self.sessions,
            self.window,
            closes=self.market.closes,
            events=self.events,
        )

    @lazy
    def exposure(self) -> ExposureResult:
        """Stock x story matrix."""
        returns = {each.symbol: known_number(each.value) for each in self.result.stocks}
        return exposure(self.case, self.sessions, self.window, returns=returns)

    @lazy
    def tags(self) -> tuple[TagCheck, ...]:
        """Concept tags, each held against the evidence on file."""
        return tag_checks(self.case, self.sessions, self.window)

    # Robustness ---------------------------------------------------------

    @lazy_of_case
    def panel(self) -> ReturnPanel:
        """Daily returns."""
        return daily_panel(self.case, self.market, self.sessions, self.market.closes)

    @lazy
    def grid(self) -> WindowGrid | Undefined:
        """Neighbouring windows."""
        return window_grid(
            self.case,
            self.market,
            self.sessions,
            self.window,
            benchmark=self.benchmark,
            closes=self.market.closes,
            panel=self.panel,
        )

    @lazy
    def left_out(self) -> tuple[LeftOut, ...]:
        """Difference without each stock."""
        return leave_one_out(self.case, self.result)

    @lazy
    def specifications(self) -> tuple[Specification, ...]:
        """Abnormal returns by benchmark and estimation window."""
        return specifications(self.case, self.panel, self.sessions, self.window)

    @lazy
    def normal_returns(self) -> tuple[NormalReturn, ...]:
        """Abnormal returns under every model of the normal return."""
        return normal_returns(
            self.case,
            self.market,
            self.panel,
            self.sessions,
            self.result,
            benchmark=self.benchmark,
        )

    @lazy
    def pairs(self) -> tuple[ModelPair, ...]:
        """Abnormal returns under both models."""
        return model_pairs(
            self.case, self.panel, self.sessions, self.window, benchmark=self.benchmark
        )

    @lazy
    def placebo(self) -> TimePlacebo | Undefined:
        """The same difference in earlier windows."""
        return placebo_in_time(
            self.case,
            self.market,
            self.sessions,
            self.result,
            closes=self.market.closes,
            panel=self.panel,
        )

    @lazy
    def placebo_groups(self) -> PlaceboGroups | Undefined:
        """Groups of other stocks."""
        return placebo_groups(self.case, self.market, self.result)

    @lazy
    def placebo_count(self) -> PlaceboGroups | Undefined:
        """How many groups of other stocks did as well, without their distribution: faster."""
        return placebo_groups(self.case, self.market, self.result, bins=1)

    @property
    def could_have_universe(self) -> bool:
        """Whether returns of other stocks could be had for this case: else nobody asks."""
        return self.case.calendar == MAINLAND or self.market.universe is not None

    @lazy
    def hindsight(self) -> Hindsight | Undefined:
        """Best few of K random stocks."""
        return hindsight(self.case, self.market, self.result)

    @lazy
    def limits(self) -> LimitOutcome:
        """Closes at the daily limit."""
        return limit_outcome(self.case, self.market, self.sessions, self.result)

    @lazy
    def dependence(self) -> Dependence | Undefined:
        """Whether the members of the groups moved together before the window."""
        return dependence(
            self.case, fit(self.case, self.panel, self.sessions, self.window, self.benchmark)
        )

    @lazy
    def censoring(self) -> Censoring | Undefined:
        """Rank tests with the last closes at a limit counted as cut off."""
        return censoring(self.limits, self.result, self.table.tests)

    @lazy
    def one_group(self) -> OneGroup | Undefined:
        """Effect on a single group, where there is nothing to split against."""
        return one_group(
            self.case,
            self.panel,
            self.sessions,
            self.result,
            self.placebo_count,
            benchmark=self.benchmark,
        )

    @lazy
    def steps(self) -> dict[str, StepEffect | Undefined]:
        """Return per step of grade, by story."""
        return step_effects(self.table.tests, self.result)

    @lazy
    def clocks(self) -> tuple[StoryClock, ...]:
        """Evidence that came after the close, and what came of it."""
        return hold_out(self.case, self.panel, self.sessions, self.window)

    @lazy
    def studies(self) -> EventStudies:
        """Textbook event-study tests against the benchmark in use."""
        return event_studies(
            self.case,
            self.market,
            self.sessions,
            self.window,
            panel=self.panel,
            benchmarks=[self.benchmark],
        )

    @lazy
    def all_studies(self) -> EventStudies:
        """Textbook event-study tests against every benchmark of the case."""
        return event_studies(self.case, self.market, self.sessions, self.window, panel=self.panel)

    # Claims, data -------------------------------------------------------

    @lazy_of_case
    def claims(self) -> tuple[ClaimResult, ...]:
        """Claims of the article, each checked over its own days."""
        return check_claims(self.case, self.market, self.sessions, closes=self.market.closes)

    @lazy
    def claim_numbers(self) -> dict[str, int]:
        """Number of each claim by its id."""
        return {claim.id: place for place, claim in enumerate(self.case.claims, start=1)}

    @lazy_of_case
    def proofs(self) -> tuple[WindowProof, ...]:
        """Which bases reproduce the published returns."""
        return prove_all(self.case, self.market, self.sessions)

    @lazy
    def health(self) -> HealthResult:
        """What a reader should know of the data."""
        return case_health(
            self.case,
            self.market,
            self.sessions,
            self.window,
            notices=self.folder.notices,
            files=self.folder.files,
            listed=self.listed,
        )
