"""Eastmoney: prices of all three mainland exchanges, daily or in minutes, unadjusted.

It cuts clients off after a few calls, so it is asked when the others have failed.
Prices are asked for unadjusted because its own adjustment is additive: returns of such
prices are wrong across dividends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.errors import N_, BlockedError
from dashboard.market.minutes import MINUTE_COLUMNS, MinuteBars, MinuteNote
from dashboard.providers import Ask, FetchedPrices
from dashboard.providers.asking import AskedSource, Reply
from dashboard.providers.mainland import (
    LOT,
    RawBar,
    SourcePage,
    bar,
    daily_rows,
    number,
    unwrapped,
    wrong_security,
)
from dashboard.providers.symbols import Security, security_of

PATH = "/api/qt/stock/kline/get"
CLOCK = ZoneInfo("Asia/Shanghai")
TRADING = ((570, 690), (780, 900))  # minutes past midnight: 9:30 to 11:30, 13:00 to 15:00
HEADERS = {"Referer": "https://quote.eastmoney.com/"}

# What its own pages send for daily, unadjusted bars; `ut` is the same for every visitor.
CONSTANTS = {
    "klt": "101",
    "fqt": "0",
    "fields1": "f1,f2,f3,f4,f5,f6",
    "fields2": "f51,f52,f53,f54,f55,f56,f57,f58,f59,f60,f61",
    "ut": "7eea3edcaed734bea9cbfc24409ed989",
}


def _wanted(security: Security, ask: Ask) -> dict[str, str]:
    """Parameters of a question; of days unless ``klt`` says another bar."""
    return CONSTANTS | {
        "secid": f"{market(security)}.{security.code}",
        "beg": f"{ask.first:%Y%m%d}",
        "end": f"{ask.last:%Y%m%d}",
    }


class Eastmoney(AskedSource):
    """Daily K-lines of Eastmoney's quote pages."""

    id = "eastmoney"

    def fetch(self, ask: Ask) -> FetchedPrices:
        """
        Ask once, for all days.

        Raises
        ------
        SourceError
            Of the class that says why nothing usable came.
        """
        security = security_of(ask.symbol, self.id)
        reply = self._asker.get(PATH, _wanted(security, ask), headers=HEADERS)
        page = read_page(reply, security)
        rows, nulls = daily_rows(page.bars, ask, security, source=self.id, usual_unit=LOT)
        return FetchedPrices(rows, "none", "", security.currency, page.name, reply.url, nulls)

    def minutes(self, ask: Ask, interval: int) -> MinuteBars:
        """
        Ask once, for the bars of all days.

        Its bars are stamped at their end; bars without a trade are left out.  How far back
        they reach is documented nowhere.

        Raises
        ------
        SourceError
            Of the class that says why nothing usable came.
        """
        security = security_of(ask.symbol, self.id)
        wanted = _wanted(security, ask) | {"klt": f"{interval}"}
        reply = self._asker.get(PATH, wanted, headers=HEADERS)
        lines, name = read_lines(reply, security)
        rows = minute_rows((minute_row(line, interval, reply) for line in lines), ask)
        if rows.empty:
            raise ask.unanswered(self.id)
        return MinuteBars(
            MinuteNote(
                symbol=ask.symbol,
                source=self.id,
                interval=interval,
                timezone=CLOCK.key,
                currency=security.currency,
                retrieved=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                request=reply.url,
                name=name,
            ),
            rows,
        )


def market(security: Security) -> int:
    """
    Eastmoney's digit for where a security is listed.

    1 is Shanghai, B shares included; 0 Shenzhen and Beijing; 2 the indices of CSI that
    no exchange publishes.
    """
    if security.exchange != "sh":
        return 0
    return 2 if security.is_index and security.code.startswith("93") else 1


