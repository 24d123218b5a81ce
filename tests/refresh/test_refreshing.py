"""A refresh asks in order, stores the best, and says of every source why it did not serve."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    NotCoveredError,
    RateLimitedError,
    StoreError,
    UnreachableError,
    UnreadableError,
)
from dashboard.refresh.refreshing import Outcome, RefreshRequest, exit_code, load_prices, summary
from dashboard.store.store import OVERLAP, Store
from tests.replay.series_made import (
    DAYS,
    EX_DATE,
    SYMBOL,
    FakeFactors,
    FakeSource,
    after_close,
    days_of,
    made_rows,
    made_series,
    made_sources,
)

FIRST, LAST = DAYS[0], DAYS[-1]
OTHER = "603881.SS"
EVENING = after_close(LAST)
GAP = DAYS[50]

BLOCKED = BlockedError("{source} refused.", source="x")
OPEN = [day for day in DAYS if day != GAP]  # with a session lacking


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def run(store, tmp_path, xshg):
    """Refresh one symbol, or several; returns the outcome, or all of them."""

    def refreshed(*prices, factors=None, symbols=(SYMBOL,), now=EVENING, name="", **wish):
        sources = made_sources(tmp_path / "breakers", *prices, factors=factors)
        wanted = RefreshRequest(**{"first": FIRST} | wish)
        names = dict.fromkeys(symbols, name)
        found = list(load_prices(store, sources, xshg, names, wanted, now=lambda: now))
        return found[0] if len(found) == 1 else found

    return refreshed


def test_made_up_days_are_the_sessions_of_the_exchange(xshg):
    assert xshg.between(DAYS[0], DAYS[-1]) == DAYS


def bumped(rows):
    """One price of the past, changed."""
    return rows.assign(low=rows["low"].where(rows["date"] != rows["date"].iloc[2], 5.0))


def with_factor(source, days=DAYS, **options):
    return FakeSource(source, days, factor_source=source, **options)


def refusals(outcome):
    return [(source, word) for source, word, _ in outcome.refused]


# What comes of one source ----------------------------------------------


def test_a_new_series_is_stored_with_what_was_asked_and_who_answered(run, store):
    outcome = run(FakeSource("tencent"), factors=FakeFactors())

    assert ("new", "tencent", "download") == (outcome.kind, outcome.source, outcome.action)
    assert (len(DAYS), FIRST, LAST) == (outcome.added, outcome.first, outcome.last)
    assert (None, ()) == (outcome.remark, outcome.refused)
    note = store.read(SYMBOL, "tencent").note
    assert ("none", "sina", "CNY") == (note.adjustment, note.factor_source, note.currency)
    assert (FIRST.isoformat(), LAST.isoformat()) == (note.asked_from, note.asked_to)
    assert f"https://tencent.invalid/{SYMBOL}" == note.request
    assert "2025-03-31T08:00:00Z" == note.retrieved


def test_what_is_up_to_date_is_kept_and_nobody_is_asked(run):
    run(FakeSource("tencent"), factors=FakeFactors())
    source, factors = FakeSource("tencent"), FakeFactors()

    outcome = run(source, factors=factors)

    assert ("kept", "tencent", "keep", 0) == (
        outcome.kind,
        outcome.source,
        outcome.action,
        outcome.added,
    )
    assert (FIRST, LAST) == (outcome.first, outcome.last)
    assert [] == source.asks
    assert [] == factors.asked


def test_the_next_sessions_extend_it_by_an_answer_that_overlaps(run, store):
    run(FakeSource("tencent"), factors=FakeFactors(), now=after_close(DAYS[-4]))
    source = FakeSource("tencent")

    outcome = run(source, factors=FakeFactors(scale=3.0))

    assert ("extended", "extend", 3) == (outcome.kind, outcome.action, outcome.added)
    (ask,) = source.asks
    assert (DAYS[-4 - OVERLAP + 1], LAST) == (ask.first, ask.last)
    series = store.read(SYMBOL, "tencent")
    assert tuple(DAYS) == days_of(series)
    assert pytest.approx(series.rows["factor"].tolist()) == made_rows(DAYS)["factor"].tolist()
    assert FIRST.isoformat() == series.note.asked_from


def test_the_overlap_is_counted_in_rows_of_a_stock_that_was_suspended(run):
    traded = [*DAYS[:30], *DAYS[90:100]]
    run(FakeSource("tencent", traded), factors=FakeFactors(), now=after_close(DAYS[99]))
    source = FakeSource("tencent", [*traded, *DAYS[100:]])

    outcome = run(source, factors=FakeFactors())

    assert "extended" == outcome.kind
    assert DAYS[90] == source.asks[0].first


def test_a_suspended_stock_is_asked_again_and_nothing_is_new(run):
    stopped = FakeSource("tencent", DAYS[:60])
    run(stopped, factors=FakeFactors())

    outcome = run(stopped, factors=FakeFactors(), now=EVENING + timedelta(hours=7))

    assert ("same", "extend", 0, DAYS[59]) == (
        outcome.kind,
        outcome.action,
        outcome.added,
        outcome.last,
    )
    assert "is suspended or the source is behind" in str(outcome.remark)


def test_an_earlier_beginning_is_downloaded_whole(run, store):
    run(FakeSource("tencent"), factors=FakeFactors(), first=DAYS[20])
    source = FakeSource("tencent")

    outcome = run(source, factors=FakeFactors())

    assert ("extended", "download", 20) == (outcome.kind, outcome.action, outcome.added)
    assert (FIRST, LAST) == (source.asks[0].first, source.asks[0].last)
    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))


def test_a_session_that_was_lacking_is_filled_when_it_is_served(run, store):
    run(FakeSource("tencent", OPEN), factors=FakeFactors(), first=DAYS[5])

    outcome = run(FakeSource("tencent"), factors=FakeFactors())

    assert ("extended", 6) == (outcome.kind, outcome.added)
    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))


def test_a_contradiction_is_told_and_leaves_the_store(run, store):
    run(FakeSource("tencent"), factors=FakeFactors(), now=after_close(DAYS[-4]))

    outcome = run(FakeSource("tencent", change=bumped), factors=FakeFactors())

    assert ("contradicted", "tencent", 0) == (outcome.kind, outcome.source, outcome.added)
    assert (FIRST, DAYS[-4]) == (outcome.first, outcome.last)
    assert "now contradicts its own stored history of 300249.SZ in 1 place" in str(outcome.remark)
    assert 1 == len(store.beside(SYMBOL, "tencent"))


def test_an_ex_date_that_the_factors_told_late_is_a_contradiction(run):
    place = DAYS.index(EX_DATE)
    late = FakeFactors()
    late.fill = lambda rows, _symbol: rows.assign(factor=1.0)
    run(FakeSource("tencent"), factors=late, now=after_close(EX_DATE))

    outcome = run(FakeSource("tencent"), factors=FakeFactors(), now=after_close(DAYS[place + 1]))

    assert "contradicted" == outcome.kind
    assert f"first on {EX_DATE} (factor 1, now 1.02)" in str(outcome.remark)


def test_accepting_asks_for_the_whole_and_puts_it_in_the_place(run, store):
    run(FakeSource("tencent"), factors=FakeFactors(), now=after_close(DAYS[-4]))
    changing = FakeSource("tencent", change=bumped)
    assert "contradicted" == run(changing, factors=FakeFactors()).kind

    outcome = run(changing, factors=FakeFactors(), accept=True)

    assert ("new", "download", FIRST, LAST) == (
        outcome.kind,
        outcome.action,
        outcome.first,
        outcome.last,
    )
    assert (FIRST, LAST) == (changing.asks[-1].first, changing.asks[-1].last)
    assert 5.0 == store.read(SYMBOL, "tencent").rows["low"].iloc[2]
    assert "took its place as asked" in str(outcome.remark)


def test_accepting_where_nothing_contradicts_is_an_ordinary_refresh(run, store):
    run(FakeSource("tencent"), factors=FakeFactors(), now=after_close(DAYS[-4]))

    assert "extended" == run(FakeSource("tencent"), factors=FakeFactors(), accept=True).kind
    assert () == store.beside(SYMBOL, "tencent")


# Order and fall-back ---------------------------------------------------


def test_the_first_that_serves_is_taken_and_the_others_are_not_asked(run, store):
    second = with_factor("yahoo")

    outcome = run(with_factor("tencent"), second)

    assert "tencent" == outcome.source
    assert [] == second.asks
    assert ["tencent"] == list(store.held(SYMBOL))


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (BLOCKED, "blocked"),
        (EmptyAnswerError("{source} has nothing.", source="x"), "empty"),
        (RateLimitedError("{source} asks for fewer.", source="x"), "rate-limited"),
        (UnreachableError("{source} is silent.", source="x"), "unreachable"),
        (UnreadableError("{source} is odd.", source="x"), "unreadable"),
        (NotCoveredError("{source} has no such.", source="x"), "not-covered"),
    ],
)
def test_a_source_that_refuses_is_followed_by_the_next_and_says_why(run, error, word):
    outcome = run(with_factor("tencent", error=error), with_factor("yahoo"))

    assert ("new", "yahoo") == (outcome.kind, outcome.source)
    assert [("tencent", word)] == refusals(outcome)
    assert str(error) == str(outcome.refused[0][2])


def test_an_answer_for_another_security_is_refused(run):
    outcome = run(
        with_factor("tencent", name="数据港"), with_factor("yahoo", name="依米康"), name="依米康"
    )

    assert "yahoo" == outcome.source
    assert [("tencent", "wrong-security")] == refusals(outcome)


def test_when_nobody_serves_all_refusals_are_told_and_the_store_keeps_what_it_had(run, store):
    run(with_factor("tencent"), now=after_close(DAYS[-4]))

    outcome = run(with_factor("tencent", error=BLOCKED), with_factor("yahoo", days=[]))

    assert ("failed", "", None, None) == (
        outcome.kind,
        outcome.source,
        outcome.first,
        outcome.last,
    )
    assert [("tencent", "blocked"), ("yahoo", "empty")] == refusals(outcome)
    assert DAYS[-4] == store.read(SYMBOL, "tencent").last


def test_series_of_a_fall_back_are_a_file_of_their_own(run, store):
    run(with_factor("tencent"), now=after_close(DAYS[-4]))

    run(with_factor("tencent", error=BLOCKED), with_factor("yahoo"))

    assert (DAYS[-4], LAST) == (
        store.read(SYMBOL, "tencent").last,
        store.read(SYMBOL, "yahoo").last,
    )


def test_a_source_whose_breaker_is_open_is_not_asked_and_says_so(run):
    dead = with_factor("tencent", error=BLOCKED)
    symbols = ("600000.SS", "600001.SS", "600002.SS", "600003.SS")

    outcomes = run(dead, with_factor("yahoo"), symbols=symbols)

    assert 3 == len(dead.asks)
    assert ["new"] * 4 == [each.kind for each in outcomes]
    assert [("tencent", "paused")] == refusals(outcomes[-1])
    assert "left alone for 5 minutes" in str(outcomes[-1].refused[0][2])


@pytest.mark.parametrize("error", [KeyError("qfqday"), ZeroDivisionError(), StoreError("Odd.")])
def test_a_source_that_breaks_on_one_symbol_harms_neither_it_nor_the_next(run, caplog, error):
    breaking = with_factor("tencent", error=lambda ask: error if ask.symbol == SYMBOL else None)

    first, second = run(breaking, with_factor("yahoo"), symbols=(SYMBOL, OTHER))

    assert ("new", "yahoo") == (first.kind, first.source)
    assert [("tencent", "unreadable")] == refusals(first)
    assert type(error).__name__ in str(first.refused[0][2])
    assert ("new", "tencent", ()) == (second.kind, second.source, second.refused)
    assert "tencent, asked for 300249.SZ" in caplog.text


def test_a_symbol_that_is_none_fails_alone(run):
    first, second = run(with_factor("tencent"), symbols=("../x", OTHER))

    assert ("failed", "new") == (first.kind, second.kind)
    assert "is no symbol" in str(first.remark)


# Stale and partial -----------------------------------------------------


def test_a_stale_answer_lets_the_next_source_be_asked(run, store):
    outcome = run(with_factor("tencent", DAYS[:-2]), with_factor("yahoo"))

    assert ("new", "yahoo", None) == (outcome.kind, outcome.source, outcome.remark)
    assert ["yahoo"] == list(store.held(SYMBOL))


def test_a_partial_answer_lets_the_next_source_be_asked(run):
    outcome = run(with_factor("tencent", OPEN), with_factor("yahoo"))

    assert ("new", "yahoo") == (outcome.kind, outcome.source)


def test_of_stale_answers_the_one_that_reaches_furthest_is_taken(run, store):
    outcome = run(
        with_factor("tencent", DAYS[:-3]),
        with_factor("yahoo", DAYS[:-1]),
        with_factor("eastmoney", DAYS[:-2]),
    )

    assert ("new", "yahoo", DAYS[-2]) == (outcome.kind, outcome.source, outcome.last)
    assert "1 session(s) before the last that has closed" in str(outcome.remark)
    assert ["yahoo"] == list(store.held(SYMBOL))


def test_of_equally_stale_answers_the_preferred_is_taken(run):
    stopped = [with_factor(name, DAYS[:60]) for name in ("tencent", "yahoo")]

    assert "tencent" == run(*stopped).source


def test_a_partial_answer_that_reaches_the_end_is_better_than_a_stale_one(run):
    outcome = run(with_factor("tencent", DAYS[:-2]), with_factor("yahoo", OPEN))

    assert ("yahoo", LAST) == (outcome.source, outcome.last)
    assert "lacks 1 session(s)" in str(outcome.remark)


def test_for_the_whole_market_one_answer_is_enough(run):
    second = with_factor("yahoo")

    outcome = run(with_factor("tencent", DAYS[:-2]), second, thorough=False)

    assert "tencent" == outcome.source
    assert [] == second.asks


# Checking one against another ------------------------------------------


def test_a_check_stores_two_sources_and_tells_the_preferred(run, store):
    third = with_factor("eastmoney")

    outcome = run(with_factor("tencent"), with_factor("yahoo"), third, check=True)

    assert ("new", "tencent") == (outcome.kind, outcome.source)
    assert ["tencent", "yahoo"] == sorted(store.held(SYMBOL))
    assert [] == third.asks


def test_a_check_takes_the_third_when_the_second_refuses(run, store):
    outcome = run(
        with_factor("tencent"),
        with_factor("yahoo", error=BLOCKED),
        with_factor("eastmoney"),
        check=True,
    )

    assert "tencent" == outcome.source
    assert [("yahoo", "blocked")] == refusals(outcome)
    assert ["eastmoney", "tencent"] == sorted(store.held(SYMBOL))


def test_a_contradiction_of_the_second_source_is_not_passed_over(run):
    run(with_factor("tencent"), with_factor("yahoo"), check=True, now=after_close(DAYS[-4]))

    outcome = run(with_factor("tencent"), with_factor("yahoo", change=bumped), check=True)

    assert ("contradicted", "yahoo") == (outcome.kind, outcome.source)


# Dividends and splits --------------------------------------------------


def test_without_anybody_to_ask_the_prices_stay_as_traded_and_that_is_said(run, store):
    outcome = run(FakeSource("tencent"))

    assert "new" == outcome.kind
    assert "a return across an ex-date is too low" in str(outcome.remark)
    assert not store.read(SYMBOL, "tencent").has_factor


def test_a_new_series_is_stored_without_dividends_when_their_source_refuses(run, store):
    outcome = run(FakeSource("tencent"), factors=FakeFactors(BLOCKED))

    assert ("new", [("sina", "blocked")]) == (outcome.kind, refusals(outcome))
    assert "a return across an ex-date is too low" in str(outcome.remark)
    assert store.read(SYMBOL, "tencent").rows["factor"].isna().all()


def test_dividends_learnt_later_are_put_in(run, store):
    run(FakeSource("tencent"), factors=FakeFactors(BLOCKED), now=after_close(DAYS[-4]))

    outcome = run(FakeSource("tencent"), factors=FakeFactors())

    assert ("new", "download", 3) == (outcome.kind, outcome.action, outcome.added)
    assert (FIRST, LAST) == (outcome.first, outcome.last)
    assert "sina" == store.read(SYMBOL, "tencent").note.factor_source
    assert 1 == len(store.beside(SYMBOL, "tencent"))


def test_a_bare_series_is_asked_for_over_all_of_its_span_and_not_only_the_one_wanted(run, store):
    run(FakeSource("tencent"), factors=FakeFactors(BLOCKED))
    source = FakeSource("tencent")

    run(
        source,
        factors=FakeFactors(),
        first=DAYS[60],
        last=DAYS[80],
        now=EVENING + timedelta(hours=7),
    )

    assert (FIRST, LAST) == (source.asks[0].first, source.asks[0].last)
    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))


@pytest.mark.parametrize("factors", [FakeFactors(BLOCKED), None])
def test_a_series_with_dividends_is_not_continued_without_them(run, store, factors):
    run(FakeSource("tencent"), factors=FakeFactors(), now=after_close(DAYS[-4]))
    before = store.file(SYMBOL, "tencent").read_bytes()

    outcome = run(FakeSource("tencent"), factors=factors)

    assert "failed" == outcome.kind
    assert ("tencent", "not-covered") == refusals(outcome)[-1]
    assert "which the stored series has: the stored series stays" in str(outcome.refused[-1][2])
    assert before == store.file(SYMBOL, "tencent").read_bytes()
    assert () == store.beside(SYMBOL, "tencent")


def test_a_source_of_its_own_dividends_serves_when_those_of_the_preferred_are_blocked(run):
    run(FakeSource("tencent"), factors=FakeFactors(), now=after_close(DAYS[-4]))

    outcome = run(FakeSource("tencent"), with_factor("yahoo"), factors=FakeFactors(BLOCKED))

    assert ("new", "yahoo") == (outcome.kind, outcome.source)
    assert [("sina", "blocked"), ("tencent", "not-covered")] == refusals(outcome)


def test_an_index_needs_no_dividends(run, store):
    factors = FakeFactors()

    outcome = run(FakeSource("tencent"), factors=factors, symbols=("000300.SS",))

    assert ("new", None) == (outcome.kind, outcome.remark)
    assert [] == factors.asked
    assert {1.0} == set(store.read("000300.SS", "tencent").rows["factor"])


def test_factors_are_not_asked_for_an_empty_answer(run):
    factors = FakeFactors(BLOCKED)

    outcome = run(FakeSource("tencent", days=[]), factors=factors)

    assert [("tencent", "empty")] == refusals(outcome)
    assert [] == factors.asked


def test_an_end_with_another_adjustment_is_asked_for_whole(run, store):
    run(with_factor("yahoo"), now=after_close(DAYS[-4]))
    other = FakeSource("yahoo", factor_source="eastmoney")

    outcome = run(other)

    assert ("new", "download", FIRST, LAST) == (
        outcome.kind,
        outcome.action,
        outcome.first,
        outcome.last,
    )
    assert [DAYS[-4 - OVERLAP + 1], FIRST] == [ask.first for ask in other.asks]
    assert tuple(DAYS) == days_of(store.read(SYMBOL, "yahoo"))
    assert 1 == len(store.beside(SYMBOL, "yahoo"))


# The store in trouble --------------------------------------------------


@pytest.mark.parametrize("place", [1000, -6])
def test_a_damaged_file_is_healed_over_all_that_it_held(run, store, place):
    run(with_factor("tencent"))
    file = store.file(SYMBOL, "tencent")
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(content)

    outcome = run(with_factor("tencent"))

    assert ("new", "download") == (outcome.kind, outcome.action)
    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))
    assert 1 == len(list(file.parent.glob("*.damaged")))


def test_damage_inside_is_healed_from_the_beginning_even_when_less_is_wanted(run, store):
    run(with_factor("tencent"))
    file = store.file(SYMBOL, "tencent")
    content = bytearray(file.read_bytes())
    content[1000] ^= 0xFF
    file.write_bytes(content)

    run(with_factor("tencent"), first=DAYS[80])

    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))


def test_a_store_that_cannot_be_written_fails_every_symbol_in_a_sentence(run, store):
    store.folder.write_text("a file")

    first, second = run(with_factor("tencent"), symbols=(SYMBOL, OTHER))

    assert ("failed", "failed") == (first.kind, second.kind)
    assert "The store cannot write" in str(first.remark)


def test_a_kept_series_needs_no_store_that_can_be_written(run, monkeypatch):
    run(with_factor("tencent"))

    def refuse(*_arguments):
        raise StoreError("Read-only.")

    monkeypatch.setattr(Store, "record_refresh", refuse)

    assert "kept" == run(with_factor("tencent")).kind


def test_rows_that_share_nothing_with_the_stored_ones_leave_it_to_the_next_source(run, store):
    store.put(made_series(DAYS[:20]))

    outcome = run(FakeSource("tencent", DAYS[60:]), with_factor("yahoo"), factors=FakeFactors())

    assert ("new", "yahoo") == (outcome.kind, outcome.source)
    assert tuple(DAYS[:20]) == days_of(store.read(SYMBOL, "tencent"))


# Time ------------------------------------------------------------------

SHANGHAI = 8  # hours ahead of UTC


def shanghai(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour - SHANGHAI, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "last"),
    [
        (14, 0, DAYS[-2]),
        (15, 0, DAYS[-2]),
        (15, 29, DAYS[-2]),
        (15, 30, LAST),
        (16, 0, LAST),
    ],
)
def test_a_session_is_stored_when_its_last_trades_are_in(run, store, hour, minute, last):
    run(with_factor("tencent"), now=shanghai(LAST, hour, minute))

    series = store.read(SYMBOL, "tencent")
    assert last == series.last
    assert last.isoformat() == series.note.asked_to


def test_on_a_day_without_trading_the_last_session_is_the_one_before(run, store):
    sunday = date(2025, 3, 30)

    run(with_factor("tencent"), now=shanghai(sunday, 12))

    assert date(2025, 3, 28) == store.read(SYMBOL, "tencent").last
    assert "kept" == run(with_factor("tencent"), now=shanghai(sunday, 12)).kind


def test_a_wish_that_ends_earlier_is_asked_to_its_last_session(run):
    source = with_factor("tencent")
    sunday = date(2025, 2, 9)

    run(source, last=sunday)

    assert date(2025, 2, 7) == source.asks[0].last
    assert "kept" == run(source, last=sunday, now=EVENING + timedelta(days=1)).kind


def test_a_wish_that_begins_in_the_future_asks_for_the_last_session(run):
    source = with_factor("tencent")

    run(source, first=date(2030, 1, 1))

    assert (LAST, LAST) == (source.asks[0].first, source.asks[0].last)


# What is told ----------------------------------------------------------


def test_how_it_went_is_remembered_with_the_time_and_the_refusals(run, store):
    run(with_factor("tencent", error=BLOCKED), with_factor("yahoo", DAYS[:-1]))

    tried = store.last_refresh(SYMBOL)

    assert ("2025-03-31T08:00:00Z", "yahoo", "new") == (tried.at, tried.source, tried.kind)
    assert "1 session(s) before" in str(tried.remark)
    assert [("tencent", "blocked", "x refused.")] == [
        (source, word, str(remark)) for source, word, remark in tried.refused
    ]


def test_stopping_between_two_symbols_loses_nothing(store, tmp_path, xshg):
    sources = made_sources(tmp_path / "breakers", with_factor("tencent"))
    names = dict.fromkeys((SYMBOL, OTHER), "")
    outcomes = load_prices(store, sources, xshg, names, RefreshRequest(FIRST), now=lambda: EVENING)

    next(outcomes)
    outcomes.close()

    assert (SYMBOL,) == store.symbols()
    assert tuple(DAYS) == days_of(store.read(SYMBOL, "tencent"))


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        (0, ()),
        (0, ("kept", "new", "extended", "same")),
        (3, ("kept", "failed")),
        (4, ("failed", "failed")),
        (5, ("kept", "contradicted")),
        (5, ("failed", "contradicted")),
    ],
)
def test_the_exit_code_tells_the_worst_that_somebody_must_look_at(code, kinds):
    assert code == exit_code([Outcome(SYMBOL, kind) for kind in kinds])


def test_the_summary_counts_by_kind():
    outcomes = [Outcome(SYMBOL, kind) for kind in ("new", "kept", "new")]

    assert {"new": 2, "kept": 1} == summary(outcomes)


@pytest.mark.parametrize("error", [OverflowError("int too large"), MemoryError(), KeyError("f")])
def test_a_factor_source_that_breaks_does_not_lose_the_good_prices(run, store, error, caplog):
    outcome = run(FakeSource("tencent"), factors=FakeFactors(error=error))

    assert ("new", "tencent") == (outcome.kind, outcome.source)
    assert ("sina", "unreadable") == refusals(outcome)[0][:2]
    assert DAYS == days_of(store.read(SYMBOL, "tencent"))
    assert "sina, asked for" in caplog.text


def test_a_factor_that_no_price_bears_out_is_told_by_the_refresh(run):
    class False50(FakeFactors):
        def fill(self, rows, symbol):
            filled = super().fill(rows, symbol)
            step = (filled["date"] >= str(DAYS[100])).map({True: 50.0, False: 1.0})
            return filled.assign(factor=filled["factor"] * step)

    outcome = run(FakeSource("tencent"), factors=False50())

    assert "does not bear it out" in outcome.remark.reason
