"""Rank tests on first-hand evidence beside those that rest on what was reported."""

from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.analysis.stories.first_hand_words import first_hand_notes
from dashboard.analysis.stories.rank_tests import story_tests
from dashboard.analysis.window.window import window_result
from dashboard.case import Moment
from dashboard.cases.folders import find_case, read_case
from dashboard.exports.trial_blocks import evidence_block
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions


@pytest.fixture(scope="module")
def folder():
    return read_case(find_case("liquid-cooling-2025"))


def ranked(folder, **changed):
    """Rank tests by story, with rows of evidence replaced by id."""
    rows = tuple(
        replace(row, **changed.get(row.id.replace("-", "_"), {})) for row in folder.case.evidence
    )
    case = replace(folder.case, evidence=rows)
    sessions = load_sessions(case.calendar, case.timezone)
    result = window_result(
        case, folder.market, sessions, case.window, benchmark=case.benchmarks[0].id
    )
    return {test.story: test for test in story_tests(case, sessions, result)}


READ = {"via": "", "via_published": None}


def test_the_shipped_ordinals_and_p_values_stay_what_they_were(folder):
    tests = ranked(folder)

    assert {
        "liquid-cooling": ((0, 1, 0, 1, 3, 2, 2, 0), 1490, 1680),
        "alibaba-evidence": ((2, 0, 3, 0, 0, 0, 0, 0), 2, 56),
        "alibaba-label": ((1, 1, 1, 1, 0, 0, 0, 0), 1, 70),
    } == {
        name: (
            tuple(grade for _, grade in test.ordinals),
            test.spearman.count,
            test.spearman.n_arrangements,
        )
        for name, test in tests.items()
    }


def test_nothing_first_hand_is_left_of_the_shipped_documents(folder):
    tests = ranked(folder)

    for story in ("liquid-cooling", "alibaba-evidence"):
        found = tests[story].first_hand
        assert () == found.assessed
        assert (True, True) == (found.by_article, found.after_move)
        assert "no evidence on this story that counts was read first hand" in found.spearman.reason
    assert 8 == len(tests["liquid-cooling"].first_hand.reported)


def test_a_story_read_first_hand_has_the_same_test_twice(folder):
    label = ranked(folder)["alibaba-label"]

    assert label.spearman == label.first_hand.spearman
    assert () == label.first_hand.reported


def test_what_was_read_here_is_tested_alone_and_the_rest_counts_as_0(folder):
    found = ranked(folder, athub_ali=READ)["alibaba-evidence"].first_hand

    assert ("603881.SS",) == found.assessed
    assert (2, 8, 8) == (
        found.spearman.count,
        found.spearman.n_arrangements,
        found.spearman.n,
    )


def test_a_report_before_the_close_was_not_selected_after_the_move(folder):
    early = {
        "via": "The Paper",
        "via_published": Moment(datetime(2025, 1, 20), "day", "Asia/Shanghai"),
    }
    rows = ("athub_ali", "yimikang_ali", "crun_ali", "kangsheng_ali")
    found = ranked(folder, **dict.fromkeys(rows, early))["alibaba-evidence"].first_hand

    assert (False, False) == (found.by_article, found.after_move)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "reported evidence: 8, selected by the article, after the move. Nothing first hand"),
        ("zh", "依转述评级的有 8 只，由文章在涨跌之后挑选。没有一手依据可供检验。"),
    ],
)
def test_the_notes_say_who_selected_and_what_is_left(folder, lang, words):
    t = Language(lang)
    found = ranked(folder)["liquid-cooling"].first_hand

    assert words in t.sentences([t.say(note) for note in first_hand_notes(found)])


def test_results_name_the_reporter_of_every_row(folder):
    block = evidence_block(folder.case)

    assert 17 == len(block)
    assert "华尔街见闻 Wallstreetcn" == block["goaland-lc"]["via"]
    assert "2025-02-14" == block["goaland-lc"]["via_published"].isoformat()
    assert ("", "") == (block["crun-label"]["via"], block["crun-label"]["via_published"])
