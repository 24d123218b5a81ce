"""`market-narrative refresh --universe`: code list, prices, matrix; polite and resumable."""

import json

import pytest

from dashboard.refresh.jobs import Jobs
from dashboard.store.store import Store
from dashboard.store.universe_file import load_universe
from tests.replay.case_plays import days_as_traded
from tests.replay.china_plays import SINA_PATH, TENCENT_PATH, sina_factor_route, tencent_route
from tests.replay.listing_plays import CNINFO_PATH, cninfo_list, cninfo_row
from tests.replay.replaying import BLOCK_PAGE

# Rows of stocks of the case, served under other codes too.
CODES = {
    "000001": "平安银行",
    "300249": "依米康",
    "300499": "高澜股份",
    "600519": "贵州茅台",
    "688041": "海光信息",
}
SINCE = ("--universe", "--since", "2024-07-01")


def symbol_of(code):
    return f"{code}.{'SS' if code.startswith('6') else 'SZ'}"


@pytest.fixture
def market(command, live, shipped):
    """A market of five stocks, listed by cninfo, served by Tencent and Sina."""
    days = days_as_traded(shipped, "300249.SZ")
    rows = {symbol_of(code): days for code in CODES}
    names = {symbol_of(code): name for code, name in CODES.items()}
    factors = {symbol: {"1900-01-01": 1.0} for symbol in rows}
    live.routes |= {
        CNINFO_PATH: cninfo_list([cninfo_row(code, name) for code, name in CODES.items()]),
        TENCENT_PATH: tencent_route(rows, names),
        SINA_PATH: sina_factor_route(factors),
    }
    return command


@pytest.mark.slow
def test_a_first_run_lists_asks_and_builds_the_matrix(market, tmp_path):
    done = market("refresh", *SINCE)

    matrix = load_universe(tmp_path / "store")
    assert 0 == done.exit_code, done.output
    assert sorted(symbol_of(code) for code in CODES) == list(matrix.symbols)
    assert 203 == len(matrix.days)
    assert "Market matrix: 5 stocks, 203 sessions, to 2025-04-30" in done.output


@pytest.mark.slow
def test_a_second_run_asks_for_nothing_that_is_there(market, live):
    market("refresh", *SINCE)
    before = len(live.asked)

    done = market("refresh", *SINCE)

    assert (0, before) == (done.exit_code, len(live.asked))


@pytest.mark.slow
def test_stopped_in_the_middle_it_goes_on_where_it_was(market, live, tmp_path):
    jobs = Jobs(tmp_path / "store")
    good = live.routes[TENCENT_PATH]
    asked = []

    def play(request):
        asked.append(request.query["param"].split(",")[0])
        if len(set(asked)) == 2:
            jobs.stop("universe")
        return good(request)

    live.routes[TENCENT_PATH] = play
    first = market("refresh", *SINCE)
    stored = set(Store(tmp_path / "store").symbols())
    live.routes[TENCENT_PATH] = good
    live.asked.clear()

    second = market("refresh", *SINCE)

    again = {
        request.query["param"].split(",")[0]
        for request in live.asked
        if request.path == TENCENT_PATH
    }
    assert (6, 0) == (first.exit_code, second.exit_code)
    assert 2 == len(stored)
    assert 3 == len(again)


@pytest.mark.slow
def test_those_asked_longest_ago_come_first(market, live, tmp_path):
    market("refresh", "--symbol", "600519.SS", "--since", "2024-07-01")
    live.asked.clear()

    market("refresh", "--universe", "--since", "2024-01-02")

    order = [
        request.query["param"].split(",")[0]
        for request in live.asked
        if request.path == TENCENT_PATH
    ]
    assert "sh600519" == order[-1]


@pytest.mark.slow
def test_a_blocked_source_leaves_the_matrix_of_before_in_use(market, live, tmp_path):
    market("refresh", *SINCE)
    before = load_universe(tmp_path / "store").digest
    live.routes[TENCENT_PATH] = BLOCK_PAGE

    done = market("refresh", "--universe", "--since", "2024-01-02")

    assert 4 == done.exit_code
    assert before == load_universe(tmp_path / "store").digest


def test_without_a_list_of_codes_nothing_is_asked(market, live):
    live.routes[CNINFO_PATH] = BLOCK_PAGE

    done = market("refresh", *SINCE)

    assert 1 == done.exit_code
    assert TENCENT_PATH not in live.paths()


def test_a_delisted_stock_is_not_asked_for(market, live, tmp_path):
    from datetime import date  # noqa: PLC0415

    from dashboard.market.listing import Listed, Listing  # noqa: PLC0415
    from dashboard.store.listing_file import write_listing  # noqa: PLC0415

    entries = (
        Listed("300249.SZ", "依米康", "chinext"),
        Listed("600519.SS", "贵州茅台", "main", delisted=date(2025, 1, 2)),
    )
    write_listing(Listing(entries, "cninfo", "2999-01-01T00:00:00Z"), tmp_path / "store")

    market("refresh", *SINCE)

    assert ("300249.SZ",) == Store(tmp_path / "store").symbols()


def test_single_stocks_of_no_case_can_be_refreshed(market, tmp_path):
    done = market("refresh", "--symbol", "600519.ss", "--since", "2024-07-01")

    assert 0 == done.exit_code, done.output
    assert ("600519.SS",) == Store(tmp_path / "store").symbols()


def test_a_symbol_that_is_none_is_one_sentence(market):
    done = market("refresh", "--symbol", "../etc/passwd")

    told = "“../ETC/PASSWD” is no code of a security"
    assert (1, True) == (done.exit_code, told in done.output)


@pytest.mark.slow
def test_the_placebo_groups_of_another_window_are_counted_from_the_store(market, live, shipped):
    """The file of the case knows its own window only; the store's universe knows any."""
    stocks = {symbol: days_as_traded(shipped, symbol) for symbol in shipped.case.symbols}
    stocks["000300.SS"] = days_as_traded(shipped, "000300.SS")
    days = days_as_traded(shipped, "002272.SZ")
    others = {f"00{n:04d}.SZ": days for n in range(1, 12)}
    others |= {f"60{n:04d}.SS": days for n in range(11)}
    others |= {f"3000{n:02d}.SZ": days for n in range(1, 9)}
    everyone = {symbol: rows for symbol, rows in (others | stocks).items() if "399" not in symbol}
    flat = {symbol: {"1900-01-01": 1.0} for symbol in everyone}
    live.routes |= {
        CNINFO_PATH: cninfo_list(
            [cninfo_row(each.split(".")[0], f"股{each[:6]}") for each in others]
        ),
        TENCENT_PATH: tencent_route(everyone),
        SINA_PATH: sina_factor_route(flat),
    }
    market("refresh", "liquid-cooling-2025")
    market("refresh", *SINCE)

    done = market("results", "liquid-cooling-2025", "--prices", "store", "--last", "2025-02-12")

    counted = json.loads(done.stdout)["placebo_groups"]
    assert counted["n"] > 0
    assert counted["exact"] is True
