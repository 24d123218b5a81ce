"""Logging in through a provider on this machine: who reads, who edits, who is sent back."""

import re
import urllib.error
import urllib.request
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
PAGE = '[class*="st-key-page_"]'
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


# Under a base path: `test_behind_nginx`.
@pytest.fixture(scope="module")
def desk(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("login")
    with provider_module.providing() as provider:
        port = free_port()
        secrets = folder / "secrets.toml"
        secrets.write_text(provider.secrets_for(port), encoding="utf-8")
        environment = {
            "STREAMLIT_SECRETS_FILES": str(secrets),
            "MARKET_NARRATIVE_EDITORS": "ann@example.org, group:desk",
        }
        with serve(root, log=folder / "server.log", port=port, environment=environment) as server:
            yield Desk(server, provider)


def fresh(provider):
    """Whoever logs in next is Ann, with a token that holds."""
    usual = provider_module.Provider(provider.port, key=provider.key)
    for name in ("user", "audience", "issuer", "extra", "lifetime"):
        setattr(provider, name, getattr(usual, name))


@pytest.fixture
def provider(desk):
    """The provider, with nothing left of the test before."""
    fresh(desk.provider)
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
    visit = Visit(context.new_page(), alive=False)
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
    press(ask(tab, desk, path))
    return tab


def press(tab):
    """Press the button of the login and come back from the provider."""
    with tab.page.expect_navigation(url=re.compile(r"/oauth2callback|127\.0\.0\.1:\d+/")):
        tab.page.locator(".st-key-login button").click()


def log_out(tab):
    """Press the button; the login screen stands."""
    tab.page.locator(".st-key-logout button").click()
    tab.page.locator(".st-key-login button").wait_for()


def who(tab):
    """What the top bar says of the reader."""
    return tab.page.locator(".st-key-who").inner_text()


@pytest.mark.parametrize("path", BEFORE_THE_LOGIN)
def test_no_byte_of_a_case_is_sent_before_the_login(desk, shipped_case, path):
    case = read_case(shipped_case).case
    titles = [case.title, *(each.title for each in (*case.groups, *case.stories, *case.benchmarks))]
    words = {*case.symbols, *(text for title in titles for text in (title.en, title.zh))}

    body = sent(desk.server.url + path)

    assert [] == [word for word in words if word.encode() in body or ascii(word).encode() in body]


@pytest.mark.parametrize(
    "path",
    variants(["/robustness?lang=zh&up=green"], "/?lang=zh", "/data?lang=zh", "/none?lang=zh"),
)
def test_without_a_login_or_with_a_forged_one_nothing_of_a_case_is_seen(tab, desk, provider, path):
    ask(tab, desk, path)

    assert "登录" in tab.headline
    assert not re.search(r"[a-z]{4}", tab.headline)
    assert "Log in" not in tab.text
    expect(tab.page.locator(f"{PAGE}, .st-key-nav a, .kicker")).to_have_count(0)

    tab.page.context.add_cookies(
        [{"name": "_streamlit_user", "value": "eyJzdWIiOiAiMSJ9.x.y", "url": desk.server.url}]
    )
    ask(tab, desk, "/data?lang=en")

    assert "Log in to read on" in tab.text
    expect(tab.page.locator(PAGE)).to_have_count(0)


def test_the_link_that_was_asked_for_opens_and_an_editor_leaves_with_no_trace(tab, desk, provider):
    log_in(tab, desk, "/prices?lang=en&up=green&last=2025-02-12").shows("prices")

    assert "/prices" == tab.path
    assert {"lang": "en", "up": "green", "last": "2025-02-12"} == tab.query
    assert "ann@example.org · editor" in who(tab)
    tab.turn_to("data")
    expect(tab.page.locator(START)).to_have_count(1)
    ours = [url for url in tab.requests if url.startswith((desk.server.url, "ws://"))]
    assert ours
    assert [] == [url for url in ours if re.search("ann|account-7|eyJ", url.split("provider=")[0])]

    # After the logout the login stands, and the provider was told.
    log_out(tab)
    assert 1 == len(provider.seen("/end"))
    assert [] == [c["name"] for c in tab.page.context.cookies() if "_streamlit_user" in c["name"]]

    # The next one to log in here reads, and does not land on the link of the first.
    provider.user = BOB
    press(tab)
    tab.shows("story")
    assert "/" == tab.path
    assert "bob@example.org · reader" in who(tab)
    tab.turn_to("data")
    expect(tab.page.locator(START)).to_have_count(0)
    assert "you are logged in as a reader" in tab.text

    # The log names nobody and keeps no token.
    codes = [form["code"] for form in provider.seen("/token")]
    printed = desk.server.output()
    assert 2 == len(codes)
    private = ("ann@", "bob@", "Ann Lee", "account-7", "eyJ", provider_module.SECRET, *codes)
    assert [] == [word for word in private if word in printed]


REFUSED = {
    # These the library refuses by itself.
    "of another issuer": ({"issuer": "http://127.0.0.1:1"}, None),
    "for another application": ({"audience": "another-client"}, None),
    "ended long ago": ({"lifetime": -600}, None),
    # It takes tokens up to two minutes old, and with our id as their authorized party tokens
    # for others; the dashboard takes none of them.
    "ended": ({"lifetime": -30}, "Your login has expired"),
    "for another, by our id": (
        {"audience": "another-client", "extra": {"azp": provider_module.CLIENT}},
        "made for another application",
    ),
}


def test_a_token_that_is_not_ours_or_not_valid_lets_nobody_in_and_the_next_does(
    tab, desk, provider
):
    ask(tab, desk, "/data")
    for n, (name, (change, told)) in enumerate(REFUSED.items(), 1):
        fresh(provider)
        for what, value in change.items():
            setattr(provider, what, value)

        # The screen that comes back is another document than the one that was left.
        tab.page.evaluate("window.left = true")
        press(tab)
        tab.page.wait_for_function(
            "() => !window.left && document.querySelector('.st-key-login button')"
        )
        tab.settle()

        assert n == len(provider.seen("/token")), name
        assert 0 == tab.page.locator(PAGE).count(), name
        for sentence in ("Your login has expired", "made for another application"):
            assert (sentence == told) == (sentence in tab.text), name

    # A group makes an editor; an address that nobody vouches for names none.
    fresh(provider)
    groups = {"groups": ["news", "desk"]}
    provider.user = {**ANN, "sub": "account-9", "email_verified": "no", **groups}
    press(tab)
    tab.page.locator(".st-key-who").wait_for()

    assert "logged in · editor" in who(tab)
    assert "ann@" not in who(tab)


def test_an_open_page_does_not_outlive_its_login(tab, desk, provider):
    provider.lifetime = 8

    log_in(tab, desk).page.locator(".st-key-page_story").wait_for()
    tab.page.locator(".st-key-login button").wait_for()

    assert "Your login has expired" in tab.text
    expect(tab.page.locator(PAGE)).to_have_count(0)
