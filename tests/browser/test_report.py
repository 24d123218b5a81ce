"""The HTML report opened from disk without a network, saved from a page, printed."""

import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Text
from dashboard.cases.folders import find_case, read_case
from dashboard.charts.theme import home_look
from dashboard.exports.imprint import Imprint
from dashboard.exports.report import report_html
from dashboard.exports.results import results
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions
from tests.browser.chromium import Reader
from tests.browser.serving import free_port, serve
from tests.thoroughness import variants

BAD = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
SCRIPT = """
from dashboard.exhibits.exhibit import Opening
from dashboard.ui import components, frame, share_view

with frame.page("claims") as view:
    components.head(view, Opening("Share"))
    share_view.take_along(view, "claims")
"""


def imprint_of(folder, **changes):
    case = folder.case
    sessions = load_sessions(case.calendar, case.timezone)
    made = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    return Imprint(Trial(folder, sessions, case.window, case.benchmarks[0].id), made, **changes)


@pytest.fixture(scope="module")
def folder():
    return read_case(find_case("liquid-cooling-2025"))


@pytest.fixture(scope="module")
def report(folder, tmp_path_factory):
    """Write the report in a language; returns its address on disk and its numbers."""
    imprint, kept = imprint_of(folder), {}

    def written(code="en"):
        if code not in kept:
            file = tmp_path_factory.mktemp("report") / f"{code}.html"
            file.write_text(
                report_html(imprint, home_look(folder.case, Language(code))), encoding="utf-8"
            )
            kept[code] = file.as_uri()
        return kept[code], results(imprint.trial)

    return written


@pytest.fixture(scope="module")
def offline(browser):
    """Open a file in a browser that has no network."""
    from tests.browser.driving import Visit  # noqa: PLC0415 - Playwright may be absent

    held = []

    def opened(address, reader=None):
        context = browser.new_context(offline=True, **(reader or Reader()).options())
        held.append(context)
        visit = Visit(context.new_page())
        visit.page.goto(address)
        visit.page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))"
        )
        return visit

    yield opened
    for context in held:
        context.close()


@pytest.fixture(scope="module")
def standing(offline, report):
    """The report in a language and a width, opened once; nothing a test does there stays."""
    kept = {}

    def opened(code, width=1440):
        if (code, width) not in kept:
            kept[code, width] = offline(report(code)[0], Reader(width=width))
        return kept[code, width]

    return opened


@pytest.mark.parametrize(
    ("code", "width"), variants([("en", 1440), ("zh", 390)], ("en", 390), ("zh", 1440))
)
def test_it_opens_from_disk_with_the_network_off(standing, report, code, width):
    address, _ = report(code)

    visit = standing(code, width)

    assert [] == visit.errors
    assert [address] == visit.requests
    assert 16 == visit.page.locator(".chart .main-svg:first-child").count()
    assert width >= visit.page.evaluate("document.documentElement.scrollWidth")


def test_its_charts_and_tables_have_the_numbers_of_the_results(standing, report):
    _, numbers = report("en")

    visit = standing("en")

    drawn = visit.page.locator("#leave-one-out .chart").evaluate("box => box.textContent")
    for value in numbers["leave_one_out"].values():
        assert f"{100 * value:+.1f}" in drawn
    shown = visit.page.evaluate(
        "[...document.querySelectorAll('#returns td[data-value]')].map(td => td.dataset.value)"
    )
    assert set(map(repr, numbers["returns"].values())) <= set(shown)
    kept = visit.page.evaluate("document.getElementById('results').textContent")
    assert json.loads(json.dumps(numbers)) == json.loads(kept)


def test_a_chart_answers_the_mouse(standing):
    visit = standing("en")
    box = visit.page.locator("#returns .chart")

    box.scroll_into_view_if_needed()
    dot = box.locator(".points path.point").first
    dot.hover(force=True)

    visit.page.locator("#returns .hoverlayer text").first.wait_for()
    assert "%" in visit.page.locator("#returns .hoverlayer").text_content()


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_an_image_of_a_chart_can_be_saved_without_a_server(standing, tmp_path, kind, start):
    visit = standing("zh", 390)

    with visit.page.expect_download() as waiting:
        visit.page.locator(f"#build-up button[data-image={kind}]").click()
    waiting.value.save_as(tmp_path / "image")

    name = waiting.value.suggested_filename
    assert f"liquid-cooling-2025_2025-02-06_2025-02-13_build-up.{kind}" == name
    content = (tmp_path / "image").read_bytes()
    assert start == content[: len(start)]
    if kind == "svg":
        assert "27.7 个百分点的差距中" in content.decode()
        assert "数据 " in content.decode()
    assert [] == visit.errors


