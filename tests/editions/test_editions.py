"""Editions: the same thing has one name, its numbers stay, and nothing half-made is ever listed."""

import contextlib
import functools
import hashlib
import io
import json
import os
import shutil
import signal
import stat
import struct
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Benchmark, Text, Window
from dashboard.cases.folders import CaseFolder, read_case, write_case
from dashboard.cases.pricing import priced_symbols, stored_case, with_universe
from dashboard.editions import editions, frozen, packing
from dashboard.editions import folder as folder_of
from dashboard.editions.manifest import (
    EditionOrigin,
    checked_words,
    manifest_bytes,
    read_made,
    read_manifest,
)
from dashboard.errors import DashboardError, EditionError, InputError, NotFoundError
from dashboard.market.prices import StatusSpan
from dashboard.market.series import PriceSeries, SeriesNote, series_rows
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.store.listing_file import write_status
from dashboard.store.store import Store
from dashboard.store.universe_file import matrix_digest
from tests.slim_case import slim

pytestmark = pytest.mark.slow

SLUG = "liquid-cooling-2025"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
NO_STORE = Store(Path("/nowhere"))
SHORTER = Window(date(2025, 2, 7), date(2025, 2, 12))


@pytest.fixture(scope="module")
def slim_folder(tmp_path_factory, shipped):
    """Folder of the shipped case with little in it; the commands are tried on it whole."""
    folder = tmp_path_factory.mktemp("slim") / SLUG
    write_case(slim(shipped), folder)
    return folder


@pytest.fixture(scope="module")
def slimmed(slim_folder):
    """That case, read once: values that no test can change."""
    return read_case(slim_folder)


@pytest.fixture(scope="module")
def freeze(slim_folder, slimmed):
    """Freeze that case, or another, into a folder."""
    of_slimmed = functools.cache(lambda window: Trial.of(slimmed, window))

    def frozen_in(
        target, content=slimmed, source=slim_folder, store=NO_STORE, window=None, **options
    ):
        settings = {"source": source, "store": store, "editions": target, "now": NOW} | options
        trial = of_slimmed(window) if content is slimmed else Trial.of(content, window)
        return editions.freeze(trial, **settings)

    return frozen_in


@pytest.fixture(scope="module")
def shelf(tmp_path_factory, freeze):
    """Folder with one edition of that case; never written to by a test."""
    target = tmp_path_factory.mktemp("editions")
    freeze(target, by="Li", note="for the article")
    return target


@pytest.fixture(scope="module")
def kept(shelf):
    """The edition of `shelf`."""
    (edition,) = editions.list_editions(shelf)
    return edition


@pytest.fixture(scope="module")
def shorter(tmp_path_factory, freeze):
    """Another edition, of a shorter window."""
    return freeze(tmp_path_factory.mktemp("shorter"), window=SHORTER)


@pytest.fixture
def own(shelf, kept, tmp_path):
    """A copy of the edition that a test may spoil."""
    place = tmp_path / "editions" / SLUG / kept.id
    shutil.copytree(kept.path, place)
    return replace(kept, path=place)


def names(place):
    """Everything below a folder."""
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*"))


def resealed(edition, **changes):
    """Put a changed manifest into an edition and give the folder its new name."""
    manifest = replace(edition.manifest, **changes)
    (edition.path / "manifest.json").write_bytes(manifest_bytes(manifest))
    place = edition.path.with_name(manifest.id)
    edition.path.rename(place)
    return place


# Names ----------------------------------------------------------------


def test_the_id_is_the_beginning_of_the_hash_of_the_manifest(kept):
    data = (kept.path / "manifest.json").read_bytes()

    assert kept.id == hashlib.sha256(data).hexdigest()[:16]
    assert kept.path.name == kept.id


def test_the_manifest_names_every_file_with_its_hash_and_size(kept):
    files = {name for name in names(kept.path) if (kept.path / name).is_file()}
    listed = json.loads((kept.path / "manifest.json").read_text())["files"]

    assert files - {"manifest.json", "made.json"} == set(listed)
    for name, mark in listed.items():
        data = (kept.path / name).read_bytes()
        assert {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} == mark


