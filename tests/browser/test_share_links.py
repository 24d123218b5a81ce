"""Copy a link and open it in a new browser: the same screen, live, frozen, or one figure alone."""

import contextlib
import http.server
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import TimeoutError as TimeIsUpError

from dashboard.cases.folders import write_case
from tests.browser.chromium import DESK, Reader
from tests.browser.driving import CHARTS, PATIENCE
from tests.browser.serving import free_port, serve
from tests.thoroughness import variants

SLUG = "frozen-case"

# What a reader sees of a page: its words, its controls, its charts with the ranges shown, or
# what the server has drawn where Plotly is left out.
_SCREEN = """() => {
  const page = document.querySelector('[class*="st-key-page_"]');
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  return {
    text: page.innerText.split('\\n').filter(line => line.trim()),
    controls: all('[class*="st-key-page_"] input', input => input.value),
    unfolded: all('details[open]', part => part.dataset.fold || part.className),
    charts: CHARTS.map(chart => JSON.stringify([
      chart.data, chart.layout.xaxis && chart.layout.xaxis.range, chart.layout.annotations])),
    drawn: CHARTS.length ? [] : all('.plot svg text, .plot svg path',
      part => part.getAttribute('d') || part.textContent),
  };
}""".replace("CHARTS", CHARTS)


def screen(tab):
    tab.settle()
    return tab.page.evaluate(_SCREEN)


def comes_to_show(tab, wanted):
    """What a tab shows, once that is what another shows or patience has ended."""
    with contextlib.suppress(TimeIsUpError):
        tab.page.wait_for_function(
            f"wanted => JSON.stringify(({_SCREEN})()) === JSON.stringify(wanted)", arg=wanted
        )
    return screen(tab)


def shared(tab, holds=""):
    """Open what is behind Share and read the addresses it shows, once the first holds that."""
    box = tab.page.locator(".st-key-sharebox")
    if not box.count():
        tab.page.locator('.st-key-share_links [data-testid="stPopover"] button').first.click()
    box.locator(".told", has_text="frame_ancestors").wait_for()
    tab.page.wait_for_function(
        "holds => { const told = [...document.querySelectorAll('.st-key-sharebox code')];"
        " return told.length > 2 && told[0].innerText.includes(holds); }",
        arg=holds,
    )
    return box.locator("code").all_inner_texts()


def zoom_into(tab, name):
    plot = tab.page.locator(f".st-key-plot_{name} .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    middle = box["y"] + box["height"] / 2
    tab.page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.7, middle, steps=6)
    tab.page.mouse.up()
    tab.page.wait_for_function(f"() => location.search.includes('zoom={name}')")


@pytest.fixture
def stranger(new_tab):
    """Open addresses in sessions of their own; another locale is another browser."""

    def open_address(address, reader=DESK, *, alive=False):
        return new_tab(reader, alive=alive).open(address)

    return open_address


# The whole view -------------------------------------------------------


def test_a_link_copied_after_many_changes_opens_the_same_prices_page(visit, stranger):
    # Every reading of it would take a second: some come with the link that one starts from.
    tab = visit("/prices?lang=en&bench=000300.SS&up=green&range=60&days=all", alive=True)
    before = screen(tab)
    for name, label in [
        ("base", "2025-01-24"),
        ("stock", "AtHub"),
        ("kind", "Groups with spread"),
        ("scale", "Logarithmic"),
    ]:
        choose(tab, name, label)
    tab.speak("中文")
    tab.wait_for_query(lang="zh")
    tab.settle()
    whole = tab.page.evaluate(_SHOWN)
    zoom_into(tab, "lines")
    tab.settle()
    zoom = tab.query["zoom"]
    tab.page.locator(".st-key-foot_lines summary").click()
    tab.page.wait_for_function("() => location.search.includes('open=lines')")
    # Zoom and fold outlive another window.
    choose(tab, "last", "2025-02-12")
    mine = screen(tab)

    live = shared(tab, holds="last=2025-02-12")[0]
    other = stranger(live, Reader(locale="de-DE"), alive=True)
    other.page.wait_for_function("() => document.querySelector('details[open]')")
    theirs = screen(other)

    changed = ["lang", "base", "last", "bench", "stock", "up", "kind", "range", "scale", "days"]
    assert {*changed, "zoom", "open", "case"} == set(parse_qs(urlsplit(live).query))
    assert mine == theirs
    assert before["charts"] != mine["charts"]
    assert len(mine["charts"]) > 1
    assert ["lines"] == mine["unfolded"]
    assert zoom == other.query["zoom"]
    assert whole != other.page.evaluate(_SHOWN)
    assert [] == other.errors


