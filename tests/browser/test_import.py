"""A price file of the reader's own, uploaded through the page itself."""

import pytest

from tests.browser.chromium import DESK, Reader
from tests.thoroughness import variants

GOOD = (
    "日期,股票代码,股票名称,开盘,最高,最低,收盘,成交量(手),成交额(元)\n"
    "2025-02-06,300249,依米康,10.00,10.50,9.90,10.20,1000,1020000\n"
    "2025-02-07,300249,依米康,10.20,11.00,10.10,11.00,2000,2150000\n"
    "2025-02-06,600519,贵州茅台,1400,1420,1390,1410,100,14100000\n"
)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def server(root, tmp_path_factory):
    """One server whose store these tests may fill."""
    from tests.browser.serving import serve  # noqa: PLC0415

    with serve(root, log=tmp_path_factory.mktemp("importing") / "server.log") as running:
        yield running


@pytest.fixture
def data_page(new_tab, server):
    """Open the Data page with the panel unfolded."""

    def visit(lang="zh", reader=DESK):
        tab = new_tab(reader).open(f"{server.url}/data?lang={lang}")
        tab.page.locator(".st-key-import_panel summary").first.click()
        return tab

    return visit


def choose(tab, name, text, encoding="utf-8"):
    """Choose a file."""
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode(encoding)}
    tab.page.locator(".st-key-import_file input[type=file]").set_input_files(file)


def upload(tab, name, text):
    """Choose a file and wait until the page shows it as read."""
    choose(tab, name, text)
    tab.page.locator(".st-key-import_panel dl.origin").wait_for()
    return tab.settle()


def say_as_traded(tab, label):
    box = tab.page.locator(".st-key-import_adjustment input[role=combobox]")
    box.click()
    box.fill(label)
    tab.page.get_by_role("option", name=label, exact=True).click()


def panel(tab):
    return tab.page.locator(".st-key-import_panel")


def is_harmless(tab):
    nodes = "document.querySelectorAll('.st-key-import_panel script, .st-key-import_panel img')"
    return tab.page.evaluate(f"{nodes}.length") == 0 and tab.dialogs == []


@pytest.mark.parametrize(
    ("lang", "line", "traded", "done", "new"),
    variants(
        [("zh", "行", "不复权", "已导入", "新增 2")],
        ("en", "line", "As traded", "Imported", "new 2"),
    ),
)
def test_faults_stand_by_their_lines_and_a_gbk_file_without_them_is_shown_on_all_pages(
    data_page, lang, line, traded, done, new
):
    faulty = GOOD.replace("10.50,9.90", "9.50,9.90").replace("2025-02-07", "2025-02-30")
    tab = upload(data_page(lang), "prices.csv", faulty)

    faults = panel(tab).locator(".importfaults li")
    items = faults.all_inner_texts()
    assert [True, True] == [
        any(number in item and line in item for item in items) for number in ("2", "3")
    ]
    assert 0 == tab.page.locator(".st-key-import_start").count()

    choose(tab, "行情 2025.csv", GOOD, "gbk")
    faults.filter(has_text="行情 2025.csv").wait_for()  # which does not say what its prices are
    say_as_traded(tab, traded)
    tab.page.locator(".st-key-import_start button").click()
    panel(tab).get_by_text(done).wait_for()
    told = panel(tab).inner_text()
    panel(tab).locator('a[href*="prices=store"]').click()
    tab.wait_for_query(prices="store")
    tab.shows("data")

    assert new in told
    assert "file-2025" in tab.text
    assert [] == tab.errors


@pytest.mark.parametrize(
    ("lang", "scheme"), variants([("en", "light"), ("zh", "dark")], ("en", "dark"), ("zh", "light"))
)
def test_on_a_phone_a_hostile_file_runs_nowhere_and_the_panel_fits_and_speaks_one_language(
    data_page, root, lang, scheme
):
    hostile = GOOD.replace("股票名称", HOSTILE).replace(
        "2025-02-07,300249", f'"=cmd|calc!A1","{HOSTILE}"'
    )
    tab = upload(data_page(lang, Reader(390, scheme)), "<img src=x onerror=alert(3)>.csv", hostile)
    told = panel(tab).inner_text()
    assert [] == [
        text for text in ("onerror=alert(3)", HOSTILE, "=cmd|calc!A1") if text not in told
    ]
    assert is_harmless(tab)
    folder = root / "test-results" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    # The page scrolls inside itself: only a window as tall as the panel shows it whole.
    tall = int(panel(tab).bounding_box()["height"]) + 300
    tab.page.set_viewport_size({"width": 390, "height": tall})
    panel(tab).screenshot(path=folder / f"import-{lang}-{scheme}-390.png")

    width = tab.page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    over = tab.page.evaluate(
        """() => [...document.querySelectorAll('.st-key-import_panel *')]
          .filter(e => !e.closest('.scroll') && e.checkVisibility())
          .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
          .map(e => e.tagName + '.' + e.className)"""
    )

    assert width[0] <= width[1]
    assert [] == over
    assert "per file" not in panel(tab).inner_text()
    assert [] == tab.errors
