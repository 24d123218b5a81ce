"""Every number of a case's trial as one JSON object; ``docs/results.md`` has its schema.

Numbers keep their full precision.  A number that does not exist is null, and the
object ``reasons`` says why under the JSON Pointer (RFC 6901) of its place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from math import isfinite

import numpy as np

from dashboard.analysis.claims.results import ClaimResult
from dashboard.analysis.robustness.event_study import EventStudies, GroupStudy
from dashboard.analysis.robustness.placebos import TimePlacebo
from dashboard.analysis.robustness.window_grid import WindowGrid
from dashboard.analysis.stories.table import StoryTable
from dashboard.analysis.trial import Trial
from dashboard.analysis.window.estimation import ModelFit
from dashboard.analysis.window.timing import EventTime
from dashboard.analysis.window.window import GroupReturn, WindowResult, base_window
from dashboard.case import Case, Window
from dashboard.errors import N_, InputError
from dashboard.exports.check_blocks import (
    afterwards_block,
    censored_block,
    dependence_block,
    normal_return_block,
    one_group_block,
    step_block,
)
from dashboard.exports.minute_block import minutes_block
from dashboard.exports.trial_blocks import (
    absences_block,
    answer_block,
    column_block,
    difference_block,
    evidence_block,
    grouping_remarks,
    story_block,
    tags_block,
    verdict_block,
)
from dashboard.language.language import Language
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions, base_of, validate_window
from dashboard.message import Message
from dashboard.stats.event_tests import EventTest
from dashboard.stats.placebo_groups import PlaceboGroups
from dashboard.stats.result import Undefined

SCHEMA = "market-narrative/results/2"
"""Name and version of the shape; the number changes when a key changes its meaning."""

EARLIER = ("market-narrative/results/1",)
"""Shapes that are still read: their verdict was found by other rules (docs/results.md)."""


_ENGLISH = Language()
_ON_FILE = Message.of(N_("undefined, because all evidence on file counts"))


def results(trial: Trial) -> dict[str, object]:
    """
    All results of a trial, ready for `json.dumps`.

    Returns
    -------
    dict
        As ``docs/results.md`` describes it.

    Raises
    ------
    DashboardError
        If the window breaks a rule or the case has no such benchmark.
    """
    case, result, table, window = trial.case, trial.result, trial.table, trial.window
    studies = trial.all_studies
    blocks: dict[str, object] = {
        "schema": SCHEMA,
        "case": case.slug,
        "prices": _prices(trial.market),
        "benchmark": trial.benchmark,
        "as_of": trial.folder.as_of or _ON_FILE,
        "window": {
            "base": result.base,
            "first": window.first,
            "last": window.last,
            "sessions": len(result.sessions),
        },
        "returns": {s.symbol: s.value for s in result.stocks},
        "groups": {group.id: _group(group) for group in result.groups},
        "difference": difference_block(trial.difference),
        "leave_one_out": {each.symbol: each.difference for each in trial.left_out},
        "window_grid": _grid(trial.grid),
        "windows": {"joint": _joint(trial.grid)},
        "stories": {
            test.story: {**story_block(test), "step": step_block(trial.steps[test.story])}
            for test in table.tests
        },
        "market_model": {name: _models(held, case) for name, held in studies.fits.items()},
        "normal_returns": {
            each.model: normal_return_block(each, case) for each in trial.normal_returns
        },
        "event_study": [_study(row) for row in studies.rows],
        "limits": {stock.symbol: stock.limit_up for stock in result.stocks},
        "limits_down": {stock.symbol: stock.limit_down for stock in result.stocks},
        "censored": censored_block(trial.censoring),
        "dependence": dependence_block(trial.dependence),
        "order": [_order(event) for event in trial.events],
        "placebo_time": _placebo_time(trial.placebo),
        "placebo_groups": _placebo_groups(trial.placebo_count),
        "one_group": one_group_block(trial.one_group),
        "afterwards": afterwards_block(trial.afterwards),
        "claims": _claims(trial.claims),
        "evidence": evidence_block(case),
        "tags": tags_block(trial.tags),
        "story_table": {column.story: column_block(column) for column in table.stories},
        "verdict": verdict_block(trial.answer),
    }
    if trial.inside:
        blocks["minutes"] = minutes_block(trial)
    remarks = _remarks(studies, result, table)
    reasons: dict[str, str] = {}
    settled = {name: settle(block, f"/{name}", reasons) for name, block in blocks.items()}
    return {**settled, "remarks": remarks, "reasons": reasons}


def _prices(market: Market) -> dict[str, object]:
    """Where the prices come from; by symbol when they are the store's."""
    note = market.note
    block: dict[str, object] = {
        "source": note.source,
        "adjustment": note.adjustment,
        "retrieved": note.retrieved,
        "sha256": note.sha256,
    }
    if market.series:
        block["series"] = {symbol: asdict(each) for symbol, each in market.series.items()}
    return block


