"""``market-narrative cases``: list them; duplicate, rename, archive, delete, bring back one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.case_notes import notes
from dashboard.commands.language_option import in_language
from dashboard.errors import N_, InputError
from dashboard.files import replacing

if TYPE_CHECKING:
    from dashboard.case import Window
    from dashboard.cases.shelf import CaseShelf
    from dashboard.language.language import Language

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--away", is_flag=True, help="Those that were archived or deleted instead.")
@in_language
def cases(context: click.Context, *, away: bool, say: Language) -> None:
    """List the cases with their titles, windows and folders, or do something with one."""
    if context.invoked_subcommand is not None:
        return
    if away:
        _list_away(say)
        return
    from dashboard.cases.listing import list_cases  # noqa: PLC0415 - help needs no pandas

    for entry in list_cases():
        if entry.window is None:
            refused = N_("refused with {n} fault(s), see: market-narrative check {path}")
            what = say(refused, n=len(entry.faults), path=f'"{entry.path}"')
            click.echo(f"{entry.slug}  {what}")
        else:
            window = f"{entry.window.first} … {entry.window.last}"
            click.echo(f"{entry.slug}  {say.pick(entry.title)}  {window}  {entry.path}")


def _list_away(say: Language) -> None:
    from dashboard.cases.folders import own_directory  # noqa: PLC0415
    from dashboard.cases.whereabouts import put_away  # noqa: PLC0415

    words = {"archived": N_("archived"), "deleted": N_("deleted")}
    for each in put_away(own_directory()):
        kind = say(words[each.kind])
        click.echo(f"{each.name}  {kind}  {say.pick(each.title)}  {each.path}")


cases.add_command(notes)


@cases.command()
@click.argument("case")
@click.argument("slug", default="")
@click.option("--title", default="", help="By default the case's, with a word that it is a copy.")
@click.option("--first", type=_DAY, help="Another first session.")
@click.option("--last", type=_DAY, help="Another last session.")
@click.option(
    "--without", multiple=True, metavar="ID", help="A group or stock left out; may be repeated."
)
@in_language
def duplicate(
    case: str,
    slug: str,
    *,
    title: str,
    first: datetime | None,
    last: datetime | None,
    without: tuple[str, ...],
    say: Language,  # noqa: ARG001 - its errors are said
) -> None:
    """
    Copy CASE (a slug or a folder), as SLUG where one is given; print the copy's folder.

    With other sessions, or with groups or stocks left out, the copy is a variation.
    """
    from dashboard.case import Text  # noqa: PLC0415
    from dashboard.cases.folders import read_case  # noqa: PLC0415
    from dashboard.commands.case_options import case_folder  # noqa: PLC0415

    folder, named = case_folder(case), Text(title, title) if title else None
    window = _window(read_case(folder).case.window, first, last)
    click.echo(_shelf().vary(folder, slug, named, window=window, leave_out=without))


def _window(known: Window, first: datetime | None, last: datetime | None) -> Window:
    from dashboard.case import Window  # noqa: PLC0415

    return Window(
        known.first if first is None else first.date(), known.last if last is None else last.date()
    )


@cases.command()
@click.argument("case")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; by default SLUG.zip here.",
)
@in_language
def export(case: str, *, output: Path | None, say: Language) -> None:  # noqa: ARG001
    """Write CASE (a slug or a folder) as one zip; the same case gives the same bytes."""
    from dashboard.cases.archives import case_zip  # noqa: PLC0415
    from dashboard.commands.case_options import case_folder  # noqa: PLC0415

    folder = case_folder(case)
    file = output or Path(f"{folder.resolve().name}.zip")
    data = case_zip(folder)
    with replacing(file) as draft:
        draft.write_bytes(data)
    click.echo(file)


@cases.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("slug", default="")
@in_language
def import_case(file: Path, slug: str, *, say: Language) -> None:
    """Take in the case in the zip FILE, as SLUG where one is given; nothing is written over."""
    from dashboard.cases.archives import MOST_PACKED, unpacked_case  # noqa: PLC0415

    try:
        with file.open("rb") as packing:
            data = packing.read(MOST_PACKED + 1)
    except OSError as error:
        raise InputError(
            N_("“{file}” cannot be read ({reason})."), file=file, reason=error.strerror
        ) from error
    found = unpacked_case(data)
    click.echo(_shelf().bring_in(found, slug))
    for name in found.left_out:
        click.echo(say(N_("{file} was left out: no case reads it."), file=name), err=True)


@cases.command()
@click.argument("case")
@click.option("--en", default="", help="What was put right, in English.")
@click.option("--zh", default="", help="The same in Chinese.")
@click.option("--by", default="", help="Who says so.")
@click.option("--on", "day", type=_DAY, help="By default today.")
@in_language
def correct(
    case: str,
    *,
    en: str,
    zh: str,
    by: str,
    day: datetime | None,
    say: Language,  # noqa: ARG001 - its errors are said
) -> None:
    """Write a dated correction at the end of the log of CASE (a slug or a folder)."""
    from dashboard.case import Text  # noqa: PLC0415
    from dashboard.commands.case_options import case_folder  # noqa: PLC0415

    when = (day or datetime.now(UTC)).date()
    click.echo(_shelf().correct(case_folder(case), Text(en, zh), when, by).id)


@cases.command()
@click.argument("slug")
@click.argument("new")
@in_language
def rename(slug: str, new: str, *, say: Language) -> None:  # noqa: ARG001
    """Give the case SLUG the slug NEW; history, notes and editions stay with it."""
    click.echo(_shelf().rename(slug, new))


@cases.command()
@click.argument("slug")
@in_language
def archive(slug: str, *, say: Language) -> None:
    """Put the case SLUG away: no list has it until it is restored."""
    click.echo(_shelf().archive(slug))
    _back(slug, say)


@cases.command()
@click.argument("slug")
@in_language
def delete(slug: str, *, say: Language) -> None:
    """Take the case SLUG away; it can be restored as long as nobody clears its folder."""
    gone = _shelf().delete(slug)
    click.echo(gone.path)
    _back(gone.name, say)


@cases.command()
@click.argument("name")
@click.argument("slug", default="")
@in_language
def restore(name: str, slug: str, *, say: Language) -> None:  # noqa: ARG001
    """Bring back the case NAME that was archived or deleted, as SLUG where one is given."""
    click.echo(_shelf().restore(name, slug))


def _back(name: str, say: Language) -> None:
    told = N_("It comes back with: market-narrative cases restore {name}")
    click.echo(say(told, name=name), err=True)


def _shelf() -> CaseShelf:
    from dashboard.access import history  # noqa: PLC0415
    from dashboard.cases.shelf import CaseShelf  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    return CaseShelf(load_settings().store, details=history.COMMAND_LINE)
