"""The log: one event a line, what happened and how, never who or what stood in a link."""

import json
import logging
import subprocess
import sys
import warnings

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from dashboard.errors import InputError
from dashboard.server.logs import AccessLog, JsonLines, TextLines, redacted
from tests.replay.asgi import converse, request, run

CANARY = "c4n4ry"


def record(message, *arguments, level=logging.INFO, error=None, **fields):
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("dashboard.x", level, __file__, 1, message, arguments, info)
    made.created = 1_740_000_000.1239
    made.fields = fields
    return made


def json_line(*arguments, **fields):
    return json.loads(JsonLines().format(record(*arguments, **fields)))


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


# Lines ----------------------------------------------------------------


def test_a_json_line_has_time_level_logger_event_and_fields():
    line = json_line("answered", path="/prices", status=200)

    assert {
        "time": "2025-02-19T21:20:00.123Z",
        "level": "info",
        "logger": "dashboard.x",
        "event": "answered",
        "path": "/prices",
        "status": 200,
    } == line


def test_a_text_line_says_the_same_for_people():
    line = TextLines().format(record("answered", path="/prices", status=200))

    assert "2025-02-19T21:20:00.123Z  info  dashboard.x  answered  path=/prices  status=200" == line


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2J", "\u2028", "\x85"])
def test_a_path_cannot_write_a_line_of_its_own(sign):
    text = TextLines().format(record("answered", path=f"/a{sign}2025 forged"))
    line = JsonLines().format(record("answered", path=f"/a{sign}2025 forged"))

    assert sign not in text
    assert 1 == len(line.split("\n"))
    assert f"/a{sign}2025 forged" == json.loads(line)["path"]


def test_an_exception_tells_where_and_which_but_not_what_a_reader_typed():
    line = json_line(
        "failed", level=logging.ERROR, error=raised(ValueError(f"no float: '{CANARY}'"))
    )

    assert "ValueError: no float: …" == line["trace"][-1]
    assert line["trace"][0].startswith(__file__)
    assert line["trace"][0].endswith(" raised")


def test_a_sentence_of_ours_keeps_its_words_and_loses_the_value():
    error = raised(InputError("“{value}” is no day.", value=CANARY))

    assert "InputError: … is no day." == json_line("failed", error=error)["trace"][-1]


def test_names_of_code_stay_in_an_exception():
    error = raised(AttributeError("'Case' object has no attribute 'windw'"))

    assert "windw" in json_line("failed", error=error)["trace"][-1]


def test_the_cause_of_an_exception_comes_before_it():
    error = RuntimeError("no luck")
    error.__cause__ = raised(KeyError(CANARY))

    trace = json_line("failed", error=raised(error))["trace"]

    kinds = [line for line in trace if line.startswith(("KeyError", "RuntimeError"))]
    assert ["KeyError: …", "RuntimeError: no luck"] == kinds


def test_every_part_of_a_group_of_exceptions_is_told():
    error = raised(ExceptionGroup("two", [ValueError("one"), TypeError("other")]))

    assert {"ValueError: one", "TypeError: other"} < set(json_line("x", error=error)["trace"])


# Redaction ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"GET /prices?lang=en&stock={CANARY} done", "GET /prices?… done"),
        (f"https://host/x?{CANARY}", "https://host/x?…"),
        (f"proxy http://ann:{CANARY}@proxy:3128/ refused", "proxy http://…@proxy:3128/ refused"),
        (f"socks5h://{CANARY}@h", "socks5h://…@h"),
        (f"token={CANARY}", "token=…"),
        (f"id_token: '{CANARY}', next", "id_token: …, next"),
        (f'{{"access_token": "{CANARY}", "n": 1}}', '{"access_token": …, "n": 1}'),
        (f"code={CANARY}&state={CANARY}", "code=…&state=…"),
        (f"password = {CANARY}", "password = …"),
        (f"client_secret={CANARY}", "client_secret=…"),
        (f"api-key: {CANARY}", "api-key: …"),
        (f"Authorization: Bearer {CANARY}", "Authorization: Bearer …"),
        (f"Cookie: {CANARY}", "Cookie: …"),
        (f"login of {CANARY}@example.org failed", "login of …@… failed"),
        (f"/narrative/_stcore/upload_file/{CANARY}/{CANARY}", "/narrative/_stcore/upload_file/…"),
    ],
)
def test_secrets_queries_and_people_are_left_out(text, expected):
    assert expected == redacted(text)
    assert expected == json_line("%s", text)["event"]
    assert expected == json_line("x", field=text)["field"]


