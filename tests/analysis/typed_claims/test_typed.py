"""Claims typed by a reader: dates, bases, bounds, what is said of the reading, refusals, proof."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.claims.verdict_words import say
from dashboard.analysis.typed_claims.refusals import RefusedClaimError, example
from dashboard.analysis.typed_claims.sentence import LONGEST
from dashboard.analysis.typed_claims.typed import check_typed
from dashboard.case import Window
from dashboard.errors import DashboardError
from dashboard.language.language import Language

BASE, FIRST, LAST = date(2025, 2, 6), date(2025, 2, 7), date(2025, 2, 13)
LANGUAGES = [Language("en"), Language("zh")]


def typed(shipped, xshg, text: str, case=None, **options):
    case = shipped.case if case is None else case
    return check_typed(text, case, shipped.market, xshg, **options)


def window_of(found) -> tuple[date, date]:
    return found.window.first, found.window.last


def said(found) -> str:
    return " ".join(say(remark, LANGUAGES[0]) for remark in found.understood)


@pytest.mark.parametrize(
    ("text", "symbol", "stated", "verdict"),
    [
        (
            "300249.SZ fell 5% between 2025-02-07 and 2025-02-13",
            "300249.SZ",
            -0.05,
            "does-not-hold",
        ),
        ("yimikang gained 46 percent, Feb 7 to Feb 13, 2025", "300249.SZ", 0.46, "holds"),
        ("３００２４９ 涨 ４５．６％ ２０２５年２月７日到２月１３日", "300249.SZ", 0.456, "holds"),
        ("依米康上涨百分之45.6 2月7-13日", "300249.SZ", 0.456, "holds"),
        ("FRD −1.31% 2025/2/7 – 2025/2/13", "300602.SZ", -0.0131, "holds"),
        ("FRD lost 1.31 pct, 7th to 13th of February 2025", "300602.SZ", -0.0131, "holds"),
        ("FRD's shares were down 1.31% 7–13 Feb", "300602.SZ", -0.0131, "holds"),
        ("Shenling +7.81% 7-13 Feb", "301018.SZ", 0.0781, "holds-within-rounding"),
        ("603881.SH rose 34.4% 7–13 Feb", "603881.SS", 0.344, "holds"),
        ("沪深300 上涨 1.62% 2月7日至13日", "000300.SS", 0.0162, "holds"),
    ],
)
def test_sentences_of_every_width_and_writing(text, symbol, stated, verdict, shipped, xshg):
    found = typed(shipped, xshg, text)
    assert symbol == found.subject.id
    assert pytest.approx(stated) == found.result.stated
    assert (FIRST, LAST) == window_of(found)
    assert verdict == found.result.verdict


def test_the_case_s_own_statements_of_returns_can_be_typed_in(shipped, xshg):
    own = [claim for claim in shipped.case.claims if claim.kind == "return"]
    for claim in own:
        for text in (claim.text.en, claim.text.zh):
            found = typed(shipped, xshg, text)
            assert (claim.subject, FIRST, LAST) == (found.subject.id, *window_of(found))
            assert found.result.verdict in {"holds", "holds-within-rounding"}


# Bases


def test_of_two_bases_the_one_that_fits_is_named(shipped, xshg):
    found = typed(shipped, xshg, "依米康自2月6日至2月13日涨45.6%")
    assert (FIRST, BASE) == (found.window.first, found.base)
    assert "that of 6 Feb 2025 fits; from that of 5 Feb 2025 it would not" in said(found)
    (proof,) = found.proof.proofs
    assert [(BASE, "exact")] == [(fit.base, fit.fit) for fit in proof.fits]


def test_where_neither_base_fits_both_are_said_and_the_first_is_shown(shipped, xshg):
    found = typed(shipped, xshg, "依米康自2月6日至2月13日涨40%")
    assert date(2025, 2, 5) == found.base
    assert "can also mean the close of 6 Feb 2025 as the base; that does not fit" in said(found)


def test_the_span_is_always_said_first(shipped, xshg):
    for text, expected in (
        ("Crun +16.36%", "Read as 7 Feb 2025 to 13 Feb 2025, 5 sessions, from the close of 6 Feb"),
        ("Crun +1% on 7 Feb", "Read as the session of 7 Feb 2025, from the close of 6 Feb 2025."),
    ):
        assert say(typed(shipped, xshg, text).understood[0], LANGUAGES[0]).startswith(expected)


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "zh"])
def test_all_that_is_said_of_a_reading_is_said_in_both_languages(language, shipped, xshg):
    for text in ("自2月6日起依米康涨近五成", "新贵均涨超30%", "数据港2连板", "FRD跌1.31个点"):
        found = typed(shipped, xshg, text)
        told = [found.result.sentence, *found.understood, *found.result.remarks]
        assert all("Text(" not in say(each, language) for each in told)


# Dates


def test_what_the_sentence_leaves_out_is_said(shipped, xshg):
    assert "No dates given" in said(typed(shipped, xshg, "Crun rose 16.36%"))
    assert "No year given: taken as 7 Feb 2025" in said(
        typed(shipped, xshg, "Crun rose 16.36% 7 to 13 February")
    )
    assert "No year" not in said(typed(shipped, xshg, "Crun rose 16.36% 7 to 13 February 2025"))
    assert "No last day given" in said(typed(shipped, xshg, "Crun rose 16.36% since 7 February"))
    assert "No first day given" in said(typed(shipped, xshg, "Crun rose 16.36% to 13 February"))
    assert "Days are counted as sessions" in said(
        typed(shipped, xshg, "Crun rose 16.36% in the 5 days to 13 February")
    )


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
        ("in January to March 2025", (date(2025, 1, 2), date(2025, 3, 31))),
        ("25年2月7日至13日", (FIRST, LAST)),
    ],
)
def test_dates_are_completed_from_each_other_and_the_case(days, expected, shipped, xshg):
    assert expected == window_of(typed(shipped, xshg, f"Goaland rose 4%, {days}"))


def test_days_without_a_session_are_moved_inwards_and_said(shipped, xshg):
    found = typed(shipped, xshg, "Goaland rose 4% from 8 to 16 February 2025")
    assert (date(2025, 2, 10), date(2025, 2, 14)) == window_of(found)
    assert "8 Feb 2025 is no session; taken as 10 Feb 2025." in said(found)
    assert "16 Feb 2025 is no session; taken as 14 Feb 2025." in said(found)


def test_days_without_prices_cannot_be_checked(shipped, xshg):
    found = typed(shipped, xshg, "Goaland rose 4% from 3 to 7 March 2014")
    assert "cannot-be-checked" == found.result.verdict
    assert "its prices run from 2024-07-01" in found.result.sentence.reason
    assert found.proof.proofs[0].reason is not None


def test_a_case_without_a_year_s_turn_near_it_keeps_its_own_year(shipped, xshg):
    later = replace(shipped.case, window=Window(date(2024, 10, 8), date(2024, 10, 11)))
    found = typed(shipped, xshg, "Goaland rose 4% 8 to 11 October", later)
    assert date(2024, 10, 8) == found.window.first


# Names


def test_a_former_name_finds_its_stock_and_is_said(shipped, xshg):
    found = typed(shipped, xshg, "旧名电器涨45.6%", former={"300249.SZ": ("旧名电器",)})
    assert "300249.SZ" == found.subject.id
    assert "“旧名电器” is a former name of Yimikang." in said(found)


def test_the_sector_is_the_one_group_of_a_case(shipped, xshg):
    one = replace(shipped.case, groups=shipped.case.groups[:1])
    found = typed(shipped, xshg, "the sector rose 29.45 %", one)
    assert ("newcomers", "does-not-hold") == (found.subject.id, found.result.verdict)
    assert 0.3148 == pytest.approx(found.result.computed, abs=5e-5)


# Refusals


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a statement such as “Yimikang rose 5%"),
        ("   \n", "Type a statement such as"),
        ("x" * (LONGEST + 1), "200 characters at most; this one is longer"),
        ("600519.SS rose 12 % 3 to 7 March", "“600519.SS” is not among the stocks at hand: 依"),
        ("300249.SS rose 12 %", "code 300249 belongs to SZ, not to SS"),
        ("Moutai rose 12 %", "names none of the stocks at hand: 依米康 Yimikang 300249.SZ, "),
        ("Goaland and Crun rose 4%", "names Goaland and Crun; type one"),
        ("Newcomers and Crun rose 4%", "names Newcomers and Crun; type one"),
        ("Goaland rose", "has no percentage"),
        ("Goaland rose 4% +5%", "has 2 percentages"),
        ("Goaland 4%", "Say the direction: rose or fell"),
        ("Goaland rose lost 4%", "Say the direction once"),
        ("Goaland rose -4%", "Say the direction once"),
        (f"Goaland rose {'9' * 40}%", "Not understood: “999"),
        (f"Goaland rose 0.{'0' * 40}1%", "Not understood: “0.000"),
        (f"依米康涨{'九' * 6}点{'九' * 4}%", "Not understood: “九九"),
        ("Goaland \N{RIGHT-TO-LEFT OVERRIDE}rose 4%", "Not understood: “\\u202e”;"),
        ("Goaland rose\x00 4%", "Not understood: “\\x00”;"),
        ("Goaland rose 4% from 31 February", "2025-2-31 is no date"),
        ("Goaland rose 4% from 13 to 7 February", "comes before the first"),
        ("Goaland rose 4% from 7 to 13", "“7” is no date: name its month"),
        ("Goaland rose 4% 3 March to 4 March to 5 March", "has 3 dates"),
        (
            "Goaland rose 4% on 8 February",
            (
                "8 is no session of the Shanghai and Shenzhen exchanges; the sessions next to it "
                "are 2025-02-07 and"
            ),
        ),
        ("Goaland rose 4% since 1900-01-01", "outside the calendar"),
        ("Goaland rose 4% since 20 February", "lies behind the window"),
        ("Goaland rose 4% to 20 January", "lies before the window"),
        (
            "<script>alert(1)</script> Goaland rose 4%",
            "Not understood: “script”, “alert”, “1” and “/script”;",
        ),
        ("🚀 Goaland rose 4%", "Not understood: “🚀”;"),
        ("依米康盘中涨4%", "Not checkable on daily closes: “盘中”."),
        (
            "依米康同比涨4%",
            "Compares figures of a company’s reports, never a stock’s return: “同比”.",
        ),
        ("板块涨4%", "“板块” names no group of the case"),
        ("Goaland rose 4% in less than five sessions today", "name the date: “today”."),
        ("Goaland surged as much as 4%", "Not understood: “as” and “much”;"),
        ("CSI 300 rose 1.6% over the same period", "named elsewhere; name its dates: “over the"),
        ("half the newcomers rose", "only behind rose or fell: “half”."),
        ("新贵均涨31.48%", "write 全部 for each, 平均 for the mean: “均”."),
    ],
)
def test_what_is_not_understood_is_refused_in_one_sentence(text, sentence, shipped, xshg):
    with pytest.raises(DashboardError) as caught:
        typed(shipped, xshg, text)
    assert sentence in LANGUAGES[0].error(caught.value)


def test_words_are_listed_in_the_reader_s_language(shipped, xshg):
    with pytest.raises(RefusedClaimError) as caught:
        typed(shipped, xshg, "依米康位居板块第一，涨5%")
    assert LANGUAGES[1].error(caught.value).startswith("未能识别：“位居”和“第一”；请照这样输入")


@pytest.mark.parametrize("mark", "\u200b\u200d\u200f\u2060\ufeff\xad")
def test_what_is_copied_along_unseen_changes_nothing(mark, shipped, xshg):
    found = typed(shipped, xshg, f"{mark}Yimi{mark}kang rose 45.6%{mark}")
    assert "holds" == found.result.verdict


def test_a_half_says_how_much_it_allows(shipped, xshg):
    found = typed(shipped, xshg, "Yimikang gained half its value")
    assert "holds" == found.result.verdict
    assert "“+50%” is taken to allow +45.00% to +55.00%." in said(found)


def test_a_chinese_sentence_is_offered_a_chinese_pattern(shipped, xshg):
    with pytest.raises(RefusedClaimError) as caught:
        typed(shipped, xshg, "高澜股份没有上涨4%")
    pattern = "依米康2025年2月7日至2025年2月13日涨5%"
    assert all(pattern in language.error(caught.value) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "zh"])
def test_the_pattern_of_a_refusal_is_itself_understood(language, shipped, xshg):
    for text in (language.say(example(shipped.case)), example(shipped.case, "涨")):
        found = typed(shipped, xshg, text)
        assert ("does-not-hold", FIRST, LAST) == (found.result.verdict, *window_of(found))
