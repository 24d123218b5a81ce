"""``market-narrative claim``: what it prints, in both languages and as JSON."""

import json

import pytest
from click.testing import CliRunner

from dashboard.commands.main import main

CASE = "liquid-cooling-2025"
KEYS = [
    *("verdict", "subject", "first", "last", "base"),
    *("stated", "computed", "understood", "refused"),
]


@pytest.fixture(autouse=True)
def _empty_store(tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))


def ran(*arguments):
    done = CliRunner().invoke(main, ["claim", CASE, *arguments], catch_exceptions=False)
    assert 0 == done.exit_code, done.output
    return done


def test_the_reading_stands_below_the_verdict():
    told = ran("Yimikang gained 45.6% in the five sessions to Feb 13").stdout.splitlines()
    assert [
        "✔ holds",
        "Read as 7 Feb 2025 to 13 Feb 2025, 5 sessions, from the close of 6 Feb 2025.",
    ] == told[:2]


def test_chinese_is_answered_in_chinese():
    told = ran("依米康近五日（截至2月13日）累计涨幅45.6%", "--language", "zh").stdout.splitlines()
    assert [
        "✔ 成立",
        "理解为2025年2月7日至2025年2月13日，共 5 个交易日，以2025年2月6日收盘价为基准。",
    ] == told[:2]


def test_json_has_the_keys_that_are_documented():
    found = json.loads(ran("the newcomers rose 29.45 %", "--json").stdout)
    assert KEYS == list(found)
    assert ["does-not-hold", "newcomers", "2025-02-07", "2025-02-13", "2025-02-06"] == [
        found[key] for key in KEYS[:5]
    ]
    assert (0.2945, pytest.approx(0.3148, abs=5e-5)) == (found["stated"], found["computed"])
    assert [] == found["refused"]


def test_a_refusal_has_no_verdict_and_names_its_words():
    done = ran("依米康盘中涨20%", "--json")
    found = json.loads(done.stdout)
    assert KEYS == list(found)
    assert [None] * 7 == [found[key] for key in KEYS[:7]]
    assert ["盘中"] == found["refused"]
    assert "Not checkable on daily closes: “盘中”." in done.stderr


@pytest.mark.slow
def test_a_stock_outside_the_case_without_prices_is_refused_by_name():
    assert ["贵州茅台"] == json.loads(ran("贵州茅台涨3%", "--json").stdout)["refused"]
