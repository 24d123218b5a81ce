"""HKEX and SEC EDGAR over HTTP: good, empty, blocked, changed, lying."""

import json
from datetime import date

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    NotCoveredError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.filings.titles import named
from dashboard.providers.asking import Asker
from dashboard.providers.disclosures import DisclosureAsk
from dashboard.providers.disclosures.edgar import Edgar
from dashboard.providers.disclosures.hong_kong import HongKong
from dashboard.settings.loading import SourceSettings
from tests.filings import pdfs
from tests.replay.replaying import BLOCK_PAGE, CUT, Play, json_play

CONTACT = "Example Research desk@example.com"
TICKERS, APPLE = "/files/company_tickers.json", "/submissions/CIK0000320193.json"
US = DisclosureAsk("AAPL", date(2023, 1, 1), date(2025, 1, 1))
HK = DisclosureAsk("0700.HK", date(2023, 1, 1), date(2025, 1, 1))
PAGE = b"<html><body>" + b"<p>liquid cooling</p>" * 10 + b"</body></html>"


def asker(server, name):
    return Asker(name, SourceSettings(base=server.url, spacing=0, retries=0, timeout=5))


# The United States


def columns(*filings):
    names = ("accessionNumber", "form", "filingDate", "acceptanceDateTime", "primaryDocument")
    return dict(zip((*names, "reportDate"), map(list, zip(*filings, strict=True)), strict=True))


ANNUAL = (
    *("0000320193-24-000123", "10-K", "2024-11-01", "2024-11-01T06:01:36.000Z"),
    *("aapl-20240928.htm", "2024-09-28"),
)
OTHER = ("0000320193-24-000001", "4", "2024-10-01", "2024-10-01T18:30:00.000Z", "x.xml", "")


def submissions(*filings, files=(), cik="0000320193"):
    return json_play(
        {"cik": cik, "name": "Apple Inc.", "filings": {"recent": columns(*filings), "files": files}}
    )


@pytest.fixture
def sec(replay):
    """The register, which refuses whoever does not say who asks."""

    def guarded(play):
        return lambda asked: play if "@" in asked.headers["user-agent"] else Play("", status=403)

    replay.routes[TICKERS] = guarded(
        json_play({"0": {"cik_str": 320193, "ticker": "AAPL", "title": "Apple Inc."}})
    )
    replay.routes[APPLE] = guarded(submissions(ANNUAL, OTHER))
    replay.routes["/Archives/"] = guarded(Play(PAGE))
    return replay


def edgar(server, contact=CONTACT):
    return Edgar(asker(server, "sec"), asker(server, "sec"), contact)


def test_filings_of_the_known_forms_come_with_time_and_document(sec):
    (found,) = edgar(sec).listed(US)

    assert ("annual-report", "2024", "2024-11-01T06:01+00:00") == (
        found.kind,
        found.period,
        found.published,
    )
    assert (
        "https://www.sec.gov/Archives/edgar/data/320193/000032019324000123/aapl-20240928.htm"
        == found.url
    )
    assert PAGE == edgar(sec).fetch(found)
    assert {CONTACT} == {asked.headers["user-agent"] for asked in sec.asked}


def test_quarters_and_what_is_told_in_between_come_with_their_kinds(sec):
    forms = [
        ("10-Q", "2024-06-29"),
        ("10-Q/A", "2024-03-30"),
        ("8-K", "2024-05-02"),
        ("6-K", ""),
        ("SC 13G", ""),
    ]
    sec.routes[APPLE] = submissions(
        *(
            (f"0000320193-24-00000{n}", form, f"2024-08-0{n}", "", f"d{n}.htm", reported)
            for n, (form, reported) in enumerate(forms, start=1)
        )
    )

    assert [
        # A quarter of the company's own year is no quarter of the calendar: no period is guessed.
        ("quarterly-report", "", "10-Q 2024-06-29", "2024-08-01"),
        ("quarterly-report", "", "10-Q/A 2024-03-30", "2024-08-02"),
        ("notice", "", "8-K 2024-05-02", "2024-08-03"),
        ("notice", "", "6-K 2024-08-04", "2024-08-04"),
    ] == [(e.kind, e.period, e.title, e.published) for e in edgar(sec).listed(US)]


def test_older_filings_are_asked_for_only_when_the_days_reach_them(sec):
    name = "CIK0000320193-submissions-001.json"
    older = (
        "0000320193-23-000106",
        "10-K",
        "2023-11-03",
        "2023-11-02T18:08:27.000Z",
        "a.htm",
        "2023-09-30",
    )
    sec.routes[APPLE] = submissions(ANNUAL, files=[{"name": name, "filingTo": "2023-12-31"}])
    sec.routes["/submissions/" + name] = json_play(columns(older))

    assert ["2024", "2023"] == [each.period for each in edgar(sec).listed(US)]
    sec.asked.clear()
    late = DisclosureAsk("AAPL", date(2024, 6, 1), date(2025, 1, 1))
    assert 1 == len(edgar(sec).listed(late))
    assert 2 == len(sec.asked)


def test_nobody_is_asked_without_a_contact(sec):
    with pytest.raises(NotCoveredError, match="MARKET_NARRATIVE_CONTACT"):
        edgar(sec, contact="").listed(US)
    assert [] == sec.asked


