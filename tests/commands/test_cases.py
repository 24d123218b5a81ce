"""``market-narrative cases``: what is done with a whole case from the command line."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.commands.main import main

SMALL = Path(__file__).parents[1] / "data" / "small"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `cases` over a directory with the small case."""
    shutil.copytree(SMALL, tmp_path / "cases" / "small")
    for name in ("CASES", "STORE", "EDITIONS"):
        monkeypatch.setenv(f"MARKET_NARRATIVE_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
    return lambda *given: CliRunner().invoke(main, ["cases", *map(str, given)])


def test_without_a_word_it_lists(run):
    assert "liquid-cooling-2025" in run().output
    assert "2 … " not in run().stderr


def test_a_case_goes_through_all_of_it(run, tmp_path):
    cases = tmp_path / "cases"

    assert f"{cases / 'copy'}\n" == run("duplicate", "small", "copy", "--title", "Again").output
    assert f"{cases / 'other'}\n" == run("rename", "copy", "other").output
    assert "comes back with: market-narrative cases restore other" in (
        run("archive", "other").stderr
    )
    assert "other  archived  Again" in run("--away").output
    assert f"{cases / 'other'}\n" == run("restore", "other").output
    name = run("delete", "other").stderr.split()[-1]
    assert f"{cases / 'third'}\n" == run("restore", name, "third").output


def test_what_cannot_be_done_is_said_in_the_language_asked_for(run):
    refused = run("delete", "liquid-cooling-2025", "--language", "zh")

    assert 1 == refused.exit_code
    assert "随软件提供" in refused.output
