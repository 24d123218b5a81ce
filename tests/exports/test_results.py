"""The JSON of `results`: every key of its schema, every null with a reason, every edge case."""

import json
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from click.testing import CliRunner

from dashboard.analysis.stories.verdict import STATUSES
from dashboard.analysis.trial import Trial
from dashboard.case import Estimation, Window
from dashboard.commands.main import main
from dashboard.errors import InputError, NotFoundError
from dashboard.exports.results import SCHEMA, asked_window, results, results_json, settle
from dashboard.message import Message
from dashboard.stats.result import Undefined
from tests.minute_sessions import through_days
from tests.shipped_cases import shipped_trial

MINUTE_STOCKS = ("300249.SZ", "603881.SS")
ROWS = ("order", "rank-fit", "inside-groups", "leave-one-out", "late-evidence", "after-window")
TESTS = (
    "patell",
    "adjusted_patell",
    "bmp",
    "adjusted_bmp",
    "corrado",
    "portfolio_t",
    "long_short_t",
)
KEYS = {
    "evidence",
    "tags",
    "schema",
    "case",
    "prices",
    "benchmark",
    "as_of",
    "window",
    "returns",
    "groups",
    "difference",
    "leave_one_out",
    "window_grid",
    "windows",
    "stories",
    "market_model",
    "normal_returns",
    "event_study",
    "limits",
    "limits_down",
    "order",
    "placebo_time",
    "placebo_groups",
    "one_group",
    "afterwards",
    "censored",
    "dependence",
    "claims",
    "story_table",
    "verdict",
    "remarks",
    "reasons",
}


def made(shipped, xshg, case=None, market=None, window=None, benchmark="equal-weight"):
    case = shipped.case if case is None else case
    market = shipped.market if market is None else market
    folder = replace(shipped, case=case, market=market)
    found = results(Trial(folder, xshg, window or case.window, benchmark))
    return json.loads(results_json(found))


def nulls(value, place=""):
    if value is None:
        return {place}
    if isinstance(value, dict):
        parts = ((key.replace("~", "~0").replace("/", "~1"), v) for key, v in value.items())
    elif isinstance(value, list):
        parts = enumerate(value)
    else:
        return set()
    return set().union(*(nulls(part, f"{place}/{key}") for key, part in parts))


def check_reasons(found):
    reasons = found["reasons"]
    assert nulls({key: part for key, part in found.items() if key != "reasons"}) == set(reasons)
    assert all(isinstance(reason, str) and len(reason) > 15 for reason in reasons.values())
    assert not any("Text(" in r or "Stock(" in r or "{" in r for r in reasons.values())


def check_shape(found, case):
    assert set(found) == KEYS
    assert {"base", "first", "last", "sessions"} == set(found["window"])
    assert set(found["returns"]) == set(found["leave_one_out"]) == set(case.symbols)
    assert set(found["limits"]) == set(case.symbols)
    for group in found["groups"].values():
        assert {"mean", "median", "sd", "daily_rebalanced"} == set(group)
    assert {
        "groups",
        "value",
        "pvalue_one_sided",
        "pvalue_two_sided",
        "count",
        "n_permutations",
        "interval",
        "coverage",
        "hodges_lehmann",
    } == set(found["difference"])
    for cell in found["window_grid"]:
        assert {"base", "last", "difference", "count", "n_permutations"} == set(cell)
    for story in found["stories"].values():
        assert {
            "ordinal",
            "assumed_zero",
            "spearman",
            "kendall",
            "pvalue_one_sided",
            "pvalue_other_side",
            "pvalue_two_sided",
            "n_arrangements",
            "adjusted_pvalue",
            "assessed_only",
            "first_hand",
            "step",
        } == set(story)
        assert {
            *("value", "interval", "coverage", "pvalue_one_sided", "pvalue_two_sided"),
        } == set(story["step"])
        assert set(story["ordinal"]) == set(case.symbols)
        assert {
            "n",
            "spearman",
            "pvalue_one_sided",
            "n_arrangements",
        } == set(story["assessed_only"])
        assert {
            *("assessed", "reported", "selected_by_article", "selected_after_move"),
            *("n", "spearman", "pvalue_one_sided", "n_arrangements"),
        } == set(story["first_hand"])
    check_market(found, case)
    check_trial(found, case)


