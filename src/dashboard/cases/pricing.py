"""A case priced from the store: its stocks' series as one market, each with its source."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from dashboard.case import Case, Group, Stock, Text
from dashboard.cases.folders import CaseFolder
from dashboard.cases.held import FileNote
from dashboard.cases.outline import PRICES, PRICES_NOTE
from dashboard.cases.universe_returns import universe_benchmark
from dashboard.errors import N_, PriceError, StoreError
from dashboard.language.language import Language
from dashboard.market.calendars import calendar_table
from dashboard.market.corporate_actions import references_from_factor
from dashboard.market.plausibility import confirmed_by, series_doubts, trusted_factor
from dashboard.market.prices import COLUMNS, UNADJUSTED_COLUMNS, Doubt, Market, PriceNote
from dashboard.market.series import INDEX, PriceSeries, SeriesNote
from dashboard.market.sessions import Sessions
from dashboard.market.universe_matrix import UniverseMatrix
from dashboard.stats.result import Floats
from dashboard.store.listing_file import read_first_sessions, read_status
from dashboard.store.store import Store, choose
from dashboard.store.universe_file import load_universe

OUTSIDE = "outside"  # group of a stock that is not part of the case
REACH = 70  # sessions before the estimation window: past returns of the market story


def priced_symbols(case: Case) -> tuple[str, ...]:
    """Stocks of a case and the benchmarks that are symbols, in its own order."""
    marks = (mark.id for mark in case.benchmarks if mark.returns is None)
    return (*case.symbols, *marks)


def first_needed(case: Case, sessions: Sessions) -> date:
    """Earliest day that any number of a case looks at."""
    back = case.estimation.sessions + case.estimation.gap + 1 + REACH
    return sessions.offset(case.window.first, -back)


def stored_series(case: Case, store: Store, order: Sequence[str]) -> dict[str, PriceSeries]:
    """
    Series of a case's symbols, those that the store has.

    Parameters
    ----------
    case : Case
    store : Store
    order : sequence of str
        Ids of the price sources, the preferred first.

    Raises
    ------
    StoreError
        If a file is damaged.
    """
    found = {}
    for symbol in priced_symbols(case):
        source = choose(store.held(symbol), order, case.window.last)
        series = None if source is None else store.read(symbol, source)
        if series is not None:
            found[symbol] = series
    return found


def store_market(
    case: Case,
    frozen: Market,
    series: dict[str, PriceSeries],
    found: Mapping[str, tuple[Doubt, ...]] | None = None,
) -> Market:
    """
    Market of a case on the store's series instead of the prices in its folder.

    Parameters
    ----------
    case : Case
    frozen : Market
        What the folder keeps: its benchmark and universe files stay in use.
    series : dict of str to PriceSeries
        As `stored_series` gives them.
    found : mapping of str to tuple of Doubt, optional
        Doubtful moves by symbol; looked for here where nobody did.

    Returns
    -------
    Market
        Prices are as traded times the factor, brought to the scale of each stock's
        last session; volume is divided by the same ratio, so that price times volume
        is the value traded.

    Raises
    ------
    PriceError
        If there is no series at all.

    Notes
    -----
    Each symbol is one series, of one source and adjustment; nothing is joined or
    filled.  A symbol without a series has no rows.  A step of a factor that the price
    does not bear out is left out, see `dashboard.market.plausibility`.
    """
    series, strays = _on_sessions(series, case.calendar)
    if not series:
        raise PriceError(
            N_("The store has no prices for “{slug}” yet; refresh them on the Data page."),
            slug=case.slug,
        )
    if found is None:
        found = {symbol: series_doubts(each) for symbol, each in series.items()}
    ratios = {symbol: _ratio(each, found.get(symbol, ())) for symbol, each in series.items()}
    adjusted = [_adjusted(each, ratios[symbol]) for symbol, each in series.items()]
    return replace(
        frozen,
        prices=pd.concat(adjusted, ignore_index=True),
        note=_note([each.note for each in series.values()]),
        unadjusted=_as_traded(series, ratios),
        doubts=tuple(doubt for own in found.values() for doubt in own),
        strays=strays,
        series={symbol: each.note for symbol, each in series.items()},
        notes={symbol: _note([each.note]) for symbol, each in series.items()},
    )


def stored_case(frozen: CaseFolder, store: Store, order: Sequence[str]) -> CaseFolder:
    """
    Case folder with its market replaced by the store's, universe and files with it.

    Raises
    ------
    PriceError
        If the store has no series for it.
    StoreError
        If a file of one is damaged.
    """
    series = stored_series(frozen.case, store, order)
    files = [note for note in frozen.files if note.name not in {PRICES, PRICES_NOTE}]
    for symbol, each in series.items():
        file = store.file(symbol, each.note.source)
        name = file.relative_to(store.folder).as_posix()
        files.append(FileNote(name, len(each.rows), each.note.sha256, file.stat().st_size))
    listed = read_first_sessions(store.folder, frozen.case.symbols) | frozen.market.listed
    found = {
        symbol: _held_against_others(series_doubts(each, listed.get(symbol)), each, store)
        for symbol, each in series.items()
    }
    market = store_market(frozen.case, frozen.market, series, found)
    status = read_status(store.folder)
    own = tuple(span for span in status if span.symbol in frozen.case.symbols)
    market = replace(market, status=own, listed=listed)
    priced = replace(frozen, market=market, files=tuple(files))
    return with_universe(priced, load_universe(store.folder))


def with_stock(content: CaseFolder, series: PriceSeries, name: str) -> CaseFolder:
    """
    Case folder for a question about one stock that is not part of the case.

    Parameters
    ----------
    content : CaseFolder
        The case; it stays as it is.
    series : PriceSeries
        Of the stock.
    name : str
        Chinese short name of the stock.

    Returns
    -------
    CaseFolder
        The stock stands in a group of its own behind the others.  It alone has prices,
        so that source, rounding and adjustment are those of its series.
    """
    symbol = series.note.symbol
    case = replace(
        content.case,
        groups=(
            *content.case.groups,
            Group(OUTSIDE, Text("Outside the case", "案例之外"), "after"),
        ),
        stocks=(*content.case.stocks, Stock(symbol, Text(zh=name), OUTSIDE)),
    )
    kept = f"series/{symbol}/{series.note.source}.parquet"
    size = int(series.rows.memory_usage(index=False).sum())
    return replace(
        content,
        case=case,
        market=store_market(case, content.market, {symbol: series}),
        files=(*content.files, FileNote(kept, len(series.rows), series.note.sha256, size)),
    )


def with_universe(content: CaseFolder, universe: UniverseMatrix | None) -> CaseFolder:
    """Case folder with the store's universe, and the benchmarks that are made from it."""
    if universe is None:
        return content
    market, made = content.market, universe_benchmark(content.case, universe)
    means = {name: mean for name, (mean, _) in made.items()}
    counts = {name: count for name, (_, count) in made.items()}
    name = f"universe/{universe.digest}.npy"
    note = FileNote(name, len(universe.days), universe.digest, universe.closes.nbytes)
    return replace(
        content,
        market=replace(
            market,
            universe_matrix=universe,
            benchmark_returns=market.benchmark_returns | means,
            benchmark_counts=market.benchmark_counts | counts,
        ),
        files=(*content.files, note),
    )


