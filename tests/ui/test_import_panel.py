"""The import panel of the Data page: shown as read, stored only on request, harmless."""

import html
import logging
import re
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import apart
from dashboard.cases.folders import find_case
from dashboard.errors import InputError
from dashboard.pricefiles import worker
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file
from dashboard.store import universe
from dashboard.store.minute_files import read_minutes
from dashboard.store.store import Store
from dashboard.store.universe import import_series
from dashboard.ui import import_view, people_view
from tests.pricefiles.minute_texts import day_text, minute_text

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"
NOW = datetime(2025, 2, 20, 8, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"

# Amount over volume is a price of the day when volume is in lots and amount in yuan.
GOOD = (
    "日期,股票代码,股票名称,开盘,最高,最低,收盘,成交量(手),成交额(元)\n"
    "2025-02-06,300249,依米康,10.00,10.50,9.90,10.20,1000,1020000\n"
    "2025-02-07,300249,依米康,10.20,11.00,10.10,11.00,2000,2150000\n"
    "2025-02-06,600519,贵州茅台,1400,1420,1390,1410,100,14100000\n"
)
OTHER = GOOD.replace("10.20,11.00,10.10,11.00", "10.20,11.00,10.10,10.80")
FAULTY = GOOD.replace("10.50,9.90", "9.50,9.90").replace("2025-02-07", "2025-02-30")


def _panel():
    from dashboard.ui import data_view, frame, import_view  # noqa: PLC0415 - a script of its own

    with frame.page("data") as view:
        data_view.guarded(view, import_view.panel)


@pytest.fixture
def panel():
    """The page with nothing on it but the panel: each click draws a sixth of the whole."""

    def run(lang="en"):
        app = AppTest.from_function(_panel, default_timeout=60)
        app.query_params["lang"] = lang
        return app.run()

    return run


@pytest.fixture
def page(clear_caches):
    """The whole page, for what the panel has to do with the rest of it."""

    def run(**query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page("pages/data.py")
        return app.run()

    return run


def chosen(app, text, name="prices.csv", encoding="utf-8"):
    """Upload a file of prices as traded."""
    app.file_uploader(key="import_file").set_value((name, text.encode(encoding), "text/csv"))
    app.run()
    app.selectbox(key="import_adjustment").set_value("none").run()
    return app


def imported(app):
    app.button(key="import_start").click().run()
    app.session_state["import_job"].wait(30)
    return app.run()


def body(app):
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def text(app):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body(app))))


def has_button(app, key):
    return any(button.key == key for button in app.button)


def test_a_chinese_file_in_gbk_is_shown_as_read_and_nothing_is_stored(panel, store_folder):
    app = chosen(panel("zh"), GOOD, encoding="gbk")

    told = text(app)
    assert "gb18030" in told.lower() or "gbk" in told.lower()
    for heading, role in (("日期", "日期"), ("成交量(手)", "成交量"), ("开盘", "开盘价")):
        assert f"{heading} {role}" in told
    assert "2025-02-06 至 2025-02-07" in told
    assert "300249.SZ" in told
    assert [] == list(store_folder.rglob("*.parquet"))


def test_volume_of_lots_is_shown_in_shares_as_it_would_be_stored(panel):
    told = text(chosen(panel(), GOOD))

    assert "300249.SZ 2025-02-06 10 10.50 9.90 10.20 100,000 1,020,000" in told


def test_the_panel_says_which_securities_of_the_file_the_case_looks_at(panel):
    told = text(chosen(panel(), GOOD))

    assert re.search(r"Of this case 1 of \d+ securities: Yimikang", told)


def test_the_button_stores_every_series_and_says_what_came_of_each(panel, store_folder):
    app = imported(chosen(panel(), GOOD))

    told = text(app)
    assert "Imported prices.csv: new 2." in told
    assert "new 300249.SZ" in told
    assert "new 600519.SS" in told
    stored = Store(store_folder).read("300249.SZ", "file-prices")
    assert [10.2, 11.0] == stored.rows["close"].tolist()
    assert [100_000.0, 200_000.0] == stored.rows["volume"].tolist()
    assert "prices=store" in body(app)


