"""A case as it could be known on a day: nothing published later has an effect anywhere."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Moment
from dashboard.cases.folders import read_case
from dashboard.cases.known import known_on, turning_days
from tests.shipped_cases import SHIPPED

DAY = timedelta(days=1)


def without(folder, left):
    rows = tuple(row for row in folder.case.evidence if row.id not in left)
    return replace(folder, case=replace(folder.case, evidence=rows))


def found(trial):
    """Everything that evidence can move."""
    return trial.exposure, trial.table, trial.answer, trial.claims


@pytest.fixture(scope="module", params=SHIPPED)
def folder(request, shipped_case):
    return read_case(shipped_case.parent / request.param)


def test_no_row_has_an_effect_before_it_was_public(folder):
    for day in sorted({row.public.stamp.date() for row in folder.case.evidence}):
        before = known_on(folder, day - DAY)
        later = {row.id for row in folder.case.evidence if row.public.stamp.date() >= day}
        kept = {row.id for row in before.case.evidence}

        assert {row.id for row in folder.case.evidence} - later == kept
        cells = Trial.of(before).exposure.cells
        shown = {row.id for cell in cells for row in (*cell.evidence, *cell.late)}
        assert not later & shown


@pytest.mark.slow
def test_ranks_table_verdict_and_answer_are_those_of_a_case_without_the_later_rows(folder):
    days = sorted({row.public.stamp.date() for row in folder.case.evidence})
    for day in days[:: max(1, len(days) // 3)]:
        later = {row.id for row in folder.case.evidence if row.public.stamp.date() >= day}
        by_hand = Trial.of(without(folder, later))
        assert found(by_hand) == found(Trial.of(known_on(folder, day - DAY)))


def test_each_turning_day_adds_rows_and_none_between_them_does(folder, xshg):
    days = turning_days(folder.case.evidence, xshg)
    counts = [len(known_on(folder, day).case.evidence) for day in days]
    between = [len(known_on(folder, day - DAY).case.evidence) for day in days[1:]]

    assert 0 == counts[0]
    assert len(folder.case.evidence) == counts[-1]
    assert sorted(set(counts)) == counts
    assert counts[:-1] == between


@pytest.mark.parametrize(
    ("stamp", "precision", "zone", "known"),
    [
        ("2025-01-10T00:00", "day", "Asia/Shanghai", True),
        ("2025-01-10T23:59", "minute", "Asia/Shanghai", True),
        ("2025-01-11T00:01", "minute", "Asia/Shanghai", False),
        # An evening in New York is the next day in Shanghai.
        ("2025-01-10T18:00", "minute", "America/New_York", False),
        ("2025-01-10T10:00", "minute", "America/New_York", True),
        ("2025-01-10T00:00", "after-close", "Asia/Shanghai", True),
        ("2025-01-11T00:00", "before-open", "Asia/Shanghai", False),
    ],
)
def test_a_row_counts_from_the_day_on_which_it_was_certainly_public(
    shipped, stamp, precision, zone, known
):
    row = replace(
        shipped.case.evidence[0],
        published=Moment(datetime.fromisoformat(stamp), precision, zone),
        via="",
        via_published=None,
    )
    alone = replace(shipped, case=replace(shipped.case, evidence=(row,)))

    assert known == bool(known_on(alone, date(2025, 1, 10)).case.evidence)


def test_a_case_as_of_a_day_is_another_than_the_whole_one(shipped):
    known = known_on(shipped, date(2025, 1, 10))

    assert known != shipped
    assert shipped.digest == known.digest
    assert shipped.key != known.key
    assert known_on(shipped, date(2025, 1, 10)) == known
