"""``market-narrative new``: a case folder from an article, or an empty one to be filled."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from dashboard.articles.draft.draft import Draft
    from dashboard.articles.finds import Finds
    from dashboard.language.language import Language
    from dashboard.market.listing import Listing


@click.command()
@click.argument("article", required=False, default="", metavar="[ARTICLE]")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of the case: a new or empty one; its name becomes the slug.",
)
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="Day of publication, with its exchange time where known.",
)
@click.option("--slug", default="", help="Name in links, where it is not the folder's.")
@click.option("--template", "empty", is_flag=True, help="No article: stand-ins to be replaced.")
@click.option(
    "--second",
    is_flag=True,
    help="Have the second reader of the settings read too; what you confirm enters the draft.",
)
@click.option("--yes", is_flag=True, help="Send to it without being asked.")
@in_language
def new(
    article: str,
    *,
    output: Path,
    published: datetime | None,
    slug: str,
    empty: bool,
    second: bool,
    yes: bool,
    say: Language,
) -> None:
    """
    Write a draft of a case from ARTICLE: a file, an address, or - for standard input.

    Every entry that a reader must confirm is marked in draft.csv; market-narrative check
    lists the marks.  Nothing is written where anything fails.
    """
    if bool(article) == empty or (empty and second):
        raise InputError(N_("Name an article, or ask for --template without one."))
    name = _slug(slug, output)
    if empty:
        _template(name, output, published, say)
    else:
        ask = _Second(say, name, yes) if second else None
        _draft(article, name, output, published, say, ask)


def _slug(slug: str, output: Path) -> str:
    from dashboard.cases.outline import can_name_a_new_case  # noqa: PLC0415 - help needs no pandas

    name = slug or output.resolve().name
    if not can_name_a_new_case(name):
        raise InputError(
            N_(
                "“{name}” cannot name a case: a slug has small letters, digits and hyphens. Name "
                "the folder so, or give --slug."
            ),
            name=name[:80],
        )
    return name


def _template(slug: str, output: Path, published: datetime | None, say: Language) -> None:
    from dashboard.articles.draft.template import template  # noqa: PLC0415
    from dashboard.cases.folders import new_case  # noqa: PLC0415

    day = published.date() if published else date.today()  # noqa: DTZ011 - a day is enough
    content = template(slug, day)
    new_case(content, output)
    _next(output, len(content.marks), say)


@dataclass(frozen=True, slots=True)
class _Second:
    """How the second reader is asked, where it is."""

    say: Language
    case: str
    yes: bool

    def read(self, finds: Finds, listing: Listing) -> Finds:
        from dashboard.commands.second import confirmed_finds  # noqa: PLC0415 - only where asked

        return confirmed_finds(finds, listing, self.say, yes=self.yes, case=self.case)


def _draft(
    article: str,
    slug: str,
    output: Path,
    published: datetime | None,
    say: Language,
    second: _Second | None,
) -> None:
    from dashboard.articles.draft.draft import (  # noqa: PLC0415
        draft_of,
        has_universe,
        stored_prices,
    )
    from dashboard.articles.opening import opened, uploaded  # noqa: PLC0415
    from dashboard.articles.reader import read_article  # noqa: PLC0415
    from dashboard.cases.folders import check_new, new_case  # noqa: PLC0415
    from dashboard.commands.read import given  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415

    check_new(output)
    settings = load_settings()
    source = uploaded(sys.stdin.buffer.read()) if article == "-" else opened(article)
    listing = known_listing(settings.store)
    finds = read_article(
        source.text,
        listing,
        published=given(published) or source.published,
        title=source.title,
    )
    for notice in finds.notices:
        click.echo(say.say(notice), err=True)
    if second is not None:
        finds = second.read(finds, listing)
    draft = draft_of(
        finds,
        slug,
        url=source.source if "://" in source.source else "",
        prices=stored_prices(settings),
        universe=has_universe(settings),
    )
    new_case(draft.content, output)
    _told(draft, output, say)
    _next(output, len(draft.content.marks), say)


def _told(draft: Draft, output: Path, say: Language) -> None:
    """Say what was drafted, what its claims come to, and what was left out."""
    from dashboard.analysis.claims import verdict_words  # noqa: PLC0415

    case = draft.content.case
    click.echo(
        say(
            N_(
                "{slug}: {stocks} stocks in {groups} groups, {first} to {last}; {stories} stories, "
                "{events} events, {evidence} rows of evidence, {claims} claims."
            ),
            slug=case.slug,
            stocks=len(case.stocks),
            groups=len(case.groups),
            first=case.window.first,
            last=case.window.last,
            stories=len(case.stories),
            events=len(case.events),
            evidence=len(case.evidence),
            claims=len(case.claims),
        )
    )
    for result in draft.first_check:
        if result.verdict != "cannot-be-checked":
            word = say(verdict_words.VERDICTS[result.verdict].text)
            click.echo(
                say(
                    N_("{claim}: {verdict}. {sentence}"),
                    claim=result.claim.id,
                    verdict=word,
                    sentence=say.say(result.sentence),
                )
            )
    for message in draft.left_out:
        click.echo(say.say(message), err=True)
    without = [symbol for symbol in case.symbols if symbol not in draft.priced]
    if without:
        told = N_(
            "Without prices: {symbols}. They come with: market-narrative refresh {folder}; until "
            "then the window and the returns are unproved."
        )
        click.echo(say(told, symbols=", ".join(without), folder=f'"{output}"'), err=True)


def _next(output: Path, marks: int, say: Language) -> None:
    told = N_(
        "Written. Entries to confirm: {n}. They are listed by: market-narrative check {folder}"
    )
    click.echo(say(told, n=marks, folder=f'"{output}"'))
