"""Who changed what, on the Data page: named under a login, without names in the open."""

import shutil
import time
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import history
from dashboard.errors import InputError
from dashboard.language.language import language
from dashboard.ui import edition_data, history_view, people_view

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SLUG = "liquid-cooling-2025"
AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "ours",
    "client_secret": "of the client",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}
BOB = {"is_logged_in": True, "provider": "default", "sub": "8", "aud": "ours"}


def shown(*, login, lang="en", case=""):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = lang
    if case:
        app.query_params["case"] = case
    if login:
        app.secrets["auth"] = AUTH
        app.user = {**BOB, "exp": time.time() + 600}
    app.run()
    app.switch_page("pages/data.py").run()
    assert not app.exception
    return "\n".join(block.proto.body for block in app.get("html"))


def test_a_case_that_nobody_touched_says_so(store_folder):
    assert "Nothing was started, imported, frozen or changed yet." in shown(login=False)


def test_under_a_login_the_names_are_shown_to_its_readers(store_folder):
    history.record(store_folder, SLUG, "ann@example.org", "refresh-started", {"options": "--check"})
    time.sleep(0.01)
    history.record(store_folder, "universe", "7", "prices-imported", {"file": "<b>.csv"})

    text = shown(login=True)

    assert "ann@example.org" in text
    assert "Refresh started" in text
    assert "options: --check" in text
    assert "file: &lt;b&gt;.csv" in text
    assert text.index("Prices imported") < text.index("Refresh started")


def test_in_the_open_nobody_reads_who_once_logged_in(store_folder):
    history.record(store_folder, SLUG, "ann@example.org", "edition-frozen", {"edition": "12ab"})

    text = shown(login=False, lang="zh")

    assert "ann@example.org" not in text
    assert "未配置登录" in text
    assert "冻结版本存档" in text


def test_the_download_has_every_line_and_the_page_the_latest(store_folder):
    for number in range(30):
        history.record(store_folder, SLUG, "ann@example.org", "refresh-started", {"n": number})
    found = list(history.read(store_folder, SLUG))

    whole = history_view.table(found, known=True).frame()

    assert 30 == len(whole)
    assert ["time (UTC)", "who", "action", "details"] == list(whole.columns)
    assert {"ann@example.org"} == set(whole["who"])
    assert {""} == set(history_view.table(found, known=False).frame()["who"])
    assert "The latest 20 of 30." in shown(login=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_action_has_its_words(lang):
    t = language(lang)
    when = pd.Timestamp("2025-02-07 10:02", tz="UTC").to_pydatetime()
    entries = [history.Entry(when, "", action) for action in history.ACTIONS]

    table = history_view.shown(entries, t, known=True).frame()

    assert len(history.ACTIONS) == table["What"].nunique()
    assert "10:02" in table["When"][0]


# What is recorded -----------------------------------------------------


def test_a_file_changed_by_hand_is_recorded_when_a_page_shows_the_case(
    tmp_path, monkeypatch, clear_caches, store_folder
):
    cases = tmp_path / "cases"
    shutil.copytree(ROOT / "tests" / "data" / "small", cases / "small")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(cases))
    store_folder.mkdir()
    shown(login=False, case="small")

    claims = cases / "small" / "claims.csv"
    claims.write_bytes(claims.read_bytes().rstrip(b"\n"))

    assert "Files of the case changed" in shown(login=False, case="small")
    (entry,) = history.read(store_folder, "small")
    assert ("case-changed", "", (("changed", "claims.csv"),)) == (
        entry.action,
        entry.who,
        entry.details,
    )


def test_a_reader_freezes_nothing_whatever_the_page_offered(monkeypatch, store_folder):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)

    with pytest.raises(InputError, match="Only editors may do this"):
        edition_data.freeze(None, "", "")

    assert not store_folder.exists()
