"""cninfo's and Shenzhen's announcements over HTTP: good, empty, blocked, changed, lying."""

from datetime import date

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    RateLimitedError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.providers.asking import Asker
from dashboard.providers.disclosures import DisclosureAsk
from dashboard.providers.disclosures.cninfo_announcements import (
    CninfoAnnouncements,
    CninfoRecords,
)
from dashboard.providers.disclosures.shenzhen_announcements import ShenzhenAnnouncements
from dashboard.settings.loading import SourceSettings
from tests.filings import pdfs
from tests.replay.disclosure_plays import (
    FULL,
    QUERY,
    SHENZHEN,
    cninfo_announcement,
    cninfo_answer,
    cninfo_routes,
    shenzhen_list,
    shenzhen_row,
)
from tests.replay.replaying import BLOCK_PAGE, CUT, Play, json_play

ASK = DisclosureAsk("300249.SZ", date(2023, 1, 1), date(2025, 2, 28), ("annual-report",), "依米康")
ROWS = [
    cninfo_announcement(1, "<em>2023</em>年年度报告", "2024-04-22"),
    cninfo_announcement(2, "股票交易异常波动公告", "2025-02-11", time="18:30"),
    cninfo_announcement(3, "2023年年度报告", "2024-04-20", code="603881"),
    cninfo_announcement(4, "2021年年度报告", "2022-04-20"),
]
DATA = pdfs.pdf(["液冷"])
DOCUMENTS = {"1200000001.PDF": DATA}


def source(server, kind=CninfoAnnouncements):
    settings = SourceSettings(base=server.url, spacing=0, retries=0, timeout=5)
    return kind(Asker(kind.id, settings), Asker(kind.id, settings))


@pytest.fixture
def cninfo(replay):
    replay.routes.update(cninfo_routes(ROWS, DOCUMENTS))
    return replay


def test_announcements_of_the_security_and_the_days_come_with_title_time_and_address(cninfo):
    found = source(cninfo).listed(ASK)

    assert [
        ("2023年年度报告", "2024-04-22"),
        ("股票交易异常波动公告", "2025-02-11T18:30+08:00"),
    ] == [(each.title, each.published) for each in found]
    assert "https://static.cninfo.com.cn/finalpage/2024-04-22/1200000001.PDF" == found[0].url
    assert DATA == source(cninfo).fetch(found[0])
    (asked,) = [each for each in cninfo.asked if each.path == QUERY]
    assert ("300249,99300249", "category_ndbg_szsh", "2023-01-01~2025-02-28") == (
        asked.form["stock"],
        asked.form["category"],
        asked.form["seDate"],
    )


def test_every_page_is_asked_for_and_a_list_without_end_is_left(cninfo):
    many = [cninfo_announcement(n, f"公告{n}", "2024-01-02") for n in range(70)]
    cninfo.routes.update(cninfo_routes(many, {}))
    assert 70 == len(source(cninfo).listed(ASK))

    cninfo.routes[QUERY] = cninfo_answer(many[:30], 9_999, more=True)
    cninfo.asked.clear()
    assert 30 == len(source(cninfo).listed(ASK))
    assert 2 == cninfo.paths().count(QUERY)


def test_an_empty_list_is_none_and_null_is_a_broken_channel(cninfo):
    cninfo.routes[QUERY] = cninfo_answer([])
    assert () == source(cninfo).listed(ASK)
    assert FULL not in cninfo.paths()

    cninfo.routes[QUERY] = cninfo_answer(None)
    cninfo.routes[FULL] = cninfo_answer(None)
    with pytest.raises(BlockedError, match="channel is broken"):
        source(cninfo).listed(ASK)


def test_when_the_search_is_broken_the_other_route_is_asked_and_its_strangers_are_left_out(cninfo):
    cninfo.routes[QUERY] = cninfo_answer(None)
    cninfo.routes[FULL] = cninfo_answer(ROWS)

    assert ["2023年年度报告", "股票交易异常波动公告"] == [
        each.title for each in source(cninfo).listed(ASK)
    ]


def test_records_of_investor_relations_stand_under_a_tab_of_their_own(cninfo):
    title = "2025年2月20日投资者关系活动记录表"
    cninfo.routes.update(cninfo_routes([*ROWS, cninfo_announcement(5, title, "2025-02-21")], {}))
    announcements = source(cninfo)
    (found,) = CninfoRecords(announcements).listed(ASK)

    assert (title, "2025-02-21", "investor-relations") == (found.title, found.published, found.kind)
    (asked,) = [each for each in cninfo.asked if each.path == QUERY]
    assert ("relation", "", "300249,99300249") == tuple(
        asked.form[name] for name in ("tabName", "category", "stock")
    )
    assert title not in [each.title for each in announcements.listed(ASK)]


