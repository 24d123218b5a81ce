"""Logging in through a provider on this machine: who reads, who edits, who is sent back."""

import re
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from dashboard.cases.folders import read_case
from tests.browser.chromium import DESK
from tests.browser.driving import Visit
from tests.browser.serving import free_port, serve
from tests.thoroughness import variants

provider_module = pytest.importorskip(
    "tests.oidc.provider", reason="Authlib, which login needs, is absent"
)
ANN = provider_module.ANN
START = '[class*="st-key-start_"] button >> visible=true'  # of the case: the market's is folded
BOB = {"sub": "account-8", "email": "bob@example.org", "email_verified": True, "name": "Bob Ray"}


BEFORE_THE_LOGIN = (
    "/?case=liquid-cooling-2025&lang=en",
    "/?case=liquid-cooling-2025&lang=zh",
    *(f"/{page}?case=liquid-cooling-2025" for page in ("prices", "exposure", "claims", "cases")),
    "/preview/liquid-cooling-2025.en.png",
    "/api/cases",
    "/api/cases/liquid-cooling-2025/results",
    "/api/cases/liquid-cooling-2025/exhibits/returns.svg",
    "/feed.atom",
)


@dataclass
class Desk:
    """A dashboard with a login, and its provider."""

    server: object
    provider: object


@contextmanager
def opened(root, folder, base=""):
    """A dashboard with a login, under a base path if there is one."""
    with provider_module.providing() as provider:
        port = free_port()
        secrets = folder / "secrets.toml"
        secrets.write_text(provider.secrets_for(port, base=base), encoding="utf-8")
        environment = {
            "STREAMLIT_SECRETS_FILES": str(secrets),
            "STREAMLIT_SERVER_BASE_URL_PATH": base.strip("/"),
            "MARKET_NARRATIVE_EDITORS": "ann@example.org, group:desk",
        }
        with serve(root, log=folder / "server.log", port=port, environment=environment) as server:
            yield Desk(server, provider)


@pytest.fixture(scope="module")
def desk(root, tmp_path_factory):
    with opened(root, tmp_path_factory.mktemp("login")) as desk:
        yield desk


@pytest.fixture
def provider(desk):
    """The provider, with nothing left of the test before."""
    fresh = provider_module.Provider(desk.provider.port)
    for name in ("user", "audience", "issuer", "extra", "lifetime"):
        setattr(desk.provider, name, getattr(fresh, name))
    desk.provider.asked.clear()
    return desk.provider


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(**DESK.options())
    yield context
    context.close()


@pytest.fixture
def tab(context):
    """Tab of somebody who is not known here."""
    context.clear_cookies()
    visit = Visit(context.new_page())
    yield visit
    visit.page.close()


def ask(tab, desk, path="/"):
    """Open an address; the login screen stands."""
    tab.page.goto(desk.server.url + path)
    tab.page.locator(".st-key-login button").wait_for()
    return tab


def sent(address):
    """Every byte of an answer, whatever its status."""
    try:
        answer = urllib.request.urlopen(address)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return str(answer.headers).encode() + answer.read()


def log_in(tab, desk, path="/"):
    """Open an address and log in; whoever the provider lets in."""
    ask(tab, desk, path)
    with tab.page.expect_navigation(url=re.compile(r"/oauth2callback|127\.0\.0\.1:\d+/")):
        tab.page.locator(".st-key-login button").click()
    return tab


def test_without_a_configured_login_nobody_is_asked_for_one(visit):
    tab = visit("/data")

    expect(tab.page.locator(".st-key-login, .st-key-who")).to_have_count(0)
    expect(tab.page.locator(START)).to_have_count(1)


@pytest.mark.parametrize("path", BEFORE_THE_LOGIN)
def test_no_byte_of_a_case_is_sent_before_the_login(desk, shipped_case, path):
    case = read_case(shipped_case).case
    titles = [case.title, *(each.title for each in (*case.groups, *case.stories, *case.benchmarks))]
    words = {*case.symbols, *(text for title in titles for text in (title.en, title.zh))}

    body = sent(desk.server.url + path)

    assert [] == [word for word in words if word.encode() in body or ascii(word).encode() in body]


@pytest.mark.parametrize(
    "path", variants(["/", "/robustness?lang=en&up=green"], "/data", "/no-such-page")
)
def test_nothing_of_a_case_is_seen_before_the_login(tab, desk, provider, path):
    ask(tab, desk, path)

    assert "Log in to read on" in tab.text
    expect(tab.page.locator('[class*="st-key-page_"], .st-key-nav a, .kicker')).to_have_count(0)


def test_the_login_screen_speaks_chinese(tab, desk, provider):
    ask(tab, desk, "/?lang=zh")

    assert re.search("登录", tab.headline)
    assert not re.search(r"[a-z]{4}", tab.headline)


