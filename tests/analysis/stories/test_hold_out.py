"""The hold-out clock: late evidence and the session that followed."""

from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from dashboard.analysis.stories.hold_out import hold_out
from dashboard.analysis.window.estimation import daily_panel
from dashboard.cases.folders import read_case
from dashboard.market.sessions import load_sessions

SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")
CASE, MARKET = SHIPPED.case, SHIPPED.market
XSHG = load_sessions("XSHG", "Asia/Shanghai")
PANEL = daily_panel(CASE, MARKET, XSHG)


def clock(story, case=CASE, panel=PANEL):
    clocks = hold_out(case, panel, XSHG, CASE.window)
    return next(each for each in clocks if each.story == story)


def with_evidence(**changes):
    rows = tuple(
        replace(row, **changes) if row.id == "goaland-ali" else row for row in CASE.evidence
    )
    return replace(CASE, evidence=rows)


def test_goaland_s_answer_is_held_against_14_february():
    (found,) = clock("alibaba-evidence").results
    assert found.session == date(2025, 2, 14)
    returns = MARKET.closes.pct_change(fill_method=None).loc["2025-02-14"]
    members = [stock.symbol for stock in CASE.members("established")]
    assert found.stock_return == pytest.approx(returns["300499.SZ"])
    assert found.group_mean == pytest.approx(returns[members].mean())
    assert found.excess == pytest.approx(-0.0103, abs=5e-5)
    assert found.rank.n == 120
    assert found.rank.pvalue_one_sided == pytest.approx(87 / 121)


def test_stories_without_late_evidence_say_so():
    assert "was published after the window" in clock("liquid-cooling").reason.reason
    assert "a label is what the market believed" in clock("alibaba-label").reason.reason


def test_a_denial_predicts_nothing():
    assert clock("alibaba-evidence", with_evidence(finding="denied")).results == ()


def test_a_deadline_cannot_be_placed():
    moment = CASE.evidence[0].published
    late = replace(moment, stamp=datetime(2025, 4, 30), precision="by")
    (found,) = clock("alibaba-evidence", with_evidence(published=late)).results
    assert "no later than 2025-04-30" in found.excess.reason
    assert found.rank == found.excess


def test_a_suspended_stock_and_one_alone_in_its_group_say_so():
    prices = MARKET.prices
    gone = (prices["symbol"] == "300499.SZ") & (prices["date"] == pd.Timestamp("2025-02-14"))
    panel = daily_panel(CASE, replace(MARKET, prices=prices.loc[~gone]), XSHG)
    (found,) = clock("alibaba-evidence", panel=panel).results
    assert found.excess.reason == "undefined, because 300499.SZ has no return on 2025-02-14"
    kept = tuple(s for s in CASE.stocks if s.group == "newcomers" or s.symbol == "300499.SZ")
    small = replace(
        CASE,
        stocks=kept,
        evidence=tuple(r for r in CASE.evidence if r.stock in {s.symbol for s in kept}),
    )
    panel = daily_panel(small, MARKET, XSHG)
    (found,) = clock("alibaba-evidence", small, panel).results
    assert "alone in its group" in found.rank.reason
