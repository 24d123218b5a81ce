"""Documents brought: once, by the second source when the first fails, safe to stop."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.filings.bringing import Wish, bring
from dashboard.filings.library import Library
from dashboard.filings.titles import named
from dashboard.providers.disclosures.registry import disclosure_sources
from dashboard.settings.loading import Settings, SourceSettings
from tests.filings import pdfs
from tests.replay.disclosure_plays import (
    QUERY,
    SHENZHEN,
    cninfo_announcement,
    cninfo_answer,
    cninfo_routes,
    shenzhen_list,
    shenzhen_row,
)
from tests.replay.replaying import BLOCK_PAGE, Play, replaying

WISH = Wish(date(2023, 1, 1), date(2025, 12, 31), ("annual-report", "abnormal-movement"))
ROWS = [
    cninfo_announcement(1, "2023年年度报告", "2024-04-22"),
    cninfo_announcement(2, "2023年年度报告摘要", "2024-04-22"),
    cninfo_announcement(3, "股票交易异常波动公告", "2025-02-11"),
]
DOCUMENTS = {f"120000000{n}.PDF": pdfs.pdf([f"液冷{n}"]) for n in (1, 2, 3)}
NAMES = {"300249.SZ": "依米康"}


@pytest.fixture
def server():
    with replaying(cninfo_routes(ROWS, DOCUMENTS)) as running:
        yield running


@pytest.fixture
def settings(server, tmp_path):
    own = SourceSettings(base=server.url, spacing=0, retries=0, timeout=5)
    return Settings(store=tmp_path, cninfo=own, cninfo_files=own, szse=own, szse_files=own)


def brought(settings, **options):
    library = Library(settings.store)
    found = bring(library, disclosure_sources(settings), NAMES, WISH, **options)
    return [(each.kind, each.source, each.document and each.document.kind) for each in found]


def test_what_is_wanted_is_brought_once(settings, server):
    assert [
        ("new", "cninfo", "annual-report"),
        ("new", "cninfo", "abnormal-movement"),
    ] == brought(settings)
    (report, _) = Library(settings.store).documents("300249.SZ")
    assert ("2023", "2024-04-22", "cninfo") == (report.period, report.published, report.source)

    server.asked.clear()
    assert ["kept", "kept"] == [kind for kind, *_ in brought(settings)]
    assert not [path for path in server.paths() if "finalpage" in path]


def test_stopping_keeps_what_was_brought_and_the_next_run_goes_on(settings):
    library = Library(settings.store)
    first = brought(settings, is_stopped=lambda: bool(library.documents("300249.SZ")))

    assert 1 == len(first)
    assert ["kept", "new"] == [kind for kind, *_ in brought(settings)]


def test_the_exchange_is_asked_when_cninfo_is_shut_and_both_are_told(settings, server):
    server.routes[QUERY] = BLOCK_PAGE
    server.routes[SHENZHEN] = shenzhen_list(
        [shenzhen_row("依米康：2023年年度报告", "2024-04-22 00:00:00", "/disc/a.PDF")]
    )
    server.routes["/download"] = Play(pdfs.pdf(["液冷"]))

    assert [("failed", "cninfo", None), ("new", "szse", "annual-report")] == brought(settings)


def test_records_of_investor_relations_are_brought_from_their_own_list(settings, server):
    rows = [*ROWS, cninfo_announcement(4, "投资者关系活动记录表", "2025-02-21")]
    server.routes.update(cninfo_routes(rows, {"0004.PDF": pdfs.pdf(["问：液冷？答：没有。"])}))
    wish = replace(WISH, kinds=("investor-relations",))
    found = list(bring(Library(settings.store), disclosure_sources(settings), NAMES, wish))

    assert [
        ("none", "announcements", None),
        ("new", "records", "investor-relations"),
    ] == [(each.kind, each.gives, each.document and each.document.kind) for each in found]


def test_a_broken_list_of_records_takes_no_announcement_away(settings, server):
    inner = server.routes[QUERY]
    server.routes[QUERY] = lambda asked: (
        cninfo_answer(None) if asked.form["tabName"] == "relation" else inner(asked)
    )
    wish = replace(WISH, kinds=("annual-report", "investor-relations"))
    sources = disclosure_sources(settings)

    for _ in range(4):  # until its list is left alone
        found = list(bring(Library(settings.store), sources, NAMES, wish))
    assert [("kept", "announcements"), ("failed", "records")] == [
        (each.kind, each.gives) for each in found
    ]
    assert "left alone" in str(found[1].remark)


def test_a_document_that_is_refused_is_told_and_the_others_come(settings, server):
    inner = server.routes["/finalpage/"]
    server.routes["/finalpage/"] = lambda asked: (
        BLOCK_PAGE if "0001.PDF" in asked.path else inner(asked)
    )

    assert ["failed", "new"] == [kind for kind, *_ in brought(settings)]


def test_a_source_that_keeps_refusing_is_left_alone(settings, server):
    many = [cninfo_announcement(n, f"{2000 + n}年年度报告", "2024-04-22") for n in range(10, 24)]
    server.routes.update(cninfo_routes(many, {}))
    server.routes["/finalpage/"] = BLOCK_PAGE

    assert ["failed"] * 4 == [kind for kind, *_ in brought(settings)]
    assert 3 == len([path for path in server.paths() if "finalpage" in path])


def test_a_security_that_nobody_carries_is_told(settings):
    library = Library(settings.store)
    (found,) = bring(library, disclosure_sources(settings), {"AAPL.XX": ""}, WISH)

    assert "No source of documents carries AAPL.XX" in str(found.remark)


@pytest.mark.parametrize(
    ("title", "kind", "period"),
    [
        ("依米康：2023年年度报告（更新后）", "annual-report", "2023"),
        ("2023 年半年度报告", "half-year-report", "2023H1"),
        ("2024年第一季度报告", "quarterly-report", "2024Q1"),
        ("2024年三季度报告全文", "quarterly-report", "2024Q3"),
        ("二〇二三年年度报告", "annual-report", "2023"),
        ("2023年年度报告摘要", "notice", ""),
        ("关于2023年年度报告的信息披露监管问询函的回复公告", "notice", ""),
        ("2023年年度报告（英文版）", "notice", ""),
        ("年度报告工作制度", "notice", ""),
        ("2020年度社会责任报告", "notice", ""),
        ("股票交易异常波动公告", "abnormal-movement", ""),
        ("关于媒体报道的澄清公告", "clarification", ""),
        ("2023 ANNUAL REPORT", "annual-report", "2023"),
        ("Interim Report 2024", "half-year-report", "2024H1"),
        ("2023年報", "annual-report", "2023"),
        ("2024年4月29日投资者关系活动记录表", "investor-relations", ""),
        ("300249依米康投资者关系管理信息20240429", "investor-relations", ""),
        ("关于2023年度业绩说明会召开情况的公告", "investor-relations", ""),
        ("关于召开2023年度业绩说明会的公告", "notice", ""),
        ("投资者关系活动记录管理制度", "notice", ""),
        ("10-K 2024-09-28", "annual-report", "2024"),
        ("Form 10-Q/A", "quarterly-report", ""),
        ("8-K 2024-05-02", "notice", ""),
        ("6-K 2024-05-02", "notice", ""),
        ("VOLUNTARY ANNOUNCEMENT", "notice", ""),
        ("自願公告", "notice", ""),
        ("CLARIFICATION ANNOUNCEMENT ON THE ANNUAL REPORT 2023", "clarification", ""),
        ("NOTIFICATION LETTER TO SHAREHOLDERS ON THE 2023 ANNUAL REPORT", "notice", ""),
    ],
)
def test_a_title_says_what_a_document_is(title, kind, period):
    found = named(title)

    assert (kind, period) == (found.kind, found.period)
