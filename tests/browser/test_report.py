"""The HTML report opened from disk without a network, saved from a page, printed."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Text
from dashboard.cases.folders import find_case, read_case
from dashboard.charts.theme import home_look
from dashboard.exports.chromium import print_pdf
from dashboard.exports.imprint import Imprint
from dashboard.exports.report import report_html
from dashboard.exports.results import results
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions
from tests.browser.chromium import DESK, Reader
from tests.thoroughness import variants

BAD = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
# As a page that waits for its reader's printer: what stands there on paper is made then.
PRINTED = """<!doctype html><p>On the screen</p><script>addEventListener('beforeprint', () => {
  for (let n = 0; n < 3; n += 1)
    document.body.append(Object.assign(document.createElement('p'), {style: 'break-before: page'}));
})</script>"""
FILES = ("html", "xlsx", "zip", "json", "jsonld", "bib")
SHORTER = "lang=en&last=2025-02-12"


def imprint_of(folder):
    case = folder.case
    sessions = load_sessions(case.calendar, case.timezone)
    made = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
    return Imprint(Trial(folder, sessions, case.window, case.benchmarks[0].id), made)


@pytest.fixture(scope="module")
def folder():
    """The shipped case, hostile in every text that a report shows."""
    read = read_case(find_case("liquid-cooling-2025"))
    case = read.case
    bad = replace(
        case,
        title=Text(BAD, BAD),
        stocks=tuple(replace(stock, name=Text(BAD, BAD)) for stock in case.stocks),
        groups=tuple(replace(group, title=Text(BAD, BAD)) for group in case.groups),
        events=tuple(replace(event, title=Text(BAD, BAD), source=BAD) for event in case.events),
    )
    return replace(read, case=bad)


def save(page, button, folder):
    """What a button has the browser save."""
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(button).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


@pytest.fixture(scope="module")
def taken(kept, live_server, tmp_path_factory):
    """One visit to the block below the claims: its files, its words, what it copies."""
    from tests.browser.driving import Visit  # noqa: PLC0415 - Playwright may be absent

    visit, store = Visit(kept.new_page(), alive=False), tmp_path_factory.mktemp("saved")
    page = visit.open(f"{live_server.url}/claims?{SHORTER}").page
    page.locator(".st-key-share summary").click()
    code = page.locator(".st-key-share [data-testid=stCode] code").first
    told = [code.inner_text()]
    files = {kind: save(page, f".st-key-share_{kind} button", store) for kind in FILES}

    box = page.locator(".st-key-share_figure input[role=combobox]")
    box.click()
    box.fill("All splits")
    page.get_by_role("option", name="All splits of the stocks").click()
    code.filter(has_text="points more than").wait_for()
    told.append(code.inner_text())
    kept.grant_permissions(["clipboard-read", "clipboard-write"])
    code.hover()
    page.get_by_role("button", name="Copy to clipboard").first.click()
    told.append(page.evaluate("navigator.clipboard.readText()"))
    yield page.url, files, told
    page.close()


@pytest.fixture(scope="module")
def offline(browser):
    """Open a file in a browser that has no network."""
    from tests.browser.driving import Visit  # noqa: PLC0415 - Playwright may be absent

    held = {}

    def opened(address, reader=DESK):
        if reader not in held:
            held[reader] = browser.new_context(offline=True, **reader.options())
        visit = Visit(held[reader].new_page())
        visit.page.goto(address)
        visit.page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))"
        )
        return visit

    yield opened
    for context in held.values():
        context.close()


@pytest.fixture(scope="module")
def standing(offline, folder, taken, tmp_path_factory):
    """
    The report by language and width, opened once; nothing a test does there stays.

    In English it is the one saved from the page, in Chinese that of the hostile case.
    """
    kept = {}

    def opened(code, width=1440):
        if (code, width) not in kept:
            file = taken[1]["html"]
            if code != "en":
                file = tmp_path_factory.mktemp("report") / f"{code}.html"
                made = report_html(imprint_of(folder), home_look(folder.case, Language(code)))
                file.write_text(made, encoding="utf-8")
            kept[code, width] = offline(file.as_uri(), Reader(width=width))
        return kept[code, width]

    return opened


@pytest.mark.parametrize(
    ("code", "width", "charts"),
    variants([("en", 1440, 15), ("zh", 390, 16)], ("en", 390, 15), ("zh", 1440, 16)),
)
def test_it_opens_from_disk_with_the_network_off(standing, code, width, charts):
    visit = standing(code, width)

    assert [] == visit.errors
    assert [visit.page.url] == visit.requests
    assert visit.page.url.startswith("file:")
    assert charts == visit.page.locator(".chart .main-svg:first-child").count()
    assert width >= visit.page.evaluate("document.documentElement.scrollWidth")


def test_its_charts_and_tables_have_the_numbers_of_the_results(standing, folder):
    numbers = results(imprint_of(folder).trial)

    visit = standing("zh", 390)

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
    visit.page.pdf(page_ranges="1")

    assert [0, "916"] == visit.page.evaluate("window.seen")
    visit.page.wait_for_function(f"{count} === {before[0]}")
    visit.page.wait_for_function(f"{width} === '{before[1]}'")
    assert [] == visit.errors


def test_hostile_text_runs_nothing(standing):
    visit = standing("zh", 390)
    visit.page.locator("#returns .points path.point").first.hover(force=True)

    assert BAD in visit.page.locator(".kicker").first.text_content()
    assert ([], []) == (visit.dialogs, visit.errors)
    assert 0 == visit.page.locator("img, main script:not([type])").count()


# From the page --------------------------------------------------------


def test_the_report_saved_from_the_page_is_of_its_window_and_leads_back_to_it(taken, standing):
    address, files, _ = taken
    page = standing("en").page

    assert "liquid-cooling-2025_report_2025-02-06_2025-02-12.html" == files["html"].name
    assert "In four sessions Newcomers rose" in page.locator("header").inner_text()
    assert SHORTER in address
    assert address.replace("/claims", "/") == page.locator(".link a").get_attribute("href")


def test_the_other_files_come_with_the_window_in_their_names(taken):
    address, files, _ = taken

    assert all(file.stat().st_size > 300 for file in files.values())
    assert [f".{kind}" for kind in FILES] == [file.suffix for file in files.values()]
    assert all("_2025-02-06_2025-02-12." in file.name for file in files.values())
    review = json.loads(files["jsonld"].read_text(encoding="utf-8"))["@graph"][0]
    assert review["url"].startswith(f"{address}#claim-")


def test_a_paragraph_can_be_copied_and_another_figure_chosen(taken):
    first, other, copied = taken[2]

    assert first.startswith("Statements of")
    assert re.search(r"[\d.]+ points more than", other)
    assert other == copied


def test_the_browser_of_the_server_prints_what_a_page_makes_for_paper(browser):
    printed = print_pdf(PRINTED)

    assert re.match(rb"%PDF-1\.\d", printed)
    assert 4 == len(re.findall(rb"/Type /Page\b", printed))
