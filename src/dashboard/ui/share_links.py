"""Share a view: its link, live or frozen, and one of its figures for a frame elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.exhibits.registry import PAGES, exhibits
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import (
    components,
    edition_banner,
    edition_data,
    people_view,
    state,
)
from dashboard.ui.state import View

OUTCOME = "share_outcome"  # what came of freezing, and of which view

# Of a link to an edition: its own settings are to hold.
_FROZEN_WITH = ("case", "prices", "base", "last", "bench")

# Pixels of a frame beside a chart: title, note, source; and of one without a known chart.
_AROUND = 215
_HEIGHT = 480
_WIDTH = 640


@st.fragment
def share(page: str, t: Language) -> None:
    """
    Button of the top bar; nothing behind it is made before it is opened.

    Parameters
    ----------
    page : str
        Name of the page that is looked at.
    t : Language
    """
    box = st.popover(t("Share"), key="share_links", type="tertiary", on_change="rerun")
    if not box.open:
        return
    with box, st.container(key="sharebox"):
        try:
            view = state.view()
            _live(view, page)
            _figure(view, page, _frozen(view, page))
        except DashboardError as error:
            components.trouble(error, t)


# Addresses ------------------------------------------------------------


def live_query(view: View, page: str) -> dict[str, str]:
    """Parameters of this very view on today's numbers, in the language it is read in."""
    query = state.everything(page) | {"case": view.case.slug, "lang": view.t.code}
    if view.edition is not None:
        settings = dict(parse_qsl(edition_banner.live(view).removeprefix("?")))
        query = {n: value for n, value in query.items() if n not in _FROZEN_WITH} | settings
        query.pop("edition", None)
    return _ordered(query | {"lang": view.t.code}, page)


def frozen_query(view: View, page: str, edition: str) -> dict[str, str]:
    """Parameters of this very view on the numbers of an edition."""
    query = state.everything(page)
    # An edition may be looked at over another window than its own; a new one has this one.
    left = _FROZEN_WITH if view.edition is None else ("case", "prices")
    kept = {name: value for name, value in query.items() if name not in left}
    return _ordered(kept | {"edition": edition, "lang": view.t.code}, page)


def _ordered(query: dict[str, str], page: str) -> dict[str, str]:
    """Order in which a link is read: case, language, window, then the page's own."""
    known = (*state.SHARED, *state.OWN.get(page, ()), *state.DRAWN)
    return {name: query[name] for name in known if name in query}


def whole_address(query: dict[str, str]) -> str:
    """
    Address of the page that is looked at, with these parameters.

    Where the browser has not said under which address it reads, only the parameters.
    """
    return f"{st.context.url or ''}?{urlencode(query, safe=':~,/')}"


def snippet(address: str, title: str, height: int) -> str:
    """HTML that puts a figure into another page."""
    return el(
        "iframe",
        src=address,
        title=title,
        width=_WIDTH,
        height=height,
        style="border:0;max-width:100%",
        loading="lazy",
    )


# The three choices ----------------------------------------------------


def _live(view: View, page: str) -> None:
    t = view.t
    told = t("Opens this very view, on whatever the numbers are by then.")
    if view.edition is not None:
        told = t("Opens the same view on the live case instead of the edition.")
    _head(t("This view, live"), told)
    _copy(whole_address(live_query(view, page)))


def _frozen(view: View, page: str) -> str:
    """Link to an edition, or the button that makes one; returns the edition's id."""
    t = view.t
    _head(t("This view, frozen"), t("Shows exactly these numbers for good."))
    edition = _known_edition(view)
    if edition:
        _copy(whole_address(frozen_query(view, page, edition)))
        return edition
    refused = _refusal(view)
    if refused:
        _say(refused)
        return ""
    # Until it is opened nothing is frozen: an edition takes room for good.
    st.button(t("Freeze and show the link"), key="share_freeze", on_click=_freeze, args=(view,))
    _failure(view)
    return ""


