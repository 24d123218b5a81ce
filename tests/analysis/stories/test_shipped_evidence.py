"""The shipped case: who is linked to which story, as the case's own facts have it."""

from __future__ import annotations

from datetime import date
from importlib.resources import as_file, files

import pytest

from dashboard.analysis.data.health import case_health
from dashboard.analysis.stories.exposure import exposure, ordinals
from dashboard.analysis.stories.fourfold import StoryPair, default_pair, two_by_two
from dashboard.case import Window
from dashboard.cases.folders import read_case
from dashboard.market.sessions import load_sessions
from dashboard.message import Message

YIMIKANG, CRUN, ATHUB, KANGSHENG = "300249.SZ", "002272.SZ", "603881.SS", "002418.SZ"
GOALAND, ENVICOOL, SHENLING, FRD = "300499.SZ", "002837.SZ", "301018.SZ", "300602.SZ"
COOLING, BUSINESS, TALK = "liquid-cooling", "alibaba-evidence", "alibaba-label"

RETURNS = {
    YIMIKANG: 0.4560,
    CRUN: 0.1636,
    ATHUB: 0.3441,
    KANGSHENG: 0.2955,
    GOALAND: 0.0425,
    ENVICOOL: 0.0448,
    SHENLING: 0.0779,
    FRD: -0.0131,
}

NOTHING = ("not-assessed", None)
MATRIX = {
    YIMIKANG: (("mixed", 0), ("stated", 2), ("rumoured", 1)),
    ATHUB: (("mixed", 0), ("established", 3), ("rumoured", 1)),
    KANGSHENG: (("small", 1), ("none-found", 0), ("rumoured", 1)),
    CRUN: (("small", 1), ("none-found", 0), ("rumoured", 1)),
    SHENLING: (("stated", 2), NOTHING, NOTHING),
    ENVICOOL: (("stated", 2), NOTHING, NOTHING),
    GOALAND: (("quantified", 3), ("after-window", None), NOTHING),
    FRD: (("early-stage", 0), NOTHING, NOTHING),
}


@pytest.fixture(name="folder", scope="module")
def _folder():
    with as_file(files("dashboard") / "cases" / "shipped" / "liquid-cooling-2025") as path:
        return read_case(path)


def matrix(folder, window=None, **settings):
    sessions = load_sessions(folder.case.calendar, folder.case.timezone)
    window = window or folder.case.window
    return exposure(folder.case, sessions, window, returns=RETURNS, **settings)


def test_the_matrix_is_that_of_the_case_facts(folder):
    result = matrix(folder)
    assert (COOLING, BUSINESS, TALK) == result.stories
    assert tuple(MATRIX) == result.stocks
    for stock, expected in MATRIX.items():
        assert expected == tuple((cell.state, cell.ordinal) for cell in result.row(stock))


def test_the_ordinals_of_each_story_in_the_order_of_the_stocks(folder):
    result = matrix(folder)
    assert ordinals(result, COOLING) == ((0, 0, 1, 1, 2, 2, 3, 0), (), result.stocks)
    established = (SHENLING, ENVICOOL, GOALAND, FRD)
    newcomers = (YIMIKANG, ATHUB, KANGSHENG, CRUN)
    assert ordinals(result, BUSINESS) == ((2, 3, 0, 0, 0, 0, 0, 0), established, newcomers)
    assert ordinals(result, TALK) == ((1, 1, 1, 1, 0, 0, 0, 0), established, newcomers)


def test_what_goaland_said_after_the_close_counts_only_once_it_was_public(folder):
    answer = matrix(folder).cell(GOALAND, BUSINESS)
    assert "after-window" == answer.state
    assert ["goaland-ali"] == [row.id for row in answer.late]
    assert 2 == matrix(folder, with_late=True).cell(GOALAND, BUSINESS).ordinal
    longer = Window(folder.case.window.first, date(2025, 2, 14))
    assert 2 == matrix(folder, longer).cell(GOALAND, BUSINESS).ordinal


def test_late_evidence_changes_nothing_else(folder):
    base, late = matrix(folder), matrix(folder, with_late=True)
    changed = {
        (one.stock, one.story)
        for one, other in zip(base.cells, late.cells, strict=True)
        if one.ordinal != other.ordinal
    }
    assert {(GOALAND, BUSINESS)} == changed


def test_the_label_is_the_grouping_and_was_named_after_the_move(folder):
    result = matrix(folder)
    assert {TALK} == {each.story for each in result.summaries if each.is_grouping}
    assert {YIMIKANG, ATHUB, KANGSHENG, CRUN} == set(result.summary(TALK).named_after)


def test_the_evidence_public_before_the_close_is_the_evidence_of_the_reports(folder):
    result = matrix(folder)
    public = {each.evidence for each in result.publications if each.public_before_close}
    deadlines = {each.evidence for each in result.publications if each.is_deadline}
    assert 12 == len(public)
    assert public == deadlines


def symbols(members):
    return tuple(member.symbol for member in members)


def test_documented_against_rumoured_leaves_nobody_known_to_be_neither(folder):
    assert default_pair(folder.case) == StoryPair(BUSINESS, TALK)
    table = two_by_two(folder.case, matrix(folder))
    both = table.cell(documented=True, rumoured=True)
    talk_only = table.cell(documented=False, rumoured=True)
    neither = table.cell(documented=False, rumoured=False)
    assert (YIMIKANG, ATHUB) == symbols(both.members)
    assert pytest.approx(0.40005) == both.mean
    assert (KANGSHENG, CRUN) == symbols(talk_only.members)
    assert pytest.approx(0.22955) == talk_only.mean
    assert (SHENLING, ENVICOOL, GOALAND, FRD) == symbols(neither.not_assessed)
    assert ((), None) == (neither.members, neither.mean)
    assert pytest.approx(0.038025) == neither.mean_with_not_assessed
    assert () == table.cell(documented=True, rumoured=False).members


def test_the_hidden_control_has_neither_cooling_business_nor_the_rumour(folder):
    table = two_by_two(folder.case, matrix(folder), StoryPair(COOLING, TALK))
    (control,) = table.cell(documented=False, rumoured=False).members
    assert (FRD, -0.0131, "early-stage") == (control.symbol, control.value, control.documented)
    assert 3 == table.cell(documented=True, rumoured=False).n
    assert 0 == table.cell(documented=True, rumoured=True).n


def test_the_health_of_the_case_is_known(folder):
    case, sessions = folder.case, load_sessions(folder.case.calendar, folder.case.timezone)
    result = case_health(case, folder.market, sessions, notices=folder.notices, files=folder.files)
    told = {each.kind: dict(each.remark.fields) for each in result.data_notes}
    assert 12 == told["deadline"]["n"]
    assert 5 == told["after-window"]["n"]
    assert 12 == told["not-held-against-filing"]["n"]
    assert {"story": COOLING, "n": 3} == told["mixed-denominators"]
    assert 9 == told["on-file-claims"]["n"]
    assert (Message("Beijing exchange"),) == told["universe"]["absent"]
    assert {"missing-sessions", "estimation", "no-prices", "ends-early"}.isdisjoint(told)
    assert all(each.present == each.expected == 203 for each in result.symbols)
    assert all(len(each.sha256) == 64 for each in result.tables)
    assert {"prices.csv": 1827, "evidence.csv": 17, "claims.csv": 33}.items() <= {
        each.table: each.rows for each in result.tables
    }.items()
