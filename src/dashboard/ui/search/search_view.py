"""Search over everything: a button of the top bar, a field, and hits kind by kind.

The browser's script (`assets/everything.js`) opens it by ``/`` and Ctrl-K, sends what is typed
a moment after the last letter, and lets the arrow keys go through the hits.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from dashboard.analysis.everything.matching import LONGEST, Hit, Hits, search
from dashboard.analysis.everything.rows import Kind
from dashboard.case import Text
from dashboard.errors import N_, DashboardError
from dashboard.html.elements import el, inside_link, markup
from dashboard.language.language import Language
from dashboard.ui import components, data, state
from dashboard.ui.search import index, places

PACE = 1.0  # seconds between two looks while cases are being read
SHOWN = 5  # hits of a kind

HEADINGS: dict[Kind, str] = {
    "page": N_("Pages and figures"),
    "case": N_("Cases"),
    "stock": N_("Stocks"),
    "event": N_("Events"),
    "claim": N_("Claims"),
    "evidence": N_("Evidence"),
    "tag": N_("Concept tags"),
    "word": N_("Words"),
}


@st.fragment
def draw(t: Language, pages: Mapping[str, str], slug: str) -> None:
    """
    Button that opens the search; nothing behind it is made before.

    Parameters
    ----------
    t : Language
    pages : mapping of str to str
        Pages by name, with their titles marked for translation.
    slug : str
        Of the case at hand; empty on a page that is about none.
    """
    box = st.popover(t("Search everything"), key="everything", type="tertiary", on_change="rerun")
    if not box.open:
        return
    with box, st.container(key="everythingbox"):
        typed = st.text_input(
            t("Search everything"),
            key="everything_q",
            placeholder=t("case, stock, event, claim, evidence, word"),
            label_visibility="collapsed",
        )
        try:
            _answer(str(typed).strip()[:LONGEST], t, pages, slug)
        except DashboardError as error:  # a fragment hands nothing on to the page around it
            components.trouble(error, t)


def _answer(typed: str, t: Language, pages: Mapping[str, str], slug: str) -> None:
    if not typed:
        told = t("Every word has to occur. ↑ ↓ go through the hits, Enter opens one, Esc closes.")
        st.html(el("p.grey.hint", told))
        return
    known, unread = index.shelves()
    own = places.shelf(tuple(pages.items()))
    st.html(hits_html(search([*known, own], typed, here=slug, most=SHOWN), typed, t, slug))
    if unread:
        st.fragment(run_every=PACE)(_following)(unread, t)


def _following(unread: int, t: Language) -> None:
    """Say how many cases are yet to be read, and search again when they are."""
    left = index.shelves()[1]
    told = t.plural(
        "{n} case is still being read.", "{n} cases are still being read.", left or unread
    )
    st.html(el("p.grey", told, role="status"))
    if left != unread:
        st.rerun(scope="app")


def hits_html(found: list[Hits], typed: str, t: Language, slug: str) -> Markup:
    """
    Hits kind by kind, each a link to its place.

    Parameters
    ----------
    found : list of Hits
    typed : str
        What was looked for.
    t : Language
    slug : str
        Of the case at hand.
    """
    total = sum(each.total for each in found)
    told = t.plural("{n} hit", "{n} hits", total) if total else t("Nothing has “{q}”.", q=typed)
    drafts = {entry.slug for entry in data.cases() if entry.draft}
    first = slug or state.first_slug()
    return el(
        "div.everyhit",
        el("p.grey", told, role="status"),
        [
            el(
                "section",
                el("h3", t(HEADINGS[each.kind]), " ", el("span.grey", each.total)),
                el("ul", [_row(hit, t, slug, first, drafts) for hit in each.best]),
                _more(each, t),
            )
            for each in found
        ],
        data_q=typed,
    )


def _row(hit: Hit, t: Language, slug: str, first: str, drafts: set[str]) -> Markup:
    """One hit: what it says, and in grey what tells it apart."""
    row, shelf = hit.row, hit.shelf
    of_case = t.pick(shelf.title) if shelf.slug and row.kind != "case" else ""
    asides = [
        t.long_day(row.day) if row.day else "",
        _text(row.aside, t),
        of_case,
        t("draft") if shelf.slug in drafts else "",
    ]
    told = markup(
        el("span.hit", _text(row.title, t)),
        el("span.aside", markup([aside for aside in asides if aside], by=" · ")),
        by=" ",
    )
    return el("li", inside_link(places.address(hit, slug, first), told))


def _text(text: Text, t: Language) -> str:
    return t.pick(text) if text.en or text.zh else ""


def _more(found: Hits, t: Language) -> Markup | None:
    left = found.total - len(found.best)
    if not left:
        return None
    return el("p.grey.more", t("{n} more; another word narrows them down.", n=left))
