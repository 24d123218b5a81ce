"""The base-date prover: which base and prices reproduce a published return."""

import pickle
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.claims.prover import (
    PublishedReturn,
    claimed_return,
    prove,
    prove_all,
    prove_together,
    typed_return,
)
from dashboard.case import Claim, Text, Window
from dashboard.errors import InputError

FIRST, LAST = date(2025, 2, 7), date(2025, 2, 13)
BASE = date(2025, 2, 6)


def closes_of(prices: dict[date, float], symbol: str = "A") -> pd.DataFrame:
    return pd.DataFrame({symbol: list(prices.values())}, index=pd.DatetimeIndex(list(prices)))


def typed(text: str, symbol: str = "A") -> PublishedReturn:
    return typed_return(symbol, text, FIRST, LAST)


# The article


def test_one_base_fits_all_four_figures_of_the_article(shipped, xshg):
    (found,) = prove_all(shipped.case, shipped.market, xshg)
    (common,) = found.common
    assert (BASE, LAST) == (common.base, common.last)
    assert ("300249.SZ", "002272.SZ", "300602.SZ") == common.exact
    assert ("301018.SZ",) == common.within_rounding


def test_it_stays_the_only_one_among_more_bases_and_other_ends(shipped, xshg):
    (published,) = prove_all(shipped.case, shipped.market, xshg)
    tables = {shipped.market.note.adjustment: shipped.market.closes}
    returns = [proof.published for proof in published.proofs]
    (found,) = prove_together(returns, tables, xshg, earlier=30, ends=3)
    assert [(BASE, LAST)] == [(one.base, one.last) for one in found.common]


@pytest.mark.parametrize(
    ("fit", "symbol"),
    [
        ("exact", "300249.SZ"),
        ("exact", "002272.SZ"),
        ("exact", "300602.SZ"),
        ("within-rounding", "301018.SZ"),
    ],
)
def test_what_fits_each_figure_alone(fit, symbol, shipped, xshg):
    (found,) = prove_all(shipped.case, shipped.market, xshg)
    (proof,) = [proof for proof in found.proofs if proof.published.symbol == symbol]
    assert [(BASE, fit)] == [(one.base, one.fit) for one in proof.fits]


def test_bases_run_from_eight_sessions_before_the_window_to_the_session_before_the_last(
    shipped, xshg
):
    (found,) = prove_all(shipped.case, shipped.market, xshg)
    bases = [candidate.base for candidate in found.proofs[0].candidates]
    assert xshg.between(date(2025, 1, 20), date(2025, 2, 12)) == tuple(bases)
    assert FIRST == xshg.offset(bases[0], 8)


def test_the_7_81_percent_lies_in_the_rounding_interval_of_its_prices_only(shipped, xshg):
    (found,) = prove_all(shipped.case, shipped.market, xshg)
    (fit,) = found.proofs[3].fits
    assert "0.07788" == f"{fit.value:.5f}"
    assert fit.low < 0.0781 < fit.high


def test_a_proof_is_a_plain_value(shipped, xshg):
    found = prove_all(shipped.case, shipped.market, xshg)
    assert found == pickle.loads(pickle.dumps(found))
    assert isinstance(hash(found), int)


# By hand


def test_every_base_that_fits_is_listed(xshg):
    days = xshg.between(date(2025, 2, 5), LAST)
    prices = dict(zip(days, [10.0, 10.0, 11.0, 10.0, 11.5, 12.0, 11.0], strict=True))
    proof = prove(typed("10 %"), {"none": closes_of(prices)}, xshg)
    assert [date(2025, 2, 5), BASE, date(2025, 2, 10)] == [fit.base for fit in proof.fits]


def test_a_figure_fits_exactly_when_the_return_rounds_to_it(xshg):
    prices = {BASE: 10.0, LAST: 11.06}
    tables = {"none": closes_of(prices)}
    fits = {text: prove(typed(text), tables, xshg).fits for text in ("11", "10.6", "10.60", "10.5")}
    assert {"11": 1, "10.6": 1, "10.60": 1, "10.5": 0} == {k: len(v) for k, v in fits.items()}


def test_only_adjusted_prices_have_a_rounding_interval(xshg):
    prices = {BASE: 2.91, LAST: 3.77}  # 29.55 %, and anything from 29.16 to 29.95
    tables = {"forward": closes_of(prices), "raw": closes_of(prices)}
    proof = prove(typed("29.80"), tables, xshg)
    assert [("forward", "within-rounding")] == [(fit.adjustment, fit.fit) for fit in proof.fits]


