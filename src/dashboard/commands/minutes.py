"""``market-narrative minutes``: ask for minute bars of a case's sessions with timed events.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.commands.case_options import case_folder
from dashboard.commands.language_option import in_language
from dashboard.errors import N_, DashboardError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.case import Case
    from dashboard.language.language import Language
    from dashboard.market.minutes import MinuteBars
    from dashboard.providers import Ask
    from dashboard.settings.loading import Settings


@click.command()
@click.argument("case", metavar="CASE")
@click.option(
    "--interval",
    type=click.Choice(["1", "5", "15", "30", "60"]),
    default="5",
    show_default=True,
    help="Minutes of a bar.",
)
@click.option(
    "--accept", is_flag=True, help="Let bars that contradict stored ones take their place."
)
@in_language
def minutes(case: str, *, interval: str, accept: bool, say: Language) -> None:
    """
    Ask Eastmoney for minute bars of CASE (a slug or a folder), and store them.

    Asked for are the sessions of its events whose time of day is known, and the ones
    before. Sources keep minutes for a short while only: older ones come from a file
    (`import`).

    \b
    Exit codes: 0 every stock is good; 1 nothing could be begun; 3 some stocks failed;
    4 all failed; 5 an answer contradicts stored bars.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.cases.folders import read_case  # noqa: PLC0415
    from dashboard.commands.minute_imports import store_bars  # noqa: PLC0415
    from dashboard.pricefiles.minute_checks import check_daily  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    settings = load_settings()
    found = read_case(case_folder(case)).case
    asks = _asks(found)
    bars = list(_answers(asks, int(interval), settings, say))
    if not bars:
        sys.exit(4)
    store = Store(settings.store)
    for each in check_daily(bars, store):
        click.echo(say.say(each.message()))
    code = store_bars(bars, bars[0].note.source, say, store, accept=accept)
    sys.exit(code or (3 if len(bars) < len(asks) else 0))


def _asks(case: Case) -> list[Ask]:
    """One ask a stock, over all the sessions that have closed."""
    from dashboard.cases.minutes import needed_days  # noqa: PLC0415
    from dashboard.market.sessions import load_sessions  # noqa: PLC0415
    from dashboard.providers import Ask  # noqa: PLC0415
    from dashboard.providers.checking import closed_session  # noqa: PLC0415

    sessions = load_sessions(case.calendar, case.timezone)
    closed = closed_session(sessions, datetime.now(UTC))
    days = [day for day in needed_days(case) if day <= closed]
    if not days:
        raise InputError(
            N_(
                "“{slug}” has no event with a time of day whose session has closed: it needs no "
                "minute bars."
            ),
            slug=case.slug,
        )
    return [Ask(stock.symbol, days[0], days[-1], stock.name.zh) for stock in case.stocks]


def _answers(
    asks: list[Ask], interval: int, settings: Settings, say: Language
) -> Iterator[MinuteBars]:
    """Answers, one after the other; what keeps one away is said."""
    from dashboard.providers.breaker import through  # noqa: PLC0415
    from dashboard.providers.checking import check_name  # noqa: PLC0415
    from dashboard.providers.registry import minute_source  # noqa: PLC0415

    source, breaker = minute_source(settings)
    for ask in asks:
        try:
            bars = through(breaker, partial(source.minutes, ask, interval))
            check_name(ask, bars.note.name, source.id)
        except DashboardError as error:
            click.echo(f"{ask.symbol}: {say.error(error)}", err=True)
            continue
        yield bars
