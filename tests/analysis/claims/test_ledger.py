"""The claim ledger: verdicts of the shipped case, and wrong claims caught."""

import pickle
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from dashboard.analysis.claims.ledger import check_claims, claims_on, tally
from dashboard.case import Claim, Event, Moment, Stock, Text
from dashboard.cases.folders import read_case
from dashboard.market.sessions import load_sessions

XSHG = load_sessions("XSHG", "Asia/Shanghai")
SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")
FIRST, LAST = date(2025, 2, 7), date(2025, 2, 13)


@pytest.fixture(scope="module")
def shipped():
    return {r.claim.id: r for r in check_claims(SHIPPED.case, SHIPPED.market, XSHG)}


def claim(kind="return", **changes) -> Claim:
    values = {
        "id": "c",
        "kind": kind,
        "subject": "300249.SZ",
        "relation": "",
        "stated": "",
        "unit": "",
        "first": FIRST,
        "last": LAST,
        "tolerance": None,
        "text": Text("x", "x"),
    }
    return Claim(**{**values, **changes})


def check(one: Claim, market=SHIPPED.market, sessions=XSHG, **case_changes):
    case = replace(SHIPPED.case, claims=(one,), **case_changes)
    (result,) = check_claims(case, market, sessions)
    return result


def market_of(closes: dict[str, float], *, base=100.0, adjustment="none"):
    """Everybody at `base` until the window, then at `closes`; None has no last close."""
    rows = [
        (symbol, pd.Timestamp(day), price)
        for symbol, end in closes.items()
        for day, price in ((date(2025, 2, 6), base), (LAST, end))
        if price is not None
    ]
    prices = pd.DataFrame(rows, columns=["symbol", "date", "close"]).assign(volume=1.0)
    for name in ("open", "high", "low"):
        prices[name] = prices["close"]
    note = replace(SHIPPED.market.note, adjustment=adjustment)
    return replace(SHIPPED.market, prices=prices, note=note)


# The shipped case

EXPECTED = {
    "ret-yimikang": "holds",
    "ret-crun": "holds",
    "ret-frd": "holds",
    "ret-shenling": "holds-within-rounding",
    "rank-new-max": "holds",
    "rank-new-min": "holds",
    "rank-old-max": "holds",
    "rank-old-min": "holds",
    "group-old-flat": "holds",
    "count-sessions": "holds",
    "downloads-growth": "holds",
    "idc-market": "cannot-be-checked",
    "reports-order": "partly",
    "newcomers-undisclosed": "partly",
    "small-share": "on-file",
    "athub-link": "on-file",
    "yimikang-link": "on-file",
    "no-link": "on-file",
}


def test_the_verdicts_of_the_eighteen_shipped_claims(shipped):
    assert {name: result.verdict for name, result in shipped.items()} == EXPECTED


def test_recomputed_values_beside_the_stated_ones(shipped):
    assert shipped["ret-yimikang"].computed == pytest.approx(0.456)
    assert shipped["ret-shenling"].computed == pytest.approx(0.077877, abs=1e-6)
    assert shipped["ret-shenling"].stated == 0.0781
    assert shipped["rank-old-max"].computed == "301018.SZ"
    assert shipped["group-old-flat"].computed == pytest.approx(0.0380, abs=5e-5)
    assert (shipped["count-sessions"].computed, shipped["downloads-growth"].computed) == (5, 1125)
    assert shipped["idc-market"].computed_value is None
    assert shipped["reports-order"].computed_value == {
        "gtja-report": pytest.approx(0.137, abs=5e-4),
        "minsheng-report": pytest.approx(0.463, abs=5e-4),
        "northeast-report": pytest.approx(0.463, abs=5e-4),
    }


def test_undisclosed_and_small_share_are_in_tension_on_both_stocks(shipped):
    clashing = {name: result.tensions for name, result in shipped.items() if result.tensions}
    assert set(clashing) == {"newcomers-undisclosed", "small-share"}
    (tension,) = clashing["newcomers-undisclosed"]
    assert (tension.claim, tension.story) == ("small-share", "liquid-cooling")
    assert set(tension.stocks) == {"002272.SZ", "002418.SZ"}


