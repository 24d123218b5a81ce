"""docs/security.md names tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:tests|src)/[\w/.]+)(?:::(\w+))?`", TEXT)))


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[f"{f}::{n}" for f, n in NAMED])
def test_what_the_threat_model_relies_on_exists(file, name):
    place = ROOT / file

    assert place.exists()
    assert not name or re.search(rf"^def {name}\(", place.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_entry_and_way_out_names_what_shows_it():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and line.count("|") >= 4]
    tables = [row for row in rows if "`tests/" in row or "`src/" in row]

    assert len(tables) > 20
    assert len(NAMED) > 25