@pytest.mark.parametrize(
    ("path", "play", "error"),
    [
        (TICKERS, json_play({}), UnreadableError),
        (TICKERS, json_play({"0": {"cik_str": 1, "ticker": "X"}}), EmptyAnswerError),
        (APPLE, submissions(ANNUAL, cik="0000000001"), WrongSecurityError),
        (APPLE, json_play({"cik": "320193", "filings": None}), UnreadableError),
        (APPLE, json_play({"cik": "320193", "filings": {"recent": {"form": []}}}), UnreadableError),
        (APPLE, submissions(("../x", *ANNUAL[1:])), UnreadableError),
        (APPLE, submissions((*ANNUAL[:4], "../../x", "")), UnreadableError),
        (APPLE, submissions(ANNUAL, files=[{"name": "../x.json"}]), UnreadableError),
        (APPLE, Play("", status=403), BlockedError),
        (APPLE, Play("", status=404), EmptyAnswerError),
        (APPLE, BLOCK_PAGE, BlockedError),
    ],
)
def test_an_odd_answer_of_the_sec_is_the_error_that_says_what_it_is(sec, path, play, error):
    sec.routes[path] = play

    with pytest.raises(error):
        edgar(sec).listed(US)


def test_a_notice_of_too_many_requests_is_no_document(sec):
    (found,) = edgar(sec).listed(US)
    sec.routes["/Archives/"] = Play("<html>Request Rate Threshold Exceeded</html>")

    with pytest.raises(BlockedError):
        edgar(sec).fetch(found)


# Hong Kong


PREFIX, LIST = "/search/prefix.do", "/search/titleSearchServlet.do"
LINK = "/listedco/listconews/sehk/2024/0408/2024040801234.pdf"


def row(title="ANNUAL REPORT 2023", when="08/04/2024 16:45", link=LINK, code="00700"):
    return {"TITLE": title, "DATE_TIME": when, "FILE_LINK": link, "STOCK_CODE": code}


def result(rows):
    return json_play({"result": rows if isinstance(rows, str) else json.dumps(rows)})


@pytest.fixture
def hkex(replay):
    """The exchange's site of announcements."""
    stocks = [{"stockId": 9, "code": "07000"}, {"stockId": 7609, "code": "00700", "name": "T"}]
    replay.routes[PREFIX] = Play(f"callback({json.dumps({'stockInfo': stocks})});")
    replay.routes[LIST] = result([row(), row("2023<br/>INTERIM REPORT", link="/listedco/b.pdf")])
    replay.routes["/listedco/"] = Play(pdfs.pdf(["液冷"]))
    return replay


def hong_kong(server):
    return HongKong(asker(server, "hkex"))


def test_announcements_of_hong_kong_come_with_title_time_and_document(hkex):
    found = hong_kong(hkex).listed(HK)

    assert [
        ("ANNUAL REPORT 2023", "2024-04-08T16:45+08:00"),
        ("2023 INTERIM REPORT", "2024-04-08T16:45+08:00"),
    ] == [(each.title, each.published) for each in found]
    assert hong_kong(hkex).fetch(found[0]).startswith(b"%PDF")
    assert "7609" == next(each for each in hkex.asked if each.path == LIST).query["stockId"]


def test_what_a_company_of_hong_kong_announces_of_its_own_accord_is_told_from_a_clarification(hkex):
    titles = [
        "VOLUNTARY ANNOUNCEMENT<br/>BUSINESS UPDATE",
        "CLARIFICATION ANNOUNCEMENT",
        "CLARIFICATION ANNOUNCEMENT IN RELATION TO THE ANNUAL REPORT 2023",
        "VOLUNTARY ANNOUNCEMENT - CLARIFICATION OF MEDIA REPORTS",
        "UNUSUAL PRICE AND TRADING VOLUME MOVEMENTS",
    ]
    hkex.routes[LIST] = result(
        [row(title, link=f"/listedco/{n}.pdf") for n, title in enumerate(titles)]
    )

    assert ["notice", "clarification", "clarification", "clarification", "abnormal-movement"] == [
        named(each.title).kind for each in hong_kong(hkex).listed(HK)
    ]


def test_more_rows_are_asked_for_from_the_first_on(hkex):
    many = [row(f"N {n}", link=f"/listedco/{n}.pdf") for n in range(250)]
    hkex.routes[LIST] = lambda asked: result(many[: int(asked.query["rowRange"])])

    assert 250 == len(hong_kong(hkex).listed(HK))
    assert ["100", "400"] == [e.query["rowRange"] for e in hkex.asked if e.path == LIST]


@pytest.mark.parametrize("nothing", ["", "null", "[]"])
def test_no_announcements_are_none(hkex, nothing):
    hkex.routes[LIST] = result(nothing)

    assert () == hong_kong(hkex).listed(HK)


@pytest.mark.parametrize(
    ("path", "play", "error"),
    [
        (
            PREFIX,
            Play('callback({"stockInfo": [{"stockId": 9, "code": "07000"}]});'),
            EmptyAnswerError,
        ),
        (PREFIX, Play("callback({});"), UnreadableError),
        (PREFIX, Play("other(1)"), UnreadableError),
        (PREFIX, BLOCK_PAGE, BlockedError),
        (LIST, json_play({}), UnreadableError),
        (LIST, result("{"), UnreadableError),
        (LIST, result([1]), UnreadableError),
        (LIST, result([row(when="yesterday")]), UnreadableError),
        (LIST, result([row(link="https://elsewhere/x.pdf")]), UnreadableError),
        (LIST, result([row(code="00001")]), UnreadableError),
        (LIST, CUT, BlockedError),
    ],
)
def test_an_odd_answer_of_hong_kong_is_the_error_that_says_what_it_is(hkex, path, play, error):
    hkex.routes[path] = play

    with pytest.raises(error):
        hong_kong(hkex).listed(HK)
