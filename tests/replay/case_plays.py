"""The shipped case as live sources would serve it: as traded, with factors, in their units.

Its frozen prices are forward-adjusted.  Here every stock gets a bonus issue after the
window: prices before it are raised by its ratio, as they were traded, and Sina's factor
tells of it.  Undone, both must give the same returns but for rounding.
"""

import pandas as pd

from dashboard.cases.folders import CaseFolder
from tests.replay.china_plays import SINA_PATH, TENCENT_PATH, Day, sina_factor_route, tencent_route
from tests.replay.replaying import Play, Replay

DOCUMENTS = (
    "CNINFO_FILES",
    "SZSE_FILES",
    "IRM",
    "SNS",
    "HKEX",
    "SEC",
    "SEC_DATA",
    "EASTMONEY_DATA",
)
EX_DATE = "2025-03-03"
RATIOS = (1.2, 1.3, 1.5, 2.0)  # 10 转 2, 10 转 3, …
SINCE = "1900-01-01"
NAMES_WITH_MARKS = {"300249.SZ": "依 米 康", "002272.SZ": "川润股份", "603881.SS": "XD数据港"}


def ratio_of(case, symbol: str) -> float:
    """Ratio of a stock's bonus issue; an index has none."""
    return RATIOS[case.symbols.index(symbol) % len(RATIOS)] if symbol in case.symbols else 1.0


def days_as_traded(content: CaseFolder, symbol: str) -> list[Day]:
    """Rows of one symbol as they were traded, volume in shares."""
    rows = content.market.prices.loc[content.market.prices["symbol"] == symbol]
    ratio = ratio_of(content.case, symbol)
    days = []
    for row in rows.itertuples():
        scale = ratio if row.date < pd.Timestamp(EX_DATE) else 1.0
        prices = [round(price * scale, 2) for price in (row.open, row.high, row.low, row.close)]
        volume = float(round(row.volume * 100 / scale))
        mean = sum(prices) / 4
        days.append(Day(f"{row.date:%Y-%m-%d}", *prices, volume, volume * mean))
    return days


def case_routes(content: CaseFolder) -> dict[str, Play]:
    """Tencent and Sina for every symbol of the case."""
    case = content.case
    symbols = [*case.symbols, *(mark.id for mark in case.benchmarks if mark.returns is None)]
    names = {stock.symbol: stock.name.zh for stock in case.stocks} | NAMES_WITH_MARKS
    factors = {s: {SINCE: 1.0, EX_DATE: ratio_of(case, s)} for s in case.symbols}
    rows = {symbol: days_as_traded(content, symbol) for symbol in symbols}
    return {TENCENT_PATH: tencent_route(rows, names), SINA_PATH: sina_factor_route(factors)}


def source_environment(server: Replay, store: object) -> dict[str, str]:
    """Settings that let every source be the replay server, asked without spacing."""
    found = {"MARKET_NARRATIVE_STORE": str(store)}
    for name in (
        "YAHOO",
        "TENCENT",
        "SINA",
        "EASTMONEY",
        "CNINFO",
        "SSE",
        "SZSE",
        "BSE",
        *DOCUMENTS,
    ):
        found |= {
            f"MARKET_NARRATIVE_{name}_BASE": server.url,
            f"MARKET_NARRATIVE_{name}_SPACING": "0",
            f"MARKET_NARRATIVE_{name}_TIMEOUT": "5",
            f"MARKET_NARRATIVE_{name}_RETRIES": "0",
        }
    return found
