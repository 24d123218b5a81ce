import logging
import socket
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import time

import curl_cffi.requests as curl
import pytest
import yfinance as yf
from yfinance._http import new_session
from yfinance.cache import get_tz_cache
from yfinance.data import SingletonMeta, YfData

from dashboard.errors import (
    BlockedError,
    EmptyAnswerError,
    RateLimitedError,
    UnreachableError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.providers import Ask, yahoo
from dashboard.providers.yahoo import Yahoo
from dashboard.settings.loading import SourceSettings
from tests.replay.replaying import BAD_GATEWAY, BLOCK_PAGE, CUT, HANG, Play, json_play, replaying
from tests.replay.yahoo_plays import (
    CHART,
    DELISTED,
    NO_SUCH_DAYS,
    TOO_MANY,
    after_zone,
    chart,
    without_rows,
    yahoo_routes,
)

SYMBOL = "300249.SZ"
DAYS = [date(2025, 1, 24), date(2025, 1, 27), date(2025, 2, 5)]
CLOSES = [10.20, 10.11, 10.35]
GOOD = chart(SYMBOL, DAYS, CLOSES)
ASK = Ask(SYMBOL, date(2025, 1, 20), date(2025, 2, 7))


@pytest.fixture(scope="session")
def yahoo_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("yahoo")


@pytest.fixture(autouse=True)
def _new_yfinance(yahoo_folder):
    """Begin with a yfinance that knows no cookie, no session and no time zone."""
    yahoo._prepare(yahoo_folder)
    for symbol in (SYMBOL, "603881.SS"):
        get_tz_cache().store(symbol, None)
    SingletonMeta._instances.clear()
    yf.base._tz_info_fetch_ctr = 0


@pytest.fixture
def server():
    with replaying(yahoo_routes(**{"300249_SZ": GOOD})) as replay:
        yield replay


@pytest.fixture
def source(server, yahoo_folder):
    return Yahoo(SourceSettings(base=server.url, timeout=5.0, spacing=0.0), yahoo_folder)


def play(server, answer):
    """Let the server answer for the symbol from now on."""
    server.routes |= yahoo_routes(**{"300249_SZ": answer})


def closes(source, ask=ASK):
    return source.fetch(ask).rows["close"].tolist()


def test_a_normal_answer_becomes_rows_as_traded(source):
    answer = source.fetch(ASK)

    assert ["2025-01-24", "2025-01-27", "2025-02-05"] == answer.rows["date"].astype(str).tolist()
    assert CLOSES == answer.rows["close"].tolist()
    assert [10.21, 10.12, 10.36] == answer.rows["open"].tolist()
    assert [10.22, 10.13, 10.37] == answer.rows["high"].tolist()
    assert [10.19, 10.10, 10.34] == answer.rows["low"].tolist()
    assert [1_200_000.0] * 3 == answer.rows["volume"].tolist()
    assert answer.rows["amount"].isna().all()
    assert [1.0] * 3 == answer.rows["factor"].tolist()


def test_the_answer_says_what_it_is_and_gives_no_name(source):
    answer = source.fetch(ASK)

    assert ("none", "yahoo", "CNY", "", 0) == (
        answer.adjustment,
        answer.factor_source,
        answer.currency,
        answer.name,
        answer.nulls,
    )


def test_the_request_names_the_address_without_the_crumb(source, server):
    request = source.fetch(ASK).request

    assert "crumb0" == server.asked[-1].query["crumb"]
    assert request.startswith(f"{server.url}{CHART}{SYMBOL}?period1=1737302400&")
    assert "crumb" not in request


def test_prices_are_asked_for_once_and_up_to_today(source, server):
    source.fetch(ASK)

    (asked,) = (each for each in server.asked if "period2" in each.query)
    assert int(asked.query["period2"]) > time()


def test_the_last_of_two_rows_for_today_is_kept(source, server):
    live = chart(SYMBOL, DAYS, CLOSES)
    result = live["chart"]["result"][0]
    result["timestamp"].append(result["timestamp"][-1] + 3600)
    for name, values in result["indicators"]["quote"][0].items():
        values.append(1_300_000 if name == "volume" else 10.5)
    result["indicators"]["adjclose"][0]["adjclose"].append(10.5)
    play(server, live)

    rows = source.fetch(ASK).rows

    assert [10.20, 10.11, 10.50] == rows["close"].tolist()
    assert 1_300_000 == rows["volume"].iloc[-1]


def test_rows_without_a_price_are_left_out_and_counted(source, server):
    play(server, chart(SYMBOL, DAYS, [10.20, None, 10.35]))

    answer = source.fetch(ASK)

    assert [10.20, 10.35] == answer.rows["close"].tolist()
    assert 1 == answer.nulls


def test_a_bad_symbol_does_not_harm_the_good_ones_before_and_after_it(source):
    assert CLOSES == closes(source)
    with pytest.raises(EmptyAnswerError):
        source.fetch(Ask("603881.SS", ASK.first, ASK.last))
    assert CLOSES == closes(source)


def test_four_threads_each_get_their_own_symbol(server, source):
    symbols = [f"60000{n}.SS" for n in range(1, 5)]
    for n, symbol in enumerate(symbols):
        server.routes[CHART + symbol] = json_play(chart(symbol, DAYS, [20.0 + n] * 3))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda symbol: closes(source, Ask(symbol, *DAYS[::2])), symbols * 2))

    assert [[20.0 + n] * 3 for n in range(4)] * 2 == found


