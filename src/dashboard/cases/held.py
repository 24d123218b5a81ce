"""Files of a case in memory, beside the market of a folder that was read before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from dashboard.case import Case
from dashboard.cases.corrections import CORRECTIONS, corrections_file
from dashboard.cases.outline import PRICES, PRICES_NOTE, Outline
from dashboard.cases.writer import market_files, prices_file
from dashboard.market.prices import Market, PriceNote
from dashboard.message import Message

Kind = Literal["prices", "returns", "universe"]
Returns = tuple["pd.Series[float]", "pd.Series[float] | None"]


@dataclass(frozen=True, slots=True)
class FileNote:
    """
    One file as it was read.

    Attributes
    ----------
    name : str
        Name inside the folder.
    rows : int or None
        Rows below the header; None for a file that is no table.
    sha256 : str
        Of its bytes.
    bytes : int
        Its size.
    """

    name: str
    rows: int | None
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """
    A case as it was read, of which the market need not be read again.

    Prices of symbols that the case no longer names are left out: whoever takes a stock out of
    a case takes its prices out.

    Attributes
    ----------
    case, market : Case, Market
    notes : mapping of str to FileNote
        Files that hold the market, and the corrections.
    notices : sequence of Message
        What was tolerated in them.
    """

    case: Case
    market: Market
    notes: Mapping[str, FileNote]
    notices: Sequence[Message] = ()

    def data(self, name: str, outline: Outline | None) -> bytes | None:
        """Content of a file of the market; None where there is none."""
        if name not in self.notes:
            return None
        if name == CORRECTIONS:
            return corrections_file(self.case.corrections)
        prices = self.market.prices if outline is None else self._left(outline)
        return market_files(self.case, replace(self.market, prices=prices)).get(name)

    def still_reads(self, name: str, kind: Kind, outline: Outline) -> bool:
        """Whether a file of the market says now what it said when it was read."""
        before, now = self.case, outline.case
        if (before.calendar, before.timezone) != (now.calendar, now.timezone):
            return False
        return name in self.notes and name in self._read_as(kind)

    def _read_as(self, kind: Kind) -> tuple[str, ...]:
        universe = self.case.universe
        files = {
            "prices": (PRICES,),
            "returns": tuple(mark.returns for mark in self.case.benchmarks if mark.returns),
            "universe": () if universe is None else (universe.window_returns,),
        }
        return files[kind]

    def prices(self, outline: Outline) -> tuple[PriceNote, pd.DataFrame, tuple[FileNote, ...]]:
        """Prices of the symbols that the case names, with what is to be said of their files."""
        notes = (self.notes[PRICES_NOTE], self.notes[PRICES])
        left = self._left(outline)
        if len(left) == len(self.market.prices):
            return self.market.note, left, notes
        data = prices_file(left)
        sha256 = hashlib.sha256(data).hexdigest()
        note = FileNote(PRICES, len(left), sha256, len(data))
        return replace(self.market.note, sha256=sha256), left, (notes[0], note)

    def _left(self, outline: Outline) -> pd.DataFrame:
        prices = self.market.prices
        kept = prices["symbol"].isin(outline.priced_symbols)
        return prices if kept.all() else prices[kept].reset_index(drop=True)

    def returns(self, name: str) -> Returns:
        """Daily mean returns of a file."""
        mark = next(mark.id for mark in self.case.benchmarks if mark.returns == name)
        return self.market.benchmark_returns[mark], self.market.benchmark_counts.get(mark)

    def notices_of(self, name: str) -> list[Message]:
        """What was tolerated in a file."""
        return [notice for notice in self.notices if dict(notice.fields).get("file") == name]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """
    What a reader finds in memory instead of a folder.

    Attributes
    ----------
    files : mapping of str to bytes
        Files as they would be written; what stands here goes before what was read.
    before : Before or None
        The folder that they will stand in, as it was read.
    """

    files: Mapping[str, bytes]
    before: Before | None = None

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        return name in self.files or (self.before is not None and name in self.before.notes)

    def data(self, name: str, outline: Outline | None) -> bytes | None:
        """Content of a file; None where there is none."""
        if name in self.files:
            return self.files[name]
        return None if self.before is None else self.before.data(name, outline)

    def as_before(self, name: str, kind: Kind, outline: Outline | None) -> Before | None:
        """What was read before, where a file of its market need not be read again."""
        if self.before is None or outline is None or name in self.files:
            return None
        return self.before if self.before.still_reads(name, kind, outline) else None
