"""A case's page as it stands in the first HTML, readable before the page itself has started.

Whatever runs in the browser takes a second to start.  What a reader of the same link was shown
before is kept: its head, its first figure as a drawing, and links that work stand there at once,
laid out where the page will draw them, and the page takes their place.  A link that nobody has
opened since its case changed waits for its page, and so does every link where readers log in.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup, escape

from dashboard.charts.svg.drawing import draw
from dashboard.charts.svg.known import UnknownMarkError
from dashboard.charts.svg.writing import Inks
from dashboard.charts.theme import LIGHT
from dashboard.errors import DashboardError
from dashboard.exhibits.event_filter import EventFilter
from dashboard.exhibits.exhibit import Exhibit, Figure, Opening
from dashboard.exhibits.registry import exhibits
from dashboard.exports.preview.layout import HEIGHT, WIDTH
from dashboard.html import draft_rows
from dashboard.html.elements import el, inside_link, markup
from dashboard.language.language import CODES, Language
from dashboard.ui import (
    claims_view,
    components,
    data,
    data_view,
    edition_view,
    event_filter,
    figures,
    frame,
    guide,
    link_check,
    people_view,
    preview,
    state,
    switches,
)
from dashboard.ui.filings import filings_page
from dashboard.ui.gallery import first_sight
from dashboard.ui.state import Address, View

DESCRIBED = 300  # signs of a description; chats show fewer

FIGURED = frozenset({"story", "prices", "timeline", "exposure", "claims"})
"""Pages whose first figure stands here; no style sheet turns that of Robustness to dark paper."""

_RESTS_ON: Mapping[str, Callable[[View], Hashable]] = {
    "data": data_view.rests_on,
    "editions": edition_view.rests_on,
    "filings": filings_page.rests_on,
}
"""What the heads depend on besides the view, of pages that are about more than its case."""


@dataclass(frozen=True, slots=True)
class Sight:
    """
    What the first HTML says of a page.

    Attributes
    ----------
    html : Markup
        Stands over the page until that is drawn.
    title, description : str
        For the tab, and for whoever unfolds the link; empty for the gallery.
    has_chart : bool
        Whether the page draws charts, whose program is fetched ahead.
    address, picture : str
        Full addresses of what is looked at and of its picture; empty where none is known.
    """

    html: Markup
    title: str = ""
    description: str = ""
    has_chart: bool = False
    address: str = ""
    picture: str = ""

    def tags(self, name: str) -> str:
        """Descriptions for the head of the HTML, escaped; `name` is that of the dashboard."""
        told = {
            "description": self.description,
            "og:title": self.title,
            "og:description": self.description,
            "og:site_name": name,
            "og:type": "article",
            "twitter:card": "summary_large_image" if self.picture else "summary",
        }
        if self.address:
            told["og:url"] = self.address
        if self.picture:
            sides = {"og:image:width": f"{WIDTH}", "og:image:height": f"{HEIGHT}"}
            told |= {"og:image": self.picture, **sides, "og:image:alt": self.title}
        # Open Graph has its own attribute for the name.
        words = {key: "property" if key.startswith("og:") else "name" for key in told}
        return "".join(
            f'<meta {words[key]}="{key}" content="{escape(text)}">' for key, text in told.items()
        )


def sight(page: str, address: Address) -> Sight | None:
    """
    What is known of a page beforehand; None where nothing may be shown, or nothing is kept.

    Parameters
    ----------
    page : str
        Name of the page that is asked for.
    address : Address
        Its link.
    """
    if people_view.login().is_on or people_view.barred() is not None:
        return None
    gallery = first_sight.first_sight(page, address.values, _language(address))
    if gallery is not None:
        with state.reading(address):
            return None if link_check.ignored("cases", frame.PAGES) else Sight(gallery)
    with state.reading(address):
        if state.only() or state.asked(state.STEP) or not figures.was_opened(page):
            return None
        try:
            return _of_case(page)
        except DashboardError:  # the page itself says what is wrong
            return None


def prepare(slug: str) -> None:
    """Keep what the first HTML says of a case's own page, before anybody opens a link to it."""
    for code in CODES:
        for link in ({"case": slug}, {"case": slug, "lang": code}):
            with state.reading(Address(link, code)):
                figures.kept_opening(state.view(), "story")


def _language(address: Address) -> Language:
    with state.reading(address):
        return state.reader_language()


def _of_case(page: str) -> Sight | None:
    view = state.view()
    rests_on = _RESTS_ON[page](view) if page in _RESTS_ON else None
    opening = data.peek("opening", figures.opening_key(view, page, rests_on))
    # What waits for a yes, or was put away, is nobody's business before the page itself says so.
    if not isinstance(opening, Opening) or view.ignored or draft_rows.waiting(view.folder.marks):
        return None
    if link_check.ignored(page, frame.PAGES, view):  # which the page itself says
        return None
    shown = _figure(view, page)
    body = el(
        "div",
        _bar(view, page),
        el(
            "main",
            frame.broken_notices(view.t),
            frame.standing_notices(view, page),
            components.head_html(view, opening),
            guide.offer_html(view, may_change=guide.is_own(view)) if page == "story" else None,
            _room(frame.n_lines(view, page)) if page in frame.CONTROLLED else None,
            _between(view, page),
            shown,
        ),
        id="first",
        class_="page",
    )
    case = view.t.pick(view.case.title)
    description = _plain(opening.standfirst, view.t) or opening.question
    return Sight(
        body,
        f"{opening.title} · {case}",
        description,
        has_chart=page not in _RESTS_ON,
        address=_address(view, page),
        picture=_picture(view),
    )


