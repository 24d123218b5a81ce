"""Security headers, compression and the first HTML, on small applications and a real server."""

import asyncio
import base64
import gzip
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import shell
from dashboard.server import CompressedBundles, SecurityHeaders, Shell

INDEX = '<!doctype html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'
SCRIPT = "let x = 1;\n" * 500
ZIPPED = {"accept-encoding": "gzip, deflate, br"}


def application(tmp_path, calls=None):
    bundle = tmp_path / "app.js"
    bundle.write_text(SCRIPT)

    def count(answer):
        if calls is not None:
            calls.append(1)
        return answer

    return Starlette(
        routes=[
            Route("/", lambda _: HTMLResponse(INDEX), methods=["GET", "HEAD", "POST"]),
            Route("/missing", lambda _: HTMLResponse(INDEX, status_code=404)),
            Route("/plain", lambda _: PlainTextResponse(INDEX)),
            Route("/own", lambda _: Response(headers={"x-frame-options": "DENY"})),
            Route("/static/js/app.js", lambda _: count(FileResponse(bundle))),
            Route("/static/js/tiny.js", lambda _: PlainTextResponse("1")),
            Route("/static/media/font.woff2", lambda _: PlainTextResponse(SCRIPT)),
            Route("/media/app.js", lambda _: PlainTextResponse(SCRIPT)),
        ]
    )


def ask(app, path, headers=None, method="GET"):
    """One request straight into an ASGI application: status, headers, body."""
    route, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": route,
        "raw_path": route.encode(),
        "root_path": "",
        "query_string": query.encode("latin-1"),
        "headers": [(k.encode(), v.encode()) for k, v in (headers or {}).items()],
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
    start = sent[0]
    named = {k.decode().lower(): v.decode() for k, v in start["headers"]}
    return start["status"], named, b"".join(message.get("body", b"") for message in sent[1:])


# Security headers -----------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/missing", "/plain", "/static/js/app.js"])
def test_every_answer_carries_the_security_headers(tmp_path, path):
    _, headers, _ = ask(SecurityHeaders(application(tmp_path)), path)

    assert {name.lower(): headers.get(name.lower()) for name in shell.headers()} == {
        name.lower(): value for name, value in shell.headers().items()
    }


def test_a_stricter_header_of_a_route_is_kept(tmp_path):
    _, headers, _ = ask(SecurityHeaders(application(tmp_path)), "/own")

    assert headers["x-frame-options"] == "DENY"


def test_the_policy_names_no_other_host_and_allows_no_inline_script_by_word():
    policy = dict(rule.split(" ", 1) for rule in shell.policy().split("; "))

    assert not re.search(r"https?:|\*", shell.policy())
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["object-src"] == "'none'"
    assert policy["base-uri"] == "'none'"


# The first HTML -------------------------------------------------------


def test_the_shell_writes_title_style_and_script_into_the_head(tmp_path):
    status, headers, body = ask(Shell(application(tmp_path)), "/")
    text = body.decode()

    assert status == 200
    assert int(headers["content-length"]) == len(body)
    assert f"<title>{shell.TITLE}</title>" in text
    head = text.split("</head>")[0]
    assert head.count(shell.STYLE) == 1
    assert head.count(f"<script>{shell.script()}</script>") == 1