@pytest.mark.parametrize(
    "text",
    [
        "status_code=404 of 300249.SZ",
        "Started server process [12]",
        "What now? Nothing.",
        "liquid-cooling-2025: 3 fault(s)",
        "https://host:8501/narrative/prices",
        "the state of the code",
    ],
)
def test_what_is_nobodys_secret_stays(text):
    assert text == redacted(text)


# Requests -------------------------------------------------------------


async def talk(websocket):
    await websocket.accept()
    await websocket.receive()


async def refuse(websocket):
    await websocket.close(1008)


def fail(_):
    said = f"cannot read '{CANARY}'"
    raise ValueError(said)


def application():
    routes = [
        Route("/prices", lambda _: HTMLResponse("<p>")),
        Route("/missing", lambda _: PlainTextResponse("no", status_code=404)),
        Route("/static/app.js", lambda _: PlainTextResponse("1")),
        Route("/static/gone.js", lambda _: PlainTextResponse("no", status_code=404)),
        Route("/fail", fail),
        WebSocketRoute("/stream", talk),
        WebSocketRoute("/closed", refuse),
    ]

    def tell(scope, headers):
        assert isinstance(headers, Headers)
        return {"page": scope["path"].strip("/")} if "html" in headers["content-type"] else {}

    log = Middleware(AccessLog, tell=tell, quiet=("/static/",))
    return Starlette(routes=routes, middleware=[log])


class Client:
    """Whoever asks."""

    def __init__(self):
        self.app = application()

    def get(self, path, headers=None):
        return request(self.app, "GET", path, headers)


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def lines(caplog):
    """What is logged, as JSON; made while the request is known."""
    kept = []

    class Keep(logging.Handler):
        def emit(self, record):
            kept.append(json.loads(JsonLines().format(record)))

    logger, handler = logging.getLogger("dashboard.server.logs"), Keep()
    caplog.set_level(logging.INFO, logger="dashboard.server.logs")
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


def test_an_answer_is_one_line_with_method_path_status_and_duration(client, lines):
    client.get(f"/prices?stock={CANARY}")

    [line] = lines
    assert ("answered", "GET", "/prices", 200, "prices") == tuple(
        line[name] for name in ("event", "method", "path", "status", "page")
    )
    assert line["ms"] >= 0


def test_nothing_about_the_reader_is_in_any_line(client, lines):
    names = ("user-agent", "cookie", "authorization", "referer", "x-forwarded-for")
    headers = dict.fromkeys(names, CANARY)
    for path in ("/prices", "/missing", "/fail"):
        client.get(f"{path}?token={CANARY}&{CANARY}=1", headers=headers)
    run(converse(client.app, f"/stream?{CANARY}", headers))

    said = json.dumps(lines)
    assert CANARY not in said
    assert "203.0.113.9" not in said
    assert 6 == len(lines)


def test_bundles_are_told_only_when_they_fail(client, lines):
    client.get("/static/app.js")
    client.get("/static/gone.js")

    assert [("/static/gone.js", 404)] == [(line["path"], line["status"]) for line in lines]


def test_an_exception_becomes_a_plain_500_and_two_lines(client, lines):
    answer = client.get("/fail")

    assert (500, "Internal Server Error") == (answer.status_code, answer.text)
    assert ["failed", "answered"] == [line["event"] for line in lines]
    assert ["error", "error"] == [line["level"] for line in lines]
    assert "ValueError: cannot read …" == lines[0]["trace"][-1]


def test_a_very_long_path_is_cut(client, lines):
    client.get("/" + "a" * 5000)

    assert 201 == len(lines[0]["path"])


def test_the_id_of_a_request_is_given_back_and_on_all_its_lines(client, lines):
    answer = client.get("/fail")

    assert {answer.headers["x-request-id"]} == {line["request"] for line in lines}


def test_the_id_of_a_proxy_is_kept(client, lines):
    sent = "cf50252429697c12770b95a3e3e1cd5f"

    assert sent == client.get("/prices", headers={"x-request-id": sent}).headers["x-request-id"]
    assert sent == lines[0]["request"]


@pytest.mark.parametrize(
    "sent", ["", "short", "a" * 65, "abc def ghi", "<script>alert", "x\ty" * 4]
)
def test_an_id_that_is_none_is_replaced(client, sent):
    given = client.get("/prices", headers={"x-request-id": sent}).headers["x-request-id"]

    assert given != sent
    assert 16 == len(given)


def test_connections_are_counted_up_and_down(client, lines):
    async def another():
        await converse(client.app, "/stream")

    run(converse(client.app, "/stream", during=another))

    assert ["connected", "connected", "disconnected", "disconnected"] == [
        line["event"] for line in lines
    ]
    assert [1, 2, 1, 0] == [line["connections"] for line in lines]