def check_market(found, case):
    assert set(found["market_model"]) == {benchmark.id for benchmark in case.benchmarks}
    for models in found["market_model"].values():
        assert set(models) == set(case.symbols)
        assert all(set(m) == {"alpha", "beta", "s", "n", "r2"} for m in models.values())
    events = {event.id for event in case.events if event.stories} | {"window"}
    assert {row["event"] for row in found["event_study"]} == events
    for row in found["event_study"]:
        assert set(row) == {
            *("benchmark", "event", "session", "from", "to", "group", "car", "scar", "caar"),
            *TESTS,
        }
        members = {stock.symbol for stock in case.members(row["group"])}
        assert set(row["car"]) == set(row["scar"]) == members
    assert {
        "n_overlapping",
        "n_non_overlapping",
        "count",
        "mean",
        "sd",
        "shifts",
    } == set(found["placebo_time"])
    assert {"pvalue_one_sided", "pvalue_two_sided", "total"} == set(found["placebo_time"]["shifts"])
    assert {"n", "count", "exact", "pvalue"} == set(found["placebo_groups"])


def check_verdict(found, case):
    assert found["status"] in STATUSES
    assert (found["story"] is not None) == (found["status"] in {"fits-best", "leads"})
    assert found["asks"] == case.asked.id
    assert {story.id for story in case.stories} == set(found["stories"])
    for each in found["stories"].values():
        assert {"familywise_p", "opposite_p", "contradicted", "reachable"} == set(each)
    for said in ("headline", "sentence", "numbers"):
        assert {"en", "zh"} == set(found[said])
    for rate in ("false_alarm_rate", "leads_rate", "groups_pvalue", "detectable_gap"):
        assert found[rate] is None or 0 <= found[rate]


def check_trial(found, case):
    assert {row["event"] for row in found["order"]} == {event.id for event in case.events}
    for row in found["order"]:
        assert {"event", "session", "earliest", "latest", "share_before"} == set(row)
        assert datetime.fromisoformat(row["earliest"]).utcoffset() is not None
        date.fromisoformat(row["session"])
    assert set(found["claims"]) == {claim.id for claim in case.claims}
    assert all(set(c) == {"verdict", "computed", "stated"} for c in found["claims"].values())
    assert set(found["story_table"]) == {story.id for story in case.stories}
    for column in found["story_table"].values():
        assert tuple(column) == ROWS
        for cell in column.values():
            assert {"mark", "strength", "value", "pvalue"} == set(cell)
            assert cell["mark"] in {"fits", "other-way", "says-nothing", "cannot-be-tested"}
            assert cell["strength"] in {"strong", "weak", "none"}
    check_verdict(found["verdict"], case)
    check_reasons(found)


@pytest.fixture(scope="module")
def shipped_results():
    return json.loads(results_json(results(shipped_trial())))


@pytest.mark.slow
def test_the_shipped_case_has_every_key_and_a_reason_for_every_null(shipped_results, shipped):
    check_shape(shipped_results, shipped.case)
    assert (shipped_results["schema"], shipped_results["case"]) == (SCHEMA, shipped.case.slug)


