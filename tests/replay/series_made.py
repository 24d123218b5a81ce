"""Made-up series, and sources that give them without a network.

A row depends on its day alone, so that what any number of refreshes, kills and joins
should have left in the store can be said without asking the store.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd

from dashboard.market.series import PriceSeries, SeriesNote, digest, series_rows
from dashboard.providers import FetchedPrices, Sources
from dashboard.providers.breaker import source_breaker
from dashboard.settings.loading import SourceSettings

SYMBOL = "300249.SZ"
# The sessions of Shanghai of seven months, written down so that nothing is read on import.
CLOSED = {
    *(date(2024, 9, day) for day in (16, 17)),
    *(date(2024, 10, day) for day in (1, 2, 3, 4, 7)),
    *(date(2025, 1, day) for day in (1, 28, 29, 30, 31)),
    *(date(2025, 2, day) for day in (3, 4)),
}
WEEKDAYS = pd.bdate_range("2024-09-02", "2025-03-31")
DAYS = tuple(day.date() for day in WEEKDAYS if day.date() not in CLOSED)
EX_DATE = date(2024, 12, 16)
STEP = 1.02  # of the factor on the ex-date


def made_rows(days, *, factor=True, scale=1.0):
    """Rows of some days; the factor on any scale."""
    numbers = np.array([day.toordinal() for day in days], dtype=float)
    close = np.round(10 + (numbers % 50) * 0.1, 2)
    volume = (numbers % 7 + 1) * 1000
    steps = np.array([STEP if day >= EX_DATE else 1.0 for day in days])
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(list(days)),
            "open": close,
            "high": close + 0.2,
            "low": close - 0.2,
            "close": close,
            "volume": volume,
            "amount": volume * close,
            "factor": steps * scale if factor else np.nan,
        }
    )
    return rows if rows.empty else series_rows(rows)


def made_series(days=DAYS, *, scale=1.0, rows=None, **note):
    """Series of some days from source `tencent`, with its factor from `sina`."""
    facts = {
        "symbol": SYMBOL,
        "source": "tencent",
        "adjustment": "none",
        "factor_source": "sina",
        "currency": "CNY",
        "retrieved": "2025-03-31T08:00:00Z",
        "request": "https://played.invalid/day?symbol=sz300249",
        "asked_from": days[0].isoformat(),
        "asked_to": days[-1].isoformat(),
    } | note
    if rows is None:
        rows = made_rows(days, factor=bool(facts["factor_source"]), scale=scale)
    return PriceSeries(SeriesNote(**facts, sha256=digest(rows)), rows)


def changed(series, day, **cells):
    """The same series with other cells on one day."""
    rows = series.rows.copy()
    for name, value in cells.items():
        rows.loc[rows["date"] == pd.Timestamp(day), name] = value
    return PriceSeries(replace(series.note, sha256=digest(rows)), rows)


def days_of(series):
    """Days of a series as dates."""
    return tuple(stamp.date() for stamp in series.rows["date"])


def after_close(day):
    """An hour after the close of a Chinese session."""
    return datetime.combine(day, time(8), UTC)


class FakeSource:
    """A price source in memory; `asks` remembers what was asked of it."""

    def __init__(self, source, days=DAYS, *, error=None, change=None, pause=None, **answer):
        self.id = self.title = source
        self.days, self.error, self.change, self.pause = days, error, change, pause
        self.answer = {"adjustment": "none", "factor_source": "", "currency": "CNY", "name": ""}
        self.answer |= answer
        self.asks = []

    def fetch(self, ask):
        self.asks.append(ask)
        if self.pause is not None:
            self.pause()
        error = self.error(ask) if callable(self.error) else self.error
        if error is not None:
            raise error
        days = [day for day in self.days if ask.first <= day <= ask.last]
        rows = made_rows(days, factor=bool(self.answer["factor_source"]))
        if self.change is not None:
            rows = self.change(rows)
        return FetchedPrices(rows, request=f"https://{self.id}.invalid/{ask.symbol}", **self.answer)


class FakeFactors:
    """A source of factors in memory."""

    id = "sina"

    def __init__(self, error=None, scale=1.0):
        self.error, self.scale, self.asked = error, scale, []

    def fill(self, rows, symbol):
        self.asked.append(symbol)
        if self.error is not None:
            raise self.error
        steps = np.where(rows["date"] >= pd.Timestamp(EX_DATE), STEP, 1.0)
        return rows.assign(factor=steps * self.scale)


def made_sources(folder, *prices, factors=None, failures=3):
    """Sources with a breaker each, whose states stand in a folder."""
    settings = SourceSettings(failures=failures, pause=300.0)
    names = [source.id for source in prices] + ["sina"]
    breakers = {name: source_breaker(name, settings, folder) for name in names}
    return Sources(tuple(prices), factors, breakers)


def later(moment, **span):
    """A moment some time later."""
    return moment + timedelta(**span)
