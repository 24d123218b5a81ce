"""`market-narrative refresh` from end to end, over HTTP, into a store of its own."""

import json
import shutil
import signal

import pytest
from click.testing import CliRunner

from dashboard.access import history
from dashboard.analysis.window.window import window_result
from dashboard.cases import news
from dashboard.cases.folders import write_case
from dashboard.cases.pricing import priced_symbols, stored_case
from dashboard.commands.main import main
from dashboard.commands.refresh import stop_signals
from dashboard.exhibits.price_tables import price_table
from dashboard.refresh.jobs import Jobs
from dashboard.store.store import Store
from tests.replay.case_plays import EX_DATE, ratio_of, source_environment
from tests.replay.china_plays import SINA_PATH, TENCENT_PATH
from tests.replay.replaying import BLOCK_PAGE, HANG, json_play, replaying

CASE = "liquid-cooling-2025"


def stored(shipped, folder):
    return stored_case(shipped, Store(folder), ("tencent", "yahoo"))


def returns(xshg, content):
    result = window_result(
        content.case, content.market, xshg, content.case.window, benchmark="equal-weight"
    )
    return {stock.symbol: stock for stock in result.stocks}


@pytest.fixture(scope="module")
def filled(routes, tmp_path_factory):
    """Folder of a store after a first refresh of the case, and what the command said."""
    folder = tmp_path_factory.mktemp("filled") / "store"
    with replaying(dict(routes)) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in source_environment(server, folder).items():
            patch.setenv(name, value)
        patch.setenv("MARKET_NARRATIVE_SETTINGS", str(folder.parent / "none.toml"))
        patch.setenv("MARKET_NARRATIVE_ORDER", "XSHG=tencent")
        done = CliRunner().invoke(main, ["refresh", CASE])
    assert 0 == done.exit_code, done.output
    return folder, done.stdout


@pytest.fixture
def store_folder(filled, tmp_path):
    """That store, for one test to change."""
    return shutil.copytree(filled[0], tmp_path / "store")


@pytest.mark.slow
def test_the_shipped_case_refreshed_has_the_same_returns_within_rounding(filled, shipped, xshg):
    """As traded and with a bonus issue after the window, undone by the factor."""
    folder, _ = filled
    frozen, live = returns(xshg, shipped), returns(xshg, stored(shipped, folder))
    outside = [s for s, r in frozen.items() if not r.low <= live[s].value <= r.high]
    assert [] == outside
    assert 8 == len(live)
    assert news.was_seen(folder, CASE)  # the feeds hear of a verdict that turns


@pytest.mark.slow
def test_the_prices_behind_it_are_those_as_traded(filled, shipped):
    raw = Store(filled[0]).read("002272.SZ", "tencent").rows.set_index("date")["close"]
    own = shipped.market.closes["002272.SZ"]
    before = raw.index < EX_DATE
    ratio = ratio_of(shipped.case, "002272.SZ")
    assert 1.3 == ratio
    assert (raw[before] - own[before] * ratio).abs().max() <= 0.005 + 1e-9
    assert (raw[~before] == own[~before]).all()


@pytest.mark.slow
def test_every_line_then_names_the_new_source(filled, shipped):
    content = stored(shipped, filled[0])
    table = price_table(content.case, content.market).frame()
    notes = content.market.series
    assert {"Tencent, Sina", "Tencent"} == set(table["source"])
    assert {"Tencent"} == set(table.loc[table["symbol"] == "000300.SS", "source"])
    assert {"as traded, times a total-return factor"} == set(table["adjustment"])
    assert {"tencent"} == {each.source for each in notes.values()}
    assert {"sina", "index"} == {each.factor_source for each in notes.values()}


@pytest.mark.slow
@pytest.mark.usefixtures("store_folder")
def test_the_results_of_the_store_carry_what_travels_with_each_series(command):
    found = json.loads(command("results", CASE, "--prices", "store").stdout)

    series = found["prices"]["series"]["300249.SZ"]
    assert ("tencent", "sina", "none") == (
        series["source"],
        series["factor_source"],
        series["adjustment"],
    )
    assert 64 == len(series["sha256"])
    assert 0.456 == pytest.approx(found["returns"]["300249.SZ"], abs=5e-4)


def test_results_of_an_empty_store_are_one_sentence(command):
    done = command("results", CASE, "--prices", "store")

    assert (1, True) == (done.exit_code, "no prices for “liquid-cooling-2025” yet" in done.output)


@pytest.mark.slow
def test_a_refresh_is_in_the_history_unless_a_page_started_it(command, store_folder):
    before = len(history.read(store_folder, CASE))
    command("refresh", "--by-page", CASE)
    assert 1 == before == len(history.read(store_folder, CASE))

    command("refresh", CASE, "--source", "tencent")

    entry, *_ = history.read(store_folder, CASE)
    assert before + 1 == len(history.read(store_folder, CASE))
    told = {"options": "--source tencent", "by": "command line"}
    assert ("refresh-started", told) == (entry.action, dict(entry.details))


@pytest.mark.slow
@pytest.mark.usefixtures("store_folder")
def test_a_second_refresh_asks_nothing_again(command, live):
    done = command("refresh", CASE)

    assert (0, []) == (done.exit_code, live.asked)
    assert "up to date 9" in done.output


def test_one_line_a_series_says_what_came_of_it(filled, shipped):
    lines = filled[1].splitlines()

    starts = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert [f"{CASE}:", *priced_symbols(shipped.case)] == starts


@pytest.mark.slow
def test_a_blocked_source_leaves_what_is_stored_and_exits_with_4(
    command, live, shipped, store_folder
):
    before = stored(shipped, store_folder).digest
    live.routes[TENCENT_PATH] = BLOCK_PAGE

    done = command("refresh", CASE, "--since", "2024-01-02")

    assert 4 == done.exit_code
    assert "Tencent answered with a web page instead of data" in done.output
    assert before == stored(shipped, store_folder).digest


