"""The blocks of the results that put the stories on trial: difference, ranks, table, verdict."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.analysis.answer import words
from dashboard.analysis.answer.facts import Answer
from dashboard.analysis.stories.difference import DifferenceTest
from dashboard.analysis.stories.rank_tests import RankTest, StoryTest
from dashboard.analysis.stories.rows import StoryCell, StoryRow
from dashboard.analysis.stories.table import StoryColumn, StoryTable
from dashboard.analysis.stories.verdict import StoryVerdict
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.language.language import CODES, Language
from dashboard.message import Message

TABLE_ROWS: tuple[StoryRow, ...] = (
    "order",
    "rank-fit",
    "inside-groups",
    "leave-one-out",
    "late-evidence",
    "after-window",
)
"""Rows of the story table that carry a mark."""

_NO_GROUP = Message.of(N_("undefined, because the case has no group"))
_NO_SPREAD = Message.of(N_("undefined, because the grades or the returns do not differ"))
_NO_PVALUE = Message.of(N_("undefined, because this cell rests on no p-value"))


def difference_block(found: DifferenceTest | None) -> dict[str, object]:
    """Headline difference with its count, interval and shift."""
    if found is None:
        keys = (
            "value",
            "pvalue_one_sided",
            "pvalue_two_sided",
            "count",
            "n_permutations",
            "interval",
            "coverage",
            "hodges_lehmann",
        )
        return {"groups": [], **dict.fromkeys(keys, _NO_GROUP)}
    splits, interval = found.splits, found.interval
    no_splits = found.reason("splits") or _NO_GROUP
    no_interval = found.reason("interval") or no_splits
    return {
        "groups": [found.a, found.b],
        "value": _or(found.value, found.reason("value") or _NO_GROUP),
        "pvalue_one_sided": splits.pvalue_one_sided if splits else no_splits,
        "pvalue_two_sided": splits.pvalue_two_sided if splits else no_splits,
        "count": splits.count if splits else no_splits,
        "n_permutations": splits.n_permutations if splits else no_splits,
        "interval": [interval.low, interval.high] if interval else no_interval,
        "coverage": interval.coverage if interval else no_interval,
        "hodges_lehmann": _or(found.hodges_lehmann, found.reason("hodges_lehmann") or no_splits),
    }


def story_block(test: StoryTest) -> dict[str, object]:
    """Rank tests of one story, on all stocks and on the assessed ones."""
    why = test.reason or _NO_SPREAD
    main, alone = test.spearman, test.assessed_only.spearman
    why_alone = test.assessed_only.reason or why
    return {
        "ordinal": dict(test.ordinals),
        "assumed_zero": list(test.assumed_zero),
        "spearman": _of(main, "statistic", why),
        "kendall": _of(test.kendall, "statistic", why),
        "pvalue_one_sided": _of(main, "pvalue_one_sided", why),
        "pvalue_other_side": _of(main, "pvalue_other_side", why),
        "pvalue_two_sided": _of(main, "pvalue_two_sided", why),
        "n_arrangements": _of(main, "n_arrangements", why),
        "adjusted_pvalue": _or(test.adjusted_pvalue, why),
        "assessed_only": {
            "n": test.assessed_only.n,
            "spearman": _of(alone, "statistic", why_alone),
            "pvalue_one_sided": _of(alone, "pvalue_one_sided", why_alone),
            "n_arrangements": _of(alone, "n_arrangements", why_alone),
        },
        "first_hand": _first_hand(test),
    }


def _first_hand(test: StoryTest) -> dict[str, object]:
    """The same test on first-hand evidence alone, and what the main one rests on."""
    found = test.first_hand
    why = found.reason or _NO_SPREAD
    return {
        "assessed": list(found.assessed),
        "reported": list(found.reported),
        "selected_by_article": found.by_article,
        "selected_after_move": found.after_move,
        "n": _of(found.spearman, "n", why),
        "spearman": _of(found.spearman, "statistic", why),
        "pvalue_one_sided": _of(found.spearman, "pvalue_one_sided", why),
        "n_arrangements": _of(found.spearman, "n_arrangements", why),
    }


def evidence_block(case: Case) -> dict[str, object]:
    """Every row of evidence by its id: what it says of whom, and who read or reported it."""
    return {
        row.id: {
            "stock": row.stock,
            "story": row.story,
            "finding": row.finding,
            "document": row.document,
            "period": row.period,
            "source_kind": row.source_kind,
            "published": row.published.stamp.date(),
            "via": row.via,
            "via_published": row.via_published.stamp.date() if row.via_published else "",
            "counts_from": row.public.stamp.date(),
        }
        for row in case.evidence
    }


def column_block(column: StoryColumn) -> dict[str, object]:
    """One story of the table, row by row."""
    return {row: _cell(column.cell(row)) for row in TABLE_ROWS}


def _cell(cell: StoryCell) -> dict[str, object]:
    tested = cell.mark != "cannot-be-tested"
    return {
        "mark": _or(cell.mark, cell.remark),
        "strength": cell.strength,
        "value": _or(cell.value, cell.remark),
        "pvalue": _or(cell.pvalue, _NO_PVALUE if tested else cell.remark),
    }


def verdict_block(found: Answer) -> dict[str, object]:
    """Calibrated verdict: its status, every story's familywise p-value, and the words."""
    verdict = found.verdict
    unshuffled = Message.of(N_("undefined, because nothing could be shuffled"))
    return {
        "status": verdict.status,
        "story": _or(verdict.story, Message.of(N_("undefined, because the rules name no story"))),
        "asks": found.asked,
        "stories": {each.story: _judged(each) for each in verdict.stories},
        "groups_pvalue": _or(verdict.groups_pvalue, unshuffled),
        "false_alarm_rate": _or(verdict.false_alarm_rate, unshuffled),
        "leads_rate": _or(verdict.leads_rate, unshuffled),
        "detectable_gap": found.gap,
        **{
            name: {code: say(found, Language(code)) for code in CODES}
            for name, say in _SAID.items()
        },
    }


