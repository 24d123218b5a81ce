"""The stock x story matrix: what counts, what is late, what was never looked into."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime

import pytest

from dashboard.analysis.stories.exposure import exposure, exposure_points, ordinals
from dashboard.case import (
    Case,
    Estimation,
    Evidence,
    Group,
    Moment,
    Source,
    Stock,
    Story,
    Text,
    Window,
)
from dashboard.errors import NotFoundError

WINDOW = Window(date(2025, 2, 7), date(2025, 2, 13))
STORY, LABEL = "cooling", "talk"


def row(
    finding,
    day,
    *,
    stock="300001.SZ",
    story=STORY,
    precision="day",
    source="exchange-filing",
    **more,
):
    stamp = datetime.fromisoformat(day)
    return Evidence(
        id=f"{stock}-{story}-{finding}-{day}-{precision}",
        stock=stock,
        story=story,
        finding=finding,
        document="A filing",
        source_kind=source,
        published=Moment(stamp, precision, "Asia/Shanghai"),
        statement=Text("As filed."),
        **more,
    )


def case_of(*rows, stocks=(("300001.SZ", "new"), ("300002.SZ", "old"))):
    return Case(
        slug="made-by-hand",
        title=Text("Made by hand"),
        question=Text("Which story?"),
        source=Source("t", "p", "", datetime.fromisoformat("2025-02-14T10:00:00+08:00")),
        calendar="XSHG",
        timezone="Asia/Shanghai",
        currency="CNY",
        window=WINDOW,
        estimation=Estimation(120, 10),
        groups=(Group("new", Text("New"), "after"), Group("old", Text("Old"), "before")),
        stocks=tuple(Stock(symbol, Text(symbol), group) for symbol, group in stocks),
        benchmarks=(),
        stories=(
            Story(STORY, "evidence", Text("Cooling"), Text("")),
            Story(LABEL, "label", Text("Talk"), Text("")),
            Story("dull", "market", Text("Market"), Text("")),
        ),
        evidence=rows,
    )


def the_cell(xshg, *rows, story=STORY, window=WINDOW, with_late=False):
    result = exposure(case_of(*rows), xshg, window, with_late=with_late)
    return result.cell("300001.SZ", story)


def test_a_stock_without_a_row_is_not_assessed_which_is_not_none_found(xshg):
    assert "not-assessed" == the_cell(xshg).state
    assert the_cell(xshg).ordinal is None
    assert not the_cell(xshg).assessed
    found_nothing = the_cell(xshg, row("none-found", "2024-08-31"))
    assert "none-found" == found_nothing.state
    assert 0 == found_nothing.ordinal
    assert found_nothing.assessed


@pytest.mark.parametrize(
    ("expected", "finding"),
    [
        (3, "quantified"),
        (3, "established"),
        (2, "stated"),
        (1, "small"),
        (0, "mixed"),
        (0, "early-stage"),
        (0, "none-found"),
        (0, "denied"),
        (0, "rumoured"),
    ],
)
def test_ordinals_of_an_evidence_story_are_those_of_the_design(expected, finding, xshg):
    assert expected == the_cell(xshg, row(finding, "2024-08-31")).ordinal


def test_a_rumour_counts_for_a_label_story_only(xshg):
    assert 0 == the_cell(xshg, row("rumoured", "2025-02-05"), story=STORY).ordinal
    assert 1 == the_cell(xshg, row("rumoured", "2025-02-05", story=LABEL), story=LABEL).ordinal


def test_the_strongest_row_counts(xshg):
    rows = [row("small", "2024-08-31"), row("stated", "2024-04-30"), row("mixed", "2025-01-10")]
    cell = the_cell(xshg, *rows)
    assert "stated" == cell.state
    assert 2 == cell.ordinal
    assert ["stated", "small", "mixed"] == [r.finding for r in cell.evidence]


@pytest.mark.parametrize(
    ("public", "day", "precision"),
    [
        (True, "2025-02-12", "day"),
        (False, "2025-02-13", "day"),  # a day alone: it may have come after the close
        (True, "2025-02-13", "before-open"),
        (False, "2025-02-13", "after-close"),
        (True, "2025-02-13T14:59:59", "second"),
        (False, "2025-02-13T15:00:00", "second"),  # exactly the close counts as after it
        (True, "2025-02-12", "by"),
        (False, "2025-02-13", "by"),
    ],
)
def test_only_what_was_surely_public_at_the_last_close_counts(public, day, precision, xshg):
    evidence = row("stated", day, precision=precision)
    result = exposure(case_of(evidence), xshg, WINDOW)
    cell = result.cell("300001.SZ", STORY)
    assert public is result.publication(evidence.id).public_before_close
    assert ("stated" if public else "after-window") == cell.state
    assert (2 if public else None) == cell.ordinal
    assert ((), (evidence,)) == (cell.evidence, cell.late) or public


def test_late_rows_beside_an_early_one_are_shown_and_do_not_count(xshg):
    cell = the_cell(xshg, row("small", "2024-08-31"), row("quantified", "2025-02-20"))
    assert 1 == cell.ordinal
    assert ["quantified"] == [r.finding for r in cell.late]


def test_with_late_evidence_counts_what_came_after_the_window(xshg):
    rows = [row("small", "2024-08-31"), row("quantified", "2025-02-20")]
    assert 3 == the_cell(xshg, *rows, with_late=True).ordinal
    assert "stated" == the_cell(xshg, row("stated", "2025-02-20"), with_late=True).state


def test_a_longer_window_takes_in_later_evidence(xshg):
    late = row("stated", "2025-02-13", precision="after-close")
    assert "after-window" == the_cell(xshg, late).state
    longer = replace(WINDOW, last=date(2025, 2, 14))
    assert 2 == the_cell(xshg, late, window=longer).ordinal


# Denials --------------------------------------------------------------


def test_a_later_denial_by_the_company_sets_the_ordinal_to_zero_and_both_stay(xshg):
    denial = row("denied", "2025-02-10")
    cell = the_cell(xshg, row("stated", "2024-08-31"), denial)
    assert 0 == cell.ordinal
    assert "denied" == cell.state
    assert cell.strongest is not None
    assert "stated" == cell.strongest.finding
    assert denial == cell.denied_by
    assert cell.denial_order_known


def test_a_denial_before_the_statement_does_not_count_against_it(xshg):
    cell = the_cell(xshg, row("denied", "2024-08-01"), row("stated", "2024-08-31"))
    assert 2 == cell.ordinal
    assert cell.denied_by is None


def test_a_denial_of_the_same_day_is_not_later(xshg):
    assert 2 == the_cell(xshg, row("stated", "2025-02-10"), row("denied", "2025-02-10")).ordinal


def test_a_denial_after_a_deadline_counts_and_says_that_the_order_is_not_sure(xshg):
    report = row("stated", "2024-08-31", precision="by")
    sure = the_cell(xshg, report, row("denied", "2024-09-02"))
    assert sure.denial_order_known
    unsure = the_cell(xshg, report, row("denied", "2025-04-30", precision="by"), with_late=True)
    assert 0 == unsure.ordinal
    assert not unsure.denial_order_known


@pytest.mark.parametrize("source", ["broker", "press", "market-talk"])
def test_only_the_company_can_deny(source, xshg):
    cell = the_cell(xshg, row("stated", "2024-08-31"), row("denied", "2025-02-10", source=source))
    assert 2 == cell.ordinal


def test_a_denial_after_the_window_counts_with_the_late_evidence_only(xshg):
    rows = [row("stated", "2024-08-31"), row("denied", "2025-02-20")]
    assert 2 == the_cell(xshg, *rows).ordinal
    assert 0 == the_cell(xshg, *rows, with_late=True).ordinal


def test_an_equally_strong_statement_after_the_denial_stands(xshg):
    rows = [row("stated", "2024-08-31"), row("denied", "2024-10-08"), row("stated", "2025-01-15")]
    cell = the_cell(xshg, *rows)
    assert 2 == cell.ordinal
    assert cell.denied_by is None


def test_a_weaker_statement_after_the_denial_does_not_restore_the_strongest(xshg):
    rows = [
        row("quantified", "2024-08-31"),
        row("denied", "2024-10-08"),
        row("small", "2025-01-15"),
    ]
    assert 0 == the_cell(xshg, *rows).ordinal


# Labels ---------------------------------------------------------------


def label(finding, day, **more):
    return row(finding, day, story=LABEL, source=more.pop("source", "press"), **more)


def test_a_label_reported_after_the_window_counts_and_is_flagged(xshg):
    cell = the_cell(xshg, label("rumoured", "2025-02-14"), story=LABEL)
    assert 1 == cell.ordinal
    assert "rumoured" == cell.state
    assert cell.named_after


def test_a_label_with_one_early_source_is_not_named_after_the_move(xshg):
    cell = the_cell(
        xshg, label("rumoured", "2025-02-05"), label("rumoured", "2025-02-14"), story=LABEL
    )
    assert 1 == cell.ordinal
    assert not cell.named_after


def test_a_denial_after_the_window_does_not_undo_a_label_known_inside_it(xshg):
    rows = [
        label("rumoured", "2025-02-05"),
        label("denied", "2025-02-20", source="exchange-filing"),
    ]
    assert 1 == the_cell(xshg, *rows, story=LABEL).ordinal
    assert 0 == the_cell(xshg, *rows, story=LABEL, with_late=True).ordinal


def test_a_denial_undoes_a_label_of_its_own_side_of_the_window(xshg):
    rows = [
        label("rumoured", "2025-02-14"),
        label("denied", "2025-02-20", source="exchange-filing"),
    ]
    assert 0 == the_cell(xshg, *rows, story=LABEL).ordinal


# The matrix -----------------------------------------------------------


def test_stocks_stand_by_group_then_by_return_and_unknown_returns_come_last(xshg):
    stocks = (("1.SZ", "old"), ("2.SZ", "new"), ("3.SZ", "new"), ("4.SZ", "new"))
    returns = {"1.SZ": 0.9, "2.SZ": -0.1, "3.SZ": None, "4.SZ": 0.2}
    result = exposure(case_of(stocks=stocks), xshg, WINDOW, returns=returns)
    assert ("4.SZ", "2.SZ", "3.SZ", "1.SZ") == result.stocks
    assert ("new", "new", "new", "old") == result.groups
    assert (0.2, -0.1, None, 0.9) == result.returns


def test_a_market_story_has_no_column_unless_someone_graded_it(xshg):
    assert (STORY, LABEL) == exposure(case_of(), xshg, WINDOW).stories
    graded = case_of(row("stated", "2024-08-31", story="dull"))
    assert (STORY, LABEL, "dull") == exposure(graded, xshg, WINDOW).stories


def test_ordinals_count_the_not_assessed_as_zero_and_name_them(xshg):
    result = exposure(case_of(row("small", "2024-08-31")), xshg, WINDOW)
    values, assumed_zero, assessed = ordinals(result, STORY)
    assert (1, 0) == values
    assert ("300002.SZ",) == assumed_zero
    assert ("300001.SZ",) == assessed


def test_a_story_that_splits_the_stocks_as_the_groups_do_says_so(xshg):
    result = exposure(case_of(label("rumoured", "2025-02-05")), xshg, WINDOW)
    assert result.summary(LABEL).is_grouping
    assert not result.summary(STORY).is_grouping


def test_a_split_inside_a_group_is_not_the_grouping(xshg):
    stocks = (("300001.SZ", "new"), ("300002.SZ", "old"), ("300003.SZ", "old"))
    one = row("small", "2024-08-31")
    both = [one, row("stated", "2024-08-31", stock="300002.SZ")]
    third = row("small", "2024-08-31", stock="300003.SZ")
    assert exposure(case_of(one, stocks=stocks), xshg, WINDOW).summary(STORY).is_grouping
    for rows in (both, [one, third]):
        split = exposure(case_of(*rows, stocks=stocks), xshg, WINDOW)
        assert not split.summary(STORY).is_grouping


def test_figures_of_different_denominators_are_listed_apart(xshg):
    share = row("quantified", "2024-08-31", value=0.53, unit="fraction", measure="revenue share")
    growth = row(
        "stated", "2024-08-31", stock="300002.SZ", value=6.5, unit="multiple", measure="growth"
    )
    result = exposure(case_of(share, growth), xshg, WINDOW)
    assert ("revenue share · fraction", "growth · multiple") == result.summary(STORY).measures


def test_a_deadline_has_no_earliest_time(xshg):
    report = row("stated", "2024-08-31", precision="by")
    published = exposure(case_of(report), xshg, WINDOW).publication(report.id)
    assert published.is_deadline
    assert published.earliest is None
    assert "2024-09-01T00:00:00+08:00" == published.latest.isoformat()
    assert not published.time_known


def test_points_carry_return_and_ordinal_and_mark_what_is_assumed(xshg):
    returns = {"300001.SZ": 0.3, "300002.SZ": -0.1}
    result = exposure(case_of(row("small", "2024-08-31")), xshg, WINDOW, returns=returns)
    first, second = exposure_points(result, STORY)
    assert (
        "300001.SZ",
        "new",
        1,
        True,
        0.3,
    ) == (first.symbol, first.group, first.ordinal, first.assessed, first.value)
    assert (0, False) == (second.ordinal, second.assessed)


def test_an_unknown_stock_or_story_is_said(xshg):
    result = exposure(case_of(), xshg, WINDOW)
    with pytest.raises(NotFoundError, match="600519"):
        result.cell("600519.SS", STORY)
    with pytest.raises(NotFoundError):
        result.summary("dull")
    with pytest.raises(NotFoundError):
        result.publication("nothing")


def test_the_matrix_can_be_cached(xshg):
    result = exposure(case_of(row("small", "2024-08-31")), xshg, WINDOW)
    assert result == pickle.loads(pickle.dumps(result))
    assert hash(result) == hash(pickle.loads(pickle.dumps(result)))
