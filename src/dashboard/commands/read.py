"""``market-narrative read``: what an article says, each find with its words."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language

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
@in_language
def read(article: str, *, published: datetime | None, as_json: bool, say: Language) -> None:
    """
    Print what ARTICLE says: its stocks, returns, dates, shares, reports and causes.

    ARTICLE is a file (.txt, .html, .docx), an address, or - for what comes on standard
    input.  Rules alone read it; nothing of it leaves this machine.
    """
    from dashboard.articles.block import finds_json  # noqa: PLC0415 - help needs no pandas
    from dashboard.articles.opening import opened, uploaded  # noqa: PLC0415
    from dashboard.articles.reader import read_article  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415

    source = uploaded(sys.stdin.buffer.read()) if article == "-" else opened(article)
    finds = read_article(
        source.text,
        known_listing(load_settings().store),
        published=given(published) or source.published,
        title=source.title,
    )
    if as_json:
        click.echo(finds_json(finds).encode(), nl=False)
        return
    for notice in finds.notices:
        click.echo(say.say(notice), err=True)
    _print(finds, say)


def given(published: datetime | None) -> date | datetime | None:
    """Return a day without a time as a day."""
    if published is None or (published.hour, published.minute) != (0, 0):
        return published
    return published.date()


def _print(finds: Finds, say: Language) -> None:
    from dashboard.articles.lines import sections  # noqa: PLC0415

    for heading, lines in sections(finds):
        if lines:
            click.echo(say("{heading}: {n}", heading=say(heading), n=len(lines)))
            for line in lines:
                click.echo(f"  {line}")