def test_the_files_of_the_case_are_copied_byte_for_byte(kept, slim_folder, slimmed):
    for note in slimmed.files:
        assert (slim_folder / note.name).read_bytes() == (
            kept.path / "case" / note.name
        ).read_bytes()


def test_the_same_frozen_again_is_the_same_edition_with_its_first_name_and_note(own, freeze):
    again = freeze(own.path.parents[1], by="Wang", note="once more")

    assert own.id == again.id
    assert not again.is_new
    assert ("Li", "for the article") == (again.made.by, again.made.note)


def test_when_and_by_whom_is_no_part_of_the_id_but_another_window_is(
    kept, shorter, tmp_path, freeze
):
    other = freeze(tmp_path, by="Wang", now=datetime(2027, 1, 1, tzinfo=UTC))

    assert kept.id == other.id
    assert "2027-01-01T00:00:00Z" == other.made.at
    assert kept.id != shorter.id


def test_name_and_note_are_one_printable_line_each():
    assert ("Li Na", "为什么") == checked_words(" Li Na ", "为什么")
    for by, note in (
        ("x" * 81, ""),
        ("", "x" * 401),
        ("a\nb", ""),
        ("", "\x1b[2J"),
        ("\ud800", ""),
    ):
        with pytest.raises(InputError, match="one line each"):
            checked_words(by, note)


# The numbers stay -----------------------------------------------------


def test_an_edition_gives_the_same_results_after_prices_and_evidence_changed(
    tmp_path, slim_folder, slimmed, freeze
):
    live = tmp_path / SLUG
    shutil.copytree(slim_folder, live)
    edition = freeze(tmp_path / "editions", read_case(live), live)
    before = editions.open_edition(tmp_path / "editions", edition.id).computed()
    prices = slimmed.market.prices
    raised = prices.assign(close=prices["close"].where(prices["symbol"] != "300249.SZ", 999.0))
    raised["high"] = raised[["high", "close"]].max(axis=1)
    changed = replace(
        slimmed,
        case=replace(slimmed.case, evidence=slimmed.case.evidence[1:]),
        market=replace(slimmed.market, prices=raised),
    )
    write_case(changed, live)
    later = freeze(tmp_path / "editions", read_case(live), live)

    opened = editions.open_edition(tmp_path / "editions", edition.id)

    assert before == opened.computed() == opened.results
    assert later.id != edition.id
    now = editions.open_edition(tmp_path / "editions", later.id).results
    assert now["returns"]["300249.SZ"] != opened.results["returns"]["300249.SZ"]


def stored_series(slimmed, symbol, *, scale=1.0, source="tencent"):
    rows = slimmed.market.prices.loc[slimmed.market.prices["symbol"] == symbol]
    table = rows.drop(columns="symbol").assign(amount=np.nan, factor=1.0)
    for name in ("open", "high", "low", "close"):
        table[name] = (table[name] * scale).round(2)
    note = SeriesNote(
        symbol=symbol,
        source=source,
        adjustment="none",
        factor_source="sina",
        currency="CNY",
        retrieved="2026-11-25T09:00:00Z",
        request="https://played.invalid/",
        asked_from="2024-01-02",
        asked_to="2025-04-30",
    )
    return PriceSeries(note, series_rows(table))


@pytest.fixture(scope="module")
def priced(tmp_path_factory, slimmed):
    """A store with every series of the case, and the case on it."""
    store = Store(tmp_path_factory.mktemp("store"))
    for symbol in priced_symbols(slimmed.case):
        store.put(stored_series(slimmed, symbol))
    write_status((StatusSpan("300249.SZ", True, date(2025, 2, 1), None),), store.folder)
    return store, stored_case(slimmed, store, ("tencent",))


def test_series_of_the_store_are_frozen_as_files_that_the_store_opens(
    priced, tmp_path, slimmed, freeze
):
    store, content = priced

    edition = freeze(tmp_path / "editions", content, store=store)

    inside = Store(edition.path)
    assert tuple(sorted(priced_symbols(slimmed.case))) == inside.symbols()
    assert "store" == edition.manifest.settings.prices
    assert not (edition.path / "case" / "prices.csv").exists()
    opened = editions.open_edition(tmp_path / "editions", edition.id).folder
    assert content.market.series == opened.market.series
    assert content.market.status == opened.market.status
    pd.testing.assert_frame_equal(content.market.prices, opened.market.prices)


