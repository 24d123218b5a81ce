"""Filings brought by the page: a job of its own asks, and is followed, stopped and killed."""

import subprocess
import time
from dataclasses import replace

import pytest

from dashboard.filings.library import Library
from dashboard.refresh import jobs as running_jobs
from dashboard.ui.filings.bringing import jobs
from tests.filings import pdfs
from tests.replay.case_plays import source_environment
from tests.replay.disclosure_plays import cninfo_announcement, cninfo_routes
from tests.replay.replaying import replaying
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

SLUG, YIMIKANG = "liquid-cooling-2025", "300249.SZ"
ROWS = [
    cninfo_announcement(1, "2023年年度报告", "2024-04-22"),
    cninfo_announcement(2, "2024年半年度报告", "2024-08-22"),
    cninfo_announcement(3, "股票交易异常波动公告", "2025-02-11"),
]
PATIENCE = 90  # seconds; the machine may be busy


@pytest.fixture
def server(monkeypatch, store_folder):
    documents = {f"120000000{n}.PDF": pdfs.pdf([f"液冷{n}"]) for n in (1, 2, 3)}
    with replaying(cninfo_routes(ROWS, documents)) as playing:
        for name, value in source_environment(playing, store_folder).items():
            monkeypatch.setenv(name, value)
        yield playing


@pytest.fixture
def started(monkeypatch):
    """Processes that the page has started."""
    found = []

    class Kept(subprocess.Popen):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            found.append(self)

    monkeypatch.setattr(running_jobs.subprocess, "Popen", Kept)
    yield found
    for each in found:
        each.kill()


def until(holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def press(app):
    app.button(key="filings_start").click().run()
    until(lambda: not jobs().runs(SLUG))
    return texts(app.run())


def kept(store_folder):
    return [each.kind for each in Library(store_folder).documents(YIMIKANG)]


def test_what_the_sources_list_is_brought_read_and_not_brought_again(
    opened, server, store_folder, started
):
    app = opened("filings", q="液冷")
    text = press(app)
    assert "3 new" in text
    assert "Mentioned by 1 of 8 companies" in text
    assert ["annual-report", "half-year-report", "abnormal-movement"] == kept(store_folder)
    assert "What the companies said of it themselves" in text

    server.asked.clear()
    text = press(app)
    assert "3 there already" in text
    assert " new" not in text.rsplit("Brought", 1)[1].split("</p>")[0]
    assert not [path for path in server.paths() if "finalpage" in path]


def test_a_job_that_is_killed_in_its_midst_loses_nothing_and_the_next_goes_on(
    opened, server, store_folder, started
):
    answer = server.routes["/finalpage/"]
    server.routes["/finalpage/"] = lambda asked: replace(answer(asked), wait=0.5)
    app = opened("filings")
    app.button(key="filings_start").click().run()
    until(lambda: kept(store_folder))
    assert "filings_stop" in [each.key for each in app.run().button]
    assert "of 3 documents" in texts(app)
    started[0].kill()
    until(lambda: not jobs().runs(SLUG))
    n = len(kept(store_folder))
    assert 1 <= n < len(ROWS)
    assert "ended without an end of its own" in texts(app.run())

    text = press(app)
    assert f"{n} there already, {len(ROWS) - n} new" in text
    assert len(ROWS) == len(kept(store_folder))


def test_a_job_stops_after_the_document_in_hand(opened, server, store_folder, started):
    answer = server.routes["/finalpage/"]
    server.routes["/finalpage/"] = lambda asked: replace(answer(asked), wait=0.5)
    app = opened("filings")
    app.button(key="filings_start").click().run()
    until(lambda: kept(store_folder))
    app.run().button(key="filings_stop").click().run()
    until(lambda: not jobs().runs(SLUG))
    assert "Stopped on request" in texts(app.run())
    assert len(kept(store_folder)) < len(ROWS)
