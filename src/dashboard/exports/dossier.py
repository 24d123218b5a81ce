"""Everything that goes into a file about one case over one window, worked out when first asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from dashboard.analysis.answer import Answer, answer
from dashboard.analysis.claims import ClaimResult, check_claims
from dashboard.analysis.estimation import Panel, daily_panel
from dashboard.analysis.event_study import EventStudies, event_studies
from dashboard.analysis.exposure import ExposureResult, exposure
from dashboard.analysis.health import HealthResult, case_health
from dashboard.analysis.hold_out import StoryClock, hold_out
from dashboard.analysis.placebos import (
    Hindsight,
    TimePlacebo,
    hindsight,
    placebo_groups,
    placebo_in_time,
)
from dashboard.analysis.prover import WindowProof, prove_all
from dashboard.analysis.rebased import Rebased, rebased
from dashboard.analysis.robustness import (
    LeftOut,
    LimitOutcome,
    ModelPair,
    Specification,
    leave_one_out,
    limit_outcome,
    model_pairs,
    specifications,
)
from dashboard.analysis.sensitivity import Change, nearest_changes
from dashboard.analysis.story_table import StoryTable, story_table
from dashboard.analysis.timing import EventTime, OrderStrip, event_times, order_strip
from dashboard.analysis.window import WindowResult, window_result
from dashboard.analysis.window_grid import WindowGrid, window_grid
from dashboard.case import Case, Window
from dashboard.casefile import CaseFolder
from dashboard.charts.events import numbers
from dashboard.exports.results import results
from dashboard.prices import Market, PriceNote
from dashboard.sessions import Sessions
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined


@dataclass(frozen=True, eq=False)
class Dossier:
    """
    One case over one window, with every number that a page shows of it.

    Nothing is computed before it is asked for, and nothing twice.

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
    made : datetime
        When this was asked for; with its time zone.
    edition : str
        Id of the frozen edition these numbers belong to; empty without one.
    link : str
        Address that shows the same in a browser; empty when nobody gave one.
    listed : mapping of str to str
        Short names of the exchange's list by symbol, where one is at hand.
    """

    folder: CaseFolder
    sessions: Sessions
    window: Window
    benchmark: str
    made: datetime
    edition: str = ""
    link: str = ""
    listed: Mapping[str, str] = field(default_factory=dict)

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

    @cached_property
    def result(self) -> WindowResult:
        """Returns over the window."""
        return window_result(
            self.case, self.market, self.sessions, self.window, benchmark=self.benchmark
        )

    @cached_property
    def events(self) -> tuple[EventTime, ...]:
        """Events in order of time, with what had moved before each."""
        return event_times(self.case, self.sessions, self.result)

    @cached_property
    def numbered(self) -> dict[str, int]:
        """Number of each event by its id."""
        return numbers(self.events)

    @cached_property
    def strip(self) -> OrderStrip:
        """Share of the gap at each close."""
        return order_strip(self.events, self.result)

    @cached_property
    def answer(self) -> Answer | None:
        """Effect and order."""
        return answer(self.result, self.events)

    @cached_property
    def table(self) -> StoryTable:
        """Story table with its verdict."""
        return story_table(
            self.case,
            self.market,
            self.sessions,
            self.window,
            benchmark=self.benchmark,
            result=self.result,
        )

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Nearest single changes of the settings."""
        return nearest_changes(
            self.case, self.market, self.sessions, self.result, benchmark=self.benchmark
        )

    @cached_property
    def lines(self) -> Rebased:
        """Lines around the window."""
        return rebased(self.case, self.market, self.sessions, self.window, benchmark=self.benchmark)

    @cached_property
    def exposure(self) -> ExposureResult:
        """Stock x story matrix."""
        returns = {stock.symbol: stock.value for stock in self.result.stocks}
        return exposure(self.case, self.sessions, self.window, returns=returns)

    # Robustness ---------------------------------------------------------

    @cached_property
    def panel(self) -> Panel:
        """Daily returns."""
        return daily_panel(self.case, self.market, self.sessions, self.market.closes)

    @cached_property
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

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Difference without each stock."""
        return leave_one_out(self.result)

    @cached_property
    def specifications(self) -> tuple[Specification, ...]:
        """Abnormal returns by benchmark and estimation window."""
        return specifications(self.case, self.panel, self.sessions, self.window)

    @cached_property
    def pairs(self) -> tuple[ModelPair, ...]:
        """Abnormal returns under both models."""
        return model_pairs(
            self.case, self.panel, self.sessions, self.window, benchmark=self.benchmark
        )

    @cached_property
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

    @cached_property
    def placebo_groups(self) -> PlaceboGroups | Undefined:
        """Groups of other stocks."""
        return placebo_groups(self.case, self.market, self.result)

    @cached_property
    def hindsight(self) -> Hindsight | Undefined:
        """Best few of K random stocks."""
        return hindsight(self.case, self.market, self.result)

    @cached_property
    def limits(self) -> LimitOutcome:
        """Closes at the daily limit."""
        return limit_outcome(self.case, self.market, self.sessions, self.result)

    @cached_property
    def clocks(self) -> tuple[StoryClock, ...]:
        """Evidence that came after the close, and what came of it."""
        return hold_out(self.case, self.panel, self.sessions, self.window)

    @cached_property
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

    # Claims, data -------------------------------------------------------

    @cached_property
    def claims(self) -> tuple[ClaimResult, ...]:
        """Claims of the article, each checked over its own days."""
        return check_claims(self.case, self.market, self.sessions, closes=self.market.closes)

    @cached_property
    def claim_numbers(self) -> dict[str, int]:
        """Number of each claim by its id."""
        return {claim.id: place for place, claim in enumerate(self.case.claims, start=1)}

    @cached_property
    def proofs(self) -> tuple[WindowProof, ...]:
        """Which bases reproduce the published returns."""
        return prove_all(self.case, self.market, self.sessions)

    @cached_property
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

    @cached_property
    def results(self) -> dict[str, object]:
        """Every number as ``docs/results.md`` describes it."""
        return results(self.case, self.market, self.sessions, self.window, benchmark=self.benchmark)