_SAID: dict[str, Callable[[Answer, Language], str]] = {
    "headline": words.headline,
    "sentence": words.text,
    "numbers": words.numbers,
}


def answer_block(found: Answer, t: Language) -> dict[str, object]:
    """The answer in one language, as ``market-narrative answer --json`` prints it."""
    verdict = found.verdict
    return {
        "headline": words.headline(found, t),
        "sentences": words.sentences(found, t),
        "numbers": words.numbers(found, t),
        "asks": found.asked,
        "verdict": verdict.status,
        "story": verdict.story,
        "stories": {
            each.story: {
                "familywise_p": each.familywise_p,
                "contradicted": each.contradicted,
                "reachable": each.reachable,
            }
            for each in verdict.stories
        },
        "false_alarm_rate": verdict.false_alarm_rate,
        "detectable_gap": found.detectable_gap,
    }


def _judged(each: StoryVerdict) -> dict[str, object]:
    why = each.reason or Message.of(N_("undefined, because nothing could be shuffled"))
    market = Message.of(N_("undefined, because measures of the market expect no direction"))
    return {
        "familywise_p": _or(each.familywise_p, why),
        "opposite_p": _or(each.opposite_p, why if each.familywise_p is None else market),
        "contradicted": each.contradicted,
        "reachable": _or(each.reachable, why),
    }


def grouping_remarks(table: StoryTable) -> dict[str, Message]:
    """Stories whose test is no test of its own, because their grades are the groups."""
    return {
        test.story: Message.of(N_("Its grades are the groups: this is no test of its own."))
        for test in table.tests
        if test.is_grouping
    }


def _of(test: RankTest | None, attribute: str, why: Message) -> object:
    return why if test is None else getattr(test, attribute)


def _or(value: object, why: Message) -> object:
    return why if value is None else value