def test_the_pages_show_the_imported_prices_under_the_link(page, store_folder):
    imported(chosen(page(lang="en"), GOOD))

    told = text(page(lang="en", prices="store"))

    assert "file-prices" in told


def test_an_imported_series_that_another_outranks_is_named_with_the_reason(panel, store_folder):
    whole = GOOD + "2025-02-13,300249,依米康,14,15,13,14.5,1000,1450000\n"
    hints = Hints(adjustment="none", currency="CNY")
    read = read_price_file(whole.encode(), "wide.csv", hints, now=NOW).series
    fetched = [replace(each, note=replace(each.note, source="tencent")) for each in read]
    import_series(Store(store_folder), fetched)

    told = text(imported(chosen(panel(), GOOD)))

    assert "300249.SZ: pages go on showing Tencent" in told
    assert "which reaches 13 Feb 2025" in told


def test_the_same_file_again_is_nothing_new_and_another_contradicts(panel, store_folder):
    imported(chosen(panel(), GOOD))

    same = text(imported(chosen(panel(), GOOD)))
    clashing = imported(chosen(panel(), OTHER))

    assert "nothing new 2" in same
    assert "contradicts the store 300249.SZ" in text(clashing)
    assert [10.2, 11.0] == Store(store_folder).read("300249.SZ", "file-prices").rows[
        "close"
    ].tolist()


def test_a_contradicted_series_gives_way_only_to_a_second_button(panel, store_folder):
    imported(chosen(panel(), GOOD))
    app = imported(chosen(panel(), OTHER))

    app.button(key="import_replace").click().run()
    app.session_state["import_job"].wait(30)
    app.run()

    closes = Store(store_folder).read("300249.SZ", "file-prices").rows["close"].tolist()
    assert [10.2, 10.8] == closes
    assert not has_button(app, "import_replace")


def test_all_faults_stand_by_their_lines_at_once_and_there_is_no_button(panel, store_folder):
    app = chosen(panel(), FAULTY)

    told = text(app)
    assert "line 2" in told
    assert "line 3" in told
    assert "2025-02-30" in told
    assert not has_button(app, "import_start")
    assert [] == list(store_folder.rglob("*.parquet"))


def test_what_the_file_does_not_say_is_asked_and_a_hint_answers_it(panel):
    app = panel()
    app.file_uploader(key="import_file").set_value(("prices.csv", GOOD.encode(), "text/csv"))
    app.run()
    unsaid = text(app)

    app.selectbox(key="import_adjustment").set_value("none").run()

    # Under the name of the control that answers it.
    assert "prices.csv, Prices are: Say what was done to the prices" in unsaid
    assert "Say what was done to the prices" not in text(app)
    assert has_button(app, "import_start")
    assert "Prices are as traded, dividends unknown" in text(app)


def test_hostile_cells_headings_and_file_names_are_shown_and_never_run(panel):
    hostile = GOOD.replace("股票名称", HOSTILE).replace(
        "2025-02-07,300249", f'"=HYPERLINK(""x"")","{HOSTILE}"'
    )

    app = chosen(panel(), hostile, name="<img src=x onerror=alert(3)>.csv")

    drawn = body(app)
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "&lt;script&gt;alert(1)" in drawn
    assert "=HYPERLINK" in drawn
    assert "onerror=alert(3)" in html.unescape(drawn)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a picture, a document"),
        ("x.pdf", b"%PDF-1.7\n" + bytes(range(256)), "a picture, a document"),
        ("x.txt", bytes(1000), "a picture, a document"),
        ("x.xlsx", b"PK\x03\x04" + bytes(range(256)), "This is a workbook"),
        ("x.json", b"[1, 2]", "The file has"),
    ],
)
def test_a_file_of_any_type_is_judged_by_its_content(panel, name, content, sentence):
    app = panel()
    assert [] == list(app.file_uploader(key="import_file").proto.type)
    app.file_uploader(key="import_file").set_value((name, content, "text/plain")).run()
    assert sentence in text(app)
    assert not has_button(app, "import_start")


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PAR1PAR1", b"\xff" * 300, "天地\n玄黄".encode()]
)
def test_a_file_that_is_none_of_prices_is_one_list_of_faults(panel, content):
    app = panel()

    app.file_uploader(key="import_file").set_value(("x.csv", content, "text/csv"))
    app.run()

    assert "The file has" in text(app)
    assert not has_button(app, "import_start")


