"""Closes at the daily limit, and where one cuts the window off."""

from __future__ import annotations

from dashboard.analysis.robustness.censoring import Censoring
from dashboard.analysis.robustness.robustness import LimitOutcome
from dashboard.analysis.stories.words import decimal
from dashboard.analysis.trial import Trial
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.html import robustness
from dashboard.language.language import Language
from dashboard.language.words import side_title
from dashboard.stats.result import Undefined


def title_limits(case: Case, found: LimitOutcome, t: Language) -> str:
    """Closes at the upper limit of both groups."""
    sides = [side for side in (found.a, found.b) if side is not None]
    if not sides:
        return t("Closes at the daily limit")
    return t(
        "Closes at limit-up: {parts}",
        parts=t.listing(
            [
                t(
                    "{group} {up} of {days} stock days",
                    group=side_title(case, side.id, t),
                    up=side.up,
                    days=side.stock_days,
                )
                for side in sides
            ]
        ),
    )


def note_limits(found: LimitOutcome, t: Language) -> str:
    """What the marks of the limit table mean."""
    sides = [side for side in (found.a, found.b) if side is not None]
    text = t("▲ closed at limit-up, ▼ at limit-down, □ at one price all day.")
    if len(sides) < 2:
        return text
    return text + t(
        " Stocks with at least one close at limit-up: {first} of {n} against {second} of {m}.",
        first=sides[0].stocks_up,
        n=sides[0].stocks,
        second=sides[1].stocks_up,
        m=sides[1].stocks,
    )


def censored_sentence(case: Case, found: Censoring | Undefined, t: Language) -> str:
    """Which answers hang on the last closes at a limit; empty where none does."""
    if isinstance(found, Undefined):
        return ""
    named = {t("the ranks of the two groups"): found.groups}
    named |= {
        t("“{story}”", story=t.pick(case.story(story).title)): test
        for story, test in found.stories.items()
    }
    parts = [
        t(
            "{what}, p {before} instead of {after}",
            what=what,
            before=decimal(min(test.censored.pvalue, test.censored.pvalue_other)),
            after=decimal(min(test.plain.pvalue, test.plain.pvalue_other)),
        )
        for what, test in named.items()
        if not isinstance(test, Undefined) and test.hangs
    ]
    if not parts:
        return ""
    return t(
        "How clear the answer is hangs on closes at a limit: with the last ones counted as that "
        "much or more at limit-up and that or less at limit-down (Gehan scores), {parts}.",
        parts=t.listing(parts),
    )


def _limits(trial: Trial, reader: Reader) -> Made:
    t, case, found, result = reader.t, trial.case, trial.limits, trial.result
    return Figure(
        title=title_limits(case, found, t),
        note=t.sentences([note_limits(found, t), censored_sentence(case, trial.censoring, t)]),
        body=lambda: robustness.limit_table(case, result, found, trial.grid, t),
        table=lambda: tables.limit_table(found, result, trial.note),
    )


LIMITS = Exhibit(
    "limits",
    N_("Closes at the limit"),
    _limits,
    numbers=(
        NumbersOf(
            "limits",
            N_("Closes at the daily limit"),
            lambda trial, _: tables.limit_table(trial.limits, trial.result, trial.note),
        ),
    ),
)


EXHIBITS = (LIMITS,)
