"""``market-narrative doctor``: ask every source once, live, and print what it gave.

For the first run on a machine with a network: what is wrong with an address, a proxy or
a changed answer shows here, source by source, and nothing is stored.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_, SourceError

if TYPE_CHECKING:
    from dashboard.language.language import Language
    from dashboard.providers import PriceSource
    from dashboard.providers.exchanges import ShareList
    from dashboard.settings.loading import Settings

# A week whose closes are on record in the shipped case: +45.6 % from base to last.
SYMBOL, NAME = "300249.SZ", "依米康"
BASE, LAST = date(2025, 2, 6), date(2025, 2, 13)
RECORDED, SLACK = 0.456, 0.0005

Probe = Callable[[], str]


@click.command()
@in_language
def doctor(*, say: Language) -> None:
    """
    Ask every source of prices, factors and codes once, and print what it gave.

    \b
    Exit codes: 0 every source answered as documented; 3 some did not; 4 no source of
    prices did.  Nothing is stored, and no breaker counts these failures.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.settings.loading import PRICE_SOURCES, load_settings  # noqa: PLC0415

    settings = load_settings()
    told = N_("Store: {store}. Order for XSHG: {order}.")
    order = ", ".join(settings.sources_for("XSHG"))
    click.echo(say(told, store=settings.store, order=order))
    well = {name: _tell(name, probe, say) for name, probe in _probes(settings, say)}
    if all(well.values()):
        return
    sys.exit(3 if any(well[name] for name in PRICE_SOURCES if name in well) else 4)


def _tell(name: str, probe: Probe, say: Language) -> bool:
    """Run one probe and print its line; whether it went well."""
    begin = time.monotonic()
    try:
        told, well = probe(), True
    except SourceError as error:
        told, well = f"{error.outcome}: {say.error(error)}", False
    seconds = say.number(time.monotonic() - begin, 1)
    click.echo(f"{'✓' if well else '✗'} {name:<10} {seconds:>5} s  {told}")
    return well


def _probes(settings: Settings, say: Language) -> Iterator[tuple[str, Probe]]:
    from dashboard.providers.registry import code_lists, price_source  # noqa: PLC0415
    from dashboard.settings.loading import PRICE_SOURCES  # noqa: PLC0415

    for name in PRICE_SOURCES:
        if settings.source(name).enabled:
            yield name, partial(_prices, price_source(name, settings), say)
    yield "sina", partial(_factors, settings, say)
    for share_list in code_lists(settings):
        yield share_list.id, partial(_codes, share_list, say)


def _prices(source: PriceSource, say: Language) -> str:
    from dashboard.market.sessions import load_sessions  # noqa: PLC0415
    from dashboard.providers import Ask  # noqa: PLC0415
    from dashboard.providers.checking import checked  # noqa: PLC0415

    ask = Ask(SYMBOL, BASE, LAST, NAME)
    answer = source.fetch(ask)
    rows = checked(answer, ask, source.id, load_sessions("XSHG", "Asia/Shanghai")).series.rows
    closes = rows["close"].to_list()
    found = closes[-1] / closes[0] - 1
    told = N_(
        "{n} sessions of {symbol} {name}, close {first} to {last}, {change} (on record {recorded}: "
        "{verdict}); volume {volume} shares, amount {amount}"
    )
    return say(
        told,
        n=len(rows),
        symbol=SYMBOL,
        name=answer.name or NAME,
        first=closes[0],
        last=closes[-1],
        change=say.percent(found, 2),
        recorded=say.percent(RECORDED, 1),
        verdict=say(N_("agrees") if abs(found - RECORDED) <= SLACK else N_("differs")),
        volume=say.compact(float(rows["volume"].iloc[-1])),
        amount=say.compact(float(rows["amount"].iloc[-1])),
    )


def _factors(settings: Settings, say: Language) -> str:
    from dashboard.providers.asking import Asker  # noqa: PLC0415
    from dashboard.providers.sina import SinaFactors  # noqa: PLC0415

    factors = SinaFactors(Asker("sina", settings.sina)).factors(SYMBOL)
    told = N_("{n} factors of {symbol}, the last from {day}")
    return say(told, n=len(factors), symbol=SYMBOL, day=f"{factors.index[-1]:%Y-%m-%d}")


def _codes(source: ShareList, say: Language) -> str:
    found = source.listing()
    told = N_("{n} codes, the first {symbol} {name}")
    first = found.entries[0]
    return say(told, n=len(found.entries), symbol=first.symbol, name=first.name)
