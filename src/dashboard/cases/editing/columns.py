"""Columns of every sheet: what may stand in them, and which are shown first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dashboard.case import (
    CLAIM_KINDS,
    EVENT_KINDS,
    EXPECTED,
    FINDINGS,
    PRECISIONS,
    SOURCE_KINDS,
    STATUSES,
    STORY_KINDS,
)
from dashboard.cases.claim_rows import CLAIM_COLUMNS, CLAIM_OPTIONAL
from dashboard.cases.rows import (
    EVENT_COLUMNS,
    EVENT_OPTIONAL,
    EVIDENCE_COLUMNS,
    EVIDENCE_OPTIONAL,
)
from dashboard.cases.table_files import KEYS
from dashboard.cases.tag_rows import TAG_COLUMNS, TAG_OPTIONAL

ColumnKind = Literal["text", "long", "word", "words", "number", "day", "moment", "id", "url"]


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a sheet.

    Attributes
    ----------
    name : str
    kind : str
        What a cell of it is: text of one line or long, one word or several, a number, a day, a
        moment (a day with a time where the row's precision has one), an id, an address.
    options : tuple of str
        What a word or words may be; names that the sheets hold come from the sheets.
    required : bool
        Whether a cell must not be empty, whatever stands in the others.
    usual : bool
        Whether it is shown without unfolding the row.
    """

    name: str
    kind: ColumnKind
    options: tuple[str, ...] = ()
    required: bool = False
    usual: bool = True


_TOML: dict[str, tuple[str, ...]] = {
    table: tuple(
        name
        for key in keys
        for name in ((f"{key.name}_en", f"{key.name}_zh") if key.kind == "both" else (key.name,))
    )
    for table, keys in KEYS.items()
}
NAMES: dict[str, tuple[str, ...]] = {
    **_TOML,
    "case": (*_TOML["case"], "universe"),
    "events": (*EVENT_COLUMNS, *EVENT_OPTIONAL),
    "evidence": (*EVIDENCE_COLUMNS, *EVIDENCE_OPTIONAL),
    "claims": (*CLAIM_COLUMNS, *CLAIM_OPTIONAL),
    "tags": (*TAG_COLUMNS, *TAG_OPTIONAL),
}
"""Columns of every table, in the order of its file."""

_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("case", "status"): STATUSES,
    ("groups", "chosen"): ("before", "after"),
    ("stories", "kind"): STORY_KINDS,
    ("stories", "expects"): EXPECTED,
    ("events", "kind"): EVENT_KINDS,
    ("events", "precision"): PRECISIONS,
    ("evidence", "finding"): FINDINGS,
    ("evidence", "source_kind"): SOURCE_KINDS,
    ("evidence", "precision"): PRECISIONS,
    ("claims", "kind"): CLAIM_KINDS,
    ("claims", "relation"): ("", "=", "<=", ">=", "before", "at-least", "at-most", "is"),
}
REFERENCES: dict[tuple[str, str], str] = {
    ("case", "asks"): "stories",
    ("stocks", "group"): "groups",
    ("events", "stories"): "stories",
    ("events", "stocks"): "stocks",
    ("evidence", "stock"): "stocks",
    ("evidence", "story"): "stories",
    ("evidence", "confirms"): "evidence",
    ("evidence", "contradicts"): "evidence",
    ("claims", "beside"): "claims",
    ("tags", "stock"): "stocks",
    ("tags", "story"): "stories",
}
"""Columns that name rows of another table; the subject of a claim does it by its kind."""

_LISTS = frozenset({("events", "stories"), ("events", "stocks"), ("claims", "beside")})
_KINDS: dict[str, ColumnKind] = {
    **dict.fromkeys(("review", "listed", "first", "last", "seen"), "day"),
    **dict.fromkeys(("published", "via_published"), "moment"),
    **dict.fromkeys(("sessions", "gap", "value", "tolerance", "rate", "known"), "number"),
    **dict.fromkeys(("id", "slug", "symbol", "series"), "id"),
    "url": "url",
    **dict.fromkeys(
        (
            *("predicts_en", "predicts_zh", "question_en", "question_zh"),
            *("statement_en", "statement_zh", "text_en", "text_zh", "quote"),
            *("reason", "reason_zh"),
        ),
        "long",
    ),
}
_REQUIRED: dict[str, frozenset[str]] = {
    "case": frozenset({"slug", "calendar", "timezone", "currency"}),
    "source": frozenset({"title", "published"}),
    "window": frozenset({"first", "last"}),
    "estimation": frozenset({"sessions", "gap"}),
    "groups": frozenset({"id", "chosen"}),
    "stocks": frozenset({"symbol", "group"}),
    "benchmarks": frozenset({"id"}),
    "stories": frozenset({"id", "kind"}),
    "events": frozenset({"id", "published", "precision", "timezone", "kind", "source"}),
    "evidence": frozenset({"id", "stock", "story", "finding", "source_kind"}),
    "claims": frozenset({"id", "kind"}),
    "tags": frozenset({"id", "stock", "tag", "source", "seen"}),
}
_UNUSUAL: dict[str, frozenset[str]] = {
    "case": frozenset({"slug", "calendar", "timezone", "currency", "universe"}),
    "source": frozenset(),
    "window": frozenset(),
    "estimation": frozenset(),
    "groups": frozenset(),
    "stocks": frozenset({"listed"}),
    "benchmarks": frozenset(),
    "stories": frozenset(),
    "events": frozenset({"timezone", "url", *EVENT_OPTIONAL}),
    "evidence": frozenset(
        {"id", "measure", "denominator", "period", "source_kind", "timezone", "url"}
        | {"statement_en", "statement_zh", *EVIDENCE_OPTIONAL}
    ),
    "claims": frozenset({"id", "text_zh", "tolerance", *CLAIM_OPTIONAL}),
    "tags": frozenset({"id", "url", "tag_zh", "source_zh", "reason_zh"}),
}


def columns_with(table: str, names: Mapping[str, tuple[str, ...]]) -> tuple[Column, ...]:
    """Columns of a table; `names` are those of the rows by table."""
    return _columns(table, tuple((key, names[key]) for key in sorted(names)))


@cache
def _columns(table: str, names: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Column, ...]:
    return tuple(_column(table, name, dict(names)) for name in NAMES[table])


def _column(table: str, name: str, names: Mapping[str, tuple[str, ...]]) -> Column:
    place = (table, name)
    required, usual = name in _REQUIRED[table], name not in _UNUSUAL[table]
    if place in REFERENCES:
        kind: ColumnKind = "words" if place in _LISTS else "word"
        return Column(name, kind, names[REFERENCES[place]], required, usual)
    if place in _WORDS:
        return Column(name, "word", _WORDS[place], required, usual)
    return Column(name, _KINDS.get(name, "text"), (), required, usual)
