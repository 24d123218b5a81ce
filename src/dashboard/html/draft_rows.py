"""Entries of a draft as a reader judges them: what stands there, and why it waits for a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.results import ClaimResult
from dashboard.analysis.window.event_words import KINDS as EVENT_WORDS
from dashboard.case import (
    Benchmark,
    Case,
    Claim,
    Estimation,
    Event,
    Evidence,
    Group,
    Source,
    Stock,
    Story,
    Window,
)
from dashboard.cases.marks import REASON_WORDS, Mark
from dashboard.cases.outline import CASE_FILE, CLAIMS, EVENTS, EVIDENCE
from dashboard.cases.standing import entry
from dashboard.errors import N_, NP_
from dashboard.html.article_text import shown
from dashboard.html.elements import el
from dashboard.language import words
from dashboard.language.language import Language

SECTIONS: dict[str, str] = {
    "stocks": N_("Stocks and their groups"),
    "window": N_("Window, base and yardsticks"),
    "stories": N_("Question and stories"),
    CLAIMS: N_("Claims"),
    EVENTS: N_("Events"),
    EVIDENCE: N_("Evidence"),
    "source": N_("Title and source"),
}
"""Parts of a draft in the order of the page."""

_SECTION_OF = {
    "groups": "stocks",
    "stocks": "stocks",
    "window": "window",
    "estimation": "window",
    "benchmarks": "window",
    "stories": "stories",
    "source": "source",
}
CHOSEN: dict[str, str] = {
    "before": N_("chosen before the returns were known"),
    "after": N_("chosen after the returns were known"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Marks of one entry together: it is confirmed as a whole."""

    file: str
    row: str
    marks: tuple[Mark, ...]

    @property
    def section(self) -> str:
        """Part of the draft that it belongs to."""
        if self.file != CASE_FILE:
            return self.file
        table = self.row.partition(":")[0]
        if table == "" and any("asks" in mark.fields for mark in self.marks):
            return "stories"
        return _SECTION_OF.get(table, "source")

    @property
    def key(self) -> str:
        """Name of its widgets."""
        return f"{self.file}_{self.row}"


def waiting(marks: Sequence[Mark]) -> tuple[Waiting, ...]:
    """Entries that wait for a yes, in the order of their marks."""
    held: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        held.setdefault((mark.file, mark.row), []).append(mark)
    return tuple(Waiting(file, row, tuple(found)) for (file, row), found in held.items())


def line(
    case: Case,
    one: Waiting,
    t: Language,
    *,
    numbers: Mapping[tuple[int, int], int],
    results: Mapping[str, ClaimResult],
    base: str = "",
) -> Markup:
    """
    What stands there, what it rests on, why it waits.

    Parameters
    ----------
    case : Case
    one : Waiting
    t : Language
    numbers : mapping of (int, int) to int
        Numbers of the finds by their places, where the article is at hand.
    results : mapping of str to ClaimResult
        First checks of claims by their ids.
    base : str
        The close that the window counts from, in words.
    """
    found = entry(case, one.file, one.row)
    head, detail = _told(case, found, t, base)
    quotes = list(dict.fromkeys(mark.quote for mark in one.marks if mark.quote))
    reasons = list(dict.fromkeys(_why(mark, t) for mark in one.marks))
    places = {
        (mark.start, mark.end)
        for mark in one.marks
        if mark.start is not None and mark.end is not None
    }
    links = [
        el("a.no", number, href=f"#place-{number}", target="_self")
        for number in sorted({numbers[place] for place in places if place in numbers})
    ]
    checked = results.get(one.row) if one.file == CLAIMS else None
    if checked is not None and checked.claim != found:  # put right since it was checked
        checked = None
    return el(
        "div.waiting",
        el("p.what", links, shown(head)),
        el("p.said", shown(detail)) if detail else None,
        _check(checked, t) if checked is not None else None,
        el("p.why", [el("q", shown(quote)) for quote in quotes[:2]], " ", t(" · ").join(reasons)),
    )


def _why(mark: Mark, t: Language) -> str:
    """Why an entry waits; of a stock that the article names in one language, just that."""
    if mark.reason == "not-said" and mark.fields == ("name",) and mark.row.startswith("stocks:"):
        return t("no English name at hand")
    return t(REASON_WORDS[mark.reason])


