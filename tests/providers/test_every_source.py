"""What every source of prices owes, Yahoo among them: one contract, one set of rows."""

from datetime import UTC, date, datetime

import pytest
import yfinance as yf
from yfinance.cache import get_tz_cache
from yfinance.data import SingletonMeta

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    NotCoveredError,
    RateLimitedError,
    SourceError,
    UnreachableError,
)
from dashboard.market.series import ROW_COLUMNS
from dashboard.providers import Ask, yahoo
from dashboard.providers.checking import checked
from dashboard.providers.registry import price_source
from dashboard.settings.loading import PRICE_SOURCES, Settings, SourceSettings
from tests.replay.china_plays import (
    EASTMONEY_PATH,
    TENCENT_PATH,
    Day,
    eastmoney_route,
    tencent_route,
)
from tests.replay.replaying import BLOCK_PAGE, CUT, HANG, Play, json_play, replaying
from tests.replay.yahoo_plays import CHART, chart, yahoo_routes

STOCK, NAME = "300249.SZ", "依米康"
ASK = Ask(STOCK, date(2025, 1, 24), date(2025, 2, 6), NAME)
AFTER_CLOSE = datetime(2025, 2, 6, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai
SESSIONS = [date(2025, 1, 24), date(2025, 1, 27), date(2025, 2, 5), date(2025, 2, 6)]
CLOSES = [10.2, 10.11, 10.55, 12.61]
SHARES = 1_200_000
# Yahoo's play opens a cent above the close, reaches two above it and one below.
DAYS = [
    Day(f"{day}", close + 0.01, close + 0.02, close - 0.01, close, SHARES, SHARES * (close + 0.005))
    for day, close in zip(SESSIONS, CLOSES, strict=True)
]
PATHS = {"tencent": TENCENT_PATH, "eastmoney": EASTMONEY_PATH, "yahoo": CHART}
GOOD = {
    "tencent": tencent_route({STOCK: DAYS}, {STOCK: NAME}),
    "eastmoney": eastmoney_route({STOCK: DAYS}, {STOCK: NAME}),
    "yahoo": json_play(chart(STOCK, SESSIONS, CLOSES)),
}


@pytest.fixture(params=PRICE_SOURCES)
def name(request, tmp_path_factory):
    """One source after the other; Yahoo with a yfinance that knows nothing yet."""
    if request.param == "yahoo":
        yahoo._prepare(tmp_path_factory.getbasetemp() / "yahoo")
        get_tz_cache().store(STOCK, None)
        SingletonMeta._instances.clear()
        yf.base._tz_info_fetch_ctr = 0
    return request.param


def fetched(name, play, tmp_path, *, ask=ASK, timeout=5.0):
    routes = yahoo_routes() | {PATHS[name]: play}
    with replaying(routes) as server:
        own = SourceSettings(base=server.url, spacing=0.0, retries=0, timeout=timeout)
        settings = Settings(store=tmp_path, **{name: own})
        return price_source(name, settings).fetch(ask)


def test_it_is_called_in_settings_as_in_its_answers(name):
    assert name == price_source(name, Settings()).id


def test_the_same_rows_come_back_as_traded_and_in_shares(name, tmp_path):
    answer = fetched(name, GOOD[name], tmp_path)

    assert list(ROW_COLUMNS) == list(answer.rows.columns)
    assert SESSIONS == [day.date() for day in answer.rows["date"]]
    assert pytest.approx(CLOSES) == answer.rows["close"].to_list()
    assert [SHARES] * 4 == answer.rows["volume"].to_list()
    assert ("none", "CNY") == (answer.adjustment, answer.currency)


def test_the_answer_stands_up_to_the_checks(name, tmp_path, xshg):
    found = checked(fetched(name, GOOD[name], tmp_path), ASK, name, xshg, AFTER_CLOSE)

    assert ("good", None) == (found.condition, found.remark)
    assert (STOCK, name) == (found.series.note.symbol, found.series.note.source)


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (BLOCK_PAGE, BlockedError),
        (CUT, BlockedError),
        (Play("Too Many Requests", status=429), RateLimitedError),
        (Play("<html>502</html>", status=502), UnreachableError),
    ],
    ids=["page", "cut", "429", "502"],
)
def test_a_source_in_trouble_says_which(name, play, error, tmp_path):
    with pytest.raises(error):
        fetched(name, play, tmp_path)


@pytest.mark.slow
def test_a_hung_source_ends_with_its_time_out(name, tmp_path):
    with pytest.raises(UnreachableError):
        fetched(name, HANG, tmp_path, timeout=0.3)


def test_a_security_that_it_does_not_know_is_empty(name, tmp_path):
    unknown = Ask("300999.SZ", ASK.first, ASK.last)
    play = yahoo_routes()[CHART] if name == "yahoo" else GOOD[name]

    with pytest.raises(EmptyAnswerError):
        fetched(name, play, tmp_path, ask=unknown)


def test_whatever_comes_back_is_an_answer_or_one_of_our_errors(name, tmp_path):
    for body in ("", "{}", "[]", "null", '{"data": 1}', '{"chart": []}', "\x00\xff", "NaN"):
        with pytest.raises(SourceError):
            fetched(name, Play(body), tmp_path)


def test_every_refusal_names_the_source_and_is_a_whole_sentence(name, tmp_path):
    with pytest.raises(SourceError) as caught:
        fetched(name, BLOCK_PAGE, tmp_path)

    assert name == caught.value.values["source"]
    assert str(caught.value).endswith(".")
    assert not isinstance(caught.value, NotCoveredError)
