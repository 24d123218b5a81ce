"""An evening's themes over HTTP: good, empty, blocked, changed, lying, cut; stopped, gone on."""

from datetime import UTC, date, datetime

import pytest

from dashboard.errors import InputError, PausedError, StoreError, UnreadableError
from dashboard.providers.asking import Asker
from dashboard.providers.breaker import source_breaker
from dashboard.providers.concept_tags import ID, PATH, EastmoneyConcepts
from dashboard.refresh.theme_evening import FOLDER, IN_A_ROW, ask_evening, stocks_to_ask
from dashboard.settings.loading import SourceSettings
from dashboard.store.theme_changes import take
from dashboard.store.themes import ThemeLog
from tests.replay.concept_plays import concept, concepts
from tests.replay.replaying import BLOCK_PAGE, CUT, json_play, replaying

EVENING = datetime(2025, 2, 13, 12, tzinfo=UTC)  # eight in Beijing
DAY = date(2025, 2, 13)
STOCKS = tuple(f"6000{n:02d}.SS" for n in range(40))
NO_DATA = {"result": None, "success": False, "message": "返回数据为空", "code": 9201}
CHANGED = {"result": None, "success": False, "message": "报表配置不存在", "code": 9501}


def code_of(asked):
    return asked.query["filter"].split('"')[1]


def good(asked):
    code = code_of(asked)
    return concepts(
        concept("液冷概念", "温控", SECUCODE=code), concept("港口", None, SECUCODE=code)
    )


def but(wrong, *numbers):
    """Answer well but for some stocks."""
    return lambda asked: wrong if int(code_of(asked)[4:6]) in numbers else good(asked)


@pytest.fixture
def replay():
    """A server that plays the source."""
    with replaying() as server:
        yield server


@pytest.fixture
def log(tmp_path):
    return ThemeLog(tmp_path / "themes")


@pytest.fixture
def ask(replay, log, tmp_path):
    def run(play, *, now=EVENING, stocks=STOCKS, **options):
        replay.routes[PATH] = play
        settings = SourceSettings(base=replay.url, spacing=0, retries=0, timeout=5)
        source = EastmoneyConcepts(Asker(ID, settings))
        breaker = source_breaker(ID, settings, tmp_path / "breakers")
        return ask_evening(source, "Eastmoney", stocks, log, breaker, now=now, **options)

    return run


def test_a_good_evening_goes_into_the_log_with_its_reasons(ask, log):
    seen = []
    evening = ask(good, progress=seen.append)
    take(log, evening.day_list())
    table = log.table()
    assert (80, {"液冷概念", "港口"}) == (len(table), set(table["theme"]))
    assert {"温控", ""} == set(table["reason"])
    assert (0, 40) == (seen[0], seen[-1])


def test_the_same_evening_again_asks_nothing(ask, replay):
    ask(good)
    before = len(replay.asked)
    again = ask(good)
    assert (before, 0, True) == (len(replay.asked), again.asked, again.is_whole)


def test_a_stopped_run_goes_on_where_it_was(ask, replay):
    stopped = []

    def stop_at(done):
        if done == 10:
            stopped.append(1)

    first = ask(good, progress=stop_at, stopped=stopped)
    assert (11, False) == (len(first.answers), first.is_whole)
    with pytest.raises(InputError, match="11 of 40 stocks"):
        first.day_list()
    second = ask(good)
    assert (29, True, 40) == (second.asked, second.is_whole, len(replay.asked))


def test_a_torn_line_is_asked_for_again(ask, log):
    ask(good)
    (file,) = (log.folder / FOLDER).glob("*.jsonl")
    whole = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(whole[:-2]) + whole[-2][:20])
    again = ask(good)
    assert (1, True) == (again.asked, again.is_whole)


def test_an_evening_that_was_begun_is_gone_on_with_until_nine(ask):
    ask(good, stopped=[1])
    ask(but(json_play(CHANGED), 3, 10, 20))
    early = ask(good, now=datetime(2025, 2, 13, 23, tzinfo=UTC))  # seven the next morning
    assert (DAY, 3, True) == (early.day, early.asked, early.is_whole)
    next_day = ask(good, now=datetime(2025, 2, 13, 23, 30, tzinfo=UTC))
    assert (date(2025, 2, 14), 40) == (next_day.day, next_day.asked)


