"""The words of the case format, explained on the Data page."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from dashboard.errors import N_
from dashboard.html.elements import el
from dashboard.html.lists import terms
from dashboard.language import words
from dashboard.language.language import Language
from dashboard.ui import components
from dashboard.ui.state import View

_IDEAS: tuple[tuple[str, str], ...] = (
    (
        N_("session"),
        N_("A trading day of the case’s exchange; weekends and holidays are none."),
    ),
    (
        N_("window"),
        N_("The sessions under trial, the first and the last included."),
    ),
    (
        N_("base"),
        N_("The close before the window’s first session; returns are counted from it."),
    ),
    (
        N_("session 0"),
        N_(
            "The session in force when something became public; after the close it is the next "
            "one. Without a time of day the middle of the possible span decides."
        ),
    ),
    (
        N_("as-of rule"),
        N_(
            "Evidence counts only if it was public before the window’s last close. Labels are "
            "exempt: they are what the market believed and are reported later by nature."
        ),
    ),
    (
        N_("first hand, reported"),
        N_(
            "First hand: somebody here read it in the document itself. Reported: a third party "
            "says what a document says that nobody here has read."
        ),
    ),
    (
        N_("circular"),
        N_(
            "A claim of an article that only evidence reported by that article supports: it would "
            "be checking itself."
        ),
    ),
    (
        N_("grade"),
        N_(
            "How much a finding counts in rank tests: quantified and established 3, stated 2, "
            "small share 1, all others 0; a rumour counts 1 for a label story and 0 for any other."
        ),
    ),
    (
        N_("familywise p"),
        N_(
            "How often the best of all stories would look as good if the returns had fallen on the "
            "stocks by chance: the returns are shuffled over the stocks, grades and groups stay."
        ),
    ),
    (
        N_("false-alarm rate"),
        N_("How often this very case would name a story with its returns shuffled."),
    ),
    (
        N_("group"),
        N_("Named stocks treated alike; the page says when it was named after the returns."),
    ),
    (
        N_("claim"),
        N_("One checkable sentence of the article behind the case."),
    ),
)


def glossary(view: View) -> None:
    """Short explanations: findings with their shapes, precisions, and the main ideas."""
    t = view.t
    components.heading(t("What the words mean"), anchor="words")
    findings = [
        (f"{word.mark} {t(word.text)}", t(word.meaning)) for word in words.FINDINGS.values()
    ]
    precisions = [(str(name), t(meaning)) for name, meaning in words.PRECISIONS.items()]
    ideas = [(t(name), t(meaning)) for name, meaning in _IDEAS]
    st.html(
        el(
            "div.glossary",
            _section(t("Findings"), findings),
            _section(t("Precision of a publication time"), precisions),
            _section(t("Terms"), ideas),
            _section(t("Kinds of source"), _sources(t)),
            _section(t("Quality of a source, best first"), _qualities(t)),
        )
    )


def _sources(t: Language) -> list[tuple[str, str]]:
    return [(str(name), words.source_kind(name, t)) for name in words.SOURCE_KINDS]


def _qualities(t: Language) -> list[tuple[str, str]]:
    return [
        (f"{grade} {t(word)}", t(meaning))
        for grade, (word, meaning) in words.SOURCE_QUALITIES.items()
    ]


def _section(title: str, entries: list[tuple[str, str]]) -> Markup:
    return el("section", el("h3", title), terms(entries))
