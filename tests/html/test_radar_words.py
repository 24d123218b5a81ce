"""Every sentence of the radar against its number, in both languages, on random evenings."""

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from dashboard.html import radar, radar_sources, radar_theme
from dashboard.html import radar_words as words
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.radar.disclosure import Record
from dashboard.radar.evening import SPANS
from dashboard.radar.kept import Entry, KeptEvening, Past
from dashboard.radar.kept_detail import Detail, KeptMember
from dashboard.radar.membership import Theme
from dashboard.radar.side_by_side import Other
from dashboard.radar.splits import Label, Split
from tests.thoroughness import rounds

LANGUAGES = (Language("en"), Language("zh"))
HOSTILE = "<script>alert(1)</script>&{n}\"'"
NAN = float("nan")


def split_of(rng, symbols):
    """A parting of the stocks with made-up numbers."""
    inside = int(rng.integers(2, len(symbols) - 1))
    outside = len(symbols) - inside
    kind, name = [("theme", HOSTILE), ("board", "star"), ("past", "above"), ("beta", "below")][
        rng.integers(4)
    ]
    theme = Theme(name, "a") if kind == "theme" else None
    return Split(
        Label(kind, name, theme),
        (Label("board", "bse"),) if rng.random() < 0.5 else (),
        inside,
        outside,
        int(rng.integers(inside + 1)),
        int(rng.integers(outside + 1)),
        rng.normal(0, 0.2),
        rng.normal(0, 0.2),
        rng.uniform(0.0001, 0.05),
        rng.choice([0.001, 0.03, 0.0500001, 0.7]),
        tuple(symbols[:inside]),
    )


def detail_of(rng):
    n = int(rng.integers(4, 12))
    symbols = [f"60{at:04}.SS" for at in range(n)]
    members = tuple(
        KeptMember(
            symbol,
            NAN if rng.random() < 0.1 else rng.normal(0, 0.2),
            rng.normal(0, 0.02),
            bool(rng.random() < 0.4),
            bool(rng.random() < 0.2),
            int(rng.integers(4)),
            Record(*[(None, 0, 0), (0, 0, 1), (0, 2, 0), (3, 0, 0)][rng.integers(4)]),
        )
        for symbol in symbols
    )
    if rng.random() < 0.2:
        return Detail(members, unsplit=Message.of("no label is tried on a theme, {n}", n=3))
    return Detail(members, (split_of(rng, symbols),), int(rng.integers(1, 300)), 1, 0.0001)


def evening_of(seed):
    """Evening with random lists: ranks in order, none, one or some of which stand out."""
    rng = np.random.default_rng(seed)
    entries = []
    for span in SPANS:
        n, n_out = int(rng.integers(1, 9)), int(rng.integers(0, 4))
        expected = np.sort(10 ** rng.uniform(-2.5, 1.5, n))
        for at in range(n):
            listed = int(rng.integers(4, 60))
            priced = int(rng.integers(4, listed + 1))
            out = at < n_out
            folded = out and 0 < at and rng.random() < 0.3
            entries.append(
                Entry(
                    Theme(HOSTILE if at == 0 else f"theme {at}", "a"),
                    span,
                    at + 1,
                    Theme(HOSTILE, "a") if folded else None,
                    (Theme(HOSTILE, "b"),) * int(rng.integers(4)),
                    out,
                    listed,
                    priced,
                    int(rng.integers(priced + 1)),
                    0,
                    0,
                    *rng.normal(0.05, 0.05, 3),
                    9.0 - at,
                    0.001,
                    float(expected[at]),
                    0.04 if out else 0.3,
                    0.5,
                    0.01,
                    rng.choice([NAN, 0.3, 1.7]),
                    (0.0, NAN, *rng.normal(0, 0.1, span - 1)),
                    detail_of(rng) if rng.random() < 0.8 else None,
                )
            )
    day = date(2025, 2, 13) + timedelta(int(rng.integers(99)))
    restated = rng.random() < 0.5
    return KeptEvening(
        day,
        day + timedelta(9 if restated else 0),
        "restated" if restated else "as-of",
        SPANS,
        tuple(day - timedelta(span) for span in SPANS),
        (3000,) * 4,
        (0.01, NAN, 0.0, -0.02),
        len(entries),
        999,
        200,
        1,
        "",
        "",
        tuple(entries),
    )


