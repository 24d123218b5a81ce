"""Event study of a case: every event with a story, every benchmark, every group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dashboard.analysis.window.estimation import ModelFit, ReturnPanel, daily_panel, fit
from dashboard.case import Case, Window
from dashboard.errors import N_, CalendarError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, span, window_sessions
from dashboard.message import Message
from dashboard.stats.abnormal import (
    AbnormalReturns,
    abnormal_returns,
    mean_residual_correlation,
    prediction_factor,
)
from dashboard.stats.event_tests import EventTest, adjusted_bmp, adjusted_patell, bmp, patell
from dashboard.stats.market_model import MarketModel
from dashboard.stats.portfolio import long_short_t, portfolio_t
from dashboard.stats.rank_event_tests import corrado
from dashboard.stats.result import Floats, Undefined

WINDOWS: tuple[tuple[int, int], ...] = ((0, 0), (-1, 1), (0, 4))
"""Event windows in sessions around session 0, both ends included."""

OWN = "window"
"""Stands for the window's first session, where an event's id would stand."""


@dataclass(frozen=True, slots=True)
class GroupTests:
    """The textbook tests of one group in one event window."""

    patell: EventTest | Undefined
    adjusted_patell: EventTest | Undefined
    bmp: EventTest | Undefined
    adjusted_bmp: EventTest | Undefined
    corrado: EventTest | Undefined
    portfolio_t: EventTest | Undefined
    long_short_t: EventTest | Undefined


@dataclass(frozen=True, slots=True)
class GroupStudy:
    """
    Abnormal returns of one group around one event.

    Attributes
    ----------
    benchmark, event, group : str
        `event` is an event's id, or `OWN` for the window's first session.
    session : date
        Session 0.
    start, end : int
        Event window in sessions around session 0, both included.
    symbols : tuple of str
        Stocks of the group; `car` and `scar` are in their order.
    car, scar : tuple of (float or Undefined)
        Cumulated abnormal return (fraction), and the same over its standard error.
    caar : float or Undefined
        Mean of the stocks that have a CAR.
    tests : GroupTests
        `long_short_t` is the first group less the second, the same for all groups.
    remark : Message or None
        What to keep in mind: the event lies inside the estimation window.
    """

    benchmark: str
    event: str
    session: date
    start: int
    end: int
    group: str
    symbols: tuple[str, ...]
    car: tuple[float | Undefined, ...]
    scar: tuple[float | Undefined, ...]
    caar: float | Undefined
    tests: GroupTests
    remark: Message | None = None


@dataclass(frozen=True, slots=True)
class EventDay:
    """Session 0 of an event with a story; `reason` says why it cannot be placed."""

    event: str
    session: date
    reason: Undefined | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EventStudies:
    """
    All event studies of a case and the models behind them.

    Attributes
    ----------
    fits : mapping of str to ModelFit
        Market model by benchmark.
    days : tuple of EventDay
        Events studied, the window's first session last.
    rows : tuple of GroupStudy
        By benchmark, event, event window and group.
    """

    fits: Mapping[str, ModelFit]
    days: tuple[EventDay, ...]
    rows: tuple[GroupStudy, ...]

    def find(
        self, benchmark: str, event: str, start: int, end: int, group: str
    ) -> GroupStudy | None:
        """The one row of these settings; None when it was not asked for."""
        wanted = (benchmark, event, start, end, group)
        for row in self.rows:
            if (row.benchmark, row.event, row.start, row.end, row.group) == wanted:
                return row
        return None


def event_studies(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window,
    *,
    panel: ReturnPanel | None = None,
    benchmarks: Sequence[str] | None = None,
) -> EventStudies:
    """
    Market-model event studies of a case.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    window : Window
        Sessions under trial; they place the one estimation window of the case.
    panel : ReturnPanel, optional
        Returns by session, for a caller that has them at hand.
    benchmarks : sequence of str, optional
        Ids; by default all of the case.

    Returns
    -------
    EventStudies
    """
    returns = daily_panel(case, market, sessions) if panel is None else panel
    chosen = [each.id for each in case.benchmarks] if benchmarks is None else benchmarks
    days = event_days(case, sessions, window)
    fits = {each: fit(case, returns, sessions, window, each) for each in chosen}
    rows: list[GroupStudy] = []
    for held in fits.values():
        # Events of one session share their numbers; a deadline has none to share.
        known: dict[tuple[date, bool, int, int], list[GroupStudy]] = {}
        for day in days:
            for start, end in _windows(day.event, sessions, window):
                where = (day.session, day.reason is None, start, end)
                if where not in known:
                    study = _Study(case, returns, held, sessions, day, start, end)
                    known[where] = study.groups()
                rows += [_renamed(row, day.event) for row in known[where]]
    return EventStudies(fits, days, tuple(rows))


def event_days(case: Case, sessions: Sessions, window: Window) -> tuple[EventDay, ...]:
    """Session 0 of every event with a story, in order of time, then the window itself."""
    found = []
    for event in case.events:
        if not event.stories:
            continue
        when = span(event.published, sessions)
        reason = None
        if when.deadline:
            reason = Undefined.of(
                N_("undefined, because the event is known no later than {day} only"),
                day=event.published.stamp.date(),
            )
        found.append((when.earliest, EventDay(event.id, when.session, reason)))
    found.sort(key=lambda pair: pair[0])
    return (*(day for _, day in found), EventDay(OWN, window.first))


def _windows(event: str, sessions: Sessions, window: Window) -> tuple[tuple[int, int], ...]:
    own = (0, len(window_sessions(window, sessions)) - 1)
    # The window's own length is asked of the window alone, and only once.
    return WINDOWS if event != OWN or own in WINDOWS else (*WINDOWS, own)


def _renamed(row: GroupStudy, event: str) -> GroupStudy:
    return row if row.event == event else replace(row, event=event)


class _Study:
    """One event window against one benchmark: abnormal returns once, tests by group."""

    def __init__(
        self,
        case: Case,
        panel: ReturnPanel,
        held: ModelFit,
        sessions: Sessions,
        day: EventDay,
        start: int,
        end: int,
    ) -> None:
        self.case, self.panel, self.held = case, panel, held
        self.day, self.start, self.end = day, start, end
        self.sessions_in = _days(sessions, day.session, start, end)
        self.event_benchmark = panel.of_benchmark(held.benchmark, self.sessions_in)
        self.found = self._abnormal()

    def groups(self) -> list[GroupStudy]:
        """Every group of the case."""
        if isinstance(self.found, Undefined):
            reason = self.found
            return [self._undefined(group.id, reason) for group in self.case.groups]
        long_short = self._long_short(self.found)
        return [self._group(group.id, self.found, long_short) for group in self.case.groups]

    def _abnormal(self) -> AbnormalReturns | Undefined:
        model = self.held.model
        if isinstance(model, Undefined):
            return model
        if self.day.reason is not None:
            return self.day.reason
        if not self.sessions_in:
            return Undefined(N_("undefined, because the event window leaves the calendar"))
        return abnormal_returns(model, self.panel.of_stocks(self.sessions_in), self.event_benchmark)

    def _members(self, group: str) -> tuple[str, ...]:
        return tuple(stock.symbol for stock in self.case.members(group))

    def _series(self, group: str, found: AbnormalReturns) -> tuple[Floats, Floats]:
        """Residuals and abnormal returns of the members that have a CAR, the others blank."""
        model = self._model()
        columns = self.panel.columns(self._members(group))
        kept = np.isfinite(found.car[columns])
        return (
            np.where(kept, model.residuals[:, columns], np.nan),
            np.where(kept, found.ar[:, columns], np.nan),
        )

    def _model(self) -> MarketModel:
        if isinstance(self.held.model, Undefined):
            raise TypeError(self.held.model.reason)
        return self.held.model

    def _factor(self) -> float | None:
        """Prediction variance of the window in units of s squared, where it exists."""
        if self.held.kind == "market-adjusted" or not np.isfinite(self.event_benchmark).all():
            return None
        known = self.held.benchmark_returns[np.isfinite(self.held.benchmark_returns)]
        if not known.size or not np.ptp(known) > 0:
            return None
        return prediction_factor(self.held.benchmark_returns, self.event_benchmark)

    def _long_short(self, found: AbnormalReturns) -> EventTest | Undefined:
        groups = [group.id for group in self.case.groups]
        if len(groups) < 2:
            return Undefined(N_("undefined, because there is no second group to hold against it"))
        for group in groups[:2]:
            columns = self.panel.columns(self._members(group))
            if not np.isfinite(found.car[columns]).any():
                return _nobody([found.undefined[column] for column in columns])
        first, second = (self._series(group, found) for group in groups[:2])
        return long_short_t(
            first[0],
            second[0],
            first[1],
            second[1],
            factor=self._factor(),
            ddof=self._model().residual_ddof,
        )

    def _group(
        self, group: str, found: AbnormalReturns, long_short: EventTest | Undefined
    ) -> GroupStudy:
        model, members = self._model(), self._members(group)
        columns = self.panel.columns(members)
        scar, car = found.scar[columns], found.car[columns]
        residuals, event_ar = self._series(group, found)
        correlation = mean_residual_correlation(residuals)
        r = correlation if isinstance(correlation, Undefined) else correlation.value
        reasons = [found.undefined[column] for column in columns]
        known = car[np.isfinite(car)]
        if not known.size:
            return self._undefined(group, _nobody(reasons), reasons, long_short)
        return GroupStudy(
            **self._place(group, members),  # type: ignore[arg-type]
            car=_numbers(car, reasons),
            scar=_numbers(scar, reasons),
            caar=float(known.mean()),
            tests=GroupTests(
                patell=patell(scar, n_estimation=model.n[columns]),
                adjusted_patell=adjusted_patell(
                    scar, n_estimation=model.n[columns], mean_correlation=r
                ),
                bmp=bmp(scar),
                adjusted_bmp=adjusted_bmp(scar, mean_correlation=r),
                corrado=corrado(residuals, event_ar),
                portfolio_t=portfolio_t(
                    residuals, event_ar, factor=self._factor(), ddof=model.residual_ddof
                ),
                long_short_t=long_short,
            ),
        )

    def _undefined(
        self,
        group: str,
        reason: Undefined,
        reasons: Sequence[Undefined | None] = (),
        long_short: EventTest | Undefined | None = None,
    ) -> GroupStudy:
        members = self._members(group)
        each = tuple(own or reason for own in reasons) or (reason,) * len(members)
        tests = GroupTests(*(reason,) * len(GroupTests.__slots__))
        return GroupStudy(
            **self._place(group, members),  # type: ignore[arg-type]
            car=each,
            scar=each,
            caar=reason,
            tests=tests if long_short is None else replace(tests, long_short_t=long_short),
        )

    def _place(self, group: str, members: tuple[str, ...]) -> dict[str, object]:
        return {
            "benchmark": self.held.benchmark,
            "event": self.day.event,
            "session": self.day.session,
            "start": self.start,
            "end": self.end,
            "group": group,
            "symbols": members,
            "remark": self._overlap(),
        }

    def _overlap(self) -> Message | None:
        shared = set(self.sessions_in) & set(self.held.days)
        if not shared:
            return None
        return Message.of(
            N_(
                "{n} session(s) of this event window lie inside the estimation window: the model "
                "has seen them, and its prediction error is too wide for them."
            ),
            n=len(shared),
        )


def _days(sessions: Sessions, session: date, start: int, end: int) -> tuple[date, ...]:
    try:
        return tuple(sessions.offset(session, step) for step in range(start, end + 1))
    except CalendarError:
        return ()


def _numbers(values: Floats, reasons: Sequence[Undefined | None]) -> tuple[float | Undefined, ...]:
    return tuple(
        value if reason is None or np.isfinite(value) else reason
        for value, reason in zip(values.tolist(), reasons, strict=True)
    )


def _nobody(reasons: Sequence[Undefined | None]) -> Undefined:
    known = [reason for reason in reasons if reason is not None]
    return known[0] if known else Undefined(N_("undefined, because the group has no stock"))
