"""Pages under test have a store, settings and cases of their own."""

import shutil
from pathlib import Path

import pytest
import streamlit as st

from dashboard.cases.folders import read_case
from tests.hostile.hostile_case import written


@pytest.fixture(autouse=True)
def store_folder(tmp_path, monkeypatch, components_once):
    """Folder of the store, empty; no settings file is read."""
    folder = tmp_path / "own-store"
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(folder))
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "own-editions"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "no-settings.toml"))
    return folder


@pytest.fixture(scope="session")
def lean(tmp_path_factory):
    """Return the small case without prices and tables of returns: quick to read."""
    small = Path(__file__).parents[1] / "data" / "small"
    folder = Path(shutil.copytree(small, tmp_path_factory.mktemp("lean") / "small"))
    for name in ("prices.csv", "prices.toml", "universe.csv", "mean_returns.csv"):
        (folder / name).unlink()
    outline = (folder / "case.toml").read_text(encoding="utf-8")
    for gone in ('returns = "mean_returns.csv"\n', '[universe]\nwindow_returns = "universe.csv"\n'):
        outline = outline.replace(gone, "")
    (folder / "case.toml").write_text(outline.replace('"mean"', '"399006.SZ"'), encoding="utf-8")
    read_case(folder)
    return folder


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory, shipped):
    """Folder of the cases that are hostile everywhere."""
    folder = tmp_path_factory.mktemp("hostile-cases")
    written(shipped, folder)
    return folder


@pytest.fixture
def hostile_cases(hostile_folder, monkeypatch):
    """The dashboard knows those cases and no others of its user; returns their slugs."""
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(hostile_folder))
    st.cache_data.clear()
    yield sorted(each.name for each in hostile_folder.iterdir())
    st.cache_data.clear()
