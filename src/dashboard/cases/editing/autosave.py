"""Desks that are kept, so that a closed page or a restarted server loses no edit.

::

    <store>/desks/<slug>/<token>.json

A token says whose desk it is; whoever has it in the link takes the desk up again.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dashboard.cases.editing.desks import Desk
from dashboard.cases.editing.sheets import TABLES, Carried, Row, Sheets
from dashboard.cases.editing.steps import Step, TableStep
from dashboard.cases.marks import Mark
from dashboard.cases.outline import is_slug
from dashboard.errors import N_, InputError
from dashboard.files import loads_finite, replacing

FORMAT = "desk/1"
MOST_BYTES = 16_000_000  # of one desk; the oldest steps go first
OLD = timedelta(days=30)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class DeskNote:
    """A desk that is kept: whose, of when, and of which folder."""

    token: str
    who: str
    when: datetime
    digest: str


def new_token() -> str:
    """Token that nobody guesses."""
    return secrets.token_urlsafe(12)


def is_token(text: str) -> bool:
    """Whether a text can be a token; anything else names no file."""
    return _TOKEN.fullmatch(text) is not None


def keep(store: Path, slug: str, token: str, desk: Desk) -> None:
    """
    Keep a desk; what was kept under its token before is replaced whole.

    Raises
    ------
    InputError
        If it is too large, or the store cannot be written.
    """
    file = _file(store, slug, token)
    data = _bytes(desk)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as draft:
            draft.write_bytes(data)
    except OSError as error:
        raise InputError(
            N_("Your edits cannot be kept ({reason}): leave this page open and save them soon."),
            reason=error.strerror or error,
        ) from error


def take_up(store: Path, slug: str, token: str) -> Desk | None:
    """
    Desk as it was kept; None where there is none.

    Raises
    ------
    InputError
        If its file is damaged; it is put aside, and a new desk can be kept.
    """
    if not is_token(token):
        return None
    file = _file(store, slug, token)
    try:
        data = file.read_bytes()
    except OSError:
        return None
    try:
        return _desk(data)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        aside = file.with_name(f"{token}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        with contextlib.suppress(OSError):
            file.replace(aside)
        raise InputError(
            N_("What was kept of your edits is damaged and was put aside as {file}."),
            file=f"desks/{slug}/{aside.name}",
        ) from error


def drop(store: Path, slug: str, token: str) -> None:
    """Forget a desk, as after saving; that there is none is fine."""
    if is_token(token):
        with contextlib.suppress(OSError):
            _file(store, slug, token).unlink(missing_ok=True)


def desks(store: Path, slug: str) -> tuple[DeskNote, ...]:
    """Every desk of a case, the one edited last first; damaged ones are left out."""
    found = []
    for file in _kept(store, slug):
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
            kept = loads_finite(file.read_bytes())
            when = datetime.fromisoformat(kept["when"]).astimezone(UTC)
            found.append(DeskNote(file.stem, str(kept["who"]), when, str(kept["digest"])))
    return tuple(sorted(found, key=lambda note: note.when, reverse=True))


def drop_old(store: Path, slug: str, *, now: datetime | None = None) -> tuple[str, ...]:
    """Forget desks that nobody has touched for thirty days; their tokens come back."""
    before = (now or datetime.now(UTC)) - OLD
    old = tuple(note.token for note in desks(store, slug) if note.when < before)
    for token in old:
        drop(store, slug, token)
    return old


def _kept(store: Path, slug: str) -> list[Path]:
    try:
        files = sorted((store / "desks" / _name(slug)).iterdir())
    except OSError:
        return []
    return [file for file in files if file.suffix == ".json" and is_token(file.stem)]


def _file(store: Path, slug: str, token: str) -> Path:
    if not is_token(token):
        message = f"not a token: {token[:80]!r}"
        raise ValueError(message)
    return store / "desks" / _name(slug) / f"{token}.json"


def _name(slug: str) -> str:
    if not is_slug(slug):
        message = f"not a slug: {slug[:80]!r}"
        raise ValueError(message)
    return slug


# As JSON --------------------------------------------------------------


def _bytes(desk: Desk) -> bytes:
    """Content of a desk's file, without its oldest steps where it were too large."""
    while True:
        data = json.dumps(_written(desk), ensure_ascii=False).encode()
        if len(data) <= MOST_BYTES:
            return data
        if not (desk.undo or desk.redo):
            raise InputError(
                N_("Your edits take {size} bytes, more than the {limit} that are kept; save them."),
                size=len(data),
                limit=MOST_BYTES,
            )
        desk = replace(desk, undo=desk.undo[1 + len(desk.undo) // 2 :], redo=())


def _written(desk: Desk) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "digest": desk.digest,
        "who": desk.who,
        "when": desk.when.isoformat(timespec="milliseconds"),
        "base": _sheets_out(desk.base),
        "sheets": _sheets_out(desk.sheets),
        "undo": [_step_out(step) for step in desk.undo],
        "redo": [_step_out(step) for step in desk.redo],
    }


def _sheets_out(sheets: Sheets) -> dict[str, Any]:
    tables = {table: _rows_out(sheets.tables[table]) for table in TABLES}
    return {"tables": tables, "carried": _carried_out(sheets.carried)}


def _rows_out(rows: Iterable[Row]) -> list[list[Any]]:
    return [[row.key, dict(row.cells)] for row in rows]


def _carried_out(carried: Carried) -> dict[str, Any]:
    files = {name: base64.b64encode(data).decode("ascii") for name, data in carried.files.items()}
    return {"marks": [asdict(mark) for mark in carried.marks], "files": files}


def _step_out(step: Step) -> dict[str, Any]:
    tables = [
        {
            "table": each.table,
            "before": _rows_out(each.before),
            "after": _rows_out(each.after),
            "order_before": each.order_before,
            "order_after": each.order_after,
        }
        for each in step.tables
    ]
    carried = [_carried_out(each) for each in step.carried]
    return {"what": step.what, "tables": tables, "carried": carried}


def _desk(data: bytes) -> Desk:
    found = loads_finite(data)
    if found["format"] != FORMAT:
        raise ValueError(found["format"])
    return Desk(
        digest=str(found["digest"]),
        base=_sheets_in(found["base"]),
        sheets=_sheets_in(found["sheets"]),
        undo=tuple(map(_step_in, found["undo"])),
        redo=tuple(map(_step_in, found["redo"])),
        who=str(found["who"]),
        when=datetime.fromisoformat(found["when"]).astimezone(UTC),
    )


def _sheets_in(found: Mapping[str, Any]) -> Sheets:
    tables = {table: _rows_in(found["tables"][table]) for table in TABLES}
    return Sheets(tables, _carried_in(found["carried"]))


def _rows_in(found: Iterable[Any]) -> tuple[Row, ...]:
    return tuple(
        Row(str(key), {str(name): str(text) for name, text in cells.items()})
        for key, cells in found
    )


def _carried_in(found: Mapping[str, Any]) -> Carried:
    try:
        files = {
            str(name): base64.b64decode(text, validate=True)
            for name, text in found["files"].items()
        }
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    marks = (Mark(**{**each, "fields": tuple(each["fields"])}) for each in found["marks"])
    return Carried(tuple(marks), files)


def _step_in(found: Mapping[str, Any]) -> Step:
    tables = tuple(
        TableStep(
            table=str(each["table"]),
            before=_rows_in(each["before"]),
            after=_rows_in(each["after"]),
            order_before=tuple(map(str, each["order_before"])),
            order_after=tuple(map(str, each["order_after"])),
        )
        for each in found["tables"]
        if each["table"] in TABLES
    )
    return Step(str(found["what"]), tables, tuple(map(_carried_in, found["carried"])))
