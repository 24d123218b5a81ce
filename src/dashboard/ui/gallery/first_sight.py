"""The gallery as it stands in the first HTML, readable before the page itself has started.

Whatever runs in the browser takes seconds to start; what is known of the cases stands there
at once, with links that work, and the page takes its place when it is drawn.  Nobody is
logged in yet when the first HTML is sent: where readers log in, it holds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from dashboard.analysis.cards.glance import Glance
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.ui import people_view, reading_behind, state, switches
from dashboard.ui.gallery import board, controls, deck
from dashboard.ui.gallery.entry_links import MENU

_PAGES = ("story", "cases")  # those in whose place the gallery may stand


def first_sight(page: str, link: Mapping[str, str], t: Language) -> Markup | None:
    """
    Gallery for the first HTML; None where something else is shown, or nothing is to be yet.

    Parameters
    ----------
    page : str
        Name of the page that is asked for.
    link : mapping of str to str
        Parameters of its address.
    t : Language
    """
    if page not in _PAGES or people_view.login().is_on or people_view.barred() is not None:
        return None
    if link.get(MENU) or not (page == "cases" or state.at_gallery(page, link)):
        return None
    glances = deck.glances()
    wanted, ignored = board.read_wanted(link)
    found = board.board_of(glances, wanted, link, t)
    if ignored or not found.hits:
        return None
    waits = board.on_their_way(deck.on_their_way(glances), reading_behind.left(), t)
    return el(
        "div",
        _bar(link, t),
        el(
            "main",
            board.head(glances, t),
            _tools(glances, found, link, t),
            el("p.onway", waits) if waits else None,
            board.cards(found, link, t),
            el("p.legend", board.legend(glances, found.scale, t)),
        ),
        id="first",
    )


def _bar(link: Mapping[str, str], t: Language) -> Markup:
    """Top bar, as the page will have it."""
    general = {name: value for name in state.GENERAL if (value := link.get(name, "").strip())}
    tongues = [
        inside_link(_changed(link, lang=code), name, kind="on" if code == t.code else "")
        for code, name in (("en", "EN"), ("zh", "中文"))
    ]
    return el(
        "div.firstbar",
        el("a.brand", "market / narrative", href="./"),
        el(
            "nav",
            inside_link(f"cases?{urlencode(general)}", t("Cases"), kind="on"),
            inside_link(f"article?{urlencode(general)}", t("New case")),
            el("span", t("Open a case")),
        ),
        el("span.tongues", switches.theme_html(t, link.get(switches.THEME, "")), tongues),
    )


def _tools(
    glances: Sequence[Glance], found: board.Board, link: Mapping[str, str], t: Language
) -> Markup:
    """Search and filters; what is typed goes over into the page's own field."""
    wanted = found.wanted
    by_answer, by_status, orders = controls.labels(glances, wanted, t)
    answer, status = wanted.answer or controls.ALL, wanted.status or controls.ALL
    kept = {name: value for name, value in link.items() if name != "q" and value.strip()}
    search = el(
        "form",
        [el("input", type="hidden", name=name, value=value) for name, value in kept.items()],
        el(
            "input",
            type="search",
            name="q",
            value=wanted.q,
            placeholder=t(controls.LOOK_FOR),
            aria_label=t("Search"),
            autocomplete="off",
            maxlength=board.LONGEST,
        ),
        action="cases",
    )
    lines = [
        _words("answer", t("Answer"), by_answer, answer, link),
        _words("status", t("Status"), by_status, status, link),
        el("p.sorted", el("span", t("Sorted by")), el("b", orders[wanted.sort])),
    ]
    narrow = [
        el("p", el("span", label), el("b", words))
        for label, words in (
            (t("Answer"), by_answer[answer]),
            (t("Status"), by_status[status]),
            (t("Sorted by"), orders[wanted.sort]),
        )
    ]
    return el("div.tools", search, el("div.wide", lines), el("div.narrow", narrow))


def _words(
    name: str, label: str, labels: Mapping[str, str], current: str, link: Mapping[str, str]
) -> Markup:
    words = [
        inside_link(
            _changed(link, **{name: "" if each == controls.ALL else each}),
            told,
            kind="on" if each == current else "",
        )
        for each, told in labels.items()
    ]
    return el("p.words", el("span", label), words)


def _changed(link: Mapping[str, str], **changes: str) -> str:
    """Address of the gallery with some parameters changed."""
    values = {**link, **changes}
    return f"cases?{urlencode({name: value for name, value in values.items() if value})}"
