"""The desk of one reader: a case as its cells, what was done to them, and what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard.cases.editing.block_pasting import Corner, paste_block
from dashboard.cases.editing.changes import Change, changes
from dashboard.cases.editing.desks import Desk
from dashboard.cases.editing.judging import Judged, judge
from dashboard.cases.editing.merging import Collision
from dashboard.cases.editing.pasting import Pasted, completed, paste
from dashboard.cases.editing.proposals import CellFault
from dashboard.cases.editing.references import called
from dashboard.cases.editing.sheets import TABLES, Row, Sheets, columns, key_column
from dashboard.cases.folders import CaseFolder
from dashboard.errors import N_, DashboardError, InputError
from dashboard.market.listing import Listing
from dashboard.message import Message
from dashboard.ui import fields
from dashboard.ui.editor.steps import FORMS, GROUPED

LONGEST = 20_000  # letters of a cell
CLIENTS = 8  # windows of the browser whose last words are remembered
HITS = 8

TOO_LONG = N_(
    "A cell holds at most {limit} characters, and this has {n}: what stood there before stays."
)
PASTED = N_("Pasted. New rows: {added}; known rows changed: {updated}. Every cell can be read.")
PASTED_WRONG = N_(
    "Pasted. New rows: {added}; known rows changed: {updated}; wrong cells, named below: {wrong}."
)
PASTED_WITHOUT = N_(
    "Pasted. New rows: {added}; known rows changed: {updated}; wrong cells: {wrong}. The table has "
    "no column for {heads}."
)

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """
    That somebody else changed the case.

    Attributes
    ----------
    who : str
        Empty where nobody logs in.
    when : datetime
    taken : int
        Changes of theirs that went in.
    by_hand : bool
        Whether the files were changed outside this page.
    """

    who: str
    when: datetime
    taken: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Known:
    """
    What became of the sheets, worked out once for every state of them.

    Attributes
    ----------
    base, sheets : Sheets
        As saved, and as they are now.
    changes : tuple of Change
    judged : Judged
    was : dict
        Saved text of every changed cell, by table and key.
    faults : dict
        By table and key.
    saved : set
        Table and key of every row as saved.
    """

    base: Sheets
    sheets: Sheets
    changes: tuple[Change, ...]
    judged: Judged
    was: dict[tuple[str, str], dict[str, str]]
    faults: dict[tuple[str, str], list[CellFault]]
    saved: set[tuple[str, str]]

    @classmethod
    def of(cls, base: Sheets, sheets: Sheets, folder: CaseFolder) -> Known:
        """Compare sheets with those as saved, and have them judged."""
        made, judged = changes(base, sheets), judge(sheets, folder)
        was: dict[tuple[str, str], dict[str, str]] = {}
        for change in made:
            if change.kind == "cell":
                was.setdefault((change.table, change.key), {})[change.column] = change.before
        faults: dict[tuple[str, str], list[CellFault]] = {}
        for fault in judged.faults:
            faults.setdefault((fault.table, fault.key), []).append(fault)
        saved = {(table, row.key) for table, rows in base.tables.items() for row in rows}
        return cls(base, sheets, made, judged, was, faults, saved)


@dataclass
class Workplace:
    """
    What one reader has changed and not saved yet.

    Attributes
    ----------
    slug, token : str
        The case, and what tells this desk from others.
    folder : Path
        Where the case stands.
    saved : CaseFolder
        As it was read last, with the prices that the trial is made of.
    desk : Desk
        As saved, as it is now, and the way back and forth.
    heard : dict of str to int
        Last event of every window of the browser that was done.
    """

    slug: str
    token: str
    folder: Path
    saved: CaseFolder
    desk: Desk
    heard: dict[str, int] = field(default_factory=dict)
    collisions: tuple[Collision, ...] = ()
    news: News | None = None
    trouble: DashboardError | None = None
    refusal: DashboardError | None = None
    done: Message | None = None
    elsewhere: Message | None = None
    barred: DashboardError | None = None
    kept: datetime | None = None
    session: str = field(default_factory=lambda: secrets.token_hex(6))
    hits: dict[str, Any] | None = None
    focus: dict[str, Any] | None = None
    listing: Callable[[], Listing] | None = None
    moved: int = 0
    beside: Any = None
    turns: int = 0
    _visit: tuple[str, int] | None = None
    _known: Known | None = None

    @property
    def base(self) -> Sheets:
        """The case as saved."""
        return self.desk.base

    @property
    def sheets(self) -> Sheets:
        """The case as it is on the desk."""
        return self.desk.sheets

    # What became of it ----------------------------------------------------

    def _worked(self) -> Known:
        known = self._known
        if known is None or known.base is not self.base or known.sheets is not self.sheets:
            self.turns += 1
            known = self._known = Known.of(self.base, self.sheets, self.saved)
        return known

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs from the case as saved."""
        return self._worked().changes

    @property
    def judged(self) -> Judged:
        """What `check` says of the desk."""
        return self._worked().judged

    @property
    def stamp(self) -> str:
        """What changes whenever the cells do."""
        self._worked()
        return str(self.turns)

    def was(self, table: str, key: str) -> dict[str, str]:
        """Saved text of every changed cell of a row."""
        return self._worked().was.get((table, key), {})

    def faults(self, table: str, key: str) -> list[CellFault]:
        """What is wrong in a row."""
        return self._worked().faults.get((table, key), [])

    def is_new(self, table: str, key: str) -> bool:
        """Whether the case as saved has no such row."""
        return (table, key) not in self._worked().saved

    def saved_cell(self, table: str, key: str, column: str) -> str | None:
        """Text of a cell as saved; None of a row that is new."""
        for row in self.base.tables[table]:
            if row.key == key:
                return row.cells.get(column, "")
        return None

    # What the browser says ------------------------------------------------

    def hear(self, said: object) -> bool:
        """
        Do what a window of the browser says, each event once and in its order.

        Parameters
        ----------
        said : object
            As it came; what is not understood is passed over.

        Returns
        -------
        bool
            Whether anything was done to the cells.
        """
        if not isinstance(said, Mapping) or not isinstance(said.get("events"), Sequence):
            return False
        if said.get("session") != self.session:  # of a server that is no more: it is said again
            return False
        client, before = str(said.get("client"))[:40], self.sheets
        events = [each for each in said["events"] if isinstance(each, Mapping)]
        for event in sorted(events, key=_seq):
            if _seq(event) <= self.heard.get(client, 0):
                continue
            self.heard[client] = _seq(event)
            self.hush()
            self._do(client, event)
        while len(self.heard) > CLIENTS:
            del self.heard[next(iter(self.heard))]
        return self.sheets is not before

    def hush(self) -> None:
        """Say no longer what came of the deed before."""
        self.done = self.refusal = None

    def _do(self, client: str, event: Event) -> None:
        table, kind = str(event.get("table")), str(event.get("kind"))
        if table not in TABLES or self.barred is not None:
            return
        self.hits = None
        key, text = str(event.get("key", "")), str(event.get("text", ""))
        if kind == "cell" and len(text) > LONGEST:
            self.refusal = InputError(TOO_LONG, n=len(text), limit=LONGEST)
        elif kind == "cell":
            self._write(client, event, table, key, text)
        elif kind == "undo":
            self.undo_step()
        elif kind == "redo":
            self.redo_step()
        elif kind == "search":
            self._search(text)
        elif table not in FORMS:
            self._on_rows(client, event, table, kind)

    def _on_rows(self, client: str, event: Event, table: str, kind: str) -> None:
        """What is done to the rows of a table of many."""
        key, text = str(event.get("key", "")), str(event.get("text", ""))
        if kind == "pick":
            self._pick(client, event, text)
        elif kind == "add":
            self._add(client, event, table, str(event.get("value", "")))
        elif kind == "paste":
            self._paste(table, event)
        elif any(row.key == key for row in self.sheets.tables[table]):
            self._turn(client, event, table, key)

    def _turn(self, client: str, event: Event, table: str, key: str) -> None:
        """Move, copy or remove a row that is there."""
        rows = self.sheets.tables[table]
        place = next(n for n, row in enumerate(rows) if row.key == key)
        match event.get("kind"):
            case "remove":
                self.step(self.sheets.without_row(table, key))
            case "move":
                to = self._beside(table, place, 1 if str(event.get("value")) == "1" else -1)
                if to is not None:
                    self.step(self.sheets.moved(table, key, to))
            case "copy":
                name = "symbol" if table == "stocks" else "id"
                cells = {n: c for n, c in rows[place].cells.items() if n != name}
                after, made = self.sheets.with_row(table, cells, place + 1)
                self.step(after)
                self._look_at(client, event, made, name)

    def _beside(self, table: str, place: int, by: int) -> int | None:
        """Place of the next row of the same section."""
        rows = self.sheets.tables[table]
        column = GROUPED[table][0] if table in GROUPED else ""
        section = rows[place].cells.get(column, "")
        at = place + by
        while 0 <= at < len(rows):
            if rows[at].cells.get(column, "") == section:
                return at
            at += by
        return None

    def _write(self, client: str, event: Event, table: str, key: str, text: str) -> None:
        column = str(event.get("column"))
        row = next((row for row in self.sheets.tables[table] if row.key == key), None)
        known = {each.name for each in columns(table, self.sheets)}
        if row is None or column not in known or row.cells.get(column, "") == text:
            return
        visit = (f"{client} {table} {key} {column}", int(event.get("visit") or 0))
        again = visit == self._visit  # letters of one visit to a cell are one step
        if column == key_column(table):
            # What names the row had its name of before the visit, whatever a letter made of it.
            before = self.desk.undone().sheets if again else self.sheets
            after, self.done = called(before, table, key, text)
        else:
            after = self.sheets.with_cell(table, key, column, text)
        if again:
            self.desk = self.desk.undone()
        self.desk, self._visit = self.desk.edited(after), visit

    def _add(self, client: str, event: Event, table: str, section: str) -> None:
        rows = self.sheets.tables[table]
        column = GROUPED[table][0] if table in GROUPED else ""
        places = [n for n, row in enumerate(rows) if row.cells.get(column, "") == section]
        at = places[-1] + 1 if column and places else len(rows)
        given = {column: section} if column and section else {}
        if table in {"events", "evidence"}:
            given["precision"] = "day"  # what most are known to
        cells = completed(self.sheets, table, given)
        after, key = self.sheets.with_row(table, cells, at)
        self.step(after)
        self._look_at(client, event, key, "")

    def _look_at(self, client: str, event: Event, key: str, column: str) -> None:
        self.focus = {"client": client, "seq": _seq(event), "key": key, "column": column}

    def _paste(self, table: str, event: Event) -> None:
        """Put a block over the cells from the caret on, or rows behind a section."""
        key, column = str(event.get("key", "")), str(event.get("column", ""))
        text = str(event.get("text", ""))
        known = [each.name for each in columns(table, self.sheets)]
        order = [name for name in map(str, event.get("order") or ()) if name in known]
        try:
            if column in order and self.sheets.row(table, key) is not None:
                corner = self._corner(table, key, order[order.index(column) :])
                called = fields.columns_called(known)
                found = paste_block(self.sheets, table, text, corner, called)
            else:
                found = self._paste_rows(table, str(event.get("value", "")), text, order)
        except DashboardError as error:
            self.refusal = error
            return
        self.step(found.sheets)
        self.done = pasted_said(found, self.judged)

    def _corner(self, table: str, key: str, order: Sequence[str]) -> Corner:
        """Where a block begins: it fills its section down, and new rows belong to that."""
        column = GROUPED[table][0] if table in GROUPED else ""
        section = self.sheets.cell(table, key, column)
        keys = [row.key for row in self.sheets.tables[table] if self._in(row, column, section)]
        given = {column: section} if column else {}
        return Corner(tuple(order), tuple(keys[keys.index(key) :]), given)

    @staticmethod
    def _in(row: Row, column: str, section: str) -> bool:
        return not column or row.cells.get(column, "") == section

    def _paste_rows(self, table: str, section: str, text: str, order: Sequence[str]) -> Pasted:
        """Rows of a spreadsheet behind those of a section."""
        rows = self.sheets.tables[table]
        column = GROUPED[table][0] if table in GROUPED else ""
        held = [n for n, row in enumerate(rows, 1) if self._in(row, column, section)]
        place = held[-1] if held else len(rows)
        called = fields.columns_called(each.name for each in columns(table, self.sheets))
        found = paste(self.sheets, table, text, order=order, at=place, called=called)
        after = found.sheets
        for each in found.added if column and section else ():
            if not after.cell(table, each, column):
                after = after.with_cell(table, each, column, section)
        return replace(found, sheets=after)

    # Stocks of the list -----------------------------------------------------

    def _search(self, text: str) -> None:
        if self.listing is None:
            return
        listing = self.listing()
        wanted = text.strip().upper()
        found = list(listing.recognise(text)) if wanted else []
        if len(wanted) > 1:
            known = {each.symbol for each in found}
            found += [
                each
                for each in listing.entries
                if each.symbol.startswith(wanted) and each.symbol not in known
            ]
        self.hits = {
            "text": text,
            "rows": [
                {
                    "symbol": each.symbol,
                    "name": each.name,
                    "note": "、".join(former.name for former in each.former),
                }
                for each in found[:HITS]
            ],
        }

    def _pick(self, client: str, event: Event, symbol: str) -> None:
        listed = None if self.listing is None else self.listing().by_symbol.get(symbol)
        rows = self.sheets.tables["stocks"]
        there = next((row.key for row in rows if row.cells.get("symbol") == symbol), None)
        if listed is None or there is not None:
            self._look_at(client, event, there or "", "symbol")
            return
        groups = self.sheets.tables["groups"]
        group = rows[-1].cells.get("group", "") if rows else ""
        if not group and groups:
            group = groups[-1].cells.get("id", "")
        cells = {"symbol": symbol, "name_zh": listed.name, "group": group}
        if listed.listed is not None:
            cells["listed"] = ""
        after, key = self.sheets.with_row("stocks", cells, len(rows))
        self.step(after)
        self._look_at(client, event, key, "name_en")

    # Steps ------------------------------------------------------------------

    def step(self, after: Sheets) -> None:
        """Do one step that can be undone."""
        self.desk, self._visit = self.desk.edited(after), None

    def undo_step(self) -> None:
        """Take the last step back."""
        if self.barred is None:
            self.desk, self._visit = self.desk.undone(), None

    def redo_step(self) -> None:
        """Do the step that was taken back last."""
        if self.barred is None:
            self.desk, self._visit = self.desk.redone(), None

    def take_back(self, change: Change) -> None:
        """Undo one change alone, as a step of its own."""
        if self.barred is not None:
            return
        match change.kind:
            case "cell":
                there = any(row.key == change.key for row in self.sheets.tables[change.table])
                if there:
                    self.step(
                        self.sheets.with_cell(
                            change.table, change.key, change.column, change.before
                        )
                    )
            case "added":
                self.step(self.sheets.without_row(change.table, change.key))
            case "file":
                self.step(self.sheets.without_file(change.key))
            case "removed" | "moved":
                self._as_saved(change)

    def _as_saved(self, change: Change) -> None:
        """Bring a row back to where it was saved."""
        saved = self.base.tables[change.table]
        place = next(n for n, row in enumerate(saved) if row.key == change.key)
        if change.kind == "moved":
            self.step(self.sheets.moved(change.table, change.key, place))
            return
        at = min(place, len(self.sheets.tables[change.table]))
        self.step(self.sheets.with_keyed(change.table, saved[place], at))


def _seq(event: Event) -> int:
    number = event.get("seq")
    return number if isinstance(number, int) and not isinstance(number, bool) else 0


def pasted_said(found: Pasted, judged: Judged) -> Message:
    """What came of a paste: rows that are new, rows that were known, cells that are wrong."""
    wrong = len(found.wrong(judged))
    told = {"added": len(found.added), "updated": len(found.updated)}
    if found.left_out:
        return Message.of(PASTED_WITHOUT, heads=", ".join(found.left_out), wrong=wrong, **told)
    return Message.of(PASTED_WRONG if wrong else PASTED, wrong=wrong, **told)