def test_an_edition_outlives_the_series_of_the_store(priced, tmp_path, slimmed, freeze):
    store = Store(tmp_path / "store")
    shutil.copytree(priced[0].folder, store.folder)
    content = stored_case(slimmed, store, ("tencent",))
    edition = freeze(tmp_path / "editions", content, store=store)
    frozen_numbers = editions.open_edition(tmp_path / "editions", edition.id).results
    shutil.rmtree(store.folder)

    opened = editions.open_edition(tmp_path / "editions", edition.id)

    assert frozen_numbers == opened.computed()
    assert editions.verify(tmp_path / "editions", edition.id).same


def test_a_store_that_moved_on_after_the_page_was_read_is_not_frozen(
    priced, tmp_path, slimmed, freeze
):
    store = Store(tmp_path / "store")
    shutil.copytree(priced[0].folder, store.folder)
    content = stored_case(slimmed, store, ("tencent",))
    store.put(stored_series(slimmed, "300249.SZ", scale=1.01), accept=True)

    with pytest.raises(EditionError, match="changed while it was being frozen"):
        freeze(tmp_path / "editions", content, store=store)
    assert [] == names(tmp_path / "editions" / SLUG)


def universe(slimmed, n=300):
    """Closes of made-up stocks over all sessions of the case's prices; some never trade."""
    days = np.array(sorted(slimmed.market.prices["date"].unique()), dtype="datetime64[D]")
    rng = np.random.default_rng(7)
    closes = 10 * np.cumprod(1 + rng.normal(0, 0.02, (days.size, n)), axis=0)
    closes[:, 0] = np.nan
    matrix = UniverseMatrix(
        symbols=tuple(f"{300900 + at if at % 2 else 1200 + at:06d}.SZ" for at in range(n)),
        boards=tuple("chinext" if at % 2 else "main" for at in range(n)),
        days=days,
        closes=closes,
        sources=("tencent",) * n,
        adjustments=("factor",) * n,
        digest="",
        made="2026-11-25T09:00:00Z",
    )
    order = np.argsort(matrix.symbols)
    matrix = replace(
        matrix,
        symbols=tuple(matrix.symbols[at] for at in order),
        boards=tuple(matrix.boards[at] for at in order),
        closes=closes[:, order],
    )
    return replace(matrix, digest=matrix_digest(matrix))


def test_placebo_groups_recount_on_the_frozen_closes_of_the_window(tmp_path, slimmed, freeze):
    content = with_universe(slimmed, universe(slimmed))

    edition = freeze(tmp_path, content, window=SHORTER)

    opened = editions.open_edition(tmp_path, edition.id)
    matrix = opened.folder.market.universe_matrix
    assert (date(2025, 2, 6), date(2025, 2, 12)) == (matrix.first, matrix.last)
    assert opened.results["placebo_groups"]["n"] > 0
    assert opened.results["placebo_groups"] == opened.computed()["placebo_groups"]


def test_a_benchmark_that_is_the_universe_keeps_its_daily_means(
    tmp_path, slim_folder, slimmed, freeze
):
    live = tmp_path / SLUG
    shutil.copytree(slim_folder, live)
    mark = Benchmark("universe-mean", Text("Universe"), "universe")
    write_case(
        replace(slimmed, case=replace(slimmed.case, benchmarks=(mark, *slimmed.case.benchmarks))),
        live,
    )
    content = with_universe(read_case(live), universe(slimmed))

    edition = freeze(tmp_path / "editions", content, live)

    opened = editions.open_edition(tmp_path / "editions", edition.id)
    for name in ("benchmark_returns", "benchmark_counts"):
        held = [getattr(each.market, name)["universe-mean"] for each in (content, opened.folder)]
        pd.testing.assert_series_equal(*held, check_freq=False)
    assert opened.results["market_model"]["universe-mean"]["300249.SZ"]["n"] > 0


