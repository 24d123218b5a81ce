"""The answer's words against its numbers: two hundred random cases, in both languages."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.analysis.answer import words
from dashboard.analysis.answer.facts import answer
from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.difference import difference_test
from dashboard.analysis.stories.verdict import verdict
from dashboard.analysis.window.window import base_window
from dashboard.case import FINDINGS, Group, Text
from dashboard.language.language import Language
from dashboard.stats.result import Undefined
from tests.thoroughness import rounds

pytestmark = pytest.mark.slow

EN, ZH = Language("en"), Language("zh")
N_CASES = rounds(100, 200)
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FORBIDDEN = (
    "fit",
    "ρ",
    "p-value",
    "interval",
    "significant",
    "caused",
    "because of",
    "one time in one",
)
GROUPS = (
    Group("g0", Text("Pumps", "水泵"), "after"),
    Group("g1", Text("Plates, cold", "冷板"), "before"),
    Group("g2", Text("Racks", "机柜"), "before"),
    Group("g3", Text("", "其他"), "after"),
)


def random_cases(shipped, xshg):
    """Windows, sizes, groups and grades at random, with benchmarks known and not."""
    rng = np.random.default_rng(20)
    days = xshg.between(date(2024, 11, 20), date(2025, 3, 20))
    row = next(each for each in shipped.case.evidence if "goaland-lc" == each.id)
    for _ in range(N_CASES):
        n = int(rng.integers(1, 9))
        groups = GROUPS[: int(rng.integers(1, 1 + min(4, n)))]
        chosen = rng.choice(shipped.case.symbols, n, replace=False)
        places = [*range(len(groups)), *rng.integers(0, len(groups), n - len(groups))]
        stocks = tuple(
            replace(shipped.case.stock(symbol), group=groups[place].id)
            for symbol, place in zip(chosen, places, strict=True)
        )
        stories = tuple(
            replace(story, expects=str(rng.choice(["rise", "fall"])))
            for story in rng.permutation(np.array(shipped.case.stories, dtype=object))
        )[: int(rng.integers(1, 5))]
        graded = [story.id for story in stories if story.kind != "market"]
        share = rng.choice([0.0, 0.5, 1.0])
        evidence = tuple(
            replace(
                row,
                id=f"{stock.symbol}-{story}",
                stock=stock.symbol,
                story=story,
                finding=str(rng.choice(FINDINGS)),
                value=None,
                via=str(rng.choice(["", "a paper"])),
            )
            for stock in stocks
            for story in graded
            if rng.random() < share
        )
        case = replace(
            shipped.case,
            groups=groups,
            stocks=stocks,
            evidence=evidence,
            stories=stories,
            asks=str(rng.choice([story.id for story in stories])),
        )
        base = days[int(rng.integers(0, 60))]
        last = xshg.offset(base, int(rng.choice([1, 2, 5, 12])))
        market = shipped.market
        if rng.random() < 0.15:
            market = replace(market, benchmark_returns={"equal-weight": _hole(market, base)})
        yield case, market, base_window(case, market, xshg, base, last)


def _hole(market, base):
    held = market.benchmark_returns["equal-weight"]
    return held[held.index <= np.datetime64(base)]


@pytest.fixture(scope="module")
def answers(shipped, xshg):
    made = []
    for case, market, window in random_cases(shipped, xshg):
        inputs = StoryInputs(case, market, xshg, window, benchmark="equal-weight")
        difference = difference_test(inputs.result)
        found = verdict(inputs, difference)
        made.append((inputs, difference, found, answer(inputs, found, difference)))
    return made


def test_the_headline_follows_the_verdict(answers):
    seen = set()
    for inputs, _, found, told in answers:
        said, asked = words.headline(told, EN), inputs.case.asks
        own = found.of(asked)
        others = [each for each in found.stories if each.stands and each.story != asked]
        best = found.story if "fits-best" == found.status else None
        kind = "We cannot tell"
        if best is not None:
            kind = "Yes" if best == asked else "ather"
        elif inputs.known and own.contradicted:
            kind = "points the other way"
        elif isinstance(own.familywise_p, float) and own.familywise_p > 0.2 and others:
            kind = "Nothing here speaks for"
        assert kind in said
        after = any("after" == group.chosen for group in inputs.case.groups)
        claims = best is not None or "points the other way" == kind
        assert ("hindsight" in said) == (claims and after)
        if "nobody has looked" in said:
            assert not any(row.story == asked for row in inputs.case.evidence)
        if "no gap stands out" in said:
            assert found.groups_pvalue > 0.2
        if "too few" in said:
            assert found.n < 3 or own.reachable > 0.05
        if "more than one story" in said:
            assert len([each for each in found.stories if each.stands]) > 1
        seen.add(kind)
    assert {"We cannot tell", "points the other way"} <= seen
    assert len(seen) >= 3


def moves(told):
    """What each group and the market did, read from the first English sentence."""
    first = words.sentences(told, EN)[0]
    for move in (*told.groups, told.market):
        name = "the market" if move is told.market else words.group_name(move.title, EN)
        yield (
            move,
            re.search(rf"{re.escape(name)} (rose|fell|hardly moved) ?([\d.]*)", first),
            first,
        )


def test_every_move_is_said_with_its_sign_and_its_rounding(answers):
    for _, _, _, told in answers:
        for move, said, first in moves(told):
            if isinstance(move.value, Undefined):
                assert said is None
                assert "not known" in first or "no return is known" in first
                continue
            verb, number = said.groups()
            if abs(move.value) < 0.0005:
                assert "hardly moved" == verb
                continue
            assert ("rose" if move.value > 0 else "fell") == verb
            digits = len(number.partition(".")[2])
            assert f"{abs(move.value) * 100:.{digits}f}" == number or (
                abs(abs(move.value) * 100 - float(number)) <= 0.5 * 10**-digits + 1e-9
            )


def test_the_chance_is_that_of_the_splits(answers):
    seen = 0
    for _, difference, _, told in answers:
        first = words.sentences(told, EN)[0]
        found = re.search(r"in that direction (.*)\.$", first)
        if found is None:
            assert told.chance is None
            continue
        splits = difference.splits
        count = splits.count if difference.value > 0 else splits.count_other_side
        chance = count / splits.n_permutations
        said = found.group(1)
        if chance > 0.5:
            assert "more often than not" == said
            continue
        times = said.rpartition(" ")[2]
        times = COUNTS.index(times) + 1 if times in COUNTS else times
        times = {"eleven": 11, "twelve": 12}.get(times, times)
        assert round(1 / chance) == int(times)
        assert said.startswith("about") == (splits.n_permutations % count != 0)
        seen += 1
    assert seen > 20


def test_how_many_were_checked_is_counted_from_the_rows(answers):
    for inputs, _, found, told in answers:
        last, n = words.sentences(told, EN)[-1], len(inputs.case.stocks)
        named = [found.story] if "fits-best" == found.status else []
        for story in {*named, inputs.case.asks}:
            title = EN.pick(inputs.case.story(story).title)
            rows = [row for row in inputs.case.evidence if row.story == story]
            checked = len({row.stock for row in rows})
            read = sum(not row.via for row in rows)
            counted = re.search(
                rf"nly (\d+) of (\d+) compan\w+ \w+ been checked for “{title}”", last
            )
            if "market" == inputs.case.story(story).kind or checked == n:
                assert counted is None
            elif checked:
                assert (str(checked), str(n)) == counted.groups()
            else:
                assert f"obody has checked the companies for “{title}”" in last
            if rows and not read:
                assert f"obody here has read the documents on “{title}”" in last
            elif rows and read < len(rows):
                assert f"f {len(rows)} statements on “{title}” {read} w" in last


def test_what_was_picked_afterwards_is_said(answers):
    for inputs, _, _, told in answers:
        last = words.sentences(told, EN)[-1]
        after = ["after" == group.chosen for group in inputs.case.groups]
        assert any(after) == ("it proves nothing" in last)
        assert ("picked afterwards" in last) == all(after)
        assert ("the groups were" in last.lower()) == (all(after) and len(after) > 1)


def test_plain_words_and_no_statistics(answers):
    for _, _, _, told in answers:
        said = [words.headline(told, EN), *words.sentences(told, EN)]
        assert len(said) <= 4
        assert all(each.endswith(".") for each in said[1:])
        text = " ".join(said)
        assert not [word for word in FORBIDDEN if word in text]
        assert "  " not in text
        assert "{" not in text


def test_chinese_says_the_same_numbers_in_its_own_punctuation(answers):
    for _, _, _, told in answers:
        said = [words.headline(told, ZH), *words.sentences(told, ZH)]
        text = "".join(said)
        assert all(each.endswith("。") for each in said[1:])
        assert not re.search(r"[;:!?()]|,(?!\d{3})|\.(?!\d)", text)
        assert "  " not in text
        assert not re.search(r"“[^”]*“", text)
        english = " ".join(words.sentences(told, EN))
        assert re.findall(r"[\d.]+%", english) == re.findall(r"[\d.]+%", text)


def test_the_numbers_hold_every_p_and_both_rates(answers):
    for _, _, found, told in answers:
        exact = words.numbers(told, EN)
        for each in found.tested:
            shown = "<0.001" if each.familywise_p < 0.0005 else f"{each.familywise_p:.3f}"
            assert shown in exact
        if isinstance(found.false_alarm_rate, float):
            assert f"name a story in {found.false_alarm_rate * 100:.1f}%" in exact
        assert ("would be found half of the time" in exact) == (told.detectable_gap is not None)
        # Of two stocks the p is 1 whatever they did.
        of_groups = isinstance(found.groups_pvalue, float) and found.n > 2
        assert of_groups == ("two-sided, adjusted for" in exact or "own difference: p" in exact)


@pytest.mark.parametrize(
    ("pvalue", "english", "chinese"),
    [
        (1 / 7, "one time in seven", "每 7 次有 1 次"),
        (0.145, "about one time in seven", "大约每 7 次就有 1 次"),
        (0.51, "more often than not", "一半以上的情形都"),
        (0.0009, "fewer than one time in 1,000", "1,000 次里不到 1 次"),
        (0.5, "one time in two", "每 2 次有 1 次"),
    ],
)
def test_chances_are_counts_of_times(pvalue, english, chinese):
    assert english == words.how_often(pvalue, EN)
    assert chinese == words.how_often(pvalue, ZH)
