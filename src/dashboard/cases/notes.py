"""Notes and disputes that readers attach to evidence, claims and events, and their answers.

They lie in the store beside the history of a case, one line each, added and never rewritten:
what was said and what was answered to it both stay.  A case folder holds none of them.
"""

from __future__ import annotations

import contextlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args
from uuid import uuid4

from dashboard.access import history
from dashboard.case import Case, Text
from dashboard.cases.outline import is_slug
from dashboard.errors import N_, InputError, NotFoundError
from dashboard.files import append_line, loads_finite

Table: TypeAlias = Literal["evidence", "claims", "events"]
TABLES: tuple[Table, ...] = get_args(Table)

NoteKind: TypeAlias = Literal["note", "dispute"]
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)

Outcome: TypeAlias = Literal["answered", "changed", "rejected"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

LONGEST = 2_000  # characters of a note or an answer
MOST = 1_000  # lines of one case
HOURLY = 20  # of one person in one case; of all together where nobody logs in
PATIENCE = 5.0  # seconds to wait for somebody who writes at the same moment


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """
    What an editor said to a note.

    Attributes
    ----------
    when : datetime
        In UTC.
    who : str
        Name of the login; empty where nobody logs in.
    outcome : {"answered", "changed", "rejected"}
    text : str
    """

    when: datetime
    who: str
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """
    What a reader attached to one row of a case.

    Attributes
    ----------
    id : str
    when : datetime
        In UTC.
    who : str
    kind : {"note", "dispute"}
    table : {"evidence", "claims", "events"}
    row : str
        Id of the row.
    about : str
        What the row said then: it may be another by now, or gone.
    text : str
    answers : tuple of NoteAnswer
        Oldest first.
    """

    id: str
    when: datetime
    who: str
    kind: NoteKind
    table: Table
    row: str
    about: str
    text: str
    answers: tuple[NoteAnswer, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody answered yet."""
        return not self.answers


def read_notes(store: Path, slug: str) -> tuple[Note, ...]:
    """Notes of a case, the latest first; lines that are damaged are left out."""
    found: dict[str, Note] = {}
    for line in _lines(store, slug):
        with contextlib.suppress(LookupError, ValueError, TypeError, AttributeError):
            if "to" in line:
                note = found[line["to"]]
                found[note.id] = replace(note, answers=(*note.answers, _answer(line)))
            else:
                note = _note(line)
                found.setdefault(note.id, note)
    return tuple(reversed(found.values()))


def add_note(
    store: Path, case: Case, table: Table, row: str, kind: NoteKind, text: str, who: str = ""
) -> str:
    """
    Attach a note or dispute to a row of a case, and return its id.

    Raises
    ------
    NotFoundError
        If the case has no such row.
    InputError
        If the text is empty or too long, too many came within the hour, or nothing can be
        written.
    """
    about = row_text(case, table, row)
    if about is None:
        raise NotFoundError(N_("The case has nothing called “{name}”."), name=row[:80])
    line = {
        "id": uuid4().hex[:12],
        "kind": kind,
        "table": table,
        "row": row,
        "about": str(about)[:200],
    }
    _write(store, case.slug, who, line, text)
    history.record(store, case.slug, who, "note-added", {"kind": kind, "on": f"{table} {row}"})
    return line["id"]


def answer_note(
    store: Path, slug: str, note: str, outcome: Outcome, text: str, who: str = ""
) -> None:
    """
    Answer a note; what it was attached to is changed, where it is, by editing the case.

    Raises
    ------
    NotFoundError
        If there is no such note.
    InputError
        As for a note.
    """
    found = next((each for each in read_notes(store, slug) if each.id == note), None)
    if found is None:
        raise NotFoundError(N_("There is no such note any more; reload the page."))
    _write(store, slug, who, {"to": note, "outcome": outcome}, text)
    told = {"outcome": outcome, "on": f"{found.table} {found.row}"}
    history.record(store, slug, who, "note-answered", told)


def row_text(case: Case, table: Table, row: str) -> Text | None:
    """What a row says; None where the case has no such row."""
    texts: dict[Table, dict[str, Text]] = {
        "evidence": {each.id: each.statement for each in case.evidence},
        "claims": {each.id: each.text for each in case.claims},
        "events": {each.id: each.title for each in case.events},
    }
    return texts[table].get(row)


# Lines ----------------------------------------------------------------


def _file(store: Path, slug: str) -> Path:
    if not is_slug(slug):
        message = f"not a slug: {slug!r}"
        raise ValueError(message)
    return store / "notes" / f"{slug}.jsonl"


def _lines(store: Path, slug: str) -> Iterator[Mapping[str, Any]]:
    try:
        lines = _file(store, slug).read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):
            found = loads_finite(line)
            if isinstance(found, dict):
                yield found


def _write(store: Path, slug: str, who: str, line: Mapping[str, str], text: str) -> None:
    import filelock  # noqa: PLC0415 - readers need no locks

    said, now, file = _clean(text), datetime.now(UTC), _file(store, slug)
    whole = {**line, "when": now.isoformat(timespec="milliseconds"), "who": who[:400], "text": said}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(file.with_suffix(".lock"), timeout=PATIENCE):
            _check_rate(list(_lines(store, slug)), who, now)
            append_line(file, json.dumps(whole).encode("ascii"))
    except (OSError, filelock.Timeout) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise InputError(N_("The note cannot be kept ({reason})."), reason=reason) from error


def _check_rate(lines: list[Mapping[str, Any]], who: str, now: datetime) -> None:
    since = (now - timedelta(hours=1)).isoformat()
    recent = sum(str(each.get("when")) > since for each in lines if each.get("who") == who)
    if recent >= HOURLY:
        raise InputError(
            N_("More than {n} notes within an hour: please go on a little later."), n=HOURLY
        )
    if len(lines) >= MOST:
        raise InputError(N_("The case has {n} notes; no more can be attached."), n=MOST)


def _clean(text: str) -> str:
    """Text without signs that nobody sees; raises where nothing is left or it is too long."""
    kept = "".join(
        sign
        for sign in text
        if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    ).strip()
    if not kept:
        raise InputError(N_("Write what you have to say first."))
    if len(kept) > LONGEST:
        raise InputError(
            N_("The text has {n} characters; at most {limit} are kept."),
            n=len(kept),
            limit=LONGEST,
        )
    return kept


def _note(line: Mapping[str, Any]) -> Note:
    kind, table = line["kind"], line["table"]
    if kind not in NOTE_KINDS or table not in TABLES:
        raise ValueError(kind, table)
    row, about, text = (str(line[name]) for name in ("row", "about", "text"))
    return Note(str(line["id"]), _when(line), str(line["who"]), kind, table, row, about, text)


def _answer(line: Mapping[str, Any]) -> NoteAnswer:
    if line["outcome"] not in OUTCOMES:
        raise ValueError(line["outcome"])
    return NoteAnswer(_when(line), str(line["who"]), line["outcome"], str(line["text"]))


def _when(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["when"]).astimezone(UTC)
