"""``market-narrative freeze``, ``editions``, ``verify``, ``compare``, ``import-edition``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.case_options import CaseChoice, case_folder, case_options
from dashboard.commands.language_option import in_language
from dashboard.errors import N_

if TYPE_CHECKING:
    from dashboard.editions.diff import EditionDiff
    from dashboard.editions.folder import Edition
    from dashboard.editions.verifying import Verification
    from dashboard.language.language import Language

DIFFER, DAMAGED = 3, 4  # exit codes of verify


@click.command()
@click.argument("case")
@case_options
@click.option("--name", default="", help="Who freezes it.")
@click.option("--note", default="", help="Why.")
@in_language
def freeze(chosen: CaseChoice, *, name: str, note: str, say: Language) -> None:
    """Freeze CASE (a slug or a folder) with its prices and results; print id and folder."""
    from dashboard.access import history  # noqa: PLC0415
    from dashboard.editions import editions  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    settings = load_settings()
    edition = editions.freeze(
        chosen.trial(),
        source=case_folder(chosen.case),
        store=Store(settings.store),
        editions=settings.editions,
        by=name,
        note=note,
    )
    click.echo(f"{edition.id}  {edition.path}")
    if edition.is_new:
        told = {"edition": edition.id} | ({"name": name} if name else {}) | history.COMMAND_LINE
        history.record(settings.store, edition.slug, "", "edition-frozen", told)
    else:
        click.echo(say(N_("The same was frozen before; it stays as it is.")), err=True)


@click.command()
@click.argument("case", default="")
@in_language
def editions(case: str, *, say: Language) -> None:
    """List the editions of CASE (a slug or a folder), or of all cases, the newest first."""
    from dashboard.editions import editions as found  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    folder, slug = load_settings().editions, _slug(case) or None
    listed = found.list_editions(folder, slug)
    broken = found.unreadable(folder, slug)
    for edition in listed:
        click.echo(_line(edition))
    for path in broken:
        told = N_("{folder} bears the name of an edition and holds none that can be read.")
        click.echo(say(told, folder=path), err=True)
    if not listed:
        click.echo(say(N_("There is no edition in {folder}."), folder=folder), err=True)


def _slug(case: str) -> str:
    """Slug of the case in a folder; what is no folder is a slug, of a case that may be gone."""
    file = Path(case) / "case.toml"
    if not case or not file.is_file():
        return case
    from dashboard.cases.folders import read_case  # noqa: PLC0415

    return read_case(file.parent).case.slug


def _line(edition: Edition) -> str:
    settings = edition.manifest.settings
    parts = [
        edition.id,
        edition.made.at or "–",
        edition.slug,
        f"{settings.base} … {settings.window.last}",
        settings.benchmark,
        settings.prices,
        edition.made.by,
        edition.made.note,
    ]
    return "  ".join(part for part in parts if part)


@click.command()
@click.argument("edition")
@in_language
def verify(edition: str, *, say: Language) -> None:
    """
    Compute the numbers of EDITION (an id, a folder or a zip) anew.

    \b
    Exit codes: 0 every number came out; 1 the edition cannot be read; 3 numbers
    differ; 4 files are not as they were frozen.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.editions.verifying import verify as verified  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    found = verified(load_settings().editions, _wanted(edition))
    _tell(found, say)
    if not found.same:
        sys.exit(DAMAGED if found.damaged else DIFFER)


def _wanted(edition: str) -> str | Path:
    """Folder or zip of that name, else an id."""
    return Path(edition) if Path(edition).exists() else edition


def _tell(found: Verification, say: Language) -> None:
    from dashboard.editions.diff import Nothing  # noqa: PLC0415

    click.echo(_line(found.edition))
    for name, frozen, now in found.versions:
        told = N_("{name}: frozen with {frozen}, now {now}.")
        click.echo(say(told, name=name, frozen=frozen or "–", now=now))
    for each in found.damaged:
        click.echo(f"{each.place}  {each.kind}")
    for change in found.numbers:
        click.echo(f"{change.place}  {_value(change.before)}  {_value(change.after)}")
    for change in found.rules:
        if change.before is Nothing.ABSENT:
            click.echo(
                say(N_("{place}: not worked out yet when it was frozen."), place=change.place)
            )
            continue
        rule = N_("{place}: {before} by the rules it was frozen under, {after} by those of today.")
        told_by = {"before": _value(change.before), "after": _value(change.after)}
        click.echo(say(rule, place=change.place, **told_by))
    if found.damaged:
        told = N_("{n} file(s) are not as they were frozen; nothing was computed.")
        click.echo(say(told, n=len(found.damaged)))
    elif found.numbers:
        click.echo(say(N_("{n} number(s) differ: frozen, then now."), n=len(found.numbers)))
    else:
        click.echo(say(N_("Every number comes out as it was frozen.")))
    if found.sentences:
        told = N_("{n} sentence(s) are worded otherwise than when it was frozen.")
        click.echo(say(told, n=len(found.sentences)))


def _value(value: object) -> str:
    from dashboard.editions.tables import plain  # noqa: PLC0415

    return str(plain(value))


@click.command()
@click.argument("before")
@click.argument("after")
@in_language
def compare(before: str, after: str, *, say: Language) -> None:
    """Print what changed from BEFORE to AFTER, each an id, a folder or a zip."""
    from dashboard.editions import editions as found  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    with ExitStack() as unpacked:
        folder = load_settings().editions
        one, other = (
            found.opened(unpacked.enter_context(found.at_hand(folder, _wanted(name))))
            for name in (before, after)
        )
        _list_changes(found.compare(one, other), say)


def _list_changes(diff: EditionDiff, say: Language) -> None:
    if diff.nothing:
        click.echo(say(N_("Nothing differs between the two.")))
    for said in diff.told:
        click.echo(say.say(said))
    for each in diff.data:
        count = each.count or ""
        sizes = [each.first, say.percent(each.largest, 4), say.percent(each.largest_return, 4)]
        told = [each.name, each.kind, count, *sizes, each.before, each.after]
        click.echo("  ".join(str(part) for part in told if part))
    for row in (*diff.rows, *diff.settings):
        told = [row.table, row.id, row.kind, row.field]
        if row.kind == "changed":
            told += [f"{row.before!r} → {row.after!r}"]
        click.echo("  ".join(part for part in map(str, told) if part))
    for change in diff.results:
        click.echo(f"{change.place}  {_value(change.before)} → {_value(change.after)}")


@click.command("import-edition")
@click.argument("file", type=click.Path(path_type=Path))
@in_language
def import_edition(file: Path, *, say: Language) -> None:
    """Take in the edition in the zip FILE; print its id and folder."""
    from dashboard.editions.editions import import_zip  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    edition = import_zip(file, load_settings().editions)
    click.echo(f"{edition.id}  {edition.path}")
    if not edition.is_new:
        click.echo(say(N_("This edition was here before; it stays as it is.")), err=True)


COMMANDS = (freeze, editions, verify, compare, import_edition)
