"""The return of each stock."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.effect import Effect
from dashboard.analysis.window.stock_returns import StockReturn, by_return
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts import story
from dashboard.errors import N_
from dashboard.exhibits import window_tables
from dashboard.exhibits.details import stock_marks
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.language.language import Language
from dashboard.language.words import sides
from dashboard.stats.result import Undefined, or_nan

PAIR = 2  # of two stocks no “every one of them” is said


def title_strip(case: Case, result: WindowResult, found: Effect | None, t: Language) -> str:
    """Whether the two sides part, how many beat the market, or the plain question."""
    if found is None or isinstance(found.difference, Undefined):
        return t("How much did each stock move?")
    if found.b not in {group.id for group in case.groups}:
        return _against_market(result, found, t)
    higher, lower = sides(case, found.a, found.b, found.difference, t)
    if not found.parted:
        return t("{a} and {b} overlap: not every stock follows its group", a=higher, b=lower)
    if sum(s.has_return for s in result.stocks if s.group in {found.a, found.b}) == PAIR:
        return t("{higher} did better than {lower}", higher=higher, lower=lower)
    return t("{higher} did better than {lower}, every one of them", higher=higher, lower=lower)


def _against_market(result: WindowResult, found: Effect, t: Language) -> str:
    """How many stocks of the one group went the way of their mean against the market."""
    market = or_nan(result.benchmark(found.b).value)
    values = [or_nan(stock.value) for stock in result.members(found.a) if stock.has_return]
    rose = or_nan(found.difference) >= 0
    counted = sum(value > market if rose else value < market for value in values)
    if counted == len(values) == 1:
        alone = N_("It did better than the market") if rose else N_("It did worse than the market")
        return t(alone)
    if counted == len(values):
        every = (
            N_("All {n} stocks did better than the market")
            if rose
            else N_("All {n} stocks did worse than the market")
        )
        return t(every, n=counted)
    some = (
        N_("{ahead} of {n} stocks did better than the market")
        if rose
        else N_("{ahead} of {n} stocks did worse than the market")
    )
    return t(some, n=len(values), ahead=counted)


def note_strip(result: WindowResult, t: Language) -> str:
    """What the dot strip draws."""
    base, last = t.between(result.base, result.window.last)
    text = t(
        "Return from the close of {base} to the close of {last}. One dot a stock; the bar is the "
        "group’s mean, the dotted line the market.",
        base=base,
        last=last,
    )
    return t.sentences([text, _limit_note(result, t)])


def _limit_note(result: WindowResult, t: Language) -> str:
    """What the triangles are; empty where there are none."""
    sides = {stock.last_limit for stock in result.returned}
    if {"up", "down"} <= sides:
        return t(
            "▲ closed at limit-up on the last session, ▼ at limit-down: the move may not be over."
        )
    if "up" in sides:
        return t("▲ closed at limit-up on the last session: the move may not be over.")
    if "down" in sides:
        return t("▼ closed at limit-down on the last session: the move may not be over.")
    return ""


def describe_strip(case: Case, result: WindowResult, benchmark: str, t: Language) -> str:
    """Dot strip in words: each group's mean and each stock's return, and the market's."""
    parts = []
    for group in case.groups:
        stocks = [
            f"{t.name(case.stock(stock.symbol))} {t.percent(stock.value)}{_at_limit(stock, t)}"
            for stock in by_return(result.members(group.id))
        ]
        parts.append(
            t(
                "{group}, mean {mean}: {stocks}.",
                group=t.pick(group.title),
                mean=t.percent(result.group(group.id).mean),
                stocks=t.listing(stocks),
            )
        )
    market = result.benchmark(benchmark).value
    if not isinstance(market, Undefined):
        parts.append(t("The market: {value}.", value=t.percent(market)))
    return t.sentences(parts)


def _at_limit(stock: StockReturn, t: Language) -> str:
    if stock.last_limit is None:
        return ""
    up = stock.last_limit == "up"
    return t(" (closed at limit-up)") if up else t(" (closed at limit-down)")


def _returns(trial: Trial, reader: Reader) -> Made:
    t, case, result = reader.t, trial.case, trial.result
    if not case.groups:
        return None
    return Figure(
        title=title_strip(case, result, trial.effect, t),
        note=note_strip(result, t),
        alt=describe_strip(case, result, trial.benchmark, t),
        plot=lambda: story.plot_strip(case, result, look=reader.look, benchmark=trial.benchmark),
        table=lambda: window_tables.stock_return_table(case, result, trial.note),
        marks=stock_marks(each.symbol for each in result.returned),
    )


def _returns_finding(trial: Trial, t: Language) -> Iterable[str]:
    """Mean of each group, and the most and the least of all stocks."""
    case, result = trial.case, trial.result
    means = [
        t("{group} {mean}", group=t.pick(case.group(group.id).title), mean=t.percent(group.mean))
        for group in result.groups
        if not isinstance(group.mean, Undefined)
    ]
    known = by_return(result.returned)
    if not means or not known:
        return
    yield t("Mean returns: {means}.", means=t.listing(means))
    if len(known) > 1:
        top, bottom = known[0], known[-1]
        yield t(
            "The {n} stocks run from {bottom}, {y}, to {top}, {x}.",
            n=len(known),
            top=t.full_name(case.stock(top.symbol)),
            x=t.percent(top.value),
            bottom=t.full_name(case.stock(bottom.symbol)),
            y=t.percent(bottom.value),
        )


RETURNS = Exhibit(
    "returns",
    N_("Return of each stock"),
    _returns,
    _returns_finding,
    numbers=(
        NumbersOf(
            "returns",
            N_("Returns of the stocks"),
            lambda trial, _: window_tables.stock_return_table(trial.case, trial.result, trial.note),
        ),
        NumbersOf(
            "groups",
            N_("Returns of the groups"),
            lambda trial, _: window_tables.group_return_table(trial.case, trial.result, trial.note),
        ),
        NumbersOf(
            "differences",
            N_("Differences of groups, returns of benchmarks"),
            lambda trial, _: window_tables.difference_table(trial.result, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
    share=13,
)


EXHIBITS = (RETURNS,)
