"""The second reader on the page of articles: told first, its proposals apart, taken in singly."""

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ui import people_view
from dashboard.ui.article import work
from tests.replay.model_plays import GOOD, KEY, PATH, PUBLISHED, TEXT, answer, content, find
from tests.replay.replaying import Play, replaying

APP = Path(__file__).parents[2] / "app.py"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def model(monkeypatch, tmp_path):
    with replaying({PATH: answer(content(*GOOD))}) as server:
        monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
        monkeypatch.setenv("MARKET_NARRATIVE_READER_BASE", f"{server.url}/v1")
        monkeypatch.setenv("MARKET_NARRATIVE_READER_MODEL", "played")
        monkeypatch.setenv("MARKET_NARRATIVE_READER_KEY", KEY)
        yield server


@pytest.fixture
def page(clear_caches):
    def run(text=TEXT, **query):
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in {"lang": "en", **query}.items():
            app.query_params[name] = value
        app.switch_page("pages/article.py")
        app.run()
        app.text_area(key="article_text").set_value(text)
        app.text_input(key="article_published").set_value(PUBLISHED)
        return app.button(key="article_read").click().run()

    return run


def body(app):
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def buttons(app):
    return {each.key for each in app.button if "second" in each.key or "take" in each.key}


def marked(app):
    content = app.session_state[work.WORK].content
    return {mark.quote for mark in content.marks if mark.reason == "second"}


@pytest.mark.slow
def test_without_a_second_reader_the_page_has_no_word_of_it(page, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("dashboard.articles.second")]:
        monkeypatch.delitem(sys.modules, name)
    app = page()

    assert "econd reader" not in body(app)
    assert set() == buttons(app)
    assert not [name for name in sys.modules if name.startswith("dashboard.articles.second")]


@pytest.mark.slow
def test_it_is_told_before_and_each_proposal_is_taken_in_by_itself(page, model):
    app = page()
    said = f"This article’s {len(TEXT)} signs will be sent to 127.0.0.1:{model.port} (played)."
    assert said in body(app)
    assert [] == model.asked

    app.button(key="article_second_send").click().run()
    assert 1 == len(model.asked)
    assert "its text was also sent to 127.0.0.1" in body(app)
    # The opinion has no button, and no button takes several.
    assert {"article_take_s1", "article_take_s3"} == buttons(app)
    assert set() == marked(app)

    app.button(key="article_take_s1").click().run()
    assert {"依米康走高，5.61%是它的成绩"} == marked(app)
    app.button(key="article_take_s1").click().run()
    assert set() == marked(app)
    assert 1 == len(model.asked)


@pytest.mark.slow
def test_another_article_is_not_sent_and_has_no_proposals_of_the_last(page, model):
    app = page()
    app.button(key="article_second_send").click().run()
    app.button(key="article_back").click().run()
    app.button(key="article_read").click().run()

    assert {"article_second_send"} == buttons(app)
    assert 1 == len(model.asked)


@pytest.mark.slow
def test_what_goes_wrong_is_one_sentence_and_the_finds_of_the_rules_stay(page, model):
    model.routes[PATH] = Play("", status=401)
    app = page(lang="zh")
    app.button(key="article_second_send").click().run()

    assert "不接受这个密钥（401）" in body(app)
    assert {"article_second_send"} == buttons(app)
    assert 'id="find-1"' in body(app)


@pytest.mark.slow
def test_no_key_and_no_markup_reaches_the_page_or_the_link(page, model):
    hostile = find("cause", f"源于{HOSTILE}", words=HOSTILE)
    model.routes[PATH] = lambda asked: answer(
        content(*GOOD, hostile, find("cause", asked.headers["authorization"], words=KEY))
    )
    app = page(TEXT + f"涨跌源于{HOSTILE}的说法。")
    before = body(app)
    app.button(key="article_second_send").click().run()

    assert HOSTILE not in before + body(app)
    assert KEY not in before + body(app) + repr(dict(app.query_params))
    assert KEY not in repr(app.session_state)


@pytest.mark.slow
def test_somebody_who_may_not_edit_sends_nothing(page, model, monkeypatch):
    app = page()
    monkeypatch.setattr(people_view, "may_edit", lambda: False)
    app.button(key="article_second_send").click().run()

    assert [] == model.asked
