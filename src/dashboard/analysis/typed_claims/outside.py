"""A typed claim on the case, on its stocks' former names, or on one stock that it does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.analysis.typed_claims.refusals import RefusedClaimError, UnknownStockError
from dashboard.analysis.typed_claims.sentence import plain_text
from dashboard.analysis.typed_claims.typed import TypedClaim, check_typed
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.market.codes import codes_in
from dashboard.market.listing import Listed, Listing, tight
from dashboard.market.sessions import Sessions
from dashboard.market.short_names import plain_name
from dashboard.message import Message

if TYPE_CHECKING:
    from dashboard.cases.folders import CaseFolder
    from dashboard.store.store import Store

CALENDAR = "XSHG"  # the list has A shares only

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

BY_LIST = N_("“{name}” is read by the list of names of {day}.")

# Marks that come and go in front of a name; see `dashboard.market.short_names`.
_MARKS = r"(?:\*?ST|XD|XR|DR)?"


@dataclass(frozen=True, slots=True)
class Outside:
    """
    What is known of stocks that a case does not have.

    Attributes
    ----------
    listing : callable
        Gives the list of codes; asked only where the case's own names do not do.
    store : Store
    order : sequence of str
        Ids of the price sources, the preferred first.
    """

    listing: Callable[[], Listing]
    store: Store
    order: Sequence[str]


def answer_typed(
    text: str, content: CaseFolder, sessions: Sessions, outside: Outside | None
) -> tuple[TypedClaim, Case]:
    """
    Check a sentence; names that the case does not know are looked up in the list of codes.

    Parameters
    ----------
    text : str
    content : CaseFolder
    sessions : Sessions
    outside : Outside or None
        None where nothing but the case counts: what a store holds today is no part of
        what an edition froze.

    Returns
    -------
    found : TypedClaim
    case : Case
        That of the folder, with the one stock added where it had to be looked up.

    Raises
    ------
    DashboardError
        In one sentence: what was not understood, or what is not at hand.
    """
    case = content.case
    try:
        return check_typed(text, case, content.market, sessions), case
    except UnknownStockError:
        if outside is None or case.calendar != CALENDAR:
            raise
        listing = outside.listing()
        former = _former(listing, case)
        if former:
            try:
                return check_typed(text, case, content.market, sessions, former=former), case
            except UnknownStockError:
                pass  # none of the case's stocks by any name
        stock = named_outside(text, listing, case)
        if stock is None:
            raise
        return _checked_outside(text, stock, listing, content, sessions, outside)


def _former(listing: Listing, case: Case) -> dict[str, tuple[str, ...]]:
    """Other names of the case's stocks: today's in the list, and those they gave up."""
    known = listing.by_symbol
    found = {}
    for stock in case.stocks:
        entry = known.get(stock.symbol)
        names = (entry.name, *(each.name for each in entry.former)) if entry else ()
        others = tuple(name for name in names if plain_name(name) != plain_name(stock.name.zh))
        if others:
            found[stock.symbol] = others
    return found


def _checked_outside(
    text: str,
    stock: Listed,
    listing: Listing,
    content: CaseFolder,
    sessions: Sessions,
    outside: Outside,
) -> tuple[TypedClaim, Case]:
    from dashboard.cases import pricing  # noqa: PLC0415 - Parquet costs a page's start a tenth of a second
    from dashboard.store.store import choose  # noqa: PLC0415

    source = choose(outside.store.held(stock.symbol), outside.order, content.case.window.last)
    series = None if source is None else outside.store.read(stock.symbol, source)
    if series is None:
        raise RefusedClaimError(
            NO_PRICES, refused=(stock.name,), name=stock.name, symbol=stock.symbol
        )
    folder = pricing.with_stock(content, series, stock.name)
    # The group that the stock is put in is none that a sentence could mean.
    case = replace(folder.case, groups=content.case.groups)
    found = check_typed(by_symbol(text, stock), case, folder.market, sessions)
    note = series.note
    remark = Message.of(
        OUTSIDE,
        stock=stock.name,
        symbol=stock.symbol,
        source=note.source,
        day=note.retrieved[:10],
    )
    return (
        replace(
            found,
            said=text.strip(),
            # No page of the case draws the stock.
            result=replace(found.result, targets=()),
            understood=(remark, *_by_list(text, stock, listing), *found.understood),
        ),
        folder.case,
    )


def _by_list(text: str, stock: Listed, listing: Listing) -> tuple[Message, ...]:
    """Of which day a name is; a code means the same on every day."""
    codes = {hit.code.symbol for hit in codes_in(plain_text(text)) if hit.code}
    if stock.symbol in codes:
        return ()
    return (Message.of(BY_LIST, name=stock.name, day=listing.as_of),)


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
    RefusedClaimError
        If it names several.
    """
    plain = plain_text(text)
    known = listing.by_symbol
    symbols = [hit.code.symbol for hit in codes_in(plain) if hit.code]
    coded = [known[symbol] for symbol in symbols if symbol in known]
    # A name that two companies bore is that of the one which had it in the window.
    both = dict.fromkeys([*coded, *listing.mentioned(plain, case.window.last)])
    found = [each for each in both if each.symbol not in case.symbols]
    if len(found) > 1:
        raise RefusedClaimError(
            SEVERAL,
            refused=[each.name for each in found[1:]],
            n=len(found),
            names=tuple(f"{each.name} {each.symbol}" for each in found),
        )
    return found[0] if found else None


def by_symbol(text: str, stock: Listed) -> str:
    """
    Sentence with the name of a stock replaced by its symbol, as the grammar can read it.

    >>> moutai = Listed("600519.SS", "贵州茅台", "main")
    >>> by_symbol("贵州 茅台 涨 3%", moutai), by_symbol("SH600519 涨 3%", moutai)
    ('600519.SS 涨 3%', '600519.SS 涨 3%')
    """
    plain = plain_text(text)
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
    return " ".join(plain.split())
