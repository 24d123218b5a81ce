"""Addresses for programs: their numbers are those of files, and nobody else gets anything."""

import io
import json
import re
import struct
import threading
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import jsonschema  # comes with Streamlit
import pandas as pd
import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import find_case
from dashboard.cases.known import known_on
from dashboard.cases.shelf import CaseShelf
from dashboard.commands.main import main
from dashboard.errors import InputError
from dashboard.exhibits.registry import exhibits
from dashboard.exports import exhibit_files
from dashboard.exports.preview.fonts import can_write
from dashboard.exports.results import asked_window, results, results_json
from dashboard.market.sessions import load_sessions
from dashboard.server import api, endpoints, first_html
from dashboard.server.api_description import description
from dashboard.server.options import OPTIONS, SecurityHeaders
from dashboard.store.store import Store
from dashboard.ui import answers, people_view
from tests.editions.frozen import frozen_once
from tests.replay.asgi import request
from tests.shipped_cases import FIRST, SHIPPED

SMALL = Path(__file__).parents[1] / "data" / "small"
MARK = "file,row,fields,reason,quote,start,end\ncase.toml,,title,read,,,\n"
ROOT = f"/api/cases/{FIRST}"


@pytest.fixture(autouse=True)
def cases(own_cases):
    """Directory with one case of one's own beside those that ship."""
    return own_cases


def get(path, headers=None, method="GET"):
    # Any other address is a page, as with Streamlit.
    page = Route("/{place:path}", lambda _: HTMLResponse("<!doctype html>"))
    app = Starlette(routes=[*api.routes(), *endpoints.routes(), page])
    return request(SecurityHeaders(app), method, path, headers)


def refused(status, path, **asked):
    """Sentence of a refusal: JSON with nothing else in it, kept by nobody."""
    answer = get(path, **asked)
    assert (status, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert "no-store" in answer.headers["cache-control"]
    assert ["error"] == list(answer.json())
    return answer.json()["error"]


def trial_of(folder, first="", last="", benchmark=""):
    case = folder.case
    sessions = load_sessions(case.calendar, case.timezone)
    window = asked_window(case, folder.market, sessions, first=first, last=last)
    return Trial.of(folder, window, benchmark)


# The same numbers ------------------------------------------------------


@pytest.mark.slow
def test_the_list_has_every_case_with_where_to_go_on():
    told = get("/api/cases").json()

    assert {*SHIPPED, "small"} == {each["slug"] for each in told["cases"]}
    first = next(each for each in told["cases"] if each["slug"] == FIRST)
    assert {"first": "2025-02-07", "last": "2025-02-13"} == first["window"]
    known = ("results", "answer", "exhibits", "tables", "case", "editions")
    assert {f"{ROOT}/{each}" for each in known} == {*first["urls"].values()}
    assert [200] * len(known) == [get(url).status_code for url in first["urls"].values()]


@pytest.mark.slow
def test_window_benchmark_and_day_are_those_of_a_page(shipped):
    mark = shipped.case.benchmarks[1].id
    known = known_on(shipped, date(2025, 2, 10))
    there = trial_of(known, "2025-02-10", "2025-02-12", mark)

    told = get(f"{ROOT}/results?base=2025-02-07&last=2025-02-12&bench={mark}&asof=2025-02-10")

    assert results_json(results(there)).encode() == told.content


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_answer_is_the_json_of_the_command(code):
    said = CliRunner().invoke(main, ["answer", FIRST, "--json", "--language", code])

    assert said.stdout_bytes == get(f"{ROOT}/answer?lang={code}").content


def test_json_and_csv_of_a_table_are_the_same_numbers():
    whole = get(f"{ROOT}/exhibits/returns.json").json()
    frame = pd.read_csv(io.BytesIO(get(f"{ROOT}/exhibits/returns.csv").content))

    returns = whole["columns"].index("return (fraction)")
    assert list(frame["return (fraction)"]) == [row[returns] for row in whole["rows"]]


@pytest.mark.parametrize("name", ["returns", "build-up", "candles"])
def test_a_chart_is_a_drawing_with_its_words(name):
    answer = get(f"{ROOT}/exhibits/{name}.svg?lang=zh")

    assert "image/svg+xml" == answer.headers["content-type"]
    assert "{http://www.w3.org/2000/svg}svg" == ET.fromstring(answer.content).tag
    assert "收盘" in answer.text
    assert (
        f'filename="{FIRST}_{name}_2025-02-06_2025-02-13.svg"'
        in (answer.headers["content-disposition"])
    )


@pytest.mark.slow
@pytest.mark.skipif(not can_write("zh"), reason="no Chinese font here")
def test_a_chart_as_png_is_the_drawing_in_pixels():
    svg, png = (get(f"{ROOT}/exhibits/returns.{kind}?lang=zh") for kind in ("svg", "png"))

    assert ("image/png", b"\x89PNG") == (png.headers["content-type"], png.content[:4])
    width, height = ET.fromstring(svg.content).get("viewBox").split()[2:]
    assert (2 * int(width), 2 * int(height)) == struct.unpack(">II", png.content[16:24])
    assert (
        304
        == get(
            f"{ROOT}/exhibits/returns.png?lang=zh", {"if-none-match": png.headers["etag"]}
        ).status_code
    )


@pytest.mark.slow
@pytest.mark.parametrize("slug", SHIPPED[1:])
def test_what_is_listed_of_another_case_is_there(slug):
    listed = get(f"/api/cases/{slug}/exhibits").json()["exhibits"]

    assert {"returns", "story-table", "claims"} <= {each["name"] for each in listed}
    tables = [each["urls"]["csv"] for each in listed if "csv" in each["urls"]]
    assert [200] * len(tables) == [get(url).status_code for url in tables]


@pytest.mark.slow
def test_what_is_listed_keeps_the_choices_it_was_asked_with():
    listed = get(f"{ROOT}/exhibits?lang=zh&last=2025-02-12").json()["exhibits"]

    assert listed[0]["urls"]["csv"].endswith("/exhibits/returns.csv?lang=zh&last=2025-02-12")


# What is not there -----------------------------------------------------


def test_a_figure_that_there_is_not_is_answered_by_those_there_are():
    told = refused(404, f"{ROOT}/exhibits/retruns.csv")
    assert "“retruns”" in told
    assert ", ".join(exhibits()) in told

    charts = refused(404, f"{ROOT}/exhibits/matrix.svg")
    assert "returns, splits" in charts
    assert "matrix," not in charts


def test_a_figure_that_this_case_has_not_says_so():
    assert "This case has no “corrections” as csv." == refused(
        404, f"{ROOT}/exhibits/corrections.csv"
    )


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/cases/",
        "/cases\n",
        "/cases/small/results\n",
        "/cases/small",
        "/cases/unknown/results",
        "/cases/Small/results",
        "/cases/../results",
        "/cases/..%2f..%2fetc/results",
        "/cases/.archived/results",
        "/cases/small\0/answer",
        f"/cases/{'a' * 5000}/answer",
        "/cases/small/exhibits/../../results.csv",
        "/cases/small/exhibits/<script>.csv",
        "/cases/small/exhibits/returns.gif",
        "/feeds",
        "/healthz",
    ],
)
def test_any_other_address_is_a_sentence_and_no_page(path):
    refused(404, f"/api{path}")


