"""``market-narrative tags``: concept tags of a case's stocks, asked for or from a table.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.commands.case_options import case_folder
from dashboard.commands.language_option import in_language
from dashboard.errors import N_, InputError, SourceError
from dashboard.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.analysis.stories.tag_lists import Compared, ListedTag
    from dashboard.case import ConceptTag
    from dashboard.cases.editing.sheets import Sheets
    from dashboard.cases.folders import CaseFolder
    from dashboard.language.language import Language

FORMAT = "tags/1"
SOURCE = "Eastmoney"
_BEIJING = timezone(timedelta(hours=8))


@click.command()
@click.argument("of", metavar="CASE")
@click.option(
    "--from",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Take the rows of this CSV file instead of asking Eastmoney.",
)
@click.option("--all", "every", is_flag=True, help="Tags too that no story has a word of.")
@click.option("--save", is_flag=True, help="Write what is new into the case, as a version.")
@click.option("--by", default="", help="Who saves, for the history.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/tags.md.")
@in_language
def tags(
    of: str,
    table: Path | None,
    *,
    every: bool,
    save: bool,
    by: str,
    as_json: bool,
    say: Language,
) -> None:
    """
    Compare the concepts that Eastmoney files the stocks of CASE under with the case's tags.

    \b
    Each comes with its stated reason and today's day; a tag in whose name a word of a
    story's terms stands is held against that story.
    Exit codes: 0 all was answered; 1 nothing could be begun; 3 some stocks were not
    answered; 4 none was.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.cases.folders import read_case  # noqa: PLC0415

    folder = case_folder(of)
    content = read_case(folder)
    if table is not None:
        _take(folder, content, table, by, save=save, say=say)
        return
    listed, failed = _asked(content)
    found = _compared(content, listed, every=every)
    if as_json:
        told = _object(found, failed, say) | {"case": content.case.slug}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1).encode())
    else:
        for line in _lines(found, failed, say):
            click.echo(line)
    if save and found.new:
        _save(folder, content, _with_rows(content, found), by, say)
    if failed:
        sys.exit(3 if listed else 4)


def _asked(
    content: CaseFolder,
) -> tuple[dict[str, list[ListedTag]], dict[str, SourceError]]:
    """What the source lists by symbol, and of which stocks it did not answer."""
    from dashboard.analysis.stories.tag_lists import ListedTag  # noqa: PLC0415
    from dashboard.errors import EmptyAnswerError  # noqa: PLC0415
    from dashboard.providers.asking import Asker  # noqa: PLC0415
    from dashboard.providers.breaker import source_breaker, through  # noqa: PLC0415
    from dashboard.providers.concept_tags import ID, EastmoneyConcepts  # noqa: PLC0415
    from dashboard.providers.registry import BREAKERS  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    settings = load_settings()
    if not settings.eastmoney_data.enabled:
        raise InputError(N_("The source {source} is switched off in the settings."), source=ID)
    source = EastmoneyConcepts(Asker(ID, settings.eastmoney_data))
    breaker = source_breaker(ID, settings.eastmoney_data, settings.store / BREAKERS)
    listed: dict[str, list[ListedTag]] = {}
    failed: dict[str, SourceError] = {}
    for symbol in content.case.symbols:
        try:
            concepts = through(breaker, lambda symbol=symbol: source.concepts(symbol))  # type: ignore[misc]
        except EmptyAnswerError:
            listed[symbol] = []
        except SourceError as error:
            failed[symbol] = error
        else:
            listed[symbol] = [ListedTag(each.name, each.reason) for each in concepts]
    return listed, failed


def _compared(content: CaseFolder, listed: dict[str, list[ListedTag]], *, every: bool) -> Compared:
    from dashboard.analysis.stories.tag_lists import compared  # noqa: PLC0415

    # The list is that of the exchange's day, wherever the machine stands.
    today = datetime.now(UTC).astimezone(_BEIJING).date()
    return compared(content.case, SOURCE, listed, today, every=every)


