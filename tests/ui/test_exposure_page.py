"""The Exposure page through the application."""

import re

import pytest

from dashboard.analysis.stories.fourfold import StoryPair, two_by_two
from tests.ui.reading import charts, texts

pytestmark = pytest.mark.slow


def matrix_row(app, symbol):
    table = next(text for text in texts(app).split("<table") if 'class="matrix open"' in text)
    return next(row for row in table.split("<tr") if symbol in row)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["What is documented", "quantified", "not assessed", "Yimikang", "+45.6%"]),
        ("zh", ["依米康", "财报自述液冷目前在营收中占比不高", "+45.6%", "被视为“阿里概念”"]),
    ],
)
def test_the_page_opens_in_both_languages(lang, words, opened):
    app = opened("exposure", lang=lang)
    text = texts(app)
    for word in words:
        assert word in text
    assert 1 == len(charts(app))


def test_the_chart_has_one_panel_a_story(opened):
    spec = charts(opened("exposure", lang="en"))[0]["figure"]
    assert {
        "Liquid-cooling business",
        "Documented business with Alibaba",
        "Regarded as an Alibaba stock",
    } == {trace["name"] for trace in spec["data"]}


def test_the_window_of_the_link_decides_what_is_late(opened):
    own = matrix_row(opened("exposure", lang="en"), "300499.SZ")
    assert ">after the window" in own
    longer = matrix_row(opened("exposure", lang="en", last="2025-02-14"), "300499.SZ")
    assert ">after the window" not in longer
    assert "Public before the window closed</dt><dd><b>no</b>" not in longer


def test_a_day_of_the_link_leaves_out_what_was_published_later(opened):
    app = opened("exposure", lang="en", asof="2024-06-30")
    text = texts(app)
    assert "As known on 30 Jun 2024: 16 of 17 statements came out later and are left out." in text
    assert "quantified" not in matrix_row(app, "300499.SZ")
    assert "quantified" in matrix_row(opened("exposure", lang="en"), "300499.SZ")
    assert "2024-06-30" == app.selectbox(key="asof_control").value
    assert "asof=" not in text.partition("Count all")[0].rpartition("href=")[2]

    chinese = texts(opened("exposure", lang="zh", asof="2030-01-01"))
    assert "17条陈述当时均已公布" in chinese.replace(" ", "")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("soon", "“asof=soon” was ignored"),
        ("9999-12-31", "known on 9999-12-31 cannot be asked: the day has to lie between"),
        ("0001-01-01", "known on 0001-01-01 cannot be asked"),
    ],
)
def test_a_day_that_cannot_be_asked_is_named_and_everything_counts(opened, day, told):
    app = opened("exposure", lang="en", asof=day)
    assert told in texts(app)
    assert "" == app.selectbox(key="asof_control").value


def test_the_two_stories_of_the_two_by_two_come_from_the_link(opened):
    text = texts(opened("exposure", lang="en"))
    told = (
        "Rumoured and documented: +40.0% on average (2 stocks); rumoured alone: +23.0% on average"
    )
    assert told in text
    app = opened("exposure", lang="en", doc="liquid-cooling")
    assert "Was it the documented link or the rumour?" in texts(app)
    assert "liquid-cooling" == app.selectbox(key="doc_control").value


def test_a_story_that_does_not_exist_is_named_and_ignored(opened):
    text = texts(opened("exposure", lang="en", doc="<b>nothing</b>"))
    assert "&lt;b&gt;nothing&lt;/b&gt;" in text
    assert "<b>nothing</b>" not in text
    assert "alibaba-evidence" in text
    assert "Rumoured and documented" in text


def test_choosing_a_story_writes_it_into_the_link(opened):
    app = opened("exposure", lang="en")
    app.selectbox(key="doc_control").set_value("liquid-cooling").run()
    assert "liquid-cooling" == app.query_params["doc"]


def test_every_statement_is_printed_once_with_an_anchor(opened, shipped):
    ids = re.findall(r'id="statement-([^"]+)"', texts(opened("exposure", lang="en")))
    assert sorted(ids) == sorted(row.id for row in shipped.case.evidence)


def test_every_figure_has_source_table_and_download(opened):
    app = opened("exposure", lang="en")
    text = texts(app)
    assert 6 == text.count('class="source"')
    assert 6 == len([each for each in app.get("bidi_component") if each.key.startswith("table_")])
    names = [button.proto.id for button in app.get("download_button")]
    assert 6 == len(names)


def test_a_highlighted_stock_fades_the_others(opened):
    assert 7 == texts(opened("exposure", lang="en", stock="300499.SZ")).count('class="faded"')


def test_the_words_stay_careful(opened):
    text = texts(opened("exposure", lang="en")).lower()
    for word in ("proves", "caused by the", "no link", "buy now", "significant"):
        assert word not in text


def test_the_pair_asked_for_is_the_pair_worked_out(monkeypatch, opened):
    seen = []

    def watched(case, result, pair=None, **settings):
        seen.append(pair)
        return two_by_two(case, result, pair, **settings)

    monkeypatch.setattr("dashboard.exhibits.exposure.fourfold.two_by_two", watched)
    opened("exposure", lang="en", doc="liquid-cooling", rum="alibaba-label")
    assert seen[-1] == StoryPair("liquid-cooling", "alibaba-label")


def test_the_statements_are_filtered_in_the_link_and_one_button_drops_the_filters(opened):
    app = opened("exposure", grade="stated", hand="reported")
    some = texts(app)
    app.selectbox(key="sort_control").set_value("day").run()
    assert "day" == app.query_params["sort"]
    app.button(key="drop_statements").click().run()

    assert re.search(r"\d of 17 statements", some)
    assert {"grade", "hand", "sort"}.isdisjoint(app.query_params)
    assert "Every statement, stock by stock" in texts(app)
    assert "“grade=best” was ignored" in texts(opened("exposure", grade="best"))
