"""One pass over a case folder: its files, their limits, and everything that is wrong."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from dashboard.case import UNIVERSE_RETURNS, Case, Claim, ConceptTag, Correction, Event
from dashboard.cases.claim_rows import (
    CLAIM_COLUMNS,
    CLAIM_OPTIONAL,
    ClaimNames,
    read_claims,
)
from dashboard.cases.corrections import CORRECTION_COLUMNS, CORRECTIONS, read_corrections
from dashboard.cases.faults import Faults
from dashboard.cases.held import Before, FileNote, Held, Kind
from dashboard.cases.marks import MARK_COLUMNS, MARKS, Mark, read_marks
from dashboard.cases.outline import (
    CASE_FILE,
    CLAIMS,
    EVENTS,
    EVIDENCE,
    PRICES,
    PRICES_NOTE,
    TAGS,
    Outline,
    read_outline,
)
from dashboard.cases.prices import (
    RETURN_COLUMNS,
    RETURN_OPTIONAL,
    empty_prices,
    read_price_note,
    read_prices,
    read_returns,
    read_universe,
)
from dashboard.cases.replacement import waiting
from dashboard.cases.rows import (
    EVENT_COLUMNS,
    EVENT_OPTIONAL,
    EVIDENCE_COLUMNS,
    EVIDENCE_OPTIONAL,
    read_events,
    read_evidence,
)
from dashboard.cases.tables import FileTable, decode, parse_table
from dashboard.cases.tag_rows import TAG_COLUMNS, TAG_OPTIONAL, read_tags
from dashboard.cases.toml import Keys, parse_toml
from dashboard.errors import N_
from dashboard.market.prices import COLUMNS, UNIVERSE_COLUMNS, Market, PriceNote
from dashboard.message import Message

MAX_BYTES = 20_000_000  # two hundred thousand price rows; a larger file is no case table

MISSING_FILE = N_("The file is missing; add it to the folder.")

_Result = TypeVar("_Result")


class Reading:
    """
    One pass over a folder; remembers what it read and everything that is wrong.

    Parameters
    ----------
    folder : Path
    held : Held, optional
        Files in memory that are read instead of those of the folder, by the same rules.
    """

    def __init__(self, folder: Path, held: Held | None = None) -> None:
        self.folder = folder
        self.held = held
        self.waiting = {} if held is not None else waiting(folder)
        self.outline: Outline | None = None
        self.faults = Faults()
        self.notices: list[Message] = []
        self.notes: dict[str, FileNote] = {}
        self.torn: set[str] = set()  # tables with a row that could not be taken apart
        tables = [EVENTS, EVIDENCE, CLAIMS, TAGS, CORRECTIONS, MARKS]
        self.order = [CASE_FILE, *tables, PRICES_NOTE, PRICES]

    def content(self) -> tuple[Case, Market, tuple[Mark, ...]] | None:
        """What the folder holds, with stand-ins where there are faults."""
        if self.held is None and not self.folder.is_dir():
            rule = N_("There is no such folder; name the folder that holds case.toml.")
            self.faults.add(self.folder.name, None, "", self.folder, rule)
            return None
        keys = self._toml(CASE_FILE)
        outline = self.outline = None if keys is None else read_outline(keys)
        events = self._rows(
            EVENTS, EVENT_COLUMNS, EVENT_OPTIONAL, lambda table: read_events(table, outline)
        )
        evidence = self._rows(
            EVIDENCE,
            EVIDENCE_COLUMNS,
            EVIDENCE_OPTIONAL,
            lambda table: read_evidence(table, outline),
        )
        claims = self._claims(outline, events)
        tags = self._tags(outline)
        market = self._market(outline, keys)
        self._note_unread()
        if outline is None:
            return None
        case = replace(
            outline.case,
            events=events or (),
            evidence=evidence or (),
            claims=claims,
            corrections=self._corrections(),
            tags=tags,
        )
        return case, market, self._marks(case)

    # Files

    def _is_there(self, name: str) -> bool:
        if self.held is not None:
            return self.held.has(name)
        if name in self.waiting:
            return self.waiting[name] is not None
        return os.path.lexists(self.folder / name)

    def _bytes(self, name: str) -> bytes | None:
        if self.held is not None:
            data = self.held.data(name, self.outline)
            if data is None:
                self.faults.add(name, None, "", "", MISSING_FILE)
            return data
        written = self.waiting.get(name)
        if written is not None:
            return written
        path = self.folder / name
        try:
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                rule = N_("This is no plain file; links, folders and devices are not followed.")
                self.faults.add(name, None, "", "", rule)
                return None
            if status.st_size > MAX_BYTES:
                rule = N_("The file has {size} bytes; a file of a case has at most {limit}.")
                self.faults.add(name, None, "", "", rule, size=status.st_size, limit=MAX_BYTES)
                return None
            return path.read_bytes()
        except FileNotFoundError:
            self.faults.add(name, None, "", "", MISSING_FILE)
        except OSError as error:
            rule = N_("The file cannot be read ({reason}); check its permissions.")
            self.faults.add(name, None, "", "", rule, reason=error.strerror)
        return None

    def _text(self, name: str) -> str | None:
        data = self._bytes(name)
        if data is None:
            return None
        sha256 = hashlib.sha256(data).hexdigest()
        self.notes[name] = FileNote(name, None, sha256, len(data))
        return decode(name, data, self.faults, self.notices)

    def _toml(self, name: str) -> Keys | None:
        text = self._text(name)
        return None if text is None else parse_toml(name, text, self.faults)

    def _rows(
        self,
        name: str,
        required: Sequence[str],
        optional: Sequence[str],
        read: Callable[[FileTable], _Result],
    ) -> _Result | None:
        text = self._text(name)
        if text is None:
            return None
        table = parse_table(name, text, required=required, optional=optional, faults=self.faults)
        if table is None:
            return None
        self.notes[name] = replace(self.notes[name], rows=len(table.lines))
        if not table.whole:
            self.torn.add(name)
        return read(table)

    # Parts

    def _claims(
        self, outline: Outline | None, events: tuple[Event, ...] | None
    ) -> tuple[Claim, ...]:
        # A claim cannot be blamed for naming an event whose row could not be read.
        known = None if EVENTS in self.torn else events
        named = ClaimNames(
            outline,
            None if known is None else frozenset(event.id for event in known),
            None if known is None else frozenset(event.series for event in known) - {""},
        )
        read = self._rows(
            CLAIMS, CLAIM_COLUMNS, CLAIM_OPTIONAL, lambda table: read_claims(table, named)
        )
        return read or ()

    def _corrections(self) -> tuple[Correction, ...]:
        if not self._is_there(CORRECTIONS):
            return ()
        return self._rows(CORRECTIONS, CORRECTION_COLUMNS, (), read_corrections) or ()

    def _tags(self, outline: Outline | None) -> tuple[ConceptTag, ...]:
        if not self._is_there(TAGS):
            return ()
        read = self._rows(TAGS, TAG_COLUMNS, TAG_OPTIONAL, lambda table: read_tags(table, outline))
        return read or ()

    def _marks(self, case: Case) -> tuple[Mark, ...]:
        if not self._is_there(MARKS):
            return ()
        # Where another file has faults its rows may be stand-ins: no mark is blamed for that.
        known = None if len(self.faults) else case
        read = self._rows(
            MARKS, MARK_COLUMNS, (), lambda table: read_marks(table, known, self.notices)
        )
        return read or ()

    def _market(self, outline: Outline | None, keys: Keys | None) -> Market:
        note, prices = self._prices(outline)
        market = Market(prices, note)
        if outline is None or keys is None:
            return market
        stocks = outline.case.stocks
        market.listed.update({each.symbol: each.listed for each in stocks if each.listed})
        for position, mark in enumerate(outline.case.benchmarks):
            if not mark.returns or mark.returns == UNIVERSE_RETURNS:
                continue
            if self._stands(keys.inside("benchmarks", position), "returns"):
                self._returns(mark.id, mark.returns, market, outline)
        universe = outline.case.universe
        inside = keys.table("universe", optional=True)
        if universe is None or inside is None or not universe.window_returns:
            return market
        if not self._stands(inside, "window_returns"):
            return market
        return replace(market, universe=self._universe(universe.window_returns, outline))

    def _universe(self, name: str, outline: Outline) -> pd.DataFrame | None:
        before = self._as_before(name, "universe", outline)
        if before is not None:
            return before.market.universe
        return self._rows(
            name, UNIVERSE_COLUMNS, (), lambda table: read_universe(table, self.notices)
        )

    def _as_before(self, name: str, kind: Kind, outline: Outline | None) -> Before | None:
        """What was read before, where a file of its market need not be read again."""
        before = None if self.held is None else self.held.as_before(name, kind, outline)
        if before is not None:
            self.notes[name] = before.notes[name]
            self.notices += before.notices_of(name)
        return before

    def _stands(self, keys: Keys, key: str) -> bool:
        """Whether the file that a key names is in the folder."""
        name = keys.text(key)
        self.order.append(name)
        if self._is_there(name):
            return True
        rule = N_("The folder has no such file; add it or drop the key.")
        keys.report(key, name, rule)
        return False

    def _returns(self, benchmark: str, name: str, market: Market, outline: Outline) -> None:
        before = self._as_before(name, "returns", outline)
        read = (
            before.returns(name)
            if before is not None
            else self._rows(
                name, RETURN_COLUMNS, RETURN_OPTIONAL, lambda table: read_returns(table, outline)
            )
        )
        if read is not None:
            market.benchmark_returns[benchmark], counts = read
            if counts is not None:
                market.benchmark_counts[benchmark] = counts

    def _prices(self, outline: Outline | None) -> tuple[PriceNote, pd.DataFrame]:
        note, prices = PriceNote("", "", "", ""), empty_prices()
        stand = [self._is_there(name) for name in (PRICES, PRICES_NOTE)]
        if not any(stand):
            return note, prices
        before = self._as_before(PRICES, "prices", outline)
        if before is not None and outline is not None:
            note, prices, notes = before.prices(outline)
            self.notes.update({each.name: each for each in notes})
            return note, prices
        keys = self._toml(PRICES_NOTE)
        frame = self._rows(
            PRICES, COLUMNS, (), lambda table: read_prices(table, outline, self.notices)
        )
        if keys is not None:
            read = self.notes.get(PRICES)
            note = read_price_note(keys, "" if read is None else read.sha256)
        return note, prices if frame is None else frame

    def _note_unread(self) -> None:
        """A table nobody names is probably a misspelt name."""
        if self.held is not None:
            return
        try:
            paths = sorted(self.folder.iterdir())
        except OSError:  # then no file could be read either, and each has said so
            return
        for path in paths:
            if path.suffix.lower() in {".csv", ".toml"} and path.name not in self.order:
                template = N_("{file} was not read: neither the format nor case.toml names it.")
                self.notices.append(Message.of(template, file=path.name))
