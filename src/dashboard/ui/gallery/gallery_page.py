"""The page of all cases: how many stories hold up, and a card for each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.analysis.cards.finding import Wanted
from dashboard.analysis.cards.glance import Glance
from dashboard.errors import N_, DashboardError
from dashboard.html.elements import el, inside_link, sentence
from dashboard.language.language import Language
from dashboard.ui import reading_behind, state
from dashboard.ui.components import nothing, trouble
from dashboard.ui.gallery import actions, board, controls, deck, import_view, menu_view

PACE = 2.0  # seconds between two looks while cards are being worked out


def draw(t: Language) -> None:
    """Draw the gallery, and the menu of a case over it where the link asks for one."""
    _guarded(t)
    menu_view.draw(t)


@st.fragment
def _guarded(t: Language) -> None:
    """Draw the gallery; what its controls change redraws it and nothing else."""
    try:
        _gallery(t)
    except DashboardError as error:  # a fragment hands nothing on to the page around it
        trouble(error, t)


def _gallery(t: Language) -> None:
    glances = deck.glances()
    st.html(board.head(glances, t))
    actions.done(t)
    if not glances:
        _no_case(t)
        return
    link = state.everything("cases")
    wanted, _ = board.read_wanted(link)
    controls.draw(glances, wanted, t)
    _on_their_way(glances, t)
    found = board.board_of(glances, wanted, link, t)
    if found.hits:
        _cards(found, t)
    else:
        _no_hit(wanted, t)
    st.html(el("p.legend", board.legend(glances, found.scale, t)))
    actions.away(t)
    import_view.import_case(t)


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


def _cards(found: board.Board, t: Language) -> None:
    st.html(board.cards(found, state.everything("cases"), t))
    most, left = found.most, min(board.SHOWN, len(found.hits) - found.most)
    if left > 0:
        with st.container(key="more_cards"):
            st.button(
                t.plural("Show {n} more", "Show {n} more", left),
                key="show_more",
                type="tertiary",
                on_click=lambda: state.put("show", str(most + board.SHOWN)),
            )
            told = t("{shown} of {all} cases are shown.", shown=most, all=len(found.hits))
            st.html(el("p.grey", told))


# Around the cards -----------------------------------------------------


def _on_their_way(glances: Sequence[Glance], t: Language) -> None:
    left = (deck.on_their_way(glances), reading_behind.left())
    if any(left):
        st.fragment(run_every=PACE)(_following)(left, t)


def _following(known: tuple[int, int], t: Language) -> None:
    left = (deck.on_their_way(deck.glances()), reading_behind.left())
    told = board.on_their_way(*(left if any(left) else known), t)
    st.html(el("p.onway", told, role="status"))
    if left != known:
        st.rerun()
