"""A part and its share, a figure and its growth: what they imply, and what a document decides."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.arithmetic import growth_readings, implied_whole
from dashboard.analysis.claims.ledger import check_claims
from dashboard.case import Claim, Text
from dashboard.language.language import Language

EN, ZH = Language("en"), Language("zh")


def claim(kind, stated, unit, rate, **changes) -> Claim:
    values = {"subject": "", "relation": "", "first": None, "last": None, "tolerance": None}
    made = Claim("c", kind, stated=stated, unit=unit, text=Text("x", "x"), **values)
    return replace(made, rate=rate, **changes)


def check(shipped, xshg, one: Claim):
    (found,) = check_claims(replace(shipped.case, claims=(one,)), shipped.market, xshg)
    return found


def part(**changes) -> Claim:
    """The article's 880 million yuan as 35 % of a company's revenue."""
    base = {"subject": "301018.SZ", "tolerance": 5.0, "document": "The report"}
    return claim("part-of-whole", "880", "million yuan", "0.35", **{**base, **changes})


def growth(**changes) -> Claim:
    """The article's 68.2 billion yuan at 56 % a year, 2022 to 2027."""
    base = {"first": date(2022, 1, 1), "last": date(2027, 12, 31)}
    return claim("compound-growth", "68.2", "billion yuan", "0.56", **{**base, **changes})


# The article's two, worked by hand


@pytest.mark.slow
def test_880_million_as_35_percent_imply_2_51_billion(shipped, xshg):
    found = check(shipped, xshg, part())

    assert "cannot-be-checked" == found.verdict
    assert pytest.approx(880 / 0.35) == found.computed
    # 875 / 0.355 and 885 / 0.345
    assert (pytest.approx(2464.79, abs=0.01), pytest.approx(2565.22, abs=0.01)) == (
        found.low,
        found.high,
    )
    assert (
        "880 million yuan as 35% implies a whole of 2.51 billion yuan; by their rounding 2.46 "
        "billion yuan to 2.57 billion yuan."
    ) == verdict_words.say(found.sentence, EN)
    assert "8.8 亿元占 35%，则总额约 25.1 亿元；计入两者的舍入，为 24.6 亿元至 25.7 亿元。" == (
        verdict_words.say(found.sentence, ZH)
    )
    assert "It could be held against The report, which was not read here." == (
        verdict_words.say(found.remarks[0], EN)
    )


def test_68_2_billion_at_56_percent_has_three_readings():
    first, last, total = growth_readings(68.2, 0.05, 0.56, 0.005, 5)

    # 1.56 ** 5 = 9.238954…; 1 + 1.56 + … + 1.56 ** 5 = 23.951373…
    assert (68.2, pytest.approx(68.2 * 9.2389579776)) == (first.first.value, first.last.value)
    assert (pytest.approx(68.2 / 9.2389579776), 68.2) == (last.first.value, last.last.value)
    assert pytest.approx(68.2 / 23.9513829376) == total.first.value
    assert pytest.approx(68.2 / 23.9513829376 * 9.2389579776) == total.last.value
    assert (pytest.approx(630.1, abs=0.05), pytest.approx(7.38, abs=0.005)) == (
        first.last.value,
        last.first.value,
    )


def test_the_readings_stand_in_a_sentence_in_both_languages(shipped, xshg):
    found = check(shipped, xshg, growth())

    assert "cannot-be-checked" == found.verdict
    assert (
        "At 56% a year 68.2 billion yuan can be three things: as the level of 2022 it comes to 630 "
        "billion yuan in 2027; as the level of 2027 it starts from 7.38 billion yuan in 2022; as "
        "the sum of the 6 years it runs from 2.85 billion yuan to 26.3 billion yuan."
    ) == verdict_words.say(found.sentence, EN)
    assert "682 亿元有三种读法：若为 2022 年规模，2027 年将达 6,300 亿元" in (
        verdict_words.say(found.sentence, ZH)
    )


