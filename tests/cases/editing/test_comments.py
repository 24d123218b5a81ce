"""What somebody wrote into case.toml by hand stays when the editor writes it."""

import shutil
import tomllib
from pathlib import Path

from dashboard.cases.editing.comments import with_comments
from dashboard.cases.editing.sheets import files_of, sheets_of
from dashboard.cases.editing.versions import save
from dashboard.cases.folders import read_case, shipped_directory

NAME = "liquid-cooling-2025"


def comments(data: bytes) -> list[str]:
    return [line for line in data.decode().split("\n") if line.startswith("#")]


def test_comments_of_the_shipped_case_stay_above_what_they_stood_above(tmp_path):
    folder = Path(shutil.copytree(shipped_directory() / NAME, tmp_path / NAME))
    before = (folder / "case.toml").read_bytes()
    content = read_case(folder)
    sheets = sheets_of(content).with_cell("window", "", "last", "2025-02-12")
    sheets = sheets.moved("stocks", "300602.SZ", 0)
    saved = save(tmp_path / "store", folder, sheets, read=content.digest)
    after = (folder / "case.toml").read_bytes()
    assert comments(before) == comments(after)
    assert len(comments(after)) > 5
    assert read_case(folder) == saved.content
    assert b"# Five sessions; the base is the close before them, 2025-02-06.\n[window]" in after


def test_a_comment_above_an_entry_goes_with_it():
    content = read_case(shipped_directory() / NAME)
    sheets = sheets_of(content)
    plain = files_of(sheets)["case.toml"]
    entry = b'[[stocks]]\nsymbol = "300602.SZ"'
    commented = plain.replace(entry, b"# About FRD\n" + entry)
    moved = files_of(sheets.moved("stocks", "300602.SZ", 0))["case.toml"]
    assert moved.replace(entry, b"# About FRD\n" + entry) == with_comments(commented, moved)
    gone = files_of(sheets.without_row("stocks", "300602.SZ"))["case.toml"]
    assert gone == with_comments(commented, gone)


def test_comments_say_nothing_and_a_broken_file_has_none():
    content = read_case(shipped_directory() / NAME)
    plain = files_of(sheets_of(content))["case.toml"]
    odd = b'# """ [[x]]\n' + plain.replace(b"[window]", b"   # two = 2\n[window]  # here")
    found = with_comments(odd.replace(b"\n", b"\r\n"), plain)
    assert tomllib.loads(plain.decode()) == tomllib.loads(found.decode())
    assert b'# """ [[x]]\nformat = 1' in found
    assert b"# two = 2\n[window]\n" in found
    assert plain == with_comments(b"title = ", plain)
    assert plain == with_comments(b"\xff", plain)
