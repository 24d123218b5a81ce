"""The store loses nothing, mixes nothing and says what it does not do."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboard.errors import InputError, StoreError
from dashboard.market.series import digest
from dashboard.store import store as store_module
from dashboard.store.refresh_records import RefreshRecord
from dashboard.store.series_file import DamagedError, SeriesHead, read_series, write_series
from dashboard.store.store import RETRY_AFTER, Store, choose, fetch_action
from tests.replay.series_made import (
    DAYS,
    SYMBOL,
    after_close,
    changed,
    days_of,
    later,
    made_rows,
    made_series,
)

CUT = 40


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def drafts(store):
    return [path for path in store.folder.rglob("*") if path.name.endswith(".tmp")]


# Deciding --------------------------------------------------------------

NOW = after_close(DAYS[-1])


def held(**note):
    series = made_series(**note)
    return SeriesHead(series.note, series.first, series.last, len(series.rows))


def decided(found, *, first=DAYS[0], last=DAYS[-1], now=NOW, **options):
    return fetch_action(found, first=first, last=last, now=now, **options)


def test_what_is_not_stored_is_downloaded():
    assert "download" == decided(None)


def test_what_reaches_the_last_session_is_kept():
    assert "keep" == decided(held())
    assert "keep" == decided(held(), now=later(NOW, days=2))


def test_what_ends_before_the_last_session_is_extended():
    found = held(days=DAYS[:CUT])

    assert "extend" == decided(found)


def test_what_was_never_asked_so_far_back_is_downloaded():
    assert "download" == decided(held(), first=DAYS[0] - timedelta(days=1))


def test_a_stock_without_trading_is_asked_again_after_a_while_only():
    found = held(days=DAYS[:CUT], asked_to=DAYS[-1].isoformat())

    assert "keep" == decided(found)
    assert "keep" == decided(found, now=later(NOW, hours=5))
    assert "extend" == decided(found, now=later(NOW, seconds=RETRY_AFTER.total_seconds()))


def test_a_session_that_closed_since_is_asked_for_at_once():
    found = held(days=DAYS[:CUT], asked_to=DAYS[-2].isoformat())

    assert "extend" == decided(found)


def test_a_series_without_dividends_is_asked_for_whole_again_after_a_while():
    found = held(factor_source="")

    assert "keep" == decided(found)
    assert "download" == decided(found, now=later(NOW, hours=7))
    assert "keep" == decided(found, now=later(NOW, hours=7), wants_factor=False)


def test_adjusted_prices_want_no_factor():
    found = held(factor_source="", adjustment="multiplicative")

    assert "keep" == decided(found, now=later(NOW, hours=7))


def test_a_stamp_of_a_clock_that_ran_ahead_does_not_silence_a_source():
    found = held(days=DAYS[:CUT], asked_to=DAYS[-1].isoformat(), retrieved="2099-01-01T00:00:00Z")

    assert "extend" == decided(found)


# Reading ---------------------------------------------------------------


def test_reading_a_store_that_is_not_there_gives_nothing_and_makes_nothing(store):
    assert () == store.symbols()
    assert {} == store.held(SYMBOL)
    assert store.read(SYMBOL, "tencent") is None
    assert () == store.beside(SYMBOL, "tencent")
    assert store.last_refresh(SYMBOL) is None
    assert not store.folder.exists()


def test_a_new_series_is_found_by_symbol_and_source(store):
    stored = store.put(made_series())

    assert ("new", len(DAYS), None) == (stored.kind, stored.added, stored.remark)
    assert (SYMBOL,) == store.symbols()
    assert ["tencent"] == list(store.held(SYMBOL))
    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))
    assert store.read(SYMBOL, "yahoo") is None


def test_series_of_two_sources_lie_side_by_side(store):
    store.put(made_series())
    store.put(made_series(DAYS[:CUT], source="yahoo", factor_source="yahoo"))

    assert ["tencent", "yahoo"] == sorted(store.held(SYMBOL))
    assert len(DAYS) == len(store.read(SYMBOL, "tencent").rows)
    assert CUT == len(store.read(SYMBOL, "yahoo").rows)


@pytest.mark.parametrize(
    "symbol",
    ["../x", "..", ".", "", "a/b", "A/B", "A\\B", "/etc/passwd", "A\n", "A\0", "600000.SS/..", "~"],
)
def test_a_symbol_cannot_climb_out_of_the_store(store, symbol):
    for call in (store.held, store.last_refresh, lambda each: store.read(each, "tencent")):
        with pytest.raises(InputError, match="is no symbol"):
            call(symbol)
    with pytest.raises(InputError, match="is no symbol"):
        store.put(made_series(symbol=symbol))
    with pytest.raises(InputError, match="is no symbol"):
        store.record_refresh(symbol, RefreshRecord("", "", "failed"))
    assert not store.folder.exists()


@pytest.mark.parametrize("source", ["../x", "..", "", "a/b", "A", "a~b", "a.b", "a\n", "-a", ".a"])
def test_a_source_cannot_climb_out_of_the_store(store, source):
    for call in (store.read, store.beside, store.file):
        with pytest.raises(InputError, match="is no name of a source"):
            call(SYMBOL, source)
    with pytest.raises(InputError, match="is no name of a source"):
        store.put(made_series(source=source))
    assert not store.folder.exists()


@pytest.mark.parametrize(
    "symbol", ["300249.SZ", "^GSPC", "BRK-B", "BRK.B", "AAPL", "EURUSD=X", "M&M.NS", "RDS.A.L"]
)
def test_symbols_of_other_markets_have_their_place(store, symbol):
    store.put(made_series(symbol=symbol))

    assert (symbol,) == store.symbols()
    assert symbol == store.read(symbol, "tencent").note.symbol


def test_what_else_lies_in_the_folder_is_passed_over(store):
    store.put(made_series())
    folder = store.folder / "series"
    for name in ("desktop.ini", ".DS_Store", "lower case"):
        (folder / name).touch()
    good = store.file(SYMBOL, "tencent").read_bytes()
    for name in ("notes.parquet", "tencent (1).parquet", "Tencent.parquet", "tencent.csv"):
        (folder / SYMBOL / name).write_bytes(good)

    assert (SYMBOL,) == store.symbols()
    assert ["tencent"] == list(store.held(SYMBOL))


# Storing ---------------------------------------------------------------


def test_a_later_answer_extends_the_series(store):
    store.put(made_series(DAYS[:CUT]))

    stored = store.put(made_series(DAYS[CUT - 5 :], scale=7.0))

    assert ("extended", len(DAYS) - CUT) == (stored.kind, stored.added)
    pd.testing.assert_frame_equal(made_rows(DAYS), store.read(SYMBOL, "tencent").rows)
    assert () == store.beside(SYMBOL, "tencent")


def test_the_same_answer_again_is_news_of_its_time_only(store):
    store.put(made_series(retrieved="2025-03-31T08:00:00Z"))

    stored = store.put(made_series(retrieved="2025-04-01T08:00:00Z"))

    assert ("same", 0) == (stored.kind, stored.added)
    assert "2025-04-01T08:00:00Z" == store.read(SYMBOL, "tencent").note.retrieved


def test_a_contradiction_leaves_the_stored_file_and_lies_beside_it(store):
    store.put(made_series(DAYS[:CUT]))
    before = store.file(SYMBOL, "tencent").read_bytes()
    answer = changed(made_series(), DAYS[3], close=10.55)

    stored = store.put(answer)

    assert ("contradicted", 0, 1) == (stored.kind, stored.added, len(stored.contradictions))
    assert f"first on {DAYS[3]}" in str(stored.remark)
    assert before == store.file(SYMBOL, "tencent").read_bytes()
    (beside,) = store.beside(SYMBOL, "tencent")
    assert digest(answer.rows) == read_series(beside).note.sha256
    assert ["tencent"] == list(store.held(SYMBOL))


def test_a_contradiction_that_repeats_itself_does_not_pile_up(store):
    store.put(made_series(DAYS[:CUT]))

    for end in (CUT, CUT, CUT + 1, CUT + 2, CUT + 2):
        answer = changed(made_series(DAYS[CUT - 9 : end]), DAYS[CUT - 5], close=10.55)
        assert "contradicted" == store.put(answer).kind

    (beside,) = store.beside(SYMBOL, "tencent")
    assert tuple(DAYS[CUT - 9 : CUT + 2]) == days_of(read_series(beside))


def test_two_different_contradictions_are_both_kept(store):
    store.put(made_series(DAYS[:CUT]))

    for close in (10.55, 10.75):
        store.put(changed(made_series(DAYS[:CUT]), DAYS[3], close=close))

    closes = [read_series(file).rows["close"].iloc[3] for file in store.beside(SYMBOL, "tencent")]
    assert [10.55, 10.75] == closes


def test_an_accepted_contradiction_takes_the_place_and_the_old_series_lies_beside(store):
    old = made_series(DAYS[:CUT])
    store.put(old)
    answer = changed(made_series(), DAYS[3], close=10.55)

    stored = store.put(answer, accept=True)

    assert ("new", len(DAYS) - CUT) == (stored.kind, stored.added)
    assert "took its place as asked" in str(stored.remark)
    assert digest(answer.rows) == store.read(SYMBOL, "tencent").note.sha256
    (beside,) = store.beside(SYMBOL, "tencent")
    assert digest(old.rows) == read_series(beside).note.sha256


def test_the_end_of_a_series_is_never_accepted_in_place_of_the_whole(store):
    store.put(made_series(DAYS[:CUT]))
    answer = changed(made_series(DAYS[CUT - 9 :]), DAYS[CUT - 5], close=10.55)

    with pytest.raises(StoreError, match="the stored ones for more: the stored series stays"):
        store.put(answer, accept=True)

    assert tuple(DAYS[:CUT]) == days_of(store.read(SYMBOL, "tencent"))
    assert () == store.beside(SYMBOL, "tencent")


def test_rows_without_a_common_session_are_refused_unless_accepted_as_the_whole(store):
    store.put(made_series(DAYS[:CUT]))
    apart = made_series(DAYS[CUT + 3 :], asked_from=DAYS[0].isoformat())

    with pytest.raises(StoreError, match="share no session"):
        store.put(apart)
    assert tuple(DAYS[:CUT]) == days_of(store.read(SYMBOL, "tencent"))

    with pytest.raises(StoreError, match="the stored ones for more"):
        store.put(made_series(DAYS[CUT + 3 :]), accept=True)
    assert tuple(DAYS[:CUT]) == days_of(store.read(SYMBOL, "tencent"))

    assert "new" == store.put(apart, accept=True).kind
    assert 1 == len(store.beside(SYMBOL, "tencent"))


def test_dividends_that_were_learnt_later_take_the_place_of_the_bare_series(store):
    bare = made_series(factor_source="")
    store.put(bare)

    stored = store.put(made_series())

    assert ("new", 0) == (stored.kind, stored.added)
    assert "sina" == store.read(SYMBOL, "tencent").note.factor_source
    (beside,) = store.beside(SYMBOL, "tencent")
    assert digest(bare.rows) == read_series(beside).note.sha256


def test_rows_without_dividends_never_take_the_place_of_rows_with_them(store):
    store.put(made_series(DAYS[:CUT]))

    with pytest.raises(StoreError, match="has dividends and splits, the new rows have none"):
        store.put(made_series(factor_source=""))

    assert "sina" == store.read(SYMBOL, "tencent").note.factor_source


def test_a_series_of_another_kind_takes_the_place_only_when_asked_for_as_far_back(store):
    store.put(made_series(DAYS[:CUT], adjustment="additive", factor_source=""))

    with pytest.raises(StoreError, match="the stored ones for more"):
        store.put(made_series(DAYS[CUT - 5 :]))
    assert "additive" == store.read(SYMBOL, "tencent").note.adjustment

    assert "new" == store.put(made_series()).kind
    assert "none" == store.read(SYMBOL, "tencent").note.adjustment
    assert 1 == len(store.beside(SYMBOL, "tencent"))


def test_prices_that_changed_with_the_factor_are_a_contradiction(store):
    store.put(made_series(factor_source=""))

    stored = store.put(changed(made_series(), DAYS[3], close=10.55))

    assert "contradicted" == stored.kind
    assert "" == store.read(SYMBOL, "tencent").note.factor_source


def test_a_readers_own_file_may_be_replaced_by_a_shorter_one_and_stays_beside(store):
    own = {"source": "file-terminal", "factor_source": ""}
    store.put(made_series(**own))

    store.put(made_series(DAYS[:CUT], **own | {"adjustment": "unknown"}))

    assert CUT == len(store.read(SYMBOL, "file-terminal").rows)
    assert 1 == len(store.beside(SYMBOL, "file-terminal"))


# Damage ----------------------------------------------------------------


def cut_short(file):
    file.write_bytes(file.read_bytes()[:3000])


def emptied(file):
    file.write_bytes(b"")


def flipped(file):
    content = bytearray(file.read_bytes())
    content[1000] ^= 0xFF
    file.write_bytes(content)


def of_another(file):
    write_series(made_series(symbol="603881.SS"), file)


def of_another_source(file):
    write_series(made_series(source="yahoo"), file)


@pytest.mark.parametrize("harm", [cut_short, emptied, flipped, of_another, of_another_source])
def test_a_damaged_file_is_said_kept_aside_and_healed_by_the_next_answer(store, harm):
    store.put(made_series())
    file = store.file(SYMBOL, "tencent")
    harm(file)
    damaged = file.read_bytes()

    with pytest.raises(DamagedError, match=str(file)):
        store.read(SYMBOL, "tencent")
    assert "new" == store.put(made_series()).kind

    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))
    (aside,) = file.parent.glob("*.damaged")
    assert damaged == aside.read_bytes()
    assert () == store.beside(SYMBOL, "tencent")


@pytest.mark.parametrize("harm", [cut_short, emptied, of_another, of_another_source])
def test_a_file_whose_foot_cannot_be_made_out_is_not_held(store, harm):
    store.put(made_series())
    harm(store.file(SYMBOL, "tencent"))

    assert {} == store.held(SYMBOL)


def test_a_file_of_a_newer_version_is_left_where_it_is(store, monkeypatch):
    monkeypatch.setattr("dashboard.store.series_file.FORMAT", 2)
    monkeypatch.setattr("dashboard.store.series_file.read_series", lambda _file: None)
    write_series(made_series(), store.file(SYMBOL, "tencent"))
    monkeypatch.undo()
    before = store.file(SYMBOL, "tencent").read_bytes()

    with pytest.raises(StoreError, match="update the program"):
        store.put(made_series())

    assert before == store.file(SYMBOL, "tencent").read_bytes()


def test_a_file_that_cannot_be_got_at_is_not_taken_for_damaged(store, monkeypatch):
    store.put(made_series(DAYS[:CUT]))
    before = store.file(SYMBOL, "tencent").read_bytes()

    def stale(self):
        raise OSError(116, "Stale file handle")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", stale)
        with pytest.raises(StoreError, match="Stale file handle"):
            store.put(made_series())

    assert before == store.file(SYMBOL, "tencent").read_bytes()
    assert [] == list(store.folder.rglob("*.damaged"))


def test_a_damaged_answer_beside_is_passed_over(store):
    store.put(made_series(DAYS[:CUT]))
    answer = changed(made_series(DAYS[:CUT]), DAYS[3], close=10.55)
    store.put(answer)
    cut_short(store.beside(SYMBOL, "tencent")[0])

    assert "contradicted" == store.put(answer).kind

    assert 2 == len(store.beside(SYMBOL, "tencent"))


# Writing where it is hard ----------------------------------------------


def test_a_full_disk_leaves_the_old_series(store, monkeypatch):
    store.put(made_series(DAYS[:CUT]))

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        store.put(made_series())

    assert tuple(DAYS[:CUT]) == days_of(store.read(SYMBOL, "tencent"))
    assert [] == drafts(store)


def test_a_store_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "store").write_text("a file")
    store = Store(tmp_path / "store")

    with pytest.raises(StoreError, match="The store cannot write"):
        store.put(made_series())
    with pytest.raises(StoreError, match="The store cannot write"):
        store.record_refresh(SYMBOL, RefreshRecord("", "", "failed"))
    assert store.read(SYMBOL, "tencent") is None
    assert {} == store.held(SYMBOL)


def test_what_a_killed_writer_left_is_cleared_by_the_next_one(store):
    store.put(made_series(DAYS[:CUT]))
    folder = store.file(SYMBOL, "tencent").parent
    left = [folder / f".{stem}.{'0' * 32}.tmp" for stem in ("tencent", "yahoo", "tencent~2025")]
    other = store.file("603881.SS", "tencent").parent / f".tencent.{'0' * 32}.tmp"
    other.parent.mkdir()
    for file in [*left, other]:
        file.write_bytes(b"half")

    store.put(made_series())

    assert [other] == drafts(store)


# The lock --------------------------------------------------------------


HOLD = """
import sys, filelock
with filelock.FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(store):
    """Another process that holds the lock of a symbol."""
    lock = store.folder / "locks" / f"{SYMBOL}.lock"
    lock.parent.mkdir(parents=True)
    command = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert b"held\n" == process.stdout.readline()
        yield process
        process.kill()