def test_an_unfinished_evening_is_over_at_nine(ask):
    ask(but(json_play(CHANGED), 3, 10, 20))
    assert date(2025, 2, 14) == ask(good, now=datetime(2025, 2, 14, 1, 5, tzinfo=UTC)).day


def test_stocks_under_no_theme_are_answered_for(ask, log):
    evening = ask(but(json_play(NO_DATA), *range(3)))
    take(log, evening.day_list())
    assert (40, 74) == (len(evening.answers), len(log.table()))


def test_a_source_that_has_nothing_at_all_is_no_list(ask):
    evening = ask(json_play(NO_DATA))
    with pytest.raises(InputError, match="no stock under any theme"):
        evening.day_list()


@pytest.mark.parametrize("play", [BLOCK_PAGE, CUT, json_play({"success": True}), json_play([1])])
def test_a_source_that_fails_is_left_alone_and_nothing_is_stored(ask, replay, play):
    evening = ask(play)
    assert isinstance(evening.paused, PausedError)
    assert (3, 37, False) == (len(evening.failed), evening.left, evening.is_whole)
    assert 3 == len(replay.asked)


@pytest.mark.slow
def test_a_few_that_fail_are_left_as_they_were(ask, log):
    take(log, ask(good).day_list())
    later = ask(but(json_play(CHANGED), 1, 2), now=datetime(2025, 2, 14, 12, tzinfo=UTC))
    (change,) = take(log, later.day_list())
    assert ((), (), 76) == (change.joined, change.left, change.stayed)
    assert log.table()["last_seen"].isna().all()


def test_more_than_one_in_twenty_without_an_answer_is_no_list(ask):
    assert not ask(but(json_play(CHANGED), 1, 10, 20)).is_whole


def test_a_source_that_answers_for_other_stocks_is_left_alone(ask, replay):
    lying = concepts(concept("液冷概念", SECUCODE="999999.SH"))
    evening = ask(lying)
    assert (IN_A_ROW, {}, IN_A_ROW) == (len(evening.failed), evening.answers, len(replay.asked))


def test_names_that_differ_in_width_and_case_and_rows_given_twice_are_one(ask, log):
    def lying(asked):
        code = code_of(asked)
        name = "5G概念" if code < "600020" else "５g 概念"
        return concepts(*[concept(name, SECUCODE=code)] * 2, concept("5g概念", SECUCODE=code))

    (change,) = take(log, ask(lying).day_list())
    assert ({"5g概念"}, 40, 40) == (set(log.table()["theme"]), len(log.table()), change.twice)


def test_a_theme_without_a_name_or_with_a_page_for_one_is_no_answer(ask):
    evening = ask(but(concepts(concept("<p>" * 40, SECUCODE="600001.SH")), 1))
    assert isinstance(evening.failed["600001.SS"], UnreadableError)
    assert evening.is_whole


def test_themes_that_vanish_overnight_are_held_back(ask, log):
    take(log, ask(good).day_list())

    def less(asked):
        return concepts(concept("液冷概念", "温控", SECUCODE=code_of(asked)))

    evening = ask(less, now=datetime(2025, 2, 14, 12, tzinfo=UTC))
    (change,) = take(log, evening.day_list())
    assert (40, 80) == change.shrunk
    assert ["港口"] == [each.theme for each in change.vanished]
    assert log.table()["last_seen"].isna().all()


def test_two_do_not_ask_at_once(ask, log):
    def progress(done):
        if done == 1:
            with pytest.raises(StoreError, match="Another process is asking"):
                ask(good)

    assert ask(good, progress=progress).is_whole


def test_without_a_universe_the_listed_shares_are_asked_for(tmp_path):
    stocks = stocks_to_ask(tmp_path)
    assert "300249.SZ" in stocks
    assert list(stocks) == sorted(stocks)
