"""A directory of cases for what a server answers to machines."""

import os
import shutil
from pathlib import Path

import pytest

from dashboard.cases.folders import EXTRA_CASES
from dashboard.settings.loading import FILE_VARIABLE, PREFIX

SMALL = Path(__file__).parents[1] / "data" / "small"


@pytest.fixture
def own_cases(monkeypatch, tmp_path, clear_caches):
    """Directory with one case of one's own beside those that ship; no setting but the test's."""
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "settings.toml"))
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv(EXTRA_CASES, str(tmp_path / "cases"))
    shutil.copytree(SMALL, tmp_path / "cases" / "small")
    return tmp_path / "cases"
