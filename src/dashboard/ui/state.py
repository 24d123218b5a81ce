"""What the reader looks at, kept in the link and nowhere else.

The link is the state: every setting is read from the URL's query parameters at
each run, and a control writes there and only there.  That keeps links short and
the same in both languages (a widget bound by Streamlit writes its translated
label), lets Back and Forward restore the view, and shows a bad value as it was
read, so that it can be named and replaced by the default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.timing import EventTime
from dashboard.analysis.window.window import WindowResult, base_window
from dashboard.case import Case, Window
from dashboard.cases import whereabouts
from dashboard.cases.folders import own_directory
from dashboard.charts.theme import RED_IS_UP, Look
from dashboard.charts.zoom import Zoom, read_zooms
from dashboard.errors import N_, DashboardError, InputError, NotFoundError
from dashboard.language.language import CODES, Code, Language, language
from dashboard.market.prices import PriceNote
from dashboard.ui import data, home, reading_behind, width

if TYPE_CHECKING:
    from dashboard.cases.folders import CaseFolder
    from dashboard.editions.opening import OpenedEdition
    from dashboard.market.sessions import Sessions

# Shared by all pages: the links of the top bar carry them.  Short, as they stand in every link.
SHARED = (
    *("case", "edition", "lang", "prices", "base", "last"),
    *("bench", "stock", "up", "theme", "asof"),
)

GENERAL = ("lang", "up", "theme")  # those of them that are about no case

# What each page's link may hold besides; docs/links.md says what each of them means.
OWN: dict[str, tuple[str, ...]] = {
    "story": (),
    "prices": ("kind", "range", "scale", "quote", "with", "candle", "days", "bars"),
    "timeline": ("kind", "story", "about", "q"),
    "exposure": ("doc", "rum", "story", "grade", "group", "hand", "kind", "sort"),
    "filings": ("story", "q", "about", "term", "show", "hit", "kind", "period", "desk"),
    "robustness": (),
    "claims": ("verdict", "say"),
    "data": (),
    "editions": ("a", "b"),
    "article": ("draft",),
    "radar": ("day", "span", "source", "agree", "q", "row", "show", "view"),
    "cases": ("q", "answer", "status", "sort", "show", "menu"),
    "edit": ("table", "desk"),
}
# Written by the browser's script: zooms of charts, what is unfolded, and the mark of a chart whose
# details are open.
DRAWN = ("zoom", "open", "at")
# Step of the guided reading: links that lead elsewhere do not carry it.
STEP = "step"
ONLY = "only"  # the one figure an embed view shows
LOST = "missing"  # written by the server: what somebody asked for, and is no page
EVERYWHERE = (*SHARED, *DRAWN, STEP, ONLY, LOST)

THEMES = ("light", "dark")
PRICES = ("case", "store")  # whose prices: those kept with the case, or the store's


@dataclass(frozen=True, slots=True)
class View:
    """
    What this reader looks at.

    Attributes
    ----------
    folder : CaseFolder
        The case with its market, as it could be known on the day that the link names.
    whole : CaseFolder
        The same with everything on file.
    sessions : Sessions
        The case's calendar.
    window : Window
        Sessions under trial.
    base : date
        The session before the window's first.
    benchmark : str
        Id of the benchmark in use.
    stock : str
        Highlighted symbol, or empty.
    look : Look
        Language, theme, colours and width.
    ignored : tuple of DashboardError
        Values of the link that were not used, each with its reason.
    edition : OpenedEdition or None
        The edition that the link names; then `folder` is what was frozen.
    listed : mapping of str to str
        Short names of the exchange's list by symbol, where the store has one.
    waiting : list of callable
        What is drawn when the rest of the page stands.
    lines : list of Markup
        Lines that stand below every figure of this page, once they are known.
    """

    folder: CaseFolder
    whole: CaseFolder
    sessions: Sessions
    window: Window
    base: date
    benchmark: str
    stock: str
    look: Look
    ignored: tuple[DashboardError, ...] = field(default=())
    edition: OpenedEdition | None = None
    listed: Mapping[str, str] = field(default_factory=dict)
    waiting: list[Callable[[], None]] = field(default_factory=list, compare=False)
    lines: list[Markup] = field(default_factory=list, compare=False)

    @property
    def case(self) -> Case:
        """The case."""
        return self.folder.case

    @property
    def t(self) -> Language:
        """The reader's language."""
        return self.look.language

    @property
    def note(self) -> PriceNote:
        """Where the prices come from."""
        return self.folder.market.note

    @property
    def own_window(self) -> Window:
        """Window that is shown when the link says nothing: the edition's, else the case's."""
        return self.case.window if self.edition is None else self.edition.settings.window

    @property
    def from_store(self) -> bool:
        """Whether the prices are the store's, not those kept with the case."""
        return bool(self.folder.market.series)

    @property
    def trial(self) -> Trial:
        """The trial behind the page, one for all readers who look at the same."""
        return data.trial(self.folder, self.window, self.benchmark, self.listed)

    @property
    def result(self) -> WindowResult:
        """Returns over the window."""
        return self.trial.result

    @property
    def events(self) -> tuple[EventTime, ...]:
        """Events of the case in order of time, with what had moved before each."""
        return self.trial.events

    @property
    def key(self) -> tuple[object, ...]:
        """What any result or figure of this view depends on."""
        return (self.folder.key, self.window, self.benchmark, tuple(self.listed.items()))


