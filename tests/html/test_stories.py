"""Verdict and story table: marks with words, links to charts, text from outside."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dashboard.analysis.claims.results import ClaimLink
from dashboard.analysis.stories import story_labels
from dashboard.analysis.stories.rows import ROWS
from dashboard.analysis.stories.table import story_table as table_result
from dashboard.analysis.window.window import window_result
from dashboard.case import Text
from dashboard.html.links import Links
from dashboard.html.stories import measures, story_table, target, verdict
from dashboard.language.language import Language

EN = Language("en")
LINKS = Links(lambda target: f"{target.page}#{target.anchor}")


def table_of(shipped, xshg, case=None):
    case = shipped.case if case is None else case
    return table_result(case, shipped.market, xshg, case.window, benchmark="equal-weight")


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
def test_a_row_for_every_rule_and_a_column_for_every_story(shipped_table, code, shipped):
    cells = Cells(story_table(shipped.case, shipped_table, Language(code), LINKS))
    assert len(cells.rows) == 1 + len(ROWS)
    assert {5} == {len(row) for row in cells.rows}
    assert len(cells.links) == 4 * len(ROWS)


def test_every_mark_has_its_word(shipped_table, shipped):
    cells = Cells(story_table(shipped.case, shipped_table, EN, LINKS))
    rank = cells.rows[2]
    assert rank[1].startswith("✔fits · strongly")
    assert rank[3].startswith("✖points the other way · weakly")
    assert rank[4].startswith("○says nothing")
    assert cells.rows[1][4].startswith("–cannot be tested")
    assert "p\N{NO-BREAK SPACE}202/1680" in rank[3]


def test_a_cell_leads_to_the_chart_behind_it(shipped_table):
    assert ClaimLink("robustness", "hold-out") == target("after-window", "evidence")
    assert ClaimLink("story", "measures") == target("rank-fit", "market")
    assert ClaimLink("exposure", "grades") == target("rank-fit", "label")


def test_a_chart_that_cannot_be_reached_has_no_link(shipped_table, shipped):
    drawn = story_table(shipped.case, shipped_table, EN, Links(lambda _: ""))
    assert [] == Cells(drawn).links
    assert "chart" not in drawn


def test_text_from_outside_is_text(shipped, xshg):
    evil = "<script>alert(1)</script>"
    stories = tuple(replace(each, title=Text(evil, evil)) for each in shipped.case.stories)
    stocks = tuple(replace(each, name=Text(evil, evil)) for each in shipped.case.stocks)
    groups = tuple(replace(each, title=Text(evil, evil)) for each in shipped.case.groups)
    case = replace(shipped.case, stories=stories, stocks=stocks, groups=groups)
    table = table_of(shipped, xshg, case)
    drawn = story_table(case, table, EN, LINKS) + verdict(table, EN)
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_the_verdict_has_the_gap_in_bold(shipped_table):
    drawn = verdict(shipped_table, EN)
    assert "<b>27.7 points</b>" in drawn
    assert "1/70 one-sided, 2/70 two-sided" in drawn


def test_the_title_says_what_the_verdict_says(shipped_table, shipped, xshg):
    result = window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )

    def title(table):
        return story_labels.title(shipped.case, result, table, EN)

    best = replace(shipped_table.verdict, fits_best="liquid-cooling", status="fits-best")
    none = replace(shipped_table.verdict, status="none-fits")

    assert "Which story fits? 8 stocks cannot tell" == title(shipped_table)
    assert "“Liquid-cooling business” fits best" == title(replace(shipped_table, verdict=best))
    assert "None" in title(replace(shipped_table, verdict=none))


def test_measures_of_the_market_are_folded_below(shipped_table):
    drawn = measures(shipped_table.measures, EN)
    assert 'id="measures"' in drawn
    assert 7 == drawn.count("<tr>")
    assert "lots of 100 shares" in drawn
    assert "" == measures(None, EN)