def results_json(found: Mapping[str, object]) -> str:
    """JSON text of the results: numbers in the shortest form that reads back the same."""
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def answer_json(trial: Trial, t: Language) -> str:
    """JSON text of what the first screen answers, as ``docs/results.md`` describes it."""
    block = answer_block(trial.answer, t) | {"absences": absences_block(trial.case, t)}
    return results_json(block)


def asked_window(
    case: Case, market: Market, sessions: Sessions, *, first: str = "", last: str = ""
) -> Window:
    """
    Window from the days as typed; what is not typed is the case's own.

    Raises
    ------
    InputError
        If a day is not written as 2025-02-07, is no session, or lies outside the prices.
    """
    window = Window(
        _day("first", first) if first else case.window.first,
        _day("last", last) if last else case.window.last,
    )
    if window == case.window:
        return window
    validate_window(window, sessions)
    return base_window(case, market, sessions, base_of(window, sessions), window.last)


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            N_("“{value}” is no day for --{name}: write it as 2025-02-07."), name=name, value=text
        ) from error


def settle(value: object, place: str, reasons: dict[str, str]) -> object:
    """
    Plain JSON values; a reason in the place of a number becomes null and is written down.

    Parameters
    ----------
    value : object
        Nested mappings and sequences of numbers, texts, dates and reasons.
    place : str
        JSON Pointer of `value`.
    reasons : dict
        Gets the sentence of every null, by its place.

    Raises
    ------
    TypeError
        If a null or a number that is not finite comes without a reason.

    Examples
    --------
    >>> why = {}
    >>> settle({"a/b": [1.5, Undefined("undefined, because it is")]}, "", why), why
    ({'a/b': [1.5, None]}, {'/a~1b/1': 'undefined, because it is'})
    """
    settled: object
    match value:
        case Undefined() | Message():
            reasons[place] = _english(value)
            settled = None
        case Mapping():
            settled = {
                str(key): settle(part, f"{place}/{_escaped(str(key))}", reasons)
                for key, part in value.items()
            }
        case date():  # a datetime is a date too
            settled = value.isoformat()
        case list() | tuple():
            settled = [settle(part, f"{place}/{at}", reasons) for at, part in enumerate(value)]
        case str() | int():
            settled = value
        case float() if isfinite(value):
            settled = float(value)  # NumPy's floats are floats, but print otherwise
        case _:
            message = f"{place}: {value!r} has no reason"
            raise TypeError(message)
    return settled


def _english(reason: Undefined | Message) -> str:
    """Sentence of a reason with the names inside it."""
    return _ENGLISH.say(reason)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _known(value: object, reason: Undefined | Message | None) -> object:
    return reason if value is None else value


# Blocks ---------------------------------------------------------------


def _group(group: GroupReturn) -> dict[str, object]:
    return {
        "mean": group.mean,
        "median": group.median,
        "sd": group.sd,
        "daily_rebalanced": group.daily_rebalanced,
    }


def _grid(found: WindowGrid | Undefined) -> list[dict[str, object]]:
    if isinstance(found, Undefined):
        return []
    return [
        {
            "base": cell.base,
            "last": cell.last,
            "difference": cell.difference,
            "count": cell.count,
            "n_permutations": cell.n_permutations,
        }
        for cell in found.cells
    ]


def _joint(found: WindowGrid | Undefined) -> dict[str, object]:
    keys = ("p", "count", "total", "statistic", "windows")
    joint = found if isinstance(found, Undefined) else found.joint
    clearest = None if isinstance(found, Undefined) else found.clearest
    if isinstance(joint, Undefined) or clearest is None:
        return dict.fromkeys((*keys, "window"), joint)
    numbers = (joint.pvalue, joint.count, joint.total, joint.statistic, joint.n_windows)
    window = {"base": clearest.base, "last": clearest.last}
    return {**dict(zip(keys, numbers, strict=True)), "window": window}