def test_every_claim_but_the_forecast_leads_to_a_chart_or_a_statement(shipped):
    assert [name for name, r in shipped.items() if not r.targets] == ["idc-market"]
    assert {target.anchor for target in shipped["athub-link"].targets} == {"statement-athub-ali"}
    assert shipped["ret-crun"].targets[0].stock == "002272.SZ"


def test_statements_events_and_stocks_lead_back_to_their_claims():
    results = check_claims(SHIPPED.case, SHIPPED.market, XSHG)
    assert [r.claim.id for r in claims_on(results, evidence="athub-ali")] == ["athub-link"]
    assert [r.claim.id for r in claims_on(results, event="gtja-report")] == ["reports-order"]
    assert "ret-crun" in [r.claim.id for r in claims_on(results, stock="002272.SZ")]
    assert claims_on(results) == ()


def test_the_counter():
    found = tally(check_claims(SHIPPED.case, SHIPPED.market, XSHG))
    assert (found.total, found.checkable, found.hold) == (18, 17, 11)
    assert (found.of("partly"), found.of("on-file"), found.of("cannot-be-checked")) == (2, 4, 1)


def test_results_are_plain_values_and_their_sentences_are_whole(shipped):
    assert pickle.loads(pickle.dumps(shipped)) == shipped
    for result in shipped.values():
        for remark in (result.sentence, *result.remarks):
            assert "{" not in remark.reason
            assert "(text" not in remark.reason
            assert remark.reason.endswith(".")


# Returns


@pytest.mark.parametrize(
    ("stated", "tolerance", "verdict"),
    [
        ("0.1", 0.0005, "holds"),
        ("0.1004", 0.0005, "holds"),
        ("0.1006", 0.0005, "does-not-hold"),
        ("-0.1", 0.0005, "does-not-hold"),
        ("0.1", None, "holds"),
    ],
)
def test_a_return_holds_inside_its_tolerance(stated, tolerance, verdict):
    one = claim(relation="=", stated=stated, unit="fraction", tolerance=tolerance)
    assert check(one, market_of({"300249.SZ": 110.0})).verdict == verdict


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        # 37.11 to 40.00 on adjusted prices: 7.788 %, and anything from 7.760 to 7.816 %.
        ("0.0776", "holds-within-rounding"),
        ("0.0781", "holds-within-rounding"),
        ("0.0779", "holds"),
        ("0.0782", "does-not-hold"),
        ("0.0775", "does-not-hold"),
    ],
)
def test_only_the_stated_figure_inside_the_rounding_interval_holds_within_rounding(stated, verdict):
    one = claim(relation="=", stated=stated, unit="fraction", tolerance=0.00005)
    market = market_of({"300249.SZ": 40.00}, base=37.11, adjustment="forward")
    assert check(one, market).verdict == verdict


def test_roundings_that_just_meet_are_said_and_do_not_make_it_hold():
    market = market_of({"300249.SZ": 40.00}, base=37.11, adjustment="forward")
    for stated, remarks in (("0.0782", 1), ("0.0785", 0)):
        one = claim(relation="=", stated=stated, unit="fraction", tolerance=0.00005)
        result = check(one, market)
        assert (result.verdict, len(result.remarks)) == ("does-not-hold", remarks)


def test_prices_as_traded_have_no_rounding_to_hide_in():
    one = claim(relation="=", stated="0.0781", unit="fraction", tolerance=0.00005)
    assert check(one, market_of({"300249.SZ": 40.00}, base=37.11)).verdict == "does-not-hold"


def test_a_return_without_a_close_cannot_be_checked_and_says_why():
    one = claim(relation="=", stated="0.1", unit="fraction", tolerance=0.0005)
    result = check(one, market_of({"300249.SZ": None}))
    assert (result.verdict, result.stated) == ("cannot-be-checked", 0.1)
    assert "Yimikang has no close on 2025-02-13" in result.sentence.reason
    nobody = check(one, market_of({"002272.SZ": 1.0}))
    assert "has no prices" in nobody.sentence.reason


