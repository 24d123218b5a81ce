"""The verdict never says more than the numbers: a hundred windows, settings and made-up tables."""

import itertools
import re
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from dashboard.analysis.stories.difference import difference_test
from dashboard.analysis.stories.nearest_change import NearestChanges
from dashboard.analysis.stories.rows import StoryCell
from dashboard.analysis.stories.table import story_table
from dashboard.analysis.stories.verdict import ranked, verdict, verdict_text
from dashboard.analysis.window.window import base_window, window_result
from dashboard.language.language import Language
from dashboard.message import Message

EN = Language()


@pytest.fixture(scope="module")
def titles(shipped):
    return {story.id: story.title.en for story in shipped.case.stories}


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
    said = [
        verdict_text(verdict(shipped.case, *pair, ()), EN)
        for pair in (shipped_difference, (result, turned))
    ]
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


def check(titles, table, said):
    assert not [word for word in FORBIDDEN if word in said]
    _check_size(table, said)
    _check_rarity(table, said)
    _check_stories(titles, table, said)


def _check_size(table, said):
    value = table.difference.value
    told = re.search(r"returned ([\d.]+) points more", said)
    if told is None:
        assert "returned the same" in said
        assert abs(value) < 0.0005
        return
    assert f"{abs(value) * 100:.1f}" == told.group(1)
    interval = re.search(r"\(([\d.]+)% interval (−?[\d.]+) to (−?[\d.]+)\)", said)
    if table.difference.interval is None:
        assert interval is None
        return
    coverage, low, high = (float(part.replace("−", "-")) for part in interval.groups())
    known = table.difference.interval
    assert pytest.approx(known.coverage * 100, abs=0.051) == coverage
    ends = sorted((known.low, known.high) if value > 0 else (-known.high, -known.low))
    assert pytest.approx([100 * end for end in ends], abs=0.051) == [low, high]


def _check_rarity(table, said):
    splits = table.difference.splits
    count = splits.count if table.difference.value >= 0 else splits.count_other_side
    # "None parts them more" may be said of the one split that beats all others.
    assert ("none parts them more" in said) == (count == 1)
    assert f"p {count}/{splits.n_permutations} one-sided" in said
    two = min(splits.n_permutations, 2 * min(splits.count, splits.count_other_side))
    assert f"{two}/{splits.n_permutations} two-sided" in said


def _check_stories(titles, table, said):
    found = table.verdict
    assert ("fits best" in said) == (found.fits_best is not None)
    for column in table.stories:
        title = titles[column.story]
        is_against = f"“{title}” points the other way" in said or f"Against “{title}”" in said
        assert is_against == (column.contradictions > 0)
        rank = column.cell("rank-fit")
        weakly = f"“{title}” points the other way, weakly" in said
        assert weakly == (rank.mark == "other-way" and rank.strength == "weak")
    if found.fits_best is not None:
        best = table.column(found.fits_best)
        assert best.strong_fits > 0
        assert 0 == best.contradictions
        assert not best.is_grouping
        others = [each for each in table.stories if each is not best]
        assert all(each.strong_fits < best.strong_fits for each in others)
    leaders = [c.story for c in table.stories if c.strong_fits and not c.contradictions]
    assert list(found.leaders) == leaders
    if not leaders:
        assert "No story has a strong fit" in said
    for story in leaders if found.fits_best is None else (found.fits_best,):
        assert titles[story] in said
    if found.fits_best is None and any(table.column(each).is_grouping for each in leaders):
        assert "groups themselves" in said
        assert "apart" in said


@pytest.mark.slow
def test_a_hundred_windows_and_settings_say_no_more_than_their_numbers(
    monkeypatch, shipped, xshg, titles
):
    # The row of nearest changes has no mark and takes no part in the verdict.
    none = NearestChanges((), 0, 0)
    monkeypatch.setattr("dashboard.analysis.stories.table.nearest_changes_of", lambda *_: none)
    seen, statuses = 0, set()
    for case, base, last, benchmark in settings(shipped, xshg):
        window = base_window(case, shipped.market, xshg, base, last)
        table = story_table(case, shipped.market, xshg, window, benchmark=benchmark)
        check(titles, table, verdict_text(table.verdict, EN))
        statuses.add(table.verdict.status)
        seen += 1
    assert seen >= 100
    assert len(statuses) >= 2


# Made-up tables -----------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    story: str
    cells: tuple
    is_grouping: bool = False

    @property
    def strong_fits(self):
        return sum(cell.is_strong and cell.mark == "fits" for cell in self.cells)

    @property
    def strong_contradictions(self):
        return sum(cell.is_strong and cell.mark == "other-way" for cell in self.cells)

    @property
    def contradictions(self):
        return sum(cell.mark == "other-way" for cell in self.cells)


def cells(*marks):
    rows = ("rank-fit", "inside-groups", "leave-one-out", "late-evidence")
    return tuple(
        StoryCell(row, mark, strength, 0.5, 0.01, 1, 100, 0.01, Message.of("said"))
        for row, (mark, strength) in zip(rows, marks, strict=False)
    )


STRONG, WEAK, AGAINST = ("fits", "strong"), ("fits", "weak"), ("other-way", "strong")
HARDLY, NOTHING = ("other-way", "none"), ("says-nothing", "none")


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (cells(STRONG), cells(NOTHING), "fits-best"),
        (cells(STRONG, STRONG), cells(STRONG), "fits-best"),
        (cells(STRONG), cells(STRONG), "cannot-be-told-apart"),
        (cells(STRONG), cells(STRONG, STRONG, AGAINST), "cannot-be-told-apart"),
        (cells(STRONG, AGAINST), cells(NOTHING), "none-fits"),
        (cells(STRONG, HARDLY), cells(NOTHING), "none-fits"),
        (cells(WEAK), cells(NOTHING), "none-fits"),
    ],
)
def test_fits_best_needs_a_strong_fit_no_contradiction_and_more_than_every_other(
    shipped_difference, first, second, status, shipped
):
    result, difference = shipped_difference
    tried = (Tried("liquid-cooling", first), Tried("alibaba-evidence", second))
    found = verdict(shipped.case, result, difference, tried)
    assert found.status == status
    assert found.fits_best == ("liquid-cooling" if status == "fits-best" else None)
    said = verdict_text(found, EN)
    assert ("fits best" in said) == (status == "fits-best")


def test_a_story_that_is_the_grouping_never_fits_best(shipped_difference, shipped):
    tried = (Tried("alibaba-label", cells(STRONG, STRONG), is_grouping=True),)
    found = verdict(shipped.case, *shipped_difference, tried)
    assert "cannot-be-told-apart" == found.status
    assert "groups themselves" in verdict_text(found, EN)


def test_stories_are_ordered_by_strong_contradictions_then_strong_fits():
    tried = (
        Tried("a", cells(STRONG, STRONG, AGAINST)),
        Tried("b", cells(NOTHING)),
        Tried("c", cells(STRONG)),
        Tried("d", cells(NOTHING)),
    )
    assert [2, 1, 3, 0] == ranked(tried)


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
    said = verdict_text(verdict(shipped.case, wide, found, ()), EN)
    assert "Among 9999 random ways to split these 28 stocks" in said
    assert "none parts them more" not in said


def test_without_groups_or_returns_the_verdict_says_so(shipped_difference, shipped):
    result, difference = shipped_difference
    assert "no group" in verdict_text(verdict(shipped.case, result, None, ()), EN)
    gone = replace(difference, value=None, reasons=(("value", Message.of("No close.")),))
    assert "No close." in verdict_text(verdict(shipped.case, result, gone, ()), EN)
