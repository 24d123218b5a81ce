"""Every page of an awkward case shows numbers or sentences, never a traceback or our apology."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.case import Window
from dashboard.cases.folders import write_case
from tests.thoroughness import THOROUGH

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGES = ["story", "prices", "timeline", "exposure", "robustness", "claims", "data"]


def without_rows(market, symbol, since="1990-01-01", until="2100-01-01"):
    """Prices with some sessions of one stock taken out, as in a suspension."""
    prices = market.prices
    gone = (prices["symbol"] == symbol) & prices["date"].between(since, until)
    return replace(market, prices=prices[~gone].reset_index(drop=True))


def only(case, symbols):
    """Case of these stocks alone, and of the groups they are in."""
    stocks = tuple(stock for stock in case.stocks if stock.symbol in symbols)
    groups = tuple(g for g in case.groups if any(stock.group == g.id for stock in stocks))
    return replace(
        case,
        stocks=stocks,
        groups=groups,
        evidence=tuple(row for row in case.evidence if row.stock in symbols),
        events=tuple(
            replace(event, stocks=tuple(s for s in event.stocks if s in symbols))
            for event in case.events
        ),
        claims=(),
    )


def variant(shipped, name):
    case, market = shipped.case, shipped.market
    newcomers = [stock.symbol for stock in case.members("newcomers")]
    if name == "one-group":
        case = only(case, newcomers)
    elif name == "one-stock":
        case = only(case, newcomers[:1])
    elif name == "unequal-groups":
        case = only(case, [s.symbol for s in case.stocks][:5])
    elif name == "suspended":
        market = without_rows(market, "300249.SZ", "2025-02-10", "2025-02-12")
    elif name == "suspended-at-the-end":
        market = without_rows(market, "300249.SZ", "2025-02-13", "2025-02-13")
    elif name == "listed-last-month":
        market = without_rows(market, "603881.SS", until="2025-01-20")
    elif name == "benchmark-with-a-hole":
        series = market.benchmark_returns["equal-weight"].drop(pd.Timestamp("2025-02-11"))
        market = replace(market, benchmark_returns={"equal-weight": series}, benchmark_counts={})
    elif name == "ends-with-the-prices":
        prices = market.prices
        market = replace(market, prices=prices[prices["date"] <= "2025-02-13"])
    elif name == "few-sessions-before":
        prices = market.prices
        market = replace(market, prices=prices[prices["date"] >= "2025-01-02"])
    elif name == "one-session":
        case = replace(case, window=Window(case.window.last, case.window.last), claims=())
    elif name == "no-evidence":
        case = replace(case, evidence=(), claims=(), events=())
    known = {*case.symbols, *(benchmark.id for benchmark in case.benchmarks)}
    prices = market.prices[market.prices["symbol"].isin(known)].reset_index(drop=True)
    return replace(shipped, case=replace(case, slug=name), market=replace(market, prices=prices))


NAMES = [
    "one-group",
    "one-stock",
    "unequal-groups",
    "suspended",
    "suspended-at-the-end",
    "listed-last-month",
    "benchmark-with-a-hole",
    "ends-with-the-prices",
    "few-sessions-before",
    "one-session",
    "no-evidence",
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path))
    st.cache_data.clear()
    yield tmp_path
    st.cache_data.clear()


@pytest.mark.parametrize("name", NAMES)
def test_every_page_of_an_awkward_case_opens(folder, name, shipped):
    write_case(variant(shipped, name), folder / name)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["case"] = name
    app.query_params["lang"] = "en"
    troubles = {}
    # Every case opens on the first page; of the others, which share its trial, on every third.
    start = NAMES.index(name) % 3
    pages = PAGES if THOROUGH else [PAGES[0], *PAGES[1:][start::3]]
    for page in pages:
        app.switch_page(f"pages/{page}.py").run()
        text = "\n".join(block.proto.body for block in app.get("html"))
        troubles[page] = [str(error.value) for error in app.exception] or (
            ["apology"] if "Something went wrong" in text or "<h1>" not in text else []
        )

    assert {page: [] for page in pages} == troubles
