"""One stock less, other estimation windows and benchmarks, two models of the market."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.robustness.normal_returns import (
    MODEL_NAMES,
    NormalReturn,
    in_two_minds,
)
from dashboard.analysis.robustness.robustness import LeftOut, ModelPair, Specification
from dashboard.analysis.robustness.words import fraction, two_sided
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.stock_returns import StockReturn
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts import robustness as charts
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.details import stock_marks
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    in_words,
)
from dashboard.html import robustness
from dashboard.html.elements import el, markup
from dashboard.language.language import Language
from dashboard.language.words import NOTICEABLE, left_out, side_title
from dashboard.stats.result import Undefined, known_number, or_nan

CARRIES = 0.5  # share of the gap that is left without a stock that does not carry it


def title_leave_one_out(
    case: Case, result: WindowResult, found: Sequence[LeftOut], t: Language
) -> str:
    """Whether one stock decides or carries most of the gap, or the range that remains."""
    headline = result.headline
    whole = None if headline is None else known_number(headline.value)
    known = [(each, v) for each in found if (v := known_number(each.difference)) is not None]
    if headline is None or not known or not whole or abs(whole) < NOTICEABLE:
        return t("Does the gap hang on one stock?")
    turned = [each.symbol for each, value in known if value * whole <= 0]
    if turned:
        return t(
            "The direction hangs on {stocks}",
            stocks=t.listing([t.name(case.stock(symbol)) for symbol in turned]),
        )
    alone = _alone(result, (headline.a, headline.b))
    if alone is not None:
        return t(
            "The gap stands on {stock}, the only stock of {group} with a return",
            stock=t.name(case.stock(alone.symbol)),
            group=t.pick(case.group(alone.group).title),
        )
    least, left = min(known, key=lambda pair: abs(pair[1]))
    if abs(left) < CARRIES * abs(whole):
        return t(
            "{stock} carries most of the gap: without it {left} of {whole} are left",
            stock=t.name(case.stock(least.symbol)),
            left=t.points(abs(left)),
            whole=t.points(abs(whole)),
        )
    return t(
        "No single stock carries the gap of {whole}: without any one it is {low} to {high}",
        whole=t.points(abs(whole)),
        low=t.number(abs(left) * 100, 1),
        high=t.points(max(abs(value) for _, value in known)),
    )


def _alone(result: WindowResult, sides: Sequence[str]) -> StockReturn | None:
    """A stock that is all that its group has a return of."""
    for group in result.groups:
        if group.id in sides and group.n == 1:
            return next(s for s in result.members(group.id) if s.has_return)
    return None


def note_leave_one_out(
    case: Case, result: WindowResult, found: Sequence[LeftOut], t: Language
) -> str:
    """What the dots are, and how the smaller splits count."""
    headline = result.headline
    if headline is None:
        return ""
    text = t(
        "{a} less {b} with one stock left out; line: with all.",
        a=side_title(case, headline.a, t),
        b=side_title(case, headline.b, t),
    )
    rise = or_nan(headline.value) >= 0
    counts = [
        (each.test.count if rise else each.test.count_other_side, each.test.n_permutations)
        for each in found
        if not isinstance(each.test, Undefined)
    ]
    others = left_out(case, headline.a, headline.b, t)
    if not counts:
        return t.sentences([text, others])
    shown = {fraction(*pair) for pair in counts}
    worst = max(counts, key=lambda pair: pair[0] / pair[1])
    told = (
        t("Every one has the count {count} among its splits.", count=shown.pop())
        if len(shown) == 1
        else t("The largest count among the splits that remain is {count}.", count=fraction(*worst))
    )
    return t.sentences([text, told, others])


def describe_leave_one_out(
    case: Case, result: WindowResult, found: Sequence[LeftOut], t: Language
) -> str:
    """One difference a stock left out."""
    headline = result.headline
    if headline is None:
        return ""
    parts = [
        t(
            "without {stock} {gap}",
            stock=t.name(case.stock(each.symbol)),
            gap=t.points(known_number(each.difference), sign=True),
        )
        for each in found
        if known_number(each.difference) is not None
    ]
    return t(
        "{a} less {b}: {parts}.",
        a=side_title(case, headline.a, t),
        b=side_title(case, headline.b, t),
        parts=t.listing(parts),
    )


def _leave_one_out(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.left_out
    headline = trial.result.headline
    whole = None if headline is None else known_number(headline.value)
    reasons = [each.difference for each in found if isinstance(each.difference, Undefined)]
    if len(reasons) == len(found):
        title = t("Does the gap hang on one stock?")
        return Absent(title, t.complete(reasons[0])) if reasons else None
    return Figure(
        title=title_leave_one_out(case, trial.result, found, t),
        note=note_leave_one_out(case, trial.result, found, t),
        alt=describe_leave_one_out(case, trial.result, found, t),
        plot=lambda: charts.plot_leave_one_out(case, found, whole, look=reader.look),
        table=lambda: tables.leave_one_out_table(found, trial.note),
        marks=stock_marks(each.symbol for each in found),
    )


LEAVE_ONE_OUT = Exhibit(
    "leave-one-out",
    N_("One stock left out"),
    _leave_one_out,
    in_words(_leave_one_out),
    numbers=(
        NumbersOf(
            "leave-one-out",
            N_("Difference without each stock"),
            lambda trial, _: tables.leave_one_out_table(trial.left_out, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
)


# Estimation windows ----------------------------------------------------


def title_specifications(case: Case, found: Sequence[Specification], t: Language) -> str:
    """Range of the abnormal difference over all ways to estimate it."""
    values = [v for each in found if (v := known_number(each.difference)) is not None]
    if not values:
        return t("Would another estimation window or benchmark say the same?")
    first, *others = (t.pick(group.title) for group in case.groups[:2])
    low, high = min(values), max(values)
    if not others:
        return _over(len(values), _LEFT, low, high, t, group=first)
    second = others[0]
    if max(high, -low) < NOTICEABLE:
        return t("With the market taken out, {a} and {b} stand level", a=first, b=second)
    if low > 0:
        return _over(len(values), _AHEAD, low, high, t, ahead=first, behind=second)
    if high < 0:
        return _over(len(values), _AHEAD, -high, -low, t, ahead=second, behind=first)
    return _over(len(values), _LESS, low, high, t, a=first, b=second)


# What is left once the market is taken out: in one way, in several.
_LEFT = (
    N_("With the market taken out in one way, {group} is left with {low}"),
    N_("Over {n} ways to take the market out, {group} is left with {low} to {high}"),
)
_AHEAD = (
    N_("With the market taken out in one way, {ahead} is {low} ahead of {behind}"),
    N_("Over {n} ways to take the market out, {ahead} is {low} to {high} ahead of {behind}"),
)
_LESS = (
    N_("With the market taken out in one way, {a} less {b} is {low}"),
    N_("Over {n} ways to take the market out, {a} less {b} runs from {low} to {high}"),
)


def _over(
    n: int, templates: tuple[str, str], low: float, high: float, t: Language, **sides: str
) -> str:
    signed = templates is not _AHEAD
    if n == 1:
        return t(templates[0], low=t.points(low, sign=signed), **sides)
    least = t.number(low * 100, 1, sign=signed)
    return t(templates[1], n=n, low=least, high=t.points(high, sign=signed), **sides)


def _estimation(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.specifications
    return Figure(
        title=title_specifications(case, found, t),
        note=note_specifications(case, t),
        body=lambda: markup(
            robustness.specification_table(case, found, trial.benchmark, t),
            robustness.normal_return_table(case, trial.normal_returns, t),
            el("p.remark", said) if (said := minds_sentence(trial.normal_returns, t)) else None,
        ),
        table=lambda: tables.specification_table(case, found, trial.note),
    )


def note_specifications(case: Case, t: Language) -> str:
    """What the table holds, and why its numbers are not those of the Prices page."""
    if not case.groups:
        return ""
    first, second = case.groups[0], (*case.groups, case.groups[0])[1]
    what = (
        t(
            "Abnormal return of {a} over the window, by estimation window and benchmark.",
            a=t.pick(first.title),
        )
        if first is second
        else t(
            "Abnormal return over the window, {a} less {b}, by estimation window and benchmark; "
            "below it each group’s own.",
            a=t.pick(first.title),
            b=t.pick(second.title),
        )
    )
    others = "" if first is second else left_out(case, first.id, second.id, t)
    return t.sentences([what, summed_note(t), others])


def summed_note(t: Language) -> str:
    """How “less benchmark” differs here from the Prices page."""
    return t(
        "Market-adjusted fits nothing: each session’s return less the benchmark’s, added up. The "
        "Prices page holds the return of the whole window against the benchmark’s, which gives "
        "another number."
    )


def minds_sentence(found: Sequence[NormalReturn], t: Language) -> str:
    """Whether the models of the normal return disagree; empty where they do not."""
    minds = in_two_minds(found)
    if not minds:
        return ""
    if minds == "sign":
        parts = [
            t(
                "{model} {value}",
                model=t(MODEL_NAMES[each.model]),
                value=t.points(value, sign=True),
            )
            for each in found
            if (value := known_number(each.difference)) is not None
        ]
        return t(
            "The direction hangs on what is taken as the normal return: {parts}.",
            parts=t.listing(parts),
        )
    parts = [
        t(
            "{model} p {p}",
            model=t(MODEL_NAMES[each.model]),
            p=two_sided(test),
        )
        for each in found
        if not isinstance(test := each.test, Undefined)
    ]
    return t(
        "How clear the difference is hangs on what is taken as the normal return (two-sided): "
        "{parts}.",
        parts=t.listing(parts),
    )


ESTIMATION = Exhibit(
    "estimation",
    N_("Estimation windows"),
    _estimation,
    numbers=(
        NumbersOf(
            "estimation",
            N_("Abnormal returns by benchmark and estimation window"),
            lambda trial, _: tables.specification_table(
                trial.case, trial.specifications, trial.note
            ),
        ),
        NumbersOf(
            "normal-returns",
            N_("Abnormal returns by model of the normal return"),
            lambda trial, _: tables.normal_return_table(
                trial.case, trial.normal_returns, trial.note
            ),
        ),
    ),
)


# Two models ------------------------------------------------------------


def title_model_pairs(case: Case, pairs: Sequence[ModelPair], t: Language) -> str:
    """How much the fitted model takes off each group."""
    parts = []
    for group in case.groups:
        shifts = [
            adjusted - fitted
            for pair in pairs
            if pair.group == group.id
            and (fitted := known_number(pair.fitted)) is not None
            and (adjusted := known_number(pair.adjusted)) is not None
        ]
        if shifts:
            mean = sum(shifts) / len(shifts)
            parts.append(f"{t.pick(group.title)} {t.points(-mean, sign=True)}")
    if not parts:
        return t("What does fitting a market model change?")
    return t("What fitting a market model adds or takes: {parts}", parts=t.listing(parts))


def note_model_pairs(t: Language) -> str:
    """What the pairs of dots are."""
    return t(
        "Abnormal return of each stock over the window, daily ones added up: filled, after a "
        "fitted market model; hollow, each session’s return less the benchmark’s. An estimation "
        "window that was a rally gives a large alpha, which is then taken off every session."
    )


def describe_model_pairs(case: Case, pairs: Sequence[ModelPair], t: Language) -> str:
    """Both abnormal returns of every stock."""
    parts = [
        t(
            "{stock} {fitted} fitted, {adjusted} adjusted",
            stock=t.name(case.stock(pair.symbol)),
            fitted=t.percent(known_number(pair.fitted)),
            adjusted=t.percent(known_number(pair.adjusted)),
        )
        for pair in pairs
    ]
    return t("Abnormal return over the window: {parts}.", parts=t.listing(parts))


def _models(trial: Trial, reader: Reader) -> Made:
    t, case, pairs = reader.t, trial.case, trial.pairs
    reasons = [pair.fitted for pair in pairs if isinstance(pair.fitted, Undefined)]
    if len(reasons) == len(pairs):
        title = t("What does fitting a market model change?")
        return Absent(title, t.complete(reasons[0])) if reasons else None
    return Figure(
        title=title_model_pairs(case, pairs, t),
        note=note_model_pairs(t),
        alt=describe_model_pairs(case, pairs, t),
        plot=lambda: charts.plot_model_pairs(case, pairs, look=reader.look),
        table=lambda: tables.model_pair_table(pairs, trial.note),
        marks=stock_marks(pair.symbol for pair in pairs),
    )


MODELS = Exhibit(
    "models",
    N_("Two models of the market"),
    _models,
    in_words(_models),
    numbers=(
        NumbersOf(
            "models",
            N_("Abnormal returns under both models"),
            lambda trial, _: tables.model_pair_table(trial.pairs, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
)


EXHIBITS = (LEAVE_ONE_OUT, ESTIMATION, MODELS)
