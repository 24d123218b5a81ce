"""Security headers, compression and the first HTML, on small applications and a real server."""

import base64
import contextlib
import gzip
import hashlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import config
from websockets.sync.client import connect

from dashboard.commands import main
from dashboard.server import first_html, options
from dashboard.server.hosts import SameOrigin
from dashboard.server.options import CompressedBundles, SecurityHeaders, Shell
from tests.browser.serving import free_port, serve
from tests.replay.asgi import converse, request, run

pytestmark = pytest.mark.slow

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
    answer = request(app, method, path, headers)
    return answer.status_code, answer.headers, answer.content


# Security headers -----------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/missing", "/plain", "/static/js/app.js"])
def test_every_answer_carries_the_security_headers(tmp_path, path):
    _, headers, _ = ask(SecurityHeaders(application(tmp_path)), path)

    assert {name.lower(): headers.get(name.lower()) for name in first_html.headers()} == {
        name.lower(): value for name, value in first_html.headers().items()
    }


def test_a_stricter_header_of_a_route_is_kept(tmp_path):
    _, headers, _ = ask(SecurityHeaders(application(tmp_path)), "/own")

    assert "DENY" == headers["x-frame-options"]


def test_the_policy_names_no_other_host_and_allows_no_inline_script_by_word():
    policy = dict(rule.split(" ", 1) for rule in first_html.policy().split("; "))

    assert not re.search(r"https?:|\*", first_html.policy())
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert "'none'" == policy["object-src"]
    assert "'none'" == policy["base-uri"]


# Such a rule has every element of a chart looked at again after each that is drawn: two seconds
# of a page with three charts.
def test_no_rule_of_the_style_asks_every_element_what_is_in_another():
    selectors = re.findall(r"[^{}]*:has\([^{}]*(?={)", first_html.STYLE)

    assert len(selectors) > 20
    assert [] == [each.strip() for each in selectors if re.search(r"\*\s*(,|$)", each)]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/", "GET"),
        ("/", "HEAD"),
        ("/timeline", "GET"),
        ("/timeline/", "GET"),
        ("/no-such-page", "GET"),
        ("/static/js/none.js", "GET"),
        ("/media/none.csv", "GET"),
        ("/../../etc/passwd", "GET"),
        ("/healthz", "GET"),
        ("/readyz", "GET"),
        ("/version", "GET"),
        ("/timeline/healthz", "GET"),
        ("/healthz", "POST"),
        ("/_stcore/health", "GET"),
        ("/_stcore/host-config", "GET"),
        ("/_stcore/upload_file/a/b", "DELETE"),
    ],
)
def test_every_kind_of_answer_of_the_real_server_carries_them(live_server, path, method):
    connection = http.client.HTTPConnection("127.0.0.1", live_server.port, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, path)
        answer = connection.getresponse()
        answer.read()

    assert first_html.headers() == {name: answer.getheader(name) for name in first_html.headers()}


def test_even_a_failure_of_our_own_carries_them():
    def fail(_):
        raise ZeroDivisionError

    app = Starlette(routes=[Route("/fail", fail)], middleware=options.OPTIONS["middleware"])

    status, headers, body = ask(app, "/fail")

    assert (500, b"Internal Server Error") == (status, body)
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("asked", "policy", "older"),
    [
        ("self", "'self'", "SAMEORIGIN"),
        ("none", "'none'", "DENY"),
        ("self https://intranet.example", "'self' https://intranet.example", None),
        ("https://*.corp.example:8443", "https://*.corp.example:8443", None),
    ],
)
def test_who_may_frame_a_page_can_be_set(monkeypatch, asked, policy, older):
    monkeypatch.setenv("MARKET_NARRATIVE_FRAME_ANCESTORS", asked)

    headers = first_html.headers()

    assert headers["Content-Security-Policy"].endswith(f"frame-ancestors {policy}")
    # The older header knows no list: with one it would forbid what the policy allows.
    assert older == headers.get("X-Frame-Options")


@pytest.mark.parametrize(
    "asked",
    [
        "*",
        "https:",
        "https://a.example; script-src *",
        "https://a.example/path",
        "https://u:p@a.example",
        "javascript:alert(1)",
        "none self",
        "https://a.example\r\nX-Evil: 1",
    ],
)
def test_a_framing_site_that_is_none_leaves_pages_to_our_own(monkeypatch, asked):
    monkeypatch.setenv("MARKET_NARRATIVE_FRAME_ANCESTORS", asked)

    headers = first_html.headers()

    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert "SAMEORIGIN" == headers["X-Frame-Options"]


# Websockets from elsewhere --------------------------------------------


def answers(origin, host="desk.example:8443"):
    async def accept(_scope, _receive, send):
        await send({"type": "websocket.accept"})

    headers = {"host": host} | ({} if origin is None else {"origin": origin})
    return run(converse(SameOrigin(accept), "/_stcore/stream", headers))


