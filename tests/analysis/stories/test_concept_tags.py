"""Concept tags held against the evidence on file, and what the page says of them."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.stories.concept_tags import tag_checks
from dashboard.analysis.trial import Trial
from dashboard.case import ConceptTag
from dashboard.cases.known import known_on
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.exposure.tags import TAGS
from dashboard.exports.trial_blocks import tags_block
from dashboard.language.language import Language

SEEN = date(2025, 2, 10)


def tag(name, stock, story="liquid-cooling", seen=SEEN, **fields):
    return ConceptTag(name, stock, f"概念{name}", "Eastmoney", seen, story, **fields)


def tagged(folder, *tags):
    return replace(folder, case=replace(folder.case, tags=tags))


def rows_on(folder, stock, finding):
    """The case with evidence of one finding alone about a stock and liquid cooling."""
    kept = [
        row for row in folder.case.evidence if (row.stock, row.story) != (stock, "liquid-cooling")
    ]
    like = next(row for row in folder.case.evidence if row.story == "liquid-cooling")
    own = {"via": "", "via_zh": "", "via_published": None, "source_kind": "annual-report"}
    row = replace(like, id="made", stock=stock, finding=finding, **own)
    return replace(folder, case=replace(folder.case, evidence=(*kept, row)))


@pytest.mark.parametrize(
    ("finding", "flag"),
    [
        ("quantified", ""),
        ("stated", ""),
        ("small", ""),
        ("mixed", "without-evidence"),
        ("none-found", "without-evidence"),
        ("rumoured", "without-evidence"),
        ("denied", "against"),
    ],
)
def test_a_tag_is_flagged_by_what_is_on_file(shipped, xshg, finding, flag):
    folder = tagged(rows_on(shipped, "300249.SZ", finding), tag("a", "300249.SZ"))
    (found,) = tag_checks(folder.case, xshg, folder.case.window)
    assert (finding, flag, not flag) == (found.state, found.flag, found.documented)
    assert not found.reported


def test_nobody_looked_is_no_evidence_and_no_story_is_no_flag(shipped, xshg):
    case = replace(
        shipped.case, evidence=(), tags=(tag("a", "300249.SZ"), tag("b", "300249.SZ", ""))
    )
    alone, free = tag_checks(case, xshg, case.window)
    assert ("not-assessed", "not-assessed") == (alone.state, alone.flag)
    assert (None, "") == (free.state, free.flag)


def test_tags_stand_in_the_order_of_the_stocks_and_late_ones_say_so(shipped, xshg):
    symbols = shipped.case.symbols
    late = shipped.case.window.last.replace(day=28)
    case = tagged(shipped, tag("z", symbols[3]), tag("a", symbols[0], seen=late)).case
    found = tag_checks(case, xshg, case.window)
    assert [("a", True), ("z", False)] == [(each.tag.id, each.after_window) for each in found]


@pytest.mark.slow
def test_tags_change_nothing_of_the_verdict(shipped):
    plain, marked = (
        Trial.of(each)
        for each in (shipped, tagged(shipped, *(tag(s, s) for s in shipped.case.symbols)))
    )
    assert plain.answer == marked.answer
    assert plain.table == marked.table
    assert plain.exposure.cells == marked.exposure.cells


def test_before_the_day_it_was_seen_a_tag_is_not_there(shipped):
    folder = tagged(shipped, tag("a", "300249.SZ"), tag("b", "300249.SZ", seen=date(2025, 2, 11)))
    assert ["a"] == [each.id for each in known_on(folder, SEEN).case.tags]
    assert not known_on(folder, date(2025, 2, 9)).case.tags


@pytest.fixture
def trial(shipped):
    folder = rows_on(rows_on(shipped, "300249.SZ", "quantified"), "002272.SZ", "denied")
    hostile = {"reason": "<script>alert(1)</script>", "url": "https://example.org/?a=1&b=2"}
    return Trial.of(
        tagged(
            folder,
            tag("good", "300249.SZ"),
            tag("denied", "002272.SZ", **hostile),
            tag("free", "300249.SZ", ""),
        )
    )


@pytest.mark.parametrize(
    ("code", "title", "words"),
    [
        ("en", "Of 2 tags: 1 denied by the company", ["Evidence against it", "held against no"]),
        ("zh", "2 个概念标签中：1 个被公司否认", ["有相反证据", "未与任何说法对照"]),
    ],
)
def test_the_page_says_what_stands_behind_each(trial, code, title, words):
    figure = TAGS.make(trial, Reader(Look(Language(code))))
    body = str(figure.body())
    assert title == figure.title
    assert all(word in body for word in words)
    assert "<script>" not in body
    assert "https://example.org/?a=1&amp;b=2" in body
    assert 3 == body.count("<tr>") - 1
    table = figure.table().frame()
    assert ["", "", "against"] == list(table["flag"])


def test_without_tags_there_is_no_figure(shipped):
    assert TAGS.make(Trial.of(shipped), Reader(Look(Language()))) is None


def test_results_name_every_tag_with_its_flag(trial):
    found = tags_block(trial.tags)
    assert {"good": "", "free": "", "denied": "against"} == {
        name: each["flag"] for name, each in found.items()
    }
    assert ("quantified", "", "denied") == tuple(
        found[name]["finding"] for name in ("good", "free", "denied")
    )
