"""What of a link cannot be used: each value is named above the page, and none is dropped silently.

What decides which case and numbers are shown is read, and told, by `state.view`; here is the rest:
names that no page knows, names that stand twice, and values of what belongs to one page.
"""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Callable, Iterator, Mapping

from dashboard.analysis.stories.exposure import shown_stories
from dashboard.cases.editing import autosave
from dashboard.charts.zoom import read_zooms
from dashboard.errors import N_, DashboardError, InputError
from dashboard.exhibits.guided import STEPS
from dashboard.exhibits.registry import PAGES, exhibits
from dashboard.html.matrix import fold_name
from dashboard.language.language import CODES
from dashboard.message import Message
from dashboard.ui import data, edition_data, event_filter, figures, guide, marks_view, state
from dashboard.ui.gallery import board
from dashboard.ui.gallery.entry_links import MENU
from dashboard.ui.state import View

MOST = 6  # sentences above a page; of more it is said how many there are
SHOWN = 40  # letters of a value that is named

# What mail programs, chats, advertisers and Streamlit itself hang on a link that is passed on.
_FOREIGN = re.compile(
    r"utm_\w+|hsa_\w+|_hs\w+|mtm_\w+|pk_\w+|hm(?:sr|pl|cu|kw|ci)"
    r"|(?:fb|g|d|ms|y|tw|tt)clid|gbraid|wbraid|igshid|igsh|li_fat_id|mc_[ce]id|_g[al]|bd_vid"
    r"|from|isappinstalled|nsukey|wxshare_count|scene|subscene|clicktime|enterid|sessionid"
    r"|spm|share_token|ref|ref_src|source|embed|embed_options"
)

_UNKNOWN = N_("The link's “{name}={value}” was ignored: no page knows that name.")
_NEARLY = N_(
    "The link's “{name}={value}” was ignored: no page knows that name; “{near}” may be meant."
)
_ELSEWHERE = N_("The link's “{name}={value}” was ignored: it belongs to {pages}.")

FOLDS: dict[str, tuple[str, ...]] = {"story": ("measures",), "data": ("met",)}
"""What unfolds on a page beside the tables of its figures and the cells of the matrix."""


def is_foreign(name: str) -> bool:
    """
    Whether a parameter is one that others hang on links: it means nothing here.

    >>> is_foreign("utm_source"), is_foreign("fbclid"), is_foreign("stok")
    (True, True, False)
    """
    return _FOREIGN.fullmatch(name) is not None


def ignored(page: str, titles: Mapping[str, str], view: View | None = None) -> list[DashboardError]:
    """
    What of the link is not used on a page, beside what the view has told already.

    Parameters
    ----------
    page : str
        Name of the page that is drawn; the gallery's own where it stands at the first address.
    titles : mapping of str to str
        Titles of the pages, catalogue keys.
    view : View or None
        What the reader looks at; None on a page that is about no case at hand.
    """
    found = [*_lost(titles), *_names(page, titles), *_step(page, titles), *_zooms(page)]
    if view is None:
        found += _general(page)
    own = _OWN.get(page)
    # Where a case cannot be worked out, its page says so itself.
    with contextlib.suppress(DashboardError):
        found += [] if own is None else own(view)
    found += _marks(page, view)
    if view is not None:
        with contextlib.suppress(DashboardError):
            found += [*_folds(page, view), *figures.bad_choices(view, page)]
    elif state.asked("open"):
        found += [_not_used("open", N_("nothing of that name unfolds on this page"))]
    if len(found) <= MOST:
        return found
    more = InputError(N_("The link has more that was ignored: {n}."), n=len(found) - MOST)
    return [*found[:MOST], more]


def _not_used(name: str, rule: str, value: str = "", **values: object) -> InputError:
    """Name a value of the link that is not used, and why."""
    return InputError(
        N_("The link's “{name}={value}” was ignored: {rule}."),
        name=name,
        value=(value or state.asked(name))[:SHOWN],
        rule=Message.of(rule, **values),
    )


# Names ----------------------------------------------------------------


def _lost(titles: Mapping[str, str]) -> Iterator[DashboardError]:
    """Name the page that somebody asked for and that there is not."""
    wanted = state.asked(state.LOST)
    if wanted:
        yield InputError(
            N_("There is no page “{value}”; this is the first one. There are {pages}."),
            value=wanted[:SHOWN],
            pages=", ".join(each for each in titles if each != "edit"),
        )


def _names(page: str, titles: Mapping[str, str]) -> Iterator[DashboardError]:
    known = (*state.EVERYWHERE, *state.OWN.get(page, ()))
    every = sorted({*state.EVERYWHERE, *(name for own in state.OWN.values() for name in own)})
    for name, is_repeated in state.asked_names().items():
        if is_foreign(name) or not state.asked(name):
            continue
        told = {"name": name[:SHOWN], "value": state.asked(name)[:SHOWN]}
        pages = tuple(Message.of(titles[each]) for each, own in state.OWN.items() if name in own)
        if name in known:
            if is_repeated:
                yield InputError(
                    N_("The link has “{name}” more than once: the last one, “{value}”, counts."),
                    **told,
                )
        elif pages:
            yield InputError(_ELSEWHERE, **told, pages=pages)
        else:
            near = difflib.get_close_matches(name.lower(), every, 1)
            more = {"near": near[0]} if near else {}
            yield InputError(_NEARLY if near else _UNKNOWN, **told, **more)


