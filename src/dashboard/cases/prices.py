"""prices.csv, prices.toml, benchmark and universe tables of a case folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.cases.cells import loses_digits, narrow, read_date, read_number
from dashboard.cases.faults import nearest
from dashboard.cases.outline import NO_SESSION, Outline
from dashboard.cases.tables import MISSING, TWICE, VOCABULARY, FileTable
from dashboard.cases.toml import Keys
from dashboard.errors import N_, CalendarError, InputError
from dashboard.market.prices import COLUMNS, UNIVERSE_COLUMNS, PriceNote
from dashboard.market.suspensions import untraded
from dashboard.message import Message

RETURN_COLUMNS = ("date", "mean_return")
RETURN_OPTIONAL = ("stocks",)
NOTE_TEXTS = ("source", "adjustment", "volume_unit", "note")
BOARDS = ("main", "chinext", "star", "bse")

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# One pattern over a whole column: thousands of plain numbers are recognised at
# once, and only an unusual column is read cell by cell.
_PLAIN_COLUMN = re.compile(r"(?:-?\d{1,15}(?:\.\d{1,15})?\n)*")
_PLAIN_CODES = re.compile(r"(?:\d{6}\n)*")

NOT_POSITIVE = N_("A price must be greater than zero.")
SUSPENDED = N_(
    "Nothing traded in this session: its prices are those of the session before and its volume is "
    "nothing. A suspended session has no row; delete it."
)
SHORT = N_(
    "{file}: {n} volume(s) were written short by a spreadsheet, such as {example} in line {line}; "
    "their last digits are lost."
)
TOO_MUCH = N_("This is more than any market has seen; a return is a fraction (0.10 is 10 %).")
LARGEST_PRICE = 1e9  # a share of any currency
LARGEST_MEAN, LARGEST_RETURN = 10.0, 1000.0  # of a day over many stocks, of a stock over a window
NO_SUCH_SYMBOL = N_("The case has no stock and no benchmark of this symbol{nearest}.")


def empty_prices() -> pd.DataFrame:
    """Price table of a case that keeps no prices."""
    return _empty_prices().copy()


@cache
def _empty_prices() -> pd.DataFrame:
    columns = {name: pd.Series(dtype="float64") for name in COLUMNS}
    columns["symbol"] = pd.Series(dtype="str")
    columns["date"] = pd.Series(dtype="datetime64[us]")
    return pd.DataFrame(columns)


def read_price_note(keys: Keys, sha256: str) -> PriceNote:
    """Read prices.toml; faults go where `keys` reports to."""
    source, adjustment = keys.text("source"), keys.text("adjustment")
    retrieved = _retrieved(keys)
    unit, note = keys.text("volume_unit"), keys.text("note", optional=True)
    chinese = {f"{name}_zh": keys.text(f"{name}_zh", optional=True) for name in NOTE_TEXTS}
    keys.finish()
    return PriceNote(source, adjustment, retrieved, unit, note, sha256, exact=False, **chinese)


def _retrieved(keys: Keys) -> str:
    rule = N_("This must be a date or a time, such as 2025-08-22.")
    value = keys.get("retrieved", (date, str), rule, optional=False)
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value.isoformat())
    try:
        datetime.fromisoformat(narrow(value))
    except ValueError:
        keys.report("retrieved", value, rule)
    return narrow(value)


# Columns --------------------------------------------------------------


def _numbers(
    table: FileTable, name: str, *, percent: bool = False, optional: bool = False
) -> Floats:
    """One column as floats; a cell that is no number is reported and NaN."""
    if name not in table.columns:
        return np.full(len(table.lines), np.nan)
    cells = table.column(name)
    if _PLAIN_COLUMN.fullmatch("\n".join(cells) + "\n"):
        return np.array(cells, dtype=np.float64)
    values = np.full(len(cells), np.nan)
    for place, (line, cell) in enumerate(zip(table.lines, cells, strict=True)):
        if not cell:
            if not optional:
                table.faults.add(table.file, line, name, cell, MISSING)
            continue
        try:
            values[place] = float(read_number(cell, percent=percent))
        except InputError as error:
            table.faults.add_error(table.file, line, name, cell, error)
    return values


def _days(table: FileTable, outline: Outline | None) -> tuple[list[date | None], pd.DatetimeIndex]:
    """The date column; a day that is no date or no session is reported, and None."""
    cells = table.column("date") if "date" in table.columns else []
    known: dict[str, date | None] = {}
    wrong: dict[str, InputError | CalendarError] = {}
    for cell in dict.fromkeys(cells):
        try:
            known[cell] = _session(cell, outline)
        except (InputError, CalendarError) as error:
            known[cell], wrong[cell] = None, error
    if wrong:
        for line, cell in zip(table.lines, cells, strict=True):
            if cell in wrong:
                table.faults.add_error(table.file, line, "date", cell, wrong[cell])
    days = [known[cell] for cell in cells] or list[date | None]([None] * len(table.lines))
    return days, pd.DatetimeIndex([pd.NaT if day is None else day for day in days]).as_unit("us")


def _session(cell: str, outline: Outline | None) -> date:
    if not cell:
        raise InputError(MISSING)
    day = read_date(cell)
    sessions = None if outline is None else outline.sessions
    if sessions is not None and not sessions.is_session(day):
        following = sessions.on_or_after(day)
        raise InputError(NO_SESSION, day=day, calendar=sessions.calendar, next=following)
    return day


def _report_twice(table: FileTable, name: str, keys: Iterable[object]) -> None:
    first: dict[object, int] = {}
    cells = table.column(name) if name in table.columns else [""] * len(table.lines)
    for line, cell, key in zip(table.lines, cells, keys, strict=True):
        if key is None:
            continue
        if key in first:
            table.faults.add(table.file, line, name, cell, TWICE, line=first[key])
        else:
            first[key] = line


def _report(table: FileTable, rows: Mask, name: str, values: Floats, rule: str) -> None:
    for place in np.flatnonzero(rows):
        table.faults.add(table.file, table.lines[place], name, f"{values[place]:g}", rule)


# Tables ---------------------------------------------------------------


def read_prices(table: FileTable, outline: Outline | None, notices: list[Message]) -> pd.DataFrame:
    """Long price table sorted by symbol and date; faults go where the table reports to."""
    symbols = table.column("symbol") if "symbol" in table.columns else [""] * len(table.lines)
    if outline is not None:
        meant = {text: outline.as_symbol(text) for text in set(symbols)}
        symbols = [meant[text] for text in symbols]
        _report_unknown(table, symbols, outline.priced_symbols)
    days, index = _days(table, outline)
    pairs = zip(symbols, days, strict=True)
    _report_twice(table, "date", (pair if pair[1] is not None else None for pair in pairs))
    values = {name: _numbers(table, name) for name in ("open", "high", "low", "close")}
    values["volume"] = _numbers(table, "volume", optional=True)
    _report_prices(table, values)
    _note_short(table, notices)
    frame = pd.DataFrame({"symbol": symbols, "date": index, **values})
    frame["line"] = table.lines
    frame = frame.sort_values(["symbol", "date"], kind="stable").reset_index(drop=True)
    _report_suspended(table, frame)
    return frame.drop(columns="line")


def _report_suspended(table: FileTable, frame: pd.DataFrame) -> None:
    numbers = {name: frame[name].to_numpy() for name in ("open", "high", "low", "close", "volume")}
    group, _ = pd.factorize(frame["symbol"])
    for place in np.flatnonzero(untraded(numbers, group)):
        volume = numbers["volume"][place]
        said = "" if np.isnan(volume) else f"{volume:g}"
        table.faults.add(table.file, int(frame["line"][place]), "volume", said, SUSPENDED)


def _note_short(table: FileTable, notices: list[Message]) -> None:
    """Notice volumes that a spreadsheet wrote as 1.22E+08."""
    cells = table.column("volume") if "volume" in table.columns else []
    short = [at for at, cell in enumerate(cells) if "E" in cell.upper() and loses_digits(cell)]
    if short:
        example, line = cells[short[0]], table.lines[short[0]]
        said = Message.of(SHORT, file=table.file, n=len(short), example=example, line=line)
        notices.append(said)


def _report_unknown(table: FileTable, symbols: Sequence[str], known: Sequence[str]) -> None:
    unknown = {name: nearest(name, known) for name in set(symbols) - set(known)}
    if not unknown or not known:
        return
    for line, name in zip(table.lines, symbols, strict=True):
        if name in unknown:
            rule = NO_SUCH_SYMBOL if name else MISSING
            table.faults.add(table.file, line, "symbol", name, rule, nearest=unknown[name])


def _report_prices(table: FileTable, values: dict[str, Floats]) -> None:
    # NaN compares as false: a cell that is no number was reported already.
    high, low = values["high"], values["low"]
    for name in ("open", "high", "low", "close"):
        _report(table, values[name] <= 0, name, values[name], NOT_POSITIVE)
        _report(table, values[name] > LARGEST_PRICE, name, values[name], TOO_MUCH)
    _report(table, high < low, "high", high, N_("The high is below the low of the same day."))
    for name in ("open", "close"):
        outside = (low <= high) & ((values[name] > high) | (values[name] < low))
        rule = N_("Open and close lie between the low and the high of the day; this one does not.")
        _report(table, outside, name, values[name], rule)
    rule = N_("A volume must not be negative.")
    _report(table, values["volume"] < 0, "volume", values["volume"], rule)


def read_returns(
    table: FileTable, outline: Outline | None
) -> tuple[pd.Series[float], pd.Series[float] | None]:
    """Daily mean returns of a benchmark by session, and how many stocks stand behind each."""
    days, index = _days(table, outline)
    _report_twice(table, "date", days)
    returns = _numbers(table, "mean_return", percent=True)
    _report_beyond(table, "mean_return", returns, LARGEST_MEAN)
    series = pd.Series(returns, index=index.rename("date"), name="mean_return")
    counts: pd.Series[float] | None = None
    if "stocks" in table.columns:
        stocks = _numbers(table, "stocks", optional=True)
        _report(table, stocks < 1, "stocks", stocks, N_("A mean needs at least one stock."))
        counts = pd.Series(stocks, index=series.index, name="stocks").sort_index()
    return series.sort_index(), counts


def read_universe(table: FileTable, notices: list[Message]) -> pd.DataFrame:
    """Window returns of many stocks; faults go where the table reports to."""
    codes = _codes(table, notices)
    _report_twice(table, "code", (code or None for code in codes))
    boards = table.column("board") if "board" in table.columns else [""] * len(codes)
    if not set(boards) <= set(BOARDS) and "board" in table.columns:
        for line, cell in zip(table.lines, boards, strict=True):
            if cell not in BOARDS:
                close, allowed = nearest(cell, BOARDS, named=True), ", ".join(BOARDS)
                table.faults.add(
                    table.file, line, "board", cell, VOCABULARY, allowed=allowed, nearest=close
                )
    returns = _numbers(table, "window_return", percent=True)
    _report_beyond(table, "window_return", returns, LARGEST_RETURN)
    return pd.DataFrame(dict(zip(UNIVERSE_COLUMNS, (codes, boards, returns), strict=True)))


def _report_beyond(table: FileTable, name: str, returns: Floats, most: float) -> None:
    rule = N_("A return is a fraction above −1 (0.10 is 10 %); nothing loses more than all.")
    _report(table, returns <= -1, name, returns, rule)
    _report(table, returns > most, name, returns, TOO_MUCH)


def _codes(table: FileTable, notices: list[Message]) -> list[str]:
    if "code" not in table.columns:
        return [""] * len(table.lines)
    cells = table.column("code")
    if _PLAIN_CODES.fullmatch("\n".join(cells) + "\n"):
        return cells
    padded = 0
    for place, (line, cell) in enumerate(zip(table.lines, cells, strict=True)):
        if re.fullmatch(r"\d{1,5}", cell):
            # A spreadsheet reads 000001 as the number 1.
            cells[place] = cell.zfill(6)
            padded += 1
        elif not re.fullmatch(r"\d{6}", cell):
            rule = N_("A code is six digits without a suffix, such as 000001.")
            table.faults.add(table.file, line, "code", cell, rule)
    if padded:
        template = N_("{file}: {n} code(s) had lost their leading zeros; they were put back.")
        notices.append(Message.of(template, file=table.file, n=padded))
    return cells
