"""Eastmoney's concepts over HTTP: good, empty, blocked, changed, lying."""

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    NotCoveredError,
    SourceError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.providers.asking import Asker
from dashboard.providers.concept_tags import ID, PATH, REPORT, EastmoneyConcepts
from dashboard.settings.loading import SourceSettings
from tests.replay.concept_plays import concept, concepts
from tests.replay.replaying import BLOCK_PAGE, CUT, json_play


def asked(server, symbol="603881.SS"):
    settings = SourceSettings(base=server.url, spacing=0, retries=0, timeout=5)
    return EastmoneyConcepts(Asker(ID, settings)).concepts(symbol)


def test_concepts_come_with_their_reasons_in_the_order_of_the_source(replay):
    replay.routes[PATH] = concepts(
        concept("阿里概念", "公司在互动平台表示，\n阿里巴巴是公司客户。"),
        concept("数据中心", None, NEW_BOARD_CODE="1629"),
        concept("云计算", "由市场归类", IS_PRECISE="0"),
    )
    found = asked(replay)
    assert [("阿里概念", "BK0700"), ("数据中心", "BK1629")] == [
        (each.name, each.code) for each in found
    ]
    assert "公司在互动平台表示， 阿里巴巴是公司客户。" == found[0].reason
    assert "" == found[1].reason
    query = replay.asked[-1].query
    assert (REPORT, '(SECUCODE="603881.SH")(IS_PRECISE="1")') == (
        query["reportName"],
        query["filter"],
    )


@pytest.mark.parametrize(
    ("symbol", "code"), [("300249.SZ", "300249.SZ"), ("920599.BJ", "920599.BJ")]
)
def test_exchanges_are_named_as_the_source_names_them(replay, symbol, code):
    replay.routes[PATH] = concepts(concept("液冷概念", SECUCODE=code))
    assert ["液冷概念"] == [each.name for each in asked(replay, symbol)]


def test_all_pages_are_asked_for(replay):
    replay.routes[PATH] = lambda asked: concepts(
        concept(f"概念{asked.query['pageNumber']}"), pages=3
    )
    assert ["概念1", "概念2", "概念3"] == [each.name for each in asked(replay)]


NO_DATA = {"result": None, "success": False, "message": "返回数据为空", "code": 9201}
CHANGED = {"result": None, "success": False, "message": "报表配置不存在", "code": 9501}


@pytest.mark.parametrize(
    ("play", "error", "said"),
    [
        (json_play(NO_DATA), EmptyAnswerError, "under no concept"),
        (concepts(), EmptyAnswerError, "under no concept"),
        (BLOCK_PAGE, BlockedError, "web page instead of data"),
        (json_play({"success": True}), BlockedError, "without its “result”"),
        (json_play(CHANGED), UnreadableError, "报表配置不存在"),
        (json_play({"result": {"data": "none", "pages": 1}}), UnreadableError, "documented"),
        (json_play({"result": {"data": [], "pages": None}}), UnreadableError, "documented"),
        (json_play([1]), UnreadableError, "documented"),
        (concepts(concept("")), UnreadableError, "documented"),
        (concepts(concept("阿里概念", SECUCODE="600000.SH")), WrongSecurityError, "600000.SH"),
        (CUT, SourceError, ""),
    ],
)
def test_what_is_no_list_is_told_apart(replay, play, error, said):
    replay.routes[PATH] = play
    with pytest.raises(error) as refused:
        asked(replay)
    assert said in str(refused.value)


def test_a_stock_of_another_market_is_not_asked_for(replay):
    with pytest.raises(NotCoveredError):
        asked(replay, "0700.HK")
    assert [] == replay.asked
