"""Comments of a case.toml that somebody wrote by hand, in the file that is written instead."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from dashboard.cases.toml import comment_lines, key_lines

Named = tuple[str, ...]


def with_comments(before: bytes, after: bytes) -> bytes:
    """
    Content of a case.toml with the comments of the one before it.

    Parameters
    ----------
    before : bytes
        As it stands in the folder.
    after : bytes
        Valid, and without a comment.

    Returns
    -------
    bytes
        Every comment on lines of its own stands above what it stood above; those of an entry
        that is gone go with it.  Nothing else is changed.
    """
    new = after.decode()
    try:
        old = before.decode("utf-8-sig").replace("\r\n", "\n")
        blocks = _blocks(old, tomllib.loads(old))
    except (ValueError, RecursionError):
        return after
    values = tomllib.loads(new)
    places = {name: line for line, name in _named_lines(new, values).items()}
    lines = new.split("\n")
    for name, block in sorted(blocks.items(), key=lambda item: -places.get(item[0], 0)):
        if name in places:
            at = places[name] - 1
            lines[at:at] = block
    found = "\n".join(lines)
    # Whatever a comment holds, it must say nothing.
    return found.encode() if _reads_as(found, values) else after


def _reads_as(text: str, values: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == values
    except (ValueError, RecursionError):
        return False


def _blocks(text: str, values: Mapping[str, Any]) -> dict[Named, list[str]]:
    """Comments by the name of what they stand above."""
    named = _named_lines(text, values)
    found: dict[Named, list[str]] = {}
    for line, comment in comment_lines(text).items():
        below = min((each for each in named if each > line), default=None)
        if below is not None:
            found.setdefault(named[below], []).append(comment)
    return found


def _named_lines(text: str, values: Mapping[str, Any]) -> dict[int, Named]:
    """What begins on a line: keys and tables, entries of a list by their ids."""
    found: dict[int, Named] = {}
    for path, line in key_lines(text).items():
        name = _name(path, values)
        # A text in two languages and an entry begin on the line of their first key.
        if line not in found or isinstance(path[-1], int):
            found[line] = name
    return found


def _name(path: tuple[str | int, ...], values: Any) -> Named:
    found: list[str] = []
    for step in path:
        try:
            values = values[step]
        except (LookupError, TypeError):
            values = None
        name = values.get("id") or values.get("symbol") if isinstance(values, dict) else None
        found.append(str(name if isinstance(step, int) and name else step))
    return tuple(found)
