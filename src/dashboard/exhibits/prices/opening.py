"""Head of the Prices page."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.limits import any_limit
from dashboard.analysis.window.stock_returns import StockReturn, by_return
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.exhibits.exhibit import (
    Opening,
    Reader,
)
from dashboard.language.language import Language
from dashboard.stats.result import Undefined


def title_page(case: Case, result: WindowResult, t: Language) -> str:
    """Mean return of every group, or the question."""
    known = [group for group in result.groups if not isinstance(group.mean, Undefined)]
    if not known:
        return t("What moved?")
    return t(", ").join(
        f"{t.pick(case.group(group.id).title)} {t.percent(group.mean)}" for group in known
    )


def standfirst_page(case: Case, result: WindowResult, benchmark: str, t: Language) -> str:
    """From which close to which, how far apart, how often at the limit."""
    ranked = _ranked(result)
    span = t.plural(
        "From the close of {base} to that of {last}: {n} session.",
        "From the close of {base} to that of {last}: {n} sessions.",
        len(result.sessions),
        base=t.long_day(result.base),
        last=t.long_day(result.window.last),
    )
    if not ranked:
        return t.sentences([span, t("No stock of the case has a return in this window.")])
    return t.sentences(
        [span, _range(case, result, ranked, benchmark, t), _limit_sentence(case, result, t)]
    )


def _range(
    case: Case, result: WindowResult, ranked: list[StockReturn], benchmark: str, t: Language
) -> str:
    """Lowest and highest return, and the benchmark's; neither is called most or least."""
    market = result.benchmark(benchmark).value
    top, bottom = ranked[0], ranked[-1]
    told = {
        "top": t.name(case.stock(top.symbol)),
        "x": t.percent(top.value),
        "bottom": t.name(case.stock(bottom.symbol)),
        "y": t.percent(bottom.value),
        "benchmark": t.pick(case.benchmark(benchmark).title),
        "z": t.percent(market),
    }
    if len(ranked) == 1:
        if isinstance(market, Undefined):
            return t("{top}: {x}.", top=told["top"], x=told["x"])
        keys = ("top", "x", "benchmark", "z")
        return t("{top}: {x}; {benchmark}: {z}.", **{key: told[key] for key in keys})
    if isinstance(market, Undefined):
        return t(
            "The stocks run from {bottom}, {y}, to {top}, {x}.",
            **{key: told[key] for key in ("bottom", "y", "top", "x")},
        )
    return t("The stocks run from {bottom}, {y}, to {top}, {x}; {benchmark}: {z}.", **told)


def _limit_sentence(case: Case, result: WindowResult, t: Language) -> str:
    """How often a stock closed at which limit; empty for a market without limits."""
    if not any_limit(case, result.window.last):
        return ""
    ups, downs = (
        {stock.symbol: len(days) for stock in result.stocks if (days := of_side(stock))}
        for of_side in (attrgetter("limit_up"), attrgetter("limit_down"))
    )
    if not ups and not downs:
        return t("No stock closed at its daily limit.")
    told = [_closes(case, result, found, t, up=found is ups) for found in (ups, downs) if found]
    return t.sentences(told)


def _closes(
    case: Case, result: WindowResult, found: Mapping[str, int], t: Language, *, up: bool
) -> str:
    count = sum(found.values())
    groups = {case.stock(symbol).group for symbol in found}
    if len(groups) == 1 and len(result.groups) > 1:
        group = t.pick(case.group(groups.pop()).title)
        if up:
            return t.plural(
                "There was {n} close at limit-up, in this group: {group}.",
                "There were {n} closes at limit-up, all in one group: {group}.",
                count,
                group=group,
            )
        return t.plural(
            "There was {n} close at limit-down, in this group: {group}.",
            "There were {n} closes at limit-down, all in one group: {group}.",
            count,
            group=group,
        )
    if up:
        return t.plural(
            "There was {n} close at limit-up.", "There were {n} closes at limit-up.", count
        )
    return t.plural(
        "There was {n} close at limit-down.", "There were {n} closes at limit-down.", count
    )


def _ranked(result: WindowResult) -> list[StockReturn]:
    return by_return(result.returned)


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline and standfirst, both made from the numbers."""
    t, case, result = reader.t, trial.case, trial.result
    after = any(group.chosen == "after" for group in case.groups)
    return Opening(
        title_page(case, result, t),
        standfirst_page(case, result, trial.benchmark, t),
        remark=t.plural(
            "The group was named after the returns were known.",
            "The groups were named after the returns were known.",
            len(case.groups),
        )
        if after
        else "",
    )