def test_a_universe_without_the_window_is_left_out(tmp_path, slimmed, freeze):
    whole = universe(slimmed)
    late = whole.days > np.datetime64("2025-03-01")
    part = replace(whole, days=whole.days[late], closes=whole.closes[late])

    edition = freeze(tmp_path, with_universe(slimmed, replace(part, digest=matrix_digest(part))))

    assert not (edition.path / "universe").exists()


def test_the_live_case_and_two_editions_never_share_a_digest(kept, shorter, slimmed):
    digests = {frozen.open_frozen(each).digest for each in (kept, shorter)} | {slimmed.digest}

    assert 3 == len(digests)


# What cannot be frozen ------------------------------------------------


def test_a_case_that_changed_after_it_was_read_is_not_frozen(tmp_path, slim_folder, freeze):
    live = tmp_path / SLUG
    shutil.copytree(slim_folder, live)
    content = read_case(live)
    (live / "claims.csv").write_bytes(b"something else")

    with pytest.raises(EditionError, match=r"claims\.csv.*changed while"):
        freeze(tmp_path / "editions", content, live)
    shutil.rmtree(live)
    with pytest.raises(EditionError, match="changed while"):
        freeze(tmp_path / "editions", content, live)
    assert () == editions.list_editions(tmp_path / "editions")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, freeze):
    (tmp_path / "file").write_text("")

    with pytest.raises(EditionError, match="cannot be written"):
        freeze(tmp_path / "file" / "editions")
    assert not editions.can_write(tmp_path / "file" / "editions")
    assert editions.can_write(tmp_path / "some" / "where")


def test_a_copy_that_gives_another_number_is_not_frozen(tmp_path, monkeypatch, freeze):
    def other(edition):
        found = read(edition)
        prices = found.market.prices
        market = replace(found.market, prices=prices[prices["date"] < "2025-04-01"])
        return replace(found, market=market)

    read = frozen.open_frozen
    monkeypatch.setattr("dashboard.editions.opening.open_frozen", other)

    with pytest.raises(EditionError, match="changed while"):
        freeze(tmp_path)
    assert [] == names(tmp_path / SLUG)


@pytest.mark.parametrize("step", [1, 5, 9, 10, 11, 12])
def test_a_freeze_that_ends_at_any_step_leaves_nothing_that_is_listed(
    tmp_path, monkeypatch, step, freeze
):
    steps = iter(range(1, 100))

    def interrupted(sink):
        if next(steps) == step:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    edition = None
    with contextlib.suppress(KeyboardInterrupt):
        edition = freeze(tmp_path)

    listed = editions.list_editions(tmp_path)
    assert ([] if edition is None else [edition.id]) == [each.id for each in listed]
    assert () == editions.unreadable(tmp_path)