@pytest.mark.slow
def test_one_failing_stock_of_nine_exits_with_3(command, live):
    good = live.routes[TENCENT_PATH]

    def play(asked):
        if asked.query["param"].startswith("sz300249"):
            return json_play({"code": 0, "msg": "", "data": {"sz300249": []}})
        return good(asked)

    live.routes[TENCENT_PATH] = play

    done = command("refresh", CASE)

    assert 3 == done.exit_code
    assert "failed 1" in done.output


@pytest.mark.slow
def test_a_contradiction_exits_with_5_and_keeps_both_until_it_is_accepted(
    command, live, store_folder
):
    good = live.routes[TENCENT_PATH]

    def play(asked):
        answer = good(asked)
        body = json.loads(answer.body)
        for part in body["data"].values():
            for row in part.get("day", []):
                if row[0] == "2025-02-10":
                    row[1:5] = ["99.990"] * 4
                    row[8] = ""
        return json_play(body)

    live.routes[TENCENT_PATH] = play

    done = command("refresh", CASE, "--since", "2024-01-02")

    store = Store(store_folder)
    kept = store.read("300249.SZ", "tencent").rows.set_index("date").loc["2025-02-10", "close"]
    assert 5 == done.exit_code
    assert 99.99 != kept
    assert 1 == len(store.beside("300249.SZ", "tencent"))

    done = command("refresh", CASE, "--since", "2024-01-02", "--accept")

    rows = store.read("300249.SZ", "tencent").rows.set_index("date")
    assert 99.99 == rows.loc["2025-02-10", "close"]
    assert 0 == done.exit_code


@pytest.mark.slow
def test_without_factors_prices_come_as_traded_and_are_flagged(command, live, shipped, tmp_path):
    live.routes[SINA_PATH] = BLOCK_PAGE

    done = command("refresh", CASE)

    assert "nobody said what dividends and splits there were" in done.output
    assert "dividends unknown" in stored(shipped, tmp_path / "store").market.note.adjustment


@pytest.mark.slow
def test_a_name_that_disagrees_is_another_security(command, live, shipped):
    from tests.replay.case_plays import days_as_traded  # noqa: PLC0415
    from tests.replay.china_plays import tencent_route  # noqa: PLC0415

    rows = {"300249.SZ": days_as_traded(shipped, "300249.SZ")}
    live.routes[TENCENT_PATH] = tencent_route(rows, {"300249.SZ": "贵州茅台"})

    done = command("refresh", CASE)

    assert "Tencent answered for “贵州茅台” when 300249.SZ “依米康” was asked for" in done.output


@pytest.mark.slow
def test_a_folder_is_refreshed_like_a_slug_and_needs_no_prices_of_its_own(
    command, shipped, tmp_path
):
    folder = tmp_path / CASE
    write_case(shipped, folder)
    (folder / "prices.csv").unlink()
    (folder / "prices.toml").unlink()

    assert 0 == command("refresh", folder).exit_code
    assert 0.456 == pytest.approx(
        json.loads(command("results", folder).stdout)["returns"]["300249.SZ"], abs=5e-4
    )


def test_an_unknown_source_is_one_sentence(command):
    done = command("refresh", CASE, "--source", "bloomberg")

    assert 1 == done.exit_code
    assert "There is no source of prices “bloomberg”" in done.output


def test_an_unknown_case_is_one_sentence(command):
    done = command("refresh", "liquid-coling")

    assert (1, True) == (done.exit_code, "There is no case “liquid-coling”" in done.output)


@pytest.mark.slow
def test_two_refreshes_of_one_case_do_not_run_at_once(command, tmp_path):
    with Jobs(tmp_path / "store").running(CASE, 9):
        done = command("refresh", CASE)

    assert (1, True) == (done.exit_code, "is running already" in done.output)


@pytest.mark.slow
def test_a_wish_to_stop_ends_after_the_series_in_hand(command, live, tmp_path):
    jobs = Jobs(tmp_path / "store")
    good = live.routes[TENCENT_PATH]

    def play(asked):
        jobs.stop(CASE)
        return good(asked)

    live.routes[TENCENT_PATH] = play

    done = command("refresh", CASE)

    assert 6 == done.exit_code
    assert (1, 9, 6) == (jobs.last(CASE).done, jobs.last(CASE).total, jobs.last(CASE).code)


@pytest.mark.slow
def test_a_hung_source_ends_in_its_time_out(command, live, monkeypatch, tmp_path):
    monkeypatch.setenv("MARKET_NARRATIVE_TENCENT_TIMEOUT", "0.2")
    monkeypatch.setenv("MARKET_NARRATIVE_TENCENT_FAILURES", "2")
    live.routes[TENCENT_PATH] = HANG

    done = command("refresh", CASE)

    assert 4 == done.exit_code
    assert "Tencent gave no whole answer within 0.2 s" in done.output
    assert "failed 2 times in a row and is left alone" in done.output


def test_the_first_signal_lets_the_series_in_hand_be_finished():
    with stop_signals() as asked:
        signal.raise_signal(signal.SIGTERM)

        assert [signal.SIGTERM] == asked


@pytest.mark.slow
@pytest.mark.usefixtures("store_folder")
def test_chinese_messages_are_chinese(command):
    assert "9 个序列完成 9 个" in command("refresh", CASE, "--language", "zh").output


def test_help_needs_no_settings(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_SINA_TIMEOUT", "no number")

    assert 0 == CliRunner().invoke(main, ["refresh", "--help"]).exit_code
