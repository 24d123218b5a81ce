"""`market-narrative import`: a price file of the reader's own, by the command line."""

import pytest
from click.testing import CliRunner

from dashboard.access import history
from dashboard.commands.main import main
from dashboard.store.minute_files import read_minutes
from dashboard.store.store import Store
from dashboard.store.universe_file import load_universe
from tests.pricefiles.minute_texts import day_text, minute_text

GOOD = (
    "日期,股票代码,股票名称,开盘,最高,最低,收盘,成交量(手),成交额(元)\n"
    "2025-02-06,300249,依米康,10.00,10.50,9.90,10.20,1000,1020000\n"
    "2025-02-07,300249,依米康,10.20,11.00,10.10,11.00,2000,2150000\n"
    "2025-02-06,600519,贵州茅台,1400,1420,1390,1410,100,14100000\n"
)
FAULTY = GOOD.replace("10.50,9.90", "9.50,9.90").replace("2025-02-07", "2025-02-30")


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Store of the command, empty."""
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
    return Store(tmp_path / "store")


@pytest.fixture
def command(store, tmp_path):
    """Import a text as `prices.csv`, prices as traded, without being asked."""

    def run(text, *options, encoding="utf-8", answer="--yes"):
        file = tmp_path / "prices.csv"
        file.write_bytes(text.encode(encoding))
        fixed = ["--adjustment", "none", *([answer] if answer == "--yes" else [])]
        typed = None if answer == "--yes" else answer
        return CliRunner().invoke(main, ["import", str(file), *fixed, *options], input=typed)

    return run


def closes(store, symbol="300249.SZ"):
    return store.read(symbol, "file-prices").rows["close"].tolist()


def test_a_gbk_file_is_shown_and_stored(command, store):
    done = command(GOOD, encoding="gbk")

    assert 0 == done.exit_code, done.output
    assert "prices.csv: 3 rows, 2 securities, 2025-02-06 to 2025-02-07" in done.stdout
    assert "成交量(手) → volume" in done.stdout
    assert "2 series stored as file-prices: new 2" in done.stdout
    assert [10.2, 11.0] == closes(store)
    assert ("600519.SS", "300249.SZ") == tuple(reversed(store.symbols()))


def test_an_import_is_in_the_history_with_the_title_that_stands_on_the_pages(command, store):
    command(GOOD, "--title", "Desk of the house")

    (entry,) = history.read(store.folder, "universe")
    told = {"file": "prices.csv", "series": "2", "title": "Desk of the house", "by": "command line"}
    assert ("prices-imported", told) == (entry.action, dict(entry.details))
    assert "Desk of the house" == store.read("300249.SZ", "file-prices").note.title


def test_an_import_that_stores_nothing_is_not_in_the_history(command, store):
    command(FAULTY)

    assert () == history.read(store.folder, "universe")


def test_every_fault_is_listed_by_its_line_and_nothing_is_stored(command, store):
    done = command(FAULTY)

    assert 1 == done.exit_code
    assert "prices.csv, line 2" in done.stderr
    assert "prices.csv, line 3" in done.stderr
    assert () == store.symbols()


def test_whoever_says_no_has_nothing_stored(command, store):
    done = command(GOOD, answer="n\n")

    assert 1 == done.exit_code
    assert "Store these series?" in done.stdout
    assert () == store.symbols()


def test_whoever_says_yes_has_it_stored(command, store):
    done = command(GOOD, answer="y\n")

    assert 0 == done.exit_code, done.output
    assert 2 == len(store.symbols())


def test_the_same_file_again_brings_nothing_new(command):
    command(GOOD)

    done = command(GOOD)

    assert (0, True) == (done.exit_code, "nothing new 2" in done.stdout)


def test_a_file_that_contradicts_the_store_lies_beside_it(command, store):
    command(GOOD)

    done = command(GOOD.replace("10.10,11.00", "10.10,10.80"))

    assert 5 == done.exit_code
    assert "1 series stored as file-prices" in done.stdout
    assert "300249.SZ" in done.stderr
    assert [10.2, 11.0] == closes(store)
    assert 1 == len(store.beside("300249.SZ", "file-prices"))


def test_accept_lets_it_take_the_place(command, store):
    command(GOOD)

    done = command(GOOD.replace("10.10,11.00", "10.10,10.80"), "--accept")

    assert 0 == done.exit_code, done.output
    assert [10.2, 10.8] == closes(store)


def test_a_file_without_codes_is_told_its_security(command, store):
    text = "date,open,high,low,close,volume(shares)\n2025-02-06,10,10.5,9.9,10.2,1000\n"

    untold = command(text)
    told = command(text, "--symbol", "300249")

    assert 1 == untold.exit_code
    assert "say which security it is about" in untold.stderr
    assert 0 == told.exit_code, told.output
    assert [10.2] == closes(store)


def test_the_universe_is_made_on_request(command, store):
    done = command(GOOD, "--universe")

    assert 0 == done.exit_code, done.output
    assert ("300249.SZ", "600519.SS") == load_universe(store.folder).symbols


def test_a_store_that_cannot_be_written_fails_each_series_with_its_reason(command, store):
    store.folder.write_text("a file where the folder should be")

    done = command(GOOD)

    assert 3 == done.exit_code
    assert "300249.SZ: " in done.stderr
    assert "600519.SS: " in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_cannot_be_read_is_one_sentence(store, tmp_path, name):
    done = CliRunner().invoke(main, ["import", str(tmp_path / name), "--yes"])

    assert 1 == done.exit_code
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.output


def test_everything_is_said_in_chinese_too(command):
    done = command(GOOD, "--language", "zh")

    assert 0 == done.exit_code, done.output
    assert "成交量(手) → 成交量" in done.stdout
    assert "新增 2" in done.stdout


def test_what_a_hostile_file_says_of_itself_reaches_no_terminal_as_control(command):
    text = GOOD.replace("股票名称", "\x1b[2J名").replace("2025-02-07,300249", "2025-02-07,\x1b[31m")

    done = command(text)

    assert 1 == done.exit_code
    assert "\x1b" not in done.output


def test_minute_bars_are_known_by_their_times_and_held_against_the_daily_close(
    command, store, tmp_path
):
    command(GOOD)  # closes at 10.20 on 6 February
    file = tmp_path / "bars.csv"
    file.write_text(minute_text(day_text({"15:00": 10.2})), encoding="utf-8")

    done = CliRunner().invoke(main, ["import", str(file), "--yes"])

    assert 0 == done.exit_code, done.output
    assert "bars of 1 min, stamped at their end" in done.stdout
    assert "on each of 1 day(s) the last bar closes where file-prices does" in done.stdout
    assert "Minute bars of 1 securities stored as file-bars: new 1" in done.stdout
    assert 240 == len(read_minutes(store, "300249.SZ", "file-bars").rows)
    assert [10.2, 11.0] == closes(store)

    file.write_text(minute_text(day_text({"15:00": 10.3})), encoding="utf-8")
    again = CliRunner().invoke(main, ["import", str(file), "--yes"])
    assert 5 == again.exit_code
    assert "does not close where file-prices has" in again.stdout
