"""The words of the Story page: headline, standfirst, what would change it, how it was made."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dashboard.analysis.stories.story_labels import change_label
from dashboard.analysis.window.sensitivity import Change
from dashboard.exhibits import evidence_tables
from dashboard.exhibits.exhibit import Opening
from dashboard.exhibits.story.changes import title_changes
from dashboard.exhibits.story.opening import title_answer
from dashboard.exports.method_words import method
from dashboard.language.language import Language
from dashboard.ui import components, matrix, story_table
from dashboard.ui.state import View


def opening(view: View) -> None:
    """Headline and standfirst, both made from the numbers: the gap, then the verdict."""
    t, found = view.t, view.trial.answer
    question = t.pick(view.case.question)
    if found is None or found.difference is None:
        components.head(view, Opening(question, _no_answer(view)))
        return
    title = title_answer(found, len(view.result.sessions), t)
    components.head(view, Opening(title, question=question))
    story_table.verdict(view)


def _no_answer(view: View) -> str:
    headline = view.result.headline
    if headline is None or headline.reason is None:
        return view.t("The case has no group whose return could be compared.")
    return view.t.say(headline.reason)


def exposure_in_small(view: View) -> None:
    """Show the exposure matrix without its panels; the Exposure page opens its cells."""
    t = view.t
    found = view.trial.exposure
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


def what_would_change(view: View) -> None:
    """List the nearest single changes, the ones that move the gap most first."""
    t, headline = view.t, view.result.headline
    if headline is None or headline.value is None:
        return
    changes = [change for change in view.trial.changes if change.difference is not None]
    components.heading(
        title_changes(headline.value, changes, t),
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