def _on_sessions(
    series: dict[str, PriceSeries], calendar: str
) -> tuple[dict[str, PriceSeries], dict[str, tuple[date, ...]]]:
    """Series without the rows on days that are no session, and these days."""
    sessions = np.array(calendar_table(calendar).days, dtype="datetime64[D]")
    kept, strays = dict(series), {}
    for symbol, each in series.items():
        days = each.rows["date"].to_numpy().astype("datetime64[D]")
        held = np.isin(days, sessions)
        if not held.all():
            strays[symbol] = tuple(days[~held].tolist())
            kept[symbol] = replace(each, rows=each.rows.loc[held].reset_index(drop=True))
    return {symbol: each for symbol, each in kept.items() if len(each.rows)}, strays


def _held_against_others(
    found: tuple[Doubt, ...], series: PriceSeries, store: Store
) -> tuple[Doubt, ...]:
    """Doubts of a series; a step of its factor that another source has too is confirmed."""
    if not any(each.kind == "factor" for each in found):
        return found
    note, others = series.note, []
    for source, head in store.held(note.symbol).items():
        if source != note.source and head.note.factor_source not in {"", note.factor_source}:
            with contextlib.suppress(StoreError):  # damaged: it confirms nothing
                others.append(store.read(note.symbol, source))
    return tuple(
        replace(each, confirmed=any(o is not None and confirmed_by(each, o) for o in others))
        for each in found
    )


