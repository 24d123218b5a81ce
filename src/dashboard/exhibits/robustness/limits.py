"""Closes at the daily limit, and where one cuts the window off."""

from __future__ import annotations

from typing import Any

from dashboard.analysis.robustness.censoring import Censoring
from dashboard.analysis.robustness.robustness import LimitOutcome
from dashboard.analysis.stories.words import decimal
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.limits import any_limit
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits import robustness_tables as tables
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.html import robustness
from dashboard.language.columns import Table
from dashboard.language.language import Language
from dashboard.language.words import side_title
from dashboard.market.boards import Side
from dashboard.stats.result import Undefined


def title_limits(case: Case, found: LimitOutcome, t: Language) -> str:
    """Closes at the limits, group by group, of the sides where there are any."""
    told = {side: _by_group(case, found, side, t) for side in found.sides}
    if len(told) > 1:
        return t(
            "Closes at limit-up: {ups}; at limit-down: {downs}", ups=told["up"], downs=told["down"]
        )
    if "up" in told:
        return t("Closes at limit-up: {parts}", parts=told["up"])
    if "down" in told:
        return t("Closes at limit-down: {parts}", parts=told["down"])
    return t("Closes at the daily limit")


def _by_group(case: Case, found: LimitOutcome, side: Side, t: Language) -> str:
    parts = [
        t(
            "{group} {up} of {days} stock days",
            group=side_title(case, group.id, t),
            up=group.count(side),
            days=group.stock_days,
        )
        for group in found.limits.groups
    ]
    return t.listing(parts)


def note_limits(case: Case, found: LimitOutcome, t: Language) -> str:
    """What the marks of the limit table mean, and how many stocks closed at a limit."""
    sentences = [t("▲ closed at limit-up, ▼ at limit-down, □ at one price all day.")]
    for side in found.sides:
        parts = t.listing(
            [
                t(
                    "{group} {k} of {n}",
                    group=side_title(case, group.id, t),
                    k=group.stocks_at(side),
                    n=group.stocks,
                )
                for group in found.limits.groups
            ]
        )
        sentences.append(
            t("Stocks with at least one close at limit-up: {parts}.", parts=parts)
            if side == "up"
            else t("Stocks with at least one close at limit-down: {parts}.", parts=parts)
        )
    return t.sentences(sentences)


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


def no_close(result: WindowResult, t: Language) -> str:
    """That no close of the window was at a limit."""
    return t(
        "No stock of the case closed at its limit from {first} to {last}.",
        first=t.long_day(result.window.first),
        last=t.long_day(result.window.last),
    )


def _table(trial: Trial, _: Look) -> Table[Any] | None:
    if not any_limit(trial.case, trial.window.last):
        return None
    return tables.limit_table(trial.limits, trial.result, trial.note)


def _limits(trial: Trial, reader: Reader) -> Made:
    t, case, found, result = reader.t, trial.case, trial.limits, trial.result
    if not any_limit(case, trial.window.last):
        return None
    if not found.sides:
        return Absent(title_limits(case, found, t), no_close(result, t))
    return Figure(
        title=title_limits(case, found, t),
        note=t.sentences(
            [note_limits(case, found, t), censored_sentence(case, trial.censoring, t)]
        ),
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
            _table,
        ),
    ),
)


EXHIBITS = (LIMITS,)
