"""A case as a command names it: slug, folder or edition, its window, benchmark and prices.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dashboard.commands.pricing import case_folder, priced_case

if TYPE_CHECKING:
    from dashboard.cases.folders import CaseFolder
    from dashboard.exports.imprint import Imprint

_Command = TypeVar("_Command", bound=Callable[..., Any])

_WINDOW = (
    click.option(
        "--first", default="", metavar="DAY", help="First session; by default the case's."
    ),
    click.option("--last", default="", metavar="DAY", help="Last session; by default the case's."),
    click.option("--benchmark", default="", metavar="ID", help="By default the case's first."),
    click.option(
        "--prices",
        type=click.Choice(["case", "store"]),
        default=None,
        help="Those kept with the case, or the store's; by default the case's where it has any.",
    ),
)
_LINK = click.option(
    "--link", default="", metavar="URL", help="Address that shows the same; printed on files."
)


def window_options(command: _Command) -> _Command:
    """Put window, benchmark and prices on a command."""
    for option in reversed(_WINDOW):
        command = option(command)
    return command


def options(command: _Command) -> _Command:
    """Options of `Chosen`, put on a command."""
    return window_options(_LINK(command))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader chose; the fields are the options."""

    case: str
    first: str
    last: str
    benchmark: str
    prices: str | None
    link: str

    def imprint(self) -> Imprint:
        """
        Case over the window, against the benchmark and on the prices chosen.

        Raises
        ------
        DashboardError
            If there is no such case, edition or benchmark, or the window breaks a rule.
        """
        from datetime import UTC, datetime  # noqa: PLC0415

        from dashboard.analysis.trial import Trial  # noqa: PLC0415
        from dashboard.exports.imprint import Imprint  # noqa: PLC0415
        from dashboard.exports.results import asked_window  # noqa: PLC0415
        from dashboard.market.sessions import load_sessions  # noqa: PLC0415

        content, edition, first, last, benchmark = self._content()
        case = content.case
        sessions = load_sessions(case.calendar, case.timezone)
        window = asked_window(case, content.market, sessions, first=first, last=last)
        mark = case.benchmark(benchmark).id if benchmark else case.benchmarks[0].id
        trial = Trial(content, sessions, window, mark)
        return Imprint(trial, datetime.now(UTC), edition=edition, link=self.link)

    def _content(self) -> tuple[CaseFolder, str, str, str, str]:
        """Case, id of its edition, and what the edition or the options say of the window."""
        from dashboard.editions import editions  # noqa: PLC0415
        from dashboard.settings.loading import load_settings  # noqa: PLC0415

        settings = load_settings()
        if not editions.is_id(self.case):
            content = priced_case(case_folder(self.case), self.prices, settings)
            return content, "", self.first, self.last, self.benchmark
        opened = editions.open_edition(settings.editions, self.case)
        frozen = opened.settings
        return (
            opened.folder,
            opened.id,
            self.first or frozen.window.first.isoformat(),
            self.last or frozen.window.last.isoformat(),
            self.benchmark or frozen.benchmark,
        )
