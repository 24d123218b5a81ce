"""Search of the top bar: hits with their places, in both languages, of cases at hand alone."""

import html
import re
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.analysis.everything.rows import Row, Shelf
from dashboard.case import Text
from dashboard.cases.folders import EXTRA_CASES, find_case
from dashboard.language.language import Language
from dashboard.ui import frame
from dashboard.ui.search import index, places, search_view
from tests.ui.reading import texts

CASE = "liquid-cooling-2025"


def script():
    from dashboard.language.language import language  # noqa: PLC0415 - a script of its own
    from dashboard.ui import frame, state  # noqa: PLC0415
    from dashboard.ui.search import search_view  # noqa: PLC0415

    search_view.draw(language(state.asked("lang")), frame.PAGES, state.asked("case"))


def found(typed, **query):
    app = AppTest.from_function(script, default_timeout=60)
    for name, value in ({"lang": "en", "case": CASE} | query).items():
        app.query_params[name] = value
    app.session_state["everything"] = True
    app.session_state["everything_q"] = typed
    app.run()
    assert not app.exception
    return texts(app)


@pytest.fixture(autouse=True)
def read_all(clear_caches):
    index.prepare()
    index.wait()


def links(shown):
    return [html.unescape(each) for each in re.findall(r'<a href="([^"]+)"', shown)]


def test_nothing_is_looked_for_before_something_is_typed():
    shown = found("")

    assert "Every word has to occur." in shown
    assert [] == links(shown)


def test_each_kind_leads_to_its_place():
    assert f"prices?case={CASE}&lang=en&stock=300249.SZ" in links(found("300249"))
    shown = links(found("alibaba"))
    assert f"timeline?case={CASE}&lang=en#event-alibaba-chair-confirms" in shown
    assert f"claims?case={CASE}&lang=en#claim-athub-link" in shown
    assert f"exposure?case={CASE}&lang=en&stock=603881.SS#statement-athub-ali" in shown


def test_pages_figures_and_words_are_found_in_both_languages():
    for lang, typed in (("en", "robustness"), ("zh", "稳健性"), ("zh", "robustness")):
        assert f"robustness?case={CASE}&lang={lang}" in links(found(typed, lang=lang))
    for lang, typed in (("en", "as-of rule"), ("zh", "窗口")):
        assert any("#word-" in each for each in links(found(typed, lang=lang)))
    assert f"timeline?case={CASE}&lang=en#order" in links(found("share of the gap"))


def test_the_settings_of_the_reader_go_along_within_the_case_and_not_to_another():
    shown = links(found("alibaba", last="2025-02-12"))
    assert f"claims?case={CASE}&lang=en&last=2025-02-12#claim-athub-link" in shown

    (other,) = links(found("us-tariffs-2025", last="2025-02-12", up="green"))
    assert "./?case=us-tariffs-2025&lang=en&up=green" == other


@pytest.mark.slow
def test_anchors_of_words_stand_in_the_glossary(opened):
    own = places.shelf(tuple(frame.PAGES.items()))
    shown = texts(opened("data"))

    words = [row.place for row in own.rows if row.kind == "word"]
    assert len(words) == len(set(words)) > 20
    for anchor in words:
        assert f'id="{anchor}"' in shown, anchor


def test_a_case_that_is_gone_is_found_no_more(tmp_path, monkeypatch, clear_caches):
    monkeypatch.setenv(EXTRA_CASES, str(tmp_path))
    own = tmp_path / "my-own-story"
    shutil.copytree(find_case(CASE), own)
    file = own / "case.toml"
    file.write_text(file.read_text("utf-8").replace(CASE, "my-own-story"), "utf-8")
    clear_caches()
    index.prepare()
    index.wait()
    assert "./?case=my-own-story&lang=en" in links(found("my-own-story"))

    shutil.rmtree(own)
    clear_caches()

    assert "Nothing has “my-own-story”." in found("my-own-story")


def test_a_case_that_changed_is_read_again(tmp_path, monkeypatch, clear_caches):
    monkeypatch.setenv(EXTRA_CASES, str(tmp_path))
    own = tmp_path / "my-own-story"
    shutil.copytree(find_case(CASE), own)
    file = own / "case.toml"
    text = file.read_text("utf-8").replace(CASE, "my-own-story")
    file.write_text(text, "utf-8")
    clear_caches()
    index.prepare()
    index.wait()
    file.write_text(text.replace("Liquid cooling, February 2025", "Quite another name"), "utf-8")
    clear_caches()
    index.shelves()
    index.wait()

    assert ["./?case=my-own-story&lang=en"] == links(found("quite another"))[:1]


def test_hostile_text_is_text(monkeypatch):
    bad = "<img src=x onerror=alert(1)>{0}"
    row = Row("event", '"><script>', Text(bad, bad), Text(bad, ""), "hostile", place="event-x")
    monkeypatch.setattr(index, "shelves", lambda: ([Shelf.of(CASE, Text(bad, ""), [row])], 0))

    shown = found("hostile")

    assert "<img" not in shown
    assert "<script" not in shown
    assert 3 == shown.count("&lt;img src=x onerror=alert(1)&gt;{0}")
    assert "Nothing has “&lt;b&gt;{q}”." in found("<b>{q}")


def test_unread_cases_are_said(monkeypatch):
    monkeypatch.setattr(index, "shelves", lambda: ([], 2))

    assert "2 cases are still being read." in found("alibaba")


def test_headings_stand_in_the_language_of_the_reader():
    shown = found("依米康", lang="zh")

    headings = re.findall(r"<h3>([^ <]+)", shown)
    assert ["股票", "事件", "论断", "证据"] == headings
    assert set(search_view.HEADINGS) >= {"page", "word", "tag"}
    assert "300249.SZ · 2025 年 2 月“液冷”行情" in shown
    assert "依米康" == Language("zh").pick(Text("Yimikang", "依米康"))
