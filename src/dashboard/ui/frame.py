"""The frame around every page: navigation, language, controls, head, trouble."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import StreamlitPage

from dashboard.case import Case
from dashboard.cases import due, known
from dashboard.errors import N_, DashboardError, PriceError
from dashboard.exhibits.exhibit import Opening
from dashboard.html import draft_rows
from dashboard.html.elements import el, inside_link, markup, sentence
from dashboard.language.language import Language
from dashboard.language.words import caution
from dashboard.ui import (
    copy_words,
    data,
    embed_view,
    guide,
    history_view,
    keys_view,
    link_check,
    people_view,
    picker,
    refresh_view,
    share_links,
    source_words,
    state,
    switches,
    width,
)
from dashboard.ui.components import head, link_select, notice, notice_html, trouble
from dashboard.ui.search import search_view
from dashboard.ui.state import View

PAGES: dict[str, str] = {
    "story": N_("Story"),
    "prices": N_("Prices"),
    "timeline": N_("Timeline"),
    "exposure": N_("Exposure"),
    "filings": N_("Filings"),
    "robustness": N_("Robustness"),
    "claims": N_("Claims"),
    "data": N_("Data"),
    "editions": N_("Editions"),
    "cases": N_("Cases"),
    "radar": N_("Radar"),
    "article": N_("New case"),
    "edit": N_("Editor"),
}
UNLISTED = frozenset({"edit"})
"""Pages without a link in the top bar, and without a view that could be shared."""
WITHOUT_PRICES = frozenset({"data", "filings", "edit"})
"""Pages that have something to show of a case without prices."""
_FOUND = {name: title for name, title in PAGES.items() if name not in UNLISTED}
OWN_MATTER = frozenset({"cases", "radar", "article"})
"""Pages that are about no case at hand: they show no view that could be shared."""


def pages(t: Language) -> dict[str, StreamlitPage]:
    """Pages of the dashboard, the first one at the root address."""
    folder = data.home() / "pages"
    return {
        name: st.Page(
            folder / f"{name}.py", title=f"{t(title)} · market / narrative", default=name == "story"
        )
        for name, title in PAGES.items()
    }


def top_bar(listed: dict[str, StreamlitPage], t: Language, shown: str = "") -> None:
    """
    Draw brand, page links, paper, language and what to share; the links carry the reader's state.

    Parameters
    ----------
    listed : dict of str to StreamlitPage
        Pages by name; empty before the login.
    t : Language
    shown : str
        Name of the page below; without one nothing is shared.
    """
    if state.only() and shown not in OWN_MATTER:  # one figure stands alone
        return
    with st.container(key="topbar", horizontal=True, vertical_alignment="center", gap="small"):
        brand = el("a.brand", "market / narrative", href="./")
        st.html(markup(switches.skip_link(t), brand), width="content")
        if listed:
            with st.container(key="navrow", horizontal=True, vertical_alignment="center", gap=None):
                switches.more_pages(t, before=True)
                with st.container(key="nav", horizontal=True, gap="small"):
                    _page_links(listed, t, shown)
                switches.more_pages(t, before=False)
        with st.container(key="switches", horizontal=True, gap="small", width="content"):
            switches.theme(t)
            switches.language(t)
            shares = bool(shown) and shown not in OWN_MATTER | UNLISTED
            if shares:
                share_links.share(shown, t)
            if shown:
                at_hand = "" if shown in OWN_MATTER else state.asked("case") or state.first_slug()
                search_view.draw(t, _FOUND, at_hand)
                _keys(shown, t, shares=shares)


def _keys(shown: str, t: Language, *, shares: bool) -> None:
    """Button of the keys of a page, the same for all its readers of one language."""
    ways = ["cases", *(name for name in in_bar(shown) if name != "cases")]
    drawn = data.computed(
        "keys",
        (shown, t.code, shares),
        lambda: keys_view.button(PAGES, ways, shown, t, shares=shares),
    )
    st.html(drawn, width="content")


def in_bar(shown: str) -> list[str]:
    """Pages with a link in the bar of a page: those about no case, or those of its case."""
    own = shown in OWN_MATTER
    return [name for name in PAGES if (name in OWN_MATTER) == own and name not in UNLISTED]


def _page_links(listed: dict[str, StreamlitPage], t: Language, shown: str) -> None:
    """Pages of the case that is looked at behind a way back to all; or those about no case."""
    general = state.general_link()
    if shown in OWN_MATTER:
        for name in ("cases", "radar", "article"):
            st.page_link(listed[name], label=t(PAGES[name]), query_params=general)
        picker.draw(t, "")
        return
    st.page_link(listed["cases"], label=t("‹ All cases"), query_params=general)
    picker.draw(t, state.asked("case") or state.first_slug())
    query = state.link()
    for name in in_bar(shown):
        st.page_link(listed[name], label=t(PAGES[name]), query_params=query)


@contextmanager
def page(name: str) -> Iterator[View]:
    """
    Everything a page needs around its own content.

    Yields
    ------
    View
        What the reader looks at.  A `DashboardError` raised inside becomes one
        sentence on the page; anything else stays a traceback in the log.
    """
    t = state.reader_language()
    if not people_view.may_read():  # should a page ever run without the entry script
        st.stop()
    try:
        view = state.view()
    except DashboardError as error:
        trouble(error, t)
        st.stop()
    history_view.notice_changes(view)
    if state.only():
        _one_figure(view, name)
        st.stop()
    with st.container(key=f"page_{name}"):
        width.listen()
        for line in broken_notices(view.t):
            st.html(line)
        empty = view.folder.market.prices.empty
        # Without any prices the page itself says so, and what to do.
        told = [each for each in view.ignored if not (empty and isinstance(each, PriceError))]
        _tell([*told, *link_check.ignored(name, PAGES, view)], view.t)
        _state(view, name)
        if empty and name not in WITHOUT_PRICES:
            _no_prices(view)
            st.stop()
        try:
            guide.bar(view, name, pages(view.t))
            yield view
            copy_words.draw(view, name)
            for draw in view.waiting:
                draw()
        except DashboardError as error:
            trouble(error, view.t)


@contextmanager
def plain_page(name: str) -> Iterator[Language]:
    """
    Everything that a page needs which is about no case at hand.

    Yields
    ------
    Language
        The reader's.  A `DashboardError` raised inside becomes one sentence on the page.
    """
    t = state.reader_language()
    if not people_view.may_read():  # should a page ever run without the entry script
        st.stop()
    with st.container(key=f"page_{name}"):
        width.listen()
        _tell(link_check.ignored(name, PAGES), t)
        try:
            yield t
        except DashboardError as error:
            trouble(error, t)


def _tell(ignored: Iterable[DashboardError], t: Language) -> None:
    """Name above the page what of its link is not used."""
    for each in ignored:
        notice(t.error(each))


def _one_figure(view: View, name: str) -> None:
    width.listen(alone=True)
    _tell([*view.ignored, *link_check.ignored(name, PAGES, view)], view.t)
    try:
        embed_view.draw(view, name, state.only())
    except DashboardError as error:
        trouble(error, view.t)


def _state(view: View, name: str) -> None:
    """Say of an edition that it is one, of a draft too, of prices that they are on their way."""
    for line in standing_notices(view, name):
        st.html(line)
    waits = view.edition is None and data.folder(view.case.slug).market.prices.empty
    if waits and name != "data":  # which has the panel of the refresh itself
        refresh_view.on_their_way(view)


def standing_notices(view: View, name: str) -> list[Markup]:
    """Quiet lines above a page that say what is shown: an edition, a draft, a day, what is due."""
    found = []
    if view.edition is not None:
        from dashboard.ui import edition_banner  # noqa: PLC0415 - only above an edition

        found.append(edition_banner.banner(view))
    left = len(draft_rows.waiting(view.folder.marks))
    if left:
        told = view.t.plural(
            "A draft: {n} entry still waits for a yes.",
            "A draft: {n} entries still wait for a yes.",
            left,
        )
        found.append(notice_html(markup(told, _confirming(view), _editing(view, name), by=" ")))
    if view.folder.as_of is not None:
        found.append(notice_html(_as_of(view, name, view.folder.as_of)))
    due_now = _due(view) if view.edition is None else None
    return [*found, *([notice_html(due_now)] if due_now else [])]


def _as_of(view: View, name: str, day: date) -> Markup:
    """Say what of the evidence is left out, and lead back to all of it."""
    t = view.t
    whole, left = len(view.whole.case.evidence), len(view.case.evidence)
    told = t.plural(
        "As known on {day}: {n} of {whole} statements came out later and is left out.",
        "As known on {day}: {n} of {whole} statements came out later and are left out.",
        whole - left,
        day=t.long_day(day),
        whole=whole,
    )
    if whole == left:
        told = t(
            "As known on {day}: all {n} statements were out by then.", day=t.long_day(day), n=whole
        )
    events = len(view.whole.case.events) - len(view.case.events)
    later = t.plural(
        "{n} later event is left out too.", "{n} later events are left out too.", events
    )
    query = state.everything(name) | state.link()
    del query["asof"]
    back = inside_link(f"{'./' if name == 'story' else name}?{urlencode(query)}", t("Count all"))
    return markup(told, later if events else None, t("Prices stay."), back, by=" ")


def _due(view: View) -> Markup | None:
    """Say that the case should be looked at again; what a draft waits for has been said."""
    listed = next((each for each in data.cases() if each.slug == view.case.slug), None)
    if listed is None:
        return None
    found = [each for each in due.why(listed, datetime.now(UTC).date()) if each.kind != "draft"]
    if not found:
        return None
    said = view.t.sentences([view.t.say(each.message) for each in found])
    return markup(el("b", view.t("Due.")), said, by=" ")


def _confirming(view: View) -> Markup | None:
    """Link to where a draft is confirmed; an edition of one stays as it is."""
    if view.edition is not None:
        return None
    query = urlencode(state.link(case=view.case.slug) | {"draft": view.case.slug})
    return inside_link(f"article?{query}", view.t("Go on confirming"))


def _editing(view: View, name: str) -> Markup | None:
    """Link to where every part of a draft can be changed."""
    if view.edition is not None or name == "edit":
        return None
    return inside_link(
        f"edit?{urlencode(state.link(case=view.case.slug))}", view.t("Edit the case")
    )


def _no_prices(view: View) -> None:
    """Say that a case has no prices yet, and where they are refreshed."""
    t = view.t
    if refresh_view.runs(view.case.slug):
        told = t("They are asked for right now; this page fills as they come.")
        head(view, Opening(t("This case waits for its prices"), told))
        return
    way = source_words.link("refresh", t("refresh them on the Data page"))
    told = sentence(t, "Neither the case nor the store has prices: {link}.", link=way)
    ended = refresh_view.last_ending(view)
    head(view, Opening(t("This case has no prices yet"), told, remark=ended))


def sorry() -> None:
    """Say that the dashboard itself failed; what happened is in the server's log."""
    t = state.reader_language()
    said = t(
        "Something went wrong on our side. What stands above is still right; please reload, and "
        "tell the people who run this dashboard if it stays."
    )
    st.html(el("div.trouble", el("p", said), role="alert"))


