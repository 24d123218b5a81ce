"""The hold-out clock: what evidence that came after the window predicted, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.window.estimation import ReturnPanel, estimation_days
from dashboard.case import Case, Evidence, Stock, Window, ordinal
from dashboard.errors import N_
from dashboard.market.sessions import Sessions, Span, span
from dashboard.stats.placebo_time import TimeRank, time_rank
from dashboard.stats.result import Floats, Undefined


@dataclass(frozen=True, slots=True, eq=False)
class LateResult:
    """
    One late statement about one stock, and the stock's next session.

    Attributes
    ----------
    evidence : Evidence
        Published after the close of the window's last session.
    session : date
        First session that could price it.
    stock_return, group_mean : float or Undefined
        Of that session; the mean counts the stock itself, as every group mean does.
    excess : float or Undefined
        The one less the other; the story predicts more than zero, of a fall less.
    rank : TimeRank or Undefined
        Among the same excess in the sessions of the estimation window.
    history : ndarray
        Those excesses.
    falls : bool
        The story expects the stocks with more of it to fall.
    """

    evidence: Evidence
    session: date
    stock_return: float | Undefined
    group_mean: float | Undefined
    excess: float | Undefined
    rank: TimeRank | Undefined
    history: Floats
    falls: bool = False

    def came(self, excess: float) -> bool:
        """Whether an excess is what the story predicts."""
        return excess < 0 if self.falls else excess > 0


@dataclass(frozen=True, slots=True)
class StoryClock:
    """
    The hold-out test of one story.

    Attributes
    ----------
    story : str
    results : tuple of LateResult
        One for each stock and late statement that speaks for the story.
    reason : Undefined or None
        Why there is nothing to test.
    """

    story: str
    results: tuple[LateResult, ...]
    reason: Undefined | None = None


def hold_out(
    case: Case, panel: ReturnPanel, sessions: Sessions, window: Window
) -> tuple[StoryClock, ...]:
    """
    Test each story: stocks with late evidence for it should beat their group next session.

    Where the story expects a fall they should be behind it.

    The window's own returns took part in naming the stories; a statement published
    after its last close and the session that follows did not.

    Parameters
    ----------
    case, panel, sessions
        The case, its returns by session and its calendar.
    window : Window
        Its last close is the clock's zero; its first session places the estimation
        window whose sessions the excess is ranked among.

    Returns
    -------
    tuple of StoryClock
        In the order of the case.
    """
    matrix = exposure(case, sessions, window)
    days = estimation_days(
        sessions, window, length=case.estimation.sessions, gap=case.estimation.gap
    )
    clocks = []
    for story in case.stories:
        late = [
            row
            for stock in case.symbols
            if story.id in matrix.stories and story.kind != "label"
            for row in matrix.cell(stock, story.id).late
            if ordinal(row.finding, story.kind) > 0
        ]
        falls = story.expects == "fall"
        results = tuple(
            replace(_late_result(case, panel, sessions, row, days), falls=falls) for row in late
        )
        clocks.append(StoryClock(story.id, results, None if results else _nothing(story.kind)))
    return tuple(clocks)


def _nothing(kind: str) -> Undefined:
    if kind == "label":
        return Undefined(
            N_(
                "undefined, because a label is what the market believed: its rows count in the "
                "window whenever they were reported, so none is left for later"
            )
        )
    return Undefined(
        N_("undefined, because no evidence for this story was published after the window")
    )


def _late_result(
    case: Case, panel: ReturnPanel, sessions: Sessions, row: Evidence, days: Sequence[date]
) -> LateResult:
    when = span(row.public, sessions)
    group = case.stock(row.stock).group
    columns = panel.columns([stock.symbol for stock in case.members(group)])
    own = panel.columns([row.stock])[0]
    reason = _unplaced(row, when) or (_alone(case.stock(row.stock)) if len(columns) < 2 else None)
    today = panel.of_stocks([when.session])[0]
    value, mean = float(today[own]), _mean(today[np.newaxis, columns])[0]
    history = panel.of_stocks(days)
    excesses = history[:, own] - _mean(history[:, columns])
    if reason is None and not np.isfinite(value):
        reason = Undefined.of(
            N_("undefined, because {stock} has no return on {day}"),
            stock=case.stock(row.stock),
            day=when.session,
        )
    if reason is not None:
        return LateResult(row, when.session, reason, reason, reason, reason, excesses)
    excess = value - float(mean)
    return LateResult(
        row, when.session, value, float(mean), excess, time_rank(excess, excesses), excesses
    )


def _unplaced(row: Evidence, when: Span) -> Undefined | None:
    if not when.deadline:
        return None
    return Undefined.of(
        N_("undefined, because the document is known no later than {day} only"),
        day=row.public.stamp.date(),
    )


def _alone(stock: Stock) -> Undefined:
    return Undefined.of(N_("undefined, because {stock} is alone in its group"), stock=stock)


def _mean(table: Floats) -> Floats:
    """Mean over the stocks that have a return; NaN where none has."""
    known = np.isfinite(table)
    count = known.sum(axis=1)
    total = np.where(known, table, 0.0).sum(axis=1)
    mean: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean
