"""``market-narrative cases``: what is done with a whole case from the command line."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cases.folders import find_case, read_case
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


def test_what_is_due_is_listed_with_an_exit_code_of_its_own(run, tmp_path):
    file = tmp_path / "cases" / "small" / "case.toml"
    assert 0 == CliRunner().invoke(main, ["due"]).exit_code
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[source]", "review = 2025-04-01\n\n[source]", 1), "utf-8")

    said = CliRunner().invoke(main, ["due", "--on", "2025-04-01"])
    block = json.loads(CliRunner().invoke(main, ["due", "--json"]).output)

    assert 3 == said.exit_code
    assert "Its review was set for 1 Apr 2025." in said.output
    assert 0 == CliRunner().invoke(main, ["due", "--on", "2025-03-31"]).exit_code
    assert ["small"] == [case["slug"] for case in block["cases"]]
    assert {"kind": "review", "since": "2025-04-01"}.items() <= (
        block["cases"][0]["reasons"][0].items()
    )


def test_a_case_is_exported_and_imported_under_a_free_name(run, tmp_path):
    packed = tmp_path / "small.zip"

    assert f"{packed}\n" == run("export", "small", "-o", packed).output
    taken = run("import", packed)
    assert (1, True) == (taken.exit_code, "“small-2” is free" in taken.output)
    assert f"{tmp_path / 'cases' / 'small-2'}\n" == run("import", packed, "small-2").output
    assert "cannot be read" in run("import", tmp_path / "none.zip").output


def test_notes_are_attached_listed_and_answered(run):
    row = read_case(find_case("small")).case.evidence[0].id
    note = run("notes", "add", "small", "evidence", row, "who says so?", "--dispute", "--by", "ann")
    assert 0 == note.exit_code, note.output
    name = note.output.strip()
    assert "异议" in run("notes", "list", "small", "--language", "zh").output
    said = run("notes", "answer", "small", name, "changed", "the report, p. 4")
    assert 0 == said.exit_code, said.output
    listed = run("notes", "list", "small").output
    for part in (name, "Dispute", f"evidence {row}", "ann", "who says so?", "Changed accordingly"):
        assert part in listed
    assert "" == run("notes", "list", "small", "--open").output
    assert "ann" == json.loads(run("notes", "list", "small", "--json").output)[0]["who"]
    lost = run("notes", "add", "small", "claims", "none-such", "text")
    assert (1, True) == (lost.exit_code, "none-such" in lost.output)
