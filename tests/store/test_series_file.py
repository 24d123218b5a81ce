"""A file of a series is whole, sealed and itself, or it is refused by a sentence."""

import json
import os
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.errors import StoreError
from dashboard.market.series import PriceSeries, digest
from dashboard.store import series_file
from dashboard.store.series_file import (
    KEY,
    SEAL,
    DamagedError,
    read_held,
    read_series,
    write_series,
)
from tests.replay.series_made import DAYS, made_rows, made_series


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "300249.SZ" / "tencent.parquet"
    write_series(made_series(name="依米康"), place)
    return place


def rewritten(file, change_table=None, **facts):
    """The same file as another hand would have written it, under a right seal."""
    table = pq.read_table(file, partitioning=None)
    metadata = table.schema.metadata
    text = json.dumps(json.loads(metadata[KEY]) | facts).encode()
    if change_table is not None:
        table = change_table(table)
    sealed = {KEY: text, SEAL: series_file._seal(text)}
    pq.write_table(table.replace_schema_metadata(sealed), file)


def later(table, microseconds):
    """The same table, its third date some microseconds later."""
    days = table["date"].to_pylist()
    days[2] += timedelta(microseconds=microseconds)
    return table.set_column(0, "date", pa.array(days, pa.timestamp("us")))


def cast(table, name, kind):
    place = table.column_names.index(name)
    return table.set_column(place, name, table[name].cast(kind))


def test_what_is_read_is_what_was_written_with_everything_that_travels_with_it(file):
    given = made_series(name="依米康")

    read = read_series(file)

    assert given.note == read.note
    pd.testing.assert_frame_equal(given.rows, read.rows)


def test_the_foot_alone_tells_note_span_and_number_of_rows(file):
    held = read_held(file)

    assert (DAYS[0], DAYS[-1], len(DAYS)) == (held.first, held.last, held.count)
    assert digest(made_rows(DAYS)) == held.note.sha256


def test_the_hash_is_that_of_the_rows_whatever_the_note_claims(tmp_path):
    series = made_series()
    lying = PriceSeries(replace(series.note, sha256="0" * 64), series.rows)

    write_series(lying, tmp_path / "a.parquet")

    assert digest(series.rows) == read_series(tmp_path / "a.parquet").note.sha256


def test_the_file_is_parquet_that_any_other_program_reads(file):
    table = pd.read_parquet(file)

    assert len(DAYS) == len(table)
    assert made_rows(DAYS)["close"].tolist() == table["close"].tolist()


def test_nothing_but_the_file_stays_in_the_folder(file):
    assert [file] == list(file.parent.iterdir())


@pytest.mark.parametrize("kept", [0, 1, 4, 100, 5000, -1, -8, -9])
def test_a_file_cut_short_is_damaged(file, kept):
    file.write_bytes(file.read_bytes()[:kept])

    with pytest.raises(DamagedError, match="is no whole price series of this store"):
        read_series(file)
    with pytest.raises(DamagedError, match="is no whole price series of this store"):
        read_held(file)


@pytest.mark.parametrize("content", [b"date,close\n2025-02-07,10\n", b"PAR1PAR1", b"\0" * 4096])
def test_what_is_no_parquet_is_damaged(file, content):
    file.write_bytes(content)

    with pytest.raises(DamagedError, match="is no whole price series of this store"):
        read_series(file)


@pytest.mark.slow
def test_any_flipped_bit_is_found_or_changes_nothing(file):
    whole, truth = file.read_bytes(), read_series(file)
    chance = random.Random(20250207)
    refused = 0

    for place in chance.sample(range(len(whole)), 1500):
        content = bytearray(whole)
        content[place] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        try:
            read = read_series(file)
        except DamagedError:
            refused += 1
        else:
            assert truth.note == read.note
            pd.testing.assert_frame_equal(truth.rows, read.rows, check_exact=True)

    assert refused > 1000


@pytest.mark.parametrize("name", ["note", "first", "last", "format"])
def test_a_note_that_lacks_a_part_is_damaged(file, name):
    table = pq.read_table(file, partitioning=None)
    facts = json.loads(table.schema.metadata[KEY])
    del facts[name]
    text = json.dumps(facts).encode()
    pq.write_table(table.replace_schema_metadata({KEY: text, SEAL: series_file._seal(text)}), file)

    with pytest.raises(DamagedError):
        read_held(file)


def test_a_note_changed_behind_its_seal_is_damaged(file):
    table = pq.read_table(file, partitioning=None)
    metadata = table.schema.metadata
    text = metadata[KEY].replace(b'"none"', b'"multiplicative"')
    pq.write_table(table.replace_schema_metadata(metadata | {KEY: text}), file)

    assert text != metadata[KEY]
    with pytest.raises(DamagedError):
        read_held(file)


