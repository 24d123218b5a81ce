"""Where a case went that is no longer in its place: renamed, archived or deleted.

::

    <cases>/.moved.json                 former slugs and what they are called now
    <cases>/.archived/<slug>/           put away; comes back as it was
    <cases>/.deleted/<slug>-<time>/     taken away; comes back as long as it lies here
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from dashboard.case import Text
from dashboard.cases.outline import CASE_FILE, is_slug
from dashboard.errors import N_
from dashboard.files import read_json, write_json
from dashboard.message import Message

MOVED = ".moved.json"
ARCHIVED = ".archived"
DELETED = ".deleted"

_STAMP = "%Y%m%dT%H%M%S%f"
_DELETED_NAME = re.compile(r"(?P<slug>.+)-(?P<stamp>[0-9]{8}T[0-9]{12})")

Shelf = Literal["archived", "deleted"]


@dataclass(frozen=True, slots=True)
class PutAway:
    """
    A case that was archived or deleted.

    Attributes
    ----------
    kind : {"archived", "deleted"}
    name : str
        Name of its folder there, by which it comes back.
    slug : str
        What it was called.
    title : Text
        The slug where it cannot be read.
    path : Path
    when : datetime or None
        When it was deleted, in UTC.
    """

    kind: Shelf
    name: str
    slug: str
    title: Text
    path: Path
    when: datetime | None = None


def put_away(directory: Path) -> tuple[PutAway, ...]:
    """Archived cases by name, then deleted ones, the latest first."""
    archived = [
        PutAway("archived", path.name, path.name, _title(path), path)
        for path in _folders(directory / ARCHIVED)
        if is_slug(path.name)
    ]
    deleted = []
    for path in _folders(directory / DELETED):
        found = _DELETED_NAME.fullmatch(path.name)
        if found is not None and is_slug(found["slug"]):
            when = datetime.strptime(found["stamp"], _STAMP).replace(tzinfo=UTC)
            deleted.append(PutAway("deleted", path.name, found["slug"], _title(path), path, when))
    deleted.sort(key=lambda each: each.when or datetime.min.replace(tzinfo=UTC), reverse=True)
    return (*archived, *deleted)


def deleted_name(slug: str, when: datetime) -> str:
    """Name of the folder of a case that is deleted now."""
    return f"{slug}-{when.astimezone(UTC).strftime(_STAMP)}"


def now_called(directory: Path, slug: str) -> str:
    """What a case is called that was renamed, however often; empty for one that was not."""
    moved = read_json(directory / MOVED)
    seen, name = {slug}, slug
    while isinstance(moved.get(name), str) and moved[name] not in seen:
        name = moved[name]
        seen.add(name)
    return "" if name == slug else name


def former_names(directory: Path, slug: str) -> tuple[str, ...]:
    """What a case was called before, sorted; a name that another case has by now is not its own."""
    moved = sorted(read_json(directory / MOVED))
    return tuple(
        old
        for old in moved
        if now_called(directory, old) == slug and not (directory / old / CASE_FILE).is_file()
    )


def note_move(directory: Path, old: str, new: str) -> None:
    """Keep that a case has another name now; a name that is in use again leads nowhere else."""
    moved = {name: to for name, to in read_json(directory / MOVED).items() if name != new}
    write_json(directory / MOVED, moved | {old: new})


def told(directory: Path, slug: str) -> Message | None:
    """Sentence that says where a case went; None where nothing is known of it."""
    name = now_called(directory, slug)
    if name:
        return Message.of(N_("The case “{slug}” is called “{name}” now."), slug=slug, name=name)
    kinds = [each.kind for each in put_away(directory) if each.slug == slug]
    if not kinds:
        return None
    template = (
        N_("The case “{slug}” is archived; it comes back with: market-narrative cases restore")
        if kinds[0] == "archived"
        else N_("The case “{slug}” was deleted; it comes back with: market-narrative cases restore")
    )
    return Message.of(template, slug=slug)


def _folders(directory: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(path for path in directory.iterdir() if path.is_dir())
    return []


def _title(folder: Path) -> Text:
    name = Text(folder.name, folder.name)
    try:
        found = tomllib.loads((folder / CASE_FILE).read_text(encoding="utf-8-sig")).get("title")
    except (OSError, ValueError, RecursionError):
        return name
    if not isinstance(found, dict):
        return name
    title = Text(*(str(found.get(code, "")) for code in ("en", "zh")))
    return title if title != Text() else name