def _address(view: View, page: str) -> str:
    """Full address of what is looked at, with case and language written out."""
    base = preview.public_address()
    query = state.everything(page) | {"case": view.case.slug, "lang": view.t.code}
    return f"{base}/{'' if page == 'story' else page}?{urlencode(query)}" if base else ""


def _picture(view: View) -> str:
    """Address of the picture; empty where a link shows other numbers than stand in it."""
    case, code = view.case, view.t.code
    if (view.window, view.benchmark) != (case.window, case.benchmarks[0].id):
        return ""
    address = preview.preview_address(case.slug, code)
    found = preview.find_picture(case.slug, code) if address else None
    # An edition, other prices, what was known on a day: each is another folder.
    return address if found is not None and found.folder == view.folder else ""


def _bar(view: View, page: str) -> Markup:
    """Top bar, as the page will have it."""
    t, query = view.t, urlencode(state.link())
    general = urlencode(state.general_link())
    ways = [
        inside_link(
            f"{'./' if name == 'story' else name}?{query}", t(title), kind="on" * (name == page)
        )
        for name, title in frame.PAGES.items()
        if name not in frame.OWN_MATTER | frame.UNLISTED
    ]
    asked = state.everything(page)
    tongues = [
        inside_link(f"?{urlencode(asked | {'lang': code})}", name, kind="on" * (code == t.code))
        for code, name in (("en", "EN"), ("zh", "中文"))
    ]
    return el(
        "div.firstbar",
        el("a.brand", "market / narrative", href="./"),
        el(
            "nav",
            inside_link(f"cases?{general}", t("‹ All cases")),
            el("span.picked", t.pick(view.case.title)),
            ways,
        ),
        el("span.tongues", switches.theme_html(t, state.asked(switches.THEME)), tongues),
    )


def _between(view: View, page: str) -> Markup | None:
    """What stands between the controls of the page and its first figure."""
    if page == "timeline" and view.events:
        return _room(event_filter.N_LINES, ".filter")
    return claims_view.strip_html(view) if page == "claims" else None


def _figure(view: View, page: str) -> Markup | None:
    """First figure of a page as a drawing in the colours of either theme."""
    if page not in FIGURED:
        return None
    exhibit = next(iter(exhibits(page).values()))
    if exhibit.name in state.zooms():
        return None
    if page == "timeline" and event_filter.asked_filter(view) != EventFilter():
        return None
    if any(state.asked(control.name) for control in exhibit.controls):
        return None
    key = (*view.key, view.stock, view.look, tuple(state.link().items()))
    return data.computed(f"first {exhibit.name}", key, lambda: _drawn(view, page, exhibit))


def _drawn(view: View, page: str, exhibit: Exhibit) -> Markup | None:
    made = exhibit.make(view.trial, figures.untouched(view, exhibit, page))
    if not isinstance(made, Figure):
        return None
    head = components.heading_html(made.title, made.note)
    room = _room_of(exhibit, figures.offered(view, exhibit, page))
    if made.plot is None:
        return markup(head, room, None if made.body is None else made.body())
    width = figures.width_of(view, exhibit, page)
    try:
        drawn = draw(made.plot(), width=width, alt=made.alt, name="first", inks=Inks.of(LIGHT))
    except UnknownMarkError:  # the page draws what this cannot
        return head
    wide = width >= figures.WIDE or view.look.compact
    named = drawn.replace("<svg ", f'<svg data-exhibit="{exhibit.name}" ', 1)
    picture = el("div.drawing", Markup(named))  # noqa: S704 - escaped by the drawer
    style = None if wide else f"max-width:{width:.0f}px"
    return markup(room, el("div", head, picture, style=style))


def _room_of(exhibit: Exhibit, offered: Sequence[Mapping[str, str]]) -> Markup | None:
    """Room of the controls of a figure: on a phone two in a line, and a line for several values."""
    shown = [
        each for each, labels in zip(exhibit.controls, offered, strict=True) if len(labels) > 1
    ]
    several = sum(each.most > 1 for each in shown)
    return _room((len(shown) - several + 1) // 2 + several) if shown else None


def _room(lines: int, kind: str = "") -> Markup:
    """Room of a row of controls, which takes so many lines on a phone."""
    return el(f"div.controlling{kind}", style=f"--rows:{lines}")


def _plain(said: str | Markup, t: Language) -> str:
    """Sentences without their markup, as many as a description has room for."""
    parts = said.split("</span>") if isinstance(said, Markup) else [said]
    told = [" ".join(str(Markup(part).striptags()).split()) for part in parts]  # noqa: S704 - taken out of it
    whole = t.sentences([part for part in told if part])
    return whole if len(whole) <= DESCRIBED else f"{whole[: DESCRIBED - 1].rstrip()}…"