def read_page(reply: Reply, security: Security) -> SourcePage:
    """
    Read an answer.

    Parameters
    ----------
    reply : Reply
    security : Security
        What was asked for.

    Returns
    -------
    SourcePage
        Without bars when Eastmoney does not know the security (``rc`` 102) or has
        nothing of the days.

    Raises
    ------
    WrongSecurityError, UnreadableError, BlockedError
    """
    lines, name = read_lines(reply, security)
    return SourcePage(tuple(_bar(line, reply) for line in lines), name)


def read_lines(reply: Reply, security: Security) -> tuple[list[Any], str]:
    """
    Bars of an answer as they stand in it, and the security's name; none where it knows none.

    Raises
    ------
    WrongSecurityError, UnreadableError, BlockedError
    """
    _, content = unwrapped(reply)
    data = _part(content, "data", reply)
    if data is None:
        return [], ""
    if content.get("rc", 0) != 0:
        raise reply.unreadable(content)
    lines = _part(data, "klines", reply)
    if not isinstance(lines, list) or "code" not in data:
        raise reply.unreadable(data)
    given = (str(data["code"]), str(data.get("market", market(security))))
    if given != (security.code, str(market(security))):
        asked = f"{market(security)}.{security.code}"
        raise wrong_security(reply.source, asked, f"{given[1]}.{given[0]}")
    return lines, str(data.get("name") or "")


def _part(content: Any, key: str, reply: Reply) -> Any:
    """Return a documented part of an answer; Eastmoney leaves it out to shut a client out."""
    if not isinstance(content, dict):
        raise reply.unreadable(content)
    if key not in content:
        raise BlockedError(
            N_("{source} answered without its “{key}”: it shuts this client out."),
            source=reply.source,
            key=key,
        )
    return content[key]


MinuteRow: TypeAlias = tuple[datetime, float, float, float, float, float, float]
"""End of a bar in UTC without a zone, then as `MINUTE_COLUMNS`."""


def minute_row(line: Any, interval: int, reply: Reply) -> MinuteRow:
    """
    Bar of some minutes of the text ``2025-02-12 09:35,open,close,high,low,volume,amount,…``.

    Raises
    ------
    UnreadableError
        If a cell is no number, the prices contradict each other, or the stamp is the end of
        no bar of the session: then bars are not what they are taken for.
    """
    try:
        stamp, *cells = line.split(",")
        local = datetime.strptime(stamp, "%Y-%m-%d %H:%M").replace(tzinfo=CLOCK)
        opened, close, high, low, volume, amount = map(number, cells[:6])
    except (AttributeError, TypeError, ValueError) as error:
        raise reply.unreadable(line) from error
    minute = local.hour * 60 + local.minute
    ends = any(begin < minute <= end and (minute - begin) % interval == 0 for begin, end in TRADING)
    if not (ends and 0 < low <= min(opened, close) <= max(opened, close) <= high):
        raise reply.unreadable(line)
    end = local.astimezone(UTC).replace(tzinfo=None)
    return end, opened, high, low, close, volume, amount


def minute_rows(found: Iterable[MinuteRow], ask: Ask) -> pd.DataFrame:
    """Bars with a trade on the days asked for, oldest first, each end once."""
    rows = pd.DataFrame(sorted(found), columns=list(MINUTE_COLUMNS))
    rows["end"] = pd.to_datetime(rows["end"]).astype("datetime64[us]")
    days = rows["end"].dt.date  # trading lies within one day of UTC
    kept = (days >= ask.first) & (days <= ask.last) & (rows["volume"] > 0)
    once: pd.DataFrame = rows.loc[kept].drop_duplicates("end", keep="last").reset_index(drop=True)
    return once


def _bar(line: Any, reply: Reply) -> RawBar:
    """Bar of the text ``day,open,close,high,low,volume,amount,…``."""
    try:
        day, opened, close, high, low, volume, *rest = line.split(",")
        return bar(day, opened, high, low, close, volume, rest[0] if rest else None)
    except (AttributeError, ValueError) as error:
        raise reply.unreadable(line) from error
