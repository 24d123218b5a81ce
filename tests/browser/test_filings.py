"""From a report that is added by hand to a row of evidence with its page and its quote."""

import shutil

import pytest
from playwright.sync_api import expect

from dashboard.cases.folders import read_case
from tests.browser.serving import serve
from tests.filings import pdfs

SLUG = "graded"
QUOTE = "其中液冷产品收入0.97亿元，占营业收入的9.1%，上年同期为0.31亿元。"
REPORT = [
    "依米康科技集团股份有限公司\n2023年年度报告",
    "第三节 管理层讨论与分析\n公司围绕两条主线开展经营。\n" + QUOTE.replace("液冷", "液\n冷"),
]


@pytest.fixture
def graded(shipped_case, root, tmp_path):
    """A server with one case that can be changed, and the case's folder."""
    folder = tmp_path / "cases" / SLUG
    shutil.copytree(shipped_case, folder)
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('"liquid-cooling-2025"', f'"{SLUG}"', 1), encoding="utf-8")
    own = {"MARKET_NARRATIVE_CASES": str(folder.parent)}
    with serve(root, log=tmp_path / "server.log", environment=own) as server:
        yield server, folder


def add(page, file, data):
    """Choose a file whose name tells stock, day, kind and period, and keep it."""
    file.write_bytes(data)
    page.locator(".st-key-filings_add input[type=file]").set_input_files(file)
    expect(page.get_by_label("Title", exact=True)).to_have_value(file.stem)
    page.get_by_role("button", name="Keep and read it").click()


def test_a_report_becomes_a_row_whose_quote_stands_on_its_page(graded, new_tab, tmp_path):
    server, folder = graded
    visit = new_tab().open(f"{server.url}/filings?case={SLUG}&lang=en&q=液冷")
    page = visit.page

    # A file that ends its parser ends in a sentence, and the server goes on.
    add(page, tmp_path / "300249_20230422_2022年年度报告.pdf", pdfs.bomb())
    page.locator(".job", has_text="Kept, and cannot be searched: 2022 annual report").wait_for()
    add(page, tmp_path / "300249_20240422_2023年年度报告.pdf", pdfs.pdf(REPORT))
    page.locator(".job", has_text="Kept and read: 2023 annual report, 2 pages.").wait_for()

    # By the keyboard to the documents of one period, and back to all.
    listed = page.locator("table.documents time")
    expect(listed).to_have_count(2)
    page.get_by_role("combobox", name="Period").focus()
    page.keyboard.type("2023")
    page.keyboard.press("Enter")
    expect(listed).to_have_count(1)
    page.wait_for_url("**&period=2023**")
    page.keyboard.type("All")
    page.keyboard.press("Enter")
    expect(listed).to_have_count(2)
    page.locator("h1").click()

    # By the keyboard to the first hit, to its page and back.
    expect(page.locator("ul.hitlist li a").first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("ul.hitlist li a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".pagepicture").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".pagepicture")).to_have_count(0)
    page.locator("ul.hitlist li a").first.click()
    # A word broken over two lines is marked on both.
    expect(page.locator(".pagepicture .hitbox")).to_have_count(2)
    page.wait_for_function("() => document.querySelector('.pagepicture img').naturalWidth > 0")

    page.get_by_role("button", name="9.1% of 营业收入").click()
    expect(page.get_by_label("Value", exact=True)).to_have_value("0.091")
    page.get_by_label("Statement (English)").fill("Liquid cooling was 9.1% of revenue in 2023")
    # The case has it reported that this is still incubating, and the report says how much it is.
    page.get_by_role("combobox", name="It confirms or contradicts").click()
    page.get_by_role("option").filter(has_text="Contradicts the report").click()
    quote = page.get_by_label("Quote", exact=True)
    expect(quote).to_have_value(QUOTE)
    quote.fill(QUOTE.replace("9.1", "91"))
    page.get_by_role("button", name="Put it on my desk").click()
    page.locator(".trouble", has_text="These words do not stand in the document").wait_for()
    quote.fill(QUOTE)
    page.get_by_role("button", name="Put it on my desk").click()
    page.locator(".job", has_text="The quote stands there word for word").wait_for()

    page.get_by_role("button", name="Save as a new version").click()
    page.locator(".job", has_text="Saved as version").wait_for()
    (row,) = [each for each in read_case(folder).case.evidence if each.quote]
    assert ("300249.SZ", "quantified", 0.091, "fraction") == (
        row.stock,
        row.finding,
        row.value,
        row.unit,
    )
    assert ("2", QUOTE, "2023 annual report", False) == (
        row.page,
        row.quote,
        row.document,
        row.is_reported,
    )
    assert "yimikang-lc" == row.contradicts
    assert [] == visit.errors
