"""The story table on the page: marks with words, links that keep the view, text from outside."""

from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.analysis.stories.rows import ROWS
from dashboard.analysis.stories.table import story_table
from dashboard.case import Text
from dashboard.cases.folders import read_case
from dashboard.charts.theme import Look
from dashboard.exhibits.story_tables import (
    measure_table,
    rank_test_table,
    split_table,
    story_cells_table,
)
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions
from dashboard.ui import story_table as page
from dashboard.ui.state import View

XSHG = load_sessions("XSHG", "Asia/Shanghai")
SHIPPED = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")


def view_of(case=SHIPPED.case, code="en"):
    return View(
        folder=replace(SHIPPED, case=case),
        sessions=XSHG,
        window=case.window,
        base=XSHG.before(case.window.first),
        benchmark="equal-weight",
        stock="",
        look=Look(Language(code)),
    )


def table_of(case=SHIPPED.case):
    return story_table(case, SHIPPED.market, XSHG, case.window, benchmark="equal-weight")


@pytest.fixture(scope="module")
def shipped():
    return table_of()


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
def test_a_row_for_every_rule_and_a_column_for_every_story(shipped, code):
    cells = Cells(page.story_table_html(view_of(code=code), shipped))
    assert len(cells.rows) == 1 + len(ROWS)
    assert {len(row) for row in cells.rows} == {5}
    assert len(cells.links) == 4 * len(ROWS)


def test_every_mark_has_its_word(shipped):
    cells = Cells(page.story_table_html(view_of(), shipped))
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


def test_text_from_outside_is_text():
    evil = "<script>alert(1)</script>"
    stories = tuple(replace(each, title=Text(evil, evil)) for each in SHIPPED.case.stories)
    stocks = tuple(replace(each, name=Text(evil, evil)) for each in SHIPPED.case.stocks)
    groups = tuple(replace(each, title=Text(evil, evil)) for each in SHIPPED.case.groups)
    case = replace(SHIPPED.case, stories=stories, stocks=stocks, groups=groups)
    table, view = table_of(case), view_of(case)
    drawn = page.story_table_html(view, table) + page.verdict_html(view, table)
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_the_verdict_has_the_gap_in_bold(shipped):
    drawn = page.verdict_html(view_of(), shipped)
    assert "<b>27.7 points</b>" in drawn
    assert "1/70 one-sided, 2/70 two-sided" in drawn


def test_the_title_says_what_the_verdict_says(shipped):
    view = view_of()
    assert page.title(view, shipped) == "Which story fits? 8 stocks cannot tell"
    best = replace(shipped.verdict, fits_best="liquid-cooling", status="fits-best")
    assert page.title(view, replace(shipped, verdict=best)) == "“Liquid-cooling business” fits best"
    none = replace(shipped.verdict, status="none-fits")
    assert "None" in page.title(view, replace(shipped, verdict=none))


def test_measures_of_the_market_are_folded_below(shipped):
    drawn = page.measures_html(view_of(), shipped.measures)
    assert 'id="measures"' in drawn
    assert drawn.count("<tr>") == 7
    assert "lots of 100 shares" in drawn
    assert page.measures_html(view_of(), None) == ""


def test_the_exports_hold_every_number(shipped):
    note = SHIPPED.market.note
    cells = story_cells_table(shipped, note)
    assert len(cells) == 4 * len(ROWS)
    rank = cells[(cells["story"] == "liquid-cooling") & (cells["row"] == "rank-fit")].iloc[0]
    assert (rank["p, numerator"], rank["p, denominator"]) == (202, 1680)
    assert rank["mark"] == "other-way"
    tests = rank_test_table(shipped, note).set_index("story")
    assert tests.loc["alibaba-label", "p, two-sided"] == pytest.approx(2 / 70)
    measures = measure_table(shipped.measures, note)
    assert len(measures) == 6
    splits = split_table(shipped.difference, note)
    assert splits["splits"].sum() == 70
    assert splits["actual"].sum() == 1
    assert splits["difference (fraction)"][splits["actual"]].iloc[0] == pytest.approx(
        shipped.difference.value
    )


def test_splits_that_do_not_exist_leave_a_reason_in_the_export():
    case = replace(SHIPPED.case, groups=SHIPPED.case.groups[:1], stocks=SHIPPED.case.stocks[:4])
    table = split_table(table_of(case).difference, SHIPPED.market.note)
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
