"""What every source of Chinese daily prices owes, from replayed answers of the same rows."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import NamedTuple

import pandas as pd
import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    RateLimitedError,
    SourceError,
    UnreachableError,
    WrongSecurityError,
)
from dashboard.providers import Ask, PriceSource
from dashboard.providers.asking import Asker
from dashboard.providers.checking import checked
from dashboard.providers.eastmoney import Eastmoney
from dashboard.providers.tencent import Tencent
from dashboard.settings.loading import SourceSettings
from tests.replay.china_plays import (
    EASTMONEY_PATH,
    TENCENT_PATH,
    Day,
    days_of,
    eastmoney_route,
    tencent_route,
)
from tests.replay.replaying import BLOCK_PAGE, CUT, HANG, Play, Route, replaying

STOCK, NAME = "300249.SZ", "依米康"
ASK = Ask(STOCK, date(2025, 1, 24), date(2025, 2, 6), NAME)
AFTER_CLOSE = datetime(2025, 2, 6, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai
DAYS = [
    Day("2025-01-24", 10.0, 10.3, 9.9, 10.2, 1_100_000, 11_110_000),
    Day("2025-01-27", 10.2, 10.3, 10.0, 10.1, 900_000, 9_135_000),
    Day("2025-02-05", 10.1, 10.6, 10.05, 10.5, 1_500_000, 15_525_000),
    Day("2025-02-06", 11.0, 12.6, 10.9, 12.6, 7_700_000, 94_710_000),
]


class Owing(NamedTuple):
    """A source, where it is asked, and what plays it."""

    make: Callable[[Asker], PriceSource]
    path: str
    route: Callable[..., Route]


SOURCES = {
    "tencent": Owing(Tencent, TENCENT_PATH, tencent_route),
    "eastmoney": Owing(Eastmoney, EASTMONEY_PATH, eastmoney_route),
}


@pytest.fixture(params=SOURCES)
def owing(request):
    return SOURCES[request.param]


def source_at(owing, url, *, timeout=5.0, **options):
    settings = SourceSettings(base=url, timeout=timeout, spacing=0.0, retries=0)
    return owing.make(Asker(name_of(owing), settings, **options))


def name_of(owing):
    return owing.make.id


def fetched(owing, play, *, ask=ASK, timeout=5.0):
    with replaying({owing.path: play}) as server:
        return source_at(owing, server.url, timeout=timeout).fetch(ask)


def played(owing, name=NAME):
    return owing.route({STOCK: DAYS}, {STOCK: name})


def test_it_has_an_id_of_the_settings(owing):
    assert SOURCES[owing.make.id] is owing


def test_the_same_rows_come_back_unadjusted_in_shares_and_yuan(owing):
    answer = fetched(owing, played(owing))

    assert [day.date for day in DAYS] == [f"{day:%Y-%m-%d}" for day in answer.rows["date"]]
    for column in ("open", "high", "low", "close", "volume", "amount"):
        assert pytest.approx([getattr(day, column) for day in DAYS]) == list(answer.rows[column])
    assert ("none", "", "CNY", NAME) == (
        answer.adjustment,
        answer.factor_source,
        answer.currency,
        answer.name,
    )
    assert answer.rows["factor"].isna().all()
    assert answer.request.startswith("http://127.0.0.1:")


def test_the_answer_stands_up_to_the_checks(owing, xshg):
    found = checked(fetched(owing, played(owing)), ASK, name_of(owing), xshg, AFTER_CLOSE)

    assert ("good", None) == (found.condition, found.remark)
    assert 4 == len(found.series.rows)
    assert not found.series.has_factor


def test_two_sources_of_the_same_rows_have_the_same_digest(xshg):
    digests = {
        checked(fetched(each, played(each)), ASK, name, xshg, AFTER_CLOSE).series.note.sha256
        for name, each in SOURCES.items()
    }

    assert 1 == len(digests)


def test_days_outside_the_ask_are_left(owing):
    answer = fetched(owing, played(owing), ask=Ask(STOCK, date(2025, 1, 27), date(2025, 2, 5)))

    assert [10.1, 10.5] == answer.rows["close"].tolist()


@pytest.mark.parametrize("amount", [None, 0])
def test_a_suspended_day_leaves_a_gap_and_is_counted(owing, amount, xshg):
    days = [DAYS[0], DAYS[1]._replace(volume=0, amount=amount), *DAYS[2:]]

    answer = fetched(owing, owing.route({STOCK: days}))

    assert (3, 1) == (len(answer.rows), answer.nulls)
    assert "partial" == checked(answer, ASK, name_of(owing), xshg, AFTER_CLOSE).condition


def test_an_unknown_security_is_an_empty_answer(owing):
    with pytest.raises(EmptyAnswerError, match=r"300249\.SZ"):
        fetched(owing, owing.route({"603881.SS": DAYS}))


def test_days_without_rows_are_an_empty_answer(owing):
    with pytest.raises(EmptyAnswerError, match="2025-01-28"):
        fetched(owing, played(owing), ask=Ask(STOCK, date(2025, 1, 28), date(2025, 2, 4)))


@pytest.mark.parametrize(
    ("error", "play"),
    [
        (BlockedError, BLOCK_PAGE),
        (BlockedError, CUT),
        (BlockedError, Play("denied", status=403)),
        (BlockedError, Play(status=302, headers={"Location": "https://waf.example/page.html"})),
        (RateLimitedError, Play("slow down", status=429)),
        (UnreachableError, Play("<html>502</html>", status=502)),
    ],
    ids=["page", "cut", "403", "redirect", "429", "502"],
)
def test_a_refusal_is_told_from_an_empty_answer(owing, error, play):
    with pytest.raises(error) as caught:
        fetched(owing, play)

    assert str(caught.value).startswith(f"{name_of(owing)} ")


@pytest.mark.slow
def test_a_hung_source_ends_at_its_time_out(owing):
    with pytest.raises(UnreachableError, match=r"0\.3 s"):
        fetched(owing, HANG, timeout=0.3)


@pytest.mark.slow
def test_a_dripping_source_ends_at_its_time_out(owing):
    def play(asked):
        whole = played(owing)(asked)
        return Play(whole.body, drip=0.05)

    with pytest.raises(UnreachableError, match=r"0\.3 s"):
        fetched(owing, play, timeout=0.3)


def test_an_answer_under_another_name_is_for_another_security(owing, xshg):
    answer = fetched(owing, played(owing, name="数据港"))

    with pytest.raises(WrongSecurityError, match="数据港"):
        checked(answer, ASK, name_of(owing), xshg, AFTER_CLOSE)


@pytest.mark.parametrize("name", ["XD依米康", "依 米 康", "N依米康", ""])
def test_a_name_with_passing_marks_is_the_same_security(owing, name, xshg):
    answer = fetched(owing, played(owing, name=name))

    assert "good" == checked(answer, ASK, name_of(owing), xshg, AFTER_CLOSE).condition


def test_two_fetches_keep_the_spacing(owing):
    now, pauses = [0.0], []

    def sleep(seconds):
        pauses.append(seconds)
        now[0] += seconds

    with replaying({owing.path: played(owing)}) as server:
        settings = SourceSettings(base=server.url, spacing=7.0, retries=0)
        source = owing.make(Asker(name_of(owing), settings, clock=lambda: now[0], sleep=sleep))
        source.fetch(ASK)
        source.fetch(ASK)

    assert [7.0] == pauses


def test_it_serves_again_after_every_kind_of_failure(owing):
    with replaying() as server:
        source = source_at(owing, server.url)
        for play in (BLOCK_PAGE, CUT, Play("", status=429), Play("{}"), Play("no json")):
            server.routes[owing.path] = play
            with pytest.raises(SourceError):
                source.fetch(ASK)

        server.routes[owing.path] = played(owing)

        assert 4 == len(source.fetch(ASK).rows)


def test_the_shipped_prices_come_back_from_a_replay_of_them(owing, shipped_case):
    table = pd.read_csv(shipped_case / "prices.csv")
    days = {symbol: days_of(rows) for symbol, rows in table.groupby("symbol")}

    with replaying({owing.path: owing.route(days)}) as server:
        source = source_at(owing, server.url)
        for symbol in (STOCK, "000300.SS"):
            first, last = (date.fromisoformat(days[symbol][place].date) for place in (0, -1))
            rows = source.fetch(Ask(symbol, first, last)).rows

            assert pytest.approx([day.close for day in days[symbol]], abs=0.005) == list(rows.close)
            assert [day.date for day in days[symbol]] == [f"{day:%Y-%m-%d}" for day in rows.date]
