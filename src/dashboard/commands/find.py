"""``market-narrative find``: which securities a code, a name or its initials can mean."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_

if TYPE_CHECKING:
    from dashboard.errors import InputError
    from dashboard.language.language import Language
    from dashboard.market.listing import Listed

MOST = 20


@click.command()
@click.argument("text", metavar="TEXT")
@in_language
def find(text: str, *, say: Language) -> None:
    """
    List the mainland stocks that TEXT can mean: a code, a Chinese name, its initials.

    Names of today and of before count; Beijing's codes of before October 2025 too.

    The list of codes is the store's, else the one that ships with the product; sources are
    asked only for what an older list does not know.  Exit code 1 when nothing fits.
    """
    from dashboard.refresh.listing import listing_at_hand  # noqa: PLC0415 - help needs no pandas
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    listing, refused = listing_at_hand(load_settings(), text)
    for error in refused:
        click.echo(say.error(error), err=True)
    found = listing.recognise(text)
    for each in found[:MOST]:
        click.echo(_line(each, say))
    if len(found) > MOST:
        click.echo(say(N_("… and {n} more; type more of the name."), n=len(found) - MOST), err=True)
    as_of = {"source": say.source(listing.source), "day": say.long_day(listing.as_of)}
    if found:
        told = N_("By the list of {source} as of {day}.")
        click.echo(say(told, **as_of), err=True)
        return
    for wrong in _refused(text):
        click.echo(say.error(wrong), err=True)
    told = N_("No stock of the list by {source} of {day} is called “{text}”.")
    click.echo(say(told, **as_of, text=text), err=True)
    sys.exit(1)


def _line(each: Listed, say: Language) -> str:
    """One security: symbol, name, board, what it was called before, whether it has gone."""
    from dashboard.market.codes import BEIJING_SWITCH  # noqa: PLC0415
    from dashboard.message import Message  # noqa: PLC0415

    told = [former.said() for former in each.former]
    if each.old_code:
        code = N_("code {code} before {day}")
        told.append(Message.of(code, code=each.old_code, day=BEIJING_SWITCH))
    if each.delisted is not None:
        told.append(Message.of(N_("delisted {day}"), day=each.delisted))
    elif each.seen is not None:
        told.append(Message.of(N_("on no list since {day}"), day=each.seen))
    parts = say("; ").join(map(say.say, told))
    return f"{each.symbol:<10} {each.name}  {each.board}  {parts}".rstrip()


def _refused(text: str) -> list[InputError]:
    """What is wrong with the codes in a text of which the list knows none."""
    from dashboard.market.codes import codes_in  # noqa: PLC0415

    return [found.error for found in codes_in(unicodedata.normalize("NFKC", text)) if found.error]