CHILD = """
import sys
from datetime import date, datetime, timezone
from pathlib import Path
from dashboard.analysis.trial import Trial
from dashboard.case import Window
from dashboard.cases.folders import read_case
from dashboard.editions import editions
from dashboard.store.store import Store
source = Path(sys.argv[2])
content = read_case(source)
def freeze(window):
    editions.freeze(Trial.of(content, window), source=source,
                    store=Store(Path("/nowhere")), editions=Path(sys.argv[1]),
                    now=datetime(2026, 11, 25, 10, tzinfo=timezone.utc))
freeze(content.case.window)
print("ready", flush=True)
for day in (10, 11, 12, 14, 17, 18, 19, 20):
    freeze(Window(date(2025, 2, 7), date(2025, 2, day)))
print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_freeze_leaves_whole_editions_only(tmp_path, slim_folder):
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), str(slim_folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "ready" == child.stdout.readline().strip()
    time.sleep(0.25)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    listed = editions.list_editions(tmp_path)
    assert 1 <= len(listed)
    assert [()] * len(listed) == [folder_of.damage(each) for each in listed]
    assert () == editions.unreadable(tmp_path)


def test_what_a_killed_freeze_left_goes_with_a_later_one_an_hour_after(tmp_path, freeze):
    old, young = (tmp_path / SLUG / f".{name * 32}.tmp" for name in "ab")
    for each in (old, young):
        each.mkdir(parents=True)
        (each / "results.json").write_text("{}")
    os.utime(old, (0, 0))

    freeze(tmp_path)

    assert not old.exists()
    assert young.exists()


# Finding --------------------------------------------------------------


def test_editions_are_listed_newest_first_and_by_case(tmp_path, freeze):
    early = freeze(tmp_path)
    late = freeze(tmp_path, window=SHORTER, now=datetime(2027, 1, 1, tzinfo=UTC))

    assert [late.id, early.id] == [each.id for each in editions.list_editions(tmp_path, SLUG)]
    assert () == editions.list_editions(tmp_path, "another")
    assert () == editions.list_editions(tmp_path / "nowhere")


def test_a_folder_that_bears_the_name_and_is_no_edition_is_told_apart(own):
    shelf = own.path.parents[1]
    (own.path.parent / ("0" * 16)).mkdir()
    shutil.copytree(own.path, own.path.parent / ("1" * 16))
    (own.path.parent / "notes").mkdir()

    assert [own.id] == [each.id for each in editions.list_editions(shelf)]
    assert ["0" * 16, "1" * 16] == [path.name for path in editions.unreadable(shelf)]


@pytest.mark.parametrize(
    "wanted", ["", "0" * 16, "../" * 5, "x" * 5000, "a\x00b", "ABCDEF0123456789"]
)
def test_an_unknown_id_is_one_sentence(shelf, wanted):
    with pytest.raises(NotFoundError, match="There is no edition"):
        editions.open_edition(shelf, wanted)


def test_an_edition_opens_from_any_folder(kept, tmp_path):
    shutil.copytree(kept.path, tmp_path / "copy")

    opened = editions.open_edition(tmp_path, tmp_path / "copy")

    assert kept.id == opened.id


# Damage ---------------------------------------------------------------


def spoil(edition, kind):
    place = edition.path
    if kind == "a byte changed":
        file = place / "case" / "prices.csv"
        file.write_bytes(file.read_bytes().replace(b"2025", b"2026", 1))
    elif kind == "a file gone":
        (place / "case" / "claims.csv").unlink()
    elif kind == "a file more":
        (place / "status.json").write_text('{"spans": []}')
    elif kind == "a link":
        file = place / "case" / "claims.csv"
        file.rename(place.parent / "elsewhere.csv")
        file.symlink_to(place.parent / "elsewhere.csv")
    elif kind == "results cut":
        (place / "results.json").write_bytes(b"")
    elif kind == "another manifest":
        other = replace(edition.manifest, retrieved="yesterday")
        (place / "manifest.json").write_bytes(manifest_bytes(other))


SPOILT = ["a byte changed", "a file gone", "a file more", "a link", "results cut"]


@pytest.mark.parametrize("kind", [*SPOILT, "another manifest"])
def test_an_edition_with_another_file_than_was_frozen_does_not_open(own, kind):
    spoil(own, kind)

    with pytest.raises(EditionError, match="is damaged: 1 file"):
        editions.open_edition(own.path.parents[1], own.path.name)
    assert 1 == len(editions.verify(own.path.parents[1], own.path.name).damaged)


def test_hidden_files_that_nothing_reads_do_no_harm(own):
    (own.path / ".DS_Store").write_bytes(b"x")

    assert own.id == editions.open_edition(own.path.parents[1], own.id).id


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": 1e999}',
        b"[" * 100_000,
        b"x" * 4_000_001,
    ],
)
def test_a_manifest_that_is_none_is_one_sentence(data):
    with pytest.raises(EditionError):
        read_manifest(data)


def test_a_manifest_stands_in_one_form_only(kept):
    data = (kept.path / "manifest.json").read_bytes()
    content = json.loads(data)

    assert kept.manifest == read_manifest(data)
    with pytest.raises(EditionError, match="no edition"):
        read_manifest(json.dumps(content).encode())
    for name, value in (
        ("slug", "../x"),
        ("files", {"../x": {"bytes": 1, "sha256": "0" * 64}}),
        ("files", {"results.json": {"bytes": True, "sha256": "0" * 64}}),
        ("files", {"results.json": {"bytes": 1, "sha256": "0"}}),
        ("settings", content["settings"] | {"prices": "mine"}),
        ("settings", content["settings"] | {"last": "2025-01-01"}),
        ("versions", {"numpy": 2}),
    ):
        with pytest.raises(EditionError, match="no edition"):
            read_manifest(json.dumps(content | {name: value}, sort_keys=True, indent=1).encode())
    with pytest.raises(EditionError, match="format 2, this version reads 1"):
        read_manifest(json.dumps(content | {"format": 2}).encode())


def test_who_and_when_that_cannot_be_made_out_are_empty():
    good = json.dumps({"at": "2026-11-25T10:00:00Z", "by": "Li", "note": "", "known_until": ""})
    bad = json.dumps({"at": "2026-11-25T10:00:00Z", "by": "a\nb", "note": "", "known_until": ""})

    assert "Li" == read_made(good.encode()).by
    assert EditionOrigin() == read_made(bad.encode()) == read_made(b"") == read_made(b'{"at": 3}')


# Zip ------------------------------------------------------------------


def test_the_zip_of_an_edition_is_the_same_bytes_each_time_and_holds_every_file(kept):
    data = editions.edition_zip(kept)

    assert data == editions.edition_zip(kept)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = archive.namelist()
    assert sorted(inside) == inside
    assert {n for n in names(kept.path) if (kept.path / n).is_file()} == set(inside)


def test_a_zip_taken_in_elsewhere_is_the_same_edition(kept, tmp_path):
    edition = editions.import_zip(editions.edition_zip(kept), tmp_path)

    assert (kept.id, kept.made, True) == (edition.id, edition.made, edition.is_new)
    assert names(kept.path) == names(edition.path)
    assert not editions.import_zip(editions.edition_zip(kept), tmp_path).is_new
    assert editions.verify(tmp_path, kept.id).same


def test_an_edition_of_the_store_travels_whole(priced, tmp_path, freeze):
    store, content = priced
    edition = freeze(tmp_path / "one", content, store=store, window=SHORTER)

    editions.import_zip(editions.edition_zip(edition), tmp_path / "other")

    one, other = (
        editions.open_edition(tmp_path / name, edition.id).computed() for name in ("one", "other")
    )
    assert one == other


def test_a_damaged_edition_is_mended_by_its_zip(own):
    data = editions.edition_zip(own)
    spoil(own, "a byte changed")

    editions.import_zip(data, own.path.parents[1])

    assert own.id == editions.open_edition(own.path.parents[1], own.id).id
    assert [own.id] == [each.id for each in editions.list_editions(own.path.parents[1])]


def test_a_damaged_edition_is_not_packed(own):
    spoil(own, "a file gone")

    with pytest.raises(EditionError, match="damaged"):
        editions.edition_zip(own)


def zipped(files, **extra):
    """Zip of files and of further members: bytes, or a ZipInfo with its bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, data in extra.get("more", ()):
            archive.writestr(name, data)
    return packed.getvalue()