def _models(held: ModelFit, case: Case) -> dict[str, object]:
    model = held.model
    if isinstance(model, Undefined):
        nothing = dict.fromkeys(("alpha", "beta", "s", "n", "r2"), model)
        return dict.fromkeys(case.symbols, nothing)
    never_moved = Undefined(N_("undefined, because the stock's return never varies"))
    return {
        symbol: {
            "alpha": reason or float(model.alpha[at]),
            "beta": reason or float(model.beta[at]),
            "s": reason or float(model.s[at]),
            "n": int(model.n[at]),
            "r2": reason or (float(model.r2[at]) if np.isfinite(model.r2[at]) else never_moved),
        }
        for at, (symbol, reason) in enumerate(zip(case.symbols, model.undefined, strict=True))
    }


def _study(row: GroupStudy) -> dict[str, object]:
    tests = row.tests
    return {
        "benchmark": row.benchmark,
        "event": row.event,
        "session": row.session,
        "from": row.start,
        "to": row.end,
        "group": row.group,
        "car": dict(zip(row.symbols, row.car, strict=True)),
        "scar": dict(zip(row.symbols, row.scar, strict=True)),
        "caar": row.caar,
        "patell": _statistic(tests.patell),
        "adjusted_patell": _statistic(tests.adjusted_patell),
        "bmp": _statistic(tests.bmp),
        "adjusted_bmp": _statistic(tests.adjusted_bmp),
        "corrado": _statistic(tests.corrado),
        "portfolio_t": _statistic(tests.portfolio_t),
        "long_short_t": _statistic(tests.long_short_t),
    }


def _statistic(test: EventTest | Undefined) -> object:
    return test if isinstance(test, Undefined) else test.statistic


def _order(event: EventTime) -> dict[str, object]:
    return {
        "event": event.event.id,
        "session": event.span.session,
        "earliest": event.span.earliest,
        "latest": event.span.latest,
        "share_before": event.share_before,
    }


def _placebo_time(found: TimePlacebo | Undefined) -> dict[str, object]:
    keys = ("n_overlapping", "n_non_overlapping", "count", "mean", "sd")
    tested = ("pvalue_one_sided", "pvalue_two_sided", "total")
    if isinstance(found, Undefined):
        return {**dict.fromkeys(keys, found), "shifts": dict.fromkeys(tested, found)}
    test = found.result.shifts
    shifts = {key: test if isinstance(test, Undefined) else getattr(test, key) for key in tested}
    return {**{key: getattr(found.result, key) for key in keys}, "shifts": shifts}


def _placebo_groups(found: PlaceboGroups | Undefined) -> dict[str, object]:
    keys = ("n", "count", "exact", "pvalue")
    if isinstance(found, Undefined):
        return dict.fromkeys(keys, found)
    return {key: getattr(found, key) for key in keys}


def _claims(found: Sequence[ClaimResult]) -> dict[str, object]:
    return {
        each.claim.id: {
            "verdict": each.verdict,
            "computed": _computed(each),
            "stated": _known(each.stated, each.sentence),
        }
        for each in found
    }


def _computed(each: ClaimResult) -> object:
    found = each.computed_value
    if isinstance(found, dict):
        return {name: _known(value, each.sentence) for name, value in found.items()}
    return _known(found, each.sentence)


def _remarks(studies: EventStudies, result: WindowResult, table: StoryTable) -> dict[str, str]:
    """Sentences about numbers that exist but ask for care, by their place."""
    found: dict[str, Message] = {
        f"/event_study/{at}": row.remark
        for at, row in enumerate(studies.rows)
        if row.remark is not None
    }
    for group in result.groups:
        if not isinstance(group.mean, Undefined) and group.without:
            found[f"/groups/{_escaped(group.id)}"] = Message.of(
                N_("Without {stocks}, which have no return in this window."),
                stocks=", ".join(group.without),
            )
    for story, remark in grouping_remarks(table).items():
        found[f"/stories/{_escaped(story)}"] = remark
    if result.remarks:
        found["/window"] = result.remarks[0]
    return {place: _english(remark) for place, remark in found.items()}
