"""``market-narrative read``: what an article says, each find with its words."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_

if TYPE_CHECKING:
    from dashboard.articles.finds import Finds
    from dashboard.language.language import Language


@click.command()
@click.argument("article", metavar="ARTICLE")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="Day of publication, with its exchange time where known.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/articles.md.")
@click.option(
    "--second",
    is_flag=True,
    help="Have the second reader of the settings read too: the text is sent to it.",
)
@click.option("--yes", is_flag=True, help="Send without being asked.")
@in_language
def read(
    article: str,
    *,
    published: datetime | None,
    as_json: bool,
    second: bool,
    yes: bool,
    say: Language,
) -> None:
    """
    Print what ARTICLE says: its stocks, returns, dates, shares, reports and causes.

    ARTICLE is a file (.txt, .html, .docx, .pdf), an address, or - for what comes on
    standard input.  Rules alone read it, and nothing of it leaves this machine, unless
    --second asks for the language model of the settings too.
    """
    from dashboard.articles.block import block_json, finds_block  # noqa: PLC0415 - as above
    from dashboard.articles.opening import opened, uploaded  # noqa: PLC0415
    from dashboard.articles.reader import read_article  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415

    source = uploaded(sys.stdin.buffer.read()) if article == "-" else opened(article)
    listing = known_listing(load_settings().store)
    finds = read_article(
        source.text,
        listing,
        published=given(published) or source.published,
        title=source.title,
    )
    reading = None
    if second:
        from dashboard.commands.second import second_reading  # noqa: PLC0415 - only where asked

        reading = second_reading(finds, listing, say, yes=yes)
    if as_json:
        extra = {} if reading is None else {"second": reading.block}
        text = block_json({**finds_block(finds), **extra})
        click.echo(text.encode(), nl=False)
    else:
        for notice in finds.notices:
            click.echo(say.say(notice), err=True)
        _print(finds, say)
    if reading is not None:
        reading.tell(say, as_json=as_json)


def given(published: datetime | None) -> date | datetime | None:
    """Return a day without a time as a day."""
    if published is None or (published.hour, published.minute) != (0, 0):
        return published
    return published.date()


def _print(finds: Finds, say: Language) -> None:
    from dashboard.articles.lines import sections  # noqa: PLC0415

    for heading, lines in sections(finds):
        if lines:
            click.echo(say(N_("{heading}: {n}"), heading=say(heading), n=len(lines)))
            for line in lines:
                click.echo(f"  {line}")