@pytest.mark.timeout(90)
def test_a_writer_gives_up_on_a_held_symbol_and_readers_and_other_symbols_do_not_wait(
    store, holder, monkeypatch
):
    monkeypatch.setattr(store_module, "PATIENCE", 0.05)

    with pytest.raises(StoreError, match=r"Another process has held 300249.SZ for 0.05 s") as error:
        store.put(made_series())

    assert str(error.value) == str(error.value.remark)
    assert {} == store.held(SYMBOL)
    assert "new" == store.put(made_series(symbol="603881.SS")).kind


@pytest.mark.timeout(90)
def test_the_lock_of_a_killed_process_is_free(store, holder, monkeypatch):
    monkeypatch.setattr(store_module, "PATIENCE", 5.0)
    holder.kill()
    holder.wait()

    assert "new" == store.put(made_series()).kind


# Notes of tries --------------------------------------------------------


def test_how_a_refresh_went_is_remembered_by_symbol(store):
    tried = RefreshRecord("2025-02-07T08:00:00Z", "tencent", "new")

    store.record_refresh(SYMBOL, tried)

    assert tried == store.last_refresh(SYMBOL)
    assert store.last_refresh("603881.SS") is None


# Choosing --------------------------------------------------------------

LAST = DAYS[-1]


def several(**ends):
    found = held()
    return {
        name.replace("_", "-"): replace(found, last=LAST - timedelta(days=behind))
        for name, behind in ends.items()
    }