SHARED = Path(__file__).resolve().parents[3] / "shared" / "trials" / "faults"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the inputs of the trials are not at hand")
def test_the_day_that_was_flipped_in_a_trial_is_damage():
    with pytest.raises(DamagedError, match="do not have the hash they were stored with"):
        read_series(SHARED / "series_flipped_day.bin")


def test_a_number_of_rows_that_is_not_theirs_is_damage(file):
    rewritten(file, count=3)

    with pytest.raises(DamagedError):
        read_held(file)


def test_a_file_of_an_earlier_version_says_no_number_of_rows_and_opens(file):
    table = pq.read_table(file, partitioning=None)
    facts = json.loads(table.schema.metadata[KEY])
    del facts["count"]
    text = json.dumps(facts).encode()
    pq.write_table(table.replace_schema_metadata({KEY: text, SEAL: series_file._seal(text)}), file)

    pd.testing.assert_frame_equal(made_series().rows, read_series(file).rows)


def test_rows_that_changed_places_are_damaged(file):
    rewritten(file, lambda table: table.take([1, 0, *range(2, len(table))]))

    with pytest.raises(DamagedError, match="do not have the hash they were stored with"):
        read_series(file)


@pytest.mark.parametrize(
    "change",
    [
        lambda table: later(table, 201_000_000),  # 00:03:21: the day stays, the look-up fails
        lambda table: later(table, 1),
        lambda table: cast(table, "date", pa.timestamp("us", tz="Asia/Shanghai")),
        lambda table: cast(table, "date", pa.date32()),
        lambda table: cast(table, "volume", pa.int64()),
        lambda table: table.drop_columns(["volume"]),
        lambda table: table.append_column("extra", pa.nulls(len(table), pa.float64())),
        lambda table: table.set_column(0, "date", pa.array(["x"] * len(table))),
        lambda table: table.set_column(4, "close", pa.nulls(len(table), pa.float64())),
        lambda table: table.slice(0, 0),
        lambda table: table.slice(1),
    ],
)
def test_other_columns_types_or_rows_are_damaged(file, change):
    rewritten(file, change)

    with pytest.raises(DamagedError):
        read_series(file)


def test_the_format_of_a_newer_version_is_no_damage(file):
    rewritten(file, format=2)

    with pytest.raises(StoreError, match="has format 2, this version reads 1") as caught:
        read_series(file)

    assert not isinstance(caught.value, DamagedError)


def test_a_file_that_cannot_be_got_at_is_no_damage(file, monkeypatch):
    def refused(self, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(type(file), "read_bytes", refused)
    monkeypatch.setattr(type(file), "open", refused)

    for reading in (read_series, read_held):
        with pytest.raises(StoreError, match=r"cannot be read \(Permission denied\)") as caught:
            reading(file)
        assert not isinstance(caught.value, DamagedError)


def test_a_folder_in_the_place_of_a_file_is_said_in_a_sentence(tmp_path):
    with pytest.raises(StoreError, match="cannot be read"):
        read_series(tmp_path)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(file, monkeypatch):
    before = file.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        write_series(made_series(DAYS[:50]), file)

    assert before == file.read_bytes()
    assert [file] == list(file.parent.iterdir())


def test_a_disk_that_swallows_bytes_leaves_the_old_file_and_nothing_else(file, monkeypatch):
    before = file.read_bytes()
    real = pq.write_table

    def swallowing(table, sink, **options):
        real(table, sink, **options)
        os.truncate(sink, sink.stat().st_size - 100)

    monkeypatch.setattr(pq, "write_table", swallowing)
    with pytest.raises(StoreError, match="did not read back as it was written"):
        write_series(made_series(DAYS[:50]), file)

    assert before == file.read_bytes()
    assert [file] == list(file.parent.iterdir())


def test_a_file_in_the_place_of_the_folder_is_said_in_a_sentence(tmp_path):
    (tmp_path / "series").write_text("not a folder")

    with pytest.raises(StoreError, match="The store cannot write"):
        write_series(made_series(), tmp_path / "series" / "300249.SZ" / "tencent.parquet")


def test_foot_and_rows_are_of_one_file_though_it_is_replaced_in_between(file, monkeypatch):
    other = file.with_name("other.parquet")
    write_series(made_series(DAYS[:50]), other)
    opened = pq.ParquetFile

    def replaced_meanwhile(source):
        found = opened(source)
        other.replace(file)
        return found

    monkeypatch.setattr(pq, "ParquetFile", replaced_meanwhile)
    read = read_series(file)

    assert len(DAYS) == len(read.rows)