def test_a_claim_with_impossible_days_takes_no_other_with_it():
    wrong = claim(id="w", relation="=", stated="0.1", unit="fraction", first=date(2025, 2, 8))
    right = claim(relation="=", stated="0.456", unit="fraction", tolerance=0.0005)
    case = replace(SHIPPED.case, claims=(wrong, right))
    results = check_claims(case, SHIPPED.market, XSHG)
    assert [r.verdict for r in results] == ["cannot-be-checked", "holds"]
    assert "2025-02-08 is not a session" in results[0].sentence.reason


# Ranks and means

NEW = ("300249.SZ", "002272.SZ", "603881.SS", "002418.SZ")


def newcomers(*ends: float | None, **options):
    return market_of(dict(zip(NEW, ends, strict=True)), **options)


@pytest.mark.parametrize(
    ("kind", "symbol", "verdict"),
    [
        ("rank-max", NEW[0], "holds"),
        ("rank-max", NEW[1], "does-not-hold"),
        ("rank-min", NEW[3], "holds"),
        ("rank-min", NEW[0], "does-not-hold"),
    ],
)
def test_ranks_inside_a_group(kind, symbol, verdict):
    result = check(claim(kind, subject=f"newcomers:{symbol}"), newcomers(140, 130, 120, 110))
    assert result.verdict == verdict
    assert result.computed == (NEW[0] if kind == "rank-max" else NEW[3])
    assert result.stated == symbol


def test_a_tie_holds_and_is_said():
    result = check(claim("rank-max", subject=f"newcomers:{NEW[1]}"), newcomers(140, 140, 120, 110))
    assert result.verdict == "holds"
    assert "shares it with Yimikang" in result.sentence.reason


def test_a_rank_closer_than_the_rounding_of_the_prices():
    ends = newcomers(14.00, 14.01, 12, 11, base=10.0, adjustment="forward")
    result = check(claim("rank-max", subject=f"newcomers:{NEW[0]}"), ends)
    assert (result.verdict, result.computed) == ("holds-within-rounding", NEW[1])
    lowest = newcomers(11.01, 14, 12, 11.00, base=10.0, adjustment="forward")
    result = check(claim("rank-min", subject=f"newcomers:{NEW[0]}"), lowest)
    assert result.verdict == "holds-within-rounding"


def test_a_rank_with_a_stock_that_has_no_return():
    top = claim("rank-max", subject=f"newcomers:{NEW[0]}")
    assert check(top, newcomers(140, 130, None, 110)).verdict == "cannot-be-checked"
    assert check(top, newcomers(120, 130, None, 110)).verdict == "does-not-hold"
    assert check(top, newcomers(None, 130, 120, 110)).verdict == "cannot-be-checked"


def test_a_group_of_one_stock():
    alone = Stock("300249.SZ", Text("Yimikang", "依米康"), "newcomers")
    one = claim("rank-max", subject="newcomers:300249.SZ")
    result = check(one, newcomers(140, 130, 120, 110), stocks=(alone,), evidence=(), events=())
    assert result.verdict == "holds"
    assert "the only stock" in result.sentence.reason


@pytest.mark.parametrize(
    ("relation", "stated", "verdict"),
    [
        ("<=", "0.25", "holds"),
        ("<=", "0.2", "does-not-hold"),
        (">=", "0.25", "holds"),
        (">=", "0.3", "does-not-hold"),
    ],
)
def test_the_mean_of_a_group_against_its_bound(relation, stated, verdict):
    one = claim("group-mean", subject="newcomers", relation=relation, stated=stated)
    result = check(one, newcomers(140, 130, 120, 110))
    assert (result.verdict, result.computed) == (verdict, pytest.approx(0.25))


