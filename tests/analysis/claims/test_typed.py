"""Claims typed by a reader: the grammar in both languages, dates, refusals, the proof."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analysis.claims.sentence import LONGEST, example, take_apart
from dashboard.analysis.claims.typed import check_typed
from dashboard.case import Window
from dashboard.errors import DashboardError, InputError

BASE, FIRST, LAST = date(2025, 2, 6), date(2025, 2, 7), date(2025, 2, 13)


def typed(shipped, xshg, text: str, case=None):
    case = shipped.case if case is None else case
    return check_typed(text, case, shipped.market, xshg)


def window_of(found) -> tuple[date, date]:
    return found.result.claim.first, found.result.claim.last


@pytest.mark.parametrize(
    ("text", "symbol", "stated", "verdict"),
    [
        ("300249.SZ rose 45.6 % from 7 to 13 February", "300249.SZ", 0.456, "holds"),
        (
            "300249.SZ fell 5% between 2025-02-07 and 2025-02-13",
            "300249.SZ",
            -0.05,
            "does-not-hold",
        ),
        ("依米康 2 月 7 日至 13 日涨 45.6%", "300249.SZ", 0.456, "holds"),
        ("依米康 2 月 7 日至 13 日五个交易日涨 45.6%", "300249.SZ", 0.456, "holds"),
        (
            "Yimikang rose 45.6% over the five sessions 7 to 13 February",
            "300249.SZ",
            0.456,
            "holds",
        ),
        ("yimikang gained 46 percent, Feb 7 to Feb 13, 2025", "300249.SZ", 0.46, "holds"),
        ("３００２４９ 涨 ４５．６％ ２０２５年２月７日到２月１３日", "300249.SZ", 0.456, "holds"),
        ("依米康上涨百分之45.6 2月7-13日", "300249.SZ", 0.456, "holds"),
        ("FRD −1.31% 2025/2/7 – 2025/2/13", "300602.SZ", -0.0131, "holds"),
        ("飞荣达 2 月 7 日至 13 日下跌 1.31%", "300602.SZ", -0.0131, "holds"),
        ("FRD lost 1.31 pct, 7th to 13th of February 2025", "300602.SZ", -0.0131, "holds"),
        ("FRD's shares were down 1.31% 7–13 Feb", "300602.SZ", -0.0131, "holds"),
        ("Shenling +7.81% 7-13 Feb", "301018.SZ", 0.0781, "holds-within-rounding"),
        ("603881.SH rose 34.4% 7–13 Feb", "603881.SS", 0.344, "holds"),
        ("沪深300 上涨 1.62% 2月7日至13日", "000300.SS", 0.0162, "holds"),
    ],
)
def test_sentences_of_both_languages(text, symbol, stated, verdict, shipped, xshg):
    found = typed(shipped, xshg, text)
    assert found.result.claim.subject == symbol
    assert pytest.approx(stated) == found.result.stated
    assert (FIRST, LAST) == window_of(found)
    assert found.result.verdict == verdict


def test_the_case_s_own_statements_of_returns_can_be_typed_in(shipped, xshg):
    own = [claim for claim in shipped.case.claims if claim.kind == "return"]
    for claim in own:
        for text in (claim.text.en, claim.text.zh):
            found = typed(shipped, xshg, text)
            assert (found.result.claim.subject, *window_of(found)) == (claim.subject, FIRST, LAST)
            assert found.result.verdict in {"holds", "holds-within-rounding"}


def test_every_base_that_gives_the_figure_is_listed(shipped, xshg):
    found = typed(shipped, xshg, "依米康从2月6日到2月13日涨45.6%")
    assert "does-not-hold" == found.result.verdict  # from the close of the 5th
    (proof,) = found.proof.proofs
    assert [(BASE, "exact")] == [(fit.base, fit.fit) for fit in proof.fits]


# Dates


def said(found) -> str:
    return " ".join(remark.reason for remark in found.understood)


def test_what_the_sentence_leaves_out_is_said(shipped, xshg):
    assert "" == said(typed(shipped, xshg, "Crun rose 16.36% from 2025-02-07 to 2025-02-13"))
    assert "No dates given" in said(typed(shipped, xshg, "Crun rose 16.36%"))
    assert "No year given: taken as 2025-02-07" in said(
        typed(shipped, xshg, "Crun rose 16.36% 7 to 13 February")
    )
    assert "No year" not in said(typed(shipped, xshg, "Crun rose 16.36% 7 to 13 February 2025"))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("3 to 7 March", (date(2025, 3, 3), date(2025, 3, 7))),
        ("on 7 February", (FIRST, FIRST)),
        ("20 December to 6 January", (date(2024, 12, 20), date(2025, 1, 6))),
        ("20 to 24 December", (date(2024, 12, 20), date(2024, 12, 24))),
        ("20 December 2024 to 6 January", (date(2024, 12, 20), date(2025, 1, 6))),
        ("2024年12月20日至1月6日", (date(2024, 12, 20), date(2025, 1, 6))),
        ("February 28 to March 3", (date(2025, 2, 28), date(2025, 3, 3))),
    ],
)
def test_dates_are_completed_from_each_other_and_the_case(days, expected, shipped, xshg):
    assert expected == window_of(typed(shipped, xshg, f"Goaland rose 4%, {days}"))


def test_days_without_a_session_are_moved_inwards_and_said(shipped, xshg):
    found = typed(shipped, xshg, "Goaland rose 4% from 8 to 16 February 2025")
    assert (date(2025, 2, 10), date(2025, 2, 14)) == window_of(found)
    assert "2025-02-08 is no session; taken as 2025-02-10." in said(found)
    assert "2025-02-16 is no session; taken as 2025-02-14." in said(found)


def test_days_without_prices_cannot_be_checked(shipped, xshg):
    found = typed(shipped, xshg, "Goaland rose 4% from 3 to 7 March 2014")
    assert "cannot-be-checked" == found.result.verdict
    assert "its prices run from 2024-07-01" in found.result.sentence.reason
    assert found.proof.proofs[0].reason is not None


# Refusals


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a statement such as “300249.SZ"),
        ("   \n", "Type a statement such as"),
        ("x" * (LONGEST + 1), "200 characters at most; this one has 201"),
        (
            "600519.SS rose 12 % from 3 to 7 March",
            "“600519.SS” is not among the stocks at hand: 依",
        ),
        ("300249.SS rose 12 %", "“300249.SS” is not among"),
        ("Moutai rose 12 %", "names none of the stocks at hand: 依米康 Yimikang 300249.SZ, "),
        ("Goaland and Crun rose 4%", "names 2 stocks"),
        ("Goaland rose", "has no percentage"),
        ("Goaland rose 4", "has no percentage"),
        ("Goaland rose 4% and 5%", "has 2 percentages"),
        ("Goaland 4%", "Say the direction: rose or fell"),
        ("Goaland rose and fell 4%", "Say the direction once"),
        ("Goaland rose -4%", "Say the direction once"),
        ("Goaland did not rise 4%", "“did” was not understood"),
        ("高澜股份没有上涨4%", "“没有” was not understood"),
        ("Goaland rose more than 4%", "“more” was not understood"),
        ("Goaland rose about 4%", "“about” was not understood"),
        ("Goaland rose 4% from 31 February", "2025-2-31 is no date"),
        ("Goaland rose 4% from 13 to 7 February", "comes before the first"),
        ("Goaland rose 4% from 7 to 13", "“7” is no date: name its month"),
        ("Goaland rose 4% 3 to 4 to 5 March", "has 3 dates"),
        ("Goaland rose 4% on 8 February", "no session of XSHG from 2025-02-08"),
        ("Goaland rose 4% 1900-01-01", "outside the calendar"),
        ("<script>alert(1)</script> Goaland rose 4%", "“<script>alert” was not understood"),
        ("🚀 Goaland rose 4%", "“🚀” was not understood"),
    ],
)
def test_what_is_not_understood_is_refused_in_one_sentence(text, sentence, shipped, xshg):
    with pytest.raises(DashboardError) as caught:
        typed(shipped, xshg, text)
    assert sentence in str(caught.value)


@pytest.mark.slow
@settings(max_examples=200)
@given(st.text(max_size=60))
def test_no_text_makes_it_stumble(shipped, xshg, text):
    for whole in (text, f"Goaland rose 4% {text}", f"{text} 依米康涨 4% 2月7日"):
        with suppress(DashboardError):
            typed(shipped, xshg, whole)


@settings(max_examples=50)
@given(
    st.integers(0, 7),
    st.decimals(-99, 400, places=2),
    st.dates(date(2024, 8, 1), date(2025, 4, 1)),
    st.integers(0, 20),
)
def test_any_claim_written_plainly_is_read_back(shipped, nth, figure, first, days):
    stock = shipped.case.stocks[nth]
    last = date.fromordinal(first.toordinal() + days)
    for name in (stock.symbol, stock.name.en, stock.name.zh):
        found = take_apart(f"{name} {figure:+}% {first} to {last}", shipped.case)
        assert (found.symbol, float(found.figure)) == (stock.symbol, float(figure))
        assert [(d.year, d.month, d.day) for d in found.days] == [
            (d.year, d.month, d.day) for d in (first, last)
        ]


def test_the_example_of_a_refusal_is_itself_understood(shipped, xshg):
    assert "does-not-hold" == typed(shipped, xshg, example(shipped.case)).result.verdict


def test_a_case_without_a_year_s_turn_near_it_keeps_its_own_year(shipped, xshg):
    later = replace(shipped.case, window=Window(date(2024, 10, 8), date(2024, 10, 11)))
    assert (
        date(2024, 10, 8)
        == window_of(typed(shipped, xshg, "Goaland rose 4% 8 to 11 October", later))[0]
    )


def test_a_refusal_is_an_input_error(shipped, xshg):
    with pytest.raises(InputError):
        typed(shipped, xshg, "Goaland")