@pytest.mark.parametrize("origin", [None, "https://desk.example:8443", "http://desk.example:8443"])
def test_a_websocket_of_our_own_page_is_let_in(origin):
    assert ["websocket.accept"] == answers(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://desk.example",
        "https://desk.example:8443.evil.example",
        "http://localhost:3000",
        "http://127.0.0.1",
        "null",
        "",
    ],
)
def test_a_websocket_of_another_page_is_refused(origin):
    assert ["websocket.close"] == answers(origin)


def test_a_site_that_is_named_to_streamlit_is_let_in(monkeypatch):
    named = ["https://other.example"]
    monkeypatch.setattr(config, "get_option", {"server.corsAllowedOrigins": named}.get)

    assert ["websocket.accept"] == answers("https://other.example")
    assert ["websocket.close"] == answers("https://evil.example")


# The first HTML -------------------------------------------------------


def test_the_shell_writes_title_style_and_script_into_the_head(tmp_path):
    status, headers, body = ask(Shell(application(tmp_path)), "/")
    text = body.decode()

    assert 200 == status
    assert int(headers["content-length"]) == len(body)
    assert f"<title>{first_html.TITLE}</title>" in text
    head = text.split("</head>")[0]
    assert 1 == head.count(first_html.STYLE)
    assert 1 == head.count(f"<script>{first_html.script()}</script>")


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


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/?theme=dark", ' data-theme="dark"'),
        ("/?lang=en&theme=light", ' data-theme="light"'),
        ("/", ""),
        ("/?theme=sepia", ""),
        ('/?theme="><script>', ""),
    ],
)
def test_the_first_html_has_the_paper_of_the_link_without_any_script(tmp_path, path, expected):
    _, _, body = ask(Shell(application(tmp_path)), path)

    assert f'<html lang="en"{expected}>' in body.decode()


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

    assert INDEX == body.decode()


@pytest.mark.parametrize("path", ["/", "/timeline?lang=zh"])
def test_the_first_html_is_ours_for_a_browser_that_takes_gzip(live_server, path):
    # Streamlit compresses page addresses itself: it must not have done so before us.
    status, headers, body = live_server.get(path, ZIPPED)

    assert 200 == status
    assert "gzip" == headers["content-encoding"]
    assert "accept-encoding" in headers["vary"].lower()
    assert 1 == gzip.decompress(body).decode().count(first_html.TITLE)


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

    assert 200 == status
    assert "gzip" == headers["content-encoding"]
    assert "Accept-Encoding" == headers["vary"]
    assert int(headers["content-length"]) == len(body)
    assert SCRIPT == gzip.decompress(body).decode()
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
    assert 1 == len(worked)


# The real server ------------------------------------------------------


def test_an_address_that_is_no_page_leads_to_the_first_one_which_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(first_html, "base_path", lambda: "/desk")
    app = Starlette(routes=[Route("/{path:path}", lambda _: HTMLResponse(INDEX))])

    status, headers, _ = ask(Shell(app), "/desk/a/no page?lang=zh&case=x")

    assert (307, "/desk/?missing=a%2Fno+page&lang=zh&case=x") == (status, headers["location"])
    assert 200 == ask(Shell(app), "/desk/timeline")[0]
    assert 200 == ask(Shell(app), "/desk/")[0]