def test_every_adjustment_at_hand_is_tried(xshg):
    tables = {
        "forward": closes_of({BASE: 9.0, LAST: 10.0}),
        "none": closes_of({BASE: 10.0, LAST: 11.0}),
    }
    proof = prove(typed("10.00"), tables, xshg)
    assert ["none"] == [fit.adjustment for fit in proof.fits]


def test_other_ends_are_tried_when_asked_for(xshg):
    prices = {BASE: 10.0, date(2025, 2, 12): 12.0, LAST: 11.0}
    tables = {"none": closes_of(prices)}
    assert () == prove(typed("20.00"), tables, xshg).fits
    (fit,) = prove(typed("20.00"), tables, xshg, ends=1).fits
    assert (BASE, date(2025, 2, 12)) == (fit.base, fit.last)


def test_sessions_without_a_close_are_named_and_never_bridged(xshg):
    proof = prove(typed("10.00"), {"none": closes_of({BASE: 10.0, LAST: 11.0})}, xshg)
    assert [BASE] == [candidate.base for candidate in proof.candidates]
    assert FIRST in proof.without_close
    assert BASE not in proof.without_close


@pytest.mark.parametrize(
    ("sentence", "closes"),
    [
        ("A has no prices in this case.", closes_of({BASE: 1.0, LAST: 1.0}, "B")),
        ("A has no two closes around 2025-02-07 to 2025-02-13.", closes_of({BASE: 1.0})),
    ],
)
def test_nothing_to_try_gives_a_reason(sentence, closes, xshg):
    proof = prove(typed("10"), {"none": closes}, xshg)
    assert ((), sentence) == (proof.fits, proof.reason.reason)


@given(st.integers(100, 100_000), st.integers(100, 100_000), st.integers(0, 3))
def test_the_true_base_is_always_among_the_fits(xshg, start, end, digits):
    published = round(100 * (end / start - 1), digits)
    tables = {"none": closes_of({BASE: start / 100, LAST: end / 100})}
    text = f"{published:.{digits}f}"
    assert [BASE] == [fit.base for fit in prove(typed(text), tables, xshg).fits]


# Published figures


@pytest.mark.parametrize(
    ("value", "half_width", "text"),
    [
        (0.456, 0.0005, "45.6%"),
        (-0.0131, 0.00005, "-1.31 %"),
        (-0.0131, 0.00005, "−1.31％"),
        (0.456, 0.0005, "４５．６"),
        (0.46, 0.005, "46"),
        (0.45, 0.00005, "+45.00"),
    ],
)
def test_the_digits_of_a_typed_figure_give_its_rounding(value, half_width, text):
    published = typed(text)
    assert (value, half_width) == (published.value, pytest.approx(published.half_width))


@pytest.mark.parametrize("text", ["", "much", "1.2.3", "NaN", "inf", "%"])
def test_what_is_no_number_is_refused_in_one_sentence(text):
    with pytest.raises(InputError, match="is not a return: write a number"):
        typed(text)


def claim(**changes) -> Claim:
    values = {
        "id": "c",
        "kind": "return",
        "subject": "A",
        "relation": "=",
        "stated": "0.456",
        "unit": "fraction",
        "first": FIRST,
        "last": LAST,
        "tolerance": None,
        "text": Text("x", "x"),
    }
    return Claim(**{**values, **changes})


def test_a_claim_gives_its_tolerance_or_the_rounding_of_its_digits():
    assert 0.01 == claimed_return(claim(tolerance=0.01)).half_width
    assert pytest.approx(0.0005) == claimed_return(claim()).half_width
    percent = claimed_return(claim(stated="45.6", unit="percent"))
    assert (0.456, 0.0005) == (percent.value, pytest.approx(percent.half_width))


def test_claims_of_other_kinds_or_without_dates_are_no_returns():
    assert claimed_return(claim(kind="forecast")) is None
    assert claimed_return(claim(first=None)) is None


def test_an_impossible_window_is_a_reason_and_spares_the_other_claims(xshg):
    wrong = PublishedReturn("A", 0.1, 0.005, Window(date(2025, 2, 8), LAST))
    tables = {"none": closes_of({BASE: 10.0, LAST: 11.0})}
    found = prove_together([wrong, typed("10")], tables, xshg)
    assert "2025-02-08 is not a session" in found[0].proofs[0].reason.reason
    assert () == found[0].common
    assert [BASE] == [one.base for one in found[1].common]
