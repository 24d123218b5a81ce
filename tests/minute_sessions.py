"""Minute bars for tests: written by hand, or laid through a day's open, low, high and close."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboard.market.minutes import MINUTE_COLUMNS, MinuteBars, MinuteNote
from dashboard.store.minute_files import put_minutes
from dashboard.store.store import Store

SHANGHAI = ZoneInfo("Asia/Shanghai")


def note(symbol: str, interval: int = 1, source: str = "file-bars") -> MinuteNote:
    return MinuteNote(
        symbol, source, interval, "Asia/Shanghai", "CNY", "2025-08-25T03:04:05Z", "bars.csv 00"
    )


def bars(
    day: date, *rows: tuple[str, float, float, float, float], symbol="603881.SS", interval=1
) -> MinuteBars:
    """Bars of one day, each its end by Shanghai's clock, open, high, low and close."""
    table = pd.DataFrame(
        [(_utc(day, clock), *prices, 100.0, 100.0) for clock, *prices in rows],
        columns=list(MINUTE_COLUMNS),
    )
    return MinuteBars(
        note(symbol, interval), table.assign(end=table["end"].astype("datetime64[us]"))
    )


def joined(*parts: MinuteBars) -> MinuteBars:
    """Bars of several days as one file."""
    return MinuteBars(parts[0].note, pd.concat([each.rows for each in parts], ignore_index=True))


def _utc(day: date, clock: str) -> datetime:
    local = datetime.combine(day, time.fromisoformat(clock), SHANGHAI)
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def through(row: pd.Series, symbol: str, interval: int = 5) -> MinuteBars:
    """Bars of a mainland session from its open by its low and its high to its close."""
    day = row["date"].date()
    starts = [time(9, 30), time(13)]
    ends = [
        (datetime.combine(day, start) + timedelta(minutes=step)).strftime("%H:%M")
        for start in starts
        for step in range(interval, 121, interval)
    ]
    corners = [row["open"], row["low"], row["high"], row["close"]]
    path = np.interp(np.linspace(0, 3, len(ends) + 1), range(4), corners)
    low, high = path.argmin(), path.argmax()
    path[low], path[high] = row["low"], row["high"]
    path = np.round(path, 2)
    rows = [
        (end, begin, max(begin, last), min(begin, last), last)
        for end, begin, last in zip(ends, path[:-1], path[1:], strict=True)
    ]
    return bars(day, *rows, symbol=symbol, interval=interval)


def through_days(prices: pd.DataFrame, symbol: str, days, interval: int = 5) -> MinuteBars:
    """The same for several sessions of a price table."""
    own = prices.loc[prices["symbol"] == symbol]
    rows = (own.loc[own["date"] == pd.Timestamp(day)] for day in days)
    return joined(*(through(each.iloc[0], symbol, interval) for each in rows if len(each)))


def keep_around_article(shipped, store: Path) -> None:
    """Put bars into a store for the one event of the shipped case that has a time of day."""
    for symbol in shipped.case.symbols:
        days = (date(2025, 2, 13), date(2025, 2, 14))
        put_minutes(Store(store), through_days(shipped.market.prices, symbol, days))
