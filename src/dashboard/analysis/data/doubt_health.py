"""Moves that no board allows, as concerns of the Data page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dashboard.analysis.data.data_note import DataNote
from dashboard.case import Case, Window
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.market.plausibility import market_doubts
from dashboard.market.prices import Doubt, Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message

# Percentages are written alike in both languages.
_t = Language()

_FACTORS: dict[bool, str] = {
    False: N_(
        "On {day} the factor of {symbol} changes by ×{step} where the price moved {traded}: a "
        "return of {move}, and its board allows ±{rate}. No dividend or split bears it out, so "
        "this step is not used; the series keeps it."
    ),
    True: N_(
        "On {day} the factor of {symbol} changes by ×{step} where the price moved {traded}: a "
        "return of {move}, and its board allows ±{rate}. A second source has the same step, so it "
        "is used."
    ),
}
_ONE = N_(
    "On {day} the price of {symbol} moved {move}, and its board allows ±{rate} on an ordinary "
    "day: a dividend or split is missing, a price is wrong, or the day had no limit."
)
_SEVERAL = N_(
    "On {n} sessions, for instance {day} ({move}), the price of {symbol} moved more than the "
    "±{rate} that its board allows on an ordinary day: dividends or splits are missing, prices "
    "are wrong, or these days had no limit."
)


def doubt_concerns(
    case: Case, market: Market, sessions: Sessions, window: Window
) -> Iterator[DataNote]:
    """Moves beyond what a board allows; those no number of the window looks at are notes."""
    first = sessions.offset(window.first, -(case.estimation.sessions + case.estimation.gap + 1))
    for _, of_symbol in groupby(market_doubts(market), key=lambda each: each.symbol):
        own = list(of_symbol)
        for doubt in own:
            if doubt.kind == "factor":
                yield _note("doubtful-factor", _FACTORS[doubt.confirmed], doubt, used=True)
        moves = [each for each in own if each.kind == "move"]
        if moves:
            used = any(first < each.day <= window.last for each in moves)
            shown = next((each for each in moves if first < each.day <= window.last), moves[0])
            template = _ONE if len(moves) == 1 else _SEVERAL
            yield _note("beyond-limit", template, shown, used=used, n=len(moves))
    if market.universe_matrix is not None and market.universe_matrix.doubted:
        ids = market.universe_matrix.doubted
        remark = Message.of(
            N_(
                "In the universe, steps of the factor of {n} series were left out, because no "
                "price bears them out ({ids})."
            ),
            n=len(ids),
            ids=", ".join(ids[:10]) + (" …" if len(ids) > 10 else ""),
        )
        yield DataNote("doubtful-factor", "note", "universe", remark, "data")


def _note(kind: str, template: str, doubt: Doubt, *, used: bool, n: int = 1) -> DataNote:
    values = {
        "symbol": doubt.symbol,
        "day": doubt.day,
        "n": n,
        "step": f"{doubt.step:.4g}",
        "traded": _t.percent(doubt.traded),
        "move": _t.percent(doubt.move),
        "rate": _t.percent(doubt.rate, 0, sign=False),
    }
    remark = Message.of(template, **values)
    return DataNote(kind, "warning" if used else "note", doubt.symbol, remark, "prices")
