"""Evenings as files: one a day, the whole list in it, also what did not stand out.

::

    store/radar/
      2025-02-13.parquet    a row for every theme and span; the evening's own facts in its head

A file takes its place whole: an evening is there or it is not.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import N_, StoreError
from dashboard.files import loads_finite, replacing, unwritable
from dashboard.radar.kept_detail import Detail, detail_of, plain_detail
from dashboard.radar.membership import Mode, Theme
from dashboard.radar.side_by_side import Other, others_of, plain_others

FOLDER = "radar"
FORMAT = 2
READ = (1, FORMAT)  # the first had no lists of other sources
SCAN = "scan"
"""Name of the job that makes evenings: one at a time for a store."""

_HEAD = b"market-narrative"
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.parquet")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One theme over one span.

    Attributes
    ----------
    theme : Theme
    span : int
    rank : int
        By this span, 1 for the rarest; 0 where it has no score.  A folded theme has the rank of
        the one it is folded under.
    under : Theme or None
        The stronger theme that it is folded under.
    folded : tuple of Theme
        Weaker themes folded under it.
    stands_out : bool
    listed, priced, rose, limit_members, locked : int
    move, mean_return, matched, score, pvalue, expected_in_span, rate, yekutieli : float
    without_best, carried : float
        As in `dashboard.radar.evening.Numbers`; NaN where there is no number.
    path : tuple of float
        Mean return of the members less the whole market's, session by session from the base.
    detail : Detail or None
        Members, splits and disclosure; of those that were looked at closely.
    others : tuple of Other
        The same theme in the lists of other sources.
    """

    theme: Theme
    span: int
    rank: int
    under: Theme | None
    folded: tuple[Theme, ...]
    stands_out: bool
    listed: int
    priced: int
    rose: int
    limit_members: int
    locked: int
    move: float
    mean_return: float
    matched: float
    score: float
    pvalue: float
    expected_in_span: float
    rate: float
    yekutieli: float
    without_best: float
    carried: float
    path: tuple[float, ...]
    detail: Detail | None = None
    others: tuple[Other, ...] = ()


NUMBERS = (
    *("move", "mean_return", "matched", "score", "pvalue", "expected_in_span", "rate"),
    *("yekutieli", "without_best", "carried"),
)
COUNTS = ("listed", "priced", "rose", "limit_members", "locked")


@dataclass(frozen=True, slots=True)
class KeptEvening:
    """
    One evening as it was kept.

    Attributes
    ----------
    day, listed_on : date
    mode : {"as-of", "restated"}
    spans : tuple of int
    bases : tuple of date
    n_stocks : tuple of int
    markets : tuple of float
        Mean return of all stocks, a span.
    n_themes : int
    draws, lists, seed : int
    key : str
        Hash of everything that it was made from.
    made : str
        ISO time in UTC.
    entries : tuple of Entry
        Span by span, by rank; those without a score last.
    compared : bool
        Whether the lists of several sources were held side by side; older files are without.
    """

    day: date
    listed_on: date
    mode: Mode
    spans: tuple[int, ...]
    bases: tuple[date, ...]
    n_stocks: tuple[int, ...]
    markets: tuple[float, ...]
    n_themes: int
    draws: int
    lists: int
    seed: int
    key: str
    made: str
    entries: tuple[Entry, ...]
    compared: bool = True

    def of_span(self, span: int) -> tuple[Entry, ...]:
        """Entries of a span, by rank."""
        return tuple(entry for entry in self.entries if entry.span == span)

    def entry(self, theme: Theme, span: int) -> Entry | None:
        """Return the entry of a theme over a span; None where there is none."""
        return next((e for e in self.of_span(span) if e.theme == theme), None)

    def base(self, span: int) -> date:
        """Session before the first of a span."""
        return self.bases[self.spans.index(span)]


@dataclass(frozen=True, slots=True)
class Past:
    """A theme's place in the list of an evening."""

    day: date
    rank: int
    ranked: int
    move: float
    stands_out: bool


Agreement: TypeAlias = Literal["alone", "yes", "no"]
"""Whether other sources have a theme, and then whether all lists say the same of it."""


def agreements(kept: KeptEvening, span: int) -> dict[Theme, Agreement]:
    """
    Whether the sources agree on each theme over a span.

    Notes
    -----
    They do when each other list of the theme has at least half of all members in common with
    its own, and the theme stands out in all of the lists or in none.  Then it does not matter
    whose list one takes.
    """
    out = {entry.theme: entry.stands_out for entry in kept.of_span(span)}

    def of(entry: Entry) -> Agreement:
        if not entry.others:
            return "alone"
        same = (
            other.shares_members and out.get(other.theme) == entry.stands_out
            for other in entry.others
        )
        return "yes" if all(same) else "no"

    return {entry.theme: of(entry) for entry in kept.of_span(span)}


def kept_days(store: Path) -> tuple[date, ...]:
    """Evenings of a store, the latest first."""
    try:
        names = [file.name for file in (store / FOLDER).iterdir()]
    except OSError:
        return ()
    days = [_day(name) for name in names if _NAME.fullmatch(name)]
    return tuple(sorted((day for day in days if day is not None), reverse=True))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        return None


def file_of(store: Path, day: date) -> Path:
    """Where an evening is kept."""
    return store / FOLDER / f"{day.isoformat()}.parquet"


def kept_key(store: Path, day: date) -> str:
    """Key of the evening that is kept; empty where there is none that can be read."""
    try:
        return str(_head(pq.read_schema(file_of(store, day)))["key"])
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException):
        return ""


