"""``market-narrative themes``: who is in which theme, from files and from evening snapshots.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.commands.refresh import STOPPED, stop_signals
from dashboard.commands.theme_lists import compare, list_themes
from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from dashboard.language.language import Language
    from dashboard.pricefiles.themes import ThemePreview
    from dashboard.refresh.theme_evening import Evening
    from dashboard.store.theme_changes import Change, DayList
    from dashboard.store.themes import ThemeLog

MOST = 20  # lines of one kind
HELD_BACK = 5  # exit code

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def themes() -> None:
    """Keep, list and compare who is in which theme, source by source."""


themes.add_command(list_themes)
themes.add_command(compare)


@themes.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="", help="Whose list it is, where no column says so.")
@click.option("--day", type=_DAY, metavar="DAY", help="Day of the list; today by default.")
@click.option("--add", is_flag=True, help="The file is no whole list: nobody leaves by it.")
@click.option("--confirm", is_flag=True, help="Close too what vanished at once.")
@click.option("--yes", is_flag=True, help="Store without asking.")
@in_language
def import_themes(
    file: Path,
    *,
    source: str,
    day: datetime | None,
    add: bool,
    confirm: bool,
    yes: bool,
    say: Language,
) -> None:
    """
    Read FILE (CSV, XLSX or Parquet), show what it changes, and store that when it is right.

    \b
    Exit codes: 0 stored, or nothing to store; 1 the file has faults, all of them listed,
    or you said no; 5 something vanished at once and is held back until --confirm.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.commands.imports import content_of  # noqa: PLC0415
    from dashboard.pricefiles.themes import read_theme_file  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415
    from dashboard.store.theme_changes import by_source  # noqa: PLC0415

    store = load_settings().store
    found = read_theme_file(
        content_of(file),
        file.name,
        source=source,
        now=datetime.now(UTC),
        day=day.date() if day else None,
        listing=known_listing(store).by_symbol,
    )
    _show(found, say)
    if found.faults:
        sys.exit(1)
    log = _log(store)
    whole = [replace(each, asked=frozenset()) if add else each for each in found.lists]
    lists = by_source(whole, log)
    _tell([_weighed(log, each, confirm=confirm) for each in lists], say)
    if not yes:
        click.confirm(say(N_("Store these changes?")), abort=True)
    sys.exit(_store(log, lists, say, confirm=confirm))


