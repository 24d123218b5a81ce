"""What the reader looks at, kept in the link and nowhere else.

The link is the state: every setting is read from the URL's query parameters at
each run, and a control writes there and only there.  That keeps links short and
the same in both languages (a widget bound by Streamlit writes its translated
label), lets Back and Forward restore the view, and shows a bad value as it was
read, so that it can be named and replaced by the default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.analysis.timing import EventTime, event_times
from dashboard.analysis.window import WindowResult, base_window
from dashboard.case import Case, Window
from dashboard.charts.theme import Look
from dashboard.charts.zoom import Zoom, read_zooms
from dashboard.errors import N_, DashboardError, InputError
from dashboard.language import CODES, Language, language
from dashboard.prices import PriceNote
from dashboard.ui import data

if TYPE_CHECKING:
    from dashboard.casefile import CaseFolder
    from dashboard.sessions import Sessions

# Shared by all pages: the links of the top bar carry them.  Short, because they
# stand in every link.
SHARED = ("case", "lang", "base", "last", "bench", "stock", "up")


@dataclass(frozen=True, slots=True)
class View:
    """
    What this reader looks at.

    Attributes
    ----------
    folder : CaseFolder
        The case with its market.
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
    """

    folder: CaseFolder
    sessions: Sessions
    window: Window
    base: date
    benchmark: str
    stock: str
    look: Look
    ignored: tuple[DashboardError, ...] = field(default=())

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
    def result(self) -> WindowResult:
        """Returns over the window."""
        return data.window(self.folder, self.window, self.benchmark)

    @property
    def events(self) -> tuple[EventTime, ...]:
        """Events of the case in order of time, with what had moved before each."""
        return data.computed(
            "event times", self.key, lambda: event_times(self.case, self.sessions, self.result)
        )

    @property
    def key(self) -> tuple[object, ...]:
        """What any result or figure of this view depends on."""
        return (self.folder.digest, self.window, self.benchmark)


def asked(name: str) -> str:
    """Value of a parameter as the link has it; empty when the link says nothing."""
    return str(st.query_params.get(name, "")).strip()


def zooms() -> dict[str, Zoom]:
    """Zooms of the charts, as the browser's script wrote them into the link."""
    return read_zooms(asked("zoom"))


def put(name: str, value: str) -> None:
    """Write a parameter into the link; empty takes it out.  For callbacks of controls."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def link(**changes: str) -> dict[str, str]:
    """Parameters all pages share, with some of them changed; empty ones are left out."""
    values = {name: asked(name) for name in SHARED} | changes
    return {name: value for name, value in values.items() if value}


def reader_language() -> Language:
    """Language of the link, else the browser's own, else English."""
    if asked("lang") in CODES:
        return language(asked("lang"))
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
    folder = _case(ignored)
    case = folder.case
    sessions = data.sessions(case)
    window = _window(folder, sessions, ignored)
    known = [benchmark.id for benchmark in case.benchmarks]
    return View(
        folder=folder,
        sessions=sessions,
        window=window,
        base=sessions.before(window.first),
        benchmark=_one_of("bench", known, ignored) or known[0],
        stock=_one_of("stock", list(case.symbols), ignored),
        look=_look(case, ignored),
        ignored=tuple(ignored),
    )


def _case(ignored: list[DashboardError]) -> CaseFolder:
    entries = [entry for entry in data.cases() if not entry.faults]
    wanted = asked("case")
    if wanted:
        if any(entry.slug == wanted for entry in data.cases()):
            return data.folder(wanted)
        ignored.append(_not_known("case", wanted, [entry.slug for entry in entries]))
    if not entries:
        raise InputError(N_("There is no case to show; add a case folder and reload."))
    return data.folder(entries[0].slug)


def _window(folder: CaseFolder, sessions: Sessions, ignored: list[DashboardError]) -> Window:
    case = folder.case
    own_base = sessions.before(case.window.first)
    base = _day("base", ignored) or own_base
    last = _day("last", ignored) or case.window.last
    if (base, last) == (own_base, case.window.last):
        return case.window
    try:
        return base_window(case, folder.market, sessions, base, last)
    except DashboardError as error:
        ignored.append(error)
        return case.window


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
        ignored.append(_not_known(name, wanted, known))
        return ""
    return wanted


def _not_known(name: str, wanted: str, known: list[str]) -> InputError:
    return InputError(
        N_("The link's “{name}={value}” was ignored: it can be {known}."),
        name=name,
        value=wanted[:40],
        known=", ".join(known),
    )


def _look(case: Case, ignored: list[DashboardError]) -> Look:
    _one_of("lang", list(CODES), ignored)
    up = _one_of("up", ["red", "green"], ignored)
    agent = str(st.context.headers.get("User-Agent", ""))
    return Look(
        language=reader_language(),
        dark=st.context.theme.type == "dark",
        rise_is_red=(up or default_up(case)) == "red",
        compact="Mobi" in agent,
    )


def default_up(case: Case) -> str:
    """Colour of a rise on the case's home market: red in mainland China, green elsewhere."""
    return "red" if case.calendar in {"XSHG", "XTAI", "XTKS", "XKRX"} else "green"
