"""The shipped case with little in it: for tests that freeze, open or save one many times."""

from dataclasses import replace

from tests.exhibits.kinds import only

STOCKS = ("300249.SZ", "002418.SZ", "300499.SZ", "002837.SZ")
EARLIEST = "2024-07-01"  # enough sessions before the window for the market model
KEPT = 4  # rows of evidence


def slim(folder, slug=None):
    """
    Keep two stocks a group, half a year of prices and some evidence; neither claims nor universe.

    Parameters
    ----------
    folder : CaseFolder
        The case that ships.
    slug : str, optional
        Its name; otherwise that of the whole case.
    """
    case = only(folder.case, STOCKS)
    case = replace(
        case,
        slug=slug or case.slug,
        universe=None,
        evidence=case.evidence[:KEPT],
        events=case.events[:2],
    )
    prices = folder.market.prices
    kept = (prices["date"] >= EARLIEST) & prices["symbol"].isin([*STOCKS, "000300.SS"])
    market = replace(folder.market, prices=prices[kept].reset_index(drop=True), universe=None)
    return replace(folder, case=case, market=market)
