"""The Prices page as a reader opens it, by link and in both languages."""

from datetime import date

import pytest

from dashboard.analysis.window.daily_bars import DailyBar, DailyBars
from dashboard.exhibits.prices.candles import too_few
from dashboard.language.language import Language
from dashboard.store.store import Store
from tests.exhibits.test_drivers import apple
from tests.ui.reading import charts, texts

pytestmark = pytest.mark.slow


def figures(app):
    return [chart["figure"] for chart in charts(app)]


def chosen(app, key):
    return next(box.value for box in app.selectbox if box.key == f"{key}_control")


def test_the_page_opens_with_its_figures_and_its_finding(opened):
    app = opened("prices", lang="en")

    assert not app.exception
    assert 3 == len(figures(app))
    assert "Newcomers +31.5%, Established names +3.8%" in texts(app)
    assert "+45.60%" in texts(app)


def test_the_window_of_the_link_rules_title_and_table(opened):
    """Base 7 February: four daily moves instead of five."""
    app = opened("prices", lang="en", base="2025-02-07", last="2025-02-12")

    assert not app.exception
    assert "From the close of 7 Feb 2025 to that of 12 Feb 2025: 3 sessions." in texts(app)
    assert "+45.60%" not in texts(app)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "<b>x"),
        ("range", "7"),
        ("scale", "cubic"),
        ("candle", "600000.SS"),
        ("days", "x"),
        ("quote", "raw"),
    ],
)
def test_a_bad_value_is_named_and_ignored(name, value, opened):
    app = opened("prices", lang="en", **{name: value})

    assert not app.exception
    assert f"“{name}={value}” was ignored".replace("<", "&lt;").replace(">", "&gt;") in texts(app)
    assert 3 == len(figures(app))


def test_the_highlighted_stock_of_the_link_leads_chart_table_and_candles(opened):
    app = opened("prices", lang="en", stock="603881.SS")
    said = texts(app)

    assert not app.exception
    assert "AtHub +34.4% in the window" in said
    assert 'class="chosen"' in said
    assert "数据港 AtHub 603881.SS. Hollow" in said
    assert "candle_control" not in {box.key for box in app.selectbox}


def test_controls_show_what_the_link_says(opened):
    app = opened("prices", lang="en", kind="groups", scale="log", range="60")

    assert ("groups", "log", "60") == tuple(chosen(app, key) for key in ("kind", "scale", "range"))
    assert "log" == figures(app)[0]["layout"]["yaxis"]["type"]


def test_differences_offer_no_log_axis(opened):
    app = opened("prices", lang="en", kind="peers", scale="log")

    assert "scale_control" not in {box.key for box in app.selectbox}
    assert "log" != figures(app)[0]["layout"]["yaxis"].get("type")


def test_up_is_the_colour_the_reader_chose(opened):
    red, green = (
        texts(opened("prices", lang="en", up="red")),
        texts(opened("prices", lang="en", up="green")),
    )

    assert 'color:var(--red)">+45.60%' in red
    assert 'color:var(--green)">+45.60%' in green


def test_a_stock_with_no_price_or_one_has_a_sentence_instead_of_candles():
    """One candle is no chart."""
    day = date(2025, 2, 6)
    only = DailyBar(day, 10.0, 11.0, 9.0, 10.5, 1.0, None, None, None)
    none, one = (DailyBars("300249.SZ", (day,), bars) for bars in ((None,), (only,)))

    assert "Yimikang has no prices in these sessions." == too_few(none, "Yimikang", Language("en"))
    assert "one session only, 6 Feb 2025, with a close of 10.50." in too_few(
        one, "Yimikang", Language("en")
    )


def test_the_chinese_page_has_no_english_sentence(opened):
    said = texts(opened("prices", lang="zh"))

    for english in (
        "Return since",
        "Close of",
        "sessions",
        "Hollow",
        "Shaded",
        "closed at",
        "mean of",
    ):
        assert english not in said.replace("<section", "")


def test_a_series_of_the_store_is_chosen_by_the_link_and_a_bad_one_is_named(opened, store_folder):
    Store(store_folder).put(apple())
    app = opened("prices", lang="en", **{"with": "AAPL,000300.SS,<b>x"})
    said = texts(app)
    (box,) = [each for each in app.multiselect if each.key == "with_control"]

    assert not app.exception
    assert ["AAPL", "000300.SS"] == box.value
    assert "on the clock of New York" in said
    assert "“with=&lt;b&gt;x” was ignored: it can be equal-weight, 000300.SS, AAPL" in said
    assert "AAPL" in {trace.get("name") for trace in figures(app)[0]["data"]}
    assert "To draw another index" not in said


def test_the_paragraph_to_take_along_has_the_drivers(opened, store_folder):
    Store(store_folder).put(apple())
    app = opened("prices", lang="en", **{"with": "AAPL"})
    app.session_state["share_open"] = True
    app.run()
    (told,) = [block.value for block in app.code if "From the close of" in block.value]

    assert "Beside: AAPL +5.0% (close of 12 Feb)." in told
    assert "could first be known here in the session of 13 Feb" in told
