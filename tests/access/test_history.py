"""The history of a case: lines are added whole, and damage costs one line at most."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from dashboard.access import history
from dashboard.access.history import notice, read, record

FILES = {"case.toml": "a" * 64, "claims.csv": "b" * 64}


def file_of(folder, slug="chips"):
    return folder / "history" / f"{slug}.jsonl"


def test_what_was_recorded_is_read_back_the_latest_first(tmp_path):
    record(tmp_path, "chips", "ann@example.org", "refresh-started", {"options": "--check"})
    record(tmp_path, "chips", "", "refresh-stopped")

    latest, first = read(tmp_path, "chips")

    assert ("refresh-stopped", "", ()) == (latest.action, latest.who, latest.details)
    assert "ann@example.org" == first.who
    assert (("options", "--check"),) == first.details
    assert UTC == first.when.tzinfo
    assert abs((datetime.now(UTC) - first.when).total_seconds()) < 60


def test_a_case_without_a_history_has_none(tmp_path):
    assert () == read(tmp_path, "chips")


def test_each_case_has_its_own(tmp_path):
    record(tmp_path, "chips", "", "edition-frozen")

    assert () == read(tmp_path, "liquid-cooling-2025")


@pytest.mark.parametrize(
    "text",
    [
        '"},{"who":"bob',
        "a\nb\r\nc",
        "\x00\u2028\u202e\ufeff",
        "\ud800 half a pair",
        "{who} {0.__class__} %s",
        "记者",
        "x" * 100_000,
    ],
)
def test_text_of_any_kind_stays_in_its_own_line(tmp_path, text):
    record(tmp_path, "chips", text, "prices-imported", {"file": text})
    record(tmp_path, "chips", "", "edition-frozen")

    latest, entry = read(tmp_path, "chips")

    assert "edition-frozen" == latest.action
    assert text[: history.LONGEST] == entry.who == dict(entry.details)["file"]
    assert 2 == len(file_of(tmp_path).read_bytes().splitlines())


@pytest.mark.parametrize(
    "damage",
    [
        b"\xff\xfe\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b'"text"\n',
        b'{"when":"2025-02-30T00:00:00Z","who":"","action":"edition-frozen","details":{}}\n',
        b'{"when":"0001-01-01T00:00:00+23:00","who":"","action":"edition-frozen","details":{}}\n',
        b'{"when":7,"who":"","action":"edition-frozen","details":{}}\n',
        b'{"when":"2025-02-07T00:00:00Z","who":"","action":"invented","details":{}}\n',
        b'{"when":"2025-02-07T00:00:00Z","who":"","action":"edition-frozen","details":[]}\n',
        b"[" * 100_000 + b"\n",
        b"\n\n",
    ],
)
def test_a_damaged_line_is_left_out_and_the_others_stay(tmp_path, damage):
    record(tmp_path, "chips", "", "refresh-started")
    with file_of(tmp_path).open("ab") as file:
        file.write(damage)
    record(tmp_path, "chips", "", "refresh-stopped")

    assert ["refresh-stopped", "refresh-started"] == [e.action for e in read(tmp_path, "chips")]


def test_a_line_cut_short_does_not_swallow_the_next(tmp_path):
    record(tmp_path, "chips", "", "refresh-started")
    file = file_of(tmp_path)
    file.write_bytes(file.read_bytes() + b'{"when":"2025-02-07T0')

    record(tmp_path, "chips", "", "refresh-stopped")

    assert ["refresh-stopped", "refresh-started"] == [e.action for e in read(tmp_path, "chips")]


WRITER = """
import sys
from pathlib import Path
from dashboard.access.history import record
for number in range(50):
    details = {"number": number, "file": "x" * 300}
    record(Path(sys.argv[1]), "chips", sys.argv[2], "prices-imported", details)
"""


def test_processes_that_write_at_once_lose_no_line(tmp_path):
    workers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), f"w{n}"]) for n in range(4)
    ]
    assert [0] * 4 == [worker.wait(60) for worker in workers]
    found = read(tmp_path, "chips")

    assert 200 == len(found)
    assert {(f"w{n}", str(k)) for n in range(4) for k in range(50)} == {
        (entry.who, dict(entry.details)["number"]) for entry in found
    }


def test_nobody_else_on_the_machine_may_read_it(tmp_path):
    record(tmp_path, "chips", "ann@example.org", "edition-frozen")

    assert 0o600 == file_of(tmp_path).stat().st_mode & 0o777


def test_a_store_that_cannot_be_written_stops_nobody(tmp_path, caplog):
    (tmp_path / "history").write_text("a file in the place of the folder")

    record(tmp_path, "chips", "ann@example.org", "edition-frozen")

    assert () == read(tmp_path, "chips")
    assert "history of chips cannot be written" in caplog.text
    assert "ann@" not in caplog.text


@pytest.mark.parametrize("slug", ["../chips", "a/b", "", ".", "CHIPS", "chips\n"])
def test_what_is_no_slug_names_no_file(tmp_path, slug):
    with pytest.raises(ValueError, match="not a slug"):
        record(tmp_path, slug, "", "edition-frozen")

    assert [] == list(tmp_path.rglob("*"))


# Changes by hand ------------------------------------------------------


def test_the_first_reading_is_no_change(tmp_path):
    notice(tmp_path, "chips", FILES)
    notice(tmp_path, "chips", FILES)

    assert () == read(tmp_path, "chips")


def test_files_changed_added_and_removed_are_named(tmp_path):
    notice(tmp_path, "chips", FILES)
    notice(tmp_path, "chips", {"case.toml": "c" * 64, "events.csv": "d" * 64})

    (entry,) = read(tmp_path, "chips")

    assert ("case-changed", "") == (entry.action, entry.who)
    assert {"changed": "case.toml", "added": "events.csv", "removed": "claims.csv"} == dict(
        entry.details
    )


def test_a_change_is_recorded_once_however_many_read_it(tmp_path):
    notice(tmp_path, "chips", FILES)
    for _ in range(3):
        notice(tmp_path, "chips", {**FILES, "case.toml": "c" * 64})

    assert 1 == len(read(tmp_path, "chips"))


def test_looking_at_a_case_makes_no_store(tmp_path):
    notice(tmp_path / "none", "chips", FILES)

    assert not (tmp_path / "none").exists()


def test_what_was_seen_is_read_again_after_damage(tmp_path):
    notice(tmp_path, "chips", FILES)
    seen = tmp_path / "history" / "chips.seen.json"
    seen.write_text("[")

    notice(tmp_path, "chips", {**FILES, "case.toml": "c" * 64})

    assert () == read(tmp_path, "chips")
    assert "c" * 64 == json.loads(seen.read_text())["case.toml"]