def test_a_broken_tab_of_records_is_said_and_no_other_route_is_asked_for_them(cninfo):
    cninfo.routes[QUERY] = cninfo_answer(None)

    with pytest.raises(BlockedError, match="channel is broken"):
        CninfoRecords(source(cninfo)).listed(ASK)
    assert FULL not in cninfo.paths()


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (json_play([]), UnreadableError),
        (json_play({"announcements": {}}), UnreadableError),
        (cninfo_answer([7]), UnreadableError),
        (cninfo_answer([], 12, more=True), UnreadableError),
        (cninfo_answer([{**ROWS[0], "announcementTitle": ""}]), UnreadableError),
        (cninfo_answer([{**ROWS[0], "adjunctUrl": "finalpage/../../x"}]), UnreadableError),
        (cninfo_answer([{**ROWS[0], "adjunctUrl": "http://elsewhere/x.pdf"}]), UnreadableError),
        (cninfo_answer([{**ROWS[0], "announcementTime": None}]), UnreadableError),
        (cninfo_answer([ROWS[2]]), WrongSecurityError),
        (BLOCK_PAGE, BlockedError),
        (CUT, BlockedError),
        (Play("", status=429), RateLimitedError),
    ],
)
def test_an_odd_answer_is_the_error_that_says_what_it_is(cninfo, play, error):
    cninfo.routes[QUERY] = play
    cninfo.routes[FULL] = BLOCK_PAGE

    with pytest.raises(error) as raised:
        source(cninfo).listed(ASK)
    assert "cninfo" == raised.value.values["source"]


def test_a_company_that_the_list_does_not_have_is_not_guessed(cninfo):
    ask = DisclosureAsk("300250.SZ", ASK.since, ASK.until)

    with pytest.raises(EmptyAnswerError, match="no company with the code"):
        source(cninfo).listed(ask)
    assert QUERY not in cninfo.paths()


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (BLOCK_PAGE, BlockedError),
        (Play(b""), BlockedError),
        (Play(b"{}"), UnreadableError),
        (Play(b"%PDF-1.4"), UnreadableError),
        (Play("", status=404), EmptyAnswerError),
        (Play("", status=403), BlockedError),
    ],
)
def test_what_is_no_document_is_not_taken_for_one(cninfo, play, error):
    (listed, *_) = source(cninfo).listed(ASK)
    cninfo.routes["/finalpage/"] = play

    with pytest.raises(error):
        source(cninfo).fetch(listed)


# Shenzhen


PATH = "/disc/disk03/finalpage/2024-04-22/a.PDF"
SHENZHEN_ROWS = [
    shenzhen_row("依米康：2023年年度报告", "2024-04-22 00:00:00", PATH),
    shenzhen_row("依米康：异常波动公告", "2025-02-11 18:30:00", "/disc/b.PDF"),
]


def test_shenzhen_lists_and_brings(replay):
    replay.routes[SHENZHEN] = shenzhen_list(SHENZHEN_ROWS)
    replay.routes["/download"] = Play(DATA)
    found = source(replay, ShenzhenAnnouncements).listed(ASK)

    assert ["2024-04-22", "2025-02-11T18:30+08:00"] == [each.published for each in found]
    assert DATA == source(replay, ShenzhenAnnouncements).fetch(found[0])
    assert f"/download{PATH}" == replay.paths()[-1]


def test_shenzhen_pages_end_when_nothing_new_comes(replay):
    many = [shenzhen_row(f"公告{n}", "2024-01-02 00:00:00", f"/disc/{n}.PDF") for n in range(45)]
    replay.routes[SHENZHEN] = shenzhen_list(many, total=100_000)

    assert 45 == len(source(replay, ShenzhenAnnouncements).listed(ASK))
    assert 3 == len(replay.asked)


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (json_play({"announceCount": 0, "data": None}), BlockedError),
        (json_play({"data": []}), UnreadableError),
        (json_play({"announceCount": 1, "data": [3]}), UnreadableError),
        (json_play([]), UnreadableError),
        (shenzhen_list([{**SHENZHEN_ROWS[0], "publishTime": "soon"}]), UnreadableError),
        (shenzhen_list([{**SHENZHEN_ROWS[0], "secCode": ["000001"]}]), WrongSecurityError),
        (BLOCK_PAGE, BlockedError),
        (CUT, BlockedError),
    ],
)
def test_an_odd_answer_of_shenzhen_is_the_error_that_says_what_it_is(replay, play, error):
    replay.routes[SHENZHEN] = play

    with pytest.raises(error):
        source(replay, ShenzhenAnnouncements).listed(ASK)


def test_shenzhen_without_any_is_none(replay):
    replay.routes[SHENZHEN] = shenzhen_list([])

    assert () == source(replay, ShenzhenAnnouncements).listed(ASK)
