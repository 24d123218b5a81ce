"""Small files of state, replaced whole: how a refresh went, how far one is."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

DRAFT = ".tmp"  # ending of a file that is not finished


def draft_of(file: Path) -> Path:
    """Place beside a file where its next content is written, another one each time."""
    return file.with_name(f".{file.stem}.{uuid4().hex}{DRAFT}")


def clear_drafts(file: Path) -> None:
    """Remove what killed writers of a file left; for whoever is its only writer."""
    for draft in file.parent.glob(f".{file.stem}.{'?' * 32}{DRAFT}"):
        draft.unlink(missing_ok=True)


def write_json(file: Path, content: object) -> None:
    """Write beside the file and move into its place; the folder is made when missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(file)
    try:
        # In ASCII: text from outside may hold half a surrogate pair, which is no UTF-8.
        draft.write_text(json.dumps(content), encoding="ascii")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def read_json(file: Path) -> dict[str, Any]:
    """Content of a state file; empty when it is not there or cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def plain(value: Any) -> Any:
    """Values as JSON has them: days as ISO text, tuples as lists, the rest as text."""
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | None) else str(value)