@pytest.mark.parametrize(
    ("path", "accepted", "expected"),
    [
        ("/", "", "en"),
        ("/", "en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("/", "zh-CN,zh;q=0.9", "zh-CN"),
        ("/", "ZH", "zh-CN"),
        ("/?lang=zh", "en-US", "zh-CN"),
        ("/?lang=en", "zh-CN", "en"),
        ("/?lang=fr", "zh-CN", "zh-CN"),
        ("/?base=2025-01-27&lang=zh&last=2025-02-12", "en", "zh-CN"),
        ('/?lang="><script>', "en", "en"),
        ("/?lang=%ff%fe", "en", "en"),
    ],
)
def test_the_first_html_is_in_the_language_of_the_link_else_of_the_browser(
    tmp_path, path, accepted, expected
):
    _, _, body = ask(Shell(application(tmp_path)), path, {"accept-language": accepted})

    assert f'<html lang="{expected}">' in body.decode()


def test_two_readers_with_different_languages_do_not_share_a_first_html(tmp_path):
    app = Shell(application(tmp_path))

    chinese = ask(app, "/?lang=zh")[2]
    english = ask(app, "/?lang=en")[2]

    assert b'lang="zh-CN"' in chinese
    assert b'lang="en"' in english


@pytest.mark.parametrize(
    ("path", "method"), [("/missing", "GET"), ("/plain", "GET"), ("/", "POST")]
)
def test_the_shell_leaves_other_answers_alone(tmp_path, path, method):
    _, _, body = ask(Shell(application(tmp_path)), path, method=method)

    assert body.decode() == INDEX


@pytest.mark.parametrize("path", ["/", "/timeline?lang=zh"])
def test_the_first_html_is_ours_for_a_browser_that_takes_gzip(live_server, path):
    # Streamlit compresses page addresses itself: it must not have done so before us.
    status, headers, body = live_server.get(path, ZIPPED)

    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert "accept-encoding" in headers["vary"].lower()
    assert gzip.decompress(body).decode().count(shell.TITLE) == 1


def test_every_inline_script_is_allowed_by_its_hash(live_server):
    _, headers, body = live_server.get("/")
    scripts = re.findall(rb"<script>(.*?)</script>", body, re.DOTALL)

    assert len(scripts) >= 1
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
        assert f"'sha256-{digest}'" in headers["content-security-policy"]


# Compression ----------------------------------------------------------


def test_a_bundle_is_compressed_for_a_browser_that_takes_gzip(tmp_path):
    status, headers, body = ask(
        CompressedBundles(application(tmp_path)), "/static/js/app.js", ZIPPED
    )

    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == len(body)
    assert gzip.decompress(body).decode() == SCRIPT
    # The tag named the plain bytes.
    assert "etag" not in headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/app.js", {}),
        ("/static/js/app.js", {"accept-encoding": "br"}),
        ("/static/js/app.js", {**ZIPPED, "range": "bytes=0-9"}),
        ("/static/js/tiny.js", ZIPPED),
        ("/static/media/font.woff2", ZIPPED),
        ("/media/app.js", ZIPPED),
    ],
)
def test_what_would_not_gain_or_was_not_asked_for_stays_plain(tmp_path, path, headers):
    _, answered, _ = ask(CompressedBundles(application(tmp_path)), path, headers)

    assert "content-encoding" not in answered


def test_a_bundle_is_compressed_once(tmp_path, monkeypatch):
    worked = []
    compress = gzip.compress
    monkeypatch.setattr(
        gzip, "compress", lambda *arguments: worked.append(1) or compress(*arguments)
    )
    app = CompressedBundles(application(tmp_path))

    first = ask(app, "/static/js/app.js", ZIPPED)[2]
    second = ask(app, "/static/js/app.js", ZIPPED)[2]

    assert first == second
    assert len(worked) == 1


# The real server ------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/timeline", "/no-such-page"])
def test_every_page_address_gets_the_shell_and_the_headers(live_server, path):
    status, headers, body = live_server.get(f"{path}?lang=zh")

    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert body.count(b'<html lang="zh-CN">') == 1
    assert body.count(f"<title>{shell.TITLE}</title>".encode()) == 1
    # A font that our style never uses would be fetched for nothing.
    assert re.findall(rb'<link[^>]*as="font"', body) == []


def test_the_first_html_asks_no_other_host(live_server):
    _, _, body = live_server.get("/")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', body.decode())

    assert addresses
    assert [a for a in addresses if re.match(r"(https?:)?//", a)] == []


def test_streamlits_own_bundles_arrive_compressed_and_whole(live_server):
    _, _, body = live_server.get("/")
    bundles = re.findall(r'src="\.?(/?static/js/[^"]+\.js)"', body.decode())
    assert len(bundles) >= 1
    path = "/" + bundles[0].lstrip("/")

    _, plain, whole = live_server.get(path)
    _, headers, packed = live_server.get(path, ZIPPED)

    assert "content-encoding" not in plain
    assert headers["content-encoding"] == "gzip"
    # Compared outside the assertion: pytest would take minutes to show how megabytes differ.
    same = gzip.decompress(packed) == whole
    assert same
    assert len(packed) < len(whole) / 2


def test_the_health_address_answers_before_any_visit(live_server):
    status, _, body = live_server.get("/_stcore/health")

    assert (status, body) == (200, b"ok")
