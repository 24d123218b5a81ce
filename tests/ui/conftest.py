"""Pages under test have store, editions and settings of their own, not those of the person."""

import pytest


@pytest.fixture(autouse=True)
def store_folder(tmp_path, monkeypatch, components_once):
    """Folder of the store, empty; no settings file is read."""
    folder = tmp_path / "own-store"
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(folder))
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "own-editions"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "no-settings.toml"))
    return folder
