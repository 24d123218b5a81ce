"""The abnormal return of each single stock over the window, and how often chance gives as much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.analysis.window.estimation import ReturnPanel, fit
from dashboard.case import Case, Window
from dashboard.market.sessions import Sessions, window_sessions
from dashboard.stats.abnormal import abnormal_returns
from dashboard.stats.result import Undefined


@dataclass(frozen=True, slots=True)
class StockTest:
    """
    Abnormal return of one stock over the window under the market model.

    Attributes
    ----------
    symbol : str
    car, stderr : float
        Daily abnormal returns added up, and their standard error; fractions.
    pvalue : float
        Two-sided, Student t with `df` degrees of freedom.  It is that of this stock
        alone: whoever looks at several stocks finds a small one more often.
    n, df : int
        Sessions of the estimation window with a return, and degrees of freedom.
    """

    symbol: str
    car: float
    stderr: float
    pvalue: float
    n: int
    df: int


def stock_tests(
    case: Case, panel: ReturnPanel, sessions: Sessions, window: Window, *, benchmark: str
) -> tuple[StockTest | Undefined, ...]:
    """
    Test every stock of a case against its own noise, in the order of the case.

    Parameters
    ----------
    case, panel, sessions, window
        The case, its returns, its calendar and the sessions under trial.
    benchmark : str
        Id of the benchmark of the model.
    """
    held = fit(case, panel, sessions, window, benchmark)
    model = held.model
    if isinstance(model, Undefined):
        return (model,) * len(panel.symbols)
    days = window_sessions(window, sessions)
    found = abnormal_returns(model, panel.of_stocks(days), panel.of_benchmark(benchmark, days))
    return tuple(
        reason
        if reason is not None and not np.isfinite(found.pvalue[place])
        else StockTest(
            symbol,
            float(found.car[place]),
            float(found.stderr[place]),
            float(found.pvalue[place]),
            int(model.n[place]),
            int(model.df[place]),
        )
        for place, (symbol, reason) in enumerate(zip(panel.symbols, found.undefined, strict=True))
    )