def broken_notices(t: Language) -> list[Markup]:
    """Quiet lines above every page that name the case folders that were not loaded."""
    return [
        notice_html(
            t.plural(
                "The case folder “{slug}” was not loaded: it has {n} fault. "
                "“market-narrative check” names it.",
                "The case folder “{slug}” was not loaded: it has {n} faults. "
                "“market-narrative check” names them.",
                len(entry.faults),
                slug=entry.slug,
            )
        )
        for entry in data.cases()
        if entry.faults
    ]


# What a reader's choices change on each page, window aside.
_CHANGES = {
    "story": {"bench", "up", "asof"},
    "prices": {"bench", "stock", "up"},
    "exposure": {"stock", "up", "asof"},
    "robustness": {"bench"},
}


CONTROLLED = frozenset({"story", "prices", "timeline", "exposure", "robustness"})
"""Pages with a line of controls below their head."""


def n_lines(view: View, page: str) -> int:
    """How many lines the controls take on a phone: two in each, but for a benchmark's long name."""
    offered = _offered(view.case, page)
    after = len(offered - {"bench"}) + (view.window != view.own_window)
    return 1 + ("bench" in offered) + (after + 1) // 2


def _offered(case: Case, page: str) -> set[str]:
    """Choices beside the window that change something on a page of a case."""
    changes = _CHANGES.get(page, set())
    if page == "timeline" and len(case.groups) == 1:
        changes = {"bench"}
    return changes if len(case.benchmarks) > 1 else changes - {"bench"}


