"""The trial beside the grid: what the case would say with the changes on the desk."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from dashboard.analysis.answer.words import headline
from dashboard.analysis.stories.rows import StoryCell
from dashboard.analysis.stories.story_labels import SIGNS, mark_words
from dashboard.analysis.trial import Trial
from dashboard.cases.folders import CaseFolder
from dashboard.errors import DashboardError
from dashboard.html.elements import Child, el, inside_link, markup
from dashboard.language.language import Language
from dashboard.settings.loading import load_settings
from dashboard.stats.result import known_number
from dashboard.ui import data, state
from dashboard.ui.editor.reasons import left_out, why
from dashboard.ui.editor.workplace import Workplace
from dashboard.ui.state import View

REACH = 2.0  # the axis ends at one in ten to this power
TICKS = (5, 20)
NEAR = 24.0  # percent of the axis that two labels need between them
SMALLEST = 0.001


@dataclass(frozen=True)
class Stood:
    """One state of a case on trial, as far as the page shows it."""

    trial: Trial
    headline: str
    cells: dict[str, StoryCell]
    seconds: float


@dataclass
class Beside:
    """What was worked out last, kept with the desk: as saved, and as it stands."""

    saved: tuple[CaseFolder, str, Stood] | None = None
    now: tuple[CaseFolder, str, Stood] | None = None


def draw(desk: Workplace, view: View) -> None:
    """
    Draw what the trial says of the desk.

    Raises
    ------
    DashboardError
        If nothing can be put on trial; said in its place.
    """
    t = view.t
    st.html(el("div.besidehead", el("p.grey", t("The answer with your changes"))))
    if desk.saved.market.prices.empty:
        told = t("Without prices there is no answer yet; everything can be edited and saved.")
        link = inside_link(f"data?{urlencode(state.link())}#refresh", t("refresh the prices"))
        st.html(el("p.besidenote", told, " ", link))
        return
    try:
        saved = _stood(desk, desk.saved, "saved", t)
        readable = desk.judged.readable if desk.changes else desk.saved
        if readable is None:
            raise_nothing(t)
            return
        now = _stood(desk, readable, "now", t)
    except DashboardError as error:
        st.html(el("p.besidenote", t.error(error)))
        return
    moved = [story for story in now.cells if _moved(saved, now, story)]
    desk.moved = len(moved)
    st.html(
        markup(
            el("div.beside", _head(desk, saved, now, moved, t)),
            el("div.beside.lucks", _lucks(saved, now, t)),
            el("div.beside", _reasons(desk, saved, now, moved, t)),
        )
    )


def raise_nothing(t: Language) -> None:
    """Say that nothing of the desk can be put on trial."""
    told = t("With these faults nothing can be put on trial; mend them, and the answer is back.")
    st.html(el("p.besidenote", told, role="status"))


def _stood(desk: Workplace, folder: CaseFolder, place: str, t: Language) -> Stood:
    if desk.beside is None:
        desk.beside = Beside()
    kept: tuple[CaseFolder, str, Stood] | None = getattr(desk.beside, place)
    if kept is not None and kept[0] is folder and kept[1] == t.code:
        return kept[2]
    if place == "now" and folder is desk.saved:
        return _stood(desk, folder, "saved", t)
    begin = time.perf_counter()
    priced = _priced(desk, folder)
    trial = as_saved(priced) if place == "saved" else Trial.of(priced)
    found = Stood(
        trial,
        headline(trial.answer, t),
        {column.story: column.cell("rank-fit") for column in trial.table.stories},
        time.perf_counter() - begin,
    )
    setattr(desk.beside, place, (folder, t.code, found))
    return found


def as_saved(folder: CaseFolder) -> Trial:
    """Trial that the pages keep of a case as it is saved; changes of a desk are nobody else's."""
    case = folder.case
    return data.trial(folder, case.window, case.benchmarks[0].id, data.listed_names(case))


def _priced(desk: Workplace, folder: CaseFolder) -> CaseFolder:
    """Folder on the store's prices, where the case as saved has none of its own either."""
    if len(folder.market.prices) or not len(desk.saved.market.prices):
        return folder
    from dashboard.cases import pricing  # noqa: PLC0415 - only where there is a store
    from dashboard.store.store import Store  # noqa: PLC0415 - likewise

    settings = load_settings()
    order = settings.sources_for(folder.case.calendar)
    return pricing.stored_case(folder, Store(settings.store), order)


def _moved(saved: Stood, now: Stood, story: str) -> bool:
    before, after = saved.cells.get(story), now.cells[story]
    return before is None or (before.mark, before.pvalue) != (after.mark, after.pvalue)


# Headline ---------------------------------------------------------------


