"""A case as it could be known on a day: nothing published later has an effect anywhere."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Moment
from dashboard.cases.folders import read_case
from dashboard.cases.known import known_on, turning_days
from dashboard.language.language import Language
from tests.shipped_cases import SHIPPED

DAY = timedelta(days=1)


def before(folder, day):
    """The case by hand without what came out on a day or later."""
    zone = ZoneInfo(folder.case.timezone)

    def latest(moment):
        """Day in the case's zone by whose end it was out: an American evening is the next one."""
        is_whole = moment.precision in {"day", "after-close", "by"}
        end = moment.stamp + DAY if is_whole else moment.stamp
        there = end.replace(tzinfo=ZoneInfo(moment.timezone)) - timedelta(seconds=1)
        return there.astimezone(zone).date()

    rows = tuple(row for row in folder.case.evidence if latest(row.public) < day)
    events = tuple(each for each in folder.case.events if latest(each.published) < day)
    return replace(folder, case=replace(folder.case, evidence=rows, events=events))


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
        by_hand = Trial.of(before(folder, day))
        assert found(by_hand) == found(Trial.of(known_on(folder, day - DAY)))


def test_no_event_stands_on_the_timeline_before_it_was_public(folder):
    days = sorted({each.published.stamp.date() for each in folder.case.events})
    for day in days:
        known = known_on(folder, day - DAY)
        assert before(folder, day).case.events == known.case.events
    first = Trial.of(known_on(folder, days[0] - DAY))
    assert () == first.events
    assert not any(each.data.events for each in first.claims)


def test_an_order_claim_says_that_its_event_was_not_out_yet(shipped):
    claims = Trial.of(known_on(shipped, date(2024, 1, 1))).claims
    told = [each for each in claims if each.claim.kind == "order"]
    assert told
    for each in told:
        assert "cannot-be-checked" == each.verdict
        assert "came out after the day" in Language().say(each.sentence)


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
