"""The blocks of the results beside the answer: checks of it, and what became of the case."""

from __future__ import annotations

from dashboard.analysis.robustness.censoring import CensoredTest, Censoring
from dashboard.analysis.robustness.dependence import Dependence
from dashboard.analysis.robustness.normal_returns import NormalReturn
from dashboard.analysis.robustness.one_group import OneGroup
from dashboard.analysis.window.afterwards import Afterwards, Horizon
from dashboard.case import Case
from dashboard.stats.result import Undefined
from dashboard.stats.step_effect import StepEffect


def step_block(found: StepEffect | Undefined) -> dict[str, object]:
    """Return per step of grade with its interval."""
    keys = ("value", "interval", "coverage", "pvalue_one_sided", "pvalue_two_sided")
    if isinstance(found, Undefined):
        return dict.fromkeys(keys, found)
    low, high = found.low, found.high
    return {
        "value": found.value,
        "interval": low if isinstance(low, Undefined) else [low, high],
        "coverage": found.coverage,
        "pvalue_one_sided": found.test.pvalue_one_sided,
        "pvalue_two_sided": found.test.pvalue_two_sided,
    }


def censored_block(found: Censoring | Undefined) -> dict[str, object]:
    """Rank tests with the last closes at a limit as bounds, beside the plain ones."""
    if isinstance(found, Undefined):
        return {"stocks": {}, "groups": found, "stories": {}}
    return {
        "stocks": dict(found.stocks),
        "groups": _censored(found.groups),
        "stories": {story: _censored(test) for story, test in found.stories.items()},
    }


def _censored(test: CensoredTest | Undefined) -> object:
    if isinstance(test, Undefined):
        return test
    return {
        "plain": {
            "pvalue_one_sided": test.plain.pvalue,
            "pvalue_other_side": test.plain.pvalue_other,
        },
        "gehan": {
            "pvalue_one_sided": test.censored.pvalue,
            "pvalue_other_side": test.censored.pvalue_other,
        },
        "hangs_on_it": test.hangs,
    }


def dependence_block(found: Dependence | Undefined) -> dict[str, object]:
    """Mean residual correlation inside the groups and across them."""
    keys = ("inside", "across", "count", "total", "together")
    if isinstance(found, Undefined):
        return {"within": {}, **dict.fromkeys(keys, found)}
    within = dict(zip((found.a, found.b), found.within, strict=True))
    return {"within": within, **{key: getattr(found, key) for key in keys}}


def normal_return_block(found: NormalReturn, case: Case) -> dict[str, object]:
    """Abnormal returns of the window under one model."""
    test = found.test
    return {
        "stocks": dict(zip(case.symbols, found.stocks, strict=True)),
        "caar": {group.id: mean for group, mean in zip(case.groups, found.caar, strict=True)},
        "difference": found.difference,
        "pvalue_two_sided": test if isinstance(test, Undefined) else test.pvalue_two_sided,
    }


def one_group_block(found: OneGroup | Undefined) -> dict[str, object]:
    """Placebo count and conformal interval of a single group."""
    placebo = ("n", "count", "exact", "pvalue")
    effect = ("value", "interval", "coverage", "pvalue_two_sided", "total")
    if isinstance(found, Undefined):
        return {
            "placebo": dict.fromkeys(placebo, found),
            "effect": dict.fromkeys(effect, found),
        }
    groups, over_time = found.placebo, found.effect
    return {
        "placebo": {
            key: groups if isinstance(groups, Undefined) else getattr(groups, key)
            for key in placebo
        },
        "effect": dict.fromkeys(effect, over_time)
        if isinstance(over_time, Undefined)
        else {
            "value": over_time.value,
            "interval": [over_time.low, over_time.high],
            "coverage": over_time.coverage,
            "pvalue_two_sided": over_time.pvalue,
            "total": over_time.total,
        },
    }


def afterwards_block(found: Afterwards) -> dict[str, object]:
    """Returns 1, 3 and 12 months after the window, and ids of what was published since."""
    return {
        "horizons": [_horizon(each) for each in found.horizons],
        "events": [each.event.id for each in found.events],
        "evidence": [each.id for each in found.evidence],
    }


def _horizon(found: Horizon) -> dict[str, object]:
    kinds = ("groups", "stocks", "benchmarks")
    told: dict[str, object] = {"months": found.months, "day": found.day}
    if found.missing is not None:
        return {**told, "session": found.session or found.missing} | dict.fromkeys(
            kinds, found.missing
        )
    return {
        **told,
        "session": found.session,
        "groups": {
            each.id: {"mean": each.value, "n": each.n, "without": list(each.without)}
            for each in found.groups
        },
        "stocks": {each.id: each.value for each in found.stocks},
        "benchmarks": {each.id: each.value for each in found.benchmarks},
    }
