"""The Refresh panel in each of its states, and a case that has no prices yet."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import filelock
import pytest
import streamlit as st

from dashboard.cases.folders import write_case
from dashboard.cases.pricing import priced_symbols
from dashboard.market.prices import Market, PriceNote
from dashboard.refresh.jobs import Jobs
from dashboard.settings.loading import Settings
from dashboard.store.store import Store
from dashboard.ui import refresh_view, source_status
from tests.replay.store_plays import fill
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(scope="module")
def symbols(shipped):
    return priced_symbols(shipped.case)


# The last frozen session is 2025-04-30; the next one, after the holiday, is 2025-05-06.
NOW = datetime(2025, 5, 6, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(source_status, "now", lambda: NOW)


@pytest.fixture
def store(store_folder):
    return Store(store_folder)


def labels(app):
    return [button.label for button in app.button]


def write_job(shipped, folder, **facts):
    job = {
        "subject": shipped.case.slug,
        "started": "2025-05-06T09:58:00Z",
        "finished": "",
        "total": 9,
        "done": 3,
        "current": "300249.SZ",
        "counts": [["new", 2], ["failed", 1]],
        "code": None,
        "trouble": "",
    } | facts
    file = folder / "jobs" / f"{job['subject']}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(job), encoding="utf-8")


# The panel ------------------------------------------------------------


def test_a_start_hands_the_choices_to_a_process_of_its_own(monkeypatch, opened, shipped):
    started = []
    monkeypatch.setattr(
        Jobs, "start", lambda _self, subject, options: started.append((subject, list(options)))
    )

    app = opened("data", lang="zh")
    app.checkbox(key="refresh_check").check().run()
    app.selectbox(key="refresh_source").select("yahoo").run()
    app.button(key=f"start_{shipped.case.slug}").click().run()
    app.button(key="start_universe").click().run()

    assert (shipped.case.slug, ["--source", "yahoo", "--check", "--language", "zh"]) == started[0]
    assert ("universe", ["--language", "zh"]) == started[1]


def test_a_refresh_that_cannot_start_says_so_in_one_sentence(store_folder, opened, shipped):
    store_folder.write_text("no folder")

    app = opened("data")
    app.button(key=f"start_{shipped.case.slug}").click().run()

    assert not app.exception
    assert "The refresh cannot start" in texts(app)


def test_a_running_job_shows_how_far_it_is_and_can_be_stopped(store_folder, opened, shipped):
    write_job(shipped, store_folder)

    with filelock.FileLock(store_folder / "jobs" / f"{shipped.case.slug}.lock"):
        app = opened("data")
        text = texts(app)
        app.button(key=f"stop_{shipped.case.slug}").click().run()

        assert "This case: 3 of 9 series · last through: 300249.SZ · 2 new, 1 failed" in text
        assert 'aria-valuemax="9" aria-valuenow="3"' in text
        assert "Refresh prices" not in labels(app)
        assert (store_folder / "jobs" / f"{shipped.case.slug}.stop").exists()
        assert "Stopping after the series in hand…" in labels(app)


def test_nothing_is_asked_again_while_no_job_runs(store_folder, monkeypatch, opened, shipped):
    polled = []
    fragment = st.fragment
    monkeypatch.setattr(
        refresh_view.st,
        "fragment",
        lambda *given, **options: polled.append(options) or fragment(*given, **options),
    )

    opened("data")
    idle = [each for each in polled if each.get("run_every")]
    write_job(shipped, store_folder)
    with filelock.FileLock(store_folder / "jobs" / f"{shipped.case.slug}.lock"):
        opened("data")

    assert [] == idle
    assert [{"run_every": refresh_view.PACE}] == [each for each in polled if "run_every" in each]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "stopped without ending after 3 of 9 series; start it again to go on."),
        (
            {"finished": "2025-05-06T09:59:00Z", "done": 9, "code": 3},
            "Refreshed 6 May 2025, 09:59 UTC (1 minute ago): 9 of 9 series. 2 new, 1 failed.",
        ),
        (
            {"finished": "2025-05-06T09:59:00Z", "code": 6},
            "after 3 of 9 series; nothing is lost. 2 new, 1 failed.",
        ),
        (
            {"finished": "2025-05-06T09:59:00Z", "done": 9, "counts": [["failed", 9]], "code": 4},
            "all 9 series failed and keep the data they had.",
        ),
    ],
    ids=["killed", "done", "stopped", "all-failed"],
)
def test_the_panel_says_how_the_last_refresh_ended(store_folder, facts, said, opened, shipped):
    write_job(shipped, store_folder, **facts)

    app = opened("data")

    assert said in texts(app)
    assert "Refresh prices" in labels(app)


def test_what_a_process_printed_instead_of_beginning_is_said(store_folder, opened, shipped):
    (store_folder / "jobs").mkdir(parents=True)
    log = store_folder / "jobs" / f"{shipped.case.slug}.log"
    log.write_text("Error: The settings cannot be <used>.\n")

    said = texts(opened("data"))
    # A later refresh began: what was printed before is over.
    write_job(
        shipped,
        store_folder,
        started="2099-01-01T00:00:00Z",
        finished="2099-01-01T00:01:00Z",
        code=0,
    )
    later = texts(opened("data"))

    assert "The refresh could not go on: The settings cannot be &lt;used&gt;." in said
    assert "could not go on" not in later


def test_the_whole_market_takes_as_long_as_its_slowest_spacing():
    settings = Settings()
    slower = replace(settings, sina=replace(settings.sina, spacing=1.0))

    # 5,400 codes, half a second apart at Sina and 0.3 s at Tencent.
    assert 45 == refresh_view.minutes(settings, 5400)
    assert 90 == refresh_view.minutes(slower, 5400)


# A case without prices ------------------------------------------------


@pytest.fixture
def bare(tmp_path, monkeypatch, clear_caches, shipped):
    """Slug of a case that keeps no prices."""
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "cases"))
    case = replace(shipped.case, slug="bare", universe=None, claims=())
    case = replace(case, benchmarks=tuple(m for m in case.benchmarks if m.returns is None))
    empty = Market(shipped.market.prices.iloc[:0], PriceNote("", "", "", ""))
    write_case(replace(shipped, case=case, market=empty), tmp_path / "cases" / "bare")
    return "bare"


def test_without_prices_the_data_page_opens_and_its_panel_works(
    bare, store_folder, opened, symbols
):
    app = opened("data", case=bare)
    text = texts(app)

    assert "This case keeps no prices of its own and the store has none yet" in text
    assert "Refresh prices" in labels(app)
    assert len(symbols) == text.count("</span>not in the store</span>")
    assert "Something went wrong" not in text
    assert 'class="trouble"' not in text


@pytest.mark.parametrize(
    "page", ["story", "prices", "timeline", "exposure", "robustness", "claims"]
)
@pytest.mark.parametrize("query", [{}, {"base": "2025-02-05"}, {"prices": "case"}])
def test_without_prices_every_other_page_says_where_to_get_them(bare, page, query, opened):
    text = texts(opened(page, case=bare, **query))

    assert "This case has no prices yet" in text
    assert 'href="data?' in text
    assert "#refresh" in text


def test_while_its_prices_are_asked_for_a_case_says_so_and_then_how_that_ended(
    bare, store_folder, opened
):
    with Jobs(store_folder).running(bare, total=3) as progress:
        progress.through("300249.SZ", "failed")
        waiting = texts(opened("story", case=bare, lang="en"))
        progress.end(5)
    ended = texts(opened("story", case=bare, lang="en"))

    assert "This case waits for its prices" in waiting
    assert "1 of 3 series" in waiting
    assert "This case has no prices yet" in ended
    assert "all 3 series failed" in ended


def test_prices_that_came_after_the_page_read_the_store_are_shown_when_the_refresh_has_ended(
    bare, store, opened, shipped, monkeypatch
):
    def ends(_):
        if not store.symbols():
            fill(store, shipped)
        return False

    monkeypatch.setattr(refresh_view, "runs", ends)

    text = texts(opened("story", case=bare, lang="en"))

    assert "This case has no prices yet" not in text
    assert "Return from the close of 6 Feb" in text


def test_a_case_without_prices_of_its_own_shows_the_stores(bare, store, opened, shipped):
    fill(store, shipped)

    app = opened("prices", case=bare)
    data_page = opened("data", case=bare)

    assert "Tencent, Sina · as traded" in texts(app)
    assert "Back to the prices kept with the case" not in labels(data_page)


def test_no_page_imports_what_asks_a_source():
    """In a process of its own: other tests import sources."""
    script = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"app = AppTest.from_file({str(APP)!r}, default_timeout=60).run()\n"
        "app.switch_page('pages/data.py').run()\n"
        "assert not app.exception\n"
        "asking = {'dashboard.providers.tencent', 'dashboard.providers.yahoo', 'yfinance'}\n"
        "print(sorted(asking & set(sys.modules)))\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )

    assert "[]" == ended.stdout.strip().splitlines()[-1]
