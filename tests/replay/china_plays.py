"""Plays of Tencent, Sina and Eastmoney: documented answers built from simple rows.

A row is a `Day`: volume in shares, amount in yuan, unadjusted.  Each route answers
every request for the securities that it knows, keeps to the days and the count asked
for, and has the source's own way of saying that it does not know one.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from tests.replay.replaying import Asked, Play, Route, json_play

TENCENT_PATH = "/ifzqgtimg/appstock/app/newfqkline/get"
SINA_PATH = "/realstock/company/"
EASTMONEY_PATH = "/api/qt/stock/kline/get"

PREFIXES = {"SS": "sh", "SZ": "sz", "BJ": "bj"}
MARKETS = {"SS": 1, "SZ": 0, "BJ": 0}


class Day(NamedTuple):
    """One session of one security; an amount of None is one that the source lacks."""

    date: str
    open: float
    high: float
    low: float
    close: float
    volume: float
    amount: float | None


Rows = Mapping[str, Iterable[Day]]


def days_of(table: pd.DataFrame) -> list[Day]:
    """Days of a table with the columns of `Day`; amount may be missing."""
    amounts = table["amount"] if "amount" in table else [None] * len(table)
    columns = ("open", "high", "low", "close", "volume")
    values = zip(*(table[name].astype(float) for name in columns), strict=True)
    return [
        Day(f"{date:%Y-%m-%d}", *prices, None if amount is None or pd.isna(amount) else amount)
        for date, prices, amount in zip(pd.to_datetime(table["date"]), values, amounts, strict=True)
    ]


def prefixed(symbol: str) -> str:
    """As Tencent and Sina write it: sz300249."""
    code, _, suffix = symbol.partition(".")
    return f"{PREFIXES[suffix]}{code}"


# Tencent


def tencent_row(day: Day, *, lot: int, note: Mapping[str, object] | None = None) -> list[object]:
    """Ten cells: close before high, a note of its own, amount in 10,000 yuan, all as text."""
    return [
        day.date,
        *(f"{price:.3f}" for price in (day.open, day.close, day.high, day.low)),
        f"{day.volume / lot:.2f}",
        dict(note or {}),
        "1.23",
        "" if day.amount is None else f"{day.amount / 10_000:.4f}",
        "",
    ]


def tencent_content(
    symbol: str, rows: list[list[object]], *, name: str = "", key: str = "day"
) -> dict[str, object]:
    """Whole answer for one security."""
    sym = prefixed(symbol)
    quote = ["51", name, sym[2:], "10.00"] if name else []
    part = {key: rows, "qt": {sym: quote}, "mx_price": {"mx": [], "price": []}, "version": "16"}
    return {"code": 0, "msg": "", "data": {sym: part}}


def tencent_lot(symbol: str) -> int:
    """Shares a unit of volume: STAR is served in shares, all else in lots."""
    return 1 if symbol.startswith(("688", "689")) else 100


def tencent_route(rows_by_symbol: Rows, names: Mapping[str, str] | None = None) -> Route:
    """Tencent's newfqkline; a list instead of an object for what it does not know."""
    known = {prefixed(symbol): (symbol, list(rows)) for symbol, rows in rows_by_symbol.items()}

    def play(asked: Asked) -> Play:
        sym, _day, first, last, count, _adjustment = asked.query["param"].split(",")
        if sym not in known:
            return json_play({"code": 0, "msg": "", "data": {sym: []}})
        symbol, rows = known[sym]
        lot = tencent_lot(symbol)
        fitting = [tencent_row(day, lot=lot) for day in rows if first <= day.date <= last]
        name = (names or {}).get(symbol, "")
        return json_play(tencent_content(symbol, fitting[-int(count) :], name=name))

    return play


# Sina


def sina_body(symbol: str, factors: Mapping[str, float], kind: str = "hfq") -> str:
    """File of factors: an assignment, newest first, and a comment."""
    entries = ",".join(
        f'{{"d":"{day}","f":"{factor:.16f}"}}' for day, factor in sorted(factors.items())[::-1]
    )
    data = f'{{"total":{len(factors)},"data":[{entries}]}}'
    return f"var {prefixed(symbol)}{kind}={data}\n/* 2026-01-05 16:32:07 */"


def sina_factor_route(factors_by_symbol: Mapping[str, Mapping[str, float]]) -> Route:
    """Sina's hfq.js by ex-date; 404 for what it does not know."""
    files = {
        f"{SINA_PATH}{prefixed(symbol)}/hfq.js": sina_body(symbol, factors)
        for symbol, factors in factors_by_symbol.items()
    }
    script = {"Content-Type": "application/x-javascript"}

    def play(asked: Asked) -> Play:
        if asked.path not in files:
            return Play("<html>404 Not Found</html>", status=404)
        return Play(files[asked.path], headers=script)

    return play


# Eastmoney

EASTMONEY_UNKNOWN = {"rc": 102, "rt": 17, "svr": 177617932, "lt": 1, "full": 0, "data": None}


def eastmoney_line(day: Day) -> str:
    """Eleven values as one text: close before high, volume in lots, amount in yuan."""
    prices = ",".join(f"{price:.2f}" for price in (day.open, day.close, day.high, day.low))
    amount = "-" if day.amount is None else f"{day.amount:.2f}"
    return f"{day.date},{prices},{round(day.volume / 100)},{amount},5.30,1.20,0.12,1.23"


def eastmoney_content(symbol: str, lines: list[str], *, name: str = "") -> dict[str, object]:
    """Whole answer for one security."""
    code, _, suffix = symbol.partition(".")
    data = {
        "code": code,
        "market": MARKETS[suffix],
        "name": name,
        "decimal": 2,
        "dktotal": len(lines),
        "preKPrice": 0.0,
        "klines": lines,
    }
    return {"rc": 0, "rt": 17, "svr": 177617932, "lt": 1, "full": 0, "dlmkts": "", "data": data}


def eastmoney_route(rows_by_symbol: Rows, names: Mapping[str, str] | None = None) -> Route:
    """Eastmoney's kline/get; rc 102 without data for what it does not know."""
    known = {
        f"{MARKETS[symbol[7:]]}.{symbol[:6]}": (symbol, list(rows))
        for symbol, rows in rows_by_symbol.items()
    }

    def play(asked: Asked) -> Play:
        if asked.query["secid"] not in known:
            return json_play(EASTMONEY_UNKNOWN)
        symbol, rows = known[asked.query["secid"]]
        first, last = asked.query.get("beg", "0"), asked.query.get("end", "20500101")
        lines = [eastmoney_line(day) for day in rows if first <= day.date.replace("-", "") <= last]
        return json_play(eastmoney_content(symbol, lines, name=(names or {}).get(symbol, "")))

    return play


def china_routes(
    rows_by_symbol: Rows,
    factors_by_symbol: Mapping[str, Mapping[str, float]] | None = None,
    names: Mapping[str, str] | None = None,
) -> dict[str, Route | Play]:
    """Routes of all three, for one server that plays them together."""
    return {
        TENCENT_PATH: tencent_route(rows_by_symbol, names),
        SINA_PATH: sina_factor_route(factors_by_symbol or {}),
        EASTMONEY_PATH: eastmoney_route(rows_by_symbol, names),
    }
