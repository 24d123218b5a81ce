"""The universe of the store: what goes into its matrix, and that nobody sees half of one."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.errors import StoreError
from dashboard.market.series import PriceSeries, SeriesNote, series_rows
from dashboard.store import universe_file
from dashboard.store.store import Store
from dashboard.store.universe import build_universe, import_series
from dashboard.store.universe_file import KEPT, load_universe, matrix_digest

# Sessions in Shanghai; 2025-02-08 and 09 are a weekend.
DAYS = ("2025-02-06", "2025-02-07", "2025-02-10")


def is_whole(matrix):
    return matrix.digest == matrix_digest(matrix)


def series(symbol, closes, *, days=DAYS, factor=None, source="tencent", adjustment="none"):
    closes = np.array(closes, dtype=float)
    rows = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(days),
            **dict.fromkeys(("open", "high", "low", "close"), closes),
            "volume": 100.0,
            "amount": np.nan,
            "factor": np.nan if factor is None else factor,
        }
    )
    note = SeriesNote(
        symbol,
        source,
        adjustment,
        "" if factor is None else "sina",
        "CNY",
        "2025-02-11T08:00:00Z",
        "a test",
        days[0],
        days[-1],
    )
    return PriceSeries(note, series_rows(rows))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def filled(store, *many):
    for each in many:
        store.put(each)
    return store


def files(store):
    return {path.name for path in (store.folder / "universe").iterdir()}


def damaged(store):
    with pytest.raises(StoreError) as caught:
        load_universe(store.folder)
    return str(caught.value)


# What is in it --------------------------------------------------------


def test_closes_are_those_of_total_return(store):
    """A dividend of 1 on 2025-02-10: 11 before, 10 after, and the holder has lost nothing."""
    filled(store, series("300249.SZ", [10, 11, 10], factor=[1, 1, 1.1]))

    matrix = build_universe(store)

    assert ("300249.SZ",) == matrix.symbols
    assert ("factor",) == matrix.adjustments
    assert [[10], [11], [11]] == pytest.approx(matrix.closes)
    assert [date.fromisoformat(day) for day in DAYS] == matrix.days.tolist()


def test_a_stock_without_a_factor_is_flagged(store):
    filled(
        store,
        series("000001.SZ", [1, 2, 3]),
        series("600000.SS", [4, 5, 6], adjustment="additive", source="file-mine"),
        series("688001.SS", [7, 8, 9], adjustment="multiplicative", source="yahoo"),
    )

    matrix = build_universe(store)

    assert ("none", "additive", "multiplicative") == matrix.adjustments
    assert ("tencent", "file-mine", "yahoo") == matrix.sources
    assert 2 == matrix.without_dividends


def test_only_shares_of_the_four_boards_are_in_it(store):
    symbols = ["000300.SS", "399006.SZ", "AAPL", "900901.SS", "^GSPC"]
    shares = ["000001.SZ", "300249.SZ", "688001.SS", "920599.BJ"]
    filled(store, *(series(symbol, [1, 1, 1]) for symbol in symbols + shares))

    matrix = build_universe(store)

    assert tuple(shares) == matrix.symbols
    assert ("main", "chinext", "star", "bse") == matrix.boards


def test_a_session_without_a_row_stays_empty(store):
    filled(
        store,
        series("000001.SZ", [1, 2, 3]),
        series("000002.SZ", [4, 6], days=(DAYS[0], DAYS[2])),
    )

    matrix = build_universe(store)

    assert np.isnan(matrix.closes[1, 1])
    assert 5 == np.count_nonzero(np.isfinite(matrix.closes))


def test_a_row_on_a_closed_day_does_not_part_the_sessions_around_it(store):
    days = ("2025-02-07", "2025-02-09", "2025-02-10")
    filled(store, series("000001.SZ", [1, 2, 3]), series("000002.SZ", [4, 5, 6], days=days))

    matrix = build_universe(store)

    assert [date.fromisoformat(day) for day in DAYS] == matrix.days.tolist()
    assert 1 == matrix.strays
    assert [4, 6] == matrix.closes[1:, 1].tolist()


def test_of_several_sources_the_preferred_is_taken(store):
    filled(
        store,
        series("000001.SZ", [1, 2, 3], source="tencent"),
        series("000001.SZ", [1.5, 2.5, 3.5], source="yahoo"),
    )

    for order in (("yahoo", "tencent"), ("tencent", "yahoo")):
        assert order[:1] == build_universe(store, order).sources


def test_a_series_that_cannot_be_read_gives_way_to_the_next_or_is_named(store):
    filled(
        store,
        series("000001.SZ", [1, 2, 3], source="yahoo"),
        series("000001.SZ", [1, 2, 3], source="tencent"),
        series("000002.SZ", [1, 2, 3]),
    )
    for symbol, source in (("000001.SZ", "yahoo"), ("000002.SZ", "tencent")):
        store.file(symbol, source).write_bytes(b"PAR1 no such thing")

    matrix = build_universe(store, ("yahoo", "tencent"))

    assert ("tencent",) == matrix.sources
    assert ("000002.SZ",) == matrix.left_out


def test_a_store_without_a_share_says_how_to_get_one(store):
    filled(store, series("000300.SS", [1, 1, 1]))

    with pytest.raises(StoreError, match=r"no series of an A share.*refresh --universe"):
        build_universe(store)
    assert load_universe(store.folder) is None


def test_progress_runs_to_the_number_of_series(store):
    told = []
    filled(store, series("000001.SZ", [1, 2, 3]), series("000002.SZ", [1, 2, 3]))

    build_universe(store, progress=lambda done, total: told.append((done, total)))

    assert [(0, 2), (1, 2), (2, 2)] == told


# Loading --------------------------------------------------------------


def test_what_is_loaded_is_what_was_built(store):
    filled(store, series("000001.SZ", [1, 2, 3]), series("300001.SZ", [4, 5, 6], factor=2))

    built, loaded = build_universe(store), load_universe(store.folder)

    for name in ("symbols", "boards", "sources", "adjustments", "digest", "made", "left_out"):
        assert getattr(built, name) == getattr(loaded, name)
    np.testing.assert_array_equal(built.closes, loaded.closes)
    np.testing.assert_array_equal(built.days, loaded.days)
    assert is_whole(loaded)


def test_the_closes_are_mapped_and_cannot_be_written_to(store):
    build_universe(filled(store, series("000001.SZ", [1, 2, 3])))

    closes = load_universe(store.folder).closes

    assert isinstance(closes.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        closes[0, 0] = 0


def test_the_same_series_give_the_same_digest_and_others_another(store):
    first = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))

    assert first.digest == build_universe(store).digest
    filled(store, series("000002.SZ", [1, 2, 3]))
    assert first.digest != build_universe(store).digest


@pytest.mark.parametrize("cut", [0, 60, 140])
def test_a_truncated_matrix_is_refused(store, cut):
    matrix = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    file = store.folder / "universe" / f"{matrix.digest}.npy"
    os.truncate(file, cut)

    assert "is no universe of this store" in damaged(store)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda facts: facts.pop("days"),
        lambda facts: facts["days"].reverse(),
        lambda facts: facts["days"].pop(),
        lambda facts: facts["symbols"].append("000009.SZ"),
        lambda facts: facts["boards"].pop(),
        lambda facts: facts.update(format=2),
        lambda facts: facts.update(days=["yesterday"] * 3),
        lambda facts: facts.update(symbols=None),
    ],
)
def test_facts_that_do_not_fit_the_matrix_are_refused(store, spoil):
    matrix = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    file = store.folder / "universe" / f"{matrix.digest}.json"
    facts = json.loads(file.read_text())
    spoil(facts)
    file.write_text(json.dumps(facts))

    assert "is no universe of this store" in damaged(store)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"digest": "../../secrets"}'])
def test_a_name_that_is_no_digest_is_not_followed(store, content):
    build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    (store.folder / "universe" / "current.json").write_text(content)

    assert "current.json" in damaged(store)


def test_a_changed_byte_is_found_by_the_hash(store):
    matrix = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    with (store.folder / "universe" / f"{matrix.digest}.npy").open("r+b") as file:
        file.seek(-4, os.SEEK_END)
        file.write(b"\x11")

    damaged(store)


def test_a_build_mends_a_damaged_matrix(store):
    matrix = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    os.truncate(store.folder / "universe" / f"{matrix.digest}.npy", 60)

    build_universe(store)

    assert is_whole(load_universe(store.folder))


# Replacing ------------------------------------------------------------


def test_the_matrix_before_stays_for_an_hour_from_its_end(store):
    first = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    long_ago = time.time() - 10 * KEPT
    for file in (store.folder / "universe").glob(f"{first.digest}.*"):
        os.utime(file, (long_ago, long_ago))

    second = build_universe(filled(store, series("000002.SZ", [1, 2, 3])))

    assert second.digest == load_universe(store.folder).digest
    assert is_whole(first)
    assert {f"{first.digest}.npy", f"{first.digest}.json"} <= files(store)


def test_a_matrix_long_out_of_use_is_removed(store):
    first = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    build_universe(filled(store, series("000002.SZ", [1, 2, 3])))
    long_ago = time.time() - KEPT - 60
    for file in (store.folder / "universe").glob(f"{first.digest}.*"):
        os.utime(file, (long_ago, long_ago))

    third = build_universe(filled(store, series("000003.SZ", [1, 2, 3])))

    assert not {name for name in files(store) if name.startswith(first.digest)}
    assert 5 == len(files(store))
    assert third.digest == load_universe(store.folder).digest


class Killed(BaseException):
    """What stands for the end of a process."""


@pytest.mark.parametrize("moment", range(3))
def test_a_build_that_dies_between_its_files_leaves_the_old_one(store, monkeypatch, moment):
    """Before the matrix is moved into place, before its facts are, before it is named."""
    old = build_universe(filled(store, series("000001.SZ", [1, 2, 3])))
    steps = iter(range(3))

    def dying(write):
        def step(*arguments, **options):
            if next(steps) == moment:
                raise Killed
            return write(*arguments, **options)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(universe_file, "replacing", dying(universe_file.replacing))
        patch.setattr(universe_file, "write_json", dying(universe_file.write_json))
        filled(store, series("000002.SZ", [1, 2, 3]))
        with pytest.raises(Killed):
            build_universe(store)

    assert old.digest == load_universe(store.folder).digest
    assert is_whole(load_universe(store.folder))
    assert 2 == len(build_universe(store).symbols)


BUILDER = """
import sys
from pathlib import Path
from dashboard.store.store import Store
from dashboard.store.universe import build_universe