@pytest.mark.slow
def test_its_headline_numbers(shipped_results):
    assert {
        "base": "2025-02-06",
        "first": "2025-02-07",
        "last": "2025-02-13",
        "sessions": 5,
    } == shipped_results["window"]
    difference = shipped_results["difference"]
    assert ["newcomers", "established"] == difference["groups"]
    assert pytest.approx(0.27681, abs=5e-6) == difference["value"]
    assert (1, 70) == (difference["count"], difference["n_permutations"])
    assert difference["pvalue_two_sided"] == 2 / 70
    assert pytest.approx([0.0857, 0.4691], abs=5e-5) == difference["interval"]
    assert pytest.approx(1 - 2 / 70) == difference["coverage"]
    assert shipped_results["placebo_groups"] == {
        "n": 1_268_026_643_520,
        "count": 502_206_511,
        "exact": True,
        "pvalue": 502_206_511 / 1_268_026_643_520,
    }
    assert 140 == shipped_results["placebo_time"]["n_overlapping"]
    assert ["2025-02-10", "2025-02-12", "2025-02-13"] == shipped_results["limits"]["603881.SS"]


@pytest.mark.slow
def test_blocks_agree_with_each_other(shipped_results):
    values = shipped_results["returns"]
    means = {name: group["mean"] for name, group in shipped_results["groups"].items()}
    difference = shipped_results["difference"]
    assert pytest.approx(means["newcomers"] - means["established"]) == difference["value"]
    (cell,) = (
        c
        for c in shipped_results["window_grid"]
        if (c["base"], c["last"]) == ("2025-02-06", "2025-02-13")
    )
    assert pytest.approx((difference["value"], difference["count"])) == (
        cell["difference"],
        cell["count"],
    )
    assert pytest.approx(0.456) == values["300249.SZ"]
    for row in shipped_results["event_study"]:
        assert pytest.approx(sum(row["car"].values()) / len(row["car"])) == row["caar"]
    fit = shipped_results["stories"]["liquid-cooling"]
    assert pytest.approx(-0.4694579005520308) == fit["spearman"]
    assert fit["pvalue_one_sided"] == 1490 / 1680
    assert shipped_results["story_table"]["liquid-cooling"]["rank-fit"]["value"] == fit["spearman"]
    assert "/stories/alibaba-label" in shipped_results["remarks"]


@pytest.mark.slow
def test_numbers_read_back_as_they_were_and_nothing_is_rounded(shipped_results):
    again = json.loads(json.dumps(shipped_results))
    assert again == shipped_results
    text = results_json(results(shipped_trial()))
    assert repr(shipped_results["difference"]["value"]) in text
    assert "NaN" not in text
    assert "Infinity" not in text


# Edge cases ------------------------------------------------------------------


def without(shipped, symbol, first="1900-01-01", last="2100-01-01"):
    """Its market without a series or a part of it; and without a universe, which costs most."""
    prices = shipped.market.prices
    gone = (prices["symbol"] == symbol) & prices["date"].between(first, last)
    kept = prices.loc[~gone].reset_index(drop=True)
    return replace(shipped.market, prices=kept, universe=None)


def only(shipped, *symbols):
    stocks = tuple(stock for stock in shipped.case.stocks if stock.symbol in symbols)
    held = {stock.group for stock in stocks}
    # Claims on what is gone are checked elsewhere: here the numbers matter.
    return replace(
        shipped.case,
        stocks=stocks,
        groups=tuple(group for group in shipped.case.groups if group.id in held),
        evidence=tuple(row for row in shipped.case.evidence if row.stock in symbols),
        claims=(),
    )


NAMES = (
    "unequal groups",
    "one group",
    "one stock",
    "one stock a side",
    "suspended at the end",
    "suspended on an event",
    "suspended throughout",
    "listed last month",
    "never priced",
    "benchmark day missing",
    "benchmark gone",
    "index day missing",
    "ends today",
    "short history",
    "long estimation",
    "no universe",
    "no events, evidence, claims",
)