@pytest.mark.parametrize("how", ["draft", "archived", "broken"])
def test_what_is_not_for_everybody_is_as_if_it_were_not_there(cases, tmp_path, how):
    assert 200 == get("/api/cases/small/answer").status_code
    if how == "draft":
        (cases / "small" / "draft.csv").write_text(MARK, "utf-8")
    elif how == "archived":
        CaseShelf(tmp_path / "store").archive("small")
    else:
        (cases / "small" / "case.toml").write_text("format = 1\n", "utf-8")
    answers.data.forget_cases()

    assert "No case “small” is shown here." == refused(404, "/api/cases/small/answer")
    assert {*SHIPPED} == {each["slug"] for each in get("/api/cases").json()["cases"]}


@pytest.mark.parametrize("how", ["login", "required", "settings"])
def test_where_readers_log_in_or_nobody_gets_in_there_is_nothing(monkeypatch, how):
    tag = get("/api/cases").headers["etag"]
    if how == "login":
        login = people_view.Login({"default": "client"})
        monkeypatch.setattr(people_view, "login", lambda: login)
    elif how == "required":
        monkeypatch.setenv("MARKET_NARRATIVE_LOGIN_REQUIRED", "true")
    else:
        monkeypatch.setenv("MARKET_NARRATIVE_LOG", "loud")

    named = {"{slug}": FIRST, "{name}": "returns"}
    known = [re.sub(r"\{\w+\}", lambda each: named[each[0]], path) for path in api.RESOURCES]
    for path in (*known, "/api/none"):
        answer = get(path, {"if-none-match": tag})
        assert (404, "private, no-store") == (answer.status_code, answer.headers["cache-control"])
        assert {"error": "There is nothing at this address."} == answer.json()


# Editions --------------------------------------------------------------


@pytest.fixture
def edition(shipped, tmp_path, monkeypatch):
    """Edition of the shipped case over a window of its own."""
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "editions"))
    return frozen_once(
        trial_of(shipped, "2025-02-10", "2025-02-12"),
        source=find_case(FIRST),
        store=Store(tmp_path / "store"),
        editions=tmp_path / "editions",
        by="Ann",
        note="for a paper",
    )


