"""Do before the first reader comes what the first page would otherwise wait for."""

from __future__ import annotations

import importlib
import logging
import pkgutil

from dashboard.errors import DashboardError
from dashboard.language.language import CODES, Language
from dashboard.ui import state
from dashboard.ui.state import View

ENTRY = "dashboard.ui.entry"  # the script of every session, which waits for all this
FIRST = 3  # cases that are put on trial before anybody asks

_log = logging.getLogger(__name__)

_ARTICLE = "2025年2月13日，依米康（300249）上涨5%。"


def import_all() -> None:
    """Import everything a page imports."""
    from dashboard import charts, ui  # noqa: PLC0415 - their parts are found by name

    # What only a file needs (workbooks, reports) is imported when somebody asks for one.
    for package in (ui, charts):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if module.name != ENTRY:
                importlib.import_module(module.name)


def warm_up() -> None:
    """Read every case, and put the first ones on trial."""
    for code in CODES:
        Language(code)("Story")  # compiles the catalogue
    _identify()
    for view in _first_views():
        _try(view)


def _identify() -> None:
    """Name this installation, so that ids of its feeds are no other’s."""
    from dashboard.cases import news  # noqa: PLC0415 - after the imports above
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    try:
        news.identify(load_settings().store)
    except DashboardError as error:
        _log.warning("%s", error)


def warm_reader() -> None:
    """Load what the first search and the first article would otherwise wait for."""
    from dashboard.articles.draft import draft  # noqa: F401, PLC0415 - as below
    from dashboard.articles.reader import read_article  # noqa: PLC0415 - behind the first page
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415
    from dashboard.ui.search import index  # noqa: PLC0415

    index.prepare()
    try:
        read_article(_ARTICLE, known_listing(load_settings().store))
    except DashboardError as error:
        _log.warning("%s", error)


def _first_views() -> list[View]:
    from dashboard.ui import data  # noqa: PLC0415 - after the imports above, which are logged as one

    views = []
    # Those after the first ones are put on trial when somebody opens them.
    for entry in [each for each in data.cases() if not each.faults][:FIRST]:
        try:
            with state.reading(state.Address({"case": entry.slug}, "en")):
                views.append(state.view())
        except DashboardError as error:
            # A page says the same to the reader; the start must not fail over one case.
            _log.warning("%s: %s", entry.slug, error)
    return views


def _try(view: View) -> None:
    from dashboard.ui import data, first_page, history_view  # noqa: PLC0415 - after the imports above

    history_view.notice_changes(view)
    trial = view.trial
    try:
        data.span(view.folder)
        for worked_out in ("table", "exposure", "changes", "claims"):
            getattr(trial, worked_out)
        first_page.prepare(view.case.slug)
    except DashboardError as error:
        _log.warning("%s: %s", view.case.slug, error)