def _general(page: str) -> list[DashboardError]:
    """Check what goes along on a page that no case's view has been read for."""
    known = {"lang": tuple(CODES), "theme": state.THEMES, "up": ("red", "green")}
    found: list[DashboardError] = [
        state.not_known(name, value, allowed)
        for name, allowed in known.items()
        if (value := state.asked(name)) and value not in allowed
    ]
    if state.only() and page not in PAGES:
        found.append(_not_used(state.ONLY, N_("this page has no figure that could stand alone")))
    return found


# What stands on every page --------------------------------------------


def _step(page: str, titles: Mapping[str, str]) -> Iterator[DashboardError]:
    wanted = state.asked(state.STEP)
    if not wanted:
        return
    n = guide.at_step(wanted)
    if n is None:
        yield state.not_known(state.STEP, wanted, guide.numbers())
    elif STEPS[n - 1].page != page:
        at = Message.of(titles[STEPS[n - 1].page])
        yield _not_used(state.STEP, N_("that step stands on the page {page}"), page=at)


def _zooms(page: str) -> Iterator[DashboardError]:
    charts = [each.name for each in exhibits(page).values() if each.is_chart]
    for entry in filter(None, map(str.strip, state.asked("zoom").split(","))):
        read = read_zooms(entry)
        if not read:
            rule = N_("a zoom is a chart and two sessions, as in lines:2025-02-05~2025-02-13")
            yield _not_used("zoom", rule, entry)
            continue
        ((chart, zoom),) = read.items()
        if not charts:
            yield _not_used("zoom", N_("this page has no chart over time"), entry)
        elif chart not in charts:
            rule = N_("its chart can be {known}")
            yield _not_used("zoom", rule, entry, known=", ".join(charts))
        elif zoom.first > zoom.last:
            yield _not_used("zoom", N_("its first session is later than its last"), entry)


def _marks(page: str, view: View | None) -> Iterator[DashboardError]:
    charts = any(each.is_chart for each in exhibits(page).values())
    if view is not None and charts:
        yield from marks_view.refused(view, page)
    elif state.asked(marks_view.AT):
        yield _not_used(marks_view.AT, N_("this page has no chart with details"))


def _folds(page: str, view: View) -> Iterator[DashboardError]:
    entries = [each for each in map(str.strip, state.asked("open").split(",")) if each]
    if not entries:
        return
    known = folds(page, view)
    for entry in entries:
        if entry not in known:
            yield _not_used("open", N_("nothing of that name unfolds on this page"), entry)


def folds(page: str, view: View) -> set[str]:
    """Names of everything that a link can unfold on a page."""
    found = {*exhibits(page), *FOLDS.get(page, ())}
    found |= set(PAGES[page].panels) if page in PAGES else set()
    if page == "exposure":
        stories = shown_stories(view.case, view.trial.exposure)
        found |= {fold_name(symbol, each.id) for symbol in view.case.symbols for each in stories}
    if page == "robustness":
        found |= {"expert"}
    if page == "data":
        found |= {each.table.removesuffix(".csv") for each in view.trial.health.tables}
    return found


# What belongs to one page ---------------------------------------------


def _gallery(_: View | None) -> Iterator[DashboardError]:
    yield from board.read_wanted(state.everything("cases"))[1]
    yield from _words()
    shown = state.asked("show")
    if shown and not (shown.isdecimal() and int(shown[:6]) > 0 and len(shown) < 6):
        yield _not_used("show", N_("it is a number of cards, such as 48"))
    slug = state.asked(MENU)
    if slug and not any(each.slug == slug for each in data.cases()):
        yield _not_used(MENU, N_("there is no case of that name"))


def _radar(_: View | None) -> Iterator[DashboardError]:
    # Behind the page alone: no other needs what reads evenings.
    from dashboard.ui.radar_link import read_wanted  # noqa: PLC0415

    yield from read_wanted(state.everything("radar")).ignored
    yield from _words()


def _words() -> Iterator[DashboardError]:
    if len(state.asked("q")) > event_filter.LONGEST:
        most = event_filter.LONGEST
        yield InputError(N_("Of the link's “q” only the first {n} letters are looked for."), n=most)


def _timeline(view: View | None) -> Iterator[DashboardError]:
    if view is not None:
        yield from event_filter.bad_values(view)
    yield from _words()


def _editions(view: View | None) -> Iterator[DashboardError]:
    known = [] if view is None else [each.id for each in edition_data.listed(view.case.slug)]
    for name in ("a", "b"):
        if state.asked(name) and state.asked(name) not in known:
            yield _not_used(name, N_("this case has no such edition"))


def _filings(_: View | None) -> Iterator[DashboardError]:
    yield from _desk(None)
    if state.asked("show") not in {"", "all"}:
        yield state.not_known("show", state.asked("show"), ["all"])


def _desk(_: View | None) -> Iterator[DashboardError]:
    if state.asked("desk") and not autosave.is_token(state.asked("desk")):
        yield _not_used("desk", N_("no desk has such a name, and a new one is opened"))


_OWN: dict[str, Callable[[View | None], Iterator[DashboardError]]] = {
    "cases": _gallery,
    "radar": _radar,
    "timeline": _timeline,
    "editions": _editions,
    "filings": _filings,
    "edit": _desk,
}