@pytest.fixture(scope="module")
def edges(shipped):
    """Cases that lack something, with their prices."""
    case, market = shipped.case, shipped.market
    alone = replace(market, universe=None)
    newcomers = tuple(stock.symbol for stock in case.members("newcomers"))
    series = market.benchmark_returns["equal-weight"]
    until = market.prices["date"] <= "2025-02-13"
    since = market.prices["date"] >= "2024-10-08"
    return {
        "unequal groups": (
            only(shipped, *newcomers, "300499.SZ", "002837.SZ"),
            market,
        ),
        "one group": (only(shipped, *newcomers), market),
        "one stock": (only(shipped, "300249.SZ"), market),
        "one stock a side": (only(shipped, "300249.SZ", "300499.SZ"), market),
        "suspended at the end": (
            case,
            without(shipped, "300249.SZ", "2025-02-13", "2025-02-14"),
        ),
        "suspended on an event": (
            case,
            without(shipped, "300249.SZ", "2025-02-12", "2025-02-12"),
        ),
        "suspended throughout": (
            case,
            without(shipped, "300249.SZ", "2025-02-05", "2025-02-28"),
        ),
        "listed last month": (
            case,
            without(shipped, "300249.SZ", last="2025-01-10"),
        ),
        "never priced": (case, without(shipped, "300249.SZ")),
        "benchmark day missing": (
            case,
            replace(
                alone, benchmark_returns={"equal-weight": series.drop(pd.Timestamp("2025-02-11"))}
            ),
        ),
        "benchmark gone": (case, replace(alone, benchmark_returns={})),
        "index day missing": (
            case,
            without(shipped, "000300.SS", "2025-02-11", "2025-02-11"),
        ),
        "ends today": (case, replace(alone, prices=market.prices.loc[until])),
        "short history": (case, replace(market, prices=market.prices.loc[since])),
        "long estimation": (replace(case, estimation=Estimation(250, 10)), alone),
        "no universe": (case, alone),
        "no events, evidence, claims": (replace(case, events=(), evidence=(), claims=()), market),
    }


@pytest.mark.slow
@pytest.mark.parametrize("edge", NAMES)
def test_every_edge_case_gives_a_number_or_a_sentence(edge, shipped, xshg, edges):
    case, market = edges[edge]
    check_shape(made(shipped, xshg, case, market), case)


@pytest.mark.slow
@pytest.mark.parametrize("edge", ["one group", "benchmark day missing", "benchmark gone"])
def test_edges_of_the_benchmark_hold_under_the_other_one(edge, shipped, xshg, edges):
    case, market = edges[edge]
    check_shape(made(shipped, xshg, case, market, benchmark="000300.SS"), case)


@pytest.mark.slow
def test_one_group_is_held_against_the_benchmark_without_splits(shipped, xshg, edges):
    found = made(shipped, xshg, *edges["one group"])
    assert ["newcomers", "equal-weight"] == found["difference"]["groups"]
    assert pytest.approx(0.3148 - 0.0288, abs=5e-5) == found["difference"]["value"]
    assert found["difference"]["count"] is None
    assert found["window_grid"][0]["count"] is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-02-12", "2025-02-12"),
        ("2025-02-14", "2025-02-28"),
        ("2024-07-02", "2024-07-08"),
        ("2025-04-28", "2025-04-30"),
        ("2024-12-02", "2025-03-31"),
    ],
)
def test_other_windows_have_the_same_shape(first, last, shipped, xshg):
    window = asked_window(shipped.case, shipped.market, xshg, first=first, last=last)
    found = made(shipped, xshg, window=window)
    check_shape(found, shipped.case)
    assert found["window"]["first"] == first
    assert "own window" in found["reasons"]["/placebo_groups/n"]
    pairs = {(r["from"], r["to"]) for r in found["event_study"] if r["event"] == "window"}
    assert (0, found["window"]["sessions"] - 1) in pairs


# Parts -------------------------------------------------------------------------


def test_a_null_without_a_reason_is_a_mistake_of_ours():
    for value in (None, float("nan"), object()):
        with pytest.raises(TypeError, match="has no reason"):
            settle({"x": value}, "", {})


def test_reasons_stand_under_their_pointer():
    why = {}
    value = {"a~b": {"c/d": Undefined.of("undefined, because {n}", n=3)}, "e": [Message("f")]}
    assert {"a~b": {"c/d": None}, "e": [None]} == settle(value, "", why)
    assert {"/a~0b/c~1d": "undefined, because 3", "/e/0": "f"} == why


