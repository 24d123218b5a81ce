"""Two answers become one history only where they are of one kind and agree."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import StoreError
from dashboard.store.merging import (
    accepted_remark,
    contradiction_remark,
    contradictions,
    covers,
    join,
    meet,
    same_kind,
)
from tests.replay.series_made import DAYS, EX_DATE, STEP, changed, days_of, made_rows, made_series

CUT = 40
EX_PLACE = DAYS.index(EX_DATE)


LAST = len(DAYS) - 1


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.integers(0, LAST).flatmap(lambda start: st.tuples(st.just(start), st.integers(start, LAST))),
    st.floats(1e-3, 1e3),
)
def test_any_split_with_an_overlap_gives_back_the_series_whatever_the_new_scale(overlap, scale):
    start, end = overlap
    first, second = DAYS[: end + 1], DAYS[start:]

    joined = join(made_series(first), made_series(second, scale=scale))

    truth = made_rows(DAYS)
    assert () == joined.contradictions
    assert len(DAYS) - len(first) == joined.added
    pd.testing.assert_frame_equal(truth, joined.series.rows, rtol=1e-12)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.sets(st.integers(1, len(DAYS) - 2), max_size=30), st.floats(1e-3, 1e3))
def test_gaps_are_filled_in_order_and_on_the_stored_scale(gaps, scale):
    stored = made_series([day for n, day in enumerate(DAYS) if n not in gaps])

    joined = join(stored, made_series(scale=scale))

    assert len(gaps) == joined.added
    pd.testing.assert_frame_equal(made_rows(DAYS), joined.series.rows, rtol=1e-12)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(1, len(DAYS) - 1), st.floats(1e-3, 1e3))
def test_joining_the_same_answer_again_changes_nothing(start, scale):
    answer = made_series(DAYS[start - 1 :], scale=scale)
    once = join(made_series(DAYS[:start]), answer)

    twice = join(once.series, answer)

    assert 0 == twice.added
    assert once.series.note == twice.series.note
    pd.testing.assert_frame_equal(once.series.rows, twice.series.rows)


def test_the_factor_keeps_its_step_across_the_joint():
    stored, answer = made_series(DAYS[:CUT]), made_series(DAYS[CUT - 5 :], scale=1 / STEP)

    factor = join(stored, answer).series.rows["factor"].to_numpy()

    assert pytest.approx(1.0) == factor[EX_PLACE - 1]
    assert pytest.approx(STEP) == factor[EX_PLACE]
    assert pytest.approx(STEP) == factor[-1]


def test_the_note_spans_both_and_is_of_the_later_answer():
    old = made_series(DAYS[:CUT], retrieved="2025-01-01T08:00:00Z", name="依米康")
    new = made_series(DAYS[CUT - 5 :], request="https://played.invalid/later")

    note = join(old, new).series.note

    assert (DAYS[0].isoformat(), DAYS[-1].isoformat()) == (note.asked_from, note.asked_to)
    assert "2025-03-31T08:00:00Z" == note.retrieved
    assert ("https://played.invalid/later", "依米康") == (note.request, note.name)


def test_an_answer_stored_late_does_not_make_the_series_older():
    joined = join(made_series(), made_series(retrieved="2025-01-01T08:00:00Z"))

    assert "2025-03-31T08:00:00Z" == joined.series.note.retrieved


@pytest.mark.parametrize(
    "other",
    [
        {"source": "yahoo"},
        {"adjustment": "additive"},
        {"factor_source": "yahoo"},
        {"factor_source": ""},
        {"currency": "USD"},
        {"symbol": "603881.SS"},
    ],
)
def test_series_of_another_kind_are_never_joined(other):
    stored, answer = made_series(), made_series(**other)

    assert not same_kind(stored.note, answer.note)
    with pytest.raises(StoreError, match="of different source or adjustment are never joined"):
        join(stored, answer)


def test_without_a_common_session_nothing_is_joined():
    stored, answer = made_series(DAYS[:CUT]), made_series(DAYS[CUT:])

    assert not meet(stored, answer)
    with pytest.raises(StoreError, match="share no session with the stored ones"):
        join(stored, answer)


@pytest.mark.parametrize("by", [0.005, -0.005, 0.004])
def test_what_rounding_can_do_to_a_price_is_no_contradiction(by):
    stored = made_series(DAYS[:CUT])
    close = float(stored.rows["close"].iloc[10])

    joined = join(stored, changed(made_series(), DAYS[10], close=close + by))

    assert () == joined.contradictions
    assert close == joined.series.rows["close"].iloc[10]


@pytest.mark.parametrize("field", ["open", "high", "low", "close"])
@pytest.mark.parametrize("by", [0.01, -0.01, 5.0])
def test_a_price_that_differs_by_a_tick_is_a_contradiction(field, by):
    stored = made_series(DAYS[:CUT])
    before = float(stored.rows[field].iloc[10])

    joined = join(stored, changed(made_series(), DAYS[10], **{field: before + by}))

    (found,) = joined.contradictions
    assert (DAYS[10], field) == (found.day, found.field)
    assert (before, pytest.approx(before + by)) == (found.held, found.given)
    assert 0 == joined.added


def test_a_session_that_is_gone_is_a_contradiction():
    answer = made_series([day for day in DAYS if day != DAYS[10]])

    (found,) = contradictions(made_series(DAYS[:CUT]), answer)

    assert (DAYS[10], "row", None) == (found.day, found.field, found.given)


def test_an_answer_that_begins_later_or_ends_earlier_contradicts_nothing():
    assert () == contradictions(made_series(), made_series(DAYS[10:20]))


def test_an_ex_date_told_late_is_a_contradiction_on_the_days_it_changes():
    stored = made_series(DAYS[: EX_PLACE + 2])
    flat = stored.rows.assign(factor=1.0)
    stored = made_series(DAYS[: EX_PLACE + 2], rows=flat)

    found = contradictions(stored, made_series(DAYS[EX_PLACE - 8 :]))

    assert [EX_DATE, DAYS[EX_PLACE + 1]] == [each.day for each in found]
    assert {"factor"} == {each.field for each in found}


def test_a_dividend_of_a_thousandth_is_seen_and_rounding_of_the_factor_is_not():
    stored = made_series(DAYS[:CUT])
    day = DAYS[CUT - 1]

    assert () == contradictions(stored, changed(made_series(DAYS[:CUT]), day, factor=1.00009))
    assert 1 == len(contradictions(stored, changed(made_series(DAYS[:CUT]), day, factor=1.001)))


def test_volume_in_another_unit_is_a_contradiction_and_volume_completed_later_is_none():
    stored = made_series(DAYS[:CUT])
    lots = made_rows(DAYS).assign(volume=lambda rows: rows["volume"] / 100)
    more = made_rows(DAYS).assign(volume=lambda rows: rows["volume"] * 1.3)

    found = contradictions(stored, made_series(rows=lots))

    assert ["volume"] * CUT == [each.field for each in found]
    assert () == contradictions(stored, made_series(rows=more))


def test_amounts_that_one_side_lacks_contradict_nothing():
    lacking = made_series(rows=made_rows(DAYS).assign(amount=np.nan))

    assert () == contradictions(made_series(DAYS[:CUT]), lacking)
    assert () == contradictions(lacking, made_series(DAYS[CUT:]))


def test_prices_of_series_with_and_without_a_factor_are_compared():
    bare = made_series(factor_source="")

    assert () == contradictions(bare, made_series())
    assert 1 == len(contradictions(bare, changed(made_series(), DAYS[3], low=1.0)))


def test_contradictions_come_oldest_first():
    answer = changed(changed(made_series(), DAYS[9], close=11.0), DAYS[4], open=12.0, low=9.0)

    found = contradictions(made_series(), answer)

    assert sorted(found, key=lambda each: (each.day, each.field)) == list(found)
    assert DAYS[4] == found[0].day


def test_a_contradiction_is_told_with_both_values():
    found = contradictions(made_series(), changed(made_series(), DAYS[4], close=99.0))

    told = str(contradiction_remark("300249.SZ", "tencent", found))

    held = made_rows(DAYS)["close"].iloc[4]
    assert f"in 1 place(s), first on {DAYS[4]} (close {held:g}, now 99)" in told
    assert "took its place as asked" in str(accepted_remark("300249.SZ", "tencent", 1))


def test_a_row_that_is_gone_is_told_without_a_new_value():
    found = contradictions(made_series(), made_series([*DAYS[:5], *DAYS[6:]]))

    assert ", now –)" in str(contradiction_remark("300249.SZ", "tencent", found))


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        (date(2024, 9, 2), date(2025, 3, 31), True),
        (date(2024, 9, 1), date(2025, 4, 1), True),
        (date(2024, 9, 3), date(2025, 3, 31), False),
        (date(2024, 9, 2), date(2025, 3, 28), False),
    ],
)
def test_an_answer_covers_what_was_asked_over_all_of_the_span(first, last, whole):
    new = made_series(asked_from=first.isoformat(), asked_to=last.isoformat()).note

    assert whole == covers(new, made_series().note)


def test_the_arguments_are_left_as_they_were():
    stored, answer = made_series(DAYS[:CUT]), made_series(DAYS[CUT - 5 :], scale=2.0)

    join(stored, answer)

    assert tuple(DAYS[:CUT]) == days_of(stored)
    pd.testing.assert_frame_equal(made_rows(DAYS[CUT - 5 :], scale=2.0), answer.rows)