REFUSALS = {
    "unknown symbol": (DELISTED, EmptyAnswerError, "No data found, symbol may be delisted"),
    "days it has nothing of": (NO_SUCH_DAYS, EmptyAnswerError, "Data doesn't exist for startDate"),
    "too many requests": (TOO_MANY, RateLimitedError, "fewer requests"),
    "fault of the server": (BAD_GATEWAY, UnreachableError, "502"),
    "block page": (BLOCK_PAGE, BlockedError, "web page"),
    "no rows": (json_play(without_rows(SYMBOL)), EmptyAnswerError, "no price of 300249.SZ from"),
    "closed connection": (CUT, BlockedError, "closed the connection"),
    "forbidden": (json_play({}, status=403), BlockedError, "403"),
    "nothing at all": (Play(""), BlockedError, "nothing at all"),
    "another shape": (json_play({"finance": []}), UnreadableError, "documented"),
    "maintenance": (Play("Will be right back..."), UnreachableError, "down at the moment"),
    "a list": (json_play([1, 2]), UnreadableError, "documented"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_why_when_the_time_zone_is_known(source, server, name):
    refusal, error, words = REFUSALS[name]
    play(server, after_zone(SYMBOL, refusal))

    for known in ("since a moment", "from the file"):
        with pytest.raises(error, match=words):
            source.fetch(ASK)
        assert "Asia/Shanghai" == get_tz_cache().lookup(SYMBOL), known


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_why_when_the_time_zone_is_not_known(source, server, name):
    refusal, error, words = REFUSALS[name]
    play(server, refusal)
    if name == "no rows":  # such an answer has the zone: yfinance goes on to ask for prices
        play(server, after_zone(SYMBOL, refusal))

    with pytest.raises(error, match=words):
        source.fetch(ASK)


@pytest.mark.parametrize("name", REFUSALS)
def test_after_a_refusal_the_same_question_is_answered(source, server, name):
    play(server, REFUSALS[name][0])
    with pytest.raises(REFUSALS[name][1]):
        source.fetch(ASK)
    play(server, GOOD)

    assert CLOSES == closes(source)


def test_a_symbol_yahoo_does_not_know_costs_few_requests(source, server):
    play(server, DELISTED)

    with pytest.raises(EmptyAnswerError):
        source.fetch(ASK)

    allowed = {"/", "/v1/test/getcrumb", "/consent", CHART + SYMBOL}
    assert allowed >= set(server.paths())
    assert 2 >= server.paths().count(CHART + SYMBOL)


def test_an_answer_for_another_security_is_refused(source, server):
    play(server, chart("300250.SZ", DAYS, CLOSES))

    with pytest.raises(WrongSecurityError, match=r"answered for 300250\.SZ when 300249\.SZ"):
        source.fetch(ASK)


def test_a_symbol_in_other_letters_is_the_same_security(source, server):
    play(server, chart("300249.sz", DAYS, CLOSES))

    assert CLOSES == closes(source)


@pytest.mark.parametrize("lacking", ["currency", "instrumentType", "exchangeTimezoneName"])
def test_an_answer_that_lacks_what_is_needed_cannot_be_read(source, server, lacking):
    broken = chart(SYMBOL, DAYS, CLOSES)
    del broken["chart"]["result"][0]["meta"][lacking]
    play(server, broken)

    with pytest.raises(UnreadableError, match="documented"):
        source.fetch(ASK)


@pytest.mark.slow
@pytest.mark.timeout(30)
@pytest.mark.parametrize("known", [True, False])
def test_a_hung_server_ends_with_the_time_out(server, yahoo_folder, known):
    source = Yahoo(SourceSettings(base=server.url, timeout=0.3, spacing=0.0), yahoo_folder)
    if known:
        assert CLOSES == closes(source)
        SingletonMeta._instances.clear()
    server.routes = {"/": HANG}

    with pytest.raises(UnreachableError, match=r"within 0\.3 s"):
        source.fetch(ASK)


@pytest.mark.slow
@pytest.mark.timeout(30)
def test_an_answer_that_drips_ends_with_the_time_out(server, yahoo_folder):
    source = Yahoo(SourceSettings(base=server.url, timeout=0.3, spacing=0.0), yahoo_folder)
    play(server, Play(json_play(GOOD).body, drip=0.02))

    with pytest.raises(UnreachableError, match=r"within 0\.3 s"):
        source.fetch(ASK)


def test_a_refused_connection_is_unreachable(yahoo_folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(UnreachableError, match="cannot be reached"):
            Yahoo(SourceSettings(base=base, spacing=0.0), yahoo_folder).fetch(ASK)


FAULTS = {
    "its name is unknown": (curl.exceptions.DNSError("", 6), UnreachableError),
    "the proxy does not": (curl.exceptions.ProxyError("", 5), UnreachableError),
    "no trusted encrypted": (curl.exceptions.CertificateVerifyError("", 60), UnreachableError),
    "no connection comes about": (curl.exceptions.ConnectionError("", 7), UnreachableError),
    "(TooManyRedirects)": (curl.exceptions.TooManyRedirects("", 47), UnreachableError),
    "closed the connection": (curl.exceptions.SSLError("", 35), BlockedError),
    "stopped with KeyError": (KeyError("A3"), UnreadableError),
}


@pytest.mark.parametrize("words", FAULTS)
def test_a_fault_without_an_answer_says_what_it_was(words):
    error, kind = FAULTS[words]

    refusal = yahoo._refusal(error, None, ASK, SourceSettings())

    assert kind is type(refusal)
    assert words in str(refusal)


def test_prices_come_without_a_crumb_when_the_crumb_is_refused(source, server):
    server.routes["/v1/test/getcrumb"] = TOO_MANY

    assert CLOSES == closes(source)


def test_nothing_is_asked_but_the_base_address(source, server, monkeypatch):
    sent = []
    request = curl.Session.request

    def recorded(self, method, url, *arguments, **options):
        sent.append(url)
        return request(self, method, url, *arguments, **options)

    monkeypatch.setattr(curl.Session, "request", recorded)
    play(server, BAD_GATEWAY)  # yfinance turns to its second way of getting a cookie
    with pytest.raises(UnreachableError):
        source.fetch(ASK)

    assert {"/", "/consent", "/v1/test/getcrumb", CHART + SYMBOL} == set(server.paths())
    assert [] == [url for url in sent if not url.startswith(f"{server.url}/")]


def test_a_redirect_to_another_host_is_not_followed(source, server):
    play(server, Play(status=302, headers={"Location": "http://192.0.2.1/"}))

    with pytest.raises(BlockedError):
        source.fetch(ASK)


def test_a_base_address_may_have_a_path(server, yahoo_folder):
    server.routes = {f"/mirror{path}": play for path, play in server.routes.items()}
    source = Yahoo(SourceSettings(base=f"{server.url}/mirror/", spacing=0.0), yahoo_folder)

    assert CLOSES == closes(source)


def test_the_session_is_ours_after_somebody_else_brought_another(source):
    assert CLOSES == closes(source)
    yf.Ticker("AAPL")
    YfData(session=new_session())  # what yfinance.download does without a session

    assert CLOSES == closes(source)


def test_requests_keep_the_spacing(server, yahoo_folder, monkeypatch):
    waits = []
    monkeypatch.setattr(yahoo, "sleep", waits.append)
    monkeypatch.setattr(yahoo, "monotonic", lambda: 100.0)
    source = Yahoo(SourceSettings(base=server.url, spacing=7.0), yahoo_folder)

    source.fetch(ASK)

    assert [7.0] * (len(server.asked) - 1) == waits
    assert len(server.asked) >= 3


def test_the_proxy_of_the_settings_is_asked(server, yahoo_folder):
    settings = SourceSettings(base="http://192.0.2.1", proxy=server.url, timeout=5.0, spacing=0.0)

    assert CLOSES == closes(Yahoo(settings, yahoo_folder))


def test_a_password_in_the_base_address_is_not_written_down(server, yahoo_folder):
    base = server.url.replace("http://", "http://reader:secret@")

    answer = Yahoo(SourceSettings(base=base, spacing=0.0), yahoo_folder).fetch(ASK)

    assert answer.request.startswith(f"{server.url}{CHART}")


@pytest.mark.parametrize("answer", [GOOD, DELISTED], ids=["good", "bad"])
def test_yfinance_is_left_as_it_was_found_and_says_nothing(source, server, answer, capfd, caplog):
    play(server, answer)
    try:
        source.fetch(ASK)
    except EmptyAnswerError:
        assert answer is DELISTED

    assert ("", "") == tuple(capfd.readouterr())
    assert [] == [each for each in caplog.records if each.name.startswith("yfinance")]
    assert yf.config.debug.hide_exceptions is True
    assert logging.getLogger("yfinance").disabled is False


def test_only_deprecations_inside_yfinance_are_ignored(source):
    closes(source)

    with pytest.raises(DeprecationWarning):
        warnings.warn("ours", DeprecationWarning, stacklevel=1)


@pytest.mark.slow
def test_importing_the_source_does_not_import_yfinance():
    script = (
        "import sys, dashboard.providers.yahoo;"
        "print(sorted({'yfinance', 'curl_cffi'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert "[]" == done.stdout.strip()
