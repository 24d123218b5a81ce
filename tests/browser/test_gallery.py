"""The gallery in a browser: a case among many found by three letters, and opened."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Reader
from tests.many_cases import keep_cards, write_cases

MANY = 40


@pytest.fixture(scope="module")
def gallery(tmp_path_factory, root):
    """Dashboard with many cases, their cards kept."""
    from tests.browser.serving import serve  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("many")
    write_cases(folder / "cases", root, MANY)
    names = {
        "MARKET_NARRATIVE_CASES": str(folder / "cases"),
        "MARKET_NARRATIVE_STORE": str(folder / "store"),
        "MARKET_NARRATIVE_SETTINGS": str(folder / "none.toml"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        keep_cards(folder / "store")
    with serve(root, log=folder / "server.log", environment=names) as server:
        yield server


def test_the_first_html_is_searched_before_the_page_has_started_and_a_card_has_its_menu(
    new_tab, gallery
):
    tab = new_tab()
    held, waits = [], [True]
    tab.page.route(
        "**/static/js/**", lambda route: held.append(route) if waits else route.continue_()
    )
    tab.page.goto(f"{gallery.url}/?lang=en", wait_until="commit")
    tab.page.locator("#first .card h2 a").nth(23).wait_for()
    tab.page.locator("#first input[type=search]").press_sequentially("ferries 8")
    waits.clear()
    for each in held:
        each.continue_()
    tab.wait_for_query(q="ferries 8")
    tab.page.locator("#root .card", has_text="Night ferries 8").wait_for()
    expect(tab.page.locator("#first")).to_have_count(0)

    # At the root as well, whose own link is that of a story.
    expect(tab.page.locator(".st-key-nav [aria-current=page]")).to_have_text("Cases")
    tab.page.locator(".card .more").first.click()
    tab.page.locator(".st-key-cardmenu a", has_text="Edit").wait_for()
    tab.page.keyboard.press("Escape")
    tab.page.locator(".st-key-cardmenu").wait_for(state="detached")
    tab.wait_for_query(q="ferries 8")
    assert [] == tab.errors


@pytest.mark.parametrize(
    ("lang", "reader", "typed", "first", "named"),
    [
        ("en", Reader(), "fer", "Night ferries 8", "Deep-sea"),
        ("zh", Reader(390, "dark", "zh-CN"), "夜航渡", "“夜航渡轮”行情之 8", "深海电缆"),
    ],
    ids=["desk", "phone"],
)
def test_a_case_among_many_is_found_by_three_letters_and_another_by_the_picker(
    new_tab, gallery, lang, reader, typed, first, named
):
    tab = new_tab(reader)
    tab.open(f"{gallery.url}/?lang={lang}").shows("cases")
    expect(tab.page.locator(".card")).to_have_count(24)

    tab.page.locator(".st-key-cases_search input").click()
    tab.page.keyboard.type(typed)
    tab.wait_for_query(q=typed)
    tab.page.locator(".card", has_text=first).first.wait_for()
    expect(tab.page.locator(".card .name")).to_have_count(3)
    tab.settle()
    shown = tab.page.locator(".card .name").all_inner_texts()
    theme = "ferries" if lang == "en" else "夜航渡轮"
    assert 3 == len([name for name in shown if theme in name])

    tab.page.locator(".card h2 a").first.click()
    tab.shows("story")
    assert {"case", "lang"} == set(tab.query)
    assert [] == tab.errors

    # From there, as from any page, the picker leads to another.
    picker, other = tab.page.locator(".st-key-pickerbox"), tab.page.locator(".picked a")
    tab.page.locator(".st-key-case_picker button").click()
    other.nth(3).wait_for()
    picker.locator("input").click()
    tab.page.keyboard.type("deep-sea" if lang == "en" else "深海")
    tab.page.locator(".picked li:first-child a", has_text=named).click()
    tab.wait_for_query(case="case-010")
    tab.shows("story")
    assert [] == tab.errors
