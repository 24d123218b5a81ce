"""Typed sentences made by rule: read back as they were made, counted as they say.

The rules stand inside the tests, so that a failing example is told without its fixtures.
"""

import csv
import math
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.analysis.claims.verdict_words import say
from dashboard.analysis.typed_claims.refusals import RefusedClaimError
from dashboard.analysis.typed_claims.typed import check_typed
from dashboard.case import Window
from dashboard.errors import DashboardError
from dashboard.language.language import Language
from tests.thoroughness import rounds

EARLIEST, LATEST = date(2024, 7, 3), date(2025, 4, 30)
LANGUAGES = [Language("en"), Language("zh")]

# Every way to write a span: {first}, {last} and {base} are days, {n} counts its sessions.
SPANS_EN = (
    "from {first} to {last}",
    "{first} to {last}",
    "between {first} and {last}",
    "in the {n} sessions to {last}",
    "over the {n} trading days through {last}",
    "in the {n} sessions from {first}",
    "in the {n} days since {first}",
    "in the {n} sessions after {base}",
    "from the close on {base} to the close on {last}",
    "from the close of {base} to {last}",
    "since {first}",
    "after {base}",
    "until {last}",
    "by {last}",
    "in the past {n} sessions",
    "",
)
SPANS_ZH = (
    "自{first}至{last}",
    "{first}至{last}",
    "从{first}到{last}，{n}个交易日",
    "截至{last}的{n}个交易日",
    "近{n}个交易日（截至{last}）",
    "从{first}起{n}个交易日",
    "{base}后{n}个交易日",
    "{base}收盘到{last}收盘",
    "{last}，{n}日涨跌幅",
    "{first}以来",
    "截至{last}收盘",
    "",
)
DAYS_EN = ("{0:%Y-%m-%d}", "{0.day} {0:%B} {0.year}", "{0:%b} {0.day}, {0.year}")
DAYS_ZH = ("{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}")

# Of a bound: how it is written and what is added to the true figure, in the direction said.
BOUNDS_EN = (("", 0), ("more than ", -1), ("at least ", -1), ("less than ", 1), ("about ", 0))
BOUNDS_ZH = (("", 0), ("超", -1), ("至少", -1), ("不到", 1), ("约", 0), ("达", 0))
SIDES = {"en": (("fell", "lost", "tumbled"), ("rose", "gained", "soared")), "zh": ("跌", "涨")}


def sessions_of(xshg):
    return xshg.between(EARLIEST, LATEST)


@st.composite
def sentences(draw):
    """Parts of a sentence; its days are places in the list of sessions."""
    chinese = draw(st.booleans())
    return {
        "chinese": chinese,
        "stock": draw(st.integers(0, 7)),
        "name": draw(st.sampled_from(("symbol", "en", "zh"))),
        "first": draw(st.integers(1, 170)),
        "n": draw(st.integers(1, 25)),
        "span": draw(st.sampled_from(SPANS_ZH if chinese else SPANS_EN)),
        "day": draw(st.sampled_from(DAYS_ZH if chinese else DAYS_EN)),
        "bound": draw(st.sampled_from(BOUNDS_ZH if chinese else BOUNDS_EN)),
        "side": draw(st.integers(0, 2)),
        "span_first": draw(st.booleans()),
    }


def written(made, shipped, days):
    """The sentence, its stock, its span with the base before it, and the figure stated."""
    stock = shipped.case.stocks[made["stock"]]
    base, first = days[made["first"] - 1], days[made["first"]]
    last = days[made["first"] + made["n"] - 1]
    closes = shipped.market.closes[stock.symbol]
    value = round(100 * (float(closes[f"{last}"]) / float(closes[f"{base}"]) - 1), 2)
    text, add = made["bound"]
    figure = round(abs(value) + add, 2)
    assume(figure > 0 and value != 0)
    name = {"symbol": stock.symbol, "en": stock.name.en, "zh": stock.name.zh}[made["name"]]
    shown = {
        key: made["day"].format(day)
        for key, day in (("first", first), ("last", last), ("base", base))
    }
    span = made["span"].format(**shown, n=made["n"])
    if made["chinese"]:
        side = SIDES["zh"][value > 0]
        move = f"{side}{text}{figure:.2f}%"
        whole = f"{span} {name}{move}" if made["span_first"] else f"{name} {span}{move}"
    else:
        side = SIDES["en"][value > 0][made["side"]]
        move = f"{side} {text}{figure:.2f}%"
        whole = f"{span}, {name} {move}" if made["span_first"] else f"{name} {move} {span}"
    # 涨跌幅 says no direction of its own and must not stand behind the name.
    assume(not (made["span"].endswith("涨跌幅") and made["span_first"]))
    return whole, stock.symbol, Window(first, last), base, math.copysign(figure / 100, value)


@pytest.mark.slow
def test_a_sentence_is_read_back_as_it_was_made(shipped, xshg):
    @settings(max_examples=rounds(120, 300))
    @given(sentences())
    def rule(made):
        text, symbol, window, base, stated = written(made, shipped, sessions_of(xshg))
        case = replace(shipped.case, window=window)
        found = check_typed(text, case, shipped.market, xshg)
        assert (symbol, window, base) == (found.subject.id, found.window, found.base), text
        assert pytest.approx(stated) == found.result.stated, text
        assert found.result.verdict in {"holds", "holds-within-rounding"}, text

    rule()


