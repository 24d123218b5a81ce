"""The words of the Story page: headline, standfirst, what would change it, how it was made."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dashboard.analysis.stories.story_labels import change_label
from dashboard.analysis.window.answer import Answer, answer
from dashboard.analysis.window.sensitivity import Change, nearest_changes
from dashboard.charts import story
from dashboard.charts import story_titles as titles
from dashboard.exhibits import evidence_tables, window_tables
from dashboard.exports.method_words import method
from dashboard.language.language import Language
from dashboard.ui import components, data, event_list, frame, matrix, story_table
from dashboard.ui.state import View


def answer_of(view: View) -> Answer | None:
    """Effect and order of the window."""
    return answer(view.result, view.events)


def opening(view: View) -> None:
    """Headline and standfirst, both made from the numbers: the gap, then the verdict."""
    t, found = view.t, answer_of(view)
    question = t.pick(view.case.question)
    if found is None or found.difference is None:
        frame.head(view, question, html.escape(_no_answer(view)))
        return
    title = titles.title_answer(found, len(view.result.sessions), t)
    frame.head(view, title, question=question)
    story_table.verdict(view)


def _no_answer(view: View) -> str:
    headline = view.result.headline
    if headline is None or headline.reason is None:
        return view.t("The case has no group whose return could be compared.")
    return view.t.say(headline.reason)


def returns_figure(view: View) -> None:
    """Strip of the stocks' returns, group by group."""
    t, case, result = view.t, view.case, view.result
    components.figure(
        view,
        "returns",
        title=titles.title_strip(case, answer_of(view), t),
        note=titles.note_strip(result, t),
        plot=lambda: story.plot_strip(case, result, look=view.look),
        table=lambda: window_tables.stock_return_table(case, result, view.note),
        alt=titles.describe_strip(case, result, t),
    )


def build_up_figure(view: View) -> None:
    """How the difference built up, session by session, with the events."""
    t, case, result, events = view.t, view.case, view.result, view.events
    components.figure(
        view,
        "build-up",
        title=titles.title_build_up(answer_of(view), t),
        note=titles.note_build_up(result, t),
        plot=lambda: story.plot_build_up(case, result, events, look=view.look),
        table=lambda: window_tables.build_up_table(result, view.note),
        alt=titles.describe_build_up(case, result, t),
        below=event_list.compact_html(events, t, days=result.build_up.sessions),
    )


def exposure_in_small(view: View) -> None:
    """Show the exposure matrix without its panels; the Exposure page opens its cells."""
    t = view.t
    found = matrix.exposure_of(view)
    components.heading(
        t("What the documents say"),
        t(
            "Graded from documents public before the close of {day}. The Exposure page opens every "
            "cell to its statement, document and date.",
            day=t.day(view.window.last),
        ),
        anchor="exposure",
    )
    st.html(matrix.matrix_html(view, found, view.result, small=True))
    components.figure_foot(
        view, "exposure", table=lambda: evidence_tables.matrix_table(view.case, found)
    )


# What would change it -------------------------------------------------


def changes_of(view: View) -> tuple[Change, ...]:
    """Nearest single changes of the settings."""
    return data.computed(
        "nearest changes",
        view.key,
        lambda: nearest_changes(
            view.case,
            view.folder.market,
            view.sessions,
            view.result,
            benchmark=view.benchmark,
        ),
    )


def what_would_change(view: View) -> None:
    """List the nearest single changes, the ones that move the gap most first."""
    t, headline = view.t, view.result.headline
    if headline is None or headline.value is None:
        return
    changes = [change for change in changes_of(view) if change.difference is not None]
    components.heading(
        titles.title_changes(headline.value, changes, t),
        t("The gap with one setting moved by one step or one stock left out, all else as above."),
        anchor="change",
    )
    st.html(_change_bars(headline.value, changes, view))


def _change_bars(gap: float, changes: Sequence[Change], view: View) -> str:
    t = view.t
    ends = [change for change in changes if change.kind != "without"]
    stocks = sorted(
        (change for change in changes if change.kind == "without"),
        key=lambda change: change.difference or 0.0,
    )
    widest = max([abs(gap), *(abs(change.difference or 0.0) for change in changes)]) or 1.0
    rows = [_bar(t("As chosen"), gap, widest, t, strong=True)]
    rows += [
        _bar(change_label(view.case, change, t), change.difference or 0.0, widest, t)
        for change in ends
    ]
    rows += [
        _bar(change_label(view.case, change, t), change.difference or 0.0, widest, t)
        for change in stocks
    ]
    return f'<ul class="bars">{"".join(rows)}</ul>'


def _bar(label: str, value: float, widest: float, t: Language, *, strong: bool = False) -> str:
    width = 100 * abs(value) / widest
    side = "minus" if value < 0 else "plus"
    weight = " strong" if strong else ""
    return (
        f'<li class="{side}{weight}"><span class="label">{html.escape(label)}</span>'
        f'<span class="bar"><span style="width:{width:.1f}%"></span></span>'
        f'<span class="value">{html.escape(t.points(value, sign=True))}</span></li>'
    )


# How it was made ------------------------------------------------------


def how_it_was_made(view: View) -> None:
    """Say the method in plain sentences."""
    components.heading(view.t("How this was made"), anchor="method")
    components.bullet_list(method(view.case, view.base, view.window.last, view.note, view.t))
