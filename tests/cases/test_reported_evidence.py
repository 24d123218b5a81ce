"""Reported evidence: who reported it, when, and from when it counts."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from dashboard.analysis.stories.grading import publication
from dashboard.case import Moment
from dashboard.cases.folders import read_case, write_case
from dashboard.market.reporting_deadlines import legal_deadline
from dashboard.market.sessions import load_sessions

ROW = ",,,,,,Press,press,2025-02-12T09:05,minute,Asia/Shanghai,https://example.org/c,Talked about,"


def reported(small, cells: str, *, columns: str = "via,via_published"):
    """The small case whose second row of evidence ends in these cells."""
    text = (small.path / "evidence.csv").read_text()
    width = columns.count(",") + 1
    head, first, second = text.splitlines()
    lines = [f"{head},{columns}", first + "," * width, second.replace(ROW, cells)]
    (small.path / "evidence.csv").write_text("\n".join(lines) + "\n")
    return small


def second(small):
    return small.read().case.evidence[1]


def public(row):
    sessions = load_sessions("XSHG", "Asia/Shanghai")
    return publication(row, sessions, sessions.close_time(date(2025, 2, 13)))


def test_a_row_without_a_reporter_is_first_hand(small):
    first, *_ = small.read().case.evidence

    assert not first.is_reported
    assert first.published == first.public


def test_a_reported_row_with_a_document_counts_from_the_document(small):
    cells = ",,,,,2024H1,Half-year report,interim-report,2024-08-31,by,Asia/Shanghai,,Said,"
    row = second(reported(small, cells + ",The Paper,2025-02-14"))

    assert row.is_reported
    assert Moment(datetime(2025, 2, 14), "day", "Asia/Shanghai") == row.via_published
    assert date(2024, 8, 31) == row.public.stamp.date()
    assert public(row).public_before_close


@pytest.mark.parametrize("document", ["Half-year report", ""])
def test_a_period_alone_counts_from_its_legal_deadline(small, document):
    cells = f",,,,,2024H1,{document},interim-report,,,,,Said,,The Paper,2025-02-14"

    assert (
        Moment(datetime(2024, 8, 31), "by", "Asia/Shanghai")
        == second(reported(small, cells)).public
    )


def test_a_row_that_names_neither_counts_from_its_report(small):
    row = second(reported(small, ",,,,,,,press,,,,,Said,,The Paper,2025-02-14T10:02"))

    assert Moment(datetime(2025, 2, 14, 10, 2), "minute", "Asia/Shanghai") == row.public
    assert not public(row).public_before_close


def test_a_row_that_names_neither_counts_from_its_report_whatever_else_it_is_dated(small):
    cells = ",,,,,,,press,2025-02-12,day,Asia/Shanghai,,Said,,The Paper,2025-02-14"

    assert date(2025, 2, 14) == second(reported(small, cells)).public.stamp.date()


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (f"{ROW},,2025-02-14", "via_published"),
        (f"{ROW},The Paper,14 February", "via_published"),
        (f"{ROW},The Paper,2025-02-14T10:02+08:00", "via_published"),
        (",,,,,,,press,,,,,Said,,The Paper,", "via_published"),
        (",,,,,,Prospectus,press,,,,,Said,,The Paper,2025-02-14", "published"),
        (",,,,,spring,,press,,,,,Said,,The Paper,2025-02-14", "published"),
        (",,,,,,,press,2025-02-12,day,Asia/Shanghai,,Said,,,", "document"),
    ],
)
def test_what_a_report_does_not_tell_is_asked_for(small, cells, field):
    fault = reported(small, cells).fault()

    assert ("evidence.csv", 3, field) == (fault.file, fault.line, fault.field)


def test_a_reporter_in_chinese_alone_is_a_fault(small):
    fault = reported(small, f"{ROW},某报", columns="via_zh").fault()

    assert "via_zh" == fault.field


@pytest.mark.parametrize("stamp", ["2025-02-14", "2025-02-14T10:02", "2025-02-14T10:02:11"])
def test_reporter_and_time_are_written_as_they_were_read(small, tmp_path, stamp):
    content = reported(small, f"{ROW},The Paper,{stamp}").read()
    write_case(content, tmp_path / "made")

    assert content.case == read_case(tmp_path / "made").case
    assert f",The Paper,{stamp}\n" in (tmp_path / "made" / "evidence.csv").read_text()


def test_a_case_without_reports_is_written_without_the_columns(small, tmp_path):
    content = small.read()
    rows = tuple(replace(row, via="") for row in content.case.evidence)
    write_case(replace(content, case=replace(content.case, evidence=rows)), tmp_path / "made")

    assert "via" not in (tmp_path / "made" / "evidence.csv").read_text().splitlines()[0]


def test_a_midnight_added_by_a_spreadsheet_is_still_a_day(small):
    row = second(reported(small, f"{ROW},The Paper,2025-02-14 00:00:00"))

    assert "day" == row.via_published.precision


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2024", date(2025, 4, 30)),
        ("2024Q1", date(2024, 4, 30)),
        ("2024H1", date(2024, 8, 31)),
        ("2024Q3", date(2024, 10, 31)),
        ("2023 to 2024H1", date(2024, 8, 31)),
        ("2025-02", None),
        ("", None),
    ],
)
def test_the_law_sets_the_deadline_of_a_period(period, day):
    assert day == legal_deadline(period, "XSHG")


def test_deadlines_of_other_exchanges_are_not_known():
    assert legal_deadline("2024H1", "XHKG") is None
