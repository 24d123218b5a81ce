"""What was done to the prices of a file, and the factor that comes with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

import numpy as np

from dashboard.cases.cells import narrow
from dashboard.errors import N_
from dashboard.market.boards import board
from dashboard.market.series import Adjustment
from dashboard.pricefiles.factors import factor_of
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Floats
from dashboard.pricefiles.headings import YAHOO, Export, HeadingWord, Role, adjustment_word
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.judging import PRICES, Rows
from dashboard.pricefiles.sheet import Sheet
from dashboard.pricefiles.ticks import are_adjusted, first_off, notice_strays, report_moves

UNSTATED = N_(
    "Say what was done to the prices: as traded (none), adjusted by adding (additive), by a factor "
    "(multiplicative) or nobody said how (unknown); returns across dividends depend on it."
)
CONTRADICTED = N_("The file calls its prices adjusted, and you say that they are not; mend one.")
FLAG_ADJUSTED = N_(
    "The column {column} calls the prices adjusted ({value}), and you say that they are as traded; "
    "mend one."
)
FLAG_TRADED = N_(
    "The column {column} calls the prices as traded ({value}), and you say that they are adjusted; "
    "mend one."
)
FLAGS_MIXED = N_("The column {column} calls some prices adjusted and others not; split the file.")
OFF_TICK = N_(
    "{n} of {total} rows have a price that is not on the tick of {tick} yuan, first in line {line} "
    "({price}): such prices were not traded but adjusted. Say how."
)
FACTOR_ASKED = N_(
    "The column {column} is a factor, but the prices look adjusted by it already: they do not drop "
    "where it rises. Say what was done to the prices; the factor is then not used again."
)
SPOILT = N_(
    "Additive adjustment takes yuan off older prices: returns across dividends, and over long "
    "spans, are wrong."
)
ADJUSTED_SOMEHOW = N_(
    "The file calls its prices adjusted without saying how: if by addition, as most Chinese "
    "vendors do, returns across dividends are wrong. They are kept as “unknown”; say which it is."
)
SPLIT_ADJUSTED = N_(
    "Yahoo's close is adjusted for splits and bonus issues, not for dividends: before one it is "
    "not the price that was traded."
)
NO_MULTIPLE = N_(
    "The adjusted close is no multiple of the close that changes on ex-dates only; it was not used."
)
FACTOR_UNUSED = N_("The prices are adjusted already, so the column {column} was not used.")
A_STEP = 0.03  # log; smaller dividends drown in the move of the day
A_FEW, TELLING = 5, 0.6  # so many of them tell when their sums differ by so much
A_HOLIDAY = 12  # days between two sessions; after longer pauses boards have no limit
MOST = {"main": 0.11, "chinext": 0.21, "star": 0.21, "bse": 0.31}  # the limit and a tick

# As baostock numbers them, and as others write them.
FLAG_WORDS: dict[str, HeadingWord] = {
    **dict.fromkeys(("1", "1.0", "hfq", "后复权", "post"), "backward"),
    **dict.fromkeys(("2", "2.0", "qfq", "前复权", "pre"), "forward"),
    **dict.fromkeys(("3", "3.0", "bfq", "不复权", "none"), "none"),
}
PARTLY = N_("The row has no factor, others have; give it one or leave the column out.")


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """
    Rows with their final factor.

    Attributes
    ----------
    rows : Rows
    adjustment : str
        As in a `SeriesNote`; empty beside the fault that it must be said.
    has_factor : bool
    is_backward : bool
        Whether the file calls its prices adjusted backward: they may be many times those traded.
    """

    rows: Rows
    adjustment: Adjustment | Literal[""]
    has_factor: bool
    is_backward: bool = False


def settle_adjustment(
    rows: Rows, sheet: Sheet, hints: Hints, export: Export | None, findings: Findings
) -> Adjusted:
    """
    Adjustment of a file by the reader, by its words, by its factor; never by a guess.

    Parameters
    ----------
    rows, sheet
        The file, sorted by security and day.
    hints : Hints
        What the reader says goes first, unless the file says the opposite.
    export : Export or None
        The known download that the file is.
    findings : Findings
    """
    words = _words(sheet, findings)
    words |= _flagged(sheet, hints, findings)
    factor = _factor(rows, sheet, findings)
    yahoo = export is YAHOO and hints.adjustment in {"", "multiplicative"}
    if export is YAHOO:
        findings.notice(SPLIT_ADJUSTED)
    adjustment = _adjustment(words, hints, findings, yahoo=yahoo, has_factor=factor is not None)
    if adjustment == "none":
        _test(rows, factor, sheet, findings)
    if adjustment in {"none", "multiplicative"}:  # additive ones pass through nothing
        report_moves(rows, sheet, findings)
    if factor is not None and not yahoo and adjustment not in {"", "none"}:
        role: Role = "factor" if sheet.heading("factor") else "adj-close"
        findings.notice(FACTOR_UNUSED, column=sheet.column(role))
        factor = None
    final = np.full(len(rows.lines), np.nan) if factor is None else factor
    if adjustment == "additive":
        findings.notice(SPOILT)
    rows = replace(rows, numbers={**rows.numbers, "factor": final})
    return Adjusted(rows, adjustment, factor is not None, is_backward="backward" in words)


def _adjustment(
    words: set[HeadingWord], hints: Hints, findings: Findings, *, yahoo: bool, has_factor: bool
) -> Adjustment | Literal[""]:
    adjusted = bool(words & {"forward", "backward"})
    if hints.adjustment:
        if hints.adjustment == "none" and adjusted and not len(findings):
            findings.add(None, "adjustment", hints.adjustment, CONTRADICTED)
        return hints.adjustment
    if adjusted:
        findings.notice(ADJUSTED_SOMEHOW)
        return "unknown"
    if yahoo:
        return "multiplicative"
    if has_factor or "none" in words:
        return "none"
    findings.add(None, "adjustment", "", UNSTATED)
    return ""


def _words(sheet: Sheet, findings: Findings) -> set[HeadingWord]:
    texts = [sheet.title, PurePath(findings.file).stem]
    words = {adjustment_word(text) for text in texts}
    return words | {heading.word for heading in sheet.headings if heading.role in PRICES}


def _flagged(sheet: Sheet, hints: Hints, findings: Findings) -> set[HeadingWord]:
    """What a column such as adjustflag says; where the reader says the opposite, both are named."""
    flag = sheet.grid.flags.get("adjust-flag") if sheet.grid is not None else None
    if flag is None:
        return set()
    column = sheet.column("adjust-flag")
    cells = [flag.cells[at] for at in np.unique(flag.places[flag.places >= 0])]
    said = {cell: FLAG_WORDS.get(narrow(cell).lower(), "") for cell in cells}
    words: set[HeadingWord] = {word for word in said.values() if word}
    if "none" in words and len(words) > 1:
        findings.add(None, column, ", ".join(cells), FLAGS_MIXED, {"column": column})
    elif words and hints.adjustment not in {"", "unknown"}:
        is_traded = words == {"none"}
        if is_traded != (hints.adjustment == "none"):
            rule = FLAG_TRADED if is_traded else FLAG_ADJUSTED
            values: dict[str, object] = {"column": column, "value": cells[0]}
            findings.add(None, "adjustment", hints.adjustment, rule, values)
    return words


def _test(rows: Rows, factor: Floats | None, sheet: Sheet, findings: Findings) -> None:
    """Hold prices that count as traded against the tick and against their factor."""
    if are_adjusted(rows):
        findings.add(None, sheet.column("close"), "", OFF_TICK, first_off(rows))
    else:
        notice_strays(rows, findings)
    if factor is not None and sheet.heading("factor") and _is_used_already(rows, factor):
        column = sheet.column("factor")
        findings.add(None, column, "", FACTOR_ASKED, {"column": column})


def _is_used_already(rows: Rows, factor: Floats) -> bool:
    """
    Whether prices go on across the steps of a factor instead of dropping by them.

    One step decides when the drop it stands for, not made, is beyond what the board lets a
    share rise in a session; smaller ones drown in the move of the day and only count together.
    """
    with np.errstate(all="ignore"):
        step = np.diff(np.log(factor))
        moved = np.diff(np.log(rows.numbers["close"]))
    next_session = np.diff(rows.days).astype(np.int64) <= A_HOLIDAY
    steps = (np.diff(rows.places) == 0) & next_session & np.isfinite(moved) & (step > A_STEP)
    most = np.array([MOST.get(board(symbol), np.inf) for symbol in rows.symbols])
    beyond = steps & (moved + step > np.log1p(most[rows.places[1:]]))
    together = (
        int(steps.sum()) >= A_FEW
        and np.abs(moved[steps]).sum() < TELLING * np.abs((moved + step)[steps]).sum()
    )
    return bool(beyond.any() or together)


def _factor(rows: Rows, sheet: Sheet, findings: Findings) -> Floats | None:
    given = rows.numbers["factor"]
    if sheet.heading("factor") is not None and not np.isnan(given).all():
        column = sheet.column("factor")
        findings.add_rows(np.isnan(given), rows.lines, column, np.full(len(given), ""), PARTLY)
        return given
    if sheet.heading("adj-close") is None or len(findings):
        return None
    factor = np.empty(len(rows.lines))
    for start, stop in rows.bounds():
        found = factor_of(rows.numbers["adj-close"][start:stop], rows.numbers["close"][start:stop])
        if found is None:
            findings.notice(NO_MULTIPLE)
            return None
        factor[start:stop] = found
    return factor
