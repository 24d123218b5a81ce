"""One window on trial: every row of the story table, worked out only when asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pandas as pd

from dashboard.analysis.stories.exposure import ExposureResult, exposure
from dashboard.analysis.stories.fit import Grades, Measured, RankFit, Ranking
from dashboard.analysis.stories.hold_out import StoryClock, hold_out
from dashboard.analysis.stories.later import after_cell, late_cell
from dashboard.analysis.stories.market_measures import MarketMeasures, market_measures
from dashboard.analysis.stories.rank_tests import grades_of, splits_as_groups
from dashboard.analysis.stories.rows import (
    StoryCell,
    StoryRow,
    leave_one_out_cell,
    order_cell,
    rank_cell,
    untested,
)
from dashboard.analysis.window.estimation import ReturnPanel, daily_panel
from dashboard.analysis.window.stock_returns import StockReturn
from dashboard.analysis.window.timing import EventTime, event_times
from dashboard.analysis.window.window import WindowResult, window_result
from dashboard.case import Case, Stock, Text, Window
from dashboard.errors import N_, InputError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message
from dashboard.stats.result import Undefined, or_nan


class StoryInputs:
    """
    What the rows of one window are worked out from.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    window : Window
    benchmark : str
        Against which a single group is held, and of the market model.
    closes : DataFrame, optional
        `market.closes`, for a caller that has it at hand.
    result : WindowResult, optional
        Returns of the window, for a caller that has them.
    """

    def __init__(
        self,
        case: Case,
        market: Market,
        sessions: Sessions,
        window: Window,
        *,
        benchmark: str,
        closes: pd.DataFrame | None = None,
        result: WindowResult | None = None,
    ) -> None:
        self.case, self.market, self.sessions = case, market, sessions
        self.window, self.benchmark = window, benchmark
        self.closes = market.closes if closes is None else closes
        self._given = result
        self._fits: dict[tuple[str, bool], RankFit | Undefined] = {}

    def changed(self, *, window: Window | None = None, benchmark: str = "") -> StoryInputs:
        """Return the trial with another window or benchmark."""
        return StoryInputs(
            self.case,
            self.market,
            self.sessions,
            window or self.window,
            benchmark=benchmark or self.benchmark,
            closes=self.closes,
        )

    def without(self, symbol: str) -> StoryInputs:
        """
        Return the trial with one stock left out, for the rows that can be strong.

        They ask the result for its stocks alone; its groups and its difference, which
        the row "order" asks for, stay those of all stocks.
        """
        stocks = tuple(stock for stock in self.case.stocks if stock.symbol != symbol)
        returns = tuple(stock for stock in self.result.stocks if stock.symbol != symbol)
        return StoryInputs(
            replace(self.case, stocks=stocks),
            self.market,
            self.sessions,
            self.window,
            benchmark=self.benchmark,
            closes=self.closes,
            result=replace(self.result, stocks=returns),
        )

    # What everything rests on -----------------------------------------

    @cached_property
    def result(self) -> WindowResult:
        """Returns of the window."""
        if self._given is not None:
            return self._given
        return window_result(
            self.case,
            self.market,
            self.sessions,
            self.window,
            benchmark=self.benchmark,
            before=0,
            after=0,
            closes=self.closes,
        )

    @cached_property
    def events(self) -> tuple[EventTime, ...]:
        """Events with the share of the difference before each."""
        return event_times(self.case, self.sessions, self.result)

    @cached_property
    def matrix(self) -> ExposureResult:
        """Grades under the as-of rule."""
        return exposure(self.case, self.sessions, self.window)

    @cached_property
    def late_matrix(self) -> ExposureResult:
        """Grades with evidence published after the window."""
        return exposure(self.case, self.sessions, self.window, with_late=True)

    @cached_property
    def panel(self) -> ReturnPanel:
        """Returns by session."""
        return daily_panel(self.case, self.market, self.sessions, self.closes)

    @cached_property
    def measures(self) -> MarketMeasures:
        """Measures of the market against the returns."""
        return market_measures(
            self.case,
            self.market,
            self.sessions,
            self.result,
            benchmark=self.benchmark,
            closes=self.closes,
            panel=self.panel,
        )

    @cached_property
    def clocks(self) -> dict[str, StoryClock]:
        """What late evidence predicted, and what came, by story."""
        found = hold_out(self.case, self.panel, self.sessions, self.window)
        return {clock.story: clock for clock in found}

    @cached_property
    def stocks(self) -> dict[str, Stock]:
        """Stocks by symbol, to name them in sentences."""
        return {stock.symbol: stock for stock in self.case.stocks}

    @cached_property
    def titles(self) -> dict[str, Text]:
        """Titles of the stories."""
        return {story.id: story.title for story in self.case.stories}

    @property
    def known(self) -> tuple[StockReturn, ...]:
        """Stocks with a return."""
        return self.result.returned

    # Rankings ---------------------------------------------------------

    def ranking(self, story: str) -> Ranking:
        """What the story ranks the stocks by, under the as-of rule."""
        if self.case.story(story).kind == "market":
            return self.measured
        return self.grades(story)

    def fit(self, story: str, *, within: bool = False) -> RankFit | Undefined:
        """How well that ranking fits the returns; worked out once."""
        if (story, within) not in self._fits:
            self._fits[story, within] = self._unread(story) or self.ranking(story).fit(
                within=within
            )
        return self._fits[story, within]

    def _unread(self, story: str) -> Undefined | None:
        """Why a story cannot be ranked whose evidence nobody has looked for."""
        is_market = self.case.story(story).kind == "market"
        if is_market or self.assessed(story) or self.late_stocks(story):
            return None
        return Undefined(N_("Nobody has looked: no stock has been assessed for this story."))

    def grades(self, story: str, *, late: bool = False) -> Grades:
        """Grades of the stocks that have a return."""
        found = grades_of(self.late_matrix if late else self.matrix, story)
        return Grades(
            symbols=tuple(stock.symbol for stock in self.known),
            groups=tuple(stock.group for stock in self.known),
            grades=tuple(found[stock.symbol] for stock in self.known),
            returns=tuple(or_nan(stock.value) for stock in self.known),
            expects=self.case.story(story).expects,
        )

    @cached_property
    def measured(self) -> Measured:
        """Measures of the market beside the returns of the stocks that have all of them."""
        ranked = self.measures.ranked
        tested = [stock for stock in self.known if stock.symbol in self.measures.stocks]
        values = [dict(measure.values) for measure in ranked]
        return Measured(
            symbols=tuple(stock.symbol for stock in tested),
            groups=tuple(stock.group for stock in tested),
            names=tuple(measure.id for measure in ranked),
            values=tuple(tuple(row[s.symbol] or 0.0 for s in tested) for row in values),
            returns=tuple(or_nan(stock.value) for stock in tested),
        )

    def assessed(self, story: str) -> tuple[str, ...]:
        """Stocks with a row on that story that counts."""
        if story not in self.matrix.stories:
            return ()
        return self.matrix.summary(story).assessed

    def is_grouping(self, story: str) -> bool:
        """Whether a story parts the tested stocks exactly as the groups do."""
        if self.case.story(story).kind == "market":
            return False
        grades = self.grades(story)
        return splits_as_groups(grades.grades, grades.groups)

    def late_stocks(self, story: str) -> tuple[str, ...]:
        """
        Stocks with evidence that the as-of rule leaves out of the rank fit.

        A label counts whenever it was reported; of its rows only a company's late
        denial is left out, and shows as a grade that changes.
        """
        if story not in self.matrix.stories:
            return ()
        before, after = grades_of(self.matrix, story), grades_of(self.late_matrix, story)
        label = self.case.story(story).kind == "label"
        return tuple(
            symbol
            for symbol in self.case.symbols
            if before[symbol] != after[symbol]
            or (not label and self.matrix.cell(symbol, story).late)
        )

    # Rows -------------------------------------------------------------

    def cell(self, story: str, row: StoryRow, ranking: Ranking | None = None) -> StoryCell:
        """
        One cell of the story table.

        Parameters
        ----------
        story, row : str
        ranking : Ranking, optional
            Instead of the story's own, to ask what another grade would do.
        """
        match row:
            case "order":
                return order_cell(story, self.events, self.titles)
            case "after-window":
                return self._after(story)
            case "rank-fit" | "inside-groups":
                inside = row == "inside-groups"
                found = ranking.fit(within=inside) if ranking else self.fit(story, within=inside)
                falls = self.case.story(story).expects == "fall"
                return rank_cell(found, inside=inside, falls=falls)
            case "leave-one-out":
                found = ranking.fit() if ranking else self.fit(story)
                return leave_one_out_cell(found, ranking or self.ranking(story), self.stocks)
            case "late-evidence":
                return self._late(story, ranking)
        raise InputError(N_("The story table has no row “{row}”."), row=row)

    def _late(self, story: str, ranking: Ranking | None) -> StoryCell:
        late = self.late_stocks(story)
        if not late:
            return untested("late-evidence", self._nothing_later(story))
        found = ranking.fit() if ranking else self.fit(story)
        later = self.grades(story, late=True)
        if isinstance(ranking, Grades):
            later = _moved_alike(self.grades(story), ranking, later)
        named = tuple(self.stocks[symbol] for symbol in late)
        return late_cell(found, later.fit(), named)

    def _after(self, story: str) -> StoryCell:
        found = self.clocks[story].results
        results = [each for each in found if each.session > self.window.last]
        if found and not results:
            reason = Message.of(
                N_("Its late evidence belongs to the session of {day}, still inside the window."),
                day=found[0].session,
            )
        else:
            reason = self._nothing_later(story)
        return after_cell(results, reason, self.stocks)

    def _nothing_later(self, story: str) -> Message:
        if self.case.story(story).kind == "label":
            return Message.of(
                N_("A label counts whenever it was reported: none of its rows was left out.")
            )
        return Message.of(N_("No evidence on it was published after the window."))


def _moved_alike(own: Grades, moved: Grades, later: Grades) -> Grades:
    """Later grades with the step that `moved` takes away from `own`, where the scale allows."""
    for symbol, before, after in zip(own.symbols, own.grades, moved.grades, strict=True):
        if before != after:
            return later.moved(symbol, after - before) or later
    return later
