"""The Claims page through Streamlit's own test runner."""

import html
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.analysis.claims.verdict_words import VERDICTS
from dashboard.language.language import language
from dashboard.market.listing import Listed, Listing
from dashboard.market.series import PriceSeries, SeriesNote, digest, series_rows
from dashboard.store.listing_file import write_listing
from dashboard.store.store import Store
from dashboard.ui import frame

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _with_page(monkeypatch, clear_caches):
    monkeypatch.setitem(frame.PAGES, "claims", "Claims")


@pytest.fixture
def page(root):
    def run(**parameters: str) -> AppTest:
        app = AppTest.from_file(str(root / "app.py"), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page("pages/claims.py")
        return app.run()

    return run


def body(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def text(app: AppTest) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", body(app)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_ledger_numbers_every_claim_and_gives_it_an_anchor(page, lang):
    drawn = body(page(lang=lang))
    anchors = re.findall(r'<li id="claim-([\w-]+)" value="(\d+)"', drawn)
    assert [int(number) for _, number in anchors] == list(range(1, 34))
    assert "ret-yimikang" == anchors[0][0]
    assert 0 == drawn.count('<p class="tension">')


def test_the_headline_is_the_counter(page):
    told = text(page(lang="en"))
    assert "11 of 13 statements checked here hold" in told
    assert "2 hold partly." in told
    assert (
        "Not checked: 8 that only the article itself supports, 9 that nothing here could decide "
        "and 3 that the case as a whole puts on trial." in told
    )


def test_a_circular_claim_says_that_the_article_would_be_checking_itself(page):
    app = page(lang="en", verdict="circular")
    told = text(app)
    assert 8 == body(app).count('<p class="remark">All that supports it is what the same article')
    assert "1 of them as reported by 华尔街见闻 Wallstreetcn, 14 Feb 2025" in told
    assert "自证" in text(page(lang="zh", verdict="circular"))


def test_statements_are_told_in_the_reader_s_language(page):
    assert "依米康 2 月 7 日至 13 日五个交易日涨 45.6%" in text(page(lang="zh"))
    assert "Crun rose 16.36%" in text(page(lang="en"))


def test_claims_link_to_charts_and_statements_with_the_reader_s_settings(page):
    drawn = html.unescape(body(page(lang="zh", bench="000300.SS")))
    assert 'href="prices?lang=zh&bench=000300.SS&stock=002272.SZ#returns"' in drawn
    assert "#statement-athub-ali" in drawn
    assert 'href="timeline?lang=zh&bench=000300.SS#events"' in drawn


def test_the_verdict_in_the_link_filters_the_ledger(page):
    app = page(lang="en", verdict="partly")
    drawn = body(app)
    assert [
        "reports-order",
        "newcomers-undisclosed",
    ] == re.findall(r'<li id="claim-([\w-]+)"', drawn)
    assert "partly" == app.selectbox(key="verdict_control").value


def test_a_verdict_without_claims_says_so(page):
    assert "No statement has this verdict" in text(page(lang="en", verdict="does-not-hold"))


def test_a_bad_verdict_is_named_and_ignored(page):
    app = page(lang="en", verdict="<b>false</b>")
    assert "“verdict=<b>false</b>” was ignored" in text(app)
    assert "<b>false" not in body(app)
    assert 33 == body(app).count('<li id="claim-')


def test_choosing_a_verdict_writes_the_link(page):
    app = page(lang="en")
    app.selectbox(key="verdict_control").select("circular").run()
    assert "circular" == app.query_params["verdict"]
    assert 8 == body(app).count('<li id="claim-')


# A statement of the reader's own


@pytest.mark.parametrize(
    ("lang", "say", "verdict"),
    [
        ("en", "300249.SZ fell 5% between 2025-02-07 and 2025-02-13", "does-not-hold"),
        ("en", "Yimikang rose 45.6% 7 to 13 February", "holds"),
        ("zh", "依米康 2 月 7 日至 13 日涨 45.6%", "holds"),
        ("zh", "申菱环境 2月7-13日 上涨７．８１％", "holds-within-rounding"),
    ],
)
def test_a_typed_statement_is_checked_and_proved(page, lang, say, verdict):
    drawn = body(page(lang=lang, say=say))
    answer = drawn[drawn.index('<div class="answer"') :]
    word = language(lang)(VERDICTS[verdict].text)
    assert f"<span>{word}</span>" in answer[: answer.index("</p>")]
    assert '<table class="data proof">' in answer


def test_typing_writes_the_link_and_answers_at_once(page):
    app = page(lang="en")
    app.text_input(key="say_control").input("Crun rose 16.36%").run()
    assert "Crun rose 16.36%" == app.query_params["say"]
    assert "from the close of 6 Feb 2025 alone" in text(app)


@pytest.mark.parametrize(
    ("say", "sentence"),
    [
        ("<script>alert(1)</script>", "names none of the stocks at hand"),
        (
            "<script>alert(1)</script> Crun rose 4%",
            "Not understood: “script”, “alert”, “1” and “/script”",
        ),
        ("a" * 5000, "200 characters at most"),
        ("🚀🌕 Crun rose 4%", "Not understood: “🚀🌕”"),
        ("600519.SS rose 12 % from 3 to 7 March", "market-narrative refresh --symbol 600519.SS"),
        ("300249.SH rose 4%", "The code 300249 belongs to SZ, not to SH"),
        ("依米康3个交易日2月7日至13日涨45.6%", "“3个交易日” contradicts the dates"),
        ("Crun rose 4% on 8 February", "is no session of the Shanghai and Shenzhen exchanges"),
        ("{0} {name} Crun rose 4%", "Not understood: “0” and “name”"),
    ],
)
def test_what_is_not_understood_is_one_sentence_and_harmless(page, say, sentence):
    app = page(lang="en", say=say)
    assert sentence in text(app)
    assert "<script" not in body(app)
    assert 1 == body(app).count('role="status"')


def test_a_long_sentence_can_be_pasted_and_is_answered(page):
    app = page(lang="en")
    assert 0 == app.text_input(key="say_control").proto.max_chars
    app.text_input(key="say_control").input("Crun rose 16.36% on 7 February, " * 8).run()
    assert "200 characters at most" in text(app)
    assert app.text_input(key="say_control").value.startswith(
        "Crun rose 16.36% on 7 February, Crun"
    )


def test_the_base_of_the_published_returns_stands_below(page):
    assert "Only the close of 6 Feb 2025 fits all 4 published returns" in text(page(lang="en"))


# A stock that is not part of the case


@pytest.fixture
def listed(store_folder):
    """Put a list of three codes into the store."""
    entries = (
        Listed("300249.SZ", "依米康", "chinext"),
        Listed("300024.SZ", "机器人", "chinext"),
        Listed("600519.SS", "贵州茅台", "main"),
    )
    write_listing(Listing(entries, "cninfo", "2025-02-20T08:00:00Z"), store_folder)
    return store_folder


@pytest.fixture
def moutai(listed):
    """Store prices by which 600519.SS gained 3.2 % from 6 to 13 February 2025."""
    days = pd.to_datetime([f"2025-02-{day:02}" for day in (6, 7, 10, 11, 12, 13)])
    closes = [1400.0, 1410.0, 1420.0, 1430.0, 1440.0, 1444.8]
    prices = dict.fromkeys(("open", "high", "low", "close"), closes)
    rows = series_rows(
        pd.DataFrame({"date": days, **prices, "volume": 1.0, "amount": 1.0, "factor": 1.0})
    )
    note = SeriesNote(
        "600519.SS", "tencent", "none", "sina", "CNY", "2025-02-20T08:00:00Z", "test",
        "2025-02-06", "2025-02-13", sha256=digest(rows),
    )  # fmt: skip
    Store(listed).put(PriceSeries(note, rows))
    return listed


@pytest.mark.parametrize("say", ["贵州茅台 2月7日至13日涨 3.2%", "600519.SH 2月7日至13日涨 3.2%"])
def test_a_stock_outside_the_case_is_checked_on_the_store_and_named_as_such(page, moutai, say):
    told = text(page(lang="zh", say=say))

    assert language("zh")(VERDICTS["holds"].text) in told
    assert "贵州茅台（600519.SS）不属于本案例" in told
    assert "腾讯" in told
    # A code means the same on every day, a name that of a list.
    assert ("证券名称表识别" in told) == say.startswith("贵州茅台")


def test_an_outside_stock_has_no_links_to_charts_that_do_not_show_it(page, moutai):
    drawn = body(page(lang="en", say="600519 +3.2% 7 to 13 Feb"))
    answer = drawn[drawn.index('<div class="answer"') :]

    assert "600519.SS) is not part of this case" in answer
    assert "<a " not in answer[: answer.index("</div>")]
    assert '<table class="data proof">' in answer
    assert "贵州茅台" in answer[answer.index('<table class="data proof">') :]


def test_an_outside_stock_without_prices_is_one_sentence_with_the_command(page, listed):
    told = text(page(lang="en", say="贵州茅台涨3%"))

    assert "market-narrative refresh --symbol 600519.SS" in told


def test_several_outside_stocks_are_named(page, listed):
    told = text(page(lang="en", say="贵州茅台和机器人涨3%"))

    assert "2 others (贵州茅台 600519.SS and 机器人 300024.SZ)" in told


@pytest.mark.parametrize("say", ["腾讯控股涨3%", "AAPL rose 3%"])
def test_a_stock_that_nobody_lists_is_today_s_sentence(page, moutai, say):
    assert "the stocks at hand" in text(page(lang="en", say=say))


def test_a_word_that_is_also_a_name_is_left_alone_beside_a_stock_of_the_case(page, moutai):
    assert "Not understood: “机器人”" in text(page(lang="en", say="依米康机器人涨3%"))


def test_a_damaged_series_of_an_outside_stock_is_one_sentence(page, moutai):
    Store(moutai).file("600519.SS", "tencent").write_bytes(b"PAR1 no more")

    told = text(page(lang="en", say="贵州茅台涨3%"))

    assert "market-narrative refresh --symbol 600519.SS" in told


def test_a_damaged_list_of_codes_leaves_the_one_that_ships(page, moutai):
    (moutai / "listing.parquet").write_bytes(b"nothing")

    assert "600519.SS) is not part of this case" in text(page(lang="en", say="贵州茅台涨3%"))
