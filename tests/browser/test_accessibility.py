"""What keys reach, and what the eye of a reader needs: the bar, the paper, the editor, a frame.

Every page of the top bar is held against WCAG 2.2 AA where all of them are walked over anyway:
`test_screens`.
"""

import re

from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.chromium import Reader
from tests.browser.driving import CASE
from tests.browser.test_screens import PAPER

# Of whatever has the focus: is it there for the eye, and not below the bar that stays?
_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const bar = document.querySelector('.st-key-topbar');
  const seen = one.closest('.paperswitch') ?? one;
  const box = seen.getBoundingClientRect(), style = getComputedStyle(seen);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  // A field is inside a box that shows it; what is drawn around that counts as well.
  const around = seen.parentElement && getComputedStyle(seen.parentElement);
  const boxed = around && (around.outlineStyle !== 'none' || around.boxShadow !== 'none');
  const at = bar.contains(one) ? Infinity : box.bottom;
  return {
    name: `${one.tagName} ${one.getAttribute('aria-label') || one.textContent.trim().slice(0, 30)}`,
    lost: !(box.width > 0 && box.height > 0),
    ring: Boolean(ring || boxed || style.boxShadow !== 'none'),
    below: at <= bar.getBoundingClientRect().bottom,
  };
}"""


def stops(tab, n):
    """What the next presses of Tab come to."""
    found = []
    for _ in range(n):
        tab.page.keyboard.press("Tab")
        found.append(tab.page.evaluate(_FOCUS))
    return [each for each in found if each is not None]


def paper(tab):
    return tab.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")


_INK = """() => [...document.querySelectorAll('.st-key-plot_lines svg text')]
  .filter(text => text.checkVisibility() && text.textContent.includes('%'))
  .map(text => getComputedStyle(text).fill)[0]"""
"""JavaScript: colour of a number at the axis of the chart."""


def test_keys_reach_everything_and_light_turns_to_dark_in_place(visit):
    tab = visit(f"/prices?case={CASE}&lang=en", Reader(390, touch=False), alive=True)
    page = tab.page

    # The first stop leads past the bar, every other is seen where it is.
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    reached = stops(tab, 40)
    assert [] == [each["name"] for each in reached if each["lost"] or each["below"]]
    assert [] == [each["name"] for each in reached if not each["ring"]]
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    assert "#" not in page.url

    # The row of pages says that it goes on, by a button that keys and fingers work.
    row = page.get_by_role("navigation", name="Pages")
    more, last = page.get_by_role("button", name="More pages"), row.get_by_role("link").last
    row.evaluate("one => { one.scrollLeft = 0; }")  # the keys above went through it
    expect(more).to_be_visible()
    expect(last).not_to_be_in_viewport()
    expect(row.locator("[aria-current=page]")).to_have_text("Prices")
    more.press("Enter")
    expect(page.get_by_role("button", name="Pages to the left")).to_be_visible()
    last.focus()
    expect(last).to_be_in_viewport()
    expect(more).to_be_hidden()

    # No choice is cut: what is wider than its field stands over more lines.
    assert [] == page.evaluate(
        "[...document.querySelectorAll('[data-testid=stSelectbox] [role=group] > input')]"
        ".filter(one => one.offsetWidth && one.scrollWidth > one.clientWidth + 1"
        " && one.parentElement.dataset.whole !== one.value).map(one => one.value)"
    )

    # Another paper without a new page: what the reader has in hand stays, the link has it.
    page.evaluate("window.kept = true")
    light = page.evaluate(_INK)
    page.get_by_role("combobox", name="Paper").select_option("dark")
    tab.wait_for_query(theme="dark")
    page.wait_for_function(f"light => ![light, undefined].includes(({_INK})())", arg=light)
    assert PAPER["dark"] == paper(tab)
    assert page.evaluate("window.kept")
    page.reload()
    tab.settle()
    assert PAPER["dark"] == paper(tab)
    expect(page.get_by_role("combobox", name="Paper")).to_have_value("dark")

    # The editor is in no bar; a figure alone follows the width of its frame.
    for theme in ("dark", "light"):
        tab.open(re.sub("/prices.*", f"/edit?case={CASE}&lang=en&theme={theme}", page.url))
        assert [] == axe.broken(page), theme
    page.goto(re.sub("/edit.*", f"/prices?case={CASE}&lang=en&only=lines", page.url))
    page.locator(".st-key-width_narrow").wait_for(state="attached")
    page.locator(".st-key-plot_lines svg").first.wait_for()
    assert [] == axe.broken(page, whole=False)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator(".st-key-width_wide").wait_for(state="attached")
    assert [] == tab.errors