def _check(result: ClaimResult, t: Language) -> Markup:
    word = verdict_words.VERDICTS[result.verdict]
    told = verdict_words.say(result.sentence, t)
    return el("p.check", el("b", f"{word.mark} {t(word.text)}"), " ", told)


def _told(case: Case, found: object, t: Language, base: str) -> tuple[str, str]:
    """Head and detail of an entry."""
    match found:
        case Stock():
            group = next((each for each in case.groups if each.id == found.group), None)
            return t.full_name(found), "" if group is None else t.pick(group.title)
        case Group():
            names = [t.name(stock) for stock in case.members(found.id)]
            told = t.listing(names), t(CHOSEN[found.chosen])
            return t("Group “{label}”", label=t.pick(found.title)), _joined(t, *told)
        case Story():
            asked = t("the story in question") if found.id == case.asks else ""
            kind = words.story_kind(found.kind, t)
            return t.pick(found.title), _joined(t, kind, asked)
        case Window():
            days = t(
                "{first} to {last}", first=t.long_day(found.first), last=t.long_day(found.last)
            )
            return days, base
        case _:
            return _of_tables(case, found, t)


def _of_tables(case: Case, found: object, t: Language) -> tuple[str, str]:
    match found:
        case Event():
            kind = t(EVENT_WORDS[found.kind])
            stories = _titles(case, found.stories, t)
            day = t.long_day(found.published.stamp.date())
            return t.pick(found.title), _joined(t, day, kind, stories)
        case Evidence():
            who = t.name(case.stock(found.stock))
            value = words.measured(found.value, found.unit, t)
            told = _joined(t, words.marked(found.finding, t), value, found.measure)
            about = _titles(case, (found.story,), t)
            source = words.source_kind(found.source_kind, t)
            return t("{who}: {figure}", who=who, figure=told), _joined(t, about, source)
        case Claim():
            return _of_claim(case, found, t)
        case _:
            return _of_head(found, t)


def _of_claim(case: Case, claim: Claim, t: Language) -> tuple[str, str]:
    """Of a claim with a figure who and what, its sentence below; else the sentence itself."""
    sentence, span = t.pick(claim.text), _span(claim, t)
    if claim.kind not in {"return", "group-mean"}:
        return sentence, _joined(t, _stated(claim, t), span)
    titles = {group.id: t.pick(group.title) for group in case.groups}
    who = titles.get(claim.subject) or verdict_words.name_of(claim.subject, case, t)
    head = t("{who}: {figure}", who=who, figure=_joined(t, _stated(claim, t), span))
    return head, sentence


def _stated(claim: Claim, t: Language) -> str:
    """Figure of a claim as readers know it; one that is a word of the format stays."""
    try:
        value = float(claim.stated)
    except ValueError:
        return claim.stated
    if claim.kind in {"return", "group-mean"}:
        digits = next((n for n in range(3) if abs(round(value, n + 2) - value) < 1e-9), 3)
        return t("stated {value}", value=t.percent(value, digits))
    if claim.kind == "session-count":
        return t.plural("{n} session", "{n} sessions", int(value))
    return t("stated {value}", value=words.measured(value, claim.unit, t))


def _span(claim: Claim, t: Language) -> str:
    days = [t.long_day(day) for day in (claim.first, claim.last) if day is not None]
    if len(set(days)) < 2:
        return "".join(days[:1])
    return t("{first} to {last}", first=days[0], last=days[1])


def _of_head(found: object, t: Language) -> tuple[str, str]:
    match found:
        case Estimation():
            told = t(
                "{n} sessions before the window, {gap} left free", n=found.sessions, gap=found.gap
            )
            return t("Normal returns"), told
        case Benchmark():
            return t("Benchmark: {name}", name=t.pick(found.title)), found.id
        case Source():
            day = t.long_day(found.published)
            return found.title, _joined(t, found.publisher, found.author, day, found.url)
        case Case():
            return t.pick(found.question), t.pick(found.title)
        case _:
            return "", ""


def _titles(case: Case, stories: Sequence[str], t: Language) -> str:
    known = {story.id: t.pick(story.title) for story in case.stories}
    return t.listing([known.get(each, each) for each in stories])


def _joined(t: Language, *parts: str) -> str:
    return t(NP_("clauses", ", ")).join(part for part in parts if part)
