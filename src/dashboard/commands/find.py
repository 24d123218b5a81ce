"""``market-narrative find``: which securities a code, a name or its initials can mean."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_

if TYPE_CHECKING:
    from dashboard.language.language import Language

MOST = 20


@click.command()
@click.argument("text", metavar="TEXT")
@in_language
def find(text: str, *, say: Language) -> None:
    """
    List the mainland stocks that TEXT can mean: a code, a Chinese name, its initials.

    The list of codes is the store's; when that is older than a week, or there is none,
    it is asked for first.  Exit code 1 when nothing fits.
    """
    from dashboard.refresh.listing import current_listing  # noqa: PLC0415 - help needs no pandas
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    listing, refused = current_listing(load_settings())
    for error in refused:
        click.echo(say.error(error), err=True)
    found = listing.recognise(text)
    for each in found[:MOST]:
        ended = "" if each.delisted is None else say(N_("delisted {day}"), day=each.delisted)
        click.echo(f"{each.symbol:<10} {each.name}  {each.board}  {ended}".rstrip())
    if len(found) > MOST:
        click.echo(say(N_("… and {n} more; type more of the name."), n=len(found) - MOST), err=True)
    if not found:
        told = N_("No stock of the list by {source} of {day} is called “{text}”.")
        click.echo(
            say(told, source=say.source(listing.source), day=listing.retrieved[:10], text=text),
            err=True,
        )
        sys.exit(1)