def link_member(name, kind=stat.S_IFLNK):
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = (kind | 0o777) << 16
    return member


def hostile(kind, files):
    changed = dict(files)
    if kind in MEMBERS:
        return zipped(files, more=[(MEMBERS[kind], b"x")])
    if kind == "no zip":
        return b"this is no zip"
    if kind == "cut short":
        return zipped(files)[:-100]
    if kind == "wrong hash":
        return zipped(changed | {"case/claims.csv": files["case/claims.csv"] + b"\n"})
    if kind == "a file less":
        del changed["case/claims.csv"]
        return zipped(changed)
    if kind == "no manifest":
        del changed["manifest.json"]
        return zipped(changed)
    if kind == "encrypted":
        data = bytearray(zipped(files))
        at = data.rindex(b"PK\x01\x02")
        data[at + 8 : at + 10] = struct.pack("<H", 1)
        return bytes(data)
    if kind == "wrong checksum":
        data = bytearray(zipped(files))
        at = data.rindex(b"PK\x01\x02")
        data[at + 16 : at + 20] = b"\0\0\0\0"
        return bytes(data)
    if kind == "unknown compression":
        data = bytearray(zipped(files))
        at = data.rindex(b"PK\x01\x02")
        data[at + 10 : at + 12] = struct.pack("<H", 77)
        return bytes(data)
    raise AssertionError(kind)