@pytest.mark.parametrize(
    ("chosen", "ends"),
    [
        (None, {}),
        ("tencent", {"tencent": 0, "yahoo": 0}),
        ("yahoo", {"tencent": 1, "yahoo": 0}),
        ("yahoo", {"tencent": 5, "yahoo": 2}),
        ("tencent", {"yahoo": 2, "tencent": 2}),
        ("file-mine", {"tencent": 0, "file_mine": 0}),
        ("tencent", {"tencent": 0, "file_mine": 1}),
        ("file-mine", {"tencent": 1, "file_mine": 9}),
        ("yahoo", {"yahoo": 0, "eastmoney": 0}),
        ("eastmoney", {"eastmoney": 0, "other": 0, "another": 1}),
        ("tencent", {"tencent": -3, "yahoo": -9}),
    ],
)
def test_the_series_shown_reaches_the_day_then_is_the_readers_own_then_the_preferred(chosen, ends):
    order = ("tencent", "yahoo", "eastmoney")

    assert chosen == choose(several(**ends), order, LAST)


def test_a_source_that_nobody_prefers_is_chosen_when_it_is_the_only_one():
    assert "other" == choose(several(other=0), (), LAST)


def test_times_of_answers_beside_are_in_utc_and_sort_by_age(store):
    store.put(made_series(DAYS[:CUT]))
    before = datetime.now(UTC)
    for close in (10.55, 10.75, 10.95):
        store.put(changed(made_series(DAYS[:CUT]), DAYS[3], close=close))

    files = store.beside(SYMBOL, "tencent")

    stamps = [
        datetime.strptime(file.stem.partition("~")[2], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
        for file in files
    ]
    assert [10.55, 10.75, 10.95] == [read_series(file).rows["close"].iloc[3] for file in files]
    assert before <= stamps[0] <= stamps[-1] <= datetime.now(UTC)
