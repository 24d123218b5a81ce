"""Minute bars of the store beside a case: which of them, from which file, and as what."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.trial import Trial
from dashboard.cases.minutes import with_minutes
from dashboard.editions.editions import freeze, open_edition
from dashboard.store.minute_files import minute_file, put_minutes
from dashboard.store.store import Store
from tests.minute_sessions import note, through_days

ATHUB = "603881.SS"
# The one event of the case with a time of day is the article of 14 February, 10:02.
BEFORE, DAY = date(2025, 2, 13), date(2025, 2, 14)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def put(store, shipped, days, *, source="file-bars", interval=5, symbol=ATHUB):
    found = through_days(shipped.market.prices, symbol, days, interval)
    put_minutes(store, replace(found, note=note(symbol, interval, source)))


def test_a_case_has_the_bars_of_its_timed_sessions_and_of_those_before(store, shipped):
    put(store, shipped, (date(2025, 2, 12), BEFORE, DAY))
    found = with_minutes(shipped, store)

    bars = found.market.minutes[ATHUB]
    assert (BEFORE, DAY, 96) == (bars.first, bars.last, len(bars.rows))
    added = [each for each in found.files if each not in shipped.files]
    assert [("minutes/603881.SS/file-bars.parquet", 96)] == [(e.name, e.rows) for e in added]
    # Another day is no change of the case; another price of these is one.
    put(store, shipped, (date(2025, 2, 11),))
    assert found.digest == with_minutes(shipped, store).digest
    assert found.digest != shipped.digest


def test_without_bars_of_these_sessions_a_case_is_what_it_was(store, shipped):
    assert shipped is with_minutes(shipped, store)
    put(store, shipped, (date(2025, 2, 11),))
    assert shipped is with_minutes(shipped, store)


def test_of_several_files_the_one_with_most_of_the_days_is_taken_then_the_finest(store, shipped):
    put(store, shipped, (BEFORE, DAY), source="file-coarse", interval=60)
    put(store, shipped, (DAY,), source="file-short", interval=1)
    assert "file-coarse" == with_minutes(shipped, store).market.minutes[ATHUB].note.source
    put(store, shipped, (BEFORE, DAY), source="file-fine", interval=5)
    assert "file-fine" == with_minutes(shipped, store).market.minutes[ATHUB].note.source


def test_a_damaged_file_is_left_out_and_said(store, shipped):
    put(store, shipped, (BEFORE, DAY))
    minute_file(store, ATHUB, "file-bars").write_bytes(b"no parquet")
    found = with_minutes(shipped, store)
    assert {} == found.market.minutes
    assert "no whole minute bars" in str(found.notices[-1])


@pytest.mark.slow
def test_an_edition_keeps_the_bars_that_were_looked_at(store, shipped, shipped_case):
    put(store, shipped, (date(2025, 2, 12), BEFORE, DAY))
    live = Trial.of(with_minutes(shipped, store))
    editions = store.folder.parent / "editions"
    frozen = freeze(live, source=shipped_case, store=store, editions=editions)
    found = open_edition(editions, frozen.id)

    bars = found.folder.market.minutes[ATHUB]
    assert live.market.minutes[ATHUB].rows.equals(bars.rows)
    assert Trial.of(found.folder).inside == live.inside