MEMBERS = {
    "traversal": "../evil.csv",
    "traversal inside": "case/../../evil.csv",
    "absolute": "/evil.csv",
    "drive": "C:/evil.csv",
    "backslash": "case\\..\\..\\evil.csv",
    "folder": "case/deep/",
    "below a folder": "case/deep/evil.csv",
    "hidden": "case/.evil.csv",
    "program": "evil.py",
    "control character": "case/e\x1bvil.csv",
    "twice": "case/claims.csv",
    "twice in capitals": "case/CLAIMS.csv",
    "link": link_member("case/link.csv"),
    "device": link_member("series/x", stat.S_IFCHR),
    "a file more": "case/more.csv",
}

SAID = {
    "twice": "twice",
    "twice in capitals": "twice",
    "link": "no plain file",
    "folder": "no plain file",
    "device": "no plain file",
    "a file more": "damaged",
    "wrong hash": "damaged",
    "a file less": "damaged",
    "no manifest": "no manifest.json",
    "encrypted": "encrypted",
    "no zip": "cannot be read",
    "cut short": "cannot be read",
    "wrong checksum": "cannot be read",
    "unknown compression": "cannot be read",
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", sorted({*MEMBERS, *SAID}))
def test_a_hostile_zip_is_one_sentence_and_nothing_is_written(kept, tmp_path, kind):
    files = folder_of.content(kept)
    shelf = tmp_path / "deep" / "editions"

    with pytest.raises(DashboardError, match=SAID.get(kind, "no file of an edition")) as caught:
        editions.import_zip(hostile(kind, files), shelf)

    assert "\n" not in str(caught.value)
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_bomb_is_refused_before_it_is_unpacked(kept, monkeypatch):
    files = folder_of.content(kept)
    bomb = zipped(files | {"case/zeros.csv": bytes(20_000_000)})
    monkeypatch.setattr(packing, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))

    with pytest.raises(EditionError, match="unpacks to 20"):
        packing.unpacked(bomb)


