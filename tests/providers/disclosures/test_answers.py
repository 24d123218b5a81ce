"""Answers to investors of both exchanges over HTTP: good, empty, blocked, changed, lying."""

from datetime import date, datetime

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.providers.asking import Asker
from dashboard.providers.disclosures import BEIJING, DisclosureAsk
from dashboard.providers.disclosures.shanghai_answers import ShanghaiAnswers
from dashboard.providers.disclosures.shenzhen_answers import ShenzhenAnswers
from dashboard.settings.loading import SourceSettings
from tests.replay.disclosure_plays import instant
from tests.replay.replaying import BLOCK_PAGE, CUT, Play, json_play

KEYBOARD, QUESTION = "/newircs/index/queryKeyboardInfo", "/newircs/company/question"
COMPANIES, FEED = "/allcompany.do", "/ajax/userfeeds.do"
ASK = DisclosureAsk("000001.SZ", date(2025, 1, 1), date(2025, 2, 28), ("answer",))
SHANGHAI = DisclosureAsk("603881.SS", date(2025, 1, 1), date(2025, 2, 28), ("answer",))
NOW = datetime(2025, 2, 14, 12, 0, tzinfo=BEIJING)


def asker(server, name):
    return Asker(name, SourceSettings(base=server.url, spacing=0, retries=0, timeout=5))


# Shenzhen


def question(number=1, code="000001", answer="公司暂无液冷业务。", **fields):
    return {
        "indexId": f"{1_700_000_000_000_000_000 + number}",
        "stockCode": code,
        "mainContent": "请问贵公司是否有液冷产品？",
        "attachedContent": answer,
        "pubDate": instant("2025-02-10", "09:12"),
        "updateDate": instant("2025-02-11", "18:30"),
        "attachedPubDate": None,
    } | fields


def rows(*held, total=None):
    return json_play({"rows": list(held), "total": len(held) if total is None else total})


@pytest.fixture
def shenzhen(replay):
    """The exchange's site, whose first find is another company."""
    replay.routes[KEYBOARD] = json_play(
        {"data": [{"stockCode": "000011", "secid": "x"}, {"stockCode": "000001", "secid": "9900"}]}
    )
    replay.routes[QUESTION] = rows(question(), question(2, answer=None))
    return replay


def listed(server, ask=ASK):
    return ShenzhenAnswers(asker(server, "irm")).listed(ask)


def test_answers_come_with_their_question_and_no_earlier_than_they_were_given(shenzhen):
    (found,) = listed(shenzhen)

    assert ("answer", "2025-02-11T18:30+08:00") == (found.kind, found.published)
    assert found.url.endswith("questionId=1700000000000000001")
    text = found.body.decode()
    assert "请问贵公司是否有液冷产品？" in text
    assert "答（2025-02-11T18:30+08:00）：公司暂无液冷业务。" in text
    assert "9900" == shenzhen.asked[-1].query["orgId"]


def test_the_time_of_the_answer_is_taken_where_it_is_said(shenzhen):
    shenzhen.routes[QUESTION] = rows(question(attachedPubDate=instant("2025-02-10", "20:00")))

    assert "2025-02-10T20:00+08:00" == listed(shenzhen)[0].published


def test_no_questions_are_none(shenzhen):
    shenzhen.routes[QUESTION] = rows()

    assert () == listed(shenzhen)


@pytest.mark.parametrize(
    ("path", "play", "error"),
    [
        (KEYBOARD, json_play({"data": []}), EmptyAnswerError),
        (KEYBOARD, json_play({"data": [{"stockCode": "000011", "secid": "x"}]}), EmptyAnswerError),
        (KEYBOARD, json_play({"data": None}), BlockedError),
        (KEYBOARD, BLOCK_PAGE, BlockedError),
        (QUESTION, json_play({"rows": None, "total": 0}), BlockedError),
        (QUESTION, json_play({"rows": [1], "total": 1}), UnreadableError),
        (QUESTION, json_play({"rows": []}), UnreadableError),
        (QUESTION, rows(question(code="000011")), WrongSecurityError),
        (QUESTION, rows(question(updateDate="soon")), UnreadableError),
        (QUESTION, rows(question(indexId="../x")), UnreadableError),
        (QUESTION, CUT, BlockedError),
        (QUESTION, Play("", status=405), BlockedError),
    ],
)
def test_an_odd_answer_of_shenzhen_is_the_error_that_says_what_it_is(shenzhen, path, play, error):
    shenzhen.routes[path] = play

    with pytest.raises(error):
        listed(shenzhen)


