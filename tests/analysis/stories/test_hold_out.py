"""The hold-out clock: late evidence and the session that followed."""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from dashboard.analysis.stories.hold_out import hold_out
from dashboard.analysis.window.estimation import daily_panel


@pytest.fixture(scope="module")
def own_panel(shipped, xshg):
    return daily_panel(shipped.case, shipped.market, xshg)


def clock(shipped, xshg, own_panel, story, case=None, panel=None):
    case = shipped.case if case is None else case
    panel = own_panel if panel is None else panel
    clocks = hold_out(case, panel, xshg, shipped.case.window)
    return next(each for each in clocks if each.story == story)


def with_evidence(shipped, **changes):
    rows = tuple(
        replace(row, **changes) if row.id == "goaland-ali" else row for row in shipped.case.evidence
    )
    return replace(shipped.case, evidence=rows)


def test_goaland_s_answer_is_held_against_14_february(shipped, xshg, own_panel):
    (found,) = clock(shipped, xshg, own_panel, "alibaba-evidence").results
    assert date(2025, 2, 14) == found.session
    returns = shipped.market.closes.pct_change(fill_method=None).loc["2025-02-14"]
    members = [stock.symbol for stock in shipped.case.members("established")]
    assert pytest.approx(returns["300499.SZ"]) == found.stock_return
    assert pytest.approx(returns[members].mean()) == found.group_mean
    assert pytest.approx(-0.0103, abs=5e-5) == found.excess
    assert 120 == found.rank.n
    assert pytest.approx(87 / 121) == found.rank.pvalue_one_sided


def test_stories_without_late_evidence_say_so(shipped, xshg, own_panel):
    assert (
        "was published after the window"
        in clock(shipped, xshg, own_panel, "liquid-cooling").reason.reason
    )
    assert (
        "a label is what the market believed"
        in clock(shipped, xshg, own_panel, "alibaba-label").reason.reason
    )


def test_a_denial_predicts_nothing(shipped, xshg, own_panel):
    assert (
        ()
        == clock(
            shipped, xshg, own_panel, "alibaba-evidence", with_evidence(shipped, finding="denied")
        ).results
    )


def test_a_deadline_cannot_be_placed(shipped, xshg, own_panel):
    moment = shipped.case.evidence[0].published
    late = replace(moment, stamp=datetime(2025, 4, 30), precision="by")
    (found,) = clock(
        shipped, xshg, own_panel, "alibaba-evidence", with_evidence(shipped, published=late)
    ).results
    assert "no later than 2025-04-30" in found.excess.reason
    assert found.rank == found.excess


def test_a_suspended_stock_and_one_alone_in_its_group_say_so(shipped, xshg, own_panel):
    prices = shipped.market.prices
    gone = (prices["symbol"] == "300499.SZ") & (prices["date"] == pd.Timestamp("2025-02-14"))
    panel = daily_panel(shipped.case, replace(shipped.market, prices=prices.loc[~gone]), xshg)
    (found,) = clock(shipped, xshg, own_panel, "alibaba-evidence", panel=panel).results
    assert "undefined, because 300499.SZ has no return on 2025-02-14" == found.excess.reason
    kept = tuple(
        s for s in shipped.case.stocks if s.group == "newcomers" or s.symbol == "300499.SZ"
    )
    small = replace(
        shipped.case,
        stocks=kept,
        evidence=tuple(r for r in shipped.case.evidence if r.stock in {s.symbol for s in kept}),
    )
    panel = daily_panel(small, shipped.market, xshg)
    (found,) = clock(shipped, xshg, own_panel, "alibaba-evidence", small, panel).results
    assert "alone in its group" in found.rank.reason