def test_the_preview_is_kept_by_the_session_and_goes_with_the_file(panel, monkeypatch):
    app = chosen(panel(), GOOD)
    key, *_ = app.session_state["import_preview"]

    def never(*_arguments, **_options):
        raise AssertionError

    monkeypatch.setattr(worker, "read_apart", never)
    app.run()
    again, *_ = app.session_state["import_preview"]
    app.file_uploader(key="import_file").set_value(None)
    app.run()

    assert key == again
    assert "import_preview" not in app.session_state


def test_whoever_may_not_edit_sees_the_preview_and_no_button(panel, monkeypatch, store_folder):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)

    app = chosen(panel(), GOOD)

    assert "First rows as they would be stored" in text(app)
    assert people_view.editors_only(import_view.Language("en")) in text(app)
    assert not has_button(app, "import_start")


def test_a_store_that_cannot_be_written_fails_series_by_series(panel, store_folder):
    store_folder.write_text("a file where the folder should be")

    told = text(imported(chosen(panel(), GOOD)))

    assert "failed 2" in told
    assert "failed 300249.SZ:" in told


# An import that takes its time


@pytest.fixture
def held_up(monkeypatch):
    """Let no series into the store before the event is set; the page does not wait for it."""
    gate = threading.Event()

    def wait(store, series, **options):
        assert gate.wait(30)
        return import_series(store, series, **options)

    monkeypatch.setattr(universe, "import_series", wait)
    monkeypatch.setattr(import_view, "AT_ONCE", 0.05)
    yield gate
    gate.set()


def test_a_long_import_shows_how_far_it_is_and_then_what_came_of_it(panel, held_up):
    app = chosen(panel(), GOOD)
    app.button(key="import_start").click().run()
    during = text(app)

    held_up.set()
    app.session_state["import_job"].wait(30)
    app.run()

    assert "Importing prices.csv: 0 of 2 series" in during
    assert "Imported prices.csv: new 2." in text(app)
    assert "none" == app.selectbox(key="import_adjustment").value
    assert not has_button(app, "import_start")


def test_an_import_goes_on_when_the_reader_leaves_the_page(page, held_up, store_folder):
    app = chosen(page(lang="en"), GOOD)
    app.button(key="import_start").click().run()

    app.switch_page("pages/claims.py").run()
    held_up.set()
    app.session_state["import_job"].wait(30)
    app.switch_page("pages/data.py").run()

    assert "Imported prices.csv: new 2." in text(app)
    assert Store(store_folder).read("300249.SZ", "file-prices") is not None


