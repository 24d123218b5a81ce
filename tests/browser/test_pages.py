"""What pages do under the reader's hand, each once: marks, prices, lists, copies, search, links."""

import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from dashboard.analysis.trial import Trial
from dashboard.case import Window
from dashboard.cases.folders import read_case, write_case
from dashboard.editions.editions import freeze
from dashboard.exhibits.registry import PAGES as FIGURES
from dashboard.store.store import Store
from tests.browser.chromium import Reader
from tests.browser.serving import serve
from tests.replay.store_plays import fill, stored

SLUG, PHONE = "pages", Reader(width=390)
DRIVER = "600000.SS"  # no stock of the case

# Middle of the first dot that is in sight, of the living chart or of the drawing before it.
_DOT = """selector => {
  const dots = document.querySelectorAll(`${selector} .scatterlayer .point, ${selector} circle`);
  const boxes = [...dots].map(dot => dot.getBoundingClientRect());
  const seen = boxes.find(box => box.width > 3 && box.top > 110 && box.bottom < innerHeight - 40);
  return [seen.left + seen.width / 2, seen.top + seen.height / 2];
}"""
_DROPPED = """names => {
  const form = document.createElement('form');
  return names.filter(name => name in document || name in form);
}"""


@pytest.fixture(scope="module")
def desk(root, tmp_path_factory, shipped):
    """The shipped case in a folder of its own: factors in the store, two editions frozen."""
    folder = tmp_path_factory.mktemp("pages")
    content = replace(shipped, case=replace(shipped.case, slug=SLUG))
    source, store = folder / "cases" / SLUG, Store(folder / "store")
    source.parent.mkdir()
    write_case(content, source)
    content = read_case(source)
    fill(store, content)
    series = stored(content, content.case.symbols[0])
    store.put(replace(series, note=replace(series.note, symbol=DRIVER)))
    for last in (date(2025, 2, 13), date(2025, 2, 12)):
        trial = Trial.of(content, Window(content.case.window.first, last))
        freeze(trial, source=source, store=store, editions=folder / "editions")
    environment = {"MARKET_NARRATIVE_CASES": str(folder / "cases")}
    with serve(root, log=folder / "server.log", environment=environment) as server:
        yield f"{server.url}/{{}}?case={SLUG}&lang=en{{}}"


@pytest.fixture
def opened(desk, new_tab):
    """Open a page of that case, its charts `alive` where they answer."""
    return lambda page="", more="", *, alive=False: new_tab(alive=alive).open(
        desk.format(page, more)
    )


def test_an_event_opens_in_place_and_the_lines_are_drawn_as_asked(opened):
    tab = opened("prices", "&prices=store", alive=True)
    page = tab.page

    # An event: its circle on the chart opens it under the chart, Escape closes it.
    page.locator(".st-key-plot_lines .annotation-text-g").filter(has_text="1").first.click()
    details = page.locator(".st-key-fig_lines .atmark")
    expect(details).to_be_focused()
    expect(details.locator("a[href^=http]").first).to_be_visible()
    assert tab.query["at"].startswith("lines:event:")
    page.keyboard.press("Escape")
    expect(details).to_have_count(0)
    assert "at" not in tab.query

    # As traded, where the factor is known; a driver beside; closures by name.
    tab.choose("quote", "As traded")
    expect(page.locator(".st-key-fig_lines .note")).to_contain_text("Prices as traded")
    assert "traded" == tab.query["quote"]
    page.locator(".st-key-with_control input").click()
    page.get_by_role("option").filter(has_text=DRIVER).click()
    tab.wait_for_query(**{"with": DRIVER})
    expect(page.locator(".st-key-fig_lines .note")).to_contain_text("Beside: ")
    expect(page.locator(".st-key-plot_lines")).to_contain_text("Spring Festival")
    assert [] == tab.errors


def test_statements_are_filtered_in_the_link_and_what_fits_nothing_leads_back(opened):
    tab = opened("exposure", "&story=liquid-cooling&hand=first")
    page, title = tab.page, tab.page.locator(".st-key-fig_statements h2")
    body = page.locator(".st-key-fig_statements")
    expect(title).to_have_text("0 of 17 statements")
    expect(body).to_contain_text("No statement fits these filters")
    page.locator(".st-key-drop_statements button").click()
    expect(title).to_have_text("Every statement, stock by stock")
    assert not {"story", "hand"} & set(tab.query)

    tab.choose("sort", "newest first")
    tab.wait_for_query(sort="day")
    page.locator(".st-key-hand_control input[role=combobox]").click()
    page.get_by_role("option").filter(has_text=re.compile("^reported")).click()
    tab.wait_for_query(hand="reported", sort="day")
    expect(title).to_have_text(re.compile(r"^\d+ of 17 statements$"))


def test_what_is_no_value_is_named_and_editions_are_compared_in_words(opened):
    tab = opened("editions", "&zoom=lines:x&open=nothing&nonsense=1")
    notices = " ".join(tab.page.locator(".notice").all_inner_texts())

    assert [] == [each for each in ("zoom", "open", "nonsense") if each not in notices]
    told = tab.page.locator(".st-key-fig_compare ul.told li")
    expect(told.first).to_contain_text("The verdict ")
    expect(told.filter(has_text="The window was the close of")).to_have_count(1)


def test_a_paragraph_is_copied_and_a_stock_is_found_by_its_name(opened):
    tab = opened()
    page = tab.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = page.locator(".st-key-foot_returns .copies")
    for kind, holds in (("paragraph", "Newcomers"), ("link", "#returns")):
        row.locator(f"[data-copy={kind}]").click()
        expect(page.locator("#said")).to_have_text(f"{kind.capitalize()} copied.")
        assert holds in page.evaluate("navigator.clipboard.readText()")

    page.keyboard.press("Control+k")
    field = page.locator(".st-key-everything_q input")
    expect(field).to_be_focused()
    field.fill("AtHub")
    expect(page.locator(".everyhit a").first).to_contain_text("603881.SS")
    page.keyboard.press("Enter")
    tab.shows("prices")
    assert "603881.SS" == tab.query["stock"]

    # Browsers' own names are no anchors: pages drop them.
    names = {each.anchor or each.name for found in FIGURES.values() for each in found.exhibits}
    assert [] == page.evaluate(_DROPPED, sorted(names))


def test_a_tap_on_a_dot_opens_its_details_and_the_cross_closes_them(desk, new_tab):
    tab, plot = new_tab(PHONE, alive=True), ".st-key-plot_returns"
    page, details = tab.page, tab.page.locator(".st-key-fig_returns .atmark")
    # A browser that is never idle: the drawing stands until it is touched, and the tap waits.
    page.add_init_script("window.requestIdleCallback = () => 0")
    page.goto(desk.format("", ""))
    expect(page.locator(f"{plot} svg").first).to_be_visible()
    expect(page.locator("#first")).to_have_count(0)
    for is_alive in (False, True):
        expect(page.locator(f"{plot} .plot.alive")).to_have_count(int(is_alive))
        page.locator(f"{plot} svg").first.scroll_into_view_if_needed()
        page.touchscreen.tap(*page.evaluate(_DOT, plot))

        expect(details).to_be_focused()
        expect(page.locator(f"{plot} .plot.alive")).to_have_count(1)
        assert tab.query["at"].startswith("returns:stock:")  # no second click has closed it
        details.locator("a[data-at=close]").tap()
        expect(details).to_have_count(0)
        assert "at" not in tab.query
    assert [] == tab.errors