# A document that gives the figure decides


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ("2511", "holds"),
        ("2514", "holds"),
        ("2470", "holds-within-rounding"),
        ("3000", "does-not-hold"),
    ],
)
def test_a_known_whole_decides_on_the_share(known, verdict, shipped, xshg):
    found = check(shipped, xshg, part(known=known))

    assert verdict == found.verdict
    assert "The report gives" in verdict_words.say(found.remarks[0], EN)


@pytest.mark.parametrize(
    ("known", "fitting"),
    [("68.2", "first-year"), ("7.4", "last-year"), ("2.85", "sum"), ("40", "")],
)
def test_a_known_first_level_decides_between_the_readings(known, fitting, shipped, xshg):
    found = check(shipped, xshg, growth(known=known, document="IDC"))

    wanted = [fitting] if fitting else []
    assert wanted == [part.name for part in found.parts if part.holds]
    assert ("holds" if fitting else "does-not-hold") == found.verdict
    assert "IDC gives" in verdict_words.say(found.remarks[0], EN)


# Whatever was rounded, the truth lies in the interval

LEVEL = st.floats(0.01, 1e6)
RATE = st.floats(-0.5, 3.0)


@pytest.mark.slow
@given(whole=st.floats(1, 1e6), share=st.floats(0.05, 1.0), digits=st.integers(0, 2))
def test_the_whole_behind_a_rounded_part_and_share_lies_in_the_interval(whole, share, digits):
    said = round(whole * share, digits)
    half, said_share = 0.5 * 10**-digits, round(share, 2)
    if said - half <= 0:
        return
    found = implied_whole(said, half, said_share, 0.005)

    assert found.low <= found.value <= found.high
    assert found.meets(whole, 1e-9 * whole)


@given(level=LEVEL, rate=RATE, years=st.integers(1, 10))
def test_the_levels_behind_a_rounded_figure_and_rate_lie_in_the_interval_of_their_reading(
    level, rate, years
):
    said_rate = round(rate, 2)
    levels = [level * (1 + rate) ** year for year in range(years + 1)]
    truth = {"first-year": levels[0], "last-year": levels[-1], "sum": sum(levels)}
    for place, (reading, figure) in enumerate(truth.items()):
        found = growth_readings(round(figure, 3), 0.0005, said_rate, 0.005, years)[place]
        assert reading == found.reading
        for end, implied in ((levels[0], found.first), (levels[-1], found.last)):
            assert implied.low <= implied.value <= implied.high
            assert implied.meets(end, 1e-9 * end)


@given(level=LEVEL, rate=RATE, years=st.integers(1, 10))
def test_every_reading_grows_from_its_first_level_to_its_last(level, rate, years):
    for each in growth_readings(level, 0.0, rate, 0.0, years):
        assert pytest.approx(each.last.value) == each.first.value * (1 + rate) ** years
    total = growth_readings(level, 0.0, rate, 0.0, years)[2]
    assert pytest.approx(level) == sum(
        total.first.value * (1 + rate) ** n for n in range(years + 1)
    )


def test_numbers_beyond_reckoning_cannot_be_checked(shipped, xshg):
    for one in (part(), growth()):
        found = check(shipped, xshg, replace(one, stated="1" + "0" * 308))
        assert ("cannot-be-checked", None) == (found.verdict, found.computed_value)


def test_money_is_said_in_the_large_numbers_of_the_language():
    say = verdict_words.quantity

    assert ["880 million yuan", "8.8 亿元"] == [say(0.88, "billion yuan", t) for t in (EN, ZH)]
    assert ["1.5 million yuan", "150 万元"] == [say(1.5, "million yuan", t) for t in (EN, ZH)]
    assert ["12 yuan", "12 元"] == [say(12, "yuan", t) for t in (EN, ZH)]
    assert ["3.14 tonnes", "3.14 tonnes"] == [say(3.14159, "tonnes", t) for t in (EN, ZH)]
