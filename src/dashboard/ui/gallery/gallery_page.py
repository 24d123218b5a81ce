"""The page of all cases: how many stories hold up, and a card for each."""

from __future__ import annotations

import re
import time
from collections.abc import Hashable, Sequence

import streamlit as st

from dashboard.analysis.cards.finding import Wanted, found
from dashboard.analysis.cards.glance import Glance
from dashboard.analysis.cards.words import asides, heading, rest
from dashboard.charts.theme import RED_IS_UP
from dashboard.errors import N_, DashboardError
from dashboard.html import gallery
from dashboard.html.dot_strip import Scale, scale_of
from dashboard.html.elements import el, inside_link, sentence
from dashboard.language.language import Language
from dashboard.language.numerals import counted
from dashboard.ui import data, state
from dashboard.ui.components import PAUSE, nothing, trouble
from dashboard.ui.gallery import actions, controls, deck, entry_links, import_view

PACE = 2.0  # seconds between two looks while cards are being worked out
SHOWN = 24  # cards drawn at first, and with each further step
SCREEN = 9  # of them are painted before the others come: what a desk shows without scrolling
_PAINTED = "gallery_painted"


@st.fragment
def draw(t: Language) -> None:
    """Draw the gallery; what its controls change redraws it and nothing else."""
    try:
        _gallery(t)
    except DashboardError as error:  # a fragment hands nothing on to the page around it
        trouble(error, t)


def _gallery(t: Language) -> None:
    glances = deck.glances()
    _head(glances, t)
    actions.done(t)
    if not glances:
        _no_case(t)
        return
    wanted = controls.asked(t)
    controls.draw(glances, wanted, t)
    _on_their_way(glances, t)
    hits = found(glances, wanted, t, deck.listed())
    scale = scale_of(each.card for each in glances)
    if hits:
        _cards(hits, scale, t)
    else:
        _no_hit(wanted, t)
    st.html(el("p.legend", _legend(glances, scale, t)))
    actions.away(t)
    import_view.import_case(t)


def _head(glances: Sequence[Glance], t: Language) -> None:
    title = heading(glances, t) if glances else t("No story on trial yet")
    clauses = [part for part in re.split(r"(?<=[,，])", title) if part]
    told, aside = rest(glances, t), asides(glances, t)
    standfirst = el("p.standfirst", told, " " if t.code == "en" else "", el("span.grey", aside))
    st.html(
        el(
            "header.head.galleryhead",
            el("p.kicker", t("Cases")),
            el("h1", [el("span", part) for part in clauses]),
            standfirst if told or aside else None,
        )
    )


def _no_case(t: Language) -> None:
    way = inside_link("article", t("read one from an article"))
    told = N_("There are two ways to a case: {link}, or copy a folder into the directory of cases.")
    nothing(sentence(t, told, link=way))


def _no_hit(wanted: Wanted, t: Language) -> None:
    if wanted.answer or wanted.status:
        told = t("No case matches the search under these filters; show all answers and all states.")
        nothing(told)
        st.button(t("Drop the filters"), key="drop_filters", on_click=controls.drop_filters)
        return
    nothing(t("No case has “{q}” in its title, question, answer or stocks.", q=wanted.q))


# Cards ----------------------------------------------------------------


def _cards(hits: Sequence[Glance], scale: Scale, t: Language) -> None:
    most = controls.how_many(SHOWN)
    with st.container(key="cards"):
        for place, each in enumerate(hits[:most]):
            if place == SCREEN and _PAINTED not in st.session_state:
                st.session_state[_PAINTED] = True
                time.sleep(PAUSE)
            _card(each, scale, t)
    if len(hits) > most:
        left = min(SHOWN, len(hits) - most)
        with st.container(key="more_cards"):
            st.button(
                t.plural("Show {n} more", "Show {n} more", left),
                key="show_more",
                type="tertiary",
                on_click=lambda: state.put("show", str(most + SHOWN)),
            )
            told = t("{shown} of {all} cases are shown.", shown=most, all=len(hits))
            st.html(el("p.grey", told))


def _card(shown: Glance, scale: Scale, t: Language) -> None:
    entry = shown.entry
    up = state.asked("up")
    is_red = up == "red" if up in {"red", "green"} else entry.calendar in RED_IS_UP
    link = "" if entry.faults else entry_links.address(entry.slug)
    with st.container(key=f"card_{_key(entry.slug)}"):
        # The same for all readers of a day with that language and these colours.
        key = (*_known_by(shown), scale, t, link, is_red)
        st.html(
            data.computed(
                "card", key, lambda: gallery.card(shown, scale, link, t, rise_is_red=is_red)
            )
        )
        _menu(shown, t, st.session_state.get(actions.DONE))


def _known_by(shown: Glance) -> tuple[Hashable, ...]:
    entry = shown.entry
    return (entry.path, entry.changed, entry.digest, shown.card, shown.wait, shown.today)


@st.fragment
def _menu(shown: Glance, t: Language, done: object) -> None:
    if actions.REFUSED in st.session_state or st.session_state.get(actions.DONE) is not done:
        st.rerun()  # the gallery is another now, and says what was done
    box = st.popover("⋯", key=f"menu_{_key(shown.entry.slug)}", type="tertiary", on_change="rerun")
    if box.open:
        with box, st.container(key="cardmenu"):
            entry_links.draw(shown.entry, t)
            if not shown.entry.faults:
                actions.menu(shown.entry, t)


def _key(slug: str) -> str:
    """Name of a folder as a part of a key, and so of a class."""
    return re.sub(r"[^a-zA-Z0-9-]", lambda sign: f"_{ord(sign[0]):x}", slug)


# Around the cards -----------------------------------------------------


def _on_their_way(glances: Sequence[Glance], t: Language) -> None:
    left = deck.on_their_way(glances)
    if left:
        st.fragment(run_every=PACE)(_following)(left, t)


def _following(known: int, t: Language) -> None:
    left = deck.on_their_way(deck.glances())
    told = t.plural(
        "{count} card is being worked out; it appears here as soon as it is done.",
        "{count} cards are being worked out; they appear here as they are done.",
        left or known,
        count=counted(left or known, t),
    )
    st.html(el("p.onway", told[:1].upper() + told[1:], role="status"))
    if left != known:
        st.rerun()


def _legend(glances: Sequence[Glance], scale: Scale, t: Language) -> str:
    told = t.plural(
        "Dots are stocks, bars the mean of a group, the dotted line the market; one scale from "
        "{low} to {high} for the one case.",
        "Dots are stocks, bars the mean of a group, the dotted line the market; one scale from "
        "{low} to {high} for all {count}.",
        len(glances),
        low=t.percent(scale.low, 0),
        high=t.percent(scale.high, 0),
        count=counted(len(glances), t),
    )
    return t.sentences([told, t("Hollow: not final, the window is not closed or a draft waits.")])
