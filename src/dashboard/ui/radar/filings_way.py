"""From an open theme to the documents of its stocks: the Filings page of a case that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from dashboard.case import Case, Text
from dashboard.cases.entries import CaseEntry
from dashboard.errors import DashboardError
from dashboard.filings.library import Library
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.market.theme_names import plain_theme
from dashboard.radar.kept import Entry
from dashboard.radar.on_file import names_of
from dashboard.ui import data, state

LOOKED_AT = 6  # cases that are read: those with most of the theme's stocks
SHOWN = 3  # cases that are named
HALF = 0.5  # of the stocks, from which a case without the theme's story is of use too


@dataclass(frozen=True, slots=True)
class Held:
    """
    A case in which the documents of a theme's stocks can be searched.

    Attributes
    ----------
    slug : str
    title : Text
    stocks : int
        Members of the theme that are its stocks.
    story : str
        Id of its story of that theme; empty where it has none.
    words : bool
        Whether that story has words of its own to search for.
    """

    slug: str
    title: Text
    stocks: int
    story: str = ""
    words: bool = False


def holding(
    entry: Entry, cases: Iterable[CaseEntry], read: Callable[[str], Case]
) -> tuple[Held, ...]:
    """
    Cases that have stocks of a theme: those with a story of it first, then by their stocks.

    Parameters
    ----------
    entry : Entry
        Looked at closely: the others have no members here.
    cases : iterable of CaseEntry
    read : callable
        Case of a slug; what it cannot read is left out.
    """
    detail = entry.detail
    members = {m.symbol for m in detail.members} if detail is not None else set[str]()
    counted = [(len(members & {s.symbol for s in case.stocks}), case) for case in cases]
    near = sorted((each for each in counted if each[0]), key=lambda each: -each[0])
    wanted = plain_theme(entry.theme.name)
    found = []
    for n, listed in near[:LOOKED_AT]:
        try:
            case = read(listed.slug)
        except DashboardError:  # changed since it was listed
            continue
        own = [story for story in case.stories if wanted in names_of(case, story.id)]
        if own:
            found.append(Held(listed.slug, case.title, n, own[0].id, bool(own[0].terms)))
        elif n >= HALF * len(members):
            found.append(Held(listed.slug, case.title, n))
    return tuple(sorted(found, key=lambda each: (not each.story, -each.stocks)))[:SHOWN]


def at_hand(entry: Entry) -> tuple[Held, ...]:
    """Cases of this server in which the documents of a theme's stocks can be searched."""
    good = (case for case in data.cases() if not case.faults)
    return holding(entry, good, lambda slug: data.folder(slug).case)


def address(held: Held, entry: Entry) -> str:
    """Filings page of a case, on the words of its story or else on the theme's name."""
    query = state.general_link() | {"case": held.slug}
    if held.story:
        query["story"] = held.story
    if not held.words:
        query["q"] = plain_theme(entry.theme.name)
    return f"filings?{urlencode(query)}"


def link(held: tuple[Held, ...], entry: Entry, t: Language) -> Markup:
    """Way to the first case, and what stands behind it."""
    first, *rest = held
    way = inside_link(address(first, entry), t("Look in the filings"), kind="way")
    other = [inside_link(address(each, entry), t.pick(each.title)) for each in rest]
    told = t.sentences([_of(first, entry, t), kept(entry, t)])
    more = el("span", " ", t("Also in:"), " ", el("span", _parted(other))) if other else None
    return el("div.filingsway", way, el("p.grey", told, more))


def _of(held: Held, entry: Entry, t: Language) -> str:
    """Which of the stocks the case has, and whether it knows the theme."""
    detail = entry.detail
    values = {"case": t.pick(held.title), "n": held.stocks}
    values["all"] = len(detail.members) if detail is not None else 0
    if held.story:
        return t("Case “{case}” has {n} of the {all} stocks and a story of this theme.", **values)
    return t("Case “{case}” has {n} of the {all} stocks, and no story of this theme.", **values)


def kept(entry: Entry, t: Language) -> str:
    """Of how many stocks the store has documents: none were asked for by the radar."""
    members = entry.detail.members if entry.detail is not None else ()
    library = Library(data.store_folder())
    n = sum(library.holds(member.symbol) for member in members)
    return t("Documents of {n} of the {all} stocks are kept here.", n=n, all=len(members))


def _parted(links: list[Markup]) -> list[Markup | str]:
    found: list[Markup | str] = []
    for each in links:
        found += [" · ", each] if found else [each]
    return found
