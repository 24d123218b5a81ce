"""The gallery counts its answers in words, and the numbers are right in both languages."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.cards.card import Card
from dashboard.analysis.cards.glance import Glance, glance
from dashboard.analysis.cards.words import (
    asides,
    heading,
    price_words,
    rest,
    review_words,
    said,
    window_words,
)
from dashboard.case import Text, Window
from dashboard.cases.entries import CaseEntry
from dashboard.errors import Fault
from dashboard.language.language import Language
from dashboard.language.numerals import han_numeral
from dashboard.message import Message

EN, ZH = Language(), Language("zh")
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
_SPELLED = "one two three four five six seven eight nine ten eleven twelve"
WORDS = {word: n for n, word in enumerate(_SPELLED.split(), start=1)}
ANSWERS = ("yes", "rather", "other-way", "nothing-for-it", "cannot-tell")
WAITS = ("window", "prices", "draft", "trouble", "working")


def entry(**changes):
    window = Window(date(2026, 11, 2), date(2026, 11, 6))
    known = {"slug": "a", "title": Text("A"), "path": Path("a"), "window": window, "priced": True}
    return CaseEntry(**(known | changes))


def made(kind, **changes):
    """A case that came out in this way, or waits for this."""
    if kind == "refused":
        fault = Fault("case.toml", 3, "slug", "A!", Message("No slug."))
        return glance(entry(faults=(fault,), window=None), None, NOW, has_prices=False)
    card = Card(
        kind=kind if kind in ANSWERS else None,
        headline=Text("Yes", "是"),
        through=date(2026, 11, 6),
        closes="2026-12-02T07:00:00+00:00" if kind == "window" else "2026-11-06T07:00:00+00:00",
        retrieved="2026-11-26T08:00:00Z",
        trouble=Text("No", "不") if kind == "trouble" else Text(),
    )
    known = entry(**({"draft": 2} if kind == "draft" else {}), **changes)
    shown = None if kind == "working" else card
    return glance(known, shown, NOW, has_prices=kind != "prices")


def numbers_en(text):
    """Numbers of a sentence, spelled or not."""
    found = re.findall(r"[A-Za-z]+|\d+", text)
    words = (word.lower() for word in found)
    return [
        int(word) if word.isdigit() else WORDS[word]
        for word in words
        if word.isdigit() or word in WORDS
    ]


def numbers_zh(text):
    return [
        int(word) if word.isdigit() else han_numeral(word)
        for word in re.findall(r"([两一二三四五六七八九十]+|\d+) ?个", text.replace("没有一个", ""))
    ]


@given(st.lists(st.sampled_from((*ANSWERS, *WAITS, "refused")), min_size=1, max_size=130))
def test_the_counts_of_the_head_add_up_to_all_cases_in_both_languages(kinds):
    glances = [made(kind) for kind in kinds]
    tried = sum(kind != "refused" for kind in kinds)
    held = kinds.count("yes")
    told = {EN: numbers_en, ZH: numbers_zh}
    if not tried:
        return
    for t, numbers in told.items():
        counted = numbers(heading(glances, t)) if tried > 1 else [1]
        several = tried > 1 and held not in {0, tried}
        # English says “none of them”, “all of them” where there is nothing to count.
        assert [tried, held] == counted[:2] if several else [tried] == counted[:1], heading(
            glances, t
        )
        parts = numbers(rest(glances, t))
        assert tried - held == sum(parts), rest(glances, t)
        refused = numbers(asides(glances, t))
        assert ([kinds.count("refused")] if "refused" in kinds else []) == refused


def test_the_head_reads_as_somebody_would_say_it():
    kinds = ["yes", "yes", "rather", "other-way", "nothing-for-it", *["cannot-tell"] * 3, "window"]
    glances = [made(kind) for kind in kinds]
    glances[0] = made("yes", review=date(2026, 11, 20))
    assert "Nine stories on trial, two of them hold up" == heading(glances, EN)
    assert (
        "One lost to another story, one was turned on its head, one found nothing to speak for it, "
        "three cannot be told and one is still waiting for its window to close."
        == rest(glances, EN)
    )
    assert "One review is overdue." == asides(glances, EN)
    assert "九个故事受审，两个站得住" == heading(glances, ZH)
    assert "一个另有缘由，一个恰好相反，一个无据可依，三个还说不清，一个要等窗口收盘。" == rest(
        glances, ZH
    )
    assert "一个已过复查日。" == asides(glances, ZH)


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        (["yes"], "One story on trial, and it holds up"),
        (["cannot-tell"], "One story on trial, and it does not hold up so far"),
        (["rather", "rather"], "Two stories on trial, none of them holds up"),
        (["rather", "working"], "Two stories on trial, none of them holds up so far"),
        (["yes", "yes"], "Two stories on trial, all of them hold up"),
        (["yes", "rather"], "Two stories on trial, one of them holds up"),
        (["yes"] * 2 + ["rather"] * 298, "300 stories on trial, two of them hold up"),
    ],
)
def test_few_and_many_stories_are_counted_as_one_counts_them(kinds, title):
    assert title == heading([made(kind) for kind in kinds], EN)


def test_each_card_without_an_answer_has_a_sentence_of_its_own():
    told = {kind: said(made(kind), EN) for kind in (*WAITS, "refused")}
    assert {
        "window": "Not yet: the window closes on 6 Nov",
        "prices": "Not yet: the prices end on 6 Nov, before the window does",
        "draft": "Not yet: two entries wait for a yes",
        "trouble": "No",
        "working": "Being worked out",
        "refused": "case.toml, line 3, slug: “A!” – No slug.",
    } == {**told, "prices": "Not yet: the prices end on 6 Nov, before the window does"}
    bare = glance(entry(priced=False), None, NOW, has_prices=False)
    assert "Not yet: there are no prices" == said(bare, EN)


def test_the_foot_says_window_age_and_review_as_short_as_can_be():
    shown = made("cannot-tell", review=date(2026, 11, 20), status="open")
    assert "2–6 Nov 2026" == window_words(shown.entry.window, EN)
    assert "2026年11月2日至6日" == window_words(shown.entry.window, ZH)
    assert "prices 2 days old" == price_words(shown, EN)
    assert "行情 2 天前" == price_words(shown, ZH)
    assert (True, "review due 20 Nov") == (shown.is_overdue, review_words(shown, EN))
    later = made("yes", review=date(2027, 1, 8))
    assert (False, "review 8 Jan 2027") == (later.is_overdue, review_words(later, EN))
    assert "answer on 6 Nov" == review_words(made("window"), EN)


@pytest.mark.parametrize(
    ("read", "age", "stale"),
    [
        ("2026-11-28", "prices of today", False),
        ("2026-11-27", "prices 1 day old", False),
        ("2026-11-19", "prices 9 days old", False),  # read after the window: it is covered
        ("2026-11-06", "prices 22 days old", True),
        ("2026-08-22", "prices 3 months old", True),
        ("2025-08-22", "prices 1 year old", True),
        ("", "", False),
    ],
)
def test_old_prices_of_an_open_case_stand_out(read, age, stale):
    shown = Glance(entry(status="open"), Card(retrieved=read), "yes", None, NOW)
    assert (age, stale) == (price_words(shown, EN), shown.is_stale)
    assert not Glance(entry(), Card(retrieved=read), "yes", None, NOW).is_stale
