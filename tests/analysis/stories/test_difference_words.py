"""The exact sentence on the difference never says more than its numbers."""

import itertools
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.analysis.stories.difference import difference_test
from dashboard.analysis.stories.difference_words import effect_sentences
from dashboard.analysis.window.window import base_window, window_result
from dashboard.language.language import Language
from dashboard.stats.result import Undefined

EN = Language()


def said_of(case, result, found):
    return EN.sentences(EN.say(each) for each in effect_sentences(case, result, found))


FORBIDDEN = (
    "prove",
    "caused",
    "significant",
    "all A-shares",
    "buy",
    "sell",
    "refute",
    "because of",
)


@pytest.fixture(scope="module")
def shipped_difference(shipped, xshg):
    result = window_result(
        shipped.case, shipped.market, xshg, shipped.case.window, benchmark="equal-weight"
    )
    return result, difference_test(result)


# The difference ---------------------------------------------------------


def test_the_shipped_difference(shipped_difference):
    _, found = shipped_difference
    assert pytest.approx(0.2768, abs=1e-4) == found.value
    assert (1, 70) == (found.splits.count, found.splits.n_permutations)
    assert pytest.approx(2 / 70) == found.splits.pvalue_two_sided
    assert pytest.approx(1 / 70) == found.splits.smallest
    assert pytest.approx(68 / 70) == found.interval.coverage
    assert pytest.approx((0.086, 0.469), abs=5e-4) == (found.interval.low, found.interval.high)
    assert found.interval.low < found.hodges_lehmann < found.interval.high
    assert 70 == sum(count for _, count in found.splits.pairs)


def test_swapping_the_groups_swaps_the_sides(shipped_difference, shipped, xshg):
    _, found = shipped_difference
    case = replace(shipped.case, groups=shipped.case.groups[::-1])
    result = window_result(case, shipped.market, xshg, case.window, benchmark="equal-weight")
    turned = difference_test(result)
    assert pytest.approx(-found.value) == turned.value
    assert turned.splits.count == found.splits.count_other_side == 70
    assert 1 == turned.splits.count_other_side
    # The sentence is the same: it tells who is ahead.
    said = [said_of(shipped.case, *pair) for pair in (shipped_difference, (result, turned))]
    assert said[0] == said[1]


# A hundred windows --------------------------------------------------------


def settings(shipped, xshg):
    days = xshg.between(date(2024, 12, 2), date(2025, 3, 20))
    bases = days[5:60:6]
    pairs = [(base, xshg.offset(base, length)) for base in bases for length in (1, 3, 5, 9)]
    for base, last in pairs:
        for benchmark in ("equal-weight", "000300.SS"):
            yield shipped.case, base, last, benchmark
    own = (date(2025, 2, 6), date(2025, 2, 13))
    for left_out in shipped.case.symbols:
        stocks = tuple(s for s in shipped.case.stocks if s.symbol != left_out)
        yield replace(shipped.case, stocks=stocks), *own, "equal-weight"
    for first in itertools.combinations(shipped.case.symbols, 4):
        if (
            first[0] == shipped.case.symbols[0]
            and len(set(first) & set(shipped.case.symbols[:4])) > 2
        ):
            regrouped = tuple(
                replace(s, group="newcomers" if s.symbol in first else "established")
                for s in shipped.case.stocks
            )
            yield replace(shipped.case, stocks=regrouped), *own, "equal-weight"


def check(found, said):
    assert not [word for word in FORBIDDEN if word in said]
    _check_size(found, said)
    _check_rarity(found, said)


def _check_size(found, said):
    value = found.value
    told = re.search(r"returned ([\d.]+) points more", said)
    if told is None:
        assert "returned the same" in said
        assert abs(value) < 0.0005
        return
    assert f"{abs(value) * 100:.1f}" == told.group(1)
    interval = re.search(r"\(([\d.]+)% interval (−?[\d.]+) to (−?[\d.]+)\)", said)
    if isinstance(found.interval, Undefined):
        assert interval is None
        return
    coverage, low, high = (float(part.replace("−", "-")) for part in interval.groups())
    known = found.interval
    assert pytest.approx(known.coverage * 100, abs=0.051) == coverage
    ends = sorted((known.low, known.high) if value > 0 else (-known.high, -known.low))
    assert pytest.approx([100 * end for end in ends], abs=0.051) == [low, high]


def _check_rarity(found, said):
    splits = found.splits
    count = splits.count if found.value >= 0 else splits.count_other_side
    # "None parts them more" may be said of the one split that beats all others.
    assert ("none parts them more" in said) == (count == 1)
    assert f"p {count}/{splits.n_permutations} one-sided" in said
    two = min(splits.n_permutations, 2 * min(splits.count, splits.count_other_side))
    assert f"{two}/{splits.n_permutations} two-sided" in said


@pytest.mark.slow
def test_a_hundred_windows_and_settings_say_no_more_than_their_numbers(shipped, xshg):
    seen = 0
    for case, base, last, benchmark in settings(shipped, xshg):
        window = base_window(case, shipped.market, xshg, base, last)
        result = window_result(case, shipped.market, xshg, window, benchmark=benchmark)
        found = difference_test(result)
        check(found, said_of(case, result, found))
        seen += 1
    assert seen >= 100


# Without splits, groups or returns -------------------------------------------


def test_random_splits_are_said_to_be_random(shipped_difference, shipped):
    result, _ = shipped_difference
    rng = np.random.default_rng(0)
    many = tuple(
        replace(result.stocks[0], symbol=f"s{i}", group=g, value=float(v))
        for g, shift in (("newcomers", 0.1), ("established", 0.0))
        for i, v in enumerate(rng.normal(shift, 0.1, 14))
    )
    mean = np.mean([s.value for s in many[:14]]) - np.mean([s.value for s in many[14:]])
    headline = replace(result.headline, value=float(mean))
    wide = replace(result, stocks=many, differences=(headline,))
    found = difference_test(wide)
    assert not found.splits.exact
    assert found.splits.seed is not None
    said = said_of(shipped.case, wide, found)
    assert "Among 9,999 random ways to split these 28 stocks" in said
    assert "none parts them more" not in said


def test_without_groups_or_returns_the_verdict_says_so(shipped_difference, shipped):
    result, difference = shipped_difference
    assert "no group" in said_of(shipped.case, result, None)
    gone = replace(difference, value=Undefined("No close."))
    assert "No close." in said_of(shipped.case, result, gone)
