"""The charts of the pages for files: title, note, drawing, table and words of each, by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.analysis.window.event_words import published
from dashboard.analysis.window.timing import is_placed
from dashboard.case import Case
from dashboard.charts import (
    exposure,
    exposure_titles,
    multiples,
    order,
    price,
    price_titles,
    stories,
    story,
    story_titles,
    timeline,
    timeline_titles,
)
from dashboard.charts.theme import Look
from dashboard.errors import N_, InputError
from dashboard.exhibits import (
    evidence_tables,
    line_tables,
    story_tables,
    timeline_tables,
    window_tables,
)
from dashboard.exports.imprint import Imprint
from dashboard.exports.robustness_exhibits import ROBUSTNESS
from dashboard.exports.showing import Absent, Exhibit, Maker, Shown
from dashboard.language.language import Language

RED_IS_UP = frozenset({"XSHG", "XTAI", "XTKS", "XKRX"})
"""Calendars of markets where a rise is red."""


def home_look(case: Case, t: Language) -> Look:
    """Look of a file: on light paper, up in the colour of the case's home market."""
    return Look(t, rise_is_red=case.calendar in RED_IS_UP)


def shown(imprint: Imprint, look: Look) -> dict[str, Exhibit | Absent]:
    """All charts of the case, in the order of the pages."""
    made = {name: make(imprint, look) for name, make in MAKERS.items()}
    return {name: each for name, each in made.items() if each is not None}


def exhibit(imprint: Imprint, look: Look, name: str) -> Exhibit:
    """
    One chart by its name.

    Raises
    ------
    InputError
        If no chart has that name, or this case has no such chart.
    """
    make = MAKERS.get(name)
    if make is None:
        raise InputError(
            N_("There is no figure “{name}”; it can be {known}."),
            name=name[:60],
            known=", ".join(MAKERS),
        )
    found = make(imprint, look)
    if isinstance(found, Exhibit):
        return found
    reason = look.language("the case has nothing to draw in it") if found is None else found.reason
    raise InputError(
        N_("The figure “{name}” cannot be drawn: {reason}."), name=name, reason=reason.rstrip(".。")
    )


def event_lines(imprint: Imprint, days: Sequence[date], t: Language) -> tuple[str, ...]:
    """Numbered events that stand on an axis of these days, a line each."""
    trial = imprint.trial
    return tuple(
        f"{trial.numbered[item.event.id]} · {published(item.event.published, t, year=False)} "
        f"{t.pick(item.event.title)}"
        for item in trial.events
        if is_placed(item, days)
    )


# Story ----------------------------------------------------------------


def _returns(imprint: Imprint, look: Look) -> Shown:
    t, case, result = look.language, imprint.trial.case, imprint.trial.result
    if not case.groups:
        return None
    return Exhibit(
        "returns",
        "story",
        title=story_titles.title_strip(case, imprint.trial.answer, t),
        note=story_titles.note_strip(result, t),
        alt=story_titles.describe_strip(case, result, t),
        plot=lambda: story.plot_strip(case, result, look=look),
        table=lambda: window_tables.stock_return_table(case, result, imprint.trial.note),
    )


def _splits(imprint: Imprint, look: Look) -> Shown:
    t, case, found = look.language, imprint.trial.case, imprint.trial.table.difference
    if found is None:
        return None
    return Exhibit(
        "splits",
        "story",
        title=stories.title_splits(found, t),
        note=stories.note_splits(case, found, t),
        alt=stories.describe_splits(case, found, t),
        plot=lambda: stories.plot_splits(case, found, look=look),
        table=lambda: story_tables.split_table(found, imprint.trial.note),
    )


def _build_up(imprint: Imprint, look: Look) -> Shown:
    t, case, result = look.language, imprint.trial.case, imprint.trial.result
    return Exhibit(
        "build-up",
        "story",
        title=story_titles.title_build_up(imprint.trial.answer, t),
        note=story_titles.note_build_up(result, t),
        alt=story_titles.describe_build_up(case, result, t),
        plot=lambda: story.plot_build_up(case, result, imprint.trial.events, look=look),
        table=lambda: window_tables.build_up_table(result, imprint.trial.note),
        listed=event_lines(imprint, result.build_up.sessions, t),
    )


