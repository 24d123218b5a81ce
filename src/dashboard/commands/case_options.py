"""A case as a command names it: slug, folder or edition, its window, benchmark and prices.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from dashboard.analysis.trial import Trial
    from dashboard.cases.folders import CaseFolder
    from dashboard.exports.imprint import Imprint
    from dashboard.settings.loading import Settings

LINK = click.option(
    "--link", default="", metavar="URL", help="Address that shows the same; printed on files."
)


def case_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command with the argument CASE what was chosen of it, as a `CaseChoice`."""

    @click.option(
        "--first", default="", metavar="DAY", help="First session; by default the case's."
    )
    @click.option("--last", default="", metavar="DAY", help="Last session; by default the case's.")
    @click.option("--benchmark", default="", metavar="ID", help="By default the case's first.")
    @click.option(
        "--prices",
        type=click.Choice(["case", "store"]),
        default=None,
        help="Those kept with the case, or the store's; by default the case's where it has any.",
    )
    @click.option(
        "--as-of",
        default="",
        metavar="DAY",
        help="Only evidence that was public by the end of this day; by default all on file.",
    )
    @wraps(command)
    def choosing(**options: Any) -> None:
        chosen = {name: options.pop(name) for name in CaseChoice.__slots__ if name in options}
        command(CaseChoice(**chosen), **options)

    return choosing


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """What the reader chose; the fields are the options."""

    case: str
    first: str
    last: str
    benchmark: str
    prices: str | None
    as_of: str = ""
    link: str = ""

    def trial(self) -> Trial:
        """
        Case over the window, against the benchmark and on the prices chosen.

        Raises
        ------
        DashboardError
            If there is no such case or benchmark, or the window breaks a rule.
        """
        from dashboard.settings.loading import load_settings  # noqa: PLC0415

        content = priced_case(case_folder(self.case), self.prices, load_settings())
        return _trial(_known(content, self.as_of), self.first, self.last, self.benchmark)

    def imprint(self) -> Imprint:
        """Return the same for a file; the case may be an edition, over its own window."""
        from datetime import UTC, datetime  # noqa: PLC0415

        from dashboard.editions import editions  # noqa: PLC0415
        from dashboard.exports.imprint import Imprint  # noqa: PLC0415
        from dashboard.settings.loading import load_settings  # noqa: PLC0415

        edition = ""
        if editions.is_id(self.case):
            opened = editions.open_edition(load_settings().editions, self.case)
            edition, frozen = opened.id, opened.settings
            trial = _trial(
                _known(opened.folder, self.as_of),
                self.first or frozen.window.first.isoformat(),
                self.last or frozen.window.last.isoformat(),
                self.benchmark or frozen.benchmark,
            )
        else:
            trial = self.trial()
        return Imprint(trial, datetime.now(UTC), edition=edition, link=self.link)


def _known(content: CaseFolder, day: str) -> CaseFolder:
    from datetime import date  # noqa: PLC0415

    from dashboard.cases.known import known_on  # noqa: PLC0415

    if not day:
        return content
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise InputError(
            N_("--as-of is “{value}”: a date is written as 2025-02-06."), value=day[:40]
        ) from None
    return known_on(content, asked)


def _trial(content: CaseFolder, first: str, last: str, benchmark: str) -> Trial:
    from dashboard.analysis.trial import Trial  # noqa: PLC0415
    from dashboard.exports.results import asked_window  # noqa: PLC0415
    from dashboard.market.sessions import load_sessions  # noqa: PLC0415

    case = content.case
    sessions = load_sessions(case.calendar, case.timezone)
    window = asked_window(case, content.market, sessions, first=first, last=last)
    return Trial.of(content, window, benchmark)


def case_folder(case: str) -> Path:
    """
    Folder of a case that is named by its slug or its folder.

    Raises
    ------
    NotFoundError
        If there is neither.
    """
    from dashboard.cases.folders import find_case  # noqa: PLC0415

    folder = Path(case)
    return folder if (folder / "case.toml").is_file() else find_case(case)


def priced_case(folder: Path, prices: str | None, settings: Settings) -> CaseFolder:
    """
    Case on the prices kept with it, or on the store's, with the store's minute bars beside them.

    Parameters
    ----------
    folder : Path
    prices : {"case", "store"} or None
        None takes the case's own where it has any.
    settings : Settings

    Raises
    ------
    CaseError, PriceError, StoreError
        If the folder has faults, or the store has no prices for it.
    """
    from dashboard.cases.folders import read_case  # noqa: PLC0415

    content = read_case(folder)
    if (prices or ("case" if len(content.market.prices) else "store")) == "store":
        from dashboard.cases.pricing import stored_case  # noqa: PLC0415
        from dashboard.store.store import Store  # noqa: PLC0415

        order = settings.sources_for(content.case.calendar)
        content = stored_case(content, Store(settings.store), order)
    elif content.case.needs_universe:
        from dashboard.cases.pricing import with_universe  # noqa: PLC0415
        from dashboard.store.universe_file import load_universe  # noqa: PLC0415

        content = with_universe(content, load_universe(settings.store))
    if (settings.store / "minutes").is_dir():
        from dashboard.cases.minutes import with_minutes  # noqa: PLC0415
        from dashboard.store.store import Store  # noqa: PLC0415

        content = with_minutes(content, Store(settings.store))
    return content
