"""Minute bars in the store: whole or not at all, never mixed with what they contradict."""

from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.errors import DashboardError
from dashboard.market.minutes import MINUTE_COLUMNS, MinuteBars, MinuteNote
from dashboard.store.minute_files import minute_file, minute_sources, put_minutes, read_minutes
from dashboard.store.series_file import DamagedError
from dashboard.store.store import Store

NOTE = MinuteNote(
    symbol="300249.SZ",
    source="file-a",
    interval=1,
    timezone="Asia/Shanghai",
    currency="CNY",
    retrieved="2025-08-25T03:04:05Z",
    request="a.csv 00",
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def bars(*closes, first="2025-02-06 01:31", note=NOTE):
    ends = pd.date_range(first, periods=len(closes), freq="min").as_unit("us")
    prices = {name: list(map(float, closes)) for name in MINUTE_COLUMNS[1:]}
    return MinuteBars(note, pd.DataFrame({"end": ends, **prices}))


def closes(store):
    return read_minutes(store, "300249.SZ", "file-a").rows["close"].tolist()


def test_bars_come_back_as_they_were_stored(store):
    assert ("new", 2) == (put_minutes(store, bars(1, 2)).kind, 2)

    found = read_minutes(store, "300249.SZ", "file-a")
    pd.testing.assert_frame_equal(bars(1, 2).rows, found.rows)
    assert replace(found.note, sha256="") == NOTE
    assert ["2025-02-06 09:31", "2025-02-06 09:32"] == [
        f"{each:%Y-%m-%d %H:%M}" for each in found.local_ends
    ]
    assert ("file-a",) == minute_sources(store, "300249.SZ")
    assert None is read_minutes(store, "300249.SZ", "file-b")


def test_later_bars_of_the_file_continue_it(store):
    put_minutes(store, bars(1, 2))

    done = put_minutes(store, bars(2, 3, first="2025-02-06 01:32"))

    assert ("extended", 1) == (done.kind, done.added)
    assert [1, 2, 3] == closes(store)
    assert "same" == put_minutes(store, bars(1, 2, 3)).kind


def test_bars_that_contradict_stay_out_until_they_are_accepted(store):
    put_minutes(store, bars(1, 2))

    done = put_minutes(store, bars(1, 9))
    assert "contradicted" == done.kind
    assert "2025-02-06 01:32" in str(done.remark)
    assert [1, 2] == closes(store)

    put_minutes(store, bars(1, 9), accept=True)
    assert [1, 9] == closes(store)
    folder = minute_file(store, "300249.SZ", "file-a").parent
    assert 1 == len(list(folder.glob("file-a~*.parquet")))
    assert ("file-a",) == minute_sources(store, "300249.SZ")


def test_changed_rows_are_seen_and_a_damaged_file_is_set_aside(store):
    put_minutes(store, bars(1, 2))
    file = minute_file(store, "300249.SZ", "file-a")
    table = pq.read_table(file)
    changed = table.to_pandas().assign(close=[1.0, 9.0])
    metadata = table.schema.metadata
    pq.write_table(pa.Table.from_pandas(changed).replace_schema_metadata(metadata), file)

    with pytest.raises(DamagedError):
        read_minutes(store, "300249.SZ", "file-a")
    assert "new" == put_minutes(store, bars(1, 2)).kind
    assert [1, 2] == closes(store)

    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(DamagedError):
        read_minutes(store, "300249.SZ", "file-a")


def test_another_security_s_file_is_not_read(store):
    put_minutes(store, bars(1, 2))
    other = minute_file(store, "603881.SS", "file-a")
    other.parent.mkdir(parents=True)
    other.write_bytes(minute_file(store, "300249.SZ", "file-a").read_bytes())

    with pytest.raises(DamagedError):
        read_minutes(store, "603881.SS", "file-a")


def test_no_name_climbs_out_of_the_store(store):
    for note in (replace(NOTE, symbol="../X"), replace(NOTE, source="../x")):
        with pytest.raises(DashboardError):
            put_minutes(store, bars(1, note=note))
