"""`market-narrative doctor`: each source asked once, what it gave, nothing stored."""

import pytest

from tests.replay.case_plays import days_as_traded
from tests.replay.china_plays import EASTMONEY_PATH, SINA_PATH, TENCENT_PATH, eastmoney_route
from tests.replay.listing_plays import CNINFO_PATH, cninfo_list, cninfo_row
from tests.replay.replaying import BLOCK_PAGE, CUT, Play

SYMBOL = "300249.SZ"


@pytest.fixture
def all_but_yahoo(command, live, shipped, monkeypatch):
    """Eastmoney and cninfo play too; Yahoo is switched off."""
    monkeypatch.setenv("MARKET_NARRATIVE_YAHOO_ENABLED", "no")
    live.routes[EASTMONEY_PATH] = eastmoney_route({SYMBOL: days_as_traded(shipped, SYMBOL)})
    live.routes[CNINFO_PATH] = cninfo_list([cninfo_row("300249", "依米康")])
    return command


def lines(done):
    return {line.split()[1]: line for line in done.output.splitlines() if line[:1] in "✓✗"}


def test_a_good_source_shows_its_closes_against_the_record(all_but_yahoo):
    told = lines(all_but_yahoo("doctor"))

    assert told["tencent"].startswith("✓")
    assert "+45.6" in told["tencent"]
    assert "agrees" in told["tencent"]
    assert "2 factors of 300249.SZ" in told["sina"]
    assert "1 codes, the first 300249.SZ 依米康" in told["cninfo"]


def test_every_source_has_its_line_and_those_that_fail_their_sentence(all_but_yahoo):
    done = all_but_yahoo("doctor")

    told = lines(done)
    assert {"tencent", "eastmoney", "sina", "cninfo", "sse", "szse", "bse"} == set(told)
    assert "empty:" in told["sse"]
    assert 3 == done.exit_code


def test_a_source_that_is_switched_off_is_not_asked(all_but_yahoo, live):
    all_but_yahoo("doctor")

    assert not [path for path in live.paths() if "finance/chart" in path]


def test_without_any_source_of_prices_the_exit_code_is_4(all_but_yahoo, live):
    live.routes[TENCENT_PATH] = BLOCK_PAGE
    live.routes[EASTMONEY_PATH] = CUT

    done = all_but_yahoo("doctor")

    assert 4 == done.exit_code
    assert "blocked: Tencent answered with a web page" in lines(done)["tencent"]
    assert "blocked: Eastmoney closed the connection" in lines(done)["eastmoney"]


@pytest.mark.slow
def test_nothing_is_stored_and_no_breaker_counts(all_but_yahoo, live, tmp_path):
    live.routes[SINA_PATH] = Play(status=502)

    for _ in range(4):
        all_but_yahoo("doctor")

    assert not (tmp_path / "store").exists()


def test_prices_that_are_not_on_record_are_told_apart(all_but_yahoo, live, shipped):
    from tests.replay.china_plays import tencent_route  # noqa: PLC0415

    days = [
        day._replace(close=day.low) if day.date == "2025-02-13" else day
        for day in days_as_traded(shipped, SYMBOL)
    ]
    live.routes[TENCENT_PATH] = tencent_route({SYMBOL: days})

    assert "differs" in lines(all_but_yahoo("doctor"))["tencent"]