_SHOWN = "document.querySelector('.st-key-plot_lines .js-plotly-plot').layout.xaxis.range"


def choose(tab, name, label):
    tab.choose(name, label)
    tab.page.wait_for_function(f"() => new URLSearchParams(location.search).has('{name}')")
    tab.settle()


def test_a_filter_a_statement_of_ones_own_and_an_opened_cell_go_along(visit, stranger):
    tab = visit("/timeline?lang=en&up=green")
    whole = screen(tab)
    tab.choose("kind", "News")
    tab.wait_for_query(kind="news")
    box = tab.page.locator(".st-key-q_control input")
    box.fill("Alibaba")
    box.press("Enter")
    tab.wait_for_query(q="Alibaba")

    theirs = screen(stranger(shared(tab, holds="q=Alibaba")[0]))
    mine = comes_to_show(tab, theirs)

    assert mine == theirs
    assert whole["drawn"] != mine["drawn"]

    tab.page.keyboard.press("Escape")
    tab.turn_to("claims")
    box = tab.page.locator(".st-key-say_control input")
    box.fill("AtHub rose 34.4% from 7 Feb 2025 to 13 Feb 2025")
    box.press("Enter")
    tab.page.locator(".answer").wait_for()
    tab.settle()
    verdict = tab.page.locator(".st-key-verdict_control input[role=combobox]")
    tab.bring(verdict).click()
    tab.page.get_by_role("option").nth(1).click()
    tab.page.wait_for_function("() => location.search.includes('verdict=')")
    theirs = screen(stranger(shared(tab, holds="verdict=")[0]))
    mine = comes_to_show(tab, theirs)

    assert mine == theirs
    assert any("34.4" in value for value in theirs["controls"])

    tab.page.keyboard.press("Escape")
    tab.turn_to("exposure")
    tab.page.locator("details.cell summary").nth(2).click()
    tab.page.wait_for_function("() => location.search.includes('open=')")
    other = stranger(shared(tab, holds="open=")[0])
    other.page.locator("details.cell[open]").wait_for()

    assert screen(tab)["unfolded"] == screen(other)["unfolded"]


def test_share_fits_the_bar_and_the_window_and_its_button_copies_what_it_stands_beside(
    new_tab, live_server
):
    tab = new_tab()
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.open(f"{live_server.url}/prices?lang=en&up=green")
    live = shared(tab)[0]

    tab.page.locator('.st-key-sharebox [data-testid="stCode"] button').first.click()

    assert live == tab.page.evaluate("navigator.clipboard.readText()")
    assert f"{live_server.url}/prices?case=liquid-cooling-2025&lang=en&up=green" == live
    for lang, width in variants([("en", 1440), ("zh", 390)], ("en", 390), ("zh", 1440)):
        tab.page.keyboard.press("Escape")
        tab.page.locator(".st-key-sharebox").wait_for(state="detached")
        tab.page.set_viewport_size({"width": width, "height": 844})
        if lang != tab.query["lang"]:
            tab.speak({"en": "EN", "zh": "中文"}[lang])
            tab.wait_for_query(lang=lang)
            tab.settle()
        share_fits(tab, width)
    assert [] == tab.errors


def share_fits(tab, width):
    """The top bar is in one piece, and what Share opens is inside the window."""
    tops = tab.page.evaluate(
        "() => ['.brand', '.st-key-language_control', '.st-key-share_links'].map(name => {"
        "const box = document.querySelector(name).getBoundingClientRect();"
        "return [box.top + box.height / 2, box.right]; })"
    )
    shared(tab)
    box = tab.page.locator('[data-testid="stPopoverBody"]').bounding_box()

    assert max(top for top, _ in tops) - min(top for top, _ in tops) < 12
    assert max(right for _, right in tops) <= width
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


# Frozen, and below a path ---------------------------------------------


