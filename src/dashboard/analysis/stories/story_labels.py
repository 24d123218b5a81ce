"""The words around the story table and the nearest changes: marks, questions, title, rule."""

from __future__ import annotations

from datetime import date

from dashboard.analysis.stories.fit import Mark, Strength
from dashboard.analysis.stories.rows import StoryCell, StoryRow
from dashboard.analysis.stories.verdict import Verdict
from dashboard.analysis.window.sensitivity import Change
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.language.language import Language

_QUESTIONS: dict[StoryRow, str] = {
    "order": N_("Did its first event come before the move?"),
    "rank-fit": N_("Did stocks with more of it rise more?"),
    "inside-groups": N_("The same with grades moved inside each group only"),
    "leave-one-out": N_("Does the fit stay without any one stock?"),
    "late-evidence": N_("Does it stay with what was published later?"),
    "after-window": N_("Did later evidence lift its stock?"),
    "turn": N_("The nearest single change that turns a strong cell"),
}
_OF_A_FALL: dict[StoryRow, str] = {
    "rank-fit": N_("Did stocks with more of it fall more?"),
    "after-window": N_("Did later evidence push its stock down?"),
}
_OF_BOTH: dict[StoryRow, str] = {
    "rank-fit": N_("Did stocks with more of it move as it predicts?"),
    "after-window": N_("Did later evidence move its stock as it predicts?"),
}


def question(row: StoryRow, case: Case, t: Language) -> str:
    """What a row asks; of stories that expect a fall in their direction."""
    expected = {story.expects for story in case.stories if story.kind != "market"}
    told = _OF_A_FALL if expected == {"fall"} else _OF_BOTH if len(expected) > 1 else _QUESTIONS
    return t(told.get(row, _QUESTIONS[row]))


SIGNS: dict[Mark, str] = {
    "fits": "✔",
    "other-way": "✖",
    "says-nothing": "○",
    "cannot-be-tested": "–",
}
MARKS: dict[Mark, str] = {
    "fits": N_("fits"),
    "other-way": N_("points the other way"),
    "says-nothing": N_("says nothing"),
    "cannot-be-tested": N_("cannot be tested"),
}
STRENGTHS: dict[Strength, str] = {"strong": N_("strongly"), "weak": N_("weakly"), "none": ""}

CHANGES: dict[str, str] = {
    "base-earlier": N_("Base one session earlier, {day}"),
    "base-later": N_("Base one session later, {day}"),
    "last-earlier": N_("Window ends one session earlier, {day}"),
    "last-later": N_("Window ends one session later, {day}"),
    "without": N_("Without {stock}"),
}


def title(case: Case, found: Verdict, t: Language) -> str:
    """What the verdict says of the stories, no more."""
    if found.status == "fits-best" and found.story is not None:
        return t("“{story}” fits best", story=t.pick(case.story(found.story).title))
    if found.status == "no-gap":
        return t("Which story fits? No gap stands out")
    if not found.tested:
        return t("Which story fits? None could be tested")
    if not found.standing:
        return t("Which story fits? None that chance would not match")
    return t("Which story fits? {n} stocks cannot tell", n=found.n)


def note(t: Language) -> str:
    """Rule behind the marks."""
    return t(
        "Computed by rule. ✔ fits, ✖ points the other way: strongly at an exact one-sided p of "
        "0.05 or less in that direction, weakly at 0.20 or less; ○ says nothing, – cannot be "
        "tested. Stories with the fewest strong contradictions first, then those with most "
        "strong fits."
    )


def mark_words(cell: StoryCell, t: Language) -> str:
    """Word of a cell's mark and its strength, without the sign; empty for a row without one."""
    if cell.mark is None:
        return ""
    strength = STRENGTHS[cell.strength]
    return t(MARKS[cell.mark]) + (f" · {t(strength)}" if strength else "")


def change_label(case: Case, change: Change, t: Language) -> str:
    """What one of the nearest changes does: a day moved, a stock left out."""
    if change.kind == "without":
        return t("Without {stock}", stock=t.name(case.stock(change.symbol)))
    return t(CHANGES[change.kind], day=t.day(change.day or date.min))