# Prices ---------------------------------------------------------------


def _lines(imprint: Imprint, look: Look) -> Shown:
    t, case, lines = look.language, imprint.trial.case, imprint.trial.lines
    if not any(value is not None for line in lines.stocks for value in line.growth):
        reason = t("No stock of the case has a close on the base.")
        return Absent("lines", "prices", t("Return since the base"), reason)
    return Exhibit(
        "lines",
        "prices",
        title=price_titles.title_lines(case, lines, kind="stocks", highlight="", t=t),
        note=price_titles.note_lines(case, lines, kind="stocks", log=False, highlight="", t=t),
        alt=price_titles.describe_lines(case, lines, kind="stocks", t=t),
        plot=lambda: price.plot_lines(
            case,
            lines,
            imprint.trial.events,
            kind="stocks",
            scale="linear",
            highlight="",
            look=look,
        ),
        table=lambda: line_tables.line_table(
            case, lines, imprint.trial.note, kind="stocks", highlight="", look=look
        ),
        listed=event_lines(imprint, lines.sessions, t),
    )


def _panels(imprint: Imprint, look: Look) -> Shown:
    t, case, result, lines = (
        look.language,
        imprint.trial.case,
        imprint.trial.result,
        imprint.trial.lines,
    )
    if not case.stocks:
        return None
    return Exhibit(
        "panels",
        "prices",
        title=price_titles.title_panels(result, t),
        note=price_titles.note_panels(result, t),
        alt=price_titles.describe_panels(case, result, t),
        plot=lambda: multiples.plot_multiples(case, lines, result, look=look),
        table=lambda: line_tables.panel_table(lines, imprint.trial.note),
    )


# Timeline -------------------------------------------------------------


def _timeline(imprint: Imprint, look: Look) -> Shown:
    t, case, result = look.language, imprint.trial.case, imprint.trial.result
    events, numbered = imprint.trial.events, imprint.trial.numbered
    if not events:
        return None
    return Exhibit(
        "timeline",
        "timeline",
        title=timeline_titles.title_timeline(result, events, numbered, t),
        note=timeline_titles.note_timeline(case, result, events, numbered, t),
        alt=timeline_titles.describe_timeline(case, result, events, numbered, t),
        plot=lambda: timeline.plot_timeline(
            case, imprint.trial.sessions, result, events, numbered, look=look
        ),
        table=lambda: timeline_tables.session_table(result, events, numbered, imprint.trial.note),
        listed=event_lines(imprint, result.build_up.sessions, t),
    )


def _order(imprint: Imprint, look: Look) -> Shown:
    t, events, numbered = look.language, imprint.trial.events, imprint.trial.numbered
    if not events:
        return None
    return Exhibit(
        "order",
        "timeline",
        title=timeline_titles.title_order(events, imprint.trial.strip, t),
        note=timeline_titles.note_order(imprint.trial.result, t),
        alt=timeline_titles.describe_order(events, numbered, t),
        plot=lambda: order.plot_order(imprint.trial.strip, events, numbered, look=look),
        table=lambda: timeline_tables.order_table(imprint.trial.strip, events, numbered),
    )


# Exposure -------------------------------------------------------------


def _grades(imprint: Imprint, look: Look) -> Shown:
    t, case, found = look.language, imprint.trial.case, imprint.trial.exposure
    if not found.stories:
        return None
    return Exhibit(
        "grades",
        "exposure",
        title=exposure_titles.title_returns(case, found, t),
        note=exposure_titles.note_returns(found, imprint.trial.base, t),
        alt=exposure_titles.describe_returns(case, found, t),
        plot=lambda: exposure.plot_returns(case, found, look=look),
        table=lambda: evidence_tables.points_table(found),
    )


MAKERS: dict[str, Maker] = {
    "returns": _returns,
    "splits": _splits,
    "build-up": _build_up,
    "lines": _lines,
    "panels": _panels,
    "timeline": _timeline,
    "order": _order,
    "grades": _grades,
    **ROBUSTNESS,
}
"""Charts by name, in the order of the pages."""
