"""The Story page and the state in the link, through the application."""

import pytest

from tests.ui.reading import charts, texts

pytestmark = pytest.mark.slow


def test_the_first_screen_asks_and_answers(opened):
    text = texts(opened(lang="en"))

    assert "Was it liquid cooling that lifted the liquid-cooling stocks?" in text
    assert "Nothing here speaks for “Liquid-cooling business”" in text


def test_it_speaks_chinese(opened):
    text = texts(opened(lang="zh"))

    assert "“液冷股”大涨，靠的是液冷吗？" in text
    assert "A gap of" not in text


def test_the_groups_chosen_after_are_said(opened):
    assert "picked afterwards: this describes, it proves nothing" in texts(opened(lang="en"))


def test_every_figure_has_a_text_alternative(opened):
    app = opened(lang="en")

    assert all(chart["alt"] for chart in charts(app))
    assert len(charts(app)) >= 2


def test_a_window_in_the_link_is_the_window_shown(opened):
    app = opened(lang="en", base="2025-02-05", last="2025-02-12")

    assert "From the close of 5 Feb 2025 to that of 12 Feb 2025" in texts(app)
    assert ("2025-02-05", "2025-02-12") == (
        app.selectbox(key="base_control").value,
        app.selectbox(key="last_control").value,
    )


def test_a_control_changes_the_numbers(opened):
    app = opened(lang="en")
    app.selectbox(key="last_control").set_value("2025-02-12").run()

    assert "that of 12 Feb 2025" in texts(app)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("base", "2025-02-01", "2025-02-01 is not a session"),
        ("base", "nonsense", "base=nonsense"),
        ("last", "2025-02-05", "must come after the base"),
        ("last", "2035-02-05", "is not inside"),
        ("bench", "sp500", "bench=sp500"),
        ("stock", "<script>alert(1)</script>", "&lt;script&gt;"),
        ("lang", "fr", "lang=fr"),
        ("up", "blue", "up=blue"),
        ("case", "none", "case=none"),
    ],
)
def test_a_bad_value_opens_the_page_and_says_what_it_ignored(name, value, said, opened):
    text = texts(opened(**({"lang": "en"} | {name: value})))

    assert said in text
    assert "A gap of" in text or "lang" == name
    assert "<script>" not in text


def test_a_hostile_value_is_cut_and_escaped(opened):
    text = texts(opened(lang="en", bench="<img src=x onerror=alert(1)>" * 50))

    assert "<img" not in text
    assert len(text) < 200_000


def test_red_is_up_for_a_chinese_case_and_can_be_switched(opened):
    red, green = opened(lang="en"), opened(lang="en", up="green")

    assert ("red", "green") == (
        red.selectbox(key="up_control").value,
        green.selectbox(key="up_control").value,
    )


def test_the_way_back_to_the_case_s_window_is_offered_only_when_needed(opened):
    assert not opened(lang="en").button
    app = opened(lang="en", last="2025-02-12")
    app.button(key="reset_window").click().run()

    assert "that of 13 Feb 2025" in texts(app)
