"""What the mainland sources share: wrapped JSON, numbers as text, the unit of a volume."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import pandas as pd

from dashboard.errors import N_, UnreadableError, WrongSecurityError
from dashboard.files import finite, whole
from dashboard.market.series import ROW_COLUMNS
from dashboard.providers import Ask
from dashboard.providers.asking import Reply
from dashboard.providers.symbols import Security

LOT = 100  # shares; the exchanges' unit of trading, in which most sources count volume

# The average price of a day tells the unit of its volume where rounding cannot blur
# it: sources round amounts to 10,000 yuan and volumes to a lot.
TELLING_AMOUNT = 1_000_000.0
TELLING_VOLUME = 100.0
SLACK = 0.01

RawBar: TypeAlias = tuple[date, float, float, float, float, float, float]
"""Day, open, high, low, close, volume as served, amount in currency."""

_DECODER = json.JSONDecoder(parse_float=finite, parse_int=whole)
_BLANKS = frozenset({"", "-", "--", "None", "null"})
_WRAPPER = re.compile(r"\s*(?:var\s+)?([A-Za-z_$][\w$.]*)\s*[=(]\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Bars of one answer, and the security's name in it (empty when it has none)."""

    bars: tuple[RawBar, ...] = ()
    name: str = ""


def unwrapped(reply: Reply) -> tuple[str, Any]:
    """
    JSON of an answer that may be an assignment or a call, and the name it wears.

    Nothing of it is run: ``var a={…}``, ``a={…}`` and ``a({…});`` are read as JSON
    behind a name, and what follows the JSON is left.

    Raises
    ------
    BlockedError, UnreadableError
        As `Reply.json`.
    """
    text = reply.text()
    wrapper = _WRAPPER.match(text)
    if wrapper is None:
        return "", reply.json()
    try:
        content, _ = _DECODER.raw_decode(text, wrapper.end())
    except (ValueError, RecursionError) as error:  # the latter: nested thousands deep
        raise reply.unreadable(text) from error
    return wrapper[1], content


def number(cell: object) -> float:
    """
    Number of a cell; NaN where the source says that it has none.

    Raises
    ------
    ValueError, TypeError
        If it is anything else.

    Examples
    --------
    >>> number("10.20"), number("-"), number(None)
    (10.2, nan, nan)
    """
    if cell is None or (isinstance(cell, str) and cell.strip() in _BLANKS):
        return math.nan
    if not isinstance(cell, str | int | float):
        raise TypeError(cell)
    value = float(cell)
    if math.isinf(value):
        raise ValueError(cell)
    return value


def bar(day: object, *cells: object) -> RawBar:
    """
    Bar of a day and six cells in the order of `RawBar`.

    Raises
    ------
    ValueError, TypeError
        If the day is no date or a cell no number.
    """
    opened, high, low, close, volume, amount = map(number, cells)
    return date.fromisoformat(str(day)[:10]), opened, high, low, close, volume, amount


def wrong_security(source: str, symbol: str, given: object) -> WrongSecurityError:
    """Error for an answer that names another security than the one asked for."""
    return WrongSecurityError(
        N_("{source} answered for {given} when {symbol} was asked for."),
        source=source,
        symbol=symbol,
        given=" ".join(str(given).split())[:40],
    )


def daily_rows(
    bars: Iterable[RawBar], ask: Ask, security: Security, *, source: str, usual_unit: float
) -> tuple[pd.DataFrame, int]:
    """
    Rows of `dashboard.market.series.ROW_COLUMNS` without a factor, and how many had no price.

    Parameters
    ----------
    bars : iterable of Bar
        In any order, days twice (the later one holds) or outside the ask.
    ask, security
        What was asked for.
    source : str
        Id of the source.
    usual_unit : float
        Shares a unit of volume where the bars cannot tell; NaN when it is not known.

    Raises
    ------
    EmptyAnswerError
        If no bar has a price in the days asked for.
    UnreadableError
        If the amounts fit the prices with neither unit of volume.
    """
    kept = {each[0]: each for each in bars if ask.first <= each[0] <= ask.last}
    table = pd.DataFrame([kept[day] for day in sorted(kept)], columns=list(ROW_COLUMNS[:-1]))
    lacking = table[["open", "high", "low", "close"]].isna().any(axis=1)
    if not security.is_index:  # a stock that did not trade; an index has a level all the same
        lacking |= (table["volume"] == 0) & ~(table["amount"] > 0)
    rows = table.loc[~lacking].reset_index(drop=True)
    if rows.empty:
        raise ask.unanswered(source)
    # The level of an index is no price that anybody paid: nothing tells its unit.
    unit = math.nan if security.is_index else shares_a_unit(rows, usual_unit)
    if unit is None:
        raise UnreadableError(
            N_(
                "{source} served amounts of {symbol} that fit neither its prices nor its volumes: "
                "the prices are adjusted or a unit has changed."
            ),
            source=source,
            symbol=ask.symbol,
        )
    rows["date"] = pd.DatetimeIndex(rows["date"]).as_unit("us")
    return rows.assign(volume=rows["volume"] * unit, factor=math.nan), int(lacking.sum())


def shares_a_unit(rows: pd.DataFrame, usual: float) -> float | None:
    """
    Shares a unit of volume: 100 or 1, by what most days' average price says.

    Parameters
    ----------
    rows : DataFrame
        With low, high, volume and amount; unadjusted.
    usual : float
        Returned when no day has volume and amount enough to tell.

    Returns
    -------
    float or None
        None when most of the telling days fit neither.

    Examples
    --------
    600000.SS on 2024-06-05 closed at 8.29; 312,958 lots changed hands for 259,659,811 yuan.

    >>> day = {"low": [8.29], "high": [8.29], "volume": [312_958], "amount": [259_659_811]}
    >>> shares_a_unit(pd.DataFrame(day), usual=1)
    100
    """
    telling = rows.loc[(rows["amount"] >= TELLING_AMOUNT) & (rows["volume"] >= TELLING_VOLUME)]
    if telling.empty:
        return usual
    paid = telling["amount"] / telling["volume"]
    for unit in (LOT, 1):
        fits = (paid / unit).between(telling["low"] * (1 - SLACK), telling["high"] * (1 + SLACK))
        if 2 * int(fits.sum()) > len(fits):
            return unit
    return None
