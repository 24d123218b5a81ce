"""Every hit in its context, document by document; each leads to its page."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import streamlit as st
from markupsafe import Markup

from dashboard.filings.document import Document
from dashboard.filings.search import Found, Hit
from dashboard.html.elements import el, inside_link, outside_link
from dashboard.html.stocks import stock_name
from dashboard.language.language import Language
from dashboard.ui import components, state
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.shelf import Asked
from dashboard.ui.state import View

MOST = 60  # hits on the page, unless all are asked for


def draw(view: View, wanted: Asked, found: Found) -> None:
    """List the hits that the link asks for."""
    t, hits = view.t, shelves.listed(found.hits, wanted)
    if not hits:
        return
    shown = hits if state.asked("show") == "all" else hits[:MOST]
    components.heading(_title(view, wanted, len(hits)), _note(view, wanted), anchor="hits")
    chosen = state.asked("hit")
    of = Counter(hit.document.id for hit in hits)
    parts = [
        el(
            "section",
            _head(view, document, of[document.id]),
            el("ul.hitlist", [_hit(view, hit, chosen, t) for hit in several]),
        )
        for document, several in groupby(shown, key=lambda hit: hit.document)
    ]
    st.html(el("div.hits", parts))
    if len(shown) < len(hits):
        more = t("{n} more hits", n=len(hits) - len(shown))
        to = shelves.address(view.case, show="all")
        st.html(el("p.job", inside_link(f"{to}#hits", more)))


def _title(view: View, wanted: Asked, n: int) -> str:
    t = view.t
    if wanted.term and wanted.about:
        return t.plural(
            "{stock}: one hit of “{term}”",
            "{stock}: {n} hits of “{term}”",
            n,
            stock=t.name(view.case.stock(wanted.about)),
            term=wanted.term,
        )
    return t.plural("One hit", "{n} hits", n)


def _note(view: View, wanted: Asked) -> Markup | str:
    t = view.t
    told = t(
        "A hit leads to its page, where it is marked. Keys: j and k go through the hits, Enter "
        "opens one, Escape puts its page away."
    )
    if not (wanted.term or wanted.about):
        return told
    to = shelves.address(view.case, about="", term="", hit="", show="")
    return el("span", told, " ", inside_link(f"{to}#hits", t("All stocks and terms")))


def _head(view: View, document: Document, n: int) -> Markup:
    """Document of the hits below, and how many it has, shown or not."""
    t = view.t
    told = [t.say(document.name), t("published {day}", day=t.long_day(document.day))]
    told.append(t.plural("one hit", "{n} hits", n))
    title = outside_link(document.url, document.title) if document.url else document.title
    return el(
        "h3.ofdocument",
        stock_name(view.case, document.symbol, t, with_symbol=False),
        el("span.what", " · ".join(told)),
        el("span.title", title),
    )


def _hit(view: View, hit: Hit, chosen: str, t: Language) -> Markup:
    name = shelves.name_of(hit)
    to = shelves.address(view.case, hit=name)
    return el(
        "li",
        inside_link(
            f"{to}#page",
            [
                el("span.where", t("page {n}", n=hit.page)),
                el(
                    "span.context",
                    hit.context[: hit.start],
                    el("mark", hit.context[hit.start : hit.end]),
                    hit.context[hit.end :],
                ),
            ],
        ),
        class_="chosen" if name == chosen else "",
    )