def test_a_fault_of_ours_in_an_import_is_said_once_and_the_panel_is_of_use_again(
    panel, monkeypatch, caplog
):
    def breaks(*_arguments, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(universe, "import_series", breaks)
    app = chosen(panel(), GOOD)

    app.button(key="import_start").click().run()
    failed = [error.value for error in app.exception]
    app.run()

    assert 1 == len(failed)
    assert has_button(app, "import_start")


# A large file, in a process of its own


def test_a_large_file_read_apart_gives_the_same_preview(monkeypatch):
    monkeypatch.setattr(worker, "SMALL", 10)
    hints = Hints(adjustment="none")

    found = worker.read_apart(GOOD.encode(), "prices.csv", hints, now=NOW)

    here = read_price_file(GOOD.encode(), "prices.csv", hints, now=NOW)
    assert [each.note for each in here.series] == [each.note for each in found.series]
    assert here.notices == found.notices
    assert here.columns == found.columns


@pytest.mark.parametrize(
    "ending", ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError"]
)
def test_a_reading_process_that_dies_is_one_sentence(monkeypatch, caplog, ending):
    monkeypatch.setattr(worker, "SMALL", 10)
    run = subprocess.run
    monkeypatch.setattr(
        apart.subprocess,
        "run",
        lambda _, **options: run([sys.executable, "-c", ending], **options),
    )

    with caplog.at_level(logging.ERROR), pytest.raises(InputError, match="ended early"):
        worker.read_apart(GOOD.encode(), "prices.csv", Hints(), now=NOW)

    assert "dashboard.pricefiles.worker ended with" in caplog.text


def test_a_parquet_file_of_any_size_is_read_apart():
    assert worker.is_small(b"date,close\n")
    assert not worker.is_small(b"PAR1" + b"\0" * 100)


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits")
def test_a_reading_process_has_a_limit_of_memory_and_of_time():
    code = (
        "from dashboard.apart import bind;"
        "from dashboard.pricefiles.worker import BOUNDS; bind(BOUNDS);"
        "from resource import RLIMIT_AS, RLIMIT_CPU, getrlimit;"
        "print(getrlimit(RLIMIT_AS)[0], getrlimit(RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    memory, seconds = map(int, done.stdout.split())
    assert 0 < memory <= worker.BOUNDS.memory
    assert 0 < seconds <= worker.BOUNDS.seconds


def test_a_reading_process_that_hangs_is_stopped_and_waited_for(monkeypatch):
    monkeypatch.setattr(worker, "SMALL", 10)
    monkeypatch.setattr(worker, "BOUNDS", apart.Bounds(memory=2**33, seconds=0.3))
    started = []
    popen = subprocess.Popen

    class Hanging(popen):
        def __init__(self, _command, **options):
            super().__init__([sys.executable, "-c", "import time; time.sleep(60)"], **options)
            started.append(self)

    monkeypatch.setattr(apart.subprocess, "Popen", Hanging)

    with pytest.raises(InputError, match="not read within"):
        worker.read_apart(GOOD.encode(), "prices.csv", Hints(), now=NOW)

    assert [-9] == [process.returncode for process in started]


def test_a_dead_reading_process_leaves_the_rest_of_the_page(page, monkeypatch):
    def dies(*_arguments, **_options):
        raise worker._ended_early("prices.csv")

    monkeypatch.setattr(worker, "read_apart", dies)
    app = page(lang="en")

    app.file_uploader(key="import_file").set_value(("prices.csv", GOOD.encode(), "text/csv"))
    app.run()

    assert "ended early" in text(app)
    assert "Every table of the case" in text(app)


def test_the_shipped_case_s_own_table_can_be_imported(panel, store_folder):
    own = (find_case("liquid-cooling-2025") / "prices.csv").read_text(encoding="utf-8")
    app = panel()
    app.file_uploader(key="import_file").set_value(("own.csv", own.encode(), "text/csv"))
    app.run()
    app.selectbox(key="import_adjustment").set_value("additive").run()
    app.selectbox(key="import_volume").set_value("shares").run()

    told = text(imported(app))

    assert "Imported own.csv: new" in told
    assert "failed" not in told


def test_a_text_that_a_terminal_calls_xls_and_its_title_are_shown_on_the_page(panel):
    text = '代码,日期,开盘,最高,最低,收盘,成交量(手)\n="300249",2025-02-06,10,10.5,9.9,10.2,5\n'

    app = chosen(panel(), text, "行情.xls", encoding="gbk")
    app.text_input(key="import_title").set_value("Desk of the house").run()

    shown = body(app)
    assert "300249.SZ" in shown
    assert "Desk of the house" in shown


def test_minute_bars_are_shown_as_read_and_kept_beside_the_daily_prices(panel, store_folder):
    app = panel()
    bars = minute_text(day_text()).encode()
    app.file_uploader(key="import_file").set_value(("bars.csv", bars, "text/csv"))
    app.run()

    told = text(app)
    assert "as traded, in bars of 1 min" in told
    assert "300249.SZ: bars of 1 min, stamped at their end." in told
    assert "2025-02-06 09:31" in told
    assert "Clock of the times" == app.text_input(key="import_timezone").label

    # The reader's word changes what the bars are.
    app.selectbox(key="import_stamp").set_value("start").run()
    assert "2025-02-06 09:32" in text(app)
    app.selectbox(key="import_stamp").set_value("").run()

    app = imported(app)
    assert "Minute bars are kept beside the daily prices" in text(app)
    assert 240 == len(read_minutes(Store(store_folder), "300249.SZ", "file-bars").rows)