def test_a_mean_counts_whom_it_can_and_names_whom_it_cannot():
    one = claim("group-mean", subject="newcomers", relation=">=", stated="0.3")
    result = check(one, newcomers(140, 130, 120, None))
    assert (result.verdict, result.computed) == ("holds", pytest.approx(0.3))
    assert "Kangsheng has no close" in result.remarks[0].reason
    nobody = check(one, market_of({"000300.SS": 1.0}))
    assert nobody.verdict == "cannot-be-checked"


# Counts and growth


@pytest.mark.parametrize(
    ("first", "stated", "verdict", "count"),
    [
        (FIRST, "5", "holds", 5),
        (FIRST, "7", "does-not-hold", 5),
        (date(2025, 1, 27), "8", "holds", 8),  # across the Spring Festival
        (date(2025, 2, 8), "4", "holds", 4),  # a Saturday
    ],
)
def test_sessions_are_counted_by_the_calendar(first, stated, verdict, count):
    one = claim("session-count", subject="", relation="=", stated=stated, first=first)
    result = check(replace(one, tolerance=0.0))
    assert (result.verdict, result.computed) == (verdict, count)


def reading(day: str, value: float, unit="downloads", name="") -> Event:
    moment = Moment(datetime.fromisoformat(day), "day", "Asia/Shanghai")
    return Event(name or day, moment, "app-downloads", Text("x", "x"), "x", "", "app", value, unit)


@pytest.mark.parametrize(
    ("stated", "readings", "verdict"),
    [
        ("4", [reading("2025-02-10", 200), reading("2025-02-07", 50)], "holds"),
        ("5", [reading("2025-02-07", 50), reading("2025-02-10", 200)], "does-not-hold"),
        ("4", [reading("2025-02-07", 50), reading("2025-02-14", 200)], "cannot-be-checked"),
        ("4", [reading("2025-02-07", 0), reading("2025-02-10", 200)], "cannot-be-checked"),
        ("4", [reading("2025-02-07", 50), reading("2025-02-10", 2, "k")], "cannot-be-checked"),
        ("4", [], "cannot-be-checked"),
    ],
)
def test_growth_is_the_last_reading_over_the_first_between_the_days(stated, readings, verdict):
    one = claim("series-growth", subject="app", relation="=", stated=stated, tolerance=0.5)
    assert check(one, events=tuple(readings)).verdict == verdict


# Order


def told(stamp: str, name: str, precision="day") -> Event:
    moment = Moment(datetime.fromisoformat(stamp), precision, "Asia/Shanghai")
    return Event(name, moment, "broker-report", Text("x", "x"), "x")


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (["2025-01-20", "2025-02-06"], "holds"),  # before the window
        (["2025-02-07", "2025-02-12"], "holds"),  # at most a third built before either
        (["2025-02-12", "2025-02-13"], "partly"),  # 14 % and 46 %
        (["2025-02-06", "2025-02-14"], "partly"),
        (["2025-02-13"], "does-not-hold"),
        (["2025-02-14", "2025-03-03"], "does-not-hold"),  # after it
    ],
)
def test_reasons_must_come_before_the_move(days, verdict):
    events = tuple(told(day, f"e{place}") for place, day in enumerate(days))
    one = claim("order", subject=";".join(e.id for e in events), relation="before")
    assert check(one, events=events).verdict == verdict


def test_a_deadline_inside_the_window_cannot_be_placed():
    events = (told("2025-02-12", "by", "by"), told("2025-02-06", "sure"))
    one = claim("order", subject="by", relation="before")
    assert check(one, events=events).verdict == "cannot-be-checked"
    both = check(replace(one, subject="by;sure"), events=events)
    assert both.verdict == "partly"
    assert "no later than" in both.remarks[0].reason.lower()


def test_order_is_judged_over_the_claims_own_days():
    events = (told("2025-02-13", "late"),)
    longer = claim("order", subject="late", relation="before", last=date(2025, 2, 14))
    assert check(longer, events=events).parts[0].value == pytest.approx(0.128191 / 0.311792, 1e-4)
