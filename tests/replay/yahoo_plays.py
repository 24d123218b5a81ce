"""Yahoo's chart API as documented: good answers, errors, and what it says to yfinance besides."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import quote
from zoneinfo import ZoneInfo

import numpy as np

from tests.replay.replaying import Asked, Play, Route, json_play

CHART = "/v8/finance/chart/"
SHANGHAI = "Asia/Shanghai"

TOO_MANY = Play("Too Many Requests", status=429, headers={"Content-Type": "text/plain"})
DELISTED = json_play(
    {
        "chart": {
            "result": None,
            "error": {
                "code": "Not Found",
                "description": "No data found, symbol may be delisted",
            },
        }
    },
    status=404,
)
NO_SUCH_DAYS = json_play(
    {
        "chart": {
            "result": None,
            "error": {
                "code": "Bad Request",
                "description": "Data doesn't exist for startDate = 1737302400",
            },
        }
    },
    status=400,
)


def opening(day: dt.date, zone: str = SHANGHAI) -> int:
    """Stamp of a daily bar: seconds of the opening."""
    return int(dt.datetime.combine(day, dt.time(9, 30), ZoneInfo(zone)).timestamp())


def noisy(value: float | None) -> float | None:
    """A price as Yahoo sends it, a 32-bit number written out: 10.2 is 10.199999809265137."""
    return None if value is None else float(np.float32(value))


def meta(symbol: str, **changes: object) -> dict[str, object]:
    """Everything yfinance needs to be told of a security."""
    return {
        "currency": "CNY",
        "symbol": symbol,
        "exchangeName": "SHZ",
        "instrumentType": "EQUITY",
        "gmtoffset": 28800,
        "timezone": "CST",
        "exchangeTimezoneName": SHANGHAI,
        "priceHint": 2,
        "dataGranularity": "1d",
        "range": "",
        "validRanges": ["1d", "5d", "1mo", "1y", "max"],
    } | changes


def chart(
    symbol: str,
    days: Sequence[dt.date],
    closes: Sequence[float | None],
    *,
    volumes: Sequence[int | None] | None = None,
    flat: bool = False,
    dividends: Sequence[tuple[dt.date, float]] = (),
    splits: Sequence[tuple[dt.date, int, int]] = (),
    stamps: Sequence[int] | None = None,
    **changes: object,
) -> dict[str, object]:
    """
    Answer with prices.

    Open is a cent above the close, high two above, low one below; `flat` makes all
    four the same.  Dividends are (day, amount), splits (day, numerator, denominator).
    """
    about = meta(symbol, **changes)
    zone = str(about["exchangeTimezoneName"])
    step = 0.0 if flat else 0.01

    def moved(by: int) -> list[float | None]:
        return [None if close is None else noisy(close + by * step) for close in closes]

    quote = {
        "open": moved(1),
        "high": moved(2),
        "low": moved(-1),
        "close": moved(0),
        "volume": list(volumes) if volumes else [None if c is None else 1_200_000 for c in closes],
    }
    events = {
        "dividends": {
            str(opening(day, zone)): {"amount": noisy(amount), "date": opening(day, zone)}
            for day, amount in dividends
        },
        "splits": {
            str(opening(day, zone)): {
                "date": opening(day, zone),
                "numerator": new,
                "denominator": old,
                "splitRatio": f"{new}:{old}",
            }
            for day, new, old in splits
        },
    }
    result = {
        "meta": about,
        "timestamp": list(stamps or (opening(day, zone) for day in days)),
        "events": {name: found for name, found in events.items() if found},
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": moved(0)}]},
    }
    return {"chart": {"result": [result], "error": None}}


def without_rows(symbol: str) -> dict[str, object]:
    """Answer in good order for days that have no row."""
    result = {"meta": meta(symbol), "indicators": {"quote": [{}], "adjclose": [{}]}}
    return {"chart": {"result": [result], "error": None}}


def after_zone(symbol: str, play: Play) -> Route:
    """Tell yfinance the security's time zone, and answer with `play` to the question for prices."""
    zone = json_play(chart(symbol, [dt.date(2025, 1, 24)], [10.0]))

    def route(asked: Asked) -> Play:
        return play if "period1" in asked.query else zone

    return route


def yahoo_routes(**answers: Route | Play | dict[str, object]) -> dict[str, Route | Play]:
    """
    Routes of Yahoo's hosts, all played by one server.

    Keys are symbols with an underscore for the dot; a dictionary is an answer with
    prices.  The cookie host answers 404 as it does in earnest.
    """
    routes: dict[str, Route | Play] = {
        "/v1/test/getcrumb": Play("crumb0", headers={"Content-Type": "text/plain"}),
        CHART: DELISTED,
    }
    for name, answer in answers.items():
        play = json_play(answer) if isinstance(answer, dict) else answer
        routes[CHART + quote(name.replace("_", "."))] = play
    return routes
