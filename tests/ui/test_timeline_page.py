"""The Timeline page through the application."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.window.timing import event_times
from dashboard.analysis.window.window import window_result
from dashboard.language.language import language
from dashboard.market.sessions import load_sessions
from dashboard.store.minute_files import put_minutes
from dashboard.store.store import Store
from dashboard.ui.event_filter import EventFilter
from tests.minute_sessions import through_days
from tests.ui.reading import charts, charts_on, texts

pytestmark = pytest.mark.slow

EN, ZH = language("en"), language("zh")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def events_of(shipped, *extra):
    case = replace(shipped.case, events=shipped.case.events + extra)
    sessions = load_sessions(case.calendar, case.timezone)
    result = window_result(
        case, shipped.market, sessions, case.window, benchmark=case.benchmarks[0].id
    )
    return case, event_times(case, sessions, result), result


def circles(app, figure=0):
    spec = charts(app)[figure]["figure"]
    return sorted(
        int(text.removeprefix("<b>").removesuffix("</b>"))
        for trace in spec["data"]
        if trace.get("mode") == "markers+text"
        for text in trace["text"]
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_shows_figures_and_list_in_both_languages(lang, opened, store_folder, shipped):
    app = opened("timeline", lang=lang)
    assert charts_on("timeline") - 1 == len(charts(app))  # no minute bars of its article
    if lang == "zh":
        days = (date(2025, 2, 13), date(2025, 2, 14))
        bars = through_days(shipped.market.prices, "300249.SZ", days)
        put_minutes(Store(store_folder), bars)
        app.run()
        assert charts_on("timeline") == len(charts(app))
        assert "分钟线：file-bars（5 分钟）。" in texts(app)
        assert "事件 10 之前" in texts(app)
    assert circles(app) == circles(app, 1) == list(range(1, 11))
    text = texts(app)
    assert ('<p class="title">Press report' in text) == (lang == "en")
    assert ('<p class="title">媒体报道' in text) == (lang == "zh")
    assert 10 == text.count('<li value="')


def test_a_link_with_its_own_window_shows_that_window(opened):
    text = texts(opened("timeline", lang="zh", base="2025-02-10", last="2025-02-12"))
    assert "2025年2月10日" in text
    assert 1 == text.count('<li value="5"')


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"kind": "broker-report"}, [4, 6, 7]),
        ({"story": "alibaba-label"}, [3, 5]),
        ({"about": "300499.SZ"}, [9]),
        ({"q": "alibaba APPLE"}, [3, 5]),
        ({"q": "高澜"}, [9]),
        ({"kind": "news", "story": "alibaba-evidence", "q": "dubai"}, [5]),
    ],
)
def test_filters_in_the_link_drive_figures_and_list_and_keep_the_numbers(query, left, opened):
    app = opened("timeline", lang="en", **query)
    assert circles(app) == circles(app, 1) == left
    text = texts(app)
    assert [n for n in range(1, 11) if f'<li value="{n}"' in text] == left


def test_a_control_writes_its_choice(opened):
    app = opened("timeline", lang="en")
    app.selectbox(key="kind_control").set_value("broker-report").run()
    assert not app.exception
    assert [4, 6, 7] == circles(app)


def test_nothing_matching_has_its_own_sentence(opened):
    app = opened("timeline", lang="en", q="no such words")
    assert "None of the 10 events matches this choice" in texts(app)
    assert not charts(app)


def test_bad_values_are_named_and_ignored(opened):
    app = opened("timeline", lang="en", kind="gossip", about="000000.SZ", story=HOSTILE)
    text = texts(app)
    assert "kind=gossip" in text
    assert "about=000000.SZ" in text
    assert "<script>" not in text
    assert circles(app) == list(range(1, 11))


# The filter ----------------------------------------------------------


def test_the_filter_looks_into_names_and_sources(shipped):
    case, events, _ = events_of(shipped)
    assert ["goaland-answer"] == [i.event.id for i in EventFilter(q="goaland").apply(case, events)]
    assert 7 == len(EventFilter(q="WALLSTREETCN").apply(case, events))
    assert EventFilter().apply(case, events) == tuple(events)
