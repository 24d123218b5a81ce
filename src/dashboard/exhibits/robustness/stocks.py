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
from dashboard.case import Case
from dashboard.charts import robustness as charts
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
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
from dashboard.stats.result import Undefined, known_number


def title_leave_one_out(
    case: Case, found: Sequence[LeftOut], whole: float | None, t: Language
) -> str:
    """Whether one stock decides, or the range that remains."""
    known = [(each, v) for each in found if (v := known_number(each.difference)) is not None]
    if not known or not whole:
        return t("Does the gap hang on one stock?")
    turned = [each.symbol for each, value in known if value * whole <= 0]
    if turned:
        return t(
            "The direction hangs on {stocks}",
            stocks=t.listing([t.name(case.stock(symbol)) for symbol in turned]),
        )
    values = [value for _, value in known]
    return t(
        "No single stock carries the gap: without any one it is {low} to {high}",
        low=t.points(min(values), sign=True),
        high=t.points(max(values), sign=True),
    )


def note_leave_one_out(found: Sequence[LeftOut], t: Language) -> str:
    """What the dots are, and how the smaller splits count."""
    text = t("The difference of the two mean returns with one stock left out; line: with all.")
    counts = [
        (each.test.count, each.test.n_permutations)
        for each in found
        if not isinstance(each.test, Undefined)
    ]
    if not counts:
        return text
    shown = {fraction(*pair) for pair in counts}
    if len(shown) == 1:
        return text + t(" Every one has the count {count} among its splits.", count=shown.pop())
    worst = max(counts, key=lambda pair: pair[0] / pair[1])
    return text + t(
        " The largest count among the splits that remain is {count}.", count=fraction(*worst)
    )


def describe_leave_one_out(case: Case, found: Sequence[LeftOut], t: Language) -> str:
    """One difference a stock left out."""
    parts = [
        t(
            "without {stock} {gap}",
            stock=t.name(case.stock(each.symbol)),
            gap=t.points(known_number(each.difference), sign=True),
        )
        for each in found
    ]
    return t("Difference of the two mean returns: {parts}.", parts=t.listing(parts))


def _leave_one_out(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.left_out
    headline = trial.result.headline
    whole = None if headline is None else headline.value
    reasons = [each.difference for each in found if isinstance(each.difference, Undefined)]
    if len(reasons) == len(found):
        title = t("Does the gap hang on one stock?")
        return Absent(title, t.say(reasons[0])) if reasons else None
    return Figure(
        title=title_leave_one_out(case, found, whole, t),
        note=note_leave_one_out(found, t),
        alt=describe_leave_one_out(case, found, t),
        plot=lambda: charts.plot_leave_one_out(case, found, whole, look=reader.look),
        table=lambda: tables.leave_one_out_table(found, trial.note),
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


def title_specifications(found: Sequence[Specification], t: Language) -> str:
    """Range of the abnormal difference over all ways to estimate it."""
    values = [v for each in found if (v := known_number(each.difference)) is not None]
    if not values:
        return t("Would another estimation window or benchmark say the same?")
    return t(
        "Over {n} ways to take the market out, the gap runs from {low} to {high}",
        n=len(values),
        low=t.points(min(values), sign=True),
        high=t.points(max(values), sign=True),
    )


def _estimation(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.specifications
    return Figure(
        title=title_specifications(found, t),
        note=t(
            "Abnormal return over the window, first group less second, by estimation window and "
            "benchmark; below it each group’s own. Market-adjusted fits nothing: return less "
            "benchmark."
        ),
        body=lambda: markup(
            robustness.specification_table(case, found, trial.benchmark, t),
            robustness.normal_return_table(case, trial.normal_returns, t),
            el("p.remark", said) if (said := minds_sentence(trial.normal_returns, t)) else None,
        ),
        table=lambda: tables.specification_table(case, found, trial.note),
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
    for group in case.groups[:2]:
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
        "Abnormal return of each stock over the window: filled, after a fitted market model; "
        "hollow, return less benchmark. An estimation window that was a rally gives a large "
        "alpha, which is then taken off every session."
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
        return Absent(title, t.say(reasons[0])) if reasons else None
    return Figure(
        title=title_model_pairs(case, pairs, t),
        note=note_model_pairs(t),
        alt=describe_model_pairs(case, pairs, t),
        plot=lambda: charts.plot_model_pairs(case, pairs, look=reader.look),
        table=lambda: tables.model_pair_table(pairs, trial.note),
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