def of_folder(folder: CaseFolder) -> View:
    """View of a case that no link names, such as a draft in hand: its own window and benchmark."""
    case = folder.case
    sessions = data.sessions(case)
    return View(
        folder=folder,
        whole=folder,
        sessions=sessions,
        window=case.window,
        base=sessions.before(case.window.first),
        benchmark=case.benchmarks[0].id,
        stock="",
        look=_look(case, []),
        listed=data.listed_names(case),
    )


@dataclass(frozen=True, slots=True)
class Address:
    """
    A link that is read before a session begins, for what stands in the first HTML.

    Attributes
    ----------
    values : mapping of str to str
        Parameters.
    code : str
        Language of a reader whose link names none.
    narrow : bool
        Whether the window is narrow, as the browser's cookie says.
    repeated : frozenset of str
        Parameters that stand in it more than once.
    """

    values: Mapping[str, str]
    code: Code
    narrow: bool = False
    repeated: frozenset[str] = frozenset()


_ADDRESS: ContextVar[Address | None] = ContextVar("address", default=None)


@contextmanager
def reading(address: Address) -> Iterator[None]:
    """Let everything here speak of a link, where there is no session that has one."""
    before = _ADDRESS.set(address)
    try:
        yield
    finally:
        _ADDRESS.reset(before)


def asked(name: str) -> str:
    """Value of a parameter as the link has it; empty when the link says nothing."""
    address = _ADDRESS.get()
    found = st.query_params if address is None else address.values
    return str(found.get(name, "")).strip()


def _values(names: Iterable[str]) -> dict[str, str]:
    """Values of several parameters, read from the link at once; empty ones are left out."""
    address = _ADDRESS.get()
    found = st.query_params.to_dict() if address is None else address.values
    return {name: value for name in names if (value := str(found.get(name, "")).strip())}


def asked_names() -> dict[str, bool]:
    """Parameters that the link has, in its order, and whether each stands there more than once."""
    address = _ADDRESS.get()
    if address is not None:
        return {name: name in address.repeated for name in address.values}
    return {name: len(st.query_params.get_all(name)) > 1 for name in st.query_params}


def zooms() -> dict[str, Zoom]:
    """Zooms of the charts, as the browser's script wrote them into the link."""
    return read_zooms(asked("zoom"))