@themes.command()
@click.option("--source", default="eastmoney", show_default=True, help="Who is asked.")
@click.option("--confirm", is_flag=True, help="Close too what vanished at once.")
@in_language
def snapshot(*, source: str, confirm: bool, say: Language) -> None:
    """
    Ask SOURCE for the themes of every stock, and store the list of this evening.

    One question a stock, with pauses: an hour or more. A run that is stopped or left
    alone by a failing source goes on where it was, the same evening until nine.

    \b
    Exit codes: 0 stored; 1 nothing could be begun; 3 stored, but some stocks were not
    answered for; 4 too few were, so nothing is stored yet; 5 something vanished at once
    and is held back until --confirm; 6 stopped, the same command goes on.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    store = load_settings().store
    with stop_signals() as stopped:
        evening = _evening(source, _log(store), say, stopped)
    for stock, error in list(evening.failed.items())[:MOST]:
        click.echo(f"{stock}: {say.error(error)}", err=True)
    if evening.paused is not None:
        click.echo(say.error(evening.paused), err=True)
    told = N_("{source}, {day}: {n} of {all} stocks answered for, {asked} asked now")
    numbers = {"n": len(evening.answers), "all": len(evening.stocks), "asked": evening.asked}
    click.echo(say(told, source=evening.source, day=evening.day, **numbers))
    if not evening.is_whole:
        click.echo(say(N_("The same command goes on with the others.")), err=True)
        sys.exit(STOPPED if stopped else 4)
    log, lists = _log(store), [evening.day_list()]
    _tell([_weighed(log, lists, confirm=confirm)], say)
    sys.exit(_store(log, [lists], say, confirm=confirm) or (3 if evening.failed else 0))


def _evening(word: str, log: ThemeLog, say: Language, stopped: list[int]) -> Evening:
    from dashboard.providers.breaker import source_breaker  # noqa: PLC0415
    from dashboard.providers.registry import BREAKERS  # noqa: PLC0415
    from dashboard.providers.theme_sources import THEME_SOURCES  # noqa: PLC0415
    from dashboard.refresh.theme_evening import ask_evening, stocks_to_ask  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    settings = load_settings()
    service = THEME_SOURCES.get(word)
    if service is None:
        known = say.listing(list(THEME_SOURCES))
        raise InputError(
            N_("There is no source {source}; there is {known}."), source=word, known=known
        )
    part = service.settings(settings)
    if not part.enabled:
        raise InputError(
            N_("The source {source} is switched off in the settings."), source=service.id
        )
    stocks = stocks_to_ask(settings.store)
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(stocks), file=sys.stderr, hidden=hidden) as bar:
        return ask_evening(
            service.make(part),
            service.title,
            stocks,
            log,
            source_breaker(service.id, part, settings.store / BREAKERS),
            now=datetime.now(UTC),
            progress=lambda done: bar.update(done - bar.pos),
            stopped=stopped,
        )


def _log(store: Path) -> ThemeLog:
    from dashboard.store.themes import FOLDER, ThemeLog  # noqa: PLC0415

    return ThemeLog(store / FOLDER)


def _weighed(log: ThemeLog, lists: list[DayList], *, confirm: bool) -> list[tuple[DayList, Change]]:
    from dashboard.store.theme_changes import weigh_all  # noqa: PLC0415

    held = log.log(lists[0].source)
    return list(zip(lists, weigh_all(held, lists, confirm=confirm), strict=True))


def _store(
    log: ThemeLog, lists: Sequence[list[DayList]], say: Language, *, confirm: bool = False
) -> int:
    """Take the lists in; what is held back makes the exit code."""
    from dashboard.store.theme_changes import take  # noqa: PLC0415

    held_back = False
    for each in lists:
        changes = take(log, *each, confirm=confirm)
        shrunk = any(change.shrunk for change in changes)
        held_back |= not confirm and (shrunk or bool(changes[-1].vanished))
        if not all(change.shrunk for change in changes):
            click.echo(say(N_("The log of {source} is stored."), source=each[0].source))
    if held_back:
        told = N_("What vanished at once was held back; --confirm closes it.")
        click.echo(say(told), err=True)
        return HELD_BACK
    return 0


# In words -------------------------------------------------------------


def _show(found: ThemePreview, say: Language) -> None:
    """Print what was recognised, what was tolerated, and everything that is wrong."""
    from dashboard.cases.faults import shown  # noqa: PLC0415
    from dashboard.pricefiles.theme_headings import THEME_ROLE_NAMES  # noqa: PLC0415

    rows = say.plural("{n} row", "{n} rows", found.rows)
    click.echo(f"{found.file}: {rows}")
    for heading in found.headings[:MOST]:
        click.echo(f"  {shown(heading.text)} → {say(THEME_ROLE_NAMES[heading.role])}")
    for notice in found.notices[:MOST]:
        click.echo(f"  {say.say(notice)}")
    for fault in found.faults:
        click.echo(say.error(fault), err=True)


def _tell(sources: Sequence[Sequence[tuple[DayList, Change]]], say: Language) -> None:
    """Print what lists change: the last days of each source one by one."""
    from dashboard.html.theme_change_words import change_lines  # noqa: PLC0415

    for changes in sources:
        if len(changes) > MOST:
            told = N_("{source}: {n} lists, {first} to {last}; the last ones:")
            first, last = changes[0][0], changes[-1][0]
            days = {"first": first.day, "last": last.day}
            click.echo(say(told, source=first.source, n=len(changes), **days))
        for found, change in changes[-MOST:]:
            first_line, *more = change_lines(found, change, say)
            click.echo(first_line)
            for line in more:
                click.echo(f"  {line}")