def _with_rows(content: CaseFolder, found: Compared) -> Sheets:
    from dashboard.cases.editing.sheets import sheets_of  # noqa: PLC0415
    from dashboard.cases.entry_cells import tag_cells  # noqa: PLC0415

    sheets = sheets_of(content)
    for tag in found.new:
        sheets, _ = sheets.with_row("tags", tag_cells(tag))
    return sheets


def _take(
    folder: Path, content: CaseFolder, table: Path, by: str, *, save: bool, say: Language
) -> None:
    """Take the rows of a table as a spreadsheet has them, and name every wrong cell."""
    from dashboard.cases.editing.judging import judge  # noqa: PLC0415
    from dashboard.cases.editing.pasting import paste  # noqa: PLC0415
    from dashboard.cases.editing.sheets import sheets_of  # noqa: PLC0415

    pasted = paste(sheets_of(content), "tags", _text(table, say))
    wrong = pasted.wrong(judge(pasted.sheets, content))
    for each in wrong:
        click.echo(say.error(each.fault), err=True)
    if wrong:
        sys.exit(1)
    for key in (*pasted.added, *pasted.updated):
        row = pasted.sheets.row("tags", key)
        if row is not None:
            click.echo("  ".join(row.cells.get(name, "") for name in ("stock", "tag", "seen")))
    if pasted.left_out:
        heads = say.listing(list(pasted.left_out))
        click.echo(say(N_("Columns that were left out: {heads}"), heads=heads), err=True)
    if save:
        _save(folder, content, pasted.sheets, by, say)


def _text(table: Path, say: Language) -> str:
    """Text of a table, decoded as the files of a case are; what it is instead is said."""
    from dashboard.cases.faults import Faults  # noqa: PLC0415
    from dashboard.cases.tables import decode  # noqa: PLC0415

    faults, notices = Faults(), list[Message]()
    text = decode(table.name, table.read_bytes(), faults, notices)
    for notice in notices:
        click.echo(say(notice.template, **notice.values), err=True)
    if text is None:
        for fault in faults.sorted([table.name]):
            click.echo(say.error(fault), err=True)
        sys.exit(1)
    return text


def _save(folder: Path, content: CaseFolder, sheets: Sheets, by: str, say: Language) -> None:
    from dashboard.cases.editing.versions import save as saved  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    what = say(N_("Concept tags"))
    done = saved(load_settings().store, folder, sheets, read=content.digest, who=by, what=what)
    if done.version is None:
        click.echo(say(N_("The case has them all already.")))
    else:
        click.echo(say(N_("Saved as version {n}."), n=done.version.number))


def _object(found: Compared, failed: dict[str, SourceError], say: Language) -> dict[str, Any]:
    def told(tag: ConceptTag) -> dict[str, Any]:
        return {
            "symbol": tag.stock,
            "tag": tag.tag,
            "source": tag.source,
            "seen": tag.seen.isoformat(),
            "story": tag.story,
            "reason": tag.reason,
        }

    parts = {name: list(map(told, getattr(found, name))) for name in ("new", "kept", "gone")}
    unanswered = [{"symbol": s, "reason": say.error(e)} for s, e in failed.items()]
    return {"format": FORMAT, **parts, "unanswered": unanswered}


def _lines(found: Compared, failed: dict[str, SourceError], say: Language) -> Iterator[str]:
    heads = {
        "new": N_("New: {n}"),
        "kept": N_("Listed still: {n}"),
        "gone": N_("Not listed any more, kept in the case: {n}"),
    }
    for name, head in heads.items():
        held: tuple[ConceptTag, ...] = getattr(found, name)
        if held:
            yield say(head, n=len(held))
        for tag in held:
            story = f"  → {tag.story}" if tag.story else ""
            yield f"  {tag.stock}  {tag.tag}{story}"
            if tag.reason and name == "new":
                yield f"      {tag.reason}"
    for symbol, error in failed.items():
        yield f"{symbol}  {say.error(error)}"
    if not (found.new or found.kept or failed):
        yield say(N_("No tag of these stocks has a word of a story; --all shows every one."))
