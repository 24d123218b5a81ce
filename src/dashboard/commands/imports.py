"""``market-narrative import``: put a price file of the reader's own into the store."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from dashboard.commands.language_option import in_language
from dashboard.commands.refresh import KINDS, matrix_line
from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from dashboard.language.language import Language
    from dashboard.message import Message
    from dashboard.pricefiles.headings import Role
    from dashboard.pricefiles.minute_reading import MinutePreview
    from dashboard.pricefiles.reading import Preview
    from dashboard.store.store import Store

MOST = 20  # lines of one kind


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--symbol", default="", help="Security of a file without a column of codes.")
@click.option(
    "--adjustment",
    type=click.Choice(["none", "additive", "multiplicative", "unknown"]),
    default=None,
    help="What was done to the prices.",
)
@click.option("--volume-unit", type=click.Choice(["shares", "lots"]), default=None)
@click.option("--amount-unit", type=click.Choice(["yuan", "10k-yuan"]), default=None)
@click.option("--price-unit", type=click.Choice(["yuan", "fen"]), default=None)
@click.option("--currency", default="CNY", show_default=True)
@click.option("--title", default="", help="Where the file comes from, for readers.")
@click.option("--stocks-only", is_flag=True, help="Codes such as 000300 are stocks, no index.")
@click.option("--minutes", is_flag=True, help="Minute bars; told by their times without it.")
@click.option("--timezone", default="", help="Clock of minute bars: UTC or an IANA name.")
@click.option(
    "--stamp",
    type=click.Choice(["start", "end"]),
    default=None,
    help="Where in a minute bar its stamp stands.",
)
@click.option("--universe", is_flag=True, help="Make the market matrix from the store afterwards.")
@click.option("--accept", is_flag=True, help="Replace stored series that the file contradicts.")
@click.option("--yes", is_flag=True, help="Store without asking.")
@in_language
def import_prices(
    file: Path,
    *,
    symbol: str,
    adjustment: str | None,
    volume_unit: str | None,
    amount_unit: str | None,
    price_unit: str | None,
    currency: str,
    title: str,
    stocks_only: bool,
    minutes: bool,
    timezone: str,
    stamp: str | None,
    universe: bool,
    accept: bool,
    yes: bool,
    say: Language,
) -> None:
    """
    Read FILE (CSV, Parquet), show what it holds, and store it when that is right.

    Daily prices, or minute bars, which may be a workbook (XLSX) too.

    \b
    Exit codes: 0 stored, or nothing to store; 1 the file has faults, all of them
    listed, or you said no; 3 some series could not be stored; 5 some contradict stored
    history and lie beside it.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.commands import minute_imports  # noqa: PLC0415
    from dashboard.pricefiles.hints import Hints  # noqa: PLC0415
    from dashboard.pricefiles.reading import Preview  # noqa: PLC0415
    from dashboard.pricefiles.worker import read_any  # noqa: PLC0415

    words = {
        "adjustment": adjustment or "",
        "volume_unit": volume_unit or "",
        "amount_unit": amount_unit or "",
        "price_unit": price_unit or "",
        "bare_codes": "stocks" if stocks_only else "",
        "timezone": timezone,
        "stamp": stamp or "",
    }
    hints = Hints(symbol=symbol, currency=currency, title=title, **cast("dict[str, Any]", words))
    found = read_any(content_of(file), file.name, hints, now=datetime.now(UTC), minutes=minutes)
    store = _opened()
    checks = minute_imports.checks(found, store)
    _show(found, say, checks)
    if found.faults:
        sys.exit(1)
    if not yes:
        click.confirm(say(N_("Store these series?")), abort=True)
    if isinstance(found, Preview):
        sys.exit(_store(found, say, store, accept=accept, universe=universe))
    _record(store, found, len(found.bars))
    sys.exit(minute_imports.store_bars(found.bars, found.source, say, store, accept=accept))


def _opened() -> Store:
    from dashboard.settings.loading import load_settings  # noqa: PLC0415
    from dashboard.store.store import Store  # noqa: PLC0415

    return Store(load_settings().store)


def content_of(file: Path) -> bytes:
    """Content of a file; raises InputError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(
            N_("“{file}” cannot be read ({reason})."),
            file=str(file),
            reason=error.strerror or type(error).__name__,
        ) from error


def _show(found: Preview | MinutePreview, say: Language, checks: Sequence[Message]) -> None:
    """Print what was recognised, what was tolerated, and everything that is wrong."""
    from dashboard.pricefiles.headings import ROLE_NAMES  # noqa: PLC0415

    told = N_("{file}: {rows} rows, {securities} securities, {first} to {last}")
    click.echo(
        say(
            told,
            file=found.file,
            rows=say.number(found.rows),
            securities=say.number(found.securities),
            first=found.first or "–",
            last=found.last or "–",
        )
    )
    for column in found.columns[:MOST]:
        click.echo(f"  {column.heading} → {say(ROLE_NAMES[cast('Role', column.role)])}")
    for notice in [*found.notices[:MOST], *checks[:MOST]]:
        click.echo(f"  {say.say(notice)}")
    if not found.faults and len(found.head):
        click.echo(found.head.to_string(index=False))
    for fault in found.faults:
        click.echo(say.error(fault), err=True)


def _record(store: Store, found: Preview | MinutePreview, n: int) -> None:
    """Put the import into the history of the whole market, as the page does."""
    from dashboard.access import history  # noqa: PLC0415

    told: dict[str, object] = {"file": found.file, "series": n}
    if found.title != found.file:
        told["title"] = found.title
    history.record(store.folder, "universe", "", "prices-imported", told | history.COMMAND_LINE)


def _store(found: Preview, say: Language, store: Store, *, accept: bool, universe: bool) -> int:
    from dashboard.store.universe import build_universe, import_series  # noqa: PLC0415

    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(found.series), file=sys.stderr, hidden=hidden) as bar:
        done = import_series(
            store, found.series, accept=accept, progress=lambda _done, _total: bar.update(1)
        )
    _record(store, found, len(found.series))
    told = N_("{n} series stored as {source}: {counts}")
    # What contradicts the store lies beside it and is used nowhere.
    stored = sum(n for kind, n in done.counts if kind != "contradicted")
    counts = say(", ").join(f"{say(KINDS[kind])} {n}" for kind, n in done.counts)
    click.echo(say(told, n=stored, source=found.source, counts=counts))
    for symbol, remark in done.failed[:MOST]:
        click.echo(f"{symbol}: {say.say(remark)}", err=True)
    for remark in done.remarks[:MOST]:
        click.echo(say.say(remark), err=True)
    if universe:
        click.echo(matrix_line(build_universe(store), say))
    if dict(done.counts).get("contradicted"):
        return 5
    return 3 if done.failed else 0