COUNTED = (
    "Goaland rose 4% in the {n} sessions to {last:%Y-%m-%d}",
    "Goaland rose 4% in {n} sessions from {first:%Y-%m-%d} to {last:%Y-%m-%d}",
    "Goaland rose 4% over {n} trading days between {first:%Y-%m-%d} and {last:%Y-%m-%d}",
    "Goaland rose 4% in the {n} sessions after {first:%Y-%m-%d}",
    "Goaland rose 4% over {n} sessions",
    "Goaland rose 4% in the {n} sessions to {last:%Y-%m-%d} from {first:%Y-%m-%d}",
    "高澜股份{n}个交易日{first:%Y-%m-%d}至{last:%Y-%m-%d}涨4%",
    "高澜股份自{first:%Y-%m-%d}起{n}个交易日涨4%",
    "高澜股份截至{last:%Y-%m-%d}近{n}日涨4%",
    "高澜股份{last:%Y-%m-%d}，{n}日涨幅4%",
    "高澜股份从{first:%Y-%m-%d}收盘到{last:%Y-%m-%d}收盘{n}个交易日涨4%",
)


@pytest.mark.slow
def test_a_sentence_with_a_count_never_checks_another_count(shipped, xshg):
    @settings(max_examples=rounds(120, 300))
    @given(
        st.sampled_from(COUNTED),
        st.integers(0, 60),
        st.dates(EARLIEST, LATEST),
        st.integers(0, 40),
    )
    def rule(form, n, first, days):
        last = min(date.fromordinal(first.toordinal() + days), LATEST)
        try:
            found = check_typed(
                form.format(n=n, first=first, last=last), shipped.case, shipped.market, xshg
            )
        except DashboardError:
            return
        counted = xshg.count(found.window.first, found.window.last)
        said = " ".join(remark.reason for remark in found.understood)
        assert n == counted or "calendar days" in said

    rule()


STRANGE_EN = ("notably", "zqx", "barely", "did", "never", "excluding", "per", "which", "however")
STRANGE_ZH = ("没有", "龘", "似乎", "除权", "魑魅", "并非", "据称")


@pytest.mark.slow
def test_an_unknown_word_anywhere_is_refused_by_name(shipped, xshg):
    @settings(max_examples=rounds(120, 300))
    @given(sentences(), st.data())
    def rule(made, data):
        text, _, window, _, _ = written(made, shipped, sessions_of(xshg))
        case = replace(shipped.case, window=window)
        word = data.draw(st.sampled_from(STRANGE_ZH if made["chinese"] else STRANGE_EN))
        if made["chinese"]:
            place = data.draw(st.integers(0, len(text)))
            whole = text[:place] + word + text[place:]
        else:
            words = text.split(" ")
            place = data.draw(st.integers(0, len(words)))
            whole = " ".join([*words[:place], word, *words[place:]])
        with pytest.raises(RefusedClaimError) as caught:
            check_typed(whole, case, shipped.market, xshg)
        assert word in "".join(caught.value.refused), whole

    rule()


# Anything at all


SIGNS = ((32, 126), (0x2000, 0x20FF), (0x4E00, 0x9FA5), (0, 0x10FFFF))


def mutated(dice, texts):
    """A sentence with some of its signs lost, doubled, moved, or swapped for those of others."""
    text = list(dice.choice(texts))
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(text) + 1)
        match dice.randrange(6):
            case 0:
                del text[place : place + dice.randint(1, 3)]
            case 1:
                text[place:place] = text[max(0, place - 4) : place]
            case 2:
                other = dice.choice(texts)
                start = dice.randrange(len(other))
                text[place:place] = other[start : start + dice.randint(1, 12)]
            case 3:
                text.insert(
                    place,
                    chr(
                        dice.choice(
                            (
                                dice.randrange(32, 127),
                                dice.randrange(0x2000, 0x2100),
                                dice.randrange(0x4E00, 0x9FA6),
                                dice.randrange(0x110000),
                            )
                        )
                    ),
                )
            case 4:
                text[place : place + 1] = dice.choice("0123456789.%-+年月日天个")
            case 5:
                text.reverse() if dice.random() < 0.1 else text.insert(place, " ")
    return "".join(text)


@pytest.mark.slow
def test_mutated_sentences_are_answered_or_refused_in_both_languages(shipped, xshg):
    file = Path(__file__).with_name("sentences.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    dice, closes = random.Random(12), shipped.market.closes
    answered = 0
    n = rounds(1_000, 10_000)
    for _ in range(n):
        text = mutated(dice, texts)
        try:
            found = check_typed(text, shipped.case, shipped.market, xshg, closes=closes)
        except DashboardError as refused:
            told, say_it = [refused], Language.error
        else:
            answered += 1
            told = [found.result.sentence, *found.understood, *found.result.remarks]
            say_it = said
        assert all(say_it(language, each) for each in told for language in LANGUAGES), text
    assert answered > 0.03 * n  # far from all are refused


def said(language, message):
    return say(message, language)
