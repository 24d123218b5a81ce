"""Minute bars of ``market-narrative import``: held against daily closes, and stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from dashboard.commands.refresh import KINDS
from dashboard.errors import N_, DashboardError
from dashboard.pricefiles.minute_checks import check_daily
from dashboard.pricefiles.minute_reading import MinutePreview
from dashboard.pricefiles.reading import Preview
from dashboard.store.minute_files import put_minutes

if TYPE_CHECKING:
    from dashboard.language.language import Language
    from dashboard.market.minutes import MinuteBars
    from dashboard.message import Message
    from dashboard.store.store import Store


def checks(found: Preview | MinutePreview, store: Store) -> list[Message]:
    """Sentences of the comparison with daily closes; none of a file of daily prices."""
    if isinstance(found, Preview):
        return []
    return [each.message() for each in check_daily(found.bars, store)]


def store_bars(
    found: Iterable[MinuteBars], source: str, say: Language, store: Store, *, accept: bool
) -> int:
    """
    Store minute bars and print what came of them.

    Returns
    -------
    int
        The exit code of the command.
    """
    counts: Counter[str] = Counter()
    failed = 0
    for bars in found:
        try:
            stored = put_minutes(store, bars, accept=accept)
        except DashboardError as error:
            failed += 1
            click.echo(f"{bars.note.symbol}: {say.error(error)}", err=True)
            continue
        counts[stored.kind] += 1
        if stored.remark is not None:
            click.echo(say.say(stored.remark), err=True)
    told = N_("Minute bars of {n} securities stored as {source}: {counts}")
    kinds = say(", ").join(f"{say(KINDS[kind])} {n}" for kind, n in counts.items())
    good = sum(n for kind, n in counts.items() if kind != "contradicted")
    click.echo(say(told, n=good, source=source, counts=kinds))
    if counts["contradicted"]:
        return 5
    return 3 if failed else 0