@dataclass
class Desk:
    """A dashboard below a path, with a case of its own, and a site that may frame it."""

    url: str
    folder: Path
    site: str


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        frame = parse_qs(urlsplit(self.path).query).get("frame", [""])[0]
        body = f'<iframe width="640" height="480" src="{frame.replace("&", "&amp;")}"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Site</title>{body}".encode())

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def other_site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def own_case(shipped):
    return replace(shipped, case=replace(shipped.case, slug=SLUG))


@pytest.fixture(scope="module")
def desk(root, tmp_path_factory, shipped):
    folder, port = tmp_path_factory.mktemp("share"), free_port()
    (folder / "cases").mkdir()
    keep(own_case(shipped), folder)
    command = [*(sys.executable, "-m", "streamlit", "run", str(root / "app.py"))]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.baseUrlPath", "narrative"]
    with other_site() as site:
        environment = {
            "MARKET_NARRATIVE_CASES": str(folder / "cases"),
            "MARKET_NARRATIVE_EDITIONS": str(folder / "editions"),
            "MARKET_NARRATIVE_FRAME_ANCESTORS": f"self {site}",
        }
        log = folder / "server.log"
        with serve(root, log=log, port=port, command=command, environment=environment) as server:
            yield Desk(f"{server.url}/narrative", folder, site)


def keep(content, folder):
    write_case(content, folder / "cases" / SLUG)


def change_the_live_case(shipped, folder):
    """Double one stock's prices from the middle of the window on, and take evidence out."""
    prices = shipped.market.prices.copy()
    rows = (prices["symbol"] == "300249.SZ") & (prices["date"] >= "2025-02-12")
    prices.loc[rows, ["open", "high", "low", "close"]] *= 2
    content = own_case(shipped)
    case = replace(content.case, evidence=content.case.evidence[3:])
    market = replace(content.market, prices=prices)
    keep(replace(content, case=case, market=market), folder)


def freeze_here(tab):
    """Freeze the view from behind Share; returns its address."""
    shared(tab)
    tab.page.locator(".st-key-share_freeze button").click()
    found = tab.page.locator(".st-key-sharebox code", has_text="edition=").first
    found.wait_for(timeout=2 * PATIENCE)
    return found.inner_text()


def at_rest(tab):
    """What a tab shows, once it shows the same a moment later."""
    seen, before = screen(tab), None
    while seen != before:
        tab.page.wait_for_timeout(250)
        seen, before = screen(tab), seen
    return seen


# Ages move on: what must stay are all other words and every number.
def numbers(tab):
    seen = at_rest(tab)
    moving = ("Edition ", "read 2025")
    seen["text"] = [line for line in seen["text"] if not any(word in line for word in moving)]
    return seen


# What an edition says of a newer one: `tests/ui/test_editions_page.py`.
def test_a_frozen_link_shows_the_same_when_prices_and_evidence_have_changed(
    desk, stranger, shipped
):
    keep(own_case(shipped), desk.folder)  # a second try begins as the first did
    window = "base=2025-02-06&last=2025-02-12"
    live = f"{desk.url}/prices?case={SLUG}&lang=en&{window}&kind=peers"
    tab = stranger(live)
    headline = tab.head
    address = freeze_here(tab)
    frozen = stranger(address)
    before = [numbers(frozen), numbers(frozen.turn_to("exposure"))]

    change_the_live_case(shipped, desk.folder)
    again = stranger(address)
    now = stranger(live)

    assert address.startswith(f"{desk.url}/prices?edition=")
    assert {"edition", "lang", "kind"} == set(again.query)
    assert before[0] == numbers(again)
    assert headline == again.head
    assert headline != now.head
    banner = again.page.locator(".notice.edition").inner_text()
    assert f"Edition {again.query['edition']}" in banner
    from_edition = shared(again)[0]
    assert urlsplit(live)[:3] == urlsplit(from_edition)[:3]
    assert parse_qs(urlsplit(live).query) == parse_qs(urlsplit(from_edition).query)
    again.page.keyboard.press("Escape")
    assert before[1] == numbers(again.turn_to("exposure"))


# One figure alone -----------------------------------------------------


def framed(tab, site, address):
    """Show an address in a frame of a page of another site; returns the frame."""
    tab.page.goto(f"{site}/?frame={address.replace('&', '%26')}")
    return tab.page.frame_locator("iframe")