def packed(evening: KeptEvening) -> bytes:
    """An evening as the content of its file."""
    head = {
        **{f.name: getattr(evening, f.name) for f in fields(evening) if f.name != "entries"},
        "format": FORMAT,
        "markets": [number_or_none(value) for value in evening.markets],
    }
    schema = _SCHEMA.with_metadata({_HEAD: json.dumps(head, default=str).encode()})
    table = pa.Table.from_pylist([_row(entry) for entry in evening.entries], schema=schema)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def keep(content: bytes, day: date, store: Path) -> None:
    """
    Write an evening, as `packed` made it, into its place.

    Raises
    ------
    StoreError
        If the store cannot be written; what was there stays.
    """
    file = file_of(store, day)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file, durable=True) as draft:
            draft.write_bytes(content)
    except OSError as error:
        raise unwritable(file, error) from error


def load_evening(store: Path, day: date) -> KeptEvening | None:
    """
    Read an evening; None where none is kept.

    Raises
    ------
    StoreError
        If its file is damaged.
    """
    file = file_of(store, day)
    try:
        content = pa.BufferReader(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _damaged(file, day) from error
    try:
        found = pq.read_table(content)
        head = _head(found.schema)
        if date.fromisoformat(head["day"]) != day:
            raise _damaged(file, day)
        return _evening(head, found.to_pylist())
    except (AttributeError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise _damaged(file, day) from error


def rank_history(store: Path, theme: Theme, span: int, most: int = 60) -> tuple[Past, ...]:
    """
    Places of a theme in the evenings kept, the oldest first.

    Parameters
    ----------
    store : Path
    theme : Theme
    span : int
    most : int
        Latest evenings that are looked at.

    Notes
    -----
    An evening whose file is damaged, or whose list does not have the theme, is left out.
    """
    found = []
    for day in reversed(kept_days(store)[:most]):
        try:
            table = pq.read_table(file_of(store, day), columns=list(_PAST))
        except (OSError, pa.ArrowException):
            continue
        rows = [row for row in table.to_pylist() if row["span"] == span]
        own = [row for row in rows if (row["theme"], row["source"]) == (theme.name, theme.source)]
        if own and own[0]["rank"]:
            ranked = max(row["rank"] for row in rows)
            row = own[0]
            found.append(Past(day, row["rank"], ranked, row["move"], row["stands_out"]))
    return tuple(found)


# Rows -----------------------------------------------------------------

_PAIR = pa.list_(pa.string())
_SCHEMA = pa.schema(
    [
        ("theme", pa.string()),
        ("source", pa.string()),
        *[(name, pa.int32()) for name in ("span", "rank", *COUNTS)],
        ("stands_out", pa.bool_()),
        *[(name, pa.float64()) for name in NUMBERS],
        ("under", _PAIR),
        ("folded", pa.list_(_PAIR)),
        ("path", pa.list_(pa.float64())),
        ("detail", pa.string()),
        ("others", pa.string()),
    ]
)
_PAST = ("theme", "source", "span", "rank", "move", "stands_out")


def _row(entry: Entry) -> dict[str, Any]:
    plain = ("span", "rank", "stands_out", *COUNTS, *NUMBERS)
    return {
        "theme": entry.theme.name,
        "source": entry.theme.source,
        **{name: getattr(entry, name) for name in plain},
        "under": None if entry.under is None else [entry.under.name, entry.under.source],
        "folded": [[each.name, each.source] for each in entry.folded],
        "path": list(entry.path),
        "detail": None if entry.detail is None else json.dumps(plain_detail(entry.detail)),
        "others": json.dumps(plain_others(entry.others)) if entry.others else None,
    }


def _evening(head: Mapping[str, Any], rows: Sequence[dict[str, Any]]) -> KeptEvening:
    return KeptEvening(
        day=date.fromisoformat(head["day"]),
        listed_on=date.fromisoformat(head["listed_on"]),
        mode="restated" if head["mode"] == "restated" else "as-of",
        spans=tuple(map(int, head["spans"])),
        bases=tuple(map(date.fromisoformat, head["bases"])),
        n_stocks=tuple(map(int, head["n_stocks"])),
        markets=tuple(math.nan if v is None else float(v) for v in head["markets"]),
        **{name: int(head[name]) for name in ("n_themes", "draws", "lists", "seed")},
        key=str(head["key"]),
        made=str(head["made"]),
        entries=tuple(map(_entry, rows)),
        compared=bool(head.get("compared", False)),
    )


def _entry(row: dict[str, Any]) -> Entry:
    detail, others = row["detail"], row.get("others")
    return Entry(
        theme=Theme(row["theme"], row["source"]),
        under=None if row["under"] is None else Theme(*row["under"]),
        folded=tuple(Theme(*pair) for pair in row["folded"]),
        path=tuple(row["path"]),
        detail=None if detail is None else detail_of(loads_finite(detail)),
        others=() if others is None else others_of(loads_finite(others)),
        **{name: row[name] for name in ("span", "rank", "stands_out", *COUNTS, *NUMBERS)},
    )


def _head(schema: pa.Schema) -> dict[str, Any]:
    head = json.loads((schema.metadata or {})[_HEAD])
    if not isinstance(head, dict) or head.get("format") not in READ:
        raise ValueError(FORMAT)
    return head


def _damaged(file: Path, day: date) -> StoreError:
    return StoreError(
        N_("{file} is no evening of the radar; run market-narrative radar --day {day} again."),
        file=str(file),
        day=day.isoformat(),
    )


def number_or_none(value: float) -> float | None:
    """Number as JSON has it: a missing one is null."""
    return value if math.isfinite(value) else None
