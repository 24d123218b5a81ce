"""Cases are listed with their faults and found by slug, never by path."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from dashboard.cases import folders, listing
from dashboard.cases.entries import keep_entry, load_entry
from dashboard.cases.folders import EXTRA_CASES, case_folders, find_case, read_case
from dashboard.cases.listing import list_cases
from dashboard.errors import NotFoundError
from tests.shipped_cases import FIRST, SHIPPED

SMALL = Path(__file__).parents[1] / "data" / "small"


@pytest.fixture
def extra(tmp_path, monkeypatch):
    folder = tmp_path / "cases"
    shutil.copytree(SMALL, folder / "small")
    monkeypatch.setenv(EXTRA_CASES, str(folder))
    return folder


def test_cases_that_ship_come_before_those_of_the_extra_directory(extra):
    assert [*SHIPPED, "small"] == [entry.slug for entry in list_cases()]
    assert extra / "small" == find_case("small")


def test_a_broken_case_is_listed_with_its_faults(extra):
    (extra / "small" / "claims.csv").unlink()
    entry = list_cases()[-1]
    assert ("small", None, 1) == (entry.slug, entry.window, len(entry.faults))


def test_a_slug_is_the_name_of_its_folder_and_taken_once(extra):
    shutil.copytree(SMALL, extra / "other")
    shutil.copytree(find_case("liquid-cooling-2025"), extra / "liquid-cooling-2025")
    entries = list_cases()
    assert [*SHIPPED, "other", "small", "liquid-cooling-2025"] == [entry.slug for entry in entries]
    assert [0, 0, 0, 1, 0, 1] == [len(entry.faults) for entry in entries]
    assert extra not in find_case("liquid-cooling-2025").parents


def test_an_extra_directory_that_is_not_there_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv(EXTRA_CASES, str(tmp_path / "nowhere"))
    assert EXTRA_CASES in str(list_cases()[-1].faults[0])


@pytest.mark.parametrize("slug", ["..", "../cases/small", "/etc", "", "Small", "small\x00", "none"])
def test_a_slug_never_leaves_the_directories_of_cases(extra, slug):
    with pytest.raises(NotFoundError, match="There is no case"):
        find_case(slug)


# What was read is kept -------------------------------------------------


@pytest.fixture
def reads(monkeypatch, tmp_path):
    """Names of the folders that are read, in order; nothing is known at the start."""
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(listing, "KNOWN", {})
    monkeypatch.setattr(listing, "FRESH", 0.0)
    found = []

    def read(folder):
        found.append(folder.name)
        return read_case(folder)

    monkeypatch.setattr(listing, "read_case", read)
    return found


def test_an_unchanged_folder_is_read_once_by_whatever_process(extra, reads, monkeypatch):
    first = list_cases()
    assert first == list_cases()
    assert {*SHIPPED, "small"} == set(reads)
    assert len(SHIPPED) + 1 == len(reads)

    monkeypatch.setattr(listing, "KNOWN", {})  # as a process that starts
    assert first == list_cases()
    assert {*SHIPPED, "small"} == set(reads)
    assert len(SHIPPED) + 1 == len(reads)


def test_a_folder_edited_by_hand_appears_at_once_even_under_its_old_time(extra, reads):
    list_cases()
    file = extra / "small" / "case.toml"
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text(file.read_text(encoding="utf-8").replace("A small case", "A large case"))
    os.utime(file, ns=times)

    assert "A large case" == list_cases()[-1].title.en
    assert ["small"] == reads[4:]


def test_a_file_written_a_moment_ago_is_not_trusted_to_stay(extra, reads, monkeypatch):
    monkeypatch.setattr(listing, "FRESH", 3600.0)
    (extra / "small" / "case.toml").touch()
    list_cases()
    list_cases()
    assert ["small", "small"] == [name for name in reads if name == "small"]


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1}', "keys"])
def test_what_is_damaged_in_the_store_is_read_again(extra, reads, tmp_path, monkeypatch, damage):
    first = list_cases()
    kept = list((tmp_path / "store" / "cards").rglob("*.json"))
    assert 4 == len(kept)
    for file in kept:
        text = file.read_text(encoding="utf-8")
        damaged = text.replace('"stocks"', '"stacks"') if damage == "keys" else damage
        file.write_text(damaged, encoding="utf-8")
    monkeypatch.setattr(listing, "KNOWN", {})

    assert first == list_cases()
    assert 8 == len(reads)


def test_a_refused_folder_and_a_draft_come_back_as_they_were(extra, reads, monkeypatch):
    (extra / "small" / "claims.csv").unlink()
    shutil.copytree(SMALL, extra / "other")
    text = (extra / "other" / "case.toml").read_text(encoding="utf-8")
    (extra / "other" / "case.toml").write_text(
        text.replace('slug = "small"', 'slug = "other"\nstatus = "open"\nreview = 2026-03-01')
    )
    (extra / "other" / "draft.csv").write_text(
        "file,row,fields,reason,quote,start,end\ncase.toml,,title,read,,,\n"
    )
    first = list_cases()
    monkeypatch.setattr(listing, "KNOWN", {})

    assert first == list_cases()
    assert [0, 0, 0, 1, 0] == [entry.draft for entry in first]
    assert [0, 0, 0, 0, 1] == [len(entry.faults) for entry in first]
    assert date(2026, 3, 1) == first[3].review
    assert 5 == len(reads)


def test_a_store_that_cannot_be_written_keeps_nothing_and_says_nothing(
    extra, reads, tmp_path, monkeypatch
):
    (tmp_path / "store").write_text("a file")
    assert 4 == len(list_cases())


def test_the_first_case_stands_before_the_others_that_ship_whatever_they_are_called(
    tmp_path, monkeypatch
):
    for name in ("a-case-2026", *SHIPPED):
        shutil.copytree(SMALL, tmp_path / name)
    monkeypatch.setattr(folders, "shipped_directory", lambda: tmp_path)

    assert [FIRST, "a-case-2026", *SHIPPED[1:]] == [folder.name for folder in case_folders()]


def test_a_broken_case_is_kept_with_what_is_nearest_and_not_read_again(extra, tmp_path):
    toml = extra / "small" / "case.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('group = "old"', 'group = "olt"', 1))
    (entry,) = [each for each in list_cases() if each.slug == "small"]
    keep_entry(tmp_path / "store", entry.path, "stamp", entry)
    assert str(entry.faults[1]).endswith("The case has no such group; the nearest is old.")
    assert entry == load_entry(tmp_path / "store", entry.path, "stamp")