def put(name: str, value: str) -> None:
    """Write a parameter into the link; empty takes it out.  For callbacks of controls."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def only() -> str:
    """Name of the one figure that the link asks for; empty for a whole page."""
    return asked(ONLY)


def everything(page: str) -> dict[str, str]:
    """All parameters of a page that the link has: what makes up this very view."""
    return _values((*SHARED, *OWN.get(page, ()), *DRAWN))


def link(**changes: str) -> dict[str, str]:
    """Parameters all pages share, with some of them changed; empty ones are left out."""
    values = _values(SHARED)
    if not ("case" in values or "edition" in values) and home.is_gallery(data.cases()):
        values["case"] = first_slug()  # without it the first page is the gallery
    given = values | changes
    return {name: given[name] for name in (*SHARED, *changes) if given.get(name)}


def general_link() -> dict[str, str]:
    """Parameters that all pages share and that are about no case."""
    return _values(GENERAL)


def first_slug() -> str:
    """Slug of the case that a link without one is about; empty where no case can be opened."""
    first = home.first_case(data.cases())
    return "" if first is None else first.slug


def at_gallery(page: str, link: Mapping[str, str] | None = None) -> bool:
    """
    Whether the gallery stands in the place of a page: at the first one, asked for no case.

    Parameters
    ----------
    page : str
    link : mapping of str to str or None
        Parameters of the link; None for those of the page that is being drawn.
    """
    value = asked if link is None else lambda name: link.get(name, "").strip()
    if page != "story" or any(value(name) for name in (*SHARED, ONLY) if name not in GENERAL):
        return False
    return home.is_gallery(data.cases())


def reader_language() -> Language:
    """Language of the link, else the browser's own, else English."""
    if asked("lang") in CODES:
        return language(asked("lang"))
    address = _ADDRESS.get()
    if address is not None:
        return language(address.code)
    chinese = str(st.context.locale or "").lower().startswith("zh")
    return Language("zh") if chinese else Language()


def view() -> View:
    """
    Read the link.

    Raises
    ------
    DashboardError
        When no case can be shown at all.  Any other bad value is ignored and
        reported in the result.
    """
    ignored: list[DashboardError] = []
    edition = _edition(ignored)
    folder = _case(ignored) if edition is None else edition.folder
    case = folder.case
    sessions = data.sessions(case)
    own = case.window if edition is None else edition.settings.window
    window = _window(folder, sessions, own, ignored)
    marks = [benchmark.id for benchmark in case.benchmarks]
    mark = marks[0] if edition is None else edition.settings.benchmark
    return View(
        folder=_known(folder, ignored),
        whole=folder,
        sessions=sessions,
        window=window,
        base=sessions.before(window.first),
        benchmark=_one_of("bench", marks, ignored) or mark,
        stock=_one_of("stock", list(case.symbols), ignored),
        look=_look(case, ignored),
        ignored=tuple(ignored),
        edition=edition,
        listed=data.listed_names(case),
    )


def _edition(ignored: list[DashboardError]) -> OpenedEdition | None:
    wanted = asked("edition")
    if not wanted:
        return None
    try:
        found = data.edition(wanted)
    except DashboardError as error:
        # The live numbers stand in its place, so this must not be overlooked.
        ignored.append(error)
        ignored.append(
            InputError(
                N_("The link's edition “{id}” is not shown: these are the live numbers."),
                id=wanted[:40],
            )
        )
        return None
    if asked("case") not in {"", found.folder.case.slug}:
        ignored.append(not_known("case", asked("case"), [found.folder.case.slug]))
    return found


def _case(ignored: list[DashboardError]) -> CaseFolder:
    frozen = _frozen(ignored)
    own = "case" if len(frozen.market.prices) else "store"
    if (_one_of("prices", list(PRICES), ignored) or own) == "case":
        return frozen
    try:
        return data.stored(frozen.case.slug)
    except DashboardError as error:
        # A case without prices of its own says so on each of its pages.
        ignored.append(error)
        return frozen


