"""``market-narrative cases notes``: what readers attached to the rows of a case, and answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.files import plain

if TYPE_CHECKING:
    from dashboard.cases.notes import Note, Outcome, Table
    from dashboard.language.language import Language

_TABLES = ("evidence", "claims", "events")
_OUTCOMES = ("answered", "changed", "rejected")


@click.group()
def notes() -> None:
    """List the notes of a case, attach one to a row, or answer one."""


@notes.command("list")
@click.argument("case")
@click.option("--open", "is_open", is_flag=True, help="Only those that nobody answered yet.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@in_language
def list_notes(case: str, *, is_open: bool, as_json: bool, say: Language) -> None:
    """List the notes of CASE (a slug), the latest first, with their answers."""
    from dashboard.cases.notes import read_notes  # noqa: PLC0415 - help needs no store

    found = [each for each in read_notes(_store(), _slug(case)) if each.is_open or not is_open]
    if as_json:
        import json  # noqa: PLC0415
        from dataclasses import asdict  # noqa: PLC0415

        click.echo(json.dumps([plain(asdict(each)) for each in found], ensure_ascii=False))
        return
    for each in found:
        _tell(each, say)


@notes.command("add")
@click.argument("case")
@click.argument("table", type=click.Choice(_TABLES))
@click.argument("row")
@click.argument("text")
@click.option("--dispute", is_flag=True, help="It disputes what the row says.")
@click.option("--by", default="", help="Who says so.")
@in_language
def add(
    case: str,
    table: Table,
    row: str,
    text: str,
    *,
    dispute: bool,
    by: str,
    say: Language,  # noqa: ARG001 - its errors are said
) -> None:
    """Attach the note TEXT to the row ROW (its id) of a TABLE of CASE (a slug)."""
    from dashboard.cases.folders import find_case, read_case  # noqa: PLC0415
    from dashboard.cases.notes import add_note  # noqa: PLC0415

    content = read_case(find_case(case)).case
    click.echo(add_note(_store(), content, table, row, "dispute" if dispute else "note", text, by))


@notes.command("answer")
@click.argument("case")
@click.argument("note")
@click.argument("outcome", type=click.Choice(_OUTCOMES))
@click.argument("text")
@click.option("--by", default="", help="Who answers.")
@in_language
def answer(case: str, note: str, outcome: Outcome, text: str, *, by: str, say: Language) -> None:  # noqa: ARG001
    """Answer the note NOTE (its id) of CASE (a slug) with TEXT."""
    from dashboard.cases.notes import answer_note  # noqa: PLC0415

    answer_note(_store(), _slug(case), note, outcome, text, by)


def _tell(note: Note, say: Language) -> None:
    from dashboard.html.notes import KIND_WORDS, OUTCOME_WORDS  # noqa: PLC0415 - help needs no HTML

    parts = [note.id, f"{note.when:%Y-%m-%d %H:%M}", say(KIND_WORDS[note.kind])]
    click.echo("  ".join([*parts, f"{note.table} {note.row}", note.who]).rstrip())
    click.echo(f"    {note.text}")
    for each in note.answers:
        said = say(OUTCOME_WORDS[each.outcome])
        click.echo(f"    → {each.when:%Y-%m-%d %H:%M}  {said}: {each.text}")


def _slug(case: str) -> str:
    from dashboard.cases.folders import find_case  # noqa: PLC0415

    return find_case(case).name


def _store() -> Path:
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    return load_settings().store