def test_on_paper_every_table_is_open_and_on_the_screen_it_is_as_before(standing):
    visit = standing("en")
    count = "document.querySelectorAll('details[open]').length"
    width = "document.querySelector('#returns .chart .main-svg').getAttribute('width')"
    before = (visit.page.evaluate(count), visit.page.evaluate(width))

    visit.page.evaluate(
        """() => { window.seen = [];
        addEventListener('beforeprint', () => seen.push(
          document.querySelectorAll('details:not([open])').length,
          document.querySelector('#returns .chart .main-svg').getAttribute('width'))); }"""
    )
    visit.page.pdf()

    assert [0, "916"] == visit.page.evaluate("window.seen")
    visit.page.wait_for_function(f"{count} === {before[0]}")
    visit.page.wait_for_function(f"{width} === '{before[1]}'")
    assert [] == visit.errors


def test_hostile_text_runs_nothing(offline, folder, tmp_path):
    case = folder.case
    bad = replace(
        case,
        title=Text(BAD, BAD),
        stocks=tuple(replace(stock, name=Text(BAD, BAD)) for stock in case.stocks),
        groups=tuple(replace(group, title=Text(BAD, BAD)) for group in case.groups),
        events=tuple(replace(event, title=Text(BAD, BAD), source=BAD) for event in case.events),
    )
    file = tmp_path / "bad.html"
    imprint = imprint_of(replace(folder, case=bad))
    file.write_text(report_html(imprint, home_look(bad, Language("en"))), encoding="utf-8")

    visit = offline(file.as_uri())
    visit.page.locator("#returns .points path.point").first.hover(force=True)

    assert ([], []) == (visit.dialogs, visit.errors)
    assert 0 == visit.page.locator("img, main script:not([type])").count()


# From the page --------------------------------------------------------


@pytest.fixture(scope="module")
def sharing(root, tmp_path_factory):
    """Server of one page with the block on it."""
    folder, port = tmp_path_factory.mktemp("sharing"), free_port()
    script = folder / "claims_script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    with serve(root, log=folder / "server.log", command=command, port=port) as server:
        yield server


@pytest.fixture
def unfolded(new_tab, sharing):
    def opened(query):
        visit = new_tab()
        visit.page.goto(f"{sharing.url}/{query}")
        visit.page.locator(".st-key-share summary").click()
        visit.page.locator(".st-key-share_html button").wait_for()
        return visit

    return opened


def saved(visit, key, folder):
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.locator(f".st-key-share_{key} button").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def test_a_report_saved_from_the_page_reads_without_the_server(
    unfolded, sharing, offline, tmp_path
):
    visit = unfolded("?lang=en&last=2025-02-12")
    file = saved(visit, "html", tmp_path)

    read = offline(file.as_uri())

    assert "liquid-cooling-2025_report_2025-02-06_2025-02-12.html" == file.name
    assert "In four sessions Newcomers rose" in read.page.locator("header").inner_text()
    link = read.page.locator(".link a").get_attribute("href")
    assert f"{sharing.url}/?lang=en&last=2025-02-12" == link
    assert [] == read.errors


def test_the_other_files_come_with_the_window_in_their_names(unfolded, sharing, tmp_path):
    visit = unfolded("?lang=zh")
    files = [saved(visit, key, tmp_path) for key in ("xlsx", "zip", "json", "jsonld", "bib")]

    assert all(file.stat().st_size > 300 for file in files)
    assert all("_2025-02-06_2025-02-13." in file.name for file in files)
    review = json.loads(files[3].read_text(encoding="utf-8"))["@graph"][0]
    assert f"{sharing.url}/claims?lang=zh#claim-" in review["url"]


def test_a_pdf_is_made_beside_the_page_and_saved(unfolded, tmp_path):
    visit = unfolded("?lang=en")
    visit.page.locator(".st-key-make_pdf button").click()
    visit.page.locator(".st-key-share_pdf button").wait_for(timeout=120_000)

    file = saved(visit, "pdf", tmp_path)

    assert re.match(rb"%PDF-1\.\d", file.read_bytes()[:8])
    assert file.name.endswith("_report_2025-02-06_2025-02-13.pdf")


def test_a_paragraph_can_be_copied_and_another_figure_chosen(unfolded):
    visit = unfolded("?lang=en")
    code = visit.page.locator(".st-key-share [data-testid=stCode] code")
    first = code.first.inner_text()

    box = visit.page.locator(".st-key-share_figure input[role=combobox]")
    box.click()
    box.fill("All splits")
    visit.page.get_by_role("option", name="All splits of the stocks").click()

    code.first.filter(has_text="points more than").wait_for()
    assert first.startswith("Statements of")
    assert "27.7 points more than" in code.first.inner_text()
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    code.first.hover()
    visit.page.get_by_role("button", name="Copy to clipboard").first.click()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert code.first.inner_text() == copied
