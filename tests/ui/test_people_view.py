"""The login before the pages, and what a reader who may not edit can do about it."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import history
from dashboard.language.language import language
from dashboard.ui import people_view, refresh_view
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"
PAGES = sorted(file.stem for file in (APP.parent / "pages").glob("*.py"))
AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "ours",
    "client_secret": "of the client",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}
ANN = {
    "is_logged_in": True,
    "provider": "default",
    "sub": "account-7",
    "aud": "ours",
    "email": "ann@example.org",
    "email_verified": True,
}


def application(*, user=None, auth=AUTH, lang="en"):
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = lang
    if auth is not None:
        app.secrets["auth"] = auth
    app.user = {"is_logged_in": False} if user is None else {"exp": time.time() + 600, **user}
    return app


def buttons(app):
    return {button.key for button in app.button}


# The gate -------------------------------------------------------------


def test_where_nothing_is_configured_the_pages_stand_and_nobody_is_named():
    app = application(auth=None).run()

    assert not app.exception
    assert "kicker" in texts(app)
    assert not {"logout", "login_default"} & buttons(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_runs_alone_shows_nothing_without_a_login(page):
    app = application().run()
    app.switch_page(f"pages/{page}.py").run()  # without the entry script

    assert not app.exception
    assert "" == texts(app)


def test_no_case_is_read_before_the_login(monkeypatch):
    read = []
    monkeypatch.setattr("dashboard.ui.data.cases", lambda: read.append(1))
    application().run()

    assert [] == read


def test_the_login_screen_speaks_chinese():
    assert "请登录后阅读" in texts(application(lang="zh").run())


def test_each_provider_has_its_button():
    own = {name: AUTH[name] for name in ("client_id", "client_secret", "server_metadata_url")}
    shared = {name: AUTH[name] for name in ("redirect_uri", "cookie_secret")}
    app = application(auth={**shared, "google": own, "okta": own}).run()

    assert {"login_google", "login_okta"} == buttons(app)
    assert ["Log in with google", "Log in with okta"] == [button.label for button in app.button]


def test_somebody_who_logged_in_sees_the_pages_and_the_way_out():
    app = application(user=ANN).run()

    assert not app.exception
    assert "ann@example.org · reader" in texts(app)
    assert "kicker" in texts(app)
    assert "logout" in buttons(app)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"exp": 1.0}, "has expired"),
        ({"exp": None}, "has expired"),
        ({"aud": "another"}, "made for another application"),
        ({"provider": "gone"}, "made for another application"),
    ],
)
def test_a_login_that_does_not_count_is_told_so(change, sentence):
    app = application(user={**ANN, **change}).run()

    assert not app.exception
    assert sentence in texts(app)
    assert "kicker" not in texts(app)
    assert {"login_default"} == buttons(app)


@pytest.mark.parametrize("word", ["true", 1, "yes"])
def test_only_the_truth_counts_as_logged_in(word):
    app = application(user={**ANN, "is_logged_in": word}).run()

    assert "kicker" not in texts(app)


# What locks the door --------------------------------------------------


@pytest.mark.parametrize(
    "auth",
    [
        {},
        "text",
        {**AUTH, "cookie_secret": "short"},
        *({name: AUTH[name] for name in AUTH if name != left_out} for left_out in AUTH),
        {**AUTH, "google": {"client_id": "x"}},
    ],
)
def test_a_login_that_cannot_work_locks_the_door(auth):
    app = application(auth=auth, user=ANN).run()

    assert not app.exception
    assert "Nobody can log in" in texts(app)
    assert "kicker" not in texts(app)
    assert "short" not in texts(app).replace("shorter", "")


def test_without_the_library_the_door_is_locked(monkeypatch):
    monkeypatch.setattr(people_view, "find_spec", lambda _: None)

    assert "the package Authlib is missing" in texts(application(user=ANN).run())


def test_a_login_that_is_required_and_not_configured_locks_the_door(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_LOGIN_REQUIRED", "true")

    text = texts(application(auth=None).run())

    assert "login_required" in text
    assert "kicker" not in text


def test_settings_that_cannot_be_read_show_nothing_but_their_sentence(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_LOGIN_REQUIRED", "ture")

    text = texts(application(auth=None).run())

    assert "MARKET_NARRATIVE_LOGIN_REQUIRED = “ture”" in text
    assert "kicker" not in text


def test_secrets_that_cannot_be_read_lock_the_door(monkeypatch, tmp_path):
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    monkeypatch.setattr(people_view.st, "get_option", lambda _: [str(broken)])

    app = application(auth=None).run()

    assert "file of secrets cannot be read" in texts(app)
    assert "kicker" not in texts(app)


# Who may edit ---------------------------------------------------------


@pytest.fixture
def started(monkeypatch):
    """Subjects of the refreshes that were started or stopped."""
    found = []

    def start(_jobs, subject, _options=()):
        found.append(subject)

    def stop(_jobs, subject):
        found.append(f"stop {subject}")

    monkeypatch.setattr("dashboard.refresh.jobs.Jobs.start", start)
    monkeypatch.setattr("dashboard.refresh.jobs.Jobs.stop", stop)
    return found


def data_page(**options):
    app = application(**options).run()
    app.switch_page("pages/data.py").run()
    assert not app.exception
    return app


START = "start_liquid-cooling-2025"


def test_a_reader_has_no_button_to_refresh_and_is_told_why():
    app = data_page(user=ANN)

    assert not {START, "start_universe"} & buttons(app)
    assert "you are logged in as a reader" in texts(app)


def test_an_editor_refreshes_and_stands_in_the_history(monkeypatch, started, store_folder):
    monkeypatch.setenv("MARKET_NARRATIVE_EDITORS", "ann@example.org")

    app = data_page(user=ANN)
    app.button(key=START).click().run()

    assert ["liquid-cooling-2025"] == started
    (entry,) = history.read(store_folder, "liquid-cooling-2025")
    assert ("ann@example.org", "refresh-started") == (entry.who, entry.action)


def test_an_action_is_refused_when_the_right_has_gone_since_the_page_was_drawn(
    monkeypatch, started, store_folder
):
    monkeypatch.setenv("MARKET_NARRATIVE_EDITORS", "ann@example.org")
    app = data_page(user=ANN)
    monkeypatch.setenv("MARKET_NARRATIVE_EDITORS", "bob@example.org")

    app.button(key=START).click().run()

    assert [] == started
    assert () == history.read(store_folder, "liquid-cooling-2025")
    assert "Only editors may do this" in texts(app)


def test_an_action_is_refused_when_the_login_has_ended_since_the_page_was_drawn(
    monkeypatch, started
):
    # A callback runs before the script and its gate.
    monkeypatch.setenv("MARKET_NARRATIVE_EDITORS", "*")
    app = data_page(user=ANN)
    app.user = {**ANN, "exp": time.time() - 1}

    app.button(key=START).click().run()

    assert [] == started
    assert "" == texts(app)


def test_a_reader_stops_nothing(started, monkeypatch):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)

    class Jobs:
        folder = Path("/nonexistent")

        def stop(self, subject):
            started.append(subject)

    refresh_view._stop(Jobs(), "universe")

    assert [] == started


def test_in_the_open_an_action_has_no_name(started, store_folder):
    app = data_page(auth=None)
    app.button(key=START).click().run()

    (entry,) = history.read(store_folder, "liquid-cooling-2025")
    assert "" == entry.who


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sentence_for_readers_names_the_setting(lang):
    assert "editors" in people_view.editors_only(language(lang))
