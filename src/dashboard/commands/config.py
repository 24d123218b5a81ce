"""``market-narrative config``: the settings in force, each with where it comes from."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.commands.language_option import in_language
from dashboard.errors import N_

if TYPE_CHECKING:
    from dashboard.language.language import Language
    from dashboard.message import Message
    from dashboard.settings.loading import Given

CASES = "MARKET_NARRATIVE_CASES"
# Read by other parts, from the environment alone.
_ELSEWHERE = {
    CASES,
    "MARKET_NARRATIVE_SETTINGS",
    "MARKET_NARRATIVE_CHROMIUM",
    "MARKET_NARRATIVE_READER_KEY",
}
_PASSED_ON = "STREAMLIT_"  # the server under the dashboard reads these itself
_SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|COOKIE|KEY", re.IGNORECASE)
# What stands before the @ of an address, or behind its question mark, may be a password.
_HIDDEN = ((re.compile(r"(?<=://)[^/@\s]*@"), "…@"), (re.compile(r"\?.*", re.DOTALL), "?…"))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--check", is_flag=True, help="Print faults only; exit code 1 when there is one.")
@in_language
def config(*, as_json: bool, check: bool, say: Language) -> None:
    """Print every setting in force and where it comes from; passwords are left out."""
    from dashboard.settings.loading import read_given, settings_file  # noqa: PLC0415

    given, file = read_given(), settings_file()
    faults = [*given.faults, *_faults(say)]
    if as_json:
        click.echo(json.dumps(_block(given, file, faults), ensure_ascii=False, indent=2))
    else:
        if not check:
            _print(given, file, say)
        for fault in faults:
            click.echo(fault, err=True)
        for variable in _unknown():
            told = N_("{variable} is no setting and is left out; check its spelling.")
            click.echo(say(told, variable=variable), err=True)
        if check and not faults:
            click.echo(say(N_("The settings have no fault.")))
    if check and faults:
        sys.exit(1)


def _print(given: Given, file: Path, say: Language) -> None:
    there = N_("Settings file: {file}") if file.is_file() else N_("Settings file: {file} (none)")
    click.echo(say(there, file=file))
    for path, value in _effective(given).items():
        click.echo(f"{path} = {_written(value)}  [{given.places.get(path, say(N_('default')))}]")
    for variable, value in _others().items():
        click.echo(f"{variable} = {value}")
    click.echo(say.say(_second_reader(given)))


def _block(given: Given, file: Path, faults: list[str]) -> dict[str, Any]:
    settings = {}
    for path, value in _effective(given).items():
        place = given.places.get(path, "")
        origin = "environment" if place.startswith("MARKET_NARRATIVE_") else "file"
        settings[path] = {
            "value": _shown(value),
            "from": origin if place else "default",
            "place": place,
        }
    return {
        "file": str(file),
        "file_exists": file.is_file(),
        "settings": settings,
        "environment": _others(),
        "second_reader": _second_block(given),
        "unknown": _unknown(),
        "faults": faults,
    }


def _second_block(given: Given) -> dict[str, Any]:
    """Whether the second reader is on, to whom it sends, and whether a key is set."""
    from dashboard.settings.second_reader import has_key  # noqa: PLC0415

    reader = given.settings.reader
    on = bool(reader.base and reader.model)
    return {
        "on": on,
        "host": reader.host if on else "",
        "model": reader.model if on else "",
        "key": has_key(),
    }


def _second_reader(given: Given) -> Message:
    from dashboard.message import Message  # noqa: PLC0415

    block = _second_block(given)
    if not block["on"]:
        return Message.of(N_("Second reader of articles: off; nothing is sent."))
    to = f"{block['host']} ({block['model']})"
    if block["key"]:
        return Message.of(N_("Second reader of articles: on; it sends to {to}, with a key."), to=to)
    return Message.of(N_("Second reader of articles: on; it sends to {to}, without a key."), to=to)


def _effective(given: Given) -> dict[str, object]:
    """Values in force by path; those that cannot be used are left at their defaults."""
    from dashboard.settings.loading import known_options  # noqa: PLC0415

    found: dict[str, object] = {}
    for path in known_options():
        value: object = given.settings
        for name in path.split("."):
            value = getattr(value, name)
        found[path] = value
    return found


def _shown(value: object) -> Any:
    """Value as JSON has it, without passwords."""
    if isinstance(value, str):
        for hidden, instead in _HIDDEN:
            value = hidden.sub(instead, value)
        return value
    return str(value) if isinstance(value, Path) else value


def _written(value: object) -> str:
    """Value as a variable would have it."""
    if isinstance(value, dict):
        return ";".join(f"{name}={','.join(each)}" for name, each in value.items())
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(_shown(value))


def _others() -> dict[str, str]:
    """Variables that other parts and the server read; secrets are only said to be set."""
    found = {CASES: os.environ.get(CASES, "")}
    for variable, value in sorted(os.environ.items()):
        if variable.startswith(_PASSED_ON):
            found[variable] = "…" if _SECRET.search(variable) else str(_shown(value))
    return found


def _unknown() -> list[str]:
    from dashboard.settings.loading import PREFIX, known_options, table_names  # noqa: PLC0415

    known = {option.variable for option in known_options().values()} | _ELSEWHERE
    # Unknown variables of a source are faults already.
    faulty = tuple(f"{PREFIX}{name.upper()}_" for name in table_names())
    ours = (name for name in sorted(os.environ) if name.startswith(PREFIX))
    return [name for name in ours if name not in known and not name.startswith(faulty)]


def _faults(say: Language) -> list[str]:
    """Faults of what is read from the environment alone, and of values that do not fit together."""
    from dashboard.errors import SettingsError  # noqa: PLC0415
    from dashboard.settings.loading import read_given  # noqa: PLC0415
    from dashboard.settings.second_reader import check_reader  # noqa: PLC0415
    from dashboard.settings.values import at_home  # noqa: PLC0415

    found = []
    extra = os.environ.get(CASES, "").strip()
    if extra and not at_home(extra).is_dir():
        told = N_("{variable} names no directory; correct or clear it.")
        found.append(say(told, variable=CASES))
    try:
        check_reader(read_given().settings.reader)
    except SettingsError as error:
        found.append(say.say(error.message))
    return found
