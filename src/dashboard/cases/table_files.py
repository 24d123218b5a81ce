"""Rows of cells as the files that hold them, each with the lines its rows stand in.

Cells may be wrong: they are written so that the reader of a case names them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.case import FORMAT
from dashboard.cases.cells import clean, harmless, narrow, read_date, read_number
from dashboard.cases.claim_rows import CLAIM_COLUMNS, CLAIM_OPTIONAL
from dashboard.cases.entry_cells import ALONE, Cells
from dashboard.cases.outline import CASE_FILE, CLAIMS, EVENTS, EVIDENCE, TAGS
from dashboard.cases.rows import (
    EVENT_COLUMNS,
    EVENT_OPTIONAL,
    EVIDENCE_COLUMNS,
    EVIDENCE_OPTIONAL,
)
from dashboard.cases.tag_rows import TAG_COLUMNS, TAG_OPTIONAL
from dashboard.errors import InputError

FILE_OF = {"events": EVENTS, "evidence": EVIDENCE, "claims": CLAIMS, "tags": TAGS}
"""Tables that are files of their own; the others stand in case.toml."""

MAY_LACK = frozenset({TAGS})
"""Files of tables that are not written without a row."""

COLUMNS_OF = {
    "events": (EVENT_COLUMNS, EVENT_OPTIONAL),
    "evidence": (EVIDENCE_COLUMNS, EVIDENCE_OPTIONAL),
    "claims": (CLAIM_COLUMNS, CLAIM_OPTIONAL),
    "tags": (TAG_COLUMNS, TAG_OPTIONAL),
}


@dataclass(frozen=True, slots=True)
class Written:
    """
    One file.

    Attributes
    ----------
    data : bytes
        Its content.
    lines : tuple of (int, str, int)
        Where each row begins: line from 1, table, position of the row in its table.
    """

    data: bytes
    lines: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """
    One key of a table of case.toml.

    `kind` is text, both (languages), day, count or moment; a cell that stands in `unsaid` is
    not written.
    """

    name: str
    kind: str = "text"
    unsaid: tuple[str, ...] = ()


_ABSENT = ("",)

KEYS: dict[str, tuple[Key, ...]] = {
    "case": (
        Key("slug"),
        Key("title", "both"),
        Key("question", "both"),
        Key("calendar"),
        Key("timezone"),
        Key("currency"),
        Key("asks", unsaid=_ABSENT),
        Key("status", unsaid=("", "closed")),
        Key("review", "day", _ABSENT),
    ),
    "source": (
        Key("title"),
        Key("publisher"),
        Key("url"),
        Key("published", "moment", _ABSENT),
        Key("author", unsaid=_ABSENT),
    ),
    "window": (Key("first", "day", _ABSENT), Key("last", "day", _ABSENT)),
    "estimation": (Key("sessions", "count", _ABSENT), Key("gap", "count", _ABSENT)),
    "groups": (Key("id"), Key("title", "both"), Key("chosen")),
    "stocks": (
        Key("symbol"),
        Key("name", "both"),
        Key("group"),
        Key("listed", "day", _ABSENT),
    ),
    "benchmarks": (Key("id"), Key("title", "both"), Key("returns", unsaid=_ABSENT)),
    "stories": (
        Key("id"),
        Key("kind"),
        Key("title", "both"),
        Key("predicts", "both"),
        Key("expects", unsaid=("", "rise")),
        Key("terms", unsaid=_ABSENT),
    ),
}
"""Keys of case.toml, table by table, in the order they are written."""


def case_toml(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Written:
    """Content of case.toml."""
    lines = [f"format = {FORMAT}"]
    places: list[tuple[int, str, int]] = []
    for table, keys in KEYS.items():
        if table == "stories" and (universe := tables["case"][0].get("universe", "")):
            places.append((len(lines) + 2, "universe", 0))
            lines += ["", "[universe]", f"window_returns = {literal(universe)}"]
        for position, cells in enumerate(tables[table]):
            if table != "case":
                lines += ["", f"[{table}]" if table in ALONE else f"[[{table}]]"]
            places.append((len(lines) + (table == "case"), table, position))
            lines += _pairs(keys, cells)
    return Written(toml_bytes(lines), tuple(places))


def toml_bytes(lines: Iterable[str]) -> bytes:
    """Lines of a TOML file."""
    return ("\n".join(lines) + "\n").encode()


def literal(text: str) -> str:
    """Text as TOML has it."""
    # A JSON string is a TOML basic string, with the same escapes but one.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _pairs(keys: Iterable[Key], cells: Mapping[str, str]) -> Iterator[str]:
    for key in keys:
        if key.kind == "both":
            pairs = [(name, cells.get(f"{key.name}_{name}", "")) for name in ("en", "zh")]
            inner = ", ".join(f"{name} = {literal(text)}" for name, text in pairs if text)
            yield f"{key.name} = {{ {inner} }}"
            continue
        text = cells.get(key.name, "")
        if clean(text) not in key.unsaid:
            yield f"{key.name} = {_AS.get(key.kind, literal)(text)}"


def _day(text: str) -> str:
    try:
        return read_date(text).isoformat()
    except InputError:
        return literal(text)


def _count(text: str) -> str:
    try:
        number = read_number(text)
    except InputError:
        return literal(text)
    return str(int(number)) if number == int(number) else literal(text)


def _moment(text: str) -> str:
    plain = narrow(text)
    try:
        stamp = datetime.fromisoformat(plain)
    except ValueError:
        return literal(text)
    return literal(text) if stamp.tzinfo is None else stamp.isoformat()


_AS: dict[str, Callable[[str], str]] = {"day": _day, "count": _count, "moment": _moment}


def table_csv(table: str, rows: Sequence[Mapping[str, str]]) -> Written:
    """Content of a table's own file; optional columns stand there where a row fills them."""
    required, optional = COLUMNS_OF[table]
    used = [name for name in optional if any(row.get(name, "") for row in rows)]
    pieces = list(csv_pieces([*required, *used], rows))
    places, line = [], 1 + pieces[0].count("\n")
    for position, piece in enumerate(pieces[1:]):
        places.append((line, table, position))
        line += piece.count("\n")
    return Written("".join(pieces).encode(), tuple(places))


def csv_pieces(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the header and then each row, as their lines."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        yield _taken(out)
        # A bare carriage return is not quoted, and would break the row for its reader.
        writer.writerow({name: harmless(_lines(cell)) for name, cell in row.items()})
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _lines(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def own_files(tables: Mapping[str, Sequence[Cells]]) -> dict[str, Written]:
    """Files that hold the tables of a case."""
    found = {CASE_FILE: case_toml(tables)}
    return found | {
        file: table_csv(table, tables[table])
        for table, file in FILE_OF.items()
        if tables[table] or file not in MAY_LACK
    }