def _frozen(ignored: list[DashboardError]) -> CaseFolder:
    entries = [entry for entry in data.cases() if not entry.faults]
    wanted = asked("case")
    if wanted:
        if any(entry.slug == wanted for entry in data.cases()):
            # The list is half a second old: the case may have another name by now.
            with suppress(NotFoundError):
                return data.kept(wanted)
            data.forget_cases()
            entries = [entry for entry in data.cases() if not entry.faults]
        if reading_behind.left():  # it may be one of them
            with suppress(NotFoundError):
                return data.kept(wanted)
        gone = whereabouts.told(own_directory(), wanted)
        if gone is not None:
            ignored.append(NotFoundError(gone.template, **gone.values))
            name = whereabouts.now_called(own_directory(), wanted)
            if any(entry.slug == name for entry in entries):
                return data.kept(name)
        else:
            ignored.append(not_known("case", wanted, [entry.slug for entry in entries]))
    if not entries:
        raise InputError(N_("There is no case to show; add a case folder and reload."))
    named = home.missing_case(entries)
    if named and not wanted and not reading_behind.left():
        ignored.append(named)
    first = home.first_case(entries)
    return data.kept((first or entries[0]).slug)


def _known(folder: CaseFolder, ignored: list[DashboardError]) -> CaseFolder:
    day = _day("asof", ignored)
    try:
        return folder if day is None else data.known_on(folder, day)
    except DashboardError as error:
        ignored.append(error)
        return folder


def _window(
    folder: CaseFolder, sessions: Sessions, own: Window, ignored: list[DashboardError]
) -> Window:
    own_base = sessions.before(own.first)
    base = _day("base", ignored) or own_base
    last = _day("last", ignored) or own.last
    if (base, last) == (own_base, own.last):
        return own
    try:
        return base_window(folder.case, folder.market, sessions, base, last)
    except DashboardError as error:
        ignored.append(error)
        return own


def _day(name: str, ignored: list[DashboardError]) -> date | None:
    wanted = asked(name)
    try:
        return date.fromisoformat(wanted) if wanted else None
    except ValueError:
        ignored.append(
            InputError(
                N_("The link's “{name}={value}” was ignored: a date is written as 2025-02-06."),
                name=name,
                value=wanted[:40],
            )
        )
        return None


def _one_of(name: str, known: list[str], ignored: list[DashboardError]) -> str:
    wanted = asked(name)
    if wanted and wanted not in known:
        ignored.append(not_known(name, wanted, known))
        return ""
    return wanted


def not_known(name: str, wanted: str, known: Iterable[str]) -> InputError:
    """A value of the link that cannot be used: it is named, and what it can be."""
    known = list(known)
    if not known:
        return InputError(
            N_("The link's “{name}={value}” was ignored: there is nothing to choose from here."),
            name=name,
            value=wanted[:40],
        )
    return InputError(
        N_("The link's “{name}={value}” was ignored: it can be {known}."),
        name=name,
        value=wanted[:40],
        known=", ".join(known),
    )


def _look(case: Case, ignored: list[DashboardError]) -> Look:
    _one_of("lang", list(CODES), ignored)
    # The browser's script has seen to it before anything was drawn; here it is only checked.
    _one_of("theme", list(THEMES), ignored)
    up = _one_of("up", ["red", "green"], ignored)
    address = _ADDRESS.get()
    return Look(
        language=reader_language(),
        # The first HTML is drawn for both: its style sheet tells light and dark apart.
        dark=address is None and st.context.theme.type == "dark",
        rise_is_red=(up or default_up(case)) == "red",
        compact=width.is_narrow(alone=bool(only())) if address is None else address.narrow,
    )


def default_up(case: Case) -> str:
    """Colour of a rise on the case's home market."""
    return "red" if case.calendar in RED_IS_UP else "green"
