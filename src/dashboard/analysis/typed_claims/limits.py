"""Closes at the price limit as a claim: 涨停 on a day, N连板, N天M板."""

from __future__ import annotations

from datetime import date

from dashboard.analysis.claims.results import ClaimVerdict, named
from dashboard.analysis.typed_claims.values import Boards
from dashboard.analysis.window.limits import stock_session_limits
from dashboard.case import Stock, Window
from dashboard.errors import N_
from dashboard.market.boards import LimitClose, has_limit
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message

NO_LIMIT = N_("{stock} has no price limit on {day}.")
NOT_KNOWN = N_("The limit of {stock} on {day} is not known: a close there or before it is missing.")
LONGER = N_("{stock} closed at its {side} limit on the session before, {day}, too.")
AT = N_("{stock} closed at its {side} limit on {day}.")
NOT_AT = N_("{stock} did not close at its {side} limit on {day}.")
TIMES = N_(
    "{stock} closed at its {side} limit on {n} of the {total} sessions from {first} to {last}."
)
_SIDES = {"up": N_("upper"), "down": N_("lower")}


def check_limit(
    boards: Boards, stock: Stock, window: Window, market: Market, sessions: Sessions
) -> tuple[ClaimVerdict, Message, int | None, tuple[Message, ...]]:
    """
    Check closes at the limit in the sessions of a window.

    Returns
    -------
    verdict : str
    sentence : Message
    closes : int or None
        How many there were; None where a limit is not known.
    remarks : tuple of Message
    """
    days = sessions.between(window.first, window.last)
    base = sessions.before(window.first)
    found = {
        each.date: each.hit
        for each in stock_session_limits(stock, market, sessions, first=base, last=window.last)
    }
    for day in days:
        if not has_limit(stock.symbol, day):
            return "cannot-be-checked", Message.of(NO_LIMIT, stock=named(stock), day=day), None, ()
        if day not in found:
            unknown = Message.of(NOT_KNOWN, stock=named(stock), day=day)
            return "cannot-be-checked", unknown, None, ()
    closes = sum(_at(found.get(day), boards) for day in days)
    side = Message.of(_SIDES[boards.side])
    holds = closes == boards.closes
    remarks: tuple[Message, ...] = ()
    # A run of three is no “two in a row”; of one session alone nothing is said before it.
    if holds and len(days) > 1 and closes == len(days) and _at(found.get(base), boards):
        holds = False
        remarks = (Message.of(LONGER, stock=named(stock), side=side, day=base),)
    sentence = _sentence(stock, side, days, closes)
    return ("holds" if holds else "does-not-hold"), sentence, closes, remarks


def _at(hit: LimitClose | None, boards: Boards) -> bool:
    return hit is not None and hit.side == boards.side


def _sentence(stock: Stock, side: Message, days: tuple[date, ...], closes: int) -> Message:
    if len(days) == 1:
        return Message.of(AT if closes else NOT_AT, stock=named(stock), side=side, day=days[0])
    return Message.of(
        TIMES,
        stock=named(stock),
        side=side,
        n=closes,
        total=len(days),
        first=days[0],
        last=days[-1],
    )
