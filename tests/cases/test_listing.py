"""Cases are listed with their faults and found by slug, never by path."""

import shutil
from pathlib import Path

import pytest

from dashboard.cases.folders import EXTRA_CASES, find_case, list_cases
from dashboard.errors import NotFoundError

SMALL = Path(__file__).parents[1] / "data" / "small"


@pytest.fixture
def extra(tmp_path, monkeypatch):
    folder = tmp_path / "cases"
    shutil.copytree(SMALL, folder / "small")
    monkeypatch.setenv(EXTRA_CASES, str(folder))
    return folder


def test_cases_that_ship_come_before_those_of_the_extra_directory(extra):
    assert ["liquid-cooling-2025", "small"] == [entry.slug for entry in list_cases()]
    assert extra / "small" == find_case("small")


def test_a_broken_case_is_listed_with_its_faults(extra):
    (extra / "small" / "claims.csv").unlink()
    entry = list_cases()[1]
    assert ("small", None, 1) == (entry.slug, entry.window, len(entry.faults))


def test_a_slug_is_the_name_of_its_folder_and_taken_once(extra):
    shutil.copytree(SMALL, extra / "other")
    shutil.copytree(find_case("liquid-cooling-2025"), extra / "liquid-cooling-2025")
    entries = list_cases()
    assert [
        "liquid-cooling-2025",
        "other",
        "small",
        "liquid-cooling-2025",
    ] == [entry.slug for entry in entries]
    assert [0, 1, 0, 1] == [len(entry.faults) for entry in entries]
    assert extra not in find_case("liquid-cooling-2025").parents


def test_an_extra_directory_that_is_not_there_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv(EXTRA_CASES, str(tmp_path / "nowhere"))
    assert EXTRA_CASES in str(list_cases()[-1].faults[0])


@pytest.mark.parametrize("slug", ["..", "../cases/small", "/etc", "", "Small", "small\x00", "none"])
def test_a_slug_never_leaves_the_directories_of_cases(extra, slug):
    with pytest.raises(NotFoundError, match="There is no case"):
        find_case(slug)
