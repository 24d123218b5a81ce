"""The Robustness page through the application."""

import re

import pytest

from tests.ui.reading import charts, charts_on, texts

pytestmark = pytest.mark.slow


def test_the_page_opens_with_its_figures_and_numbers(opened):
    app = opened("robustness", lang="en")
    text = texts(app)
    for words in (
        "183 of 185 neighbouring windows",
        "None of the 140 earlier windows as long put Newcomers as far ahead",
        "502,206,511 of 1,268,026,643,520",
        "seed 20250213",
        "asks for 250 sessions",
        "points the other way",
        "7 of 20 stock days",
    ):
        assert words in text
    assert charts_on("robustness") == len(charts(app))


def test_the_textbook_tests_are_folded_away_with_their_sizes(opened):
    text = texts(opened("robustness", lang="en"))
    (panel,) = re.findall(r'<details class="expert"[^>]*>.*?</details>', text, re.DOTALL)
    assert "rejects 5 to 19%" in panel
    assert 2 == panel.count("<table")
    # BMP of 12 February against the equal-weight benchmark, in grey.
    assert re.search(r'<td class="num grey"><data[^>]*>\+4\.47', panel)
    assert "details open" not in text


def test_chinese_and_english_say_the_same_numbers(opened):
    for lang in ("en", "zh"):
        text = texts(opened("robustness", lang=lang))
        for number in ("+27.0%", "22.9", "86"):
            assert number in text


@pytest.mark.parametrize(
    "query",
    [
        {"base": "2025-02-12", "last": "2025-02-28"},
        {"base": "2025-02-12", "last": "2025-02-13", "bench": "000300.SS"},
        {"base": "2024-07-01", "last": "2024-07-05"},
        {"base": "2025-04-29", "last": "2025-04-30"},
    ],
)
def test_other_windows_give_numbers_or_sentences(query, opened):
    text = texts(opened("robustness", lang="en", **query))
    assert "own window, 7 Feb 2025 to 13 Feb 2025" in text
    assert "nan" not in re.sub(r"<[^>]+>", " ", text).lower().split()


def test_a_window_change_changes_grid_and_head_together(opened):
    text = texts(opened("robustness", lang="en", last="2025-02-17"))
    assert "returned 23.7 points more" in text
    # A window of seven sessions has 138 earlier ones of its length.
    assert "None of the 138 earlier windows as long put Newcomers as far ahead" in text
    assert "in all 138 earlier windows of 7 sessions" in text