def test_a_typed_window_is_read_or_refused(shipped, xshg):
    assert asked_window(shipped.case, shipped.market, xshg) == shipped.case.window
    assert asked_window(shipped.case, shipped.market, xshg, last="2025-02-14") == Window(
        date(2025, 2, 7), date(2025, 2, 14)
    )
    for first, last in (("7 Feb", ""), ("2025-02-08", ""), ("", "2025-02-06"), ("", "2026-01-05")):
        with pytest.raises(InputError):
            asked_window(shipped.case, shipped.market, xshg, first=first, last=last)
    with pytest.raises(NotFoundError):
        made(shipped, xshg, benchmark="nothing")


# Command -------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_prints_one_object_for_slug_and_folder(shipped_results, shipped_case):
    by_slug = CliRunner().invoke(main, ["results", "liquid-cooling-2025"])
    by_folder = CliRunner().invoke(main, ["results", str(shipped_case)])
    assert 0 == by_slug.exit_code
    assert json.loads(by_slug.stdout) == shipped_results
    assert by_folder.stdout_bytes == by_slug.stdout_bytes
    assert "" == by_slug.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["liquid-cooling-2025", "--first", "2025-02-08"],
        ["liquid-cooling-2025", "--last", "soon"],
        ["liquid-cooling-2025", "--last", "2025-02-06"],
        ["liquid-cooling-2025", "--last", "2027-02-05"],
        ["liquid-cooling-2025", "--benchmark", "nothing"],
    ],
)
def test_what_a_reader_can_mend_is_one_sentence_and_exit_code_1(arguments):
    found = CliRunner().invoke(main, ["results", *arguments])
    assert 1 == found.exit_code
    assert "" == found.stdout
    assert 1 == len(found.stderr.strip().splitlines())
    assert "Traceback" not in found.stderr


@pytest.mark.slow
def test_what_became_of_it_has_the_returns_since_the_last_close(shipped, shipped_results):
    made = shipped_results
    month, quarter, _ = made["afterwards"]["horizons"]
    closes = shipped.market.closes
    start, end = (closes.loc[day] for day in ("2025-02-13", "2025-03-13"))
    own = {s.symbol: end[s.symbol] / start[s.symbol] - 1 for s in shipped.case.stocks}
    assert pytest.approx(own) == month["stocks"]
    newcomers = [s.symbol for s in shipped.case.stocks if s.group == "newcomers"]
    mean = sum(own[symbol] for symbol in newcomers) / len(newcomers)
    assert pytest.approx(mean) == month["groups"]["newcomers"]["mean"]
    assert quarter["groups"] is None
    assert "2025" in made["reasons"]["/afterwards/horizons/1/groups"]


@pytest.mark.slow
def test_minute_bars_are_a_block_of_their_own_with_a_reason_for_every_null(shipped, xshg):
    days = (date(2025, 2, 13), date(2025, 2, 14))
    bars = {name: through_days(shipped.market.prices, name, days) for name in MINUTE_STOCKS}
    found = made(shipped, xshg, market=replace(shipped.market, minutes=bars))
    (block,) = found["minutes"]

    check_reasons(found)
    assert KEYS | {"minutes"} == set(found)
    assert ("2025-02-14", set(shipped.case.symbols)) == (block["session"], set(block["stocks"]))
    (article,) = block["events"]
    assert ("article", None) == (article["event"], article["share_then"])  # after the window
    for symbol in MINUTE_STOCKS:
        moment, move = article["stocks"][symbol], block["stocks"][symbol]["move"]
        assert "2025-02-14T10:00:00+08:00" == moment["known"]
        assert pytest.approx(move) == moment["then"] + moment["inside"] + moment["after"]
    # AtHub closed at its limit that day, and its bars go by its low to its high before.
    assert [("603881.SS", "up", True)] == [
        (each["symbol"], each["side"], each["held"]) for each in block["limits"]
    ]
