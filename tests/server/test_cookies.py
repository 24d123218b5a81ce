"""The link somebody came by, kept over the login; cookies marked behind TLS."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from dashboard.server import first_html
from dashboard.server.cookies import LONGEST, NAME, LoginCookies, link_of, safe_link
from tests.hostile.strings import ALL

HOST = "desk.example:8501"


def application(base=""):
    """Answers as Streamlit's login does."""

    def back(_request):
        answer = RedirectResponse(f"{base}/", status_code=302)
        answer.set_cookie("_streamlit_user", "signed", httponly=True)
        return answer

    return LoginCookies(
        Starlette(
            routes=[
                Route(
                    f"{base}/auth/login", lambda _: RedirectResponse("https://idp.example/", 302)
                ),
                Route(f"{base}/oauth2callback", back),
                Route(f"{base}/data", lambda _: PlainTextResponse("page")),
            ]
        )
    )


def ask(app, path, scheme="http", **headers):
    """One request straight into an application: location, and its cookies."""
    named = {"host": HOST} | {k.replace("_", "-"): v for k, v in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": scheme,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in named.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    # In a thread of its own: another test may have left this one with a running loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    found = [(k.decode().lower(), v.decode()) for k, v in sent[0]["headers"]]
    return dict(found).get("location", ""), [v for k, v in found if k == "set-cookie"]


def cookie_of(cookies):
    """The kept link as a browser would send it back."""
    kept = [cookie for cookie in cookies if cookie.startswith(f"{NAME}=")]
    return kept[0].split(";")[0] if kept else ""


@pytest.mark.parametrize("base", ["", "/narrative"])
@pytest.mark.parametrize(
    "link", ["/data?case=chips&lang=zh", "/", "/prices?q=%E4%BE%9D&zoom=a:b~c"]
)
def test_the_link_before_the_login_is_where_it_ends(monkeypatch, base, link):
    monkeypatch.setattr(first_html, "base_path", lambda: base)
    app = application(base)

    _, kept = ask(app, f"{base}/auth/login", referer=f"http://{HOST}{base}{link}")
    location, cookies = ask(app, f"{base}/oauth2callback", cookie=f"a=b; {cookie_of(kept)}")

    assert f"{base}{link}" == location
    assert "_streamlit_user=signed; HttpOnly; Path=/; SameSite=lax" in cookies
    assert f"{NAME}=; Path={base or '/'}; Max-Age=0; HttpOnly; SameSite=Lax" in cookies


def test_the_kept_link_is_out_of_reach_of_scripts_and_other_sites():
    _, (cookie,) = ask(application(), "/auth/login", referer=f"http://{HOST}/data")

    assert f"{NAME}=%2Fdata; Path=/; Max-Age=900; HttpOnly; SameSite=Lax" == cookie


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/data",
        "http://desk.example:8502/data",
        f"http://user@{HOST}/data",
        f"http://evil.example/?http://{HOST}/data",
        f"http://{HOST}.evil.example/data",
        "http://[::1",
        f"http://{HOST}/auth/logout",
    ],
)
def test_another_sites_address_is_not_kept(referer):
    assert ("https://idp.example/", []) == ask(application(), "/auth/login", referer=referer)


@pytest.mark.parametrize(
    "link",
    [
        *[
            "//evil.example/",
            "/\\evil.example",
            "/\\/evil.example",
            "https://evil.example/",
            "data",
        ],
        *["javascript:alert(1)", "", "\\\\evil.example", "/a\r\nSet-Cookie: x=1", "/a\x00b"],
        *["/auth/logout", "/auth/login?provider=x", "/oauth2callback?code=1", "/_stcore/metrics"],
        *["/media/x", "/" + "a" * LONGEST, "/依米康"],
    ],
)
def test_a_cookie_that_leads_elsewhere_is_dropped(link):
    location, cookies = ask(
        application(), "/oauth2callback", cookie=f"{NAME}={quote(link, safe='')}"
    )

    assert "/" == location
    assert any(cookie.startswith(f"{NAME}=; ") for cookie in cookies)


def test_no_hostile_text_leads_out_of_the_dashboard():
    for text in ALL:
        for base in ("", "/narrative"):
            for link in (text, f"/{text}", f"{base}/{text}"):
                found = safe_link(link, base)

                assert "" == found or found.startswith(f"{base}/")
                assert not found.removeprefix(base).startswith(("//", "/\\"))
                assert found.isprintable()
        assert link_of(text, HOST, "") in {"", "/"}


def test_without_a_kept_link_the_first_page_opens():
    assert "/" == ask(application(), "/oauth2callback", cookie="a=b")[0]
    assert "/" == ask(application(), "/oauth2callback")[0]


def test_a_page_is_left_alone():
    cookie = f"{NAME}=%2Fprices"

    assert ("", []) == ask(application(), "/data", cookie=cookie, referer=f"http://{HOST}/prices")


@pytest.mark.parametrize(
    ("scheme", "headers", "marked"),
    [
        ("https", {}, True),
        ("http", {"x_forwarded_proto": "https"}, True),
        ("http", {"x_forwarded_proto": "http"}, False),
        ("http", {}, False),
    ],
)
def test_behind_tls_no_cookie_travels_in_the_clear(scheme, headers, marked):
    _, cookies = ask(application(), "/oauth2callback", scheme, cookie=f"{NAME}=%2Fdata", **headers)

    assert 2 == len(cookies)
    assert {marked} == {"; Secure" in cookie for cookie in cookies}
