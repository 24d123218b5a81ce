"""A file of minute bars of the reader's own: what it holds, what is wrong with it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath

import numpy as np
import pandas as pd

from dashboard.cases.cells import clean
from dashboard.cases.faults import shown
from dashboard.errors import N_, Fault, InputError
from dashboard.market.home import home_of
from dashboard.market.minutes import (
    INTERVALS,
    MINUTE_COLUMNS,
    MinuteBars,
    MinuteNote,
    minute_digest,
)
from dashboard.market.sessions import load_sessions
from dashboard.message import Message
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Floats, Grid, Integers, LabelColumn, Mask, NumberColumn
from dashboard.pricefiles.headings import Role
from dashboard.pricefiles.hints import Hints, check_hints
from dashboard.pricefiles.minute_sheet import MinuteSheet, is_usable, open_minutes
from dashboard.pricefiles.minute_times import (
    Hours,
    Told,
    in_utc,
    interval_of,
    read_moment,
    start_or_end,
)
from dashboard.pricefiles.reading import HEAD_ROWS, MAX_BYTES, MAX_TITLE, ColumnUse, source_id
from dashboard.pricefiles.securities import FileSecurities, name_securities
from dashboard.pricefiles.sheet import Sheet

FITS = 0.9  # share of bars inside trading hours from which a clock is taken for the right one

_NUMBERS: tuple[Role, ...] = ("open", "high", "low", "close", "volume", "amount")
_NO_CLOCK = N_(
    "{symbol}: of {n} bars {inside} lie in the trading hours of {timezone} by its own clock and "
    "{utc} if the times are UTC; say whose clock it is."
)
_NO_STAMP = N_(
    "{symbol}: first and last bars do not tell whether they are stamped at their start or their "
    "end; say which."
)


@dataclass(frozen=True, slots=True, eq=False)
class MinutePreview:
    """
    A file of minute bars as read, before anything is stored.

    Attributes
    ----------
    file, source, title, sha256 : str
        As of `dashboard.pricefiles.reading.Preview`.
    format, encoding, delimiter : str
        How it is written: csv, xlsx or parquet.
    columns : tuple of ColumnUse
    rows : int
        Rows of the file, those left out included.
    head : DataFrame
        First bars as they would be stored, by the clock of their exchange.
    notices : tuple of Message
    faults : tuple of Fault
        Everything wrong with it; a file with one is not stored.
    bars : tuple of MinuteBars
        By symbol; empty when there are faults.
    """

    file: str
    source: str
    title: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    columns: tuple[ColumnUse, ...]
    rows: int
    head: pd.DataFrame
    notices: tuple[Message, ...]
    faults: tuple[Fault, ...]
    bars: tuple[MinuteBars, ...]

    @property
    def is_minutes(self) -> bool:
        """Whether these are bars of some minutes, and not daily prices."""
        return True

    @property
    def series(self) -> tuple[MinuteBars, ...]:
        """What would be stored."""
        return self.bars

    @property
    def securities(self) -> int:
        """Securities whose bars would be stored."""
        return len(self.bars)

    @property
    def first(self) -> date | None:
        """First day with a bar."""
        return min((each.first for each in self.bars), default=None)

    @property
    def last(self) -> date | None:
        """Last day with a bar."""
        return max((each.last for each in self.bars), default=None)


def read_minute_file(data: bytes, name: str, hints: Hints, *, now: datetime) -> MinutePreview:
    """
    Read a CSV, workbook or Parquet file of minute bars.

    Parameters
    ----------
    data : bytes
    name : str
        Its name; folders in it are ignored.
    hints : Hints
        What the reader says of the file.
    now : datetime
        Aware; the time of retrieval, and no later bar is accepted.
    """
    file = shown(PurePath(name.replace("\\", "/")).name) or "file"
    sha256 = hashlib.sha256(data).hexdigest()
    findings = Findings(file)
    check_hints(hints, findings)
    sheet = None
    if len(data) > MAX_BYTES:
        rule = N_("A price file has at most {limit} MB; this one has {n}. Split it.")
        size: dict[str, object] = {"limit": MAX_BYTES // 10**6, "n": len(data) // 10**6}
        findings.add(None, "", "", rule, size)
    else:
        sheet = open_minutes(data, findings)
    bars: list[MinuteBars] = []
    if sheet is not None:
        _as_traded(sheet, hints, findings)
    if sheet is not None and is_usable(sheet, findings) and not len(findings):
        bars = _Reading(sheet, hints, findings, now, source_id(file, sha256), sha256).bars()
    kept = () if len(findings) else tuple(bars)
    headings = () if sheet is None else sheet.headings
    return MinutePreview(
        file=file,
        source=source_id(file, sha256),
        title=clean(hints.title)[:MAX_TITLE] or file,
        sha256=sha256,
        format="" if sheet is None else sheet.format,
        encoding="" if sheet is None else sheet.encoding,
        delimiter="" if sheet is None else sheet.delimiter,
        columns=tuple(ColumnUse(shown(clean(each.text)), each.role) for each in headings),
        rows=0 if sheet is None else len(sheet.rows),
        head=_head(bars),
        notices=tuple(findings.notices),
        faults=findings.faults(),
        bars=kept,
    )


def _as_traded(sheet: MinuteSheet, hints: Hints, findings: Findings) -> None:
    """Report prices that the reader or a heading calls adjusted: a limit knows none."""
    rule = N_("Minute bars are read as traded; export them without adjustment.")
    if hints.adjustment not in {"", "none"}:
        findings.add(None, "adjustment", hints.adjustment, rule)
    for each in sheet.headings:
        if each.role == "close" and each.word in {"forward", "backward"}:
            findings.add(None, each.text, "", rule)


def _head(bars: list[MinuteBars]) -> pd.DataFrame:
    columns = ("symbol", *MINUTE_COLUMNS)
    if not bars:
        return pd.DataFrame({name: [] for name in columns})
    first = bars[0]
    table = first.rows.head(HEAD_ROWS).copy()
    table["end"] = [f"{each:%Y-%m-%d %H:%M}" for each in first.local_ends[:HEAD_ROWS]]
    table.insert(0, "symbol", first.note.symbol)
    return table.rename(columns={"end": "time"})


@dataclass(slots=True)
class _Reading:
    """The rows of one file on their way into bars."""

    sheet: MinuteSheet
    hints: Hints
    findings: Findings
    now: datetime
    source: str
    sha256: str

    def bars(self) -> list[MinuteBars]:
        """Bars by security; what is wrong with rows is reported."""
        lines = np.array([line for line, _ in self.sheet.rows], dtype=np.int64)
        if not len(lines):
            self.findings.add(
                None, "", "", N_("The file has no row with a time, a code and prices.")
            )
            return []
        numbers = self._numbers(lines)
        told = self._told()
        named = self._securities(lines, numbers)
        use = self._usable(lines, numbers)
        if len(self.findings):
            return []
        found: list[MinuteBars] = []
        for place, symbol in enumerate(named.symbols):
            of = np.flatnonzero(use & (named.places == place))
            if len(of):
                made = self._one(symbol, named.names[place], of, lines, numbers, told)
                found += [] if made is None else [made]
        if not found and not len(self.findings):
            self.findings.add(
                None, "", "", N_("The file has no row with a time, a code and prices.")
            )
        return found

    # Columns ----------------------------------------------------------

    def _place(self, role: Role) -> int:
        places = [at for at, each in enumerate(self.sheet.headings) if each.role == role]
        return places[0] if places else -1

    def _numbers(self, lines: Integers) -> dict[Role, Floats]:
        found: dict[Role, Floats] = {}
        for role in _NUMBERS:
            place = self._place(role)
            if place < 0:
                found[role] = np.full(len(lines), np.nan)
                continue
            heading = self.sheet.headings[place]
            column = NumberColumn(
                heading.text, self.findings, is_count=role in {"volume", "amount"}
            )
            column.take([cells[place] for _, cells in self.sheet.rows], lines.tolist())
            found[role] = column.result() * (heading.unit or 1.0)
        return found

    def _told(self) -> list[Told | None]:
        """What the cells of each row say of its time."""
        heading = self.sheet.headings[self.sheet.clock].text
        found: list[Told | None] = []
        for line, cells in self.sheet.rows:
            day, clock = self.sheet.moment(cells)
            try:
                found.append(read_moment(day, clock))
            except InputError as error:
                self.findings.add_error(line, heading, f"{day} {clock}".strip(), error)
                found.append(None)
        return found

    def _securities(self, lines: Integers, numbers: dict[Role, Floats]) -> FileSecurities:
        labels = {}
        for role in ("symbol", "name"):
            place = self._place(role)
            if place >= 0:
                column = LabelColumn()
                column.take([cells[place] for _, cells in self.sheet.rows], lines.tolist())
                labels[role] = column.result()
        days = np.full(len(lines), np.datetime64("NaT"), "datetime64[D]")
        grid = Grid(lines, days, labels.get("symbol"), labels.get("name"), numbers)
        sheet = Sheet("csv", "", "", self.sheet.headings, self.sheet.title, grid)
        stocks = self.hints.bare_codes == "stocks"
        return name_securities(grid, sheet, self.hints.symbol, self.findings, stocks_only=stocks)

    # Rows -------------------------------------------------------------

    def _usable(self, lines: Integers, numbers: dict[Role, Floats]) -> Mask:
        """Rows with prices; those that break the rules of a bar are reported."""
        prices = np.column_stack([numbers[role] for role in _NUMBERS[:4]])
        opened, high, low, close = prices.T
        volume = numbers["volume"]
        quiet = ~(volume > 0)
        empty = (np.isnan(prices) | (prices == 0)).all(axis=1) & quiet
        if empty.any():
            template = N_("{n} minute(s) without a trade have no price; they were left out.")
            self.findings.notice(template, n=int(empty.sum()))
        bad = ~(np.isfinite(prices) & (prices > 0)).all(axis=1) & ~empty
        column = self.sheet.headings[self._place("close")].text
        rules = (
            (bad, N_("A price of the bar is not a positive number.")),
            (~bad & (high < low), N_("The high of the bar is below its low.")),
            (
                ~bad
                & (high >= low)
                & ((np.maximum(opened, close) > high) | (np.minimum(opened, close) < low)),
                N_("Open or close of the bar lies outside its range."),
            ),
            ((volume < 0) | (numbers["amount"] < 0), N_("Volume or amount is negative.")),
        )
        for wrong, rule in rules:
            self.findings.add_rows(wrong & ~empty, lines, column, close, rule)
        usable: Mask = ~empty
        return usable

    def _one(
        self,
        symbol: str,
        name: str,
        of: Integers,
        lines: Integers,
        numbers: dict[Role, Floats],
        told: list[Told | None],
    ) -> MinuteBars | None:
        home = home_of(symbol)
        if home is None:
            rule = N_("The exchange of {symbol} is not known, and so no clock for its bars.")
            self.findings.add(None, "symbol", symbol, rule, {"symbol": symbol})
            return None
        hours = Hours(home, load_sessions(home.calendar, home.timezone))
        said = [each for at in of if (each := told[at]) is not None]
        zone = self._zone(symbol, said, hours)
        if zone is None:
            return None
        utc = [in_utc(each, zone) for each in said]
        kept = np.flatnonzero(self._inside(symbol, utc, hours))
        if not len(kept):
            return None
        utc, of = [utc[at] for at in kept], of[kept]
        shape = self._shape(symbol, utc, hours)
        if shape is None:
            return None
        interval, stamp = shape
        ends = [_end(each, interval, stamp, hours) for each in utc]
        self._check_ends(symbol, ends, of, lines)
        columns: dict[str, object] = {"end": np.array(ends, dtype="datetime64[us]")}
        columns |= {role: numbers[role][of] for role in _NUMBERS}
        table = pd.DataFrame(columns)
        table = table.sort_values("end", kind="stable").reset_index(drop=True)
        return MinuteBars(self._note(symbol, name, interval, hours, table), table)

    def _shape(self, symbol: str, utc: list[datetime], hours: Hours) -> tuple[int, str] | None:
        """Minutes of a bar and where in it its stamp stands; None, and a fault, without."""
        minutes = np.array(utc, dtype="datetime64[m]").astype(np.int64)
        interval = interval_of(minutes)
        if interval not in INTERVALS:
            rule = N_(
                "{symbol}: its bars are {n} minutes apart; minute bars take {allowed} minutes."
            )
            values = {"symbol": symbol, "n": interval, "allowed": ", ".join(map(str, INTERVALS))}
            self.findings.add(None, "", symbol, rule, values)
            return None
        local = [hours.local(each) for each in utc]
        stamp = self.hints.stamp or self.sheet.stamp or start_or_end(local, hours)
        if not stamp:
            self.findings.add(None, "stamp", symbol, _NO_STAMP, {"symbol": symbol})
            return None
        template = (
            N_("{symbol}: bars of {n} min, stamped at their start.")
            if stamp == "start"
            else N_("{symbol}: bars of {n} min, stamped at their end.")
        )
        self.findings.notice(template, symbol=symbol, n=interval)
        return interval, stamp

    def _note(
        self, symbol: str, name: str, interval: int, hours: Hours, table: pd.DataFrame
    ) -> MinuteNote:
        return MinuteNote(
            symbol=symbol,
            source=self.source,
            interval=interval,
            timezone=hours.home.timezone,
            currency=clean(self.hints.currency),
            retrieved=self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            request=f"{self.findings.file} {self.sha256[:16]}",
            name=name,
            title=clean(self.hints.title)[:MAX_TITLE],
            sha256=minute_digest(table),
        )

    def _zone(self, symbol: str, said: list[Told], hours: Hours) -> str | None:
        """Whose clock the times are by; None, and a fault, where nothing tells it."""
        if self.hints.timezone:
            return clean(self.hints.timezone)
        own = hours.home.timezone
        if all(each.offset is not None for each in said):
            return own
        inside = _count_inside(said, own, hours)
        if inside >= FITS * len(said):
            return own
        utc = _count_inside(said, "UTC", hours)
        if utc >= FITS * len(said):
            self.findings.notice(
                N_("{symbol}: the times fit trading hours as UTC only, and are read as UTC."),
                symbol=symbol,
            )
            return "UTC"
        values: dict[str, object] = {
            "symbol": symbol,
            "n": len(said),
            "inside": inside,
            "utc": utc,
            "timezone": own,
        }
        self.findings.add(None, "timezone", symbol, _NO_CLOCK, values)
        return None

    def _inside(self, symbol: str, utc: list[datetime], hours: Hours) -> list[bool]:
        """Which bars lie in trading hours; the others are counted and left out."""
        inside = [hours.trades(hours.local(each)) for each in utc]
        out = len(inside) - sum(inside)
        if out:
            first = next(each for each, is_in in zip(utc, inside, strict=True) if not is_in)
            self.findings.notice(
                N_(
                    "{symbol}: {n} bar(s) outside trading hours were left out, the first at "
                    "{moment}."
                ),
                symbol=symbol,
                n=out,
                moment=f"{hours.local(first):%Y-%m-%d %H:%M}",
            )
        return inside

    def _check_ends(self, symbol: str, ends: list[datetime], of: Integers, lines: Integers) -> None:
        heading = self.sheet.headings[self.sheet.clock].text
        limit = self.now.astimezone(UTC).replace(tzinfo=None)
        counts = Counter(ends)
        moments = np.array([f"{each:%Y-%m-%d %H:%M} UTC" for each in ends], dtype=object)
        seen: set[datetime] = set()
        again = []
        for each in ends:
            again.append(counts[each] > 1 and each in seen)
            seen.add(each)
        twice = N_("{symbol}: this bar stands twice; keep one.")
        late = N_("{symbol}: this bar lies in the future.")
        for wrong, rule in ((np.array(again), twice), (np.array(ends) > limit, late)):
            self.findings.add_rows(
                np.asarray(wrong, dtype=bool),
                lines[of],
                heading,
                moments,
                rule,
                lambda _: {"symbol": symbol},
            )


def _count_inside(said: list[Told], zone: str, hours: Hours) -> int:
    """Count the bars in trading hours if their times are by the clock of a zone."""
    return sum(hours.trades(hours.local(in_utc(each, zone))) for each in said)


def _end(utc: datetime, interval: int, stamp: str, hours: Hours) -> datetime:
    """Moment at which a bar ends; the last of a day may be cut short by the close."""
    if stamp == "end":
        return utc
    local, end = hours.local(utc), utc + timedelta(minutes=interval)
    bounds = hours.bounds(local.date())
    if bounds is not None and local < bounds[1]:
        return min(end, utc + (bounds[1] - local))
    return end
