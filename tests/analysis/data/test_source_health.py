"""Concerns about the sources behind a case's prices."""

from dataclasses import replace

import pytest

from dashboard.analysis.data.source_health import source_concerns
from dashboard.market.series import INDEX, SeriesNote


@pytest.fixture(scope="module")
def symbols(shipped):
    return (*shipped.case.symbols, "000300.SS")


def market(shipped, symbols, **changes):
    """Market of the store: every symbol from Tencent with factors, but for changed notes."""
    notes = {
        symbol: SeriesNote(
            symbol, "tencent", "none", INDEX if symbol == "000300.SS" else "sina", *[""] * 5
        )
        for symbol in symbols
    }
    for symbol, change in changes.items():
        notes[symbol.replace("_", ".")] = replace(notes[symbol.replace("_", ".")], **change)
    return replace(shipped.market, series=notes)


def kinds(found):
    return [concern.kind for concern in found]


def test_a_whole_store_of_one_source_is_no_concern(shipped, symbols):
    assert [] == kinds(source_concerns(shipped.case, market(shipped, symbols)))


def test_the_cases_own_prices_have_no_sources_by_series(shipped):
    assert [] == kinds(source_concerns(shipped.case, shipped.market))


@pytest.mark.parametrize(
    ("change", "kind", "severity"),
    [
        ({"factor_source": ""}, "no-dividends", "warning"),
        ({"adjustment": "additive"}, "additive-adjustment", "warning"),
        ({"adjustment": "unknown"}, "unknown-adjustment", "warning"),
        ({"source": "yahoo"}, "mixed-sources", "note"),
    ],
)
def test_one_series_of_another_kind_is_said(change, kind, severity, shipped, symbols):
    (found,) = source_concerns(shipped.case, market(shipped, symbols, **{"300249_SZ": change}))

    assert (kind, severity) == (found.kind, found.severity)
    assert "of 9 series" in found.remark.reason


def test_an_index_without_dividends_is_no_concern(shipped, symbols):
    assert [] == kinds(
        source_concerns(
            shipped.case, market(shipped, symbols, **{"000300_SS": {"factor_source": ""}})
        )
    )


def test_symbols_without_a_series_are_counted_and_named(shipped, symbols):
    held = market(shipped, symbols)
    lacking = {symbol: note for symbol, note in held.series.items() if symbol != "300249.SZ"}

    (found,) = source_concerns(shipped.case, replace(held, series=lacking))

    assert "no series of 1 of 9 symbols (300249.SZ)" in found.remark.reason


def test_a_name_that_the_exchange_does_not_know_is_probably_another_security(shipped):
    listed = {"300249.SZ": "数据港", "002272.SZ": "XD川润股", "603881.SS": "AtHub"}

    (found,) = source_concerns(shipped.case, shipped.market, listed)

    assert ("other-security", "300249.SZ") == (found.kind, found.subject)
