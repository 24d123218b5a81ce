"""Two replicas behind a real nginx, on a subpath with TLS, as `deploy/nginx.conf` has it."""

import json
import re
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.server import first_html
from tests.browser.chromium import DESK
from tests.browser.driving import PAGES, Visit
from tests.browser.proxying import BASE, proxied

# Nothing here is read by the outside: these say so themselves.
INSIDE = {"data", "blob"}
OTHER = "2025-02-12"


@pytest.fixture(scope="module")
def site(root, tmp_path_factory):
    with proxied(root, tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def new_reader(browser):
    """Open tabs of people who were never here; the certificate is the test's own."""
    contexts = []

    def tab(*, alive=False):
        context = browser.new_context(**DESK.options(), ignore_https_errors=True)
        contexts.append(context)
        return Visit(context.new_page(), alive)

    yield tab
    for context in contexts:
        context.close()


def replica(tab):
    """Which copy the reader belongs to."""
    cookies = {each["name"]: each["value"] for each in tab.page.context.cookies()}
    return cookies["narrative_replica"]


def from_elsewhere(tab, site):
    asked = {urlsplit(url) for url in tab.requests}
    return [url for url in asked if url.scheme not in INSIDE and url.port != site.port]


def events(log):
    """Lines of a replica's log that are events."""
    text = Path(log).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def told(logs, request, n):
    """Lines about one request in all logs; they come a moment after the answer."""
    end = time.monotonic() + 10
    found = []
    while len(found) < n and time.monotonic() < end:
        time.sleep(0.05)
        found = [line for log in logs for line in events(log) if line.get("request") == request]
    return found


def bar(tab):
    """Paths that the links of the top bar lead to."""
    links = tab.page.locator(".st-key-nav a")
    return set(links.evaluate_all("links => links.map(link => link.pathname)"))


def download(tab):
    """Bytes and name of the first table of the page."""
    with tab.page.expect_download() as caught:
        tab.page.locator('[data-testid="stDownloadButton"] button').first.click()
    return caught.value.path().read_bytes(), caught.value.suggested_filename


# Everyday use ---------------------------------------------------------


def test_a_deep_link_opens_with_its_charts_and_a_walk_from_there_stays_under_the_subpath(
    site, new_reader
):
    tab = new_reader()
    tab.open(f"{site.url}/timeline?lang=en&last={OTHER}").shows("timeline")

    assert f"{BASE}/timeline" == tab.path
    assert {"lang": "en", "last": OTHER} == tab.query
    assert tab.drawn

    table, name = download(tab)
    assert name.endswith(".csv")
    assert table.startswith(b"\xef\xbb\xbf")
    assert len(table.decode("utf-8-sig").splitlines()) >= 2

    first = replica(tab)
    linked = bar(tab)
    for name in ("exposure", "cases", "radar", "story"):
        tab.turn_to(name)

        assert (BASE + PAGES[name]).rstrip("/") == tab.path.rstrip("/")
        linked |= bar(tab)
    assert {BASE + path for path in PAGES.values()} == linked
    headline = tab.head
    tab.speak("中文")
    tab.wait_for_query(lang="zh")

    assert headline != tab.wait_for_head(headline)
    assert [] == tab.errors
    assert [] == tab.dialogs
    assert [] == from_elsewhere(tab, site)
    assert [] == [
        url
        for url in tab.requests
        if urlsplit(url).scheme not in INSIDE and not urlsplit(url).path.startswith(f"{BASE}/")
    ]
    assert first == replica(tab)
    answered = (site.folder / "narrative.log").read_text(encoding="utf-8").splitlines()[-3:]
    assert {first} == {json.loads(line)["replica"] for line in answered}


def test_two_readers_can_have_different_replicas(site):
    def given():
        _, headers, _ = site.get(f"{BASE}/")
        return SimpleCookie(headers["set-cookie"])["narrative_replica"]

    cookies = [given() for _ in range(8)]

    assert {"one", "two"} == {cookie.value for cookie in cookies}
    assert all(cookie["httponly"] and cookie["secure"] for cookie in cookies)


def test_a_case_put_into_the_shared_folder_is_served_by_both(site, shipped_case):
    text = (shipped_case / "case.toml").read_text(encoding="utf-8")
    folder = site.folder / "cases" / "shared-case"
    folder.mkdir()
    for file in shipped_case.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    changed = text.replace('slug = "liquid-cooling-2025"', 'slug = "shared-case"')
    (folder / "case.toml").write_text(changed, encoding="utf-8")

    shown = []
    for each in site.replicas:
        _, headers, _ = each.get(f"{BASE}/?case=shared-case&name=somebody")
        shown += told([each.log], headers["x-request-id"], 1)

    assert ["shared-case", "shared-case"] == [line.get("case") for line in shown]


# What is let through --------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/timeline", "/healthz", "/version", "/media/none.csv", "/_stcore/health"]
)
def test_the_security_headers_are_the_same_with_and_without_the_proxy(site, path):
    _, through, _ = site.get(BASE + path)
    _, direct, _ = site.replicas[0].get(BASE + path)

    for name, value in first_html.headers().items():
        # The script in the first HTML knows its base path: its hash is another one here.
        if name != "Content-Security-Policy":
            assert value == through[name.lower()]
        assert direct[name.lower()] == through[name.lower()]
    assert "max-age=31536000" == through["strict-transport-security"]
    assert "strict-transport-security" not in direct