@pytest.mark.slow
def test_editions_are_listed_and_their_numbers_are_those_that_were_frozen(edition):
    listed = get(f"{ROOT}/editions").json()["editions"]

    assert [(edition.id, "Ann", "2025-02-07", "2025-02-12")] == [
        (each["id"], each["by"], each["base"], each["last"]) for each in listed
    ]
    urls = listed[0]["urls"]
    assert (edition.path / "results.json").read_bytes() == get(urls["results"]).content
    assert get(f"{ROOT}/answer").content != get(urls["answer"]).content
    exhibit = next(each for each in get(urls["exhibits"]).json()["exhibits"])
    assert exhibit["urls"]["csv"].endswith(f"returns.csv?edition={edition.id}")
    frozen = get(exhibit["urls"]["csv"])
    assert get(f"{ROOT}/exhibits/returns.csv?base=2025-02-07&last=2025-02-12").content == (
        frozen.content
    )
    # Over another window they are worked out from what was frozen.
    longer = get(f"{urls['results']}&last=2025-02-13").json()
    assert "2025-02-13" == longer["window"]["last"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slug", "wanted"), [(FIRST, "0123456789abcdef"), (FIRST, "../x"), ("small", "")]
)
def test_an_edition_that_is_not_of_the_case_is_not_answered_by_live_numbers(edition, slug, wanted):
    told = refused(404, f"/api/cases/{slug}/results?edition={wanted or edition.id}")

    assert f"of the case “{slug}” that can be opened" in told


# Pages of other sites --------------------------------------------------

