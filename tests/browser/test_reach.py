"""Without a mouse, on a phone, before the scripts, in the dark."""

import pytest

from tests.browser.chromium import Reader
from tests.browser.driving import FIRST

LIGHT, DARK = "rgb(251, 250, 246)", "rgb(20, 22, 26)"

_FOCUS = """() => {
  const at = document.activeElement;
  // A combobox draws its ring around input and arrow together.
  const around = [at, at.parentElement, at.closest('[data-testid="stSelectbox"]')].filter(Boolean);
  const ring = around.some(element => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
      || style.boxShadow !== 'none';
  });
  const control = at.closest('[class*="st-key-"]');
  return {
    tag: at.tagName, ring,
    area: control ? [...control.classList].find(name => name.startsWith('st-key-')) : '',
    text: (at.innerText || at.getAttribute('aria-label') || '').slice(0, 40),
  };
}"""


def test_the_keyboard_reaches_pages_language_and_controls_shows_where_it_is_and_chooses(visit):
    tab = visit("/?lang=en")
    reached = []
    for _ in range(24):
        tab.page.keyboard.press("Tab")
        reached.append(tab.page.evaluate(_FOCUS))

    links = [stop["text"] for stop in reached if stop["tag"] == "A"]
    assert {"Story", "Prices", "Timeline", "Exposure", "Data"} <= set(links)
    areas = {stop["area"] for stop in reached}
    assert {"st-key-language_control", "st-key-base_control", "st-key-last_control"} <= areas
    assert [] == [stop for stop in reached if not stop["ring"] and stop["tag"] != "BODY"]

    # A window and a page are chosen without a mouse.
    headline = tab.head
    tab.page.locator(".st-key-last_control input[role=combobox]").focus()
    tab.page.keyboard.press("ControlOrMeta+a")
    tab.page.keyboard.type("2025-02-12")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    tab.wait_for_query(last="2025-02-12")
    tab.wait_for_head(headline)

    tab.page.locator(".st-key-nav a").nth(2).focus()  # behind all cases and the story
    tab.page.keyboard.press("Enter")
    tab.shows("prices")
    assert "2025-02-12" == tab.query["last"]


_SCROLLED = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"


def swipe_up(page, x, y):
    """Draw one finger 300 pixels up the screen."""
    hand = page.context.new_cdp_session(page)
    finger = {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    hand.send("Input.dispatchTouchEvent", finger)
    for step in range(1, 11):
        moved = [{"x": x, "y": y - 30 * step}]
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": moved})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_swipe_that_starts_on_a_chart_scrolls_the_page(visit):
    tab = visit("/?lang=zh", Reader(390), alive=True)
    for name in ("story", "prices", "timeline"):
        if name != FIRST:
            tab.turn_to(name)
        page = tab.page
        # Among those that are seen: one that another has replaced may stay in the page.
        chart = page.locator(".js-plotly-plot >> visible=true").first
        chart.evaluate("chart => chart.scrollIntoView({block: 'center'})")
        tab.bring(chart)
        box = chart.bounding_box()
        before = page.evaluate(_SCROLLED)

        swipe_up(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

        page.wait_for_function(f"{_SCROLLED} > {before + 100}")


@pytest.mark.parametrize(("scheme", "paper"), [("light", LIGHT), ("dark", DARK)])
def test_the_first_html_has_the_right_paper_before_any_script(browser, live_server, scheme, paper):
    options = Reader(scheme=scheme).options() | {"java_script_enabled": False}
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(live_server.url + "/?lang=zh")

    for element in ("html", "body"):
        colour = page.evaluate(
            "name => getComputedStyle(document.querySelector(name)).backgroundColor", element
        )
        assert colour == paper
    context.close()


# Notes every background that is painted over the whole window, frame by frame.
_SAMPLER = """
window.papers = new Set();
(function sample() {
  for (const selector of ['html', 'body', '#root', '.stApp', '.stAppViewContainer']) {
    const element = document.querySelector(selector);
    if (element) window.papers.add(getComputedStyle(element).backgroundColor);
  }
  requestAnimationFrame(sample);
})();
"""


def test_no_frame_of_a_load_shows_another_paper_and_the_theme_follows_the_system(
    new_tab, live_server
):
    tab = new_tab(Reader(scheme="light"))
    tab.page.add_init_script(_SAMPLER)
    tab.open(live_server.url + "/?lang=zh")
    assert {LIGHT} == papers(tab)

    tab.page.emulate_media(color_scheme="dark")
    tab.page.wait_for_function(
        "paper => getComputedStyle(document.querySelector('.stApp')).backgroundColor === paper",
        arg=DARK,
    )
    tab.settle()

    tab.page.reload()
    tab.settle()
    assert {DARK} == papers(tab)


def papers(tab):
    """Backgrounds since the load, but for those that let the one below through."""
    return set(tab.page.evaluate("[...window.papers]")) - {"rgba(0, 0, 0, 0)"}
