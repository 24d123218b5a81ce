"""Health, readiness and version: what a check is told, and that it is never a page."""

import json
import os
import shutil
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard import __version__
from dashboard.cases.folders import EXTRA_CASES, shipped_directory
from dashboard.server import endpoints, first_html
from dashboard.server.endpoints import ADDRESSES, WARM, folder_state, readiness, routes
from dashboard.settings.loading import FILE_VARIABLE, PREFIX
from dashboard.ui.plots import PLOTLY_FILE
from tests.replay.asgi import request

SMALL = Path(__file__).parents[1] / "data" / "small"
PAGE = "<!doctype html><html></html>"


@pytest.fixture(autouse=True)
def folders(monkeypatch, tmp_path, clear_caches):
    """A warm server with folders of the test's own."""
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "settings.toml"))
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "editions"))
    WARM.set()
    yield tmp_path
    WARM.clear()


class Client:
    """Whoever asks."""

    def __init__(self, app):
        self.app = app

    def request(self, method, path):
        return request(self.app, method, path)

    def get(self, path):
        return self.request("GET", path)


@pytest.fixture
def client():
    # Any other address is a page, as with Streamlit.
    page = Route("/{place:path}", lambda _: HTMLResponse(PAGE))
    return Client(Starlette(routes=[*routes(), page]))


@pytest.fixture
def under_a_base_path(monkeypatch):
    monkeypatch.setattr(first_html, "base_path", lambda: "/desk/narrative")


# Addresses ------------------------------------------------------------


def test_a_living_process_answers_ok(client):
    answer = client.get("/healthz")

    assert (200, "ok") == (answer.status_code, answer.text)


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_answer_is_a_page_or_is_kept_by_anybody(client, path, method):
    answer = client.request(method, path)

    assert 200 == answer.status_code
    assert "no-store" == answer.headers["cache-control"]
    assert "html" not in answer.headers["content-type"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_under_a_base_path_both_addresses_answer(client, under_a_base_path, path):
    assert 200 == client.get(f"/desk/narrative{path}").status_code
    assert 200 == client.get(path).status_code


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("place", ["/narrative", "/timeline", "/desk/narrative/prices", "/a/b/c"])
def test_the_same_name_elsewhere_is_not_found_rather_than_a_page(
    client, under_a_base_path, place, path
):
    answer = client.get(place + path)

    assert (404, "not found") == (answer.status_code, answer.text)


def test_a_wrong_base_path_of_a_proxy_shows(client):
    assert 404 == client.get("/narrative/healthz").status_code
    assert 200 == client.get("/narrative/").status_code


def test_the_version_names_program_language_server_and_case_format(client):
    told = client.get("/version").json()

    assert {"version", "python", "streamlit", "case_format"} == set(told)
    assert __version__ == told["version"]
    assert 1 == told["case_format"]


# Readiness ------------------------------------------------------------

SHIPPED = sum(file.is_file() for file in shipped_directory().glob("*/case.toml"))


def test_a_warm_server_with_a_case_is_ready(client):
    answer = client.get("/readyz")

    assert 200 == answer.status_code
    assert {
        "ready": True,
        "warm": True,
        "settings": "good",
        "cases": {"readable": SHIPPED, "refused": 0},
        "folders": {"store": "writable", "editions": "writable"},
    } == answer.json()


def test_a_server_that_has_not_prepared_its_first_page_is_not_ready(client):
    WARM.clear()

    answer = client.get("/readyz")

    assert (503, False) == (answer.status_code, answer.json()["warm"])


def test_settings_that_cannot_be_used_make_a_server_unready_and_are_not_repeated(
    client, monkeypatch
):
    monkeypatch.setenv("MARKET_NARRATIVE_TENCENT_PROXY", "hunter2")

    answer = client.get("/readyz")

    assert (503, "faulty") == (answer.status_code, answer.json()["settings"])
    assert "hunter2" not in answer.text


def test_a_refused_case_is_counted_and_leaves_the_server_ready(client, monkeypatch, tmp_path):
    cases = tmp_path / "cases"
    shutil.copytree(SMALL, cases / "small")
    (cases / "small" / "claims.csv").unlink()
    monkeypatch.setenv(EXTRA_CASES, str(cases))

    answer = client.get("/readyz")

    assert 200 == answer.status_code
    assert {"readable": SHIPPED, "refused": 1} == answer.json()["cases"]


def test_without_a_readable_case_a_server_is_not_ready(client, monkeypatch):
    monkeypatch.setattr("dashboard.ui.data.cases", tuple)

    answer = client.get("/readyz")

    assert (503, {"readable": 0, "refused": 0}) == (answer.status_code, answer.json()["cases"])


def test_a_named_folder_of_cases_that_is_not_there_makes_a_server_unready(
    client, monkeypatch, tmp_path
):
    monkeypatch.setenv(EXTRA_CASES, str(tmp_path / "unmounted"))

    answer = client.get("/readyz")

    assert (503, "missing") == (answer.status_code, answer.json()["folders"]["cases"])


def test_a_named_store_that_can_neither_be_read_nor_made_makes_a_server_unready(
    client, monkeypatch, tmp_path
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "file" / "store"))

    answer = client.get("/readyz")

    assert (503, "missing") == (answer.status_code, answer.json()["folders"]["store"])


def test_a_store_of_nobodys_choice_may_be_missing(client, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.delenv("MARKET_NARRATIVE_STORE")
    monkeypatch.setattr("platformdirs.user_data_dir", lambda _: str(tmp_path / "file"))

    answer = client.get("/readyz")

    assert (200, "missing") == (answer.status_code, answer.json()["folders"]["store"])


def test_readiness_names_no_folder_and_no_secret(monkeypatch, folders):
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "hunter2")

    _, state = readiness()

    said = json.dumps(state)
    assert str(folders) not in said
    assert "hunter2" not in said


# Folders --------------------------------------------------------------


def test_a_folder_that_can_be_made_counts_as_writable_where_we_make_it(tmp_path):
    assert "writable" == folder_state(tmp_path)
    assert "writable" == folder_state(tmp_path / "new" / "store")
    assert "missing" == folder_state(tmp_path / "new", is_made=False)


def test_a_file_in_place_of_a_folder_is_no_folder(tmp_path):
    (tmp_path / "store").touch()

    assert "missing" == folder_state(tmp_path / "store")


@pytest.mark.parametrize(
    ("refused", "expected"),
    [(os.W_OK, "read-only"), (os.R_OK | os.X_OK, "unreadable"), (0, "writable")],
)
def test_a_folder_is_what_this_process_may_do_with_it(tmp_path, monkeypatch, refused, expected):
    # Asked of a stand-in: the tests may run as root, who may do everything.
    monkeypatch.setattr(endpoints.os, "access", lambda _, mode: not mode & refused)

    assert expected == folder_state(tmp_path)


# Plotly's program -----------------------------------------------------


def test_the_program_of_the_charts_is_the_package_s_own_and_kept_for_good(client):
    answer = client.get(f"/program/{PLOTLY_FILE}")

    assert 200 == answer.status_code
    assert get_plotlyjs() == answer.text
    assert "public, max-age=31536000, immutable" == answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
