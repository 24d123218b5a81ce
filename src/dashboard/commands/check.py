"""``market-narrative check`` and ``confirm``: faults, and what a draft leaves to confirm."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_, NP_, CaseError, InputError

if TYPE_CHECKING:
    from dashboard.cases.folders import CaseFolder
    from dashboard.language.language import Language

DRAFT = 3  # exit code: no fault, but something is left to confirm
QUOTED = 60  # signs of a quote in a line


@click.command()
@click.argument("case_folder", type=click.Path(path_type=Path), metavar="CASE")
@in_language
def check(case_folder: Path, *, say: Language) -> None:
    """
    Print everything that is wrong with CASE, and what a draft leaves to confirm.

    CASE is a folder, or the name of a case at hand.

    \b
    Exit codes: 0 no fault and nothing left to confirm; 1 faults, one a line; 2 wrong
    options; 3 no fault, but a draft: what is left to confirm, one a line.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    content = _read(_at(case_folder), say)
    _concerns(content, say)
    _summary(content, say)
    if content.marks:
        _left(content, say)
        sys.exit(DRAFT)


@click.command()
@click.argument("case_folder", type=click.Path(path_type=Path), metavar="CASE")
@click.argument("rows", nargs=-1, metavar="[ROW]...")
@click.option("--all", "everything", is_flag=True, help="All that is left.")
@click.option("--file", default="", metavar="NAME", help="All of one file, such as events.csv.")
@click.option("--reason", default="", metavar="WORD", help="All of one reason, such as read.")
@in_language
def confirm(
    case_folder: Path,
    *,
    rows: tuple[str, ...],
    everything: bool,
    file: str,
    reason: str,
    say: Language,
) -> None:
    """
    Confirm what a draft in CASE leaves open: ROWs by their ids, or all of a kind.

    Confirming takes lines out of draft.csv; nothing else is changed.
    """
    from dashboard.cases.drafts import confirm_marks  # noqa: PLC0415 - help needs no pandas

    if not (rows or everything or file or reason):
        raise InputError(N_("Say what is confirmed: rows by their ids, --file, --reason or --all."))
    case_folder = _at(case_folder)
    content = _read(case_folder, say)
    before = len(content.marks)
    left = confirm_marks(case_folder, content, rows=rows, file=file, reason=reason)
    click.echo(say(N_("Confirmed: {n}; left: {left}."), n=before - len(left), left=len(left)))


def _at(case: Path) -> Path:
    """Folder of a case: the one named, or that of the case at hand that has this name."""
    from dashboard.cases.folders import find_case  # noqa: PLC0415

    named = len(case.parts) == 1 and not case.exists()
    return find_case(str(case)) if named else case


def _read(folder: Path, say: Language) -> CaseFolder:
    """Case of a folder; its faults are printed and end the command."""
    from dashboard.cases.folders import read_case  # noqa: PLC0415

    try:
        return read_case(folder)
    except CaseError as error:
        for fault in error.faults:
            click.echo(say.error(fault))
        click.echo(say.error(error), err=True)
        sys.exit(1)


def _concerns(content: CaseFolder, say: Language) -> None:
    """Print what was tolerated, and what a reader should look at again."""
    from dashboard.analysis.data import health_words  # noqa: PLC0415 - help needs no pandas
    from dashboard.analysis.data.doubt_health import doubt_concerns  # noqa: PLC0415
    from dashboard.analysis.data.evidence_health import search_concerns  # noqa: PLC0415
    from dashboard.market.sessions import load_sessions  # noqa: PLC0415

    for notice in content.notices:
        click.echo(say(notice.template, **notice.values), err=True)
    case = content.case
    sessions = load_sessions(case.calendar, case.timezone)
    doubtful = doubt_concerns(case, content.market, sessions, case.window)
    for concern in (*search_concerns(case), *doubtful):
        told = health_words.sentence(case, content.market.note, concern, say)
        click.echo(say(N_("Warning: {what}"), what=told), err=True)


def _summary(content: CaseFolder, say: Language) -> None:
    case, prices = content.case, len(content.market.prices)
    parts = [
        say.plural("{n} stock", "{n} stocks", len(case.stocks)),
        say.plural("{n} event", "{n} events", len(case.events)),
        say.plural("{n} row of evidence", "{n} rows of evidence", len(case.evidence)),
        say.plural("{n} claim", "{n} claims", len(case.claims)),
        say.plural("{n} price row", "{n} price rows", prices, n=say.number(prices)),
    ]
    counts = say(NP_("clauses", ", ")).join(parts)
    click.echo(say(N_("{slug}: no fault. {counts}."), slug=case.slug, counts=counts))


def _left(content: CaseFolder, say: Language) -> None:
    """Print a line a mark: where, what stands there, why it waits, on which words it rests."""
    from dashboard.cases.marks import REASON_WORDS, draft_sentence  # noqa: PLC0415
    from dashboard.cases.standing import standing  # noqa: PLC0415

    for mark in content.marks:
        there = _short(standing(content.case, mark, say.pick)) or "–"
        quote = _short(mark.quote)
        template = (
            N_("{place} = {there}  [{reason}: “{quote}”]")
            if quote
            else N_("{place} = {there}  [{reason}]")
        )
        reason = say(REASON_WORDS[mark.reason])
        click.echo(say(template, place=mark.place, there=there, reason=reason, quote=quote))
    sentence = draft_sentence(content.marks)
    if sentence is not None:
        click.echo(say.say(sentence), err=True)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1] + "…"