def two_lists(kept):
    """The same evening with a second list of every theme; of every other one a very other list."""
    entries = []
    for at, entry in enumerate(kept.entries):
        theme, symbols = Theme(entry.theme.name, "b"), ("600000.SS", "600001.SS", "600999.SS")
        here, there = symbols[: at % 3], symbols[:1]
        both = 0 if at % 2 else 9
        own = replace(entry, others=(Other(theme, at % 5 != 0, both, here, there),))
        back = (Other(entry.theme, at % 5 != 0, both, there, here),)
        twin = replace(entry, theme=theme, under=entry.theme, others=back, detail=None)
        entries += [own, replace(twin, stands_out=entry.stands_out and at % 7 != 0)]
    return replace(kept, entries=tuple(entries))


SPELLED = {LANGUAGES[0].spelled(n): n for n in range(1, 60)}


def count(text):
    """Number that a word or a numeral of a sentence says."""
    return SPELLED[text.lower()]


@pytest.mark.parametrize("seed", range(rounds(20, 200)))
def test_the_headline_says_its_two_numbers_and_no_more(seed):
    kept = evening_of(seed)
    for span in SPANS:
        found = [e for e in kept.of_span(span) if e.stands_out]
        english, chinese = (words.headline(kept, span, t) for t in LANGUAGES)
        if not found:
            assert english.startswith("No theme stands out")
            assert "没有题材" in chinese
            continue
        expected = max(e.expected_in_span for e in found)
        n, by_chance = re.match(r"(\w+) themes? stands? out .*would show (.*)$", english).groups()
        assert len(found) == count(n)
        if expected < 1:
            assert "fewer than one" == by_chance
            assert "不到 1 个" in chinese
        else:
            assert round(expected) == count(by_chance.removeprefix("about "))
            assert f"约 {round(expected)} 个" in chinese
        assert f"有 {len(found)} 个题材" in chinese


@pytest.mark.parametrize("seed", range(rounds(20, 200)))
def test_the_standfirst_counts_rows_and_labels(seed):
    kept = evening_of(seed)
    for span in SPANS:
        own = [e for e in words.heads(kept, span) if e.stands_out]
        parted = sum(e.detail is not None and e.detail.best is not None for e in own)
        english, chinese = (words.standfirst(kept, span, t) for t in LANGUAGES)
        assert ("Restated" in english) == (kept.mode == "restated") == ("追溯" in chinese)
        if not own:
            assert "rarest move" in english
            assert "最少见" in chinese
        elif len(own) == 1:
            assert ("A label separates" in english) == (parted == 1) == ("有一个标签" in chinese)
        elif parted:
            assert f"In {parted} of {len(own)} a label" in english
            assert f"{len(own)} 个题材中有 {parted} 个" in chinese
        else:
            assert "In none of them" in english


@pytest.mark.parametrize("seed", range(rounds(20, 200)))
def test_how_often_chance_shows_as_many_is_the_expected_number(seed):
    kept = evening_of(seed)
    for entry in kept.entries:
        said = words.chance(entry, kept, LANGUAGES[0])
        expected = entry.expected_in_span
        number = re.search(r"\d+", said)
        if expected >= 1:
            assert said.endswith("an evening")
            assert round(expected) == int(number[0])
        else:
            evenings = int(number[0]) if number else 1
            assert min(round(1 / expected), 201) == evenings
        assert (number[0] if number else "1") in words.chance(entry, kept, LANGUAGES[1])


@pytest.mark.parametrize("seed", range(rounds(20, 200)))
def test_an_open_row_says_what_its_members_did_and_what_is_on_file(seed):
    kept = evening_of(seed)
    for entry in kept.entries:
        detail = entry.detail
        if detail is None:
            continue
        english = dict(radar_theme.sayings(entry, kept, LANGUAGES[0]))
        chinese = dict(radar_theme.sayings(entry, kept, LANGUAGES[1]))
        documented = sum((m.record.grade or 0) > 0 for m in detail.members)
        looked = sum(m.record.grade is not None for m in detail.members)
        n = len(detail.members)
        if looked:
            assert f"{documented} of {n} stocks have graded evidence" in english["On file."]
            assert f"{n} 只股票中 {documented} 只" in chinese["有据可查。"]
            assert (f"At {n - looked} nobody" in english["On file."]) == (n > looked)
        else:
            assert "Nobody has looked" in english["On file."]
        locked = sum(m.locked for m in detail.members)
        assert ("At the limit." in english) == bool(locked)
        if detail.splits:
            split = detail.splits[0]
            assert split.separates == (split.adjusted <= 0.05)
            assert ("None separates" in english["Label."]) == (not split.separates)
            assert f"{split.movers_inside} of {split.inside} moved" in english["Label."]
            assert f"有此标签的 {split.inside} 只" in chinese["标签。"]
            assert f"all {detail.tried} labels" in english["Label."]