def test_a_connection_that_was_not_accepted_is_no_connection(client, lines):
    assert ["websocket.close"] == run(converse(client.app, "/closed"))

    assert [("refused", 0)] == [(line["event"], line["connections"]) for line in lines]


def test_the_id_does_not_reach_the_next_request(client, lines):
    client.get("/missing")
    client.get("/missing")

    assert 2 == len({line["request"] for line in lines})


# Set up in a process of its own ----------------------------------------


def logged_by(code, form="json"):
    program = f"import logging, sys, threading\nfrom dashboard.server import logs\n{code}"
    program = program.replace("CONFIGURE", f"logs.configure({form!r})")
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "" == done.stdout
    return done.stderr


def parsed(text):
    return [json.loads(line) for line in text.splitlines()]


def test_importing_sets_up_nothing():
    assert "WARNING:root:x" in logged_by("logging.basicConfig(); logging.warning('x')")


@pytest.mark.slow
def test_warnings_and_exceptions_nobody_caught_are_lines_too():
    said = logged_by(
        "CONFIGURE\n"
        "import warnings; warnings.warn('old')\n"
        "threading.Thread(target=lambda: 1 / 0).start()\n"
        f"raise ValueError(\"'{CANARY}'\")"
    )

    lines = parsed(said)
    assert ["py.warnings", "dashboard.server.logs", "dashboard.server.logs"] == [
        line["logger"] for line in lines
    ]
    assert "ZeroDivisionError: division by zero" == lines[1]["trace"][-1]
    assert CANARY not in said


def test_loggers_with_handlers_of_their_own_are_taken_over_once():
    lines = parsed(
        logged_by(
            "one = logging.getLogger('streamlit.one'); one.propagate = False\n"
            "one.addHandler(logging.StreamHandler())\n"
            "CONFIGURE; one.warning('first')\n"
            "late = logging.getLogger('uvicorn.late'); late.propagate = False\n"
            "late.addHandler(logging.StreamHandler()); logs.adopt(); late.warning('second')\n"
            "CONFIGURE; one.warning('third')"
        )
    )

    assert ["first", "second", "third"] == [line["event"] for line in lines]


def test_lines_of_the_server_that_name_clients_are_left_out():
    lines = parsed(
        logged_by(
            "CONFIGURE\n"
            "error = logging.getLogger('uvicorn.error')\n"
            "error.info('%s - \"WebSocket %s\" [accepted]', '10.1.2.3:4', '/x?token=1')\n"
            "error.info('connection open'); error.info('connection closed')\n"
            "logging.getLogger('uvicorn.access').info('10.1.2.3 - GET /x?token=1')\n"
            "error.info('Shutting down')"
        )
    )

    assert ["Shutting down"] == [line["event"] for line in lines]


def test_text_is_for_people():
    said = logged_by("CONFIGURE; logging.getLogger('dashboard.a').info('ready')", "text")

    assert said.rstrip().endswith("info  dashboard.a  ready")


def test_the_suite_itself_is_left_as_it_was():
    # Set up here, the log would swallow what pytest wants to see.
    assert [] == logging.getLogger("py.warnings").handlers
    with pytest.warns(UserWarning, match="seen"):
        warnings.warn("seen", stacklevel=1)


def test_what_a_provider_says_of_a_login_is_no_part_of_a_line():
    """The text stands in the link that a browser is sent back by: anybody can write it."""
    record = logging.LogRecord(
        "streamlit.web.server.starlette.starlette_auth_routes",
        logging.ERROR,
        "",
        0,
        "Error during authentication: %s. Error description: %s",
        ("access_denied", "Ann Smith of ward 7"),
        (ValueError, ValueError("Ann Smith is unknown"), None),
    )

    line = TextLines().format(record)

    assert "Error during authentication: …. Error description: …" in line
    assert "Ann" not in line
    assert "access_denied" not in line
    assert "ValueError: …" in line


@pytest.mark.parametrize(
    ("status", "level"), [(200, "INFO"), (404, "INFO"), (500, "ERROR"), (503, "WARNING")]
)
def test_not_ready_is_an_answer_and_no_failure(status, level, caplog):
    app = AccessLog(PlainTextResponse("", status_code=status), lambda *_: {}, ())
    with caplog.at_level(logging.INFO, "dashboard"):
        request(app, "GET", "/readyz")
    assert [level] == [each.levelname for each in caplog.records if each.message == "answered"]
