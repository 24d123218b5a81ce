"""`market-narrative config`: every setting in force, where it comes from, no password."""

import json
import os
import re

import pytest
from click.testing import CliRunner

from dashboard.commands import main
from dashboard.settings.loading import FILE_VARIABLE, PREFIX, known_options

SECRET = "hunter2"


@pytest.fixture(autouse=True)
def settings_toml(monkeypatch, tmp_path):
    """A settings file of the test's own, not there yet, and no variable of ours."""
    for name in os.environ:
        if name.startswith((PREFIX, "STREAMLIT_")):
            monkeypatch.delenv(name)
    file = tmp_path / "settings.toml"
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    return file


def config(*options):
    return CliRunner().invoke(main.main, ["config", *options])


def block():
    return json.loads(config("--json").stdout)


# Printing -------------------------------------------------------------


def test_every_setting_is_printed_once():
    lines = config().stdout.splitlines()

    printed = [line.split(" = ")[0] for line in lines if line.endswith("[default]")]
    assert sorted(known_options()) == sorted(printed)


def test_each_value_names_the_place_it_comes_from(settings_toml, monkeypatch):
    settings_toml.write_text(
        'log = "json"\nstore = "there"\n[tencent]\ntimeout = 4\n', encoding="utf-8"
    )
    monkeypatch.setenv("MARKET_NARRATIVE_TENCENT_TIMEOUT", "7")

    said = config().stdout

    assert "log = json  [settings.toml: log]\n" in said
    assert f"store = {settings_toml.parent / 'there'}  [settings.toml: store]\n" in said
    assert "tencent.timeout = 7  [MARKET_NARRATIVE_TENCENT_TIMEOUT]\n" in said
    assert "tencent.retries = 1  [default]\n" in said
    assert said.startswith(f"Settings file: {settings_toml}\n")


def test_values_are_written_as_a_variable_would_have_them(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_FRAME_ANCESTORS", "self,https://intranet.example")

    said = config().stdout

    assert "frame_ancestors = self https://intranet.example  [" in said
    assert "order = XSHG=tencent,yahoo,eastmoney;other=yahoo  [default]" in said
    assert "yahoo.enabled = true  [default]" in said


def test_what_is_printed_can_be_set_again(monkeypatch):
    printed = re.findall(r"(?m)^([a-z_.]+) = (.+)  \[default\]$", config().stdout)
    for path, value in printed:
        monkeypatch.setenv(known_options()[path].variable, value)

    again = re.findall(r"(?m)^([a-z_.]+) = (.+)  \[MARKET_NARRATIVE_\w+\]$", config().stdout)

    assert len(printed) > 50
    assert printed == again


def test_it_speaks_chinese_too():
    assert "log = text  [默认]" in config("--language", "zh").stdout


# Passwords ------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--json",), ("--check",)])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MARKET_NARRATIVE_TENCENT_PROXY", f"http://u:{SECRET}@proxy:3128"),
        ("MARKET_NARRATIVE_TENCENT_BASE", f"https://{SECRET}@mirror.example/"),
        ("MARKET_NARRATIVE_TENCENT_BASE", f"https://mirror.example/?key={SECRET}"),
        ("MARKET_NARRATIVE_TENCENT_PROXY", f"gopher://u:{SECRET}@proxy"),
        ("STREAMLIT_SERVER_COOKIE_SECRET", SECRET),
        ("STREAMLIT_SERVER_SSL_KEY_PASSWORD", SECRET),
        ("STREAMLIT_SERVER_ADDRESS", f"http://u:{SECRET}@host"),
        ("MARKET_NARRATIVE_READER_KEY", SECRET),
        ("MARKET_NARRATIVE_READER_KEY", f"{SECRET} in two words"),
        ("MARKET_NARRATIVE_READER_BASE", f"https://model.example/v1?key={SECRET}"),
        ("MARKET_NARRATIVE_READER_BASE", f"https://{SECRET}@model.example/v1"),
        ("MARKET_NARRATIVE_READER_PROXY", f"http://u:{SECRET}@proxy:3128"),
    ],
)
def test_no_password_is_printed(monkeypatch, options, name, value):
    monkeypatch.setenv(name, value)

    assert SECRET not in config(*options).output


def test_what_goes_to_the_server_is_printed_and_a_secret_is_said_to_be_set(monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", SECRET)
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "8501")

    said = config().stdout

    assert "STREAMLIT_SERVER_COOKIE_SECRET = …\n" in said
    assert "STREAMLIT_SERVER_PORT = 8501\n" in said


# Second reader --------------------------------------------------------


