"""docs/settings.md names everything that can be set, with the defaults of the code."""

import dataclasses
import re
from pathlib import Path

from dashboard.cases.folders import EXTRA_CASES
from dashboard.settings.loading import (
    FILE_VARIABLE,
    Settings,
    SourceSettings,
    known_options,
    load_settings,
    source_names,
)
from dashboard.settings.second_reader import KEY_VARIABLE, ReaderSettings

ROOT = Path(__file__).parents[2]


def documented():
    """Rows of the table of docs/settings.md by variable: default as written."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(MARKET_NARRATIVE_\w+)` \| (?:`[\w.]+`|–) \| (.*?) \|", text, re.MULTILINE
    )
    return dict(rows)


def written(value):
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, float):
        return f"`{value:g}`"
    return "" if value == "" else f"`{value}`"


def test_the_documentation_names_every_variable_and_no_other():
    variables = {option.variable for option in known_options().values()}
    variables |= {FILE_VARIABLE, EXTRA_CASES, KEY_VARIABLE}

    assert variables == set(documented())


def test_the_documentation_has_the_defaults_of_every_source():
    table = documented()
    settings = Settings()

    expected = {
        known_options()[f"{name}.{each.name}"].variable: written(
            getattr(settings.source(name), each.name)
        )
        for name in source_names()
        for each in dataclasses.fields(SourceSettings)
    }

    assert expected == {variable: table[variable] for variable in expected}


def test_the_documentation_has_the_defaults_of_the_second_reader():
    table, reader = documented(), ReaderSettings()

    for each in dataclasses.fields(ReaderSettings):
        default = getattr(reader, each.name)
        assert table[known_options()[f"reader.{each.name}"].variable] == written(default or "")


def test_the_settings_file_of_the_documentation_can_be_used(monkeypatch, tmp_path):
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "settings.toml"
    file.write_text(example, encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(file))

    assert Settings() != load_settings()