@pytest.mark.parametrize("path", ["/", "/timeline"])
def test_every_page_address_gets_the_shell_and_the_headers(live_server, path):
    status, headers, body = live_server.get(f"{path}?lang=zh")

    assert 200 == status
    assert "nosniff" == headers["x-content-type-options"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert 1 == body.count(b'<html lang="zh-CN">')
    assert 1 == body.count(f"<title>{first_html.TITLE}</title>".encode())
    # A font that our style never uses would be fetched for nothing.
    assert [] == re.findall(rb'<link[^>]*as="font"', body)


def test_the_first_html_asks_no_other_host(live_server):
    _, _, body = live_server.get("/")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', body.decode())

    assert addresses
    assert [] == [a for a in addresses if re.match(r"(https?:)?//", a)]


def test_streamlits_own_bundles_arrive_compressed_and_whole(live_server):
    _, _, body = live_server.get("/")
    bundles = re.findall(r'src="\.?(/?static/js/[^"]+\.js)"', body.decode())
    assert len(bundles) >= 1
    path = "/" + bundles[0].lstrip("/")

    _, plain, whole = live_server.get(path)
    _, headers, packed = live_server.get(path, ZIPPED)

    assert "content-encoding" not in plain
    assert "gzip" == headers["content-encoding"]
    # Compared outside the assertion: pytest would take minutes to show how megabytes differ.
    same = gzip.decompress(packed) == whole
    assert same
    assert len(packed) < len(whole) / 2


def test_the_health_address_answers_before_any_visit(live_server):
    status, _, body = live_server.get("/_stcore/health")

    assert (200, b"ok") == (status, body)


# The log --------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="only there are there several loopbacks")
def test_the_log_of_the_real_server_tells_of_requests_and_not_of_readers(live_server):
    canary, address = "c4n4ry", "127.0.0.2"
    headers = {"User-Agent": canary, "Cookie": f"who={canary}", "X-Forwarded-For": "203.0.113.9"}
    plain = http.client.HTTPConnection("127.0.0.1", live_server.port, 30, (address, 0))
    with contextlib.closing(plain):
        plain.request("GET", f"/prices?lang=en&token={canary}&case={canary}", headers=headers)
        sent = plain.getresponse().getheader("x-request-id")
    url = f"ws://127.0.0.1:{live_server.port}/_stcore/stream?token={canary}"
    where = {"source_address": (address, 0), "subprotocols": ["streamlit"]}
    with connect(url, additional_headers=headers, user_agent_header=None, **where):
        wait_until(lambda: "connected" in live_server.output())
    wait_until(lambda: f"request={sent}" in live_server.output())

    said = live_server.output()
    assert "path=/prices  status=200" in said
    assert "path=/_stcore/stream" in said
    assert [] == [secret for secret in (canary, address, "203.0.113.9") if secret in said]


# Stopping -------------------------------------------------------------


def command(port, *options):
    started = [sys.executable, "-m", "dashboard.commands.main", "run", "--address", "127.0.0.1"]
    return [*started, "--port", str(port), *options]


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is no request there")
def test_under_a_base_path_pages_answer_and_what_is_in_hand_is_finished_before_the_end(
    root, tmp_path
):
    port = free_port()
    started = command(port, "--base-path", "/desk/narrative/")
    with serve(root, log=tmp_path / "log", command=started, port=port) as running:
        wait_until(lambda: "The dashboard is at" in running.output())

        assert f"http://127.0.0.1:{port}/desk/narrative/\n" in running.output()
        wait_until(lambda: running.get("/desk/narrative/readyz")[0] == 200)
        assert b"BACKEND_BASE_URL" in running.get("/desk/narrative/timeline")[2]
        assert 404 == running.get("/timeline")[0]

        _, _, page = running.get("/desk/narrative/")
        bundle = re.search(rb'src="\./(static/js/[^"]+\.js)"', page).group(1).decode()
        place = f"/desk/narrative/{bundle}"
        _, _, whole = running.get(place)
        with socket.create_connection(("127.0.0.1", port), 30) as reader:
            reader.sendall(f"GET {place} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            received = reader.recv(1024)

            os.kill(running.pid, signal.SIGTERM)
            wait_until(lambda: "Shutting down" in running.output())
            while part := reader.recv(1 << 16):
                received += part
        _, code = os.waitpid(running.pid, 0)

        same = received.split(b"\r\n\r\n", 1)[1] == whole
        assert same
        assert 0 == os.waitstatus_to_exitcode(code)
        assert is_free(port)
        assert "Traceback" not in running.output()


def wait_until(is_so):
    end = time.monotonic() + 30
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    assert is_so()


DEAF = """
import http.server, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])),
    http.server.BaseHTTPRequestHandler).serve_forever()
"""
START = """
import sys
from dashboard.commands import main
from dashboard.language.language import language
main.GRACE = 0.3
sys.exit(main.serve([sys.executable, "-c", sys.argv[1], sys.argv[2]], "127.0.0.1",
                    int(sys.argv[2]), language("en")))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM is no request there")
def test_a_server_that_does_not_finish_is_ended_after_its_grace():
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-u", "-c", START, DEAF, str(port)], stdout=subprocess.PIPE, text=True
    ) as started:
        assert "The dashboard is at" in started.stdout.readline()
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=30)

    assert 0 == started.returncode
    assert is_free(port)


REFRESHING = """
import sys, time
from pathlib import Path
from dashboard.refresh.jobs import Jobs
sys.executable = sys.argv[2]
Jobs(Path(sys.argv[1])).start("universe")
print("started", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a shell plays the refresh")
def test_a_refresh_goes_on_when_the_server_that_started_it_is_stopped(tmp_path):
    told = tmp_path / "pid"
    work = tmp_path / "work"
    work.write_text(f"#!/bin/sh\necho $$ > {told}\nexec sleep 60\n", encoding="utf-8")
    work.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, "-c", REFRESHING, str(tmp_path), str(work)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert "started" in parent.stdout.readline()
        wait_until(lambda: told.is_file() and told.read_text().strip())
        refresh = int(told.read_text())

        os.killpg(parent.pid, signal.SIGTERM)
        parent.wait(30)

    os.kill(refresh, 0)  # raises when there is no such process
    os.kill(refresh, signal.SIGKILL)


@pytest.mark.parametrize("path", ["a b", "../up", "https://x", "a//b", "a?b", "<b>", "."])
def test_a_base_path_that_is_none_is_one_sentence(path):
    done = CliRunner().invoke(main.main, ["run", "--base-path", path])

    assert 1 == done.exit_code
    assert f"“{path}” cannot be a base path" in done.stderr


def test_settings_that_cannot_be_used_keep_the_server_from_starting(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_LOG", "xml")

    done = CliRunner().invoke(main.main, ["run"])

    assert 1 == done.exit_code
    assert "MARKET_NARRATIVE_LOG = “xml” (text, json)" in done.stderr
