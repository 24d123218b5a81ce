"""The picture of a case over HTTP: who gets it, and who does not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette

from dashboard.cases.shelf import CaseShelf
from dashboard.errors import InputError
from dashboard.exports.preview import fonts
from dashboard.server import first_html
from dashboard.server.endpoints import routes
from dashboard.server.options import SecurityHeaders
from dashboard.ui import people_view, preview
from tests.replay.asgi import request

SMALL = Path(__file__).parents[1] / "data" / "small"
MARK = "file,row,fields,reason,quote,start,end\ncase.toml,,title,read,,,\n"
GOOD = "/preview/small.en.png"

pytestmark = pytest.mark.skipif(not fonts.can_write("en"), reason="no font with Latin letters")


@pytest.fixture(autouse=True)
def cases(own_cases, monkeypatch):
    """Directory with one case of one's own."""
    monkeypatch.setattr(preview, "PICTURES", preview.Pictures(4))
    return own_cases


def get(path, headers=None, method="GET"):
    return request(SecurityHeaders(Starlette(routes=routes())), method, path, headers)


def test_a_case_at_hand_has_a_picture_that_others_may_keep_for_a_while():
    answer = get(GOOD)

    assert (200, "image/png") == (answer.status_code, answer.headers["content-type"])
    assert answer.content.startswith(b"\x89PNG")
    assert "public, max-age=300" == answer.headers["cache-control"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_head_request_is_told_the_same_without_the_picture():
    whole, head = get(GOOD), get(GOOD, method="HEAD")

    assert (200, b"") == (head.status_code, head.content)
    assert str(len(whole.content)) == head.headers["content-length"]
    assert whole.headers["etag"] == head.headers["etag"]


def test_whoever_has_the_picture_is_told_so_until_the_case_changes(cases):
    tag = get(GOOD).headers["etag"]

    for told in (tag, f'W/{tag}, "other"', "*"):
        again = get(GOOD, {"if-none-match": told})
        assert (304, b"", tag) == (again.status_code, again.content, again.headers["etag"])
    assert 200 == get(GOOD, {"if-none-match": '"other"'}).status_code

    file = cases / "small" / "case.toml"
    file.write_text(file.read_text("utf-8") + "\n# looked at\n", "utf-8")
    changed = get(GOOD, {"if-none-match": tag})
    assert 200 == changed.status_code
    assert tag != changed.headers["etag"]


def test_under_a_base_path_it_stands_below_that_too(monkeypatch):
    monkeypatch.setattr(first_html, "base_path", lambda: "/desk")

    assert 200 == get(f"/desk{GOOD}").status_code


def test_parameters_change_nothing():
    plain = get(GOOD)

    assert plain.content == get(f"{GOOD}?lang=zh&base=2020-01-01&case=other").content


def test_both_languages_have_their_own(cases):
    if not fonts.can_write("zh"):
        pytest.skip("no font with Han signs")

    assert get(GOOD).headers["etag"] != get("/preview/small.zh.png").headers["etag"]


def test_without_a_font_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "font_folders", lambda: (tmp_path / "none",))

    assert 404 == get(GOOD).status_code


@pytest.mark.parametrize(
    "name",
    [
        "unknown.en.png",
        "small.fr.png",
        "small.en.svg",
        "small.png",
        "Small.en.png",
        "small.en.png/",
        "small.en.png\n",
        "../small.en.png",
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd.en.png",
        ".archived/small.en.png",
        "cases/small.en.png",
        "small\0.en.png",
        "a" * 5000 + ".en.png",
        "",
    ],
)
def test_any_other_address_below_is_not_found_and_not_kept(name):
    answer = get(f"/preview/{name}")

    assert (404, "not found") == (answer.status_code, answer.text)
    assert "no-store" == answer.headers["cache-control"]


def test_a_draft_has_none_until_it_is_confirmed(cases):
    (cases / "small" / "draft.csv").write_text(MARK, "utf-8")
    assert 404 == get(GOOD).status_code

    (cases / "small" / "draft.csv").unlink()
    assert 200 == get(GOOD).status_code


def test_an_archived_case_has_none(cases, tmp_path):
    assert 200 == get(GOOD).status_code
    CaseShelf(tmp_path / "store").archive("small")

    assert 404 == get(GOOD).status_code


def test_a_folder_that_is_refused_has_none(cases):
    (cases / "small" / "case.toml").write_text("format = 1\n", "utf-8")

    assert 404 == get(GOOD).status_code


@pytest.mark.parametrize("how", ["login", "required", "settings"])
def test_where_readers_log_in_or_nobody_gets_in_there_is_none(monkeypatch, how):
    if how == "login":
        login = people_view.Login({"default": "client"})
        monkeypatch.setattr(people_view, "login", lambda: login)
    elif how == "required":
        monkeypatch.setenv("MARKET_NARRATIVE_LOGIN_REQUIRED", "true")
    else:
        monkeypatch.setenv("MARKET_NARRATIVE_LOG", "loud")
    answer = get(GOOD)

    assert (404, "private, no-store") == (answer.status_code, answer.headers["cache-control"])


def test_a_picture_that_many_ask_for_is_drawn_once_in_a_thread_of_its_own(monkeypatch):
    asked, drawn = threading.Barrier(3), []

    def look(self, tag):
        found = know(self, tag)
        if not found[0] and not threading.current_thread().name.startswith("preview"):
            asked.wait(timeout=20)  # all of them have found nothing
        return found

    def draw(shown, t):
        drawn.append(threading.current_thread().name)
        return b"picture"

    know = preview.Pictures.look
    monkeypatch.setattr(preview.Pictures, "look", look)
    monkeypatch.setattr(preview, "preview", draw)
    with ThreadPoolExecutor(3) as readers:
        assert [b"picture"] * 3 == [each.content for each in readers.map(get, [GOOD] * 3)]
    assert 1 == len(drawn)
    assert drawn[0].startswith("preview")


def test_what_cannot_be_worked_out_is_not_tried_again(monkeypatch):
    tried = []

    def fail(folder):
        tried.append(folder)
        raise InputError("No.")

    monkeypatch.setattr(preview, "_card", fail)
    assert [404, 404] == [get(GOOD).status_code for _ in range(2)]
    assert 1 == len(tried)


def test_few_pictures_are_kept_those_asked_for_last():
    kept = preview.Pictures(2)
    kept.keep("a", b"1")
    kept.keep("b", b"2")
    assert (True, b"1") == kept.look("a")
    kept.keep("c", b"3")

    assert [(True, b"1"), (False, None), (True, b"3")] == [kept.look(each) for each in "abc"]


# Its address ----------------------------------------------------------


def test_without_the_setting_a_picture_has_no_address():
    assert "" == preview.preview_address("small", "en")


def test_the_address_is_that_of_the_setting(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_ADDRESS", "https://narrative.example/desk/")

    expected = "https://narrative.example/desk/preview/small.en.png"
    assert expected == preview.preview_address("small", "en")


def test_what_has_no_picture_has_no_address(monkeypatch, cases):
    monkeypatch.setenv("MARKET_NARRATIVE_ADDRESS", "https://narrative.example")
    assert "" == preview.preview_address("unknown", "en")

    (cases / "small" / "draft.csv").write_text(MARK, "utf-8")
    assert "" == preview.preview_address("small", "en")
    (cases / "small" / "draft.csv").unlink()
    monkeypatch.setenv("MARKET_NARRATIVE_LOGIN_REQUIRED", "true")
    assert "" == preview.preview_address("small", "en")
