"""One entry of a draft put right or taken out: what refers to it goes along, the rest stays."""

from datetime import date

import pytest

from dashboard.articles.draft.draft import draft_of
from dashboard.articles.reader import read_article
from dashboard.case import Text, Window
from dashboard.cases.amending import (
    amended,
    can_drop,
    fields_of,
    hold_together,
    parted,
    without,
)
from dashboard.cases.outline import CASE_FILE, CLAIMS, EVIDENCE
from dashboard.errors import CaseError, InputError
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.own import COOLING


@pytest.fixture(scope="module")
def content():
    finds = read_article(COOLING, shipped_listing(), published=date(2025, 2, 14))
    return draft_of(finds, "cooling").content


def test_every_entry_that_waits_has_fields_and_unchanged_ones_change_nothing(content):
    for mark in content.marks:
        fields = fields_of(content.case, mark.file, mark.row)

        assert fields, mark
        same = amended(
            content.case, mark.file, mark.row, {each.name: each.value for each in fields}
        )
        assert content.case == same


def test_values_put_right_stand_in_the_case_and_nowhere_else(content):
    first, last = date(2025, 2, 10), date(2025, 2, 13)
    case = amended(content.case, CASE_FILE, "window", {"first": first})
    case = amended(case, CASE_FILE, "", {"title": Text(zh="新标题")})
    claim = content.case.claims[0]
    case = amended(case, CLAIMS, claim.id, {"stated": "0.5"})

    assert Window(first, last) == case.window
    assert "新标题" == case.title.zh
    assert "0.5" == case.claims[0].stated
    assert content.case.claims[1:] == case.claims[1:]
    assert content.case.stocks == case.stocks


def test_a_stock_goes_with_its_evidence_claims_and_marks(content):
    left = without(content, CASE_FILE, "stocks:300499.SZ")

    assert "300499.SZ" in content.case.symbols
    assert "300499.SZ" not in left.case.symbols
    assert [] == [row for row in left.case.evidence if row.stock == "300499.SZ"]
    assert [] == [mark for mark in left.marks if "300499" in mark.row]
    hold_together(left)


def test_the_last_stock_of_a_group_takes_the_group_along(content):
    left = content
    for stock in content.case.members(content.case.groups[0].id):
        left = without(left, CASE_FILE, f"stocks:{stock.symbol}")

    assert content.case.groups[1:] == left.case.groups
    hold_together(left)


def test_the_story_in_question_can_be_taken_out(content):
    left = without(content, CASE_FILE, f"stories:{content.case.asks}")

    assert left.case.asks == left.case.stories[0].id
    assert [] == [row for row in left.case.evidence if row.story == content.case.asks]
    hold_together(left)


def test_a_row_of_a_table_goes_alone(content):
    row = content.case.evidence[0].id
    left = without(content, EVIDENCE, row)

    assert content.case.evidence[1:] == left.case.evidence
    assert content.case.claims == left.case.claims
    assert not can_drop(CASE_FILE, "window")
    assert can_drop(EVIDENCE, row)


def test_what_could_not_be_read_back_is_refused_with_its_faults(content):
    case = amended(
        content.case, CASE_FILE, "window", {"first": date(2025, 2, 14), "last": date(2025, 2, 7)}
    )

    with pytest.raises(CaseError, match=f"“{case.slug}” was not loaded"):
        hold_together(type(content)(case, content.market, (), (), content.marks))


def test_some_stocks_of_a_group_make_a_second_one_and_nothing_else_moves(content):
    group = content.case.groups[0]
    first, *others = [stock.symbol for stock in content.case.members(group.id)]
    titles = (Text(zh="先涨"), Text(zh="后涨"))
    left = parted(content, group.id, others, titles)

    kept, made = left.case.groups[:2]
    assert (group.id, "先涨", "后涨") == (kept.id, kept.title.zh, made.title.zh)
    assert group.chosen == made.chosen
    assert [first] == [stock.symbol for stock in left.case.members(kept.id)]
    assert others == [stock.symbol for stock in left.case.members(made.id)]
    assert content.case.symbols == left.case.symbols
    assert content.case.claims == left.case.claims
    assert f"groups:{group.id}" not in {mark.row for mark in left.marks}
    hold_together(left)


@pytest.mark.parametrize(
    ("chosen", "title", "said"),
    [(0, "B", "not none and not all"), (99, "B", "not none and not all"), (1, " ", "a title")],
    ids=["none", "all", "no title"],
)
def test_groups_without_a_stock_or_a_title_are_refused(content, chosen, title, said):
    group = content.case.groups[0]
    symbols = [stock.symbol for stock in content.case.members(group.id)][:chosen]

    with pytest.raises(InputError, match=said):
        parted(content, group.id, symbols, (Text("A"), Text(title)))
