"""What is to be known of the sources behind a case's prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dashboard.analysis.data.data_note import DataNote, counted
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.market.boards import board
from dashboard.market.prices import Market
from dashboard.market.short_names import same_name
from dashboard.message import Message


def source_concerns(
    case: Case, market: Market, listed: Mapping[str, str] | None = None
) -> Iterator[DataNote]:
    """
    Concerns about dividends, adjustment, mixed and lacking sources, and wrong securities.

    Parameters
    ----------
    case : Case
    market : Market
        Its prices; only those of the store have sources by series.
    listed : mapping of str to str, optional
        Short names of the exchange's list by symbol.
    """
    if market.series:
        yield from _lacking(case, market)
        yield from _dividends(market)
        yield from _adjustment(market)
        yield from _mixed(market)
    yield from _names(case, listed or {})


def _lacking(case: Case, market: Market) -> Iterator[DataNote]:
    marks = (mark.id for mark in case.benchmarks if mark.returns is None)
    wanted = (*case.symbols, *marks)
    lacking = [symbol for symbol in wanted if symbol not in market.series]
    template = N_("The store has no series of {n} of {total} symbols ({ids}); refresh them.")
    yield from counted(
        "not-stored", template, lacking, len(wanted), severity="warning", page="data"
    )


def _dividends(market: Market) -> Iterator[DataNote]:
    without = [
        symbol
        for symbol, note in market.series.items()
        if note.adjustment == "none" and not note.factor_source and board(symbol) != "index"
    ]
    template = N_(
        "Dividends and splits of {n} of {total} series are not known ({ids}): a return across an "
        "ex-date is too low."
    )
    yield from counted(
        "no-dividends", template, without, len(market.series), severity="warning", page="data"
    )


_ADJUSTED: dict[str, str] = {
    "additive": N_(
        "{n} of {total} series have prices adjusted by adding ({ids}): a return across a dividend "
        "is not that of the stock."
    ),
    "unknown": N_(
        "Of {n} of {total} series nobody said how their prices were adjusted ({ids}): a return "
        "across a dividend may be wrong."
    ),
}


def _adjustment(market: Market) -> Iterator[DataNote]:
    for adjustment, template in _ADJUSTED.items():
        found = [s for s, note in market.series.items() if note.adjustment == adjustment]
        yield from counted(
            f"{adjustment}-adjustment",
            template,
            found,
            len(market.series),
            severity="warning",
            page="data",
        )


def _mixed(market: Market) -> Iterator[DataNote]:
    counts = Counter(note.source for note in market.series.values())
    if len(counts) > 1:
        (first, n), *others = counts.most_common()
        remark = Message.of(
            N_(
                "{n} of {total} series come from {source}, the others from {others}: rounding and "
                "missing sessions can differ between sources."
            ),
            n=n,
            total=counts.total(),
            source=first,
            others=tuple(name for name, _ in others),
        )
        yield DataNote("mixed-sources", "note", "", remark, "data")


def _names(case: Case, listed: Mapping[str, str]) -> Iterator[DataNote]:
    for stock in case.stocks:
        given = listed.get(stock.symbol, "")
        if given and not same_name(stock.name.zh, given):
            remark = Message.of(
                N_(
                    "The exchange lists {symbol} as “{given}”, the case calls it “{own}”: this is "
                    "probably another security."
                ),
                symbol=stock.symbol,
                given=given,
                own=stock.name.zh,
            )
            yield DataNote("other-security", "warning", stock.symbol, remark, "data")
