"""The quiet lines above a page that shows an edition: which, changed how, and what is newer."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from dashboard import __version__
from dashboard.errors import DashboardError
from dashboard.html.elements import inside_link, markup, sentence
from dashboard.language.language import Language
from dashboard.ui import components, edition_data, state
from dashboard.ui.state import View


def banner(view: View) -> Markup:
    """Say that the numbers are frozen, and lead to the newest edition and the live case."""
    said = markup(_which(view), _changed(view), _version(view), _answer(view), by=" ")
    return components.notice_html(said, ".edition")


def day_of(moment: str, t: Language) -> str:
    """Day of an ISO time in words; empty when there is none."""
    return t.long_day(datetime.fromisoformat(moment).date()) if moment else ""


def _which(view: View) -> list[str]:
    t, opened = view.t, view.edition
    if opened is None:
        return []
    made = day_of(opened.edition.made.at, t)
    found = [
        t("Edition {id} of {date}: frozen numbers.", id=opened.id, date=made)
        if made
        else t("Edition {id}: frozen numbers.", id=opened.id)
    ]
    try:
        newer = edition_data.newer(opened)
    except DashboardError:  # settings that cannot be read have said so elsewhere
        newer = None
    if newer is not None:
        label = t("edition {id} of {date}", id=newer.id, date=day_of(newer.made.at, t))
        way = inside_link(_here(edition=newer.id), label)
        found.append(sentence(t, "A newer one exists: {link}.", link=way))
    way = inside_link(live(view), t("live case"))
    return [*found, sentence(t, "The live numbers: {link}.", link=way)]


def _changed(view: View) -> list[str]:
    t, opened = view.t, view.edition
    if opened is None:
        return []
    settings = opened.settings
    if (view.window, view.benchmark) == (settings.window, settings.benchmark):
        return []
    way = inside_link(_here(base="", last="", bench=""), t("back to them"))
    return [sentence(t, "Changed from the edition’s settings: {link}.", link=way)]


def _version(view: View) -> list[str]:
    opened = view.edition
    frozen = "" if opened is None else opened.manifest.versions.get("market-narrative", "")
    if frozen == __version__ or opened is None:
        return []
    return [
        view.t(
            "Frozen by version {frozen}, shown by {now}: “market-narrative verify {id}” says "
            "whether every number still comes out.",
            frozen=frozen,
            now=__version__,
            id=opened.id,
        )
    ]


def _answer(view: View) -> list[str]:
    """What the edition was frozen with: its headline, or its verdict by earlier rules."""
    opened, t = view.edition, view.t
    if opened is None:
        return []
    if opened.earlier_rules:
        told = t(
            "Its verdict when frozen, by the rules of {rules}: “{verdict}”",
            rules=opened.earlier_rules,
            verdict=t.pick(opened.manifest.verdict),
        )
    else:
        headline = opened.results["verdict"]["headline"][t.code]
        told = t("Its answer when frozen: {headline}.", headline=headline)
    return [told]


def _here(**changes: str) -> str:
    """Address of this page with some of the shared parameters changed."""
    return f"?{urlencode(state.link(**changes))}"


def live(view: View) -> str:
    """Address of this page on the live case, over the same window and benchmark."""
    own = view.window == view.case.window
    return _here(
        edition="",
        case=view.case.slug,
        prices="store" if view.from_store else "",
        base="" if own else view.base.isoformat(),
        last="" if own else view.window.last.isoformat(),
        bench="" if view.benchmark == view.case.benchmarks[0].id else view.benchmark,
    )
