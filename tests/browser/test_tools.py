"""Keys, search and copies, by hand and eye: what only a browser can show."""

import re
from pathlib import Path

from playwright.sync_api import expect

CASE = "liquid-cooling-2025"
# What is copied, as the browser is told: a headless one has no clipboard that can be read.
RECORD = """() => {
  window.copied = [];
  const keep = value => window.copied.push(value);
  navigator.clipboard.writeText = async text => keep(text);
  navigator.clipboard.write = async ([item]) => {
    const blob = await item.getType('image/png'), picture = await createImageBitmap(blob);
    keep(['image/png', picture.width, picture.height]);
  };
}"""


def test_by_keys_alone_a_reader_finds_copies_and_leaves(visit):
    tab = visit(f"/?case={CASE}&lang=en")
    page, keys, said = tab.page, tab.page.locator("dialog#keys"), tab.page.locator("#said")
    page.evaluate(RECORD)

    page.keyboard.press("?")
    expect(keys).to_contain_text("Keyboard shortcuts")
    for _ in range(3):  # round inside
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.locator(".keysbutton")).to_be_focused()

    page.keyboard.press("n")
    expect(page.locator("#returns")).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator(".st-key-foot_returns details[open]")).to_be_visible()
    with page.expect_download() as started:
        page.keyboard.press("d")
    assert (
        "liquid-cooling-2025_returns_2025-02-06_2025-02-13.csv" == started.value.suggested_filename
    )

    page.keyboard.press("i")
    expect(said).to_have_text("Image copied.")
    row = page.locator(".st-key-foot_returns .copies")
    for kind in ("paragraph", "citation", "link"):
        row.locator(f"[data-copy={kind}]").click()
        expect(said).to_have_text(f"{kind.capitalize()} copied.")
    image, paragraph, citation, link = page.evaluate("window.copied")
    assert "image/png" == image[0]
    assert image[1] > 1000
    assert image[2] > 600
    assert row.get_attribute("data-paragraph") == paragraph
    assert "“Liquid cooling, February 2025”, close of 2025-02-06" in citation
    assert re.search(rf"/\?case={CASE}&lang=en&open=returns#returns$", link)

    page.keyboard.press("Control+k")
    field = page.locator(".st-key-everything_q input")
    expect(field).to_be_focused()
    page.keyboard.type("yimikang t?1")  # letters, and no keys of the page
    expect(page.locator(".everyhit[data-q='yimikang t?1']")).to_contain_text("Nothing has")
    field.fill("300249")
    hit = page.locator(".everyhit a").first
    expect(hit).to_contain_text("300249.SZ")
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    tab.shows("prices")
    assert "300249.SZ" == tab.query["stock"]

    page.keyboard.press("7")
    tab.shows("claims")

    # Over plain HTTP a browser has no clipboard for images: there it is a file.
    page.evaluate("() => Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.locator("[data-copy=image]").first.click()
    way = said.locator("a")
    expect(way).to_be_focused()
    expect(said).to_contain_text("Browsers copy images over HTTPS only")
    with page.expect_download() as started:
        way.click()
    assert b"\x89PNG" == Path(started.value.path()).read_bytes()[:4]
    assert [] == tab.errors
