"""The cards of the gallery as one block of HTML, from a link and the cases at hand alone.

Nothing here asks who reads: the same block stands in the first HTML and on the page.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup

from dashboard.analysis.answer.outcomes import OUTCOMES
from dashboard.analysis.cards.finding import ORDERS, STATES, Wanted, found
from dashboard.analysis.cards.glance import Glance
from dashboard.analysis.cards.words import asides, heading, rest
from dashboard.charts.theme import RED_IS_UP
from dashboard.errors import DashboardError
from dashboard.html import gallery
from dashboard.html.dot_strip import Scale, scale_of
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.language.numerals import counted
from dashboard.ui import data, state
from dashboard.ui.gallery import entry_links

SHOWN = 24  # cards drawn at first, and with each further step
LONGEST = 80  # letters of a text to look for

_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Board:
    """
    What a link asks for among the cases at hand.

    Attributes
    ----------
    hits : tuple of Glance
        In the order asked for.
    most : int
        How many of them are drawn.
    scale : Scale
        Of the cards of all cases.
    wanted : Wanted
    """

    hits: tuple[Glance, ...]
    most: int
    scale: Scale
    wanted: Wanted


def read_wanted(link: Mapping[str, str]) -> tuple[Wanted, tuple[DashboardError, ...]]:
    """What a link asks for, and what is to be said of values that are not known."""
    ignored: list[DashboardError] = []

    def known(name: str, allowed: Sequence[_Word]) -> _Word | None:
        value = link.get(name, "").strip()
        for word in allowed:
            if word == value:
                return word
        if value:
            ignored.append(state.not_known(name, value, allowed))
        return None

    wanted = Wanted(
        q=link.get("q", "").strip()[:LONGEST],
        answer=known("answer", OUTCOMES) or "",
        status=known("status", STATES) or "",
        sort=known("sort", ORDERS) or "window",
    )
    return wanted, tuple(ignored)


def board_of(
    glances: Sequence[Glance], wanted: Wanted, link: Mapping[str, str], t: Language
) -> Board:
    """Cases that a link asks for."""
    asked = link.get("show", "").strip()
    most = max(int(asked), SHOWN) if asked.isdecimal() and len(asked) < 6 else SHOWN
    # The names of the exchange's list are looked at where something is looked for.
    hits = found(glances, wanted, t, data.known_stocks() if wanted.q else {})
    return Board(tuple(hits), most, scale_of(each.card for each in glances), wanted)


def cards(board: Board, link: Mapping[str, str], t: Language) -> Markup:
    """All cards that are drawn, as one block."""
    general = {name: value for name in state.GENERAL if (value := link.get(name, "").strip())}
    drawn = [_card(each, board.scale, general, t) for each in board.hits[: board.most]]
    return el("div.cards", drawn)


def _card(shown: Glance, scale: Scale, general: Mapping[str, str], t: Language) -> Markup:
    entry, up = shown.entry, general.get("up", "")
    is_red = up == "red" if up in {"red", "green"} else entry.calendar in RED_IS_UP
    link = "" if entry.faults else entry_links.address(entry.slug, general)
    menu = entry_links.menu_address(entry.slug, general)
    # The same for all readers of a day with that language and these colours.
    key = (*_known_by(shown), scale, t, link, menu, is_red)
    return data.computed(
        "card", key, lambda: gallery.card(shown, scale, link, t, rise_is_red=is_red, menu=menu)
    )


def _known_by(shown: Glance) -> tuple[Hashable, ...]:
    entry = shown.entry
    return (entry.path, entry.changed, entry.digest, shown.card, shown.wait, shown.today)


def head(glances: Sequence[Glance], t: Language) -> Markup:
    """How many stories are on trial, and how they came out."""
    title = heading(glances, t) if glances else t("No story on trial yet")
    clauses = [part for part in re.split(r"(?<=[,，])", title) if part]
    told, aside = rest(glances, t), asides(glances, t)
    standfirst = el("p.standfirst", told, " " if t.code == "en" else "", el("span.grey", aside))
    return el(
        "header.head.galleryhead",
        el("p.kicker", t("Cases")),
        el("h1", [el("span", part) for part in clauses]),
        standfirst if told or aside else None,
    )


def legend(glances: Sequence[Glance], scale: Scale, t: Language) -> str:
    """What the dots of the cards are."""
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


def on_their_way(working: int, unread: int, t: Language) -> str:
    """How many cards are being worked out, and how many folders are being read."""
    told = []
    if unread:
        told.append(
            t.plural(
                "{count} case is being read; it appears here as soon as it is known.",
                "{count} cases are being read; they appear here as they are known.",
                unread,
                count=counted(unread, t),
            )
        )
    if working:
        told.append(
            t.plural(
                "{count} card is being worked out; it appears here as soon as it is done.",
                "{count} cards are being worked out; they appear here as they are done.",
                working,
                count=counted(working, t),
            )
        )
    return t.sentences([each[:1].upper() + each[1:] for each in told])