store = Store(Path(sys.argv[1]))
while True:
    for order in (("yahoo", "tencent"), ("tencent", "yahoo")):
        print(build_universe(store, order).digest, flush=True)
"""


@pytest.mark.slow
def test_a_killed_builder_leaves_a_whole_matrix_and_the_next_one_works(store):
    """Six builders that never rest, each killed at another moment of its work."""
    filled(
        store,
        series("000001.SZ", [1, 2, 3], source="tencent"),
        series("000001.SZ", [1.5, 2.5, 3.5], source="yahoo"),
    )
    command = [sys.executable, "-c", BUILDER, str(store.folder)]
    for n in range(6):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as builder:
            digests = {builder.stdout.readline() for _ in range(2)}
            time.sleep(0.003 * n)
            builder.kill()

        assert 2 == len(digests)
        assert is_whole(load_universe(store.folder))
    assert is_whole(build_universe(store))
    assert not [name for name in files(store) if name.startswith(".")]


@pytest.mark.slow
def test_builders_and_readers_at_once_see_whole_matrices(store):
    filled(store, *(series(f"{code:06}.SZ", [1, 2, 3]) for code in range(1, 9)))
    build_universe(store)

    def build(code):
        store.put(series(f"{code:06}.SZ", [1, 2, 3]))
        return is_whole(build_universe(store))

    def read(_):
        return is_whole(load_universe(store.folder))

    with ThreadPoolExecutor(6) as pool:
        built = pool.map(build, range(10, 16))
        read_back = pool.map(read, range(200))

        assert all([*built, *read_back])
    assert 14 == len(load_universe(store.folder).symbols)


def test_a_builder_waits_only_so_long_for_another(store, monkeypatch):
    import filelock  # noqa: PLC0415

    filled(store, series("000001.SZ", [1, 2, 3]))
    monkeypatch.setattr("dashboard.store.universe.PATIENCE", 0.05)
    with (
        filelock.FileLock(store.folder / "locks" / "universe.lock"),
        pytest.raises(StoreError, match="Another process has been building"),
    ):
        build_universe(store)


def test_a_store_that_cannot_be_written_says_so(store):
    filled(store, series("000001.SZ", [1, 2, 3]))
    (store.folder / "universe").write_text("in the way")

    with pytest.raises(StoreError, match="cannot write"):
        build_universe(store)


# Importing ------------------------------------------------------------


def test_an_import_stores_every_series_and_tells_how_far_it_is(store):
    told = []
    many = [series("000001.SZ", [1, 2, 3]), series("000300.SS", [4, 5, 6])]

    found = import_series(store, many, progress=lambda *at: told.append(at))

    assert (("new", 2),) == found.counts
    assert ("000001.SZ",) == build_universe(store).symbols
    assert [(1, 2), (2, 2)] == told


def test_an_import_takes_series_one_by_one(store):
    found = import_series(store, (series(each, [4, 5, 6]) for each in ("000300.SS", "399006.SZ")))

    assert (("new", 2),) == found.counts


def test_a_series_that_contradicts_lies_beside_and_the_rest_goes_on(store):
    filled(store, series("000001.SZ", [1, 2, 3]))

    many = [series("000001.SZ", [1, 2.5, 3]), series("000002.SZ", [4, 5, 6])]
    found = import_series(store, many)

    assert {"contradicted": 1, "new": 1} == dict(found.counts)
    assert "000001.SZ" in found.remarks[0].reason
    assert [2, 5] == build_universe(store).closes[1].tolist()


def test_a_series_that_cannot_be_stored_is_named_and_the_rest_goes_on(store):
    store.folder.mkdir()
    (store.folder / "series").mkdir()
    (store.folder / "series" / "000001.SZ").write_text("in the way")

    found = import_series(store, [series("000001.SZ", [1, 2, 3]), series("000002.SZ", [4, 5, 6])])

    ((symbol, remark),) = found.failed
    assert "000001.SZ" == symbol
    assert "cannot write" in remark.reason
    assert ("000002.SZ",) == build_universe(store).symbols


def test_a_factor_that_no_price_bears_out_is_left_out_of_the_matrix_and_counted(store):
    right = series("300249.SZ", [10, 10.2, 10.4], factor=[1, 1, 1])
    false = series("603881.SS", [10, 10.2, 10.4], factor=[1, 50, 50])

    matrix = build_universe(filled(store, right, false))

    assert ("603881.SS",) == matrix.doubted
    assert np.array_equal(matrix.closes[:, 0], matrix.closes[:, 1])
    assert is_whole(matrix)


def test_a_flipped_bit_of_a_close_or_of_what_stands_beside_it_is_damage(store):
    matrix = build_universe(filled(store, series("300249.SZ", [10, 10.2, 10.4])))
    place = store.folder / "universe"
    for name, old, new in (
        (f"{matrix.digest}.npy", np.float64(10.2).tobytes(), np.float64(10.7).tobytes()),
        (f"{matrix.digest}.json", b"2025-02-07", b"2025-02-08"),
        (f"{matrix.digest}.json", b"300249.SZ", b"300248.SZ"),
    ):
        whole = (place / name).read_bytes()
        assert old in whole
        (place / name).write_bytes(whole.replace(old, new))
        damaged(store)
        (place / name).write_bytes(whole)
    assert matrix.digest == load_universe(store.folder).digest