# Shanghai


def companies(asked):
    """Pages of companies, ascending by code; past the end a sentence."""
    held = [f"60{n:04}" for n in range(0, 4000, 7)] + ["603881", "688041"]
    held = sorted(set(held))
    start = (int(asked.form["page"]) - 1) * 32
    anchors = "".join(
        f'<a rel="tag" uid="{int(code) % 1000}" href="#"><img src="/company/{code}.png?1"/></a>'
        for code in held[start : start + 32]
    )
    return json_play({"content": anchors or "没有任何上市公司的信息"})


def item(number, times=("02月10日 10:00", "昨天 18:16"), code="603881", answer="暂无。"):
    qa = (
        f'<div class="m_feed_detail m_qa"><div class="m_feed_txt">{answer}</div>'
        f'<div class="m_feed_from"><span>{times[1]}</span>来自 网站</div></div>'
    )
    return (
        f'<div class="m_feed_item" id="item-{number}"><div class="m_feed_detail m_qa_detail">'
        f'<div class="m_feed_txt"><a href="#">:数据港({code})</a>有液冷吗？</div>'
        f'<div class="m_feed_from"><span>{times[0]}</span></div></div>{qa if answer else ""}</div>'
    )


NONE = Play('<div class="m_feed_note">暂时没有问答</div>', headers={"Content-Type": "text/html"})


@pytest.fixture
def shanghai(replay):
    """The exchange's site with one page of answers."""
    replay.routes[COMPANIES] = companies
    replay.routes[FEED] = lambda asked: (
        Play(
            item(1) + item(2, ("2025年01月03日 10:00", "2025年01月04日 09:30")) + item(3, answer="")
        )
        if asked.query["page"] == "1"
        else NONE
    )
    return replay


def answers(server):
    return ShanghaiAnswers(asker(server, "sns"), now=lambda: NOW).listed(SHANGHAI)


def test_answers_of_shanghai_come_with_the_times_that_its_pages_word(shanghai):
    found = answers(shanghai)

    assert ["2025-02-13T18:16+08:00", "2025-01-04T09:30+08:00"] == [e.published for e in found]
    assert "问（2025-02-10T10:00+08:00）：有液冷吗？\n答（2025-02-13T18:16+08:00）：暂无。\n" == (
        found[0].body.decode()
    )
    assert shanghai.paths().count(COMPANIES) <= 8
    assert "881" == shanghai.asked[-1].query["uid"]


def test_no_answers_are_none(shanghai):
    shanghai.routes[FEED] = NONE

    assert () == answers(shanghai)


@pytest.mark.parametrize(
    ("path", "play", "error"),
    [
        (COMPANIES, json_play({"content": "没有任何上市公司的信息"}), EmptyAnswerError),
        (COMPANIES, json_play({"content": "<div>new layout</div>"}), UnreadableError),
        (COMPANIES, json_play([]), UnreadableError),
        (COMPANIES, BLOCK_PAGE, BlockedError),
        (FEED, Play("<div>new layout</div>"), UnreadableError),
        (FEED, Play(""), BlockedError),
        (FEED, BLOCK_PAGE, BlockedError),
        (FEED, Play(item(1, code="600000")), WrongSecurityError),
        (FEED, Play(item(1, times=("soon", "later"))), UnreadableError),
    ],
)
def test_an_odd_answer_of_shanghai_is_the_error_that_says_what_it_is(shanghai, path, play, error):
    shanghai.routes[path] = play

    with pytest.raises(error):
        answers(shanghai)
