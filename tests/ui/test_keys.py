"""Keys of the pages: a list in the reader's language, each key once, each action known."""

import re
from importlib.resources import files

import pytest

from dashboard.language.language import Language
from dashboard.ui import frame, keys_view
from tests.ui.reading import texts

SCRIPT = files("dashboard").joinpath("ui", "assets", "keys.js").read_text("utf-8")
TAKEN = {"c", "r"}  # by Streamlit


def keys(shown):
    return dict(re.findall(r'<li data-key="([^"]+)" data-does="([^"]+)"', shown))


@pytest.mark.parametrize("page", list(frame.PAGES))
def test_every_page_with_a_link_has_a_key_and_none_is_taken(page):
    ways = list(dict.fromkeys(["cases", *frame.in_bar(page)]))
    own = page in frame.OWN_MATTER
    shares = not own and page not in frame.UNLISTED
    shown = keys_view.button(frame.PAGES, ways, page, Language(), shares=shares)
    found = keys(shown)
    listed = [each.partition(":")[2] for each in found.values() if each.startswith("page:")]

    assert len(re.findall("data-key=", shown)) == len(found)
    assert set(ways) == set(listed)
    assert shares == ("share" in found.values())
    assert {"keys", "search"} <= set(found.values())
    assert not TAKEN & set(found)


@pytest.mark.slow
def test_the_list_stands_in_the_bar_out_of_sight(opened):
    shown = texts(opened("story", case="liquid-cooling-2025"))

    assert '<div class="keylist" hidden' in shown
    assert "page:editions" == keys(shown)["9"]


def test_keys_of_the_pages_follow_the_order_of_the_bar():
    names = [name for name in frame.PAGES if name not in {"article", *frame.UNLISTED}]
    groups = keys_view.keys_of(names, "story", shares=True)

    pages = {key.key: key.does for key in groups["Go to a page"]}
    assert "page:story" == pages["1"]
    assert "page:editions" == pages["9"]
    assert "page:cases" == pages["0"]


def test_the_script_knows_every_action():
    groups = keys_view.keys_of(list(frame.PAGES)[:3], "story", shares=True)
    for key in (key for group in groups.values() for key in group):
        assert f"    {key.does.partition(':')[0]}: function" in SCRIPT, key


def test_the_list_is_in_the_language_of_the_reader():
    shown = keys_view.button(frame.PAGES, ["story", "cases"], "story", Language("zh"), shares=True)

    assert 'aria-label="键盘快捷键"' in shown
    for word in ("通用", "前往页面", "当前图表", "故事", "展开或收起数据表", "关闭"):
        assert word in shown, word
    assert "Story" not in shown


def test_a_page_without_figures_lists_no_key_for_them():
    shown = keys_view.button(frame.PAGES, ["cases"], "cases", Language("en"), shares=False)

    assert {"?": "keys", "/": "search", "0": "page:cases"} == keys(shown)
