"""What the stocks would have done anyway: four models of it, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from dashboard.analysis.robustness.placebos import other_stocks
from dashboard.analysis.robustness.robustness import stock_cars
from dashboard.analysis.stories.fit import Strength, strength_of
from dashboard.analysis.window.estimation import ReturnPanel, fit
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.market.boards import board
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.stats.market_model import Kind
from dashboard.stats.permutation import permutation_test
from dashboard.stats.result import PermutationResult, Undefined

SEED = 20250213

Model: TypeAlias = Kind | Literal["matched-basket"]

FITTED: tuple[Kind, ...] = ("market-model", "market-adjusted", "mean-adjusted")

MODEL_NAMES: dict[Model, str] = {
    "market-model": N_("market model"),
    "market-adjusted": N_("market-adjusted"),
    "mean-adjusted": N_("mean-adjusted"),
    "matched-basket": N_("basket of the same board"),
}
"""Normal-return models in the order in which tables show them."""


@dataclass(frozen=True, slots=True)
class NormalReturn:
    """
    Abnormal returns of the window under one model of the normal return.

    Attributes
    ----------
    model : str
        "market-model" and "market-adjusted" hold a stock against the benchmark, fitted or as
        it is; "mean-adjusted" against its own mean over the estimation window;
        "matched-basket" against the other stocks of its board in the universe.
    stocks : tuple of (float or Undefined)
        Abnormal return of each stock, in the order of the case.
    caar : tuple of (float or Undefined)
        Mean of each group.
    difference : float or Undefined
        First group less the second; with a single group its mean.
    test : PermutationResult or Undefined
        All splits of the abnormal returns.
    """

    model: Model
    stocks: tuple[float | Undefined, ...]
    caar: tuple[float | Undefined, ...]
    difference: float | Undefined
    test: PermutationResult | Undefined

    @property
    def clearness(self) -> Strength | None:
        """Strength of the two-sided p-value; None without one."""
        if isinstance(self.test, Undefined):
            return None
        return strength_of(self.test.pvalue_two_sided)


def normal_returns(
    case: Case,
    market: Market,
    panel: ReturnPanel,
    sessions: Sessions,
    result: WindowResult,
    *,
    benchmark: str,
) -> tuple[NormalReturn, ...]:
    """
    Abnormal returns of the window under every model, in the order of `MODEL_NAMES`.

    Models of daily returns cumulate them; the basket's and the stock's are held from the
    base to the last close.
    """
    found = []
    for kind in FITTED:
        held = fit(case, panel, sessions, result.window, benchmark, kind=kind)
        found.append(_judged(case, kind, stock_cars(panel, held, result.sessions)))
    found.append(_judged(case, "matched-basket", _over_baskets(case, market, result)))
    return tuple(found)


def in_two_minds(found: Sequence[NormalReturn]) -> Literal["sign", "clearness", ""]:
    """Whether the models differ in the sign of the difference, or in how clear it is."""
    signs = {each.difference > 0 for each in found if not isinstance(each.difference, Undefined)}
    if len(signs) > 1:
        return "sign"
    return "clearness" if len({each.clearness for each in found} - {None}) > 1 else ""


def _over_baskets(
    case: Case, market: Market, result: WindowResult
) -> tuple[float | Undefined, ...]:
    """Return of each stock less the mean of the other stocks of its board."""
    others = other_stocks(case, market, result)
    if isinstance(others, Undefined):
        return (others,) * len(result.stocks)
    means = others.groupby("board")["window_return"].mean()
    found: list[float | Undefined] = []
    for stock in result.stocks:
        own = board(stock.symbol)
        if isinstance(stock.value, Undefined):
            found.append(
                Undefined.of(
                    N_("undefined, because {stock} has no return in this window"),
                    stock=case.stock(stock.symbol),
                )
            )
        elif own not in means.index:
            found.append(
                Undefined.of(
                    N_("undefined, because no other stock of the board of {stock} is at hand"),
                    stock=case.stock(stock.symbol),
                )
            )
        else:
            found.append(stock.value - float(means[own]))
    return tuple(found)


def _judged(case: Case, model: Model, stocks: tuple[float | Undefined, ...]) -> NormalReturn:
    nothing = Undefined(N_("undefined, because the group has no stock"))
    known, caar = [], []
    for group in case.groups:
        members = [
            value
            for stock, value in zip(case.stocks, stocks, strict=True)
            if stock.group == group.id
        ]
        values = np.array([v for v in members if not isinstance(v, Undefined)], dtype=np.float64)
        reasons = [v for v in members if isinstance(v, Undefined)]
        known.append(values)
        caar.append(float(values.mean()) if values.size else next(iter(reasons), nothing))
    test: PermutationResult | Undefined = Undefined(
        N_("undefined, because a single group cannot be split against another")
    )
    difference: float | Undefined = nothing if not caar else caar[0]
    lacking = [mean for mean in caar[:2] if isinstance(mean, Undefined)]
    if lacking:
        difference = test = lacking[0]
    elif len(caar) > 1:
        test = permutation_test(*known[:2], rng=np.random.default_rng(SEED), seed=SEED)
        difference = test if isinstance(test, Undefined) else test.statistic
    return NormalReturn(model, stocks, tuple(caar), difference, test)
