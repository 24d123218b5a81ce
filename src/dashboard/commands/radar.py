"""``market-narrative radar``: scan an evening of the whole market, and keep its list."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.commands.language_option import in_language
from dashboard.commands.refresh import STOPPED, stop_signals
from dashboard.errors import N_, DashboardError, InputError

if TYPE_CHECKING:
    from dashboard.language.language import Language
    from dashboard.radar.engines import Engine
    from dashboard.radar.kept import Agreement, Entry, KeptEvening
    from dashboard.radar.nightly import Inputs
    from dashboard.radar.splits import Split

USUAL = 5  # sessions of the list that is printed
SHOWN = 20  # lines of it
MOST_WORKERS = 64
CUT_SHORT = 3  # exit code: workers were lost

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--day", type=_DAY, metavar="DAY", help="Evening; by default the last one priced.")
@click.option("--since", type=_DAY, metavar="DAY", help="Also every evening from this one on.")
@click.option(
    "--span",
    type=click.Choice(["3", "5", "10", "20"]),
    default=None,
    help="Sessions of the move that is printed; 5 by default, all of them with --json.",
)
@click.option("--list-of", type=_DAY, metavar="DAY", help="Take the list of themes of this day.")
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    help="Processes of this machine that share the evenings of --since.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Who makes the evenings: this machine, or the workers of a Dask scheduler.",
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Of Dask: tcp://host:8786.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/radar-page.md.")
@click.option("--by-page", hidden=True, default="", help="A page started it and follows it.")
@in_language
def radar(
    *,
    day: datetime | None,
    since: datetime | None,
    span: str | None,
    list_of: datetime | None,
    workers: int,
    engine: str,
    scheduler: str,
    as_json: bool,
    by_page: str,  # noqa: ARG001 - tells the job in a list of processes
    say: Language,
) -> None:
    """
    Scan every theme of an evening, keep the whole list, and print who stands out.

    What was kept from the very same prices and themes is not made again; a run that is
    stopped goes on where it was.

    \b
    Exit codes: 0 kept and printed; 1 nothing could be begun, or another run is at work;
    2 wrong options; 3 cut short, workers were lost: run it again; 6 stopped on request.
    Evenings done stay, whatever ends it.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    mapping = _engine(engine, scheduler, workers, say)
    given = _inputs(say)
    last = given.matrix.last if day is None else day.date()
    first = last if since is None else since.date()
    if first > last:
        told = N_("--since {first} is after the evening {last}.")
        raise InputError(told, first=first, last=last)
    days = list(given.sessions(first, last)) if first < last else [last]
    if not days:
        raise InputError(
            N_("No session of the store lies between {first} and {last}."), first=first, last=last
        )
    taken = None if list_of is None else list_of.date()
    with stop_signals() as asked:
        finished = _do(given, days, taken, mapping, asked, say)
    if not finished:
        click.echo(say(N_("Stopped; the evenings done are kept.")), err=True)
        sys.exit(STOPPED)
    kept = _read(given.store, days[-1])
    spans = kept.spans if span is None else (int(span),)
    if as_json:
        click.echo(json.dumps(block(kept, spans), ensure_ascii=False, indent=1).encode())
        return
    for line in lines(kept, USUAL if span is None else int(span), say):
        click.echo(line)


class _CutShort(click.ClickException):
    exit_code = CUT_SHORT


def _inputs(say: Language) -> Inputs:
    from dashboard.cases.folders import read_case  # noqa: PLC0415 - help needs no pandas
    from dashboard.cases.listing import list_cases  # noqa: PLC0415
    from dashboard.radar.nightly import inputs, theme_table  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    store = load_settings().store
    table = theme_table(store)
    cases = []
    for entry in list_cases():
        if entry.faults:
            continue
        try:
            cases.append(read_case(entry.path).case)
        except DashboardError as error:  # changed since it was listed: the others still count
            click.echo(say.error(error), err=True)
    return inputs(store, table, cases)


def _engine(name: str, scheduler: str, workers: int, say: Language) -> Engine:
    from dashboard.radar import cluster, engines  # noqa: PLC0415 - help needs no pandas

    if name == "dask":
        if not scheduler:
            told = N_("--engine dask needs --scheduler ADDRESS, such as tcp://host:8786.")
            raise click.UsageError(say(told))
        if workers > 1:
            told = N_(
                "--workers are processes of this machine; workers of Dask are started by "
                "“dask worker {address}”."
            )
            raise click.UsageError(say(told, address=scheduler))
        return cluster.on_cluster(scheduler)
    if scheduler:
        raise click.UsageError(say(N_("--scheduler is for --engine dask.")))
    return engines.in_turn if workers == 1 else engines.in_processes(workers)