FRIEND = "https://intranet.example"


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (FRIEND, True),
        ("https://intranet.example.evil.example", False),
        ("http://intranet.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_a_site_that_is_named_in_full_may_read(monkeypatch, origin, let_in):
    monkeypatch.setenv("MARKET_NARRATIVE_API_ORIGINS", FRIEND)
    asked = {"origin": origin} if origin else {}

    answer = get(f"{ROOT}/answer", asked)
    before = get(f"{ROOT}/answer", asked, method="OPTIONS")

    assert (origin if let_in else None) == answer.headers.get("access-control-allow-origin")
    assert "Origin" == answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers
    assert (204 if let_in else 405) == before.status_code
    again = get(f"{ROOT}/answer", {**asked, "if-none-match": answer.headers["etag"]})
    assert (304, let_in) == (again.status_code, "access-control-allow-origin" in again.headers)


def test_where_readers_log_in_no_site_is_let_in(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_API_ORIGINS", FRIEND)
    monkeypatch.setenv("MARKET_NARRATIVE_LOGIN_REQUIRED", "true")

    for method in ("GET", "OPTIONS"):
        headers = get(f"{ROOT}/answer", {"origin": FRIEND}, method=method).headers
        assert not [name for name in headers if name.startswith("access-control")]


# Parameters ------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("base=yesterday", "“base=yesterday” was ignored: a date is written as"),
        ("last=2031-01-01", "2031"),
        ("bench=none", "“bench=none” was ignored: it can be"),
        ("asof=7.2.2025", "“asof=7.2.2025” was ignored"),
        ("lang=fr", "“lang=fr” was ignored: it can be en, zh"),
        (
            "lst=2025-02-12",
            "no parameter “lst” here; it can be base, last, bench, asof, edition, lang.",
        ),
        ("lang=zh&base=x", "日期"),
        ("last=2025-02-12&last=2025-02-11", "The parameter “last” stands twice"),
        ("lang=zh&lang=zh", "参数“lang”出现了两次"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_the_words_of_the_page(query, told):
    assert told in refused(400, f"{ROOT}/results?{query}")


def test_a_case_without_prices_says_so(cases):
    for name in ("prices.csv", "prices.toml"):
        (cases / "small" / name).unlink()

    for path in ("results", "exhibits", "tables", "tables/returns.csv"):
        assert "The case “small” has no prices yet." == refused(409, f"/api/cases/small/{path}")
    # What it is written in is there all the same.
    listed = {each["name"] for each in get("/api/cases/small/case").json()["tables"]}
    assert {"stocks", "evidence", "claims"} <= listed
    assert "prices" not in listed
    assert 2 == len(get("/api/cases/small/case/stocks.json").json()["rows"])


# HTTP ------------------------------------------------------------------


def test_what_a_program_has_is_not_sent_again_until_the_case_changes(cases):
    path = "/api/cases/small/exhibits/returns.csv"
    answer = get(path)
    tag = answer.headers["etag"]

    assert "no-cache" == answer.headers["cache-control"]
    again = get(path, {"if-none-match": f'W/{tag}, "other"'})
    assert (304, b"", tag) == (again.status_code, again.content, again.headers["etag"])
    assert tag != get(f"{path}?lang=zh").headers["etag"]

    file = cases / "small" / "case.toml"
    file.write_text(file.read_text("utf-8") + "\n# looked at\n", "utf-8")
    assert 200 == get(path, {"if-none-match": tag}).status_code


@pytest.mark.parametrize(
    "path", ["/api/cases", f"{ROOT}/answer", "/api/openapi.json", "/api/cases/none/answer"]
)
def test_a_head_request_is_told_the_same_without_the_body(path):
    whole, head = get(path), get(path, method="HEAD")

    assert (whole.status_code, b"") == (head.status_code, head.content)
    assert whole.headers == head.headers
    assert str(len(whole.content)) == head.headers["content-length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_is_changed_here_and_no_other_site_is_let_in(method):
    told = refused(405, "/api/cases", method=method, headers={"origin": "https://evil.example"})

    assert "This address answers GET and HEAD alone." == told


def test_the_headers_are_those_of_every_answer_and_open_it_to_no_other_site():
    headers = get("/api/cases", {"origin": "https://evil.example"}).headers

    assert "nosniff" == headers["x-content-type-options"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert not [name for name in headers if name.startswith("access-control")]


def test_under_a_base_path_it_stands_below_that_and_says_so(monkeypatch):
    monkeypatch.setattr(first_html, "base_path", lambda: "/desk")

    told = get("/desk/api/cases").json()

    assert f"/desk{ROOT}/answer" in [each["urls"]["answer"] for each in told["cases"]]
    assert 200 == get(f"/desk{ROOT}/answer").status_code
    assert [{"url": "/desk"}] == get("/desk/api/openapi.json").json()["servers"]


def test_with_an_address_of_its_own_links_are_whole(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_ADDRESS", "https://trial.example/desk")

    urls = [each["urls"]["answer"] for each in get("/api/cases").json()["cases"]]

    assert f"https://trial.example/desk{ROOT}/answer" in urls
    drawn = get(f"{ROOT}/exhibits/lines.svg?last=2025-02-12").text
    assert f"trial.example/desk/prices?last=2025-02-12&amp;case={FIRST}" in drawn.replace(
        "&amp;amp;", "&amp;"
    )


def test_work_is_done_once_and_in_a_thread_of_its_own(monkeypatch):
    names = []

    def slow(trial, t):
        names.append(threading.current_thread().name)
        return "{}\n"

    monkeypatch.setattr(answers, "answer_json", slow)
    assert [b"{}\n"] * 2 == [get("/api/cases/small/answer?asof=2025-02-03").content] * 2
    assert names[0].startswith("api")
    assert 1 == len(names)


def test_a_fault_of_ours_is_a_sentence_and_its_traceback_stays_in_the_log(monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("hunter2")

    monkeypatch.setattr(exhibit_files, "exhibit_file", fail)
    told = refused(500, f"{ROOT}/exhibits/splits.csv?lang=zh&last=2025-02-11")

    assert told.startswith("服务器内部出错")
    assert "hunter2" in caplog.text


def test_what_cannot_be_worked_out_is_said(monkeypatch):
    def fail(*_):
        raise InputError("No.")

    monkeypatch.setattr(exhibit_files, "exhibit_entries", fail)
    assert "No." == refused(409, f"{ROOT}/exhibits?last=2025-02-10")


# Description -----------------------------------------------------------


def test_the_description_has_every_route_and_no_other():
    told = get("/api/openapi.json").json()

    assert description("") == told
    assert list(api.RESOURCES) == list(told["paths"])
    for path, each in told["paths"].items():
        parameters = {one["name"]: one["in"] for one in each["get"]["parameters"]}
        named = re.findall(r"\{(\w+)\}", path)
        assert named == [name for name, place in parameters.items() if place == "path"]
        if path != "/api/openapi.json":
            is_of_case = api.RESOURCES[path] not in answers.LISTS
            asked = [name for name, place in parameters.items() if place == "query"]
            assert list(answers.ASKED[is_of_case]) == asked


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in api.RESOURCES if "." not in path])
def test_answers_are_of_the_shape_that_is_described(path):
    told = description("")
    shape = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    holds = {**shape["schema"], "components": told["components"]}

    jsonschema.validate(get(path.replace("{slug}", FIRST)).json(), holds)
    error = {"$ref": "#/components/schemas/Error", "components": told["components"]}
    jsonschema.validate(get(f"{path.replace('{slug}', FIRST)}?x=1").json(), error)


def test_the_server_has_these_routes():
    paths = {getattr(each, "path", "") for each in OPTIONS["routes"]}

    assert {*api.RESOURCES, "/healthz"} <= paths
    assert json.dumps(description("/desk"))