def test_a_site_that_is_named_may_frame_the_figure_that_was_chosen(desk, new_tab):
    tab = new_tab(alive=True)
    tab.open(f"{desk.url}/robustness?case={SLUG}&lang=en&up=green")
    shared(tab)
    choose_figure(tab, "One stock left out")
    tab.page.wait_for_function(
        "() => [...document.querySelectorAll('.st-key-sharebox code')]"
        ".some(code => code.innerText.includes('only=leave-one-out'))"
    )
    address, snippet = shared(tab)[-2:]

    inside = framed(tab, desk.site, address)
    inside.locator(".js-plotly-plot .main-svg").first.wait_for()

    assert f'src="{address.replace("&", "&amp;")}"' in snippet
    assert "with one stock left out" in inside.locator(".fighead").inner_text()
    assert "live numbers of" in inside.locator(".alone").inner_text()
    assert 1 == inside.locator(".js-plotly-plot").count()
    assert "leave-one-out" in inside.locator(".alone a").get_attribute("href")


def choose_figure(tab, label):
    box = tab.page.locator(".st-key-share_only input[role=combobox]")
    box.click()
    tab.page.get_by_role("option", name=label, exact=True).click()


def test_no_other_site_may_unless_it_is_named(live_server, new_tab):
    tab = new_tab()
    with other_site() as site:
        with tab.page.expect_console_message(lambda told: "frame-ancestors" in told.text):
            inside = framed(tab, site, f"{live_server.url}/prices?lang=en&only=lines")

        assert 0 == inside.locator("#root").count()
        assert any("frame-ancestors" in error for error in tab.errors)


PAPER = {"light": "rgb(251, 250, 246)", "dark": "rgb(20, 22, 26)"}
INK = {"light": "rgb(26, 28, 31)", "dark": "rgb(236, 234, 228)"}
NARROW, WIDE = (390, 700), (640, 480)
LIGHT, DARK = ("light", ""), ("dark", "")  # of the system, and of the link
TURNED, BACK = ("light", "dark"), ("dark", "light")

_ALONE = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const words = [...document.querySelectorAll('.plot svg text')];
  return {
    over: main.scrollWidth - main.clientWidth,
    paper: getComputedStyle(document.querySelector('.stApp')).backgroundColor,
    ink: words.map(word => getComputedStyle(word).fill),
  };
}"""


@pytest.mark.parametrize(
    ("page", "name", "size", "colours"),
    variants(
        [
            ("prices", "lines", NARROW, DARK),
            ("prices", "panels", WIDE, BACK),
            ("", "returns", NARROW, TURNED),
            ("timeline", "order", WIDE, LIGHT),
            ("exposure", "matrix", WIDE, DARK),
            ("robustness", "window-grid", NARROW, BACK),
            ("claims", "claims", NARROW, LIGHT),
            ("data", "sessions", WIDE, TURNED),
        ],
        ("exposure", "grades", NARROW, TURNED),
        ("robustness", "leave-one-out", WIDE, DARK),
        ("prices", "lines", WIDE, LIGHT),
        ("", "returns", WIDE, DARK),
        ("timeline", "order", NARROW, TURNED),
        ("robustness", "window-grid", WIDE, LIGHT),
    ),
)
def test_a_figure_alone_fits_its_frame_on_the_paper_of_the_link_else_the_system(
    new_tab, live_server, page, name, size, colours
):
    system, asked = colours
    width, height = size
    tab = new_tab(Reader(width, system, touch=False))
    tab.page.set_viewport_size({"width": width, "height": height})
    theme = f"&theme={asked}" if asked else ""
    tab.page.goto(f"{live_server.url}/{page}?lang=en&only={name}{theme}")
    tab.page.locator(".alone").wait_for()
    tab.page.wait_for_function(
        "() => [...document.querySelectorAll('[class*=st-key-plot_]')]"
        ".every(chart => chart.querySelector('.plot svg'))"
    )
    seen = tab.page.evaluate(_ALONE)
    around = tab.page.locator(
        ".st-key-topbar, .head, .st-key-controls, .foot, .st-key-who, .figfoot,"
        " [data-testid=stDownloadButton], [data-testid=stSelectbox]"
    )

    assert seen["over"] <= 0
    assert not any(part.is_visible() for part in around.all())
    assert tab.page.locator(".fighead h2").first.is_visible()
    assert PAPER[asked or system] == seen["paper"]
    assert not seen["ink"] or INK[asked or system] in seen["ink"]
    assert [] == tab.errors