def _do(
    given: Inputs,
    days: Sequence[date],
    list_of: date | None,
    engine: Engine,
    asked: list[int],
    say: Language,
) -> bool:
    """Make all evenings as the radar's job; False where it was stopped before the last."""
    from dashboard.radar.engines import CutShortError  # noqa: PLC0415
    from dashboard.radar.kept import FOLDER, SCAN  # noqa: PLC0415
    from dashboard.radar.nightly import do_evenings  # noqa: PLC0415
    from dashboard.refresh.jobs import Jobs  # noqa: PLC0415

    jobs = Jobs(given.store / FOLDER)
    if jobs.runs(SCAN) and not jobs.is_starting(SCAN):
        raise InputError(N_("The radar is at work on this store already; run it again later."))
    done = 0
    with jobs.running(SCAN, len(days)) as progress:
        try:
            for day, outcome in do_evenings(
                given,
                days,
                engine,
                list_of=list_of,
                stopping=lambda: bool(asked) or progress.is_asked_to_stop,
            ):
                done += 1
                progress.through(day.isoformat(), outcome)
                if len(days) > 1:
                    told = {"kept": N_("scanned"), "same": N_("kept already")}[outcome]
                    click.echo(f"{done}/{len(days)}  {day}  {say(told)}", err=True)
        except CutShortError as error:
            progress.end(CUT_SHORT, str(error))
            raise _CutShort(say.error(error)) from error
        except DashboardError as error:
            progress.end(1, str(error))
            raise
        finished = done == len(days)
        progress.end(0 if finished else STOPPED)
    return finished


def _read(store: Path, day: date) -> KeptEvening:
    from dashboard.radar.kept import load_evening  # noqa: PLC0415

    kept = load_evening(store, day)
    if kept is None:
        raise InputError(
            N_("The evening {day} is gone from the store; run the radar again."), day=day
        )
    return kept


# What is printed ------------------------------------------------------


def block(kept: KeptEvening, spans: Sequence[int]) -> dict[str, Any]:
    """An evening as one JSON object."""
    from dashboard.radar.kept import agreements  # noqa: PLC0415

    agreed = {span: agreements(kept, span) for span in spans}
    return {
        "day": kept.day.isoformat(),
        "membership": {"mode": kept.mode, "listed_on": kept.listed_on.isoformat()},
        "spans": [
            {"span": span, "base": kept.base(span).isoformat(), "stocks": stocks, "market": market}
            for span, stocks, market in zip(kept.spans, kept.n_stocks, kept.markets, strict=True)
            if span in spans
        ],
        "lists": kept.lists,
        "themes": [
            _entry(entry, agreed[entry.span][entry.theme])
            for entry in kept.entries
            if entry.span in spans
        ],
    }


def _entry(entry: Entry, agreed: Agreement) -> dict[str, Any]:
    from dashboard.radar.kept import number_or_none as number  # noqa: PLC0415

    best = None if entry.detail is None else entry.detail.best
    return {
        "theme": entry.theme.name,
        "source": entry.theme.source,
        "span": entry.span,
        "rank": entry.rank or None,
        "move": number(entry.move),
        "pvalue": number(entry.pvalue),
        "fdr": number(entry.rate),
        "split": None if best is None else _split(best),
        "stands_out": entry.stands_out,
        "under": None if entry.under is None else entry.under.name,
        "members": entry.listed,
        "priced": entry.priced,
        "rose": entry.rose,
        "by_chance": number(entry.expected_in_span),
        "other_sources": [other.theme.source for other in entry.others],
        "sources_agree": {"alone": None, "yes": True, "no": False}[agreed],
    }


def _split(split: Split) -> dict[str, Any]:
    return {
        "kind": split.label.kind,
        "label": split.label.name,
        "inside": [split.movers_inside, split.inside],
        "outside": [split.movers_outside, split.outside],
        "mean_inside": split.mean_inside,
        "mean_outside": split.mean_outside,
        "pvalue": split.pvalue,
        "adjusted": split.adjusted,
    }


def lines(kept: KeptEvening, span: int, say: Language) -> list[str]:
    """The list of a span in lines: what stands out, and the next ones."""
    from dashboard.html import radar_words  # noqa: PLC0415

    heads = [entry for entry in kept.of_span(span) if entry.rank and entry.under is None]
    out = [entry for entry in heads if entry.stands_out]
    found = [radar_words.headline(kept, span, say), radar_words.listed(kept, say), ""]
    for entry in heads[: max(SHOWN, len(out))]:
        if entry is next(iter(heads[len(out) :]), None):
            found.append(radar_words.chance_keeps_up(say))
        parts = [
            f"{entry.rank:>3}",
            entry.theme.name,
            say.points(entry.move, sign=True),
            radar_words.breadth(entry, say),
            radar_words.chance(entry, kept, say),
            radar_words.label_line(entry, say),
        ]
        found.append("  ".join(part for part in parts if part))
    left = len(heads) - SHOWN
    if left > 0:
        told = say.plural("… and {n} more theme.", "… and {n} more themes.", left)
        found.append(told)
    return found