def _known_edition(view: View) -> str:
    """Id of the edition that is looked at, or that was just made of this view."""
    if view.edition is not None:
        return view.edition.id
    made = st.session_state.get(OUTCOME)
    if made is None or made[0] != view.key or isinstance(made[1], DashboardError):
        return ""
    return str(made[1])


def _refusal(view: View) -> str:
    """Why nothing can be frozen; empty when it can."""
    t = view.t
    if view.folder.market.prices.empty:
        return t("The case has no prices yet, so there is nothing to freeze.")
    return edition_data.refusal(t)


def _freeze(view: View) -> None:
    outcome: DashboardError | str
    try:
        people_view.refuse_readers()
        outcome = edition_data.freeze(view, people_view.who(), "").id
    except DashboardError as error:
        outcome = error
    st.session_state[OUTCOME] = (view.key, outcome)


def _failure(view: View) -> None:
    made = st.session_state.get(OUTCOME)
    if made is not None and made[0] == view.key and isinstance(made[1], DashboardError):
        _say(view.t.error(made[1]), role="alert")


def _figure(view: View, page: str, edition: str) -> None:
    """Choose one figure: its address alone, and the frame to paste."""
    t, names = view.t, _labels(page)
    if not names or view.folder.market.prices.empty:
        return
    told = (
        t("Edition {id}, frozen; for a frame on another page.", id=edition)
        if edition
        else t("On live numbers, for a frame on another page; freeze the view for frozen ones.")
    )
    _head(t("One figure only"), told)
    with st.container(key="share_choice", horizontal=True, gap="small"):
        name = _choose("share_only", t("Figure"), {name: t(label) for name, label in names.items()})
        colours = {"": t("As the reader’s system"), "light": t("Light"), "dark": t("Dark")}
        theme = _choose("share_theme", t("Paper"), colours)
    query = frozen_query(view, page, edition) if edition else live_query(view, page)
    for left in ("open", "theme"):
        query.pop(left, None)
    address = whole_address(query | {state.ONLY: name} | ({"theme": theme} if theme else {}))
    _copy(address)
    title = f"{t(names[name])} · {t.pick(view.case.title)}"
    _copy(snippet(address, title, _height(name)))
    _say(
        t(
            "Which sites may show it in a frame is the setting “frame_ancestors”: {sites}.",
            sites=_sites(t),
        )
    )


def _labels(page: str) -> dict[str, str]:
    """What can stand alone: figures of a page, and its panels."""
    panels = PAGES[page].panels if page in PAGES else {}
    return {**panels, **{name: each.label for name, each in exhibits(page).items()}}


def _height(name: str) -> int:
    """Height of a frame that shows the whole chart, as far as it has been drawn."""
    known = st.session_state.get(components.HEIGHTS, {}).get(name)
    return _HEIGHT if known is None else max(_HEIGHT, int(known) + _AROUND)


def _sites(t: Language) -> str:
    from dashboard.settings.loading import load_settings  # noqa: PLC0415 - read when it is asked for

    words = {"self": t("this server’s own pages"), "none": t("nobody")}
    return t.listing([words.get(site, site) for site in load_settings().frame_ancestors])


# Pieces ---------------------------------------------------------------


def _choose(key: str, label: str, labels: dict[str, str]) -> str:
    if st.session_state.get(key) not in labels:  # another page has other figures
        st.session_state.pop(key, None)
    return str(
        st.selectbox(label, list(labels), key=key, format_func=labels.__getitem__, width=240)
    )


def _head(title: str, told: str) -> None:
    st.html(el("h3", title) + el("p", told))


def _copy(text: str) -> None:
    """Text with a button that copies it."""
    st.code(text, language=None, wrap_lines=True)


def _say(sentence: str, role: str = "status") -> None:
    st.html(el("p.told", sentence, role=role))