def test_an_editor_gets_in_is_named_and_leaves_with_no_trace(tab, desk, provider):
    log_in(tab, desk).shows("story")

    assert "ann@example.org · editor" in tab.page.locator(".st-key-who").inner_text()
    tab.turn_to("data")
    expect(tab.page.locator(START)).to_have_count(1)
    ours = [url for url in tab.requests if url.startswith((desk.server.url, "ws://"))]
    assert ours
    assert [] == [url for url in ours if re.search("ann|account-7|eyJ", url.split("provider=")[0])]

    # After the logout the login stands, and the provider was told.
    tab.page.locator(".st-key-logout button").click()
    tab.page.locator(".st-key-login button").wait_for()
    ask(tab, desk, "/data")
    assert 1 == len(provider.seen("/end"))
    assert [] == [c["name"] for c in tab.page.context.cookies() if "_streamlit_user" in c["name"]]

    # The log names nobody and keeps no token.
    codes = [form["code"] for form in provider.seen("/token")]
    printed = desk.server.output()
    assert codes
    for private in ("ann@", "Ann Lee", "account-7", "eyJ", provider_module.SECRET, *codes):
        assert private not in printed


def test_a_reader_sees_every_page_and_is_called_one(tab, desk, provider):
    provider.user = BOB

    log_in(tab, desk).shows("story")
    tab.turn_to("data")

    assert "bob@example.org · reader" in tab.page.locator(".st-key-who").inner_text()
    expect(tab.page.locator(START)).to_have_count(0)
    assert "you are logged in as a reader" in tab.text


def test_after_the_login_the_link_that_was_asked_for_opens(tab, desk, provider):
    log_in(tab, desk, "/prices?lang=en&up=green&last=2025-02-12").shows("prices")

    assert "/prices" == tab.path
    assert {"lang": "en", "up": "green", "last": "2025-02-12"} == tab.query


def test_under_a_base_path_the_link_opens_after_the_login_too(tab, root, tmp_path):
    with opened(root, tmp_path, "/narrative") as desk:
        log_in(tab, desk, "/narrative/timeline?lang=en&up=green").shows("timeline")

    assert "/narrative/timeline" == tab.path
    assert {"lang": "en", "up": "green"} == tab.query


def test_the_second_login_does_not_open_the_link_of_the_first(tab, desk, provider):
    log_in(tab, desk, "/prices").shows("prices")
    tab.page.locator(".st-key-logout button").click()
    tab.page.locator(".st-key-login button").wait_for()

    tab.page.locator(".st-key-login button").click()
    tab.shows("story")

    assert "/" == tab.path


@pytest.mark.parametrize("lifetime", variants([-30], -600))
def test_a_token_that_has_ended_lets_nobody_in(tab, desk, provider, lifetime):
    # The library takes tokens up to two minutes old; the dashboard takes none of them.
    provider.lifetime = lifetime

    log_in(tab, desk, "/data")
    tab.page.locator(".st-key-login button").wait_for()

    assert 1 == len(provider.seen("/token"))
    expect(tab.page.locator('[class*="st-key-page_"]')).to_have_count(0)
    assert (lifetime == -30) == ("Your login has expired" in tab.text)


def test_an_open_page_does_not_outlive_its_login(tab, desk, provider):
    provider.lifetime = 8

    log_in(tab, desk).page.locator(".st-key-page_story").wait_for()
    tab.page.locator(".st-key-login button").wait_for()

    assert "Your login has expired" in tab.text
    expect(tab.page.locator('[class*="st-key-page_"]')).to_have_count(0)


@pytest.mark.parametrize("proof", ["none", "authorized party"])
def test_a_token_for_another_application_lets_nobody_in(tab, desk, provider, proof):
    # With our id as its authorized party the library takes a token for others.
    provider.audience = "another-client"
    provider.extra = {"azp": provider_module.CLIENT} if proof == "authorized party" else {}

    log_in(tab, desk)
    tab.page.locator(".st-key-login button").wait_for()

    assert 1 == len(provider.seen("/token"))
    expect(tab.page.locator('[class*="st-key-page_"]')).to_have_count(0)
    assert (proof == "authorized party") == ("made for another application" in tab.text)


def test_a_token_of_another_issuer_lets_nobody_in(tab, desk, provider):
    provider.issuer = "http://127.0.0.1:1"

    log_in(tab, desk)
    tab.page.locator(".st-key-login button").wait_for()

    assert 1 == len(provider.seen("/token"))
    expect(tab.page.locator('[class*="st-key-page_"]')).to_have_count(0)


@pytest.mark.parametrize("verified", variants(["no"], False, None))
def test_an_address_that_nobody_vouches_for_edits_nothing(tab, desk, provider, verified):
    provider.user = {**ANN, "email_verified": verified}

    log_in(tab, desk).shows("story")

    told = tab.page.locator(".st-key-who").inner_text()
    assert "reader" in told
    assert "ann@" not in told


def test_a_group_makes_an_editor_without_an_address(tab, desk, provider):
    provider.user = {"sub": "account-9", "groups": ["news", "desk"]}

    log_in(tab, desk).shows("story")

    assert "logged in · editor" in tab.page.locator(".st-key-who").inner_text()


def test_a_forged_cookie_lets_nobody_in(tab, desk, provider):
    tab.page.context.add_cookies(
        [{"name": "_streamlit_user", "value": "eyJzdWIiOiAiMSJ9.x.y", "url": desk.server.url}]
    )

    ask(tab, desk, "/data")

    expect(tab.page.locator('[class*="st-key-page_"]')).to_have_count(0)
