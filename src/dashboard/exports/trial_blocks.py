"""The blocks of the results that put the stories on trial: difference, ranks, table, verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dashboard.analysis.answer import words
from dashboard.analysis.answer.facts import Answer
from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.concept_tags import TagCheck
from dashboard.analysis.stories.difference import DifferenceTest
from dashboard.analysis.stories.rank_tests import StoryTest
from dashboard.analysis.stories.rows import StoryCell, StoryRow
from dashboard.analysis.stories.table import StoryColumn, StoryTable
from dashboard.analysis.stories.verdict import StoryVerdict
from dashboard.case import Case, Evidence
from dashboard.errors import N_
from dashboard.language.language import CODES, Language
from dashboard.message import Message
from dashboard.stats.result import Undefined, known_number

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
    return {
        "groups": [found.a, found.b],
        "value": found.value,
        "pvalue_one_sided": _part(splits, "pvalue_one_sided"),
        "pvalue_two_sided": _part(splits, "pvalue_two_sided"),
        "count": _part(splits, "count"),
        "n_permutations": _part(splits, "n_permutations"),
        "interval": interval if isinstance(interval, Undefined) else [interval.low, interval.high],
        "coverage": _part(interval, "coverage"),
        "hodges_lehmann": found.hodges_lehmann,
    }


def story_block(test: StoryTest) -> dict[str, object]:
    """Rank tests of one story, on all stocks and on the assessed ones."""
    main, alone = test.spearman, test.assessed_only.spearman
    return {
        "ordinal": dict(test.ordinals),
        "assumed_zero": list(test.assumed_zero),
        "spearman": _part(main, "statistic"),
        "kendall": _part(test.kendall, "statistic"),
        "pvalue_one_sided": _part(main, "pvalue_one_sided"),
        "pvalue_other_side": _part(main, "pvalue_other_side"),
        "pvalue_two_sided": _part(main, "pvalue_two_sided"),
        "n_arrangements": _part(main, "n_arrangements"),
        "adjusted_pvalue": test.adjusted_pvalue,
        "assessed_only": {
            "n": test.assessed_only.n,
            "spearman": _part(alone, "statistic"),
            "pvalue_one_sided": _part(alone, "pvalue_one_sided"),
            "n_arrangements": _part(alone, "n_arrangements"),
        },
        "first_hand": _first_hand(test),
    }


def _first_hand(test: StoryTest) -> dict[str, object]:
    """The same test on first-hand evidence alone, and what the main one rests on."""
    found = test.first_hand
    return {
        "assessed": list(found.assessed),
        "reported": list(found.reported),
        "selected_by_article": found.by_article,
        "selected_after_move": found.after_move,
        "n": _part(found.spearman, "n"),
        "spearman": _part(found.spearman, "statistic"),
        "pvalue_one_sided": _part(found.spearman, "pvalue_one_sided"),
        "n_arrangements": _part(found.spearman, "n_arrangements"),
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
            "confirms": row.confirms,
            "contradicts": row.contradicts,
            "page": row.page,
            "quote": row.quote,
            "searched": row.searched,
            "searched_in": row.searched_in,
            "not_on_file": not_on_file(row),
        }
        for row in case.evidence
    }


def tags_block(checks: Iterable[TagCheck]) -> dict[str, object]:
    """Every concept tag by its id, with what is on file of the story it is held against."""
    return {
        each.tag.id: {
            "stock": each.tag.stock,
            "tag": each.tag.tag,
            "source": each.tag.source,
            "seen": each.tag.seen,
            "story": each.tag.story,
            "reason": each.tag.reason,
            "finding": each.state or "",
            "flag": each.flag,
        }
        for each in checks
    }


def not_on_file(row: Evidence) -> list[str]:
    """Which of `searched` and `searched_in` a row that found nothing leaves unsaid."""
    if row.finding != "none-found":
        return []
    return [name for name in ("searched", "searched_in") if not getattr(row, name)]


def absence_sentence(case: Case, row: Evidence, t: Language) -> str:
    """What was looked for without a hit and where, and what of it nobody wrote down."""
    told, lacking = statement_words.absence(case, row, t), not_on_file(row)
    if "searched_in" not in lacking:
        return told
    if "searched" in lacking:
        more = t("How many pages of which documents were searched is not on file either.")
        return t.sentences([told, more])
    return t(
        "{absence} (how many pages of which documents were searched is not on file).", absence=told
    )


def absences_block(case: Case, t: Language) -> list[dict[str, object]]:
    """Every row that found nothing, with what was searched for and in which documents."""
    return [
        {
            "id": row.id,
            "stock": row.stock,
            "story": row.story,
            "document": row.document,
            "searched": row.searched,
            "searched_in": row.searched_in,
            "not_on_file": not_on_file(row),
            "sentence": absence_sentence(case, row, t),
        }
        for row in case.evidence
        if row.finding == "none-found"
    ]


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
    return {
        "status": verdict.status,
        "story": _or(verdict.story, Message.of(N_("undefined, because the rules name no story"))),
        "asks": found.asked,
        "stories": {each.story: _judged(each) for each in verdict.stories},
        "groups_pvalue": verdict.groups_pvalue,
        "false_alarm_rate": verdict.false_alarm_rate,
        "leads_rate": verdict.leads_rate,
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
                "familywise_p": known_number(each.familywise_p),
                "contradicted": each.contradicted,
                "reachable": known_number(each.reachable),
            }
            for each in verdict.stories
        },
        "false_alarm_rate": known_number(verdict.false_alarm_rate),
        "detectable_gap": found.detectable_gap,
    }


def _judged(each: StoryVerdict) -> dict[str, object]:
    return {
        "familywise_p": each.familywise_p,
        "opposite_p": each.opposite_p,
        "contradicted": each.contradicted,
        "reachable": each.reachable,
    }


def grouping_remarks(table: StoryTable) -> dict[str, Message]:
    """Stories whose test is no test of its own, because their grades are the groups."""
    return {
        test.story: Message.of(N_("Its grades are the groups: this is no test of its own."))
        for test in table.tests
        if test.is_grouping
    }


def _part(found: object, attribute: str) -> object:
    return found if isinstance(found, Undefined) else getattr(found, attribute)


def _or(value: object, why: Message) -> object:
    return why if value is None else value