def test_it_says_whether_the_second_reader_is_on_and_to_whom_it_sends(monkeypatch):
    off = "Second reader of articles: off; nothing is sent.\n"
    assert config().stdout.endswith(off)
    monkeypatch.setenv("MARKET_NARRATIVE_READER_BASE", "https://model.example/v1/")
    monkeypatch.setenv("MARKET_NARRATIVE_READER_MODEL", "small-2")
    without = config().stdout
    monkeypatch.setenv("MARKET_NARRATIVE_READER_KEY", SECRET)

    sends = "Second reader of articles: on; it sends to model.example (small-2), "
    assert without.endswith(f"{sends}without a key.\n")
    assert config().stdout.endswith(f"{sends}with a key.\n")
    assert {"on": True, "host": "model.example", "model": "small-2", "key": True} == block()[
        "second_reader"
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE", "https://model.example/v1", "has an address and no model"),
        ("KEY", "two words", "MARKET_NARRATIVE_READER_KEY cannot be used"),
        ("BASE", "ftp://model.example", "READER_BASE = “…” (http://…/v1, https://…/v1)"),
        ("BASE", "https://m.example/v1/chat/completions", "READER_BASE = “…”"),
        ("TOKENS_A_DAY", "0", "READER_TOKENS_A_DAY = “0” (1, 2, 3 …"),
        ("MODLE", "small", "MARKET_NARRATIVE_READER_MODLE (?)"),
    ],
)
def test_settings_of_the_second_reader_that_cannot_be_used_are_one_sentence(
    monkeypatch, name, value, said
):
    monkeypatch.setenv(f"MARKET_NARRATIVE_READER_{name}", value)

    done = config("--check")

    assert 1 == done.exit_code
    assert [True] == [said in line for line in done.stderr.splitlines()]


def test_a_key_in_the_settings_file_is_a_fault_that_does_not_repeat_it(settings_toml):
    settings_toml.write_text(f'[reader]\nkey = "{SECRET}"\n', encoding="utf-8")

    done = config("--check")

    assert "settings.toml: reader.key (MARKET_NARRATIVE_READER_KEY)\n" == done.stderr


# Checking -------------------------------------------------------------


def test_without_a_fault_the_check_says_so_and_ends_with_zero():
    done = config("--check")

    assert (0, "The settings have no fault.\n") == (done.exit_code, done.stdout)


def test_the_check_prints_every_fault_and_ends_with_one(settings_toml, monkeypatch, tmp_path):
    settings_toml.write_text('colour = "red"\n', encoding="utf-8")
    monkeypatch.setenv("MARKET_NARRATIVE_LOG", "xml")
    monkeypatch.setenv("MARKET_NARRATIVE_FRAME_ANCESTORS", "*")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "nowhere"))

    done = config("--check")

    assert (1, "") == (done.exit_code, done.stdout)
    assert [
        "settings.toml: colour (?)",
        "MARKET_NARRATIVE_FRAME_ANCESTORS = “*” (self, none, https://…)",
        "MARKET_NARRATIVE_LOG = “xml” (text, json)",
        "MARKET_NARRATIVE_CASES names no directory; correct or clear it.",
    ] == done.stderr.splitlines()


def test_a_value_that_cannot_be_used_does_not_hide_the_others(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_LOG", "xml")
    monkeypatch.setenv("MARKET_NARRATIVE_YAHOO_RETRIES", "5")

    done = config()

    assert 0 == done.exit_code
    assert "yahoo.retries = 5  [MARKET_NARRATIVE_YAHOO_RETRIES]" in done.stdout
    assert "log = text  [default]" in done.stdout
    assert "“xml”" in done.stderr


def test_a_misspelt_variable_is_pointed_out_and_is_no_fault(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_STROE", "/data")

    done = config("--check")

    assert 0 == done.exit_code
    assert "MARKET_NARRATIVE_STROE is no setting and is left out" in done.stderr


# JSON -----------------------------------------------------------------


def test_the_json_form_has_value_origin_and_place(settings_toml, monkeypatch):
    settings_toml.write_text('log = "json"\n', encoding="utf-8")
    monkeypatch.setenv("MARKET_NARRATIVE_YAHOO_RETRIES", "5")

    found = block()

    assert {"value": "json", "from": "file", "place": "settings.toml: log"} == found["settings"][
        "log"
    ]
    assert {
        "value": 5,
        "from": "environment",
        "place": "MARKET_NARRATIVE_YAHOO_RETRIES",
    } == found["settings"]["yahoo.retries"]
    assert {"value": ["self"], "from": "default", "place": ""} == found["settings"][
        "frame_ancestors"
    ]
    assert (str(settings_toml), True) == (found["file"], found["file_exists"])
    assert set(known_options()) == set(found["settings"])


def test_the_json_form_has_faults_and_misspelt_variables(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_LOG", "xml")
    monkeypatch.setenv("MARKET_NARRATIVE_STROE", "/data")

    found = block()

    assert ["MARKET_NARRATIVE_LOG = “xml” (text, json)"] == found["faults"]
    assert ["MARKET_NARRATIVE_STROE"] == found["unknown"]