def _head(desk: Workplace, saved: Stood, now: Stood, moved: list[str], t: Language) -> Markup:
    told = [el("h2", now.headline)]
    if not desk.changes:
        return markup(*told, el("p", t("So it is saved: nothing is changed yet.")))
    same = now.headline == saved.headline
    parts = [
        t("The headline stays.")
        if same
        else t("As saved it reads: {headline}.", headline=saved.headline),
        t.plural(
            "{count} story moved.", "{count} stories moved.", len(moved), count=_count(moved, t)
        )
        if moved
        else t("No story moved."),
    ]
    return markup(*told, el("p", t.sentences(parts)))


def _count(moved: list[str], t: Language) -> str:
    spelled = t.spelled(len(moved))
    return spelled[:1].upper() + spelled[1:]


# How often luck would do as well -----------------------------------------


def _lucks(saved: Stood, now: Stood, t: Language) -> Markup:
    note = t("How often luck alone would rank the returns so well: saved ○, with your changes ●")
    rows = [_luck(saved, now, story.id, t) for story in now.trial.case.stories]
    ends = el(
        "p.ends",
        el("span", t("‹ common")),
        *(el("span", t("1 in {n}", n=n), style=f"left:{_place(1 / n):.1f}%") for n in TICKS),
        el("span", t("rarer ›")),
    )
    return markup(el("p.grey", note), *rows, ends)


def _luck(saved: Stood, now: Stood, story: str, t: Language) -> Markup:
    title = t.pick(now.trial.case.story(story).title)
    before, after = saved.cells.get(story), now.cells[story]
    words = [markup(el("b", SIGNS[after.mark or "cannot-be-tested"]), " ", mark_words(after, t))]
    if before is not None and mark_words(before, t) != mark_words(after, t):
        words.append(el("span.grey", t("saved: {words}", words=mark_words(before, t))))
    return el(
        "div.luck",
        el("p.title", title),
        el("p.words", markup(*words, by=" · ")),
        _axis(before, after, t),
    )


def _axis(before: StoryCell | None, after: StoryCell, t: Language) -> Markup:
    old = None if before is None else known_number(before.pvalue)
    new = known_number(after.pvalue)
    parts: list[Child] = [el("i.tick", style=f"left:{_place(1 / n):.1f}%") for n in TICKS]
    moved = old is not None and new is not None and old != new
    if old is not None and (moved or new is None):
        parts.append(el("i.then", style=f"left:{_place(old):.1f}%"))
    if old is not None and new is not None and moved:
        first, last = sorted((_place(old), _place(new)))
        parts.append(el("i.way", style=f"left:{first:.1f}%;width:{last - first:.1f}%"))
    if new is not None:
        parts.append(el("i.now" if moved else "i.now.stays", style=f"left:{_place(new):.1f}%"))
    labels: list[Child] = []
    if old is not None and (moved or new is None):
        near = new is not None and abs(_place(old) - _place(new)) < NEAR
        kind = "s.above" if near else "s"
        labels.append(el(kind, chance(old, t), style=_at(_place(old))))
    if new is not None:
        name = "b" if moved else "span"
        labels.append(el(name, chance(new, t), style=_at(_place(new))))
    told = chance(new, t) if new is not None else t("no number")
    return el("div.axis", parts, labels, role="img", aria_label=told)


def _place(pvalue: float) -> float:
    """Percent from the left end of the axis, which is one."""
    return 100 * min(1.0, math.log10(1 / max(pvalue, 10**-REACH)) / REACH)


def _at(place: float) -> str:
    return f"left:{min(88.0, max(10.0, place)):.1f}%"


def chance(pvalue: float, t: Language) -> str:
    """
    Chance in few signs.

    >>> [chance(p, Language()) for p in (1 / 70, 0.13, 0.8, 0.0001)]
    ['1 in 70', '1 in 8', '8 in 10', 'under 1 in 1,000']
    """
    if pvalue < SMALLEST:
        return t("under 1 in {n}", n=t.number(1 / SMALLEST))
    if pvalue <= 0.5:
        return t("1 in {n}", n=t.number(round(1 / pvalue)))
    if pvalue >= 0.95:
        return t("nearly always")
    return t("{n} in 10", n=round(10 * pvalue))


# Why ----------------------------------------------------------------------


def _reasons(desk: Workplace, saved: Stood, now: Stood, moved: list[str], t: Language) -> Markup:
    parts: list[Child] = []
    told = why(desk, saved.trial, now.trial, moved, t) if moved else []
    if told:
        parts.append(el("p", el("b", t("Why it moved.")), " ", t.sentences(told)))
    rest = left_out(desk, t)
    if rest:
        parts.append(el("p.grey", t.sentences(rest)))
    parts.append(
        el("p.grey.took", t("Worked out in {n} s.", n=t.number(now.seconds, 1)))
        if desk.changes
        else None
    )
    return markup(*parts)
