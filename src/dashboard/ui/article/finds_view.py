"""The article and what was found in it, side by side; below each other where it is narrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.articles.finds import Finds
from dashboard.html import article_text
from dashboard.html.article_entries import Entry
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import components


def side_by_side(
    finds: Finds,
    title: str,
    entries: tuple[Entry, ...],
    states: Mapping[int, str],
    t: Language,
) -> DeltaGenerator:
    """
    Draw the article with its finds marked, and the list of them; return the place below the text.

    Parameters
    ----------
    finds : Finds
    title : str
        Of the article.
    entries : tuple of Entry
    states : mapping of int to str
        By number, what a find is in the draft.
    t : Language
    """
    parts = article_text.pieces(finds.text, entries)
    chosen = _part(parts, t) if len(parts) > 1 else 0
    piece = parts[chosen]
    labels = [group.label for group in finds.groups]
    text, found = st.columns([11, 12], gap="large")
    with text, st.container(key="fig_article"):
        components.heading(article_text.shown(title), _facts(finds, t), anchor="article")
        st.html(article_text.marked_text(finds.text, piece))
        st.html(article_text.key_of_marks(piece.entries, labels, t))
    with found, st.container(key="fig_finds"):
        note = t("Each number leads from a find to its place in the article, and back.")
        components.heading(t("What was read"), note, anchor="finds")
        if piece.entries:
            _list(piece.entries, states, t)
        else:
            components.nothing(t("Nothing was found here."))
    return text


def _list(entries: tuple[Entry, ...], states: Mapping[int, str], t: Language) -> None:
    """Draw the finds: all of them, or those that a yes is missing of, or those that have it."""
    wanted = _wanted(entries, states, t) if states else ""
    shown = [each for each in entries if not wanted or states.get(each.number) == wanted]
    st.html(article_text.found_list(shown, t, states))


def _wanted(entries: tuple[Entry, ...], states: Mapping[int, str], t: Language) -> str:
    counts = Counter(states.get(each.number, "") for each in entries)
    # A find the draft does not rest on is neither: it is among all.
    labels = {
        "": t("all {n}", n=len(entries)),
        "open": t("to be confirmed {n}", n=counts["open"]),
        "settled": t("confirmed {n}", n=counts["settled"]),
    }
    chosen = st.segmented_control(
        t("Which finds"),
        list(labels),
        key="article_shown",
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        default="",
        required=True,
    )
    return str(chosen or "")


def _part(parts: tuple[article_text.Piece, ...], t: Language) -> int:
    """Which part of a long article is shown."""
    labels = [
        t("Part {n} of {total}: {finds} finds", n=n, total=len(parts), finds=len(part.entries))
        for n, part in enumerate(parts, start=1)
    ]
    with st.container(key="controls_part", horizontal=True):
        chosen = st.selectbox(
            t("A long article is shown in parts"),
            range(len(parts)),
            key="article_part",
            format_func=labels.__getitem__,
            width=390,
        )
    return int(chosen or 0)


def _facts(finds: Finds, t: Language) -> str:
    published = finds.published
    signs = t("{n} signs", n=t.number(len(finds.text)))
    if published.day is None:
        return t(" · ").join([t("day of publication not known"), signs])
    day = t.long_day(published.day)
    if published.moment is not None:
        day = f"{day} {published.moment:%H:%M}"
    if published.origin == "inferred":
        day = t("{day} (inferred)", day=day)
    return t(" · ").join([t("published {day}", day=day), signs])


def notices(finds: Finds, t: Language) -> None:
    """Say what a reader should know of the reading itself."""
    for each in finds.notices:
        st.html(el("p.notice", t.say(each), role="status"))
