"""Verdict and story table: marks with words, links to charts, text from outside."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dashboard.analysis.claims.results import ClaimLink
from dashboard.analysis.stories import story_labels
from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.rows import ROWS
from dashboard.analysis.stories.table import story_table as table_result
from dashboard.analysis.trial import Trial
from dashboard.case import Text
from dashboard.html.links import Links
from dashboard.html.stories import measures, story_table, target
from dashboard.language.language import Language

EN = Language("en")
LINKS = Links(lambda target: f"{target.page}#{target.anchor}")


def table_of(shipped, xshg, case=None):
    case = shipped.case if case is None else case
    return table_result(
        StoryInputs(case, shipped.market, xshg, case.window, benchmark="equal-weight")
    )


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
    drawn = story_table(case, table, EN, LINKS)
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("cannot-be-told-apart", "Which story fits? 8 stocks cannot tell"),
        ("fits-best", "“Liquid-cooling business” fits best"),
        ("no-gap", "Which story fits? No gap stands out"),
    ],
)
def test_the_title_says_what_the_verdict_says(status, said, shipped):
    found = replace(Trial.of(shipped).verdict, status=status, story="liquid-cooling")
    assert said == story_labels.title(shipped.case, found, EN)
    none = replace(found, status="cannot-be-told", stories=found.stories[:1])
    assert "None that chance would not match" in story_labels.title(shipped.case, none, EN)


def test_measures_of_the_market_are_folded_below(shipped_table):
    drawn = measures(shipped_table.measures, EN)
    assert 'id="measures"' in drawn
    assert 6 == drawn.count("<tr>")
    assert "lots of 100 shares" in drawn
    assert "" == measures(None, EN)
