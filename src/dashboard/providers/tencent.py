"""Tencent: daily prices of Shanghai and Shenzhen, unadjusted, with amounts.

Prices are asked for unadjusted because Tencent's own adjustment is additive: returns of
such prices are wrong across dividends.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.errors import N_, NotCoveredError, UnreadableError
from dashboard.market.boards import Board
from dashboard.providers import Ask, FetchedPrices
from dashboard.providers.asking import AskedSource, Reply
from dashboard.providers.mainland import (
    LOT,
    RawBar,
    SourcePage,
    bar,
    daily_rows,
    unwrapped,
    wrong_security,
)
from dashboard.providers.symbols import security_of

PATH = "/ifzqgtimg/appstock/app/newfqkline/get"
COUNT = 640  # rows an answer may have at most; a year has about 243
MYRIAD = 10_000  # amounts come in 万元

OPENING = date(1990, 12, 19)  # first session of the Shanghai exchange
BEIJING_TIME = ZoneInfo("Asia/Shanghai")

# What a unit of volume is where no amount tells; for funds and B shares it is not known.
USUAL_UNITS: dict[Board, float] = {"main": LOT, "chinext": LOT, "star": 1}


class Tencent(AskedSource):
    """Daily K-lines of Tencent's stock pages."""

    id = "tencent"

    def fetch(self, ask: Ask) -> FetchedPrices:
        """
        Ask for every calendar year; one that fails fails the whole.

        Raises
        ------
        SourceError
            Of the class that says why nothing usable came.
        """
        security = security_of(ask.symbol, self.id)
        if security.exchange == "bj":
            raise NotCoveredError(
                N_("{source} has no daily prices of the Beijing exchange: {symbol} was not asked."),
                source=self.id,
                symbol=ask.symbol,
            )
        bars: list[RawBar] = []
        name, addresses = "", []
        for first, last in years(ask.first, min(ask.last, datetime.now(BEIJING_TIME).date())):
            span = f"{security.prefixed},day,{first},{last},{COUNT},"  # the last part: unadjusted
            reply = self._asker.get(PATH, {"param": span})
            page = read_page(reply, security.prefixed)
            bars += page.bars
            name = page.name or name
            addresses.append(reply.url)
        rows, nulls = daily_rows(
            bars,
            ask,
            security,
            source=self.id,
            usual_unit=USUAL_UNITS.get(security.board, math.nan),
        )
        return FetchedPrices(rows, "none", "", security.currency, name, " ".join(addresses), nulls)


def years(first: date, last: date) -> Iterator[tuple[date, date]]:
    """
    First and last day of every calendar year between two days.

    >>> [f"{a} {b}" for a, b in years(date(2024, 7, 1), date(2025, 2, 14))]
    ['2024-07-01 2024-12-31', '2025-01-01 2025-02-14']
    """
    first = max(first, OPENING)
    for year in range(first.year, last.year + 1):
        yield max(first, date(year, 1, 1)), min(last, date(year, 12, 31))


def read_page(reply: Reply, prefixed: str) -> SourcePage:
    """
    Read one answer.

    Parameters
    ----------
    reply : Reply
    prefixed : str
        Tencent's way of writing the security asked for: ``sz300249``.

    Returns
    -------
    SourcePage
        Without bars when Tencent does not know the security or has nothing of the year.

    Raises
    ------
    WrongSecurityError, UnreadableError, BlockedError
    """
    _, content = unwrapped(reply)
    if not isinstance(content, dict) or str(content.get("code")) != "0":
        raise reply.unreadable(content)
    data = content.get("data")
    if data in ([], {}):
        return SourcePage()
    if not isinstance(data, dict):
        raise reply.unreadable(content)
    if prefixed not in data:
        raise wrong_security(reply.source, prefixed, next(iter(data)))
    part = data[prefixed]
    if part == []:  # a list where a security that it knows has an object
        return SourcePage()
    if not isinstance(part, dict):
        raise reply.unreadable(part)
    return SourcePage(tuple(_bar(row, reply) for row in _rows(part, reply)), _name(part, prefixed))


def _rows(part: dict[str, Any], reply: Reply) -> list[Any]:
    rows = part.get("day") or []
    if not rows and (part.get("qfqday") or part.get("hfqday")):
        raise UnreadableError(
            N_("{source} served adjusted prices when unadjusted ones were asked for."),
            source=reply.source,
        )
    if not isinstance(rows, list):
        raise reply.unreadable(rows)
    return rows


def _bar(row: Any, reply: Reply) -> RawBar:
    """Bar of day, open, close, high, low, volume, [turnover rate, amount]."""
    try:
        day, opened, close, high, low, *rest = row
        # A note on an ex-date may stand anywhere behind the prices.
        volume, *others = [cell for cell in rest if not isinstance(cell, dict)]
        amount = others[1] if len(others) > 1 else None
        found = bar(day, opened, high, low, close, volume, amount)
    except (TypeError, ValueError) as error:
        raise reply.unreadable(row) from error
    return *found[:-1], found[-1] * MYRIAD


def _name(part: dict[str, Any], prefixed: str) -> str:
    """Short name in the quote that comes along: its second cell, unless that is a number."""
    quotes = part.get("qt")
    quote = quotes.get(prefixed) if isinstance(quotes, dict) else None
    if not isinstance(quote, list) or len(quote) < 2 or not isinstance(quote[1], str):
        return ""
    name: str = quote[1].strip()
    return "" if name.replace(".", "").isdigit() else name
