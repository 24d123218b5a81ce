"""The story table on the page: marks with words, links that keep the view, text from outside."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.analysis.stories.rows import ROWS
from dashboard.analysis.stories.table import story_table
from dashboard.case import Text
from dashboard.charts.theme import Look
from dashboard.exhibits.story_tables import (
    measure_table,
    rank_test_table,
    split_table,
    story_cells_table,
)
from dashboard.language.language import Language
from dashboard.ui import story_table as page
from dashboard.ui.state import View


def view_of(shipped, xshg, case=None, code="en"):
    case = shipped.case if case is None else case
    return View(
        folder=replace(shipped, case=case),
        sessions=xshg,
        window=case.window,
        base=xshg.before(case.window.first),
        benchmark="equal-weight",
        stock="",
        look=Look(Language(code)),
    )


def table_of(shipped, xshg, case=None):
    case = shipped.case if case is None else case
    return story_table(case, shipped.market, xshg, case.window, benchmark="equal-weight")


@pytest.fixture(scope="module")
def shipped_table(shipped, xshg):
    return table_of(shipped, xshg)


class Cells(HTMLParser):
    """Rows of the first table, and every link."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.links = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_row_for_every_rule_and_a_column_for_every_story(shipped_table, code, shipped, xshg):
    cells = Cells(page.story_table_html(view_of(shipped, xshg, code=code), shipped_table))
    assert len(cells.rows) == 1 + len(ROWS)
    assert {len(row) for row in cells.rows} == {5}
    assert len(cells.links) == 4 * len(ROWS)


def test_every_mark_has_its_word(shipped_table, shipped, xshg):
    cells = Cells(page.story_table_html(view_of(shipped, xshg), shipped_table))
    rank = cells.rows[2]
    assert rank[1].startswith("✔fits · strongly")
    assert rank[3].startswith("✖points the other way · weakly")
    assert rank[4].startswith("○says nothing")
    assert cells.rows[1][4].startswith("–cannot be tested")
    assert "p\N{NO-BREAK SPACE}202/1680" in rank[3]


def test_links_keep_the_reader_s_settings():
    query = {"lang": "zh", "last": "2025-02-14"}
    assert page.address("after-window", "evidence", query) == (
        "robustness?lang=zh&last=2025-02-14#hold-out"
    )
    assert page.address("rank-fit", "market", query) == "#measures"
    assert page.address("rank-fit", "label", {}) == "exposure#grades"


def test_text_from_outside_is_text(shipped, xshg):
    evil = "<script>alert(1)</script>"
    stories = tuple(replace(each, title=Text(evil, evil)) for each in shipped.case.stories)
    stocks = tuple(replace(each, name=Text(evil, evil)) for each in shipped.case.stocks)
    groups = tuple(replace(each, title=Text(evil, evil)) for each in shipped.case.groups)
    case = replace(shipped.case, stories=stories, stocks=stocks, groups=groups)
    table, view = table_of(shipped, xshg, case), view_of(shipped, xshg, case)
    drawn = page.story_table_html(view, table) + page.verdict_html(view, table)
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_the_verdict_has_the_gap_in_bold(shipped_table, shipped, xshg):
    drawn = page.verdict_html(view_of(shipped, xshg), shipped_table)
    assert "<b>27.7 points</b>" in drawn
    assert "1/70 one-sided, 2/70 two-sided" in drawn


def test_the_title_says_what_the_verdict_says(shipped_table, shipped, xshg):
    view = view_of(shipped, xshg)
    assert page.title(view, shipped_table) == "Which story fits? 8 stocks cannot tell"
    best = replace(shipped_table.verdict, fits_best="liquid-cooling", status="fits-best")
    assert (
        page.title(view, replace(shipped_table, verdict=best))
        == "“Liquid-cooling business” fits best"
    )
    none = replace(shipped_table.verdict, status="none-fits")
    assert "None" in page.title(view, replace(shipped_table, verdict=none))


def test_measures_of_the_market_are_folded_below(shipped_table, shipped, xshg):
    drawn = page.measures_html(view_of(shipped, xshg), shipped_table.measures)
    assert 'id="measures"' in drawn
    assert drawn.count("<tr>") == 7
    assert "lots of 100 shares" in drawn
    assert page.measures_html(view_of(shipped, xshg), None) == ""


def test_the_exports_hold_every_number(shipped_table, shipped):
    note = shipped.market.note
    cells = story_cells_table(shipped_table, note)
    assert len(cells) == 4 * len(ROWS)
    rank = cells[(cells["story"] == "liquid-cooling") & (cells["row"] == "rank-fit")].iloc[0]
    assert (rank["p, numerator"], rank["p, denominator"]) == (202, 1680)
    assert rank["mark"] == "other-way"
    tests = rank_test_table(shipped_table, note).set_index("story")
    assert tests.loc["alibaba-label", "p, two-sided"] == pytest.approx(2 / 70)
    measures = measure_table(shipped_table.measures, note)
    assert len(measures) == 6
    splits = split_table(shipped_table.difference, note)
    assert splits["splits"].sum() == 70
    assert splits["actual"].sum() == 1
    assert splits["difference (fraction)"][splits["actual"]].iloc[0] == pytest.approx(
        shipped_table.difference.value
    )


def test_splits_that_do_not_exist_leave_a_reason_in_the_export(shipped, xshg):
    case = replace(shipped.case, groups=shipped.case.groups[:1], stocks=shipped.case.stocks[:4])
    table = split_table(table_of(shipped, xshg, case).difference, shipped.market.note)
    assert "benchmark" in table["reason"].iloc[0]


def _script():
    from dashboard.ui import frame, story_table  # noqa: PLC0415 - the script stands alone

    with frame.page("story") as view:
        story_table.verdict(view)
        story_table.splits_figure(view)
        story_table.which_story_fits(view)


@pytest.mark.parametrize("query", [{}, {"lang": "zh"}, {"last": "2025-02-14"}])
def test_the_three_pieces_draw_on_a_page(clear_caches, query):
    app = AppTest.from_function(_script, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    bodies = [each.proto.body for each in app.get("html")]
    assert any('class="stories"' in body for body in bodies)
    assert any("verdict" in body for body in bodies)
    if "last" in query:
        links = [link for body in bodies for link in Cells(body).links if "?" in link]
        assert links
        assert all("last=2025-02-14" in link for link in links)