@pytest.mark.parametrize("seed", range(rounds(5, 50)))
def test_what_other_sources_say_is_told_with_its_counts(seed):
    kept = two_lists(evening_of(seed))
    names = {"600000.SS": HOSTILE}
    for entry in kept.entries:
        (other,) = entry.others
        twin = kept.entry(other.theme, entry.span)
        english, chinese = (radar_sources.told(entry, kept, t) for t in LANGUAGES)
        counts = (other.both, len(other.here), len(other.there))
        assert "{} in both, {} only here, {} only there".format(*counts) in english
        assert "共有 {} 只，仅此处有 {} 只，仅对方有 {} 只".format(*counts) in chinese
        is_one = other.overlap >= 0.5 and twin.stands_out == entry.stands_out
        assert is_one == english.startswith("The sources agree.") == ("各来源一致" in chinese)
        assert ("does not stand out" in english) == (not twin.stands_out)
        drawn = radar_sources.side_by_side(entry, kept, names, LANGUAGES[seed % 2])
        assert 2 == drawn.count("<tr><td>")
        assert "<script" not in drawn
    alone = replace(kept, entries=tuple(replace(e, others=()) for e in kept.entries))
    assert radar_sources.told(alone.entries[0], alone, LANGUAGES[0]).startswith("No other source")
    older = replace(kept, compared=False)
    assert "" == radar_sources.told(older.entries[0], older, LANGUAGES[0])


@pytest.mark.parametrize("seed", range(rounds(5, 50)))
def test_every_member_with_a_return_is_a_dot_whose_mark_says_what_is_on_file(seed):
    kept = evening_of(seed)
    marks = {None: "unlooked", 0: "bare", 3: "graded"}
    said = {"unlooked": "nobody looked", "bare": "nothing graded", "graded": "graded evidence"}
    for entry in kept.entries:
        if entry.detail is None:
            continue
        drawn = radar_theme.panel(entry, kept, {}, LANGUAGES[0], rise_is_red=True)
        grades = [m.record.grade for m in entry.detail.members if m.gain == m.gain]
        for grade, mark in marks.items():
            n = grades.count(grade)
            told = rf'class="dot {mark}" title="6[^"]*{said[mark]}"'
            assert n == len(re.findall(told, drawn)) == drawn.count(f'dot {mark}" title')
            assert (n > 0) == (f"{said[mark]} ({n})" in drawn)


@pytest.mark.parametrize("t", LANGUAGES, ids=["en", "zh"])
def test_no_text_of_a_source_is_markup(t):
    kept = evening_of(3)
    names = {f"60{at:04}.SS": HOSTILE for at in range(12)}
    drawn = radar.listing(
        kept.of_span(5), kept, 5, lambda _: (f"radar?row={HOSTILE}", HOSTILE), t, rise_is_red=True
    )
    for entry in kept.entries:
        drawn += radar_theme.panel(entry, kept, names, t, rise_is_red=True)
        if entry.detail is not None:
            drawn += radar_theme.members_table(entry.detail, names, t, rise_is_red=True)
            drawn += radar_theme.splits_table(entry.detail, t)
    drawn += radar_theme.history_table((Past(kept.day, 1, 9, 0.1, True),), t)

    assert "&lt;script&gt;" in drawn
    assert "<script" not in drawn


def test_a_small_chart_begins_at_zero_and_passes_over_a_gap():
    entry = evening_of(3).of_span(3)[0]
    drawn = radar.small_chart(entry, LANGUAGES[0])
    points = re.search(r"polygon\((.*?)\)", drawn)[1].split(",")
    base = float(re.search(r"i class=\"base\" style=\"top:([\d.]+)px", drawn)[1])
    upper, lower = (float(points[at].split("px ")[1][:-2]) for at in (0, -1))

    assert 2 * (len(entry.path) - 1) == len(points)
    assert pytest.approx((upper + lower) / 2, abs=0.1) == base
