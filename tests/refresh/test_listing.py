"""The stored list of codes: read back, asked again after a week, kept when sources fail."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.errors import SourceError
from dashboard.market.listing import Listed, Listing
from dashboard.market.prices import StatusSpan
from dashboard.refresh.listing import current_listing
from dashboard.settings.loading import load_settings
from dashboard.store.listing_file import (
    read_first_sessions,
    read_listing,
    read_status,
    write_listing,
    write_status,
)
from tests.replay.case_plays import source_environment
from tests.replay.listing_plays import CNINFO_PATH, cninfo_list, cninfo_row
from tests.replay.replaying import BLOCK_PAGE, replaying

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
LISTING = Listing(
    (
        Listed("300249.SZ", "依米康", "chinext", "ymk", date(2011, 8, 1)),
        Listed("603881.SS", "数据港", "main"),
        Listed("920599.BJ", "同力股份", "bse", delisted=date(2026, 1, 5)),
    ),
    "cninfo",
    "2026-11-20T10:00:00Z",
)


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Server that plays cninfo, and settings that lead there."""
    rows = [cninfo_row("300249", "依米康"), cninfo_row("603881", "数据港")]
    with replaying({CNINFO_PATH: cninfo_list(rows)}) as server:
        for name, value in source_environment(server, tmp_path / "store").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
        yield server


def test_a_listing_is_read_back_as_it_was_written(tmp_path):
    write_listing(LISTING, tmp_path)

    assert LISTING == read_listing(tmp_path)


def test_without_a_file_there_is_no_listing_and_nothing_is_made(tmp_path):
    assert read_listing(tmp_path / "store") is None
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("content", [b"", b"PAR1 no parquet PAR1", b"<html>"])
def test_a_damaged_file_counts_as_none(tmp_path, content):
    (tmp_path / "listing.parquet").write_bytes(content)

    assert read_listing(tmp_path) is None


def test_writing_leaves_no_draft_behind(tmp_path):
    write_listing(LISTING, tmp_path)

    assert ["listing.parquet"] == [file.name for file in tmp_path.iterdir()]


def test_a_list_of_this_week_is_not_asked_for_again(sources):
    settings = load_settings()
    write_listing(LISTING, settings.store)

    found, refused = current_listing(settings, NOW)

    assert (LISTING, (), []) == (found, refused, sources.asked)


@pytest.mark.slow
def test_an_older_list_is_asked_for_and_stored(sources):
    settings = load_settings()
    write_listing(replace(LISTING, entries=LISTING.entries[:2]), settings.store)

    found, _ = current_listing(settings, NOW + timedelta(days=3))

    assert ["300249.SZ", "603881.SS"] == [each.symbol for each in found.entries if each.is_traded]
    assert found == read_listing(settings.store)


def test_a_list_that_comes_keeps_what_the_shipped_one_saw(sources):
    found, _ = current_listing(load_settings(), NOW)

    (entry,) = found.recognise("国华网安")
    assert ("000004.SZ", date(2026, 6, 13)) == (entry.symbol, entry.seen)


def test_when_nobody_answers_the_old_list_stands_in_and_the_reason_is_told(sources):
    settings = load_settings()
    write_listing(LISTING, settings.store)
    sources.routes = {"/": BLOCK_PAGE}

    found, refused = current_listing(settings, NOW + timedelta(days=30))

    assert LISTING == found
    assert "cninfo" in str(refused[0])


def test_when_nobody_answers_and_nothing_is_stored_the_source_says_why(sources):
    sources.routes = {"/": BLOCK_PAGE}

    with pytest.raises(SourceError, match="cninfo"):
        current_listing(load_settings(), NOW)


def test_a_list_much_shorter_than_the_stored_one_is_not_the_whole(sources):
    settings = load_settings()
    write_listing(LISTING, settings.store)

    found, refused = current_listing(settings, NOW + timedelta(days=30))

    assert LISTING == found
    assert "lists 2 codes where the stored list has 3" in str(refused[-1])


def test_status_rows_are_read_back_as_they_were_written(tmp_path):
    spans = (
        StatusSpan("002418.SZ", True, date(2025, 5, 6), None),
        StatusSpan("002418.SZ", False, None, date(2025, 5, 5)),
    )

    write_status(spans, tmp_path)

    assert spans == read_status(tmp_path)


def test_status_rows_that_cannot_be_read_count_as_none(tmp_path):
    (tmp_path / "status.json").write_text('{"spans": [{"symbol": 1}]}', encoding="utf-8")

    assert () == read_status(tmp_path)


def test_a_list_of_codes_whose_bytes_changed_is_none(tmp_path):
    """A first session decides which days have no limit: it is under a hash too."""
    write_listing(replace(LISTING, entries=LISTING.entries[:1]), tmp_path)
    table = pq.read_table(tmp_path / "listing.parquet", partitioning=None)
    assert {"300249.SZ": date(2011, 8, 1)} == read_first_sessions(tmp_path, ["300249.SZ"])

    later = pa.array([date(2025, 2, 7)], pa.date32()).cast(pa.timestamp("us"))
    place = table.column_names.index("listed")
    pq.write_table(table.set_column(place, "listed", later), tmp_path / "listing.parquet")

    assert read_listing(tmp_path) is None
    assert {} == read_first_sessions(tmp_path, ["300249.SZ"])


def test_status_rows_whose_bytes_changed_are_none(tmp_path):
    write_status((StatusSpan("002418.SZ", True, date(2025, 5, 6), None),), tmp_path)
    file = tmp_path / "status.json"
    file.write_text(file.read_text().replace("2025-05-06", "2025-04-06"))

    assert () == read_status(tmp_path)


def test_lists_and_status_rows_of_an_earlier_version_open_without_a_hash(tmp_path):
    file = tmp_path / "status.json"
    file.write_text('{"spans": [{"symbol": "002418.SZ", "st": true, "first": null, "last": null}]}')

    assert (StatusSpan("002418.SZ", True, None, None),) == read_status(tmp_path)


def test_an_edition_keeps_the_first_sessions_of_its_own_stocks(tmp_path):
    write_status((), tmp_path, {"300249.SZ": date(2025, 2, 6)})

    assert {"300249.SZ": date(2025, 2, 6)} == read_first_sessions(tmp_path, ["300249.SZ"])
    assert {} == read_first_sessions(tmp_path, ["603881.SS"])