def test_a_bundle_comes_compressed_through_the_proxy(site):
    _, _, page = site.get(f"{BASE}/prices")  # the gallery at / starts its program later
    bundle = page.decode().split('src="./')[1].split('"')[0]

    status, headers, body = site.get(f"{BASE}/{bundle}", {"accept-encoding": "gzip"})

    assert 200 == status
    assert "gzip" == headers["content-encoding"]
    assert len(body) == int(headers["content-length"])


@pytest.mark.parametrize("path", [f"{BASE}/_stcore/metrics", f"{BASE}/readyz", "/", "/readyz"])
def test_numbers_about_the_process_are_not_shown_outside(site, path):
    assert 404 == site.get(path)[0]


def test_the_address_without_its_slash_leads_to_the_page(site):
    status, headers, _ = site.get(BASE)

    assert (301, f"{site.url}/") == (status, headers["location"])


def test_one_request_has_one_id_in_both_logs(site):
    _, headers, _ = site.get(f"{BASE}/version")
    logs = [each.log for each in site.replicas] + [site.folder / "narrative.log"]

    lines = told(logs, headers["x-request-id"], 2)

    assert ["dashboard.server.logs", "nginx"] == sorted(line["logger"] for line in lines)


def test_no_log_tells_who_asked_or_what_stood_in_the_link(site):
    canary = "c4n4ry"
    headers = {"user-agent": canary, "cookie": f"who={canary}", "referer": f"https://{canary}/"}
    site.get(f"{BASE}/prices?token={canary}&stock={canary}&case={canary}", headers)
    site.get(f"{BASE}/_stcore/upload_file/{canary}/{canary}", headers, method="DELETE")

    for log in site.folder.glob("*.log"):
        assert canary not in log.read_text(encoding="utf-8"), log


# One replica goes away ------------------------------------------------


def test_a_reader_goes_on_logged_in_when_the_replica_is_killed(root, new_reader, tmp_path):
    oidc = pytest.importorskip(
        "tests.oidc.provider", reason="Authlib, which login needs, is absent"
    )
    with oidc.providing() as provider:

        def secrets(address):
            ours = f'redirect_uri = "{address}/oauth2callback"'
            return re.sub(r'redirect_uri = ".*"', ours, provider.secrets_for(0))

        with proxied(root, tmp_path, secrets=secrets) as site:
            # Under the base path the login leads back to the link that was asked for.
            tab = new_reader(alive=True)
            tab.page.goto(f"{site.url}/prices?lang=en&up=green")
            tab.page.locator(".st-key-login button").click()
            tab.shows("prices")
            assert f"{BASE}/prices" == tab.path
            assert {"lang": "en", "up": "green"} == tab.query
            assert tab.page.locator(".js-plotly-plot .main-svg").count() > 0
            headline = tab.head
            tab.choose("last", OTHER)
            tab.wait_for_query(last=OTHER)
            chosen = tab.wait_for_head(headline)
            first = replica(tab)
            cookies = [each for each in tab.page.context.cookies() if "streamlit" in each["name"]]
            tab.errors.clear()

            site.kill(["one", "two"].index(first))
            goes_on(tab, first, chosen)

            # Everything else comes from the other one too: a table, a new load, the login.
            tab.errors.clear()
            tab.turn_to("exposure")
            assert download(tab)[0].startswith(b"\xef\xbb\xbf")
            tab.page.reload()
            tab.shows("exposure")
            assert "ann@example.org" in tab.page.locator(".st-key-who").inner_text()
            assert {"lang": "en", "up": "green", "last": OTHER} == tab.query
            assert [] == tab.errors
            assert cookies
            assert all(each["secure"] for each in cookies)
            logs = [*site.folder.glob("*.log"), *(each.log for each in site.replicas)]
            said = "".join(log.read_text(encoding="utf-8") for log in logs)
            assert "ann@example.org" not in said
            states = [query["state"] for _, query in provider.asked if "state" in query]
            assert states
            assert [] == [state for state in states if state in said]


def goes_on(tab, first, chosen):
    """The page finds the other replica by itself and shows what was chosen."""
    until = time.monotonic() + 60
    # The next connection is made by the page itself and comes with the other's cookie.
    while replica(tab) == first and time.monotonic() < until:
        tab.page.wait_for_timeout(100)
    tab.settle()

    # The link restores the view in a session that never saw the choice.
    tab.page.wait_for_function(
        "head => document.querySelector('.head')?.innerText === head", arg=chosen
    )
    assert OTHER == tab.value("last")
    assert first != replica(tab)
    gone = {f"console: {text}" for text in ("WebSocket connection", "Failed to load resource")}
    assert [] == [error for error in tab.errors if not error.startswith(tuple(gone))]