def controls(view: View, page: str) -> None:
    """
    One quiet line: base, last session, and those of the choices that change something.

    Parameters
    ----------
    view : View
    page : str
        On the timeline a benchmark counts where it stands against a single group.
    """
    t, case = view.t, view.case
    changes, days = _offered(case, page), _priced_days(view)
    # On a phone two controls are one line, and more of them two.
    key = "controls" if changes else "controls_brief"
    with st.container(key=key, horizontal=True, vertical_alignment="bottom", gap="small"):
        _select("base", t("Base (close of)"), [d for d in days if d < view.window.last], view.base)
        _select("last", t("Last session"), [d for d in days if d > view.base], view.window.last)
        titles = {b.id: t.pick(b.title) for b in case.benchmarks}
        if "bench" in changes:
            _choose("bench", t("Benchmark"), titles, view.benchmark, width=290)
        if "stock" in changes:
            everyone = {"": t("All stocks")}
            names = {stock.symbol: t.name(stock) for stock in case.stocks}
            _choose("stock", t("Highlight"), everyone | names, view.stock)
        if "up" in changes:
            colours = {"red": t("Red is up"), "green": t("Green is up")}
            _choose("up", t("Colours"), colours, "red" if view.look.rise_is_red else "green")
        if "asof" in changes:
            _choose("asof", t("Published by"), _known_days(view), _known_day(view))
        if view.window != view.own_window:
            label = t("Back to the case’s window")
            if view.edition is not None:
                label = t("Back to the edition’s window")
            st.button(label, key="reset_window", on_click=_reset_window)


def _known_day(view: View) -> str:
    known = view.folder.as_of
    return "" if known is None else known.isoformat()


def _known_days(view: View) -> dict[str, str]:
    """Days whose end changes what is known, and the one that the link names."""
    turns = known.turning_days(view.whole.case.evidence, view.sessions)
    days = sorted({each.isoformat() for each in turns} | {_known_day(view)} - {""}, reverse=True)
    return {"": view.t("All on file"), **{day: day for day in days}}


def _priced_days(view: View) -> list[date]:
    return list(view.sessions.between(*data.span(view.folder)))


def _select(name: str, label: str, days: list[date], current: date) -> None:
    _choose(name, label, {day.isoformat(): day.isoformat() for day in days}, current.isoformat())


def _choose(
    name: str, label: str, labels: dict[str, str], current: str, *, width: int = 150
) -> None:
    link_select(name, label, labels, current, width=width)


def _reset_window() -> None:
    state.put("base", "")
    state.put("last", "")


def footer(view: View) -> None:
    """Close a page: what this is and is not."""
    t = view.t
    n_sessions = view.sessions.count(view.window.first, view.window.last)
    st.html(el("footer.foot", caution(len(view.case.stocks), n_sessions, t)))