def test_a_bomb_that_lies_about_its_size_is_cut_off_at_what_it_says(kept):
    data = bytearray(zipped({"results.json": bytes(5_000_000), "manifest.json": b"{}"}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)

    with pytest.raises(EditionError, match="cannot be read"):
        packing.unpacked(bytes(data))


def test_too_many_and_too_long_are_said_with_their_limits(monkeypatch):
    data = zipped({"manifest.json": b"{}", "results.json": b"{}"})
    monkeypatch.setattr(packing, "MOST_FILES", 1)
    with pytest.raises(EditionError, match="2 files; an edition has at most 1"):
        packing.unpacked(data)
    monkeypatch.setattr(packing, "MOST_PACKED", 10)
    with pytest.raises(EditionError, match="at most 10"):
        packing.unpacked(data)


# Verifying ------------------------------------------------------------


def test_every_number_of_an_edition_comes_out_again(kept, shelf, tmp_path):
    archive = tmp_path / "edition.zip"
    archive.write_bytes(editions.edition_zip(kept))

    for wanted in (kept.id, kept.path, archive):
        found = editions.verify(shelf, wanted)

        assert found.same
        assert ((), (), ()) == (found.numbers, found.sentences, found.versions)


def with_results(edition, change):
    """Edition whose frozen results are others, sealed as if they had been computed."""
    found = json.loads((edition.path / "results.json").read_text(encoding="utf-8"))
    change(found)
    file = edition.path / "results.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    files = edition.manifest.files | {"results.json": folder_of.mark_of(file)}
    return resealed(edition, files=files)


def test_a_number_that_does_not_come_out_is_named_with_both_values(own):
    def change(found):
        found["difference"]["value"] += 0.001
        found["returns"]["300249.SZ"] *= 1 + 1e-12

    place = with_results(own, change)

    found = editions.verify(own.path.parents[1], place)

    assert not found.same
    (differs,) = found.numbers
    assert "/difference/value" == differs.place
    assert 0.001 == pytest.approx(differs.before - differs.after)


def test_a_sentence_worded_otherwise_is_no_other_number(own):
    def change(found):
        found["verdict"]["sentence"]["en"] = "Something else."

    place = with_results(own, change)

    found = editions.verify(own.path.parents[1], place)

    assert found.same
    assert ["/verdict/sentence/en"] == [each.place for each in found.sentences]


def test_a_library_of_another_version_is_named(own):
    old = own.manifest.versions | {"numpy": "1.0.0"}

    found = editions.verify(own.path.parents[1], resealed(own, versions=old))

    assert found.same
    assert [("numpy", "1.0.0", np.__version__)] == list(found.versions)


def test_results_of_another_schema_are_one_sentence(own):
    place = with_results(own, lambda found: found.update(schema="market-narrative/results/99"))

    with pytest.raises(EditionError, match="market-narrative/results/2"):
        editions.verify(own.path.parents[1], place)


def of_results_1(found):
    """The results as the first shape had them: another verdict, and no evidence of its own."""
    found["schema"] = "market-narrative/results/1"
    found["verdict"] = {"fits_best": None, "sentence": {"en": "None.", "zh": "没有。"}}
    del found["evidence"]
    for story in found["stories"].values():
        del story["first_hand"]


def test_an_edition_of_earlier_rules_verifies_and_names_what_they_changed(own):
    place = with_results(own, of_results_1)

    found = editions.verify(own.path.parents[1], place)

    assert found.same
    assert () == found.numbers
    places = {change.place for change in found.rules}
    assert {"/schema", "/verdict/fits_best", "/verdict/status"} <= places
    assert editions.open_edition(own.path.parents[1], place).earlier_rules.endswith("/1")


def test_a_number_that_no_rule_changed_still_differs_under_earlier_rules(own):
    def change(found):
        of_results_1(found)
        found["difference"]["value"] += 0.001

    found = editions.verify(own.path.parents[1], with_results(own, change))

    assert ["/difference/value"] == [change.place for change in found.numbers]


def without_later_keys(found):
    """The results as versions had them that did not know what became of it, nor confirmations."""
    del found["afterwards"]
    for row in found["evidence"].values():
        del row["confirms"], row["contradicts"]


def test_an_edition_that_was_frozen_before_a_key_was_known_verifies_and_differs_in_nothing(
    own, kept, shelf
):
    place = with_results(own, without_later_keys)
    assert editions.verify(own.path.parents[1], place).same

    before = editions.open_edition(own.path.parents[1], place)
    now = editions.open_edition(shelf, kept.id)
    assert now.results["afterwards"]["horizons"]
    for diff in (editions.compare(before, now), editions.compare(now, before)):
        assert () == diff.results


def test_a_number_that_was_frozen_and_is_no_more_differs(own):
    place = with_results(own, lambda found: found["returns"].update({"000001.SZ": 0.1}))
    found = editions.verify(own.path.parents[1], place)
    assert ["/returns/000001.SZ"] == [change.place for change in found.numbers]


# Comparing ------------------------------------------------------------


def test_an_edition_differs_from_itself_in_nothing(kept, shelf):
    opened = editions.open_edition(shelf, kept.id)

    assert editions.compare(opened, opened).nothing


def test_two_windows_of_one_case_differ_in_settings_and_results_alone(kept, shorter):
    diff = editions.compare(*(editions.open_edition(e.path, e.path) for e in (kept, shorter)))

    assert ((), ()) == (diff.data, diff.rows)
    assert [("last", "2025-02-13", "2025-02-12")] == [
        (each.id, each.before, each.after) for each in diff.settings
    ]
    assert diff.results[0].place.startswith("/verdict/sentence")
    changed = {each.place for each in diff.results}
    assert {"/difference/value", "/returns/300249.SZ"} <= changed


def test_nothing_of_editions_is_imported_with_the_pages(root):
    code = (
        "import sys, dashboard.ui.frame, dashboard.ui.edition_view, dashboard.ui.edition_data; "
        "print(*('dashboard.editions.' + name in sys.modules for name in ('editions', 'folder')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "False False" == done.stdout.strip()


def test_the_folder_of_a_case_equals_itself_read_from_an_edition(kept, slimmed):
    opened: CaseFolder = frozen.open_frozen(kept)

    assert slimmed.case == opened.case
