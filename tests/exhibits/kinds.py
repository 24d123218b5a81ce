"""Cases of every kind for figures: twins of the shipped one, and the trials beside a checkout."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Group, Text, Window
from dashboard.cases.folders import read_case
from dashboard.cases.universe_returns import universe_benchmark
from dashboard.market.boards import board
from dashboard.market.prices import PriceNote
from dashboard.market.universe_matrix import UniverseMatrix

# Small cases and daily quotes beside the checkout, where somebody has them; no part of it.
SHARED = Path(os.environ.get("SHARED_TRIALS", Path(__file__).parents[3] / "shared"))
TRIALS = SHARED / "trials" / "cases"
QUOTES = SHARED / "market" / "ashare_daily.parquet"
SLUGS = (
    *("v-fall", "v-one", "v-three", "v-thirty", "v-oneday", "v-sixty"),
    *("v-noevi", "v-noev2", "v-two", "v-hk"),
)

TWINS = ("falling", "one group", "two stocks", "thirty", "no evidence", "no limits")


def twin(shipped, kind):
    """The shipped case, changed into one of another kind."""
    case, market = shipped.case, shipped.market
    newcomers, established = ([s.symbol for s in case.members(g.id)] for g in case.groups)
    if kind == "falling":
        market = mirrored(market)
    elif kind == "one group":
        case = only(case, newcomers)
    elif kind == "two stocks":
        case = only(case, [newcomers[0], established[0]])
    elif kind == "thirty":
        case, market = crowded(case, market)
    elif kind == "no evidence":
        case = replace(case, evidence=(), events=(), claims=())
        case = replace(case, window=Window(case.window.last, case.window.last))
    elif kind == "no limits":
        case, market = abroad(case, market)
    return Trial.of(replace(shipped, case=case, market=market))


def only(case, symbols):
    """Case of these stocks, and of the groups they are in."""
    stocks = tuple(stock for stock in case.stocks if stock.symbol in symbols)
    kept = {stock.group for stock in stocks}
    return replace(
        case,
        stocks=stocks,
        groups=tuple(group for group in case.groups if group.id in kept),
        evidence=tuple(row for row in case.evidence if row.stock in symbols),
        events=tuple(
            replace(event, stocks=tuple(s for s in event.stocks if s in symbols))
            for event in case.events
        ),
        claims=(),
    )


def mirrored(market):
    """Prices whose every daily return has the other sign: limit-up becomes limit-down."""
    parts = []
    for _, rows in market.prices.groupby("symbol", sort=False):
        own = rows.sort_values("date").copy()
        closes = own["close"].to_numpy()
        steps = 1 - np.diff(closes, prepend=closes[0]) / np.concatenate([closes[:1], closes[:-1]])
        fallen = [closes[0]]
        for step in steps[1:]:
            fallen.append(round(fallen[-1] * step, 2))
        own["close"] = fallen
        own["low"] = np.minimum(own["close"], own["close"].shift(1, fill_value=fallen[0]))
        own["high"] = own["open"] = own["close"].shift(1, fill_value=fallen[0])
        own["high"] = np.maximum(own["high"], own["close"])
        parts.append(own)
    means = {name: -series for name, series in market.benchmark_returns.items()}
    return replace(market, prices=pd.concat(parts, ignore_index=True), benchmark_returns=means)


def crowded(case, market):
    """Fifteen stocks a group: copies that move as the originals and end a little apart."""
    stocks, prices = list(case.stocks), [market.prices]
    for place in range(30 - len(stocks)):
        model = case.stocks[place % len(case.stocks)]
        symbol = f"{600500 + place}.SS" if model.symbol.endswith("SS") else f"{2500 + place:06}.SZ"
        stocks.append(replace(model, symbol=symbol, name=Text(f"Copy {place}", f"副本{place}号")))
        rows = market.prices[market.prices["symbol"] == model.symbol].copy()
        late = rows["date"] >= "2025-02-13"
        rows.loc[late, ["open", "high", "low", "close"]] *= 1 + place / 4000
        prices.append(rows.assign(symbol=symbol))
    return replace(case, stocks=tuple(stocks)), replace(market, prices=pd.concat(prices))


def abroad(case, market):
    """The same stocks under codes of a market without price limits, and without a universe."""
    names = {stock.symbol: f"{place:04}.HK" for place, stock in enumerate(case.stocks, 100)}
    case = replace(
        case,
        calendar="XHKG",
        timezone="Asia/Hong_Kong",
        stocks=tuple(replace(stock, symbol=names[stock.symbol]) for stock in case.stocks),
        evidence=tuple(replace(row, stock=names[row.stock]) for row in case.evidence),
        events=tuple(
            replace(event, stocks=tuple(names[s] for s in event.stocks)) for event in case.events
        ),
        groups=tuple(Group(g.id, g.title, g.chosen) for g in case.groups),
        claims=(),
        universe=None,
    )
    prices = market.prices.assign(symbol=market.prices["symbol"].replace(names))
    return case, replace(market, prices=prices, universe=None, universe_matrix=None)


# The trials beside the checkout ---------------------------------------


def trial_case(slug, directory=TRIALS):
    """One of the trials, priced from the daily quotes beside it; else the test is skipped."""
    if not (directory / slug).is_dir() or not QUOTES.is_file():
        pytest.skip("the trials and daily quotes beside the checkout are not here")
    folder = read_case(directory / slug)
    if not folder.market.prices.empty:
        return Trial.of(folder)
    matrix = _matrix()
    means = universe_benchmark(folder.case, matrix)
    market = replace(
        folder.market,
        prices=_quotes(folder.case.symbols),
        note=PriceNote("daily quotes", "additive", "2025-09-01", "lots"),
        benchmark_returns={name: found[0] for name, found in means.items()},
        benchmark_counts={name: found[1] for name, found in means.items()},
        universe_matrix=matrix,
    )
    return Trial.of(replace(folder, market=market))


def _quotes(symbols):
    bare = {symbol.split(".")[0]: symbol for symbol in symbols}
    rows = pd.read_parquet(QUOTES, filters=[("code", "in", [*bare])])
    rows = rows.assign(symbol=rows["code"].map(bare), date=pd.to_datetime(rows["date"]))
    return rows.drop(columns="code").sort_values(["symbol", "date"], ignore_index=True)


@cache
def _matrix():
    rows = pd.read_parquet(QUOTES, columns=["date", "code", "close"])
    rows["date"] = pd.to_datetime(rows["date"])
    rows = rows[rows["date"] >= "2022-01-01"]
    closes = rows.pivot_table(index="date", columns="code", values="close").sort_index(axis=1)
    symbols = tuple(f"{code}.{_exchange(code)}" for code in closes.columns)
    return UniverseMatrix(
        symbols=symbols,
        boards=tuple(map(board, symbols)),
        days=closes.index.to_numpy().astype("datetime64[D]"),
        closes=closes.to_numpy(dtype=float),
        sources=("quotes",) * len(symbols),
        adjustments=("additive",) * len(symbols),
        digest="",
        made="",
    )


def _exchange(code):
    return "SS" if code[0] == "6" else "BJ" if code[0] in "489" else "SZ"
