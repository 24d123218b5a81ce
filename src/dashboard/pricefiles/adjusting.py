"""What was done to the prices of a file, and the factor that comes with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

import numpy as np

from dashboard.errors import N_
from dashboard.market.series import Adjustment
from dashboard.pricefiles.factors import factor_of
from dashboard.pricefiles.findings import Findings
from dashboard.pricefiles.grid import Floats
from dashboard.pricefiles.headings import YAHOO, Export, HeadingWord, Role, adjustment_word
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.judging import PRICES, Rows
from dashboard.pricefiles.sheet import Sheet

UNSTATED = N_(
    "Say what was done to the prices: none, additive, multiplicative or unknown; returns across "
    "dividends depend on it."
)
CONTRADICTED = N_("The file calls its prices adjusted, and you say that they are not; mend one.")
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
    """

    rows: Rows
    adjustment: Adjustment | Literal[""]
    has_factor: bool


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
    factor = _factor(rows, sheet, findings)
    yahoo = export is YAHOO and hints.adjustment in {"", "multiplicative"}
    if export is YAHOO:
        findings.notice(SPLIT_ADJUSTED)
    adjustment = _adjustment(sheet, hints, findings, yahoo=yahoo, has_factor=factor is not None)
    if factor is not None and not yahoo and adjustment not in {"", "none"}:
        role: Role = "factor" if sheet.heading("factor") else "adj-close"
        findings.notice(FACTOR_UNUSED, column=sheet.column(role))
        factor = None
    final = np.full(len(rows.lines), np.nan) if factor is None else factor
    if adjustment == "additive":
        findings.notice(SPOILT)
    rows = replace(rows, numbers={**rows.numbers, "factor": final})
    return Adjusted(rows, adjustment, factor is not None)


def _adjustment(
    sheet: Sheet, hints: Hints, findings: Findings, *, yahoo: bool, has_factor: bool
) -> Adjustment | Literal[""]:
    words = _words(sheet, findings)
    adjusted = bool(words & {"forward", "backward"})
    if hints.adjustment:
        if hints.adjustment == "none" and adjusted:
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
