"""A typed claim about a stock that is not part of the case: which one it names."""

from __future__ import annotations

import re
import unicodedata

from dashboard.case import Case
from dashboard.errors import N_, InputError
from dashboard.market.codes import codes_in
from dashboard.market.listing import Listed, Listing, tight
from dashboard.market.short_names import plain_name

NO_PRICES = N_(
    "The statement names none of the case’s stocks but “{name}” ({symbol}), of which the store has "
    "no prices; fetch them with market-narrative refresh --symbol {symbol}."
)
SEVERAL = N_(
    "The statement names none of the case’s stocks but {n} others ({names}); type one at a time."
)
OUTSIDE = N_(
    "{stock} ({symbol}) is not part of this case; it was checked on the store’s prices ({source}, "
    "read {day})."
)

# Marks that come and go in front of a name; see `dashboard.market.short_names`.
_MARKS = r"(?:\*?ST|XD|XR|DR)?"


def named_outside(text: str, listing: Listing, case: Case) -> Listed | None:
    """
    Stock of the list, not of the case, that a sentence names by code or short name.

    To be asked only of a sentence that the grammar found no stock of the case in: some
    short names are ordinary words (机器人, 太阳能).

    Returns
    -------
    Listed or None

    Raises
    ------
    InputError
        If it names several.
    """
    plain = unicodedata.normalize("NFKC", text)
    known = listing.by_symbol
    symbols = [hit.code.symbol for hit in codes_in(plain) if hit.code]
    coded = [known[symbol] for symbol in symbols if symbol in known]
    # A name that two companies bore is that of the one which had it in the window.
    both = dict.fromkeys([*coded, *listing.mentioned(plain, case.window.last)])
    found = [each for each in both if each.symbol not in case.symbols]
    if len(found) > 1:
        raise InputError(
            SEVERAL,
            n=len(found),
            names=", ".join(f"{each.name} {each.symbol}" for each in found),
        )
    return found[0] if found else None


def by_symbol(text: str, stock: Listed) -> str:
    """
    Sentence with the name of a stock replaced by its symbol, as the grammar can read it.

    >>> moutai = Listed("600519.SS", "贵州茅台", "main")
    >>> by_symbol("贵州 茅台 涨 3%", moutai), by_symbol("SH600519 涨 3%", moutai)
    (' 600519.SS  涨 3%', ' 600519.SS  涨 3%')
    """
    plain = unicodedata.normalize("NFKC", text)
    names: list[str] = []
    for own in (stock.name, *(former.name for former in stock.former)):
        whole, short = tight(own), plain_name(own)
        names += [whole, whole.replace("*", ""), short, short.removesuffix("A")]
    for name in dict.fromkeys(names):
        # A name may be padded: 五 粮 液.
        letters = r"\s*".join(map(re.escape, name))
        plain = re.sub(_MARKS + letters, f" {stock.symbol} ", plain, flags=re.IGNORECASE)
    hits = [hit for hit in codes_in(plain) if hit.code and hit.code.symbol == stock.symbol]
    for hit in reversed(hits):
        plain = f"{plain[: hit.start]} {stock.symbol} {plain[hit.stop :]}"
    return plain
