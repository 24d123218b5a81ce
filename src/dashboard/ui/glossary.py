"""The words of the case format, explained on the Data page."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st
from markupsafe import Markup

from dashboard.errors import N_
from dashboard.html.elements import el
from dashboard.language import words
from dashboard.language.language import Language
from dashboard.ui import components
from dashboard.ui.state import View

_ODD = re.compile(r"[^a-z0-9]+")  # no part of an anchor

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
    st.html(el("div.glossary", [_section(title, found) for title, found in sections(t).items()]))


def sections(t: Language) -> dict[str, list[tuple[str, str, str]]]:
    """Words by the heading they stand under, each with its anchor, itself and what it means."""
    findings = [
        (name, f"{word.mark} {t(word.text)}", t(word.meaning))
        for name, word in words.FINDINGS.items()
    ]
    return {
        t("Findings"): _anchored(findings),
        t("Precision of a publication time"): _anchored(
            (name, str(name), t(meaning)) for name, meaning in words.PRECISIONS.items()
        ),
        t("Terms"): _anchored((name, t(name), t(meaning)) for name, meaning in _IDEAS),
        t("Kinds of source"): _anchored(
            (name, str(name), words.source_kind(name, t)) for name in words.SOURCE_KINDS
        ),
        t("Quality of a source, best first"): _anchored(
            (f"quality-{grade}", f"{grade} {t(word)}", t(meaning))
            for grade, (word, meaning) in words.SOURCE_QUALITIES.items()
        ),
    }


def _anchored(entries: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [(f"word-{_ODD.sub('-', name)}", word, meaning) for name, word, meaning in entries]


def _section(title: str, entries: list[tuple[str, str, str]]) -> Markup:
    rows = [el("div", el("dt", word), el("dd", meaning), id=at) for at, word, meaning in entries]
    return el("section", el("h3", title), el("dl", rows))