def _ratio(series: PriceSeries, found: tuple[Doubt, ...]) -> Floats:
    """Factor on the scale of the last session; 1 where nobody said what dividends were."""
    if not series.has_factor:
        return np.ones(len(series.rows))
    factor = trusted_factor(series, found)
    ratio: Floats = factor / factor[-1]
    return ratio


def _adjusted(series: PriceSeries, ratio: Floats) -> pd.DataFrame:
    rows = series.rows
    prices = {name: rows[name].to_numpy() * ratio for name in ("open", "high", "low", "close")}
    table = {"symbol": series.note.symbol, "date": rows["date"], **prices}
    return pd.DataFrame({**table, "volume": rows["volume"].to_numpy() / ratio})[list(COLUMNS)]


def _as_traded(
    series: Mapping[str, PriceSeries], ratios: Mapping[str, Floats]
) -> pd.DataFrame | None:
    """Rows of the series whose prices are as traded, with the exchange's references."""
    tables = []
    for symbol, each in series.items():
        if each.note.adjustment != "none":
            continue
        closes = each.rows["close"].to_numpy(dtype=np.float64)
        references = references_from_factor(closes, ratios[symbol])
        table = each.rows.assign(symbol=each.note.symbol, reference=references)
        tables.append(table[list(UNADJUSTED_COLUMNS)])
    return pd.concat(tables, ignore_index=True) if tables else None


# Note -----------------------------------------------------------------

# What was done to the prices of a series, in both languages: the note of a market is
# data, and shown in charts and files as it stands.
KINDS: dict[str, tuple[str, str]] = {
    "factor": ("as traded, times a total-return factor", "不复权价乘以全收益因子"),
    "none": ("as traded, dividends unknown", "不复权价，分红未知"),
    "additive": ("additive adjustment", "加法复权"),
    "multiplicative": ("multiplicative adjustment", "乘法复权"),
    "unknown": ("unknown adjustment", "复权方式不明"),
}


def adjustment_kind(note: SeriesNote) -> str:
    """Word of `KINDS` for what was done to the prices of a series."""
    return "factor" if note.adjustment == "none" and note.factor_source else note.adjustment


def _note(notes: Sequence[SeriesNote]) -> PriceNote:
    factors = [note.factor_source for note in notes if note.factor_source not in {"", INDEX}]
    named = dict.fromkeys([*(note.source for note in notes), *factors])
    kinds = dict.fromkeys(adjustment_kind(note) for note in notes)
    titles = {note.source: note.title for note in notes if note.title}
    return PriceNote(
        source=", ".join(titles.get(name) or Language("en").source(name) for name in named),
        source_zh="、".join(titles.get(name) or Language("zh").source(name) for name in named),
        adjustment="; ".join(KINDS[kind][0] for kind in kinds),
        adjustment_zh="；".join(KINDS[kind][1] for kind in kinds),
        # Of several answers the oldest: nothing on the page is newer than this says.
        retrieved=min(note.retrieved for note in notes),
        volume_unit="shares",
        volume_unit_zh="股",
        sha256=hashlib.sha256("".join(sorted(note.sha256 for note in notes)).encode()).hexdigest(),
        exact=set(kinds) <= {"factor", "none"},
    )
