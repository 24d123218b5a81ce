"""Where prices come from, how old they are, and how closely two sources agree."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from dashboard.case import Text
from dashboard.cases.pricing import priced_symbols
from dashboard.errors import SettingsError
from dashboard.language.language import language
from dashboard.market.listing_table import listing_from_table
from dashboard.market.series import PriceSeries
from dashboard.message import Message
from dashboard.store.listing_file import write_listing
from dashboard.store.refresh_records import RefreshRecord
from dashboard.store.store import Store
from dashboard.ui import data, source_status, source_words
from tests.replay.store_plays import READ, fill, stored
from tests.ui.reading import texts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def symbols(shipped):
    return priced_symbols(shipped.case)


STOCK = "300249.SZ"
# The last frozen session is 2025-04-30; the next one, after the holiday, is 2025-05-06.
NOW = datetime(2025, 5, 6, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(source_status, "now", lambda: NOW)


@pytest.fixture
def store(store_folder):
    return Store(store_folder)


def labels(app):
    return [button.label for button in app.button]


# Ages -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamp", "en", "zh"),
    [
        ("2025-05-06T09:59:30Z", "just now", "刚刚"),
        ("2025-05-06T07:00:00Z", "3 hours ago", "3小时前"),
        ("2025-05-03T10:00:00Z", "3 days ago", "3天前"),
        ("2025-05-06", "today", "今天"),
        ("2025-05-07T00:00:00Z", "", ""),
        ("some day", "", ""),
    ],
)
def test_an_age_is_told_in_the_readers_language_and_never_of_the_future(stamp, en, zh):
    assert en == source_words.age(stamp, language("en"))
    assert zh == source_words.age(stamp, language("zh"))


# The case's own prices ------------------------------------------------


def test_the_frozen_prices_say_what_they_are_and_that_the_store_is_empty(opened, symbols):
    app = opened("data")
    text = texts(app)

    assert "These pages show the prices kept with the case, which never change" in text
    assert len(symbols) == text.count("frozen, never changes")
    assert "two sources" not in text.lower()
    assert "Show the store’s prices on all pages" not in labels(app)
    assert not [each for each in app.get("button_group") if "prices" in str(each.proto.id)]


def test_beside_the_frozen_prices_stands_what_the_store_has(store, opened, shipped, symbols):
    fill(store, shipped)

    app = opened("data")
    text = texts(app)

    assert len(symbols) == text.count("in the store</td>")
    assert "Tencent; dividends from Sina" in text
    assert "2025-05-03 (3 days ago)" in text
    assert "Show the store’s prices on all pages" in labels(app)
    # The same prices with a factor of one: the returns cannot differ.
    assert "Tencent: within 0.00 points, 5 returns" in text
    assert "Two sources agree on every session of the window" in text


def test_the_button_turns_every_page_to_the_store_and_back(store, opened, shipped):
    fill(store, shipped)

    app = opened("data")
    next(each for each in app.button if each.key == "show_store").click().run()
    turned = texts(app)
    next(each for each in app.button if each.key == "show_case").click().run()

    assert "These pages show the store’s prices." in turned
    assert "These pages show the prices kept with the case" in texts(app)


# The store's prices ---------------------------------------------------


def test_a_chart_says_source_last_close_age_and_what_it_lacks(store, opened, shipped):
    fill(store, shipped)

    within = texts(opened("prices", prices="store"))
    at_the_end = texts(opened("prices", prices="store", last="2025-04-30"))

    line = "Tencent, Sina · as traded, times a total-return factor · closes to 2025-04-30 · "
    assert f"{line}read 2025-05-03 (3 days ago) · data " in within
    # The window ends long before the data do: nothing that is looked at is stale.
    assert "stale since" not in within
    assert "! stale since 6 May 2025" in at_the_end


def test_the_age_moves_on_while_the_figure_stays_cached(store, monkeypatch, opened, shipped):
    fill(store, shipped)

    before = texts(opened("prices", prices="store"))
    monkeypatch.setattr(source_status, "now", lambda: datetime(2025, 5, 13, 10, 0, tzinfo=UTC))
    after = texts(opened("prices", prices="store"))

    assert "(3 days ago)" in before
    assert "(1 week ago)" in after
    assert "(3 days ago)" not in after


def test_one_stock_that_ends_early_is_counted(store, monkeypatch, opened, shipped):
    monkeypatch.setattr(source_status, "now", lambda: datetime(2025, 4, 30, 10, 0, tzinfo=UTC))
    fill(store, shipped)
    early = stored(shipped, STOCK, "yahoo")
    whole = early.rows["date"] <= "2025-04-28"
    store.file(STOCK, "tencent").unlink()
    store.put(PriceSeries(early.note, early.rows[whole].reset_index(drop=True)))

    text = texts(opened("prices", prices="store", last="2025-04-30"))

    assert "! 1 of 8 stocks stale since 29 Apr 2025" in text


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ({"factor_source": ""}, "without dividends and splits"),
        (
            {"adjustment": "additive", "factor_source": ""},
            "adjusted by adding: returns across dividends are off",
        ),
        (
            {"adjustment": "unknown", "factor_source": ""},
            "adjustment unknown: returns across dividends may be off",
        ),
    ],
)
def test_what_is_wrong_with_a_series_is_said_in_words(store, note, said, opened, shipped, symbols):
    fill(store, shipped, **note)

    text = texts(opened("data", prices="store"))

    assert len(symbols) == text.count(said)


def test_a_contradiction_and_a_lacking_series_are_said(store, opened, shipped, symbols):
    fill(store, shipped, symbols=symbols[:-1])
    store.put(stored(shipped, STOCK, low_on="2025-02-12"))

    text = texts(opened("data", prices="store"))

    assert "1 answer that contradicts it lies beside it" in text
    assert "not in the store" in text
    assert "The store has no series of 1 of 9 symbols (CSI 300); refresh them." in text


def test_a_refused_source_is_told_with_its_sentence_escaped(store, opened):
    said = Message.of("{source} has no price of {symbol} from {first} to {last}.")
    fields = (("source", "tencent"), ("symbol", "<b>"), ("first", "2024"), ("last", "2025"))
    refused = (("tencent", "empty", replace(said, fields=fields)),)
    store.record_refresh(STOCK, RefreshRecord("2025-05-06T08:00:00Z", "", "failed", None, refused))

    text = texts(opened("data"))

    assert "What the last refresh met: 1 series" in text
    assert "Tencent has no price of &lt;b&gt; from 2024 to 2025." in text
    assert "the last try failed" in text


def test_settings_that_cannot_be_read_leave_the_pages_standing(monkeypatch, opened):
    def refused():
        raise SettingsError("The settings cannot be used.")

    monkeypatch.setattr(data, "load_settings", refused)

    assert "The settings cannot be used" in texts(opened("data"))
    assert "closes to 2025-04-30" in texts(opened("prices"))


# Two sources ----------------------------------------------------------


def test_two_sources_that_agree_get_a_badge_on_charts_and_claims(store, opened, shipped):
    fill(store, shipped)
    fill(store, shipped, "yahoo", factor_source="yahoo")

    chart = texts(opened("prices", prices="store"))
    ledger = texts(opened("claims", prices="store"))

    # Nine series, the base and five sessions.
    words = "two sources agree within 0.00 yuan (Tencent and Yahoo Finance)"
    assert f"{words}, 54 closes" in chart
    # A claim about one stock rests on its six closes, one about four on twenty-four.
    assert f"{words}, 6 closes" in ledger
    assert f"{words}, 24 closes" in ledger


@pytest.mark.parametrize(("title", "badges"), [("", 0), ("The other desk", 1)])
def test_two_files_agree_only_when_their_titles_make_them_two_sources(
    store, opened, shipped, title, badges
):
    fill(store, shipped, "file-a", title="Desk A")
    fill(store, shipped, "file-b", title=title)

    chart = texts(opened("prices", prices="store"))

    assert ("two sources agree" in chart) == bool(badges)
    assert "Desk A" in chart


def test_a_difference_is_counted_linked_and_listed_by_day(store, opened, shipped, symbols):
    fill(store, shipped)
    fill(store, shipped, "yahoo", factor_source="yahoo", symbols=symbols[1:])
    store.put(stored(shipped, STOCK, "yahoo", factor_source="yahoo", low_on="2025-02-12"))
    close, low = (shipped.market.field(name).loc["2025-02-12", STOCK] for name in ("close", "low"))

    chart = texts(opened("prices", prices="store"))
    listed = texts(opened("data", prices="store"))

    assert "two sources differ on 1 close (Tencent and Yahoo Finance)" in chart
    assert 'href="data?lang=en&amp;prices=store#differences"' in chart
    assert "Two sources differ in 1 place over the window" in listed
    assert f"{close:.2f} <" in listed
    assert f"{close - low:.2f}</td>" in listed


def test_without_a_list_of_its_own_the_store_asks_by_the_one_that_ships(shipped, store_folder):
    stocks = (
        replace(shipped.case.stocks[0], name=Text("", "数据港")),
        replace(shipped.case.stocks[1], symbol="300049.SZ", name=Text("", "福瑞股份")),
        *shipped.case.stocks[2:],
    )
    listed = data.listed_names(replace(shipped.case, stocks=stocks))
    assert [] == list(store_folder.glob("listing*"))

    assert "依米康" == listed["300249.SZ"]
    assert "300049.SZ" not in listed  # 福瑞医科 since; a case of before is right


def test_other_sources_within_a_case_and_another_name_are_concerns(
    store, store_folder, opened, shipped, symbols
):
    fill(store, shipped, symbols=symbols[1:])
    store.put(stored(shipped, STOCK, "yahoo", factor_source="yahoo"))
    table = pd.DataFrame(
        {
            "symbol": [STOCK, "002272.SZ"],
            "name": ["别的公司", "XD川润股"],
            "board": ["chinext", "main"],
            "pinyin": ["", ""],
            "listed": [None, None],
            "delisted": [None, None],
        }
    )
    write_listing(listing_from_table(table, "cninfo", READ), store_folder)

    text = texts(opened("data", prices="store"))

    assert "8 of 9 series come from Tencent, the others from Yahoo Finance" in text
    assert "The exchange lists Yimikang 300249.SZ as “别的公司”, the case calls it “依米康”" in text
    assert "The exchange lists 002272.SZ" not in text
