"""A case is looked at: when it is due again stands in its folder and in its history."""

from datetime import date

import pytest

from dashboard.access import history
from dashboard.cases.editing import versions
from dashboard.cases.folders import find_case, read_case
from dashboard.cases.reviewing import set_review
from dashboard.errors import InputError


def test_the_day_is_written_as_a_version_and_nothing_else_is_changed(small, tmp_path):
    store, before = tmp_path / "store", read_case(small.path)
    set_review(store, small.path, date(2027, 2, 28), status="open", who="ann", what="looked at")
    after = read_case(small.path)
    assert (date(2027, 2, 28), "open") == (after.case.review, after.case.status)
    assert before.case.events == after.case.events
    assert "looked at" == versions.versions(store, small.path.name)[0].what
    assert ["case-saved"] == [each.action for each in history.read(store, small.path.name)]

    set_review(store, small.path, None, status="closed")
    assert (None, "closed") == (
        read_case(small.path).case.review,
        read_case(small.path).case.status,
    )


def test_a_case_that_ships_stays_as_it_is(tmp_path):
    with pytest.raises(InputError, match="ships with the dashboard"):
        set_review(tmp_path, find_case("liquid-cooling-2025"), None)
