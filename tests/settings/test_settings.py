"""Settings: environment over file over defaults, and every fault named at once."""

import dataclasses
import os
import re
from pathlib import Path

import pytest

from dashboard.cases.listing import list_cases
from dashboard.errors import SettingsError
from dashboard.settings.loading import (
    FILE_VARIABLE,
    PREFIX,
    PRICE_SOURCES,
    Settings,
    SourceSettings,
    known_options,
    load_settings,
    settings_file,
    source_names,
)
from dashboard.settings.second_reader import READER, ReaderSettings

ROOT = Path(__file__).parents[2]
SECRET = "hunter2"


@pytest.fixture(autouse=True)
def settings_toml(monkeypatch, tmp_path):
    """A settings file of the test's own, not there yet, and no variable of ours."""
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    file = tmp_path / "settings.toml"
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    return file


def set_(monkeypatch, **variables):
    for name, value in variables.items():
        monkeypatch.setenv(PREFIX + name, value)


def faults():
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


# Who wins ------------------------------------------------------------------


def test_without_file_and_variables_the_defaults_hold():
    assert Settings() == load_settings()


def test_the_file_wins_over_the_defaults_and_leaves_the_rest_of_a_source(settings_toml):
    settings_toml.write_text("[tencent]\ntimeout = 4\n", encoding="utf-8")

    found = load_settings()

    assert dataclasses.replace(Settings().tencent, timeout=4.0) == found.tencent
    assert Settings().yahoo == found.yahoo


def test_the_environment_wins_over_the_file_value_by_value(settings_toml, monkeypatch):
    settings_toml.write_text("[tencent]\ntimeout = 4\nretries = 5\n", encoding="utf-8")
    set_(monkeypatch, TENCENT_TIMEOUT="7.5")

    found = load_settings().tencent

    assert (7.5, 5) == (found.timeout, found.retries)


def test_everything_can_be_set_in_the_file(settings_toml):
    settings_toml.write_text(
        """
        store = "prices"
        [order]
        XSHG = ["eastmoney", "yahoo"]
        XNYS = "yahoo"
        [sse]
        base = "https://mirror.example.org"
        enabled = false
        timeout = 1
        spacing = 0
        retries = 0
        proxy = "http://127.0.0.1:7890"
        failures = 1
        pause = 0
        """,
        encoding="utf-8",
    )

    found = load_settings()

    assert settings_toml.parent / "prices" == found.store
    assert ("eastmoney", "yahoo") == found.order["XSHG"]
    assert ("yahoo",) == found.order["XNYS"]
    assert (
        SourceSettings(
            "https://mirror.example.org", False, 1.0, 0.0, 0, "http://127.0.0.1:7890", 1, 0.0
        )
        == found.sse
    )


def test_everything_can_be_set_in_the_environment(monkeypatch, tmp_path):
    set_(
        monkeypatch,
        STORE=str(tmp_path / "prices"),
        ORDER="XSHG=eastmoney, yahoo; XNYS=yahoo",
        SSE_BASE="https://mirror.example.org",
        SSE_ENABLED="no",
        SSE_TIMEOUT="1",
        SSE_SPACING="0",
        SSE_RETRIES="0",
        SSE_PROXY="socks5h://127.0.0.1:7890",
        SSE_FAILURES="1",
        SSE_PAUSE="0",
    )

    found = load_settings()

    assert tmp_path / "prices" == found.store
    assert ("eastmoney", "yahoo") == found.order["XSHG"]
    assert (
        SourceSettings(
            "https://mirror.example.org", False, 1.0, 0.0, 0, "socks5h://127.0.0.1:7890", 1, 0.0
        )
        == found.sse
    )


@pytest.mark.parametrize(
    ("word", "meant"),
    [("true", True), ("True", True), ("1", True), ("yes", True), ("FALSE", False), ("0", False)],
)
def test_yes_and_no_may_be_said_in_several_words(monkeypatch, word, meant):
    set_(monkeypatch, YAHOO_ENABLED=word)

    assert meant is load_settings().yahoo.enabled


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://narrative.example", "https://narrative.example"),
        ("https://narrative.example/", "https://narrative.example"),
        ("http://10.0.0.7:8501/desk/narrative/", "http://10.0.0.7:8501/desk/narrative"),
        ("http://[::1]:8501", "http://[::1]:8501"),
    ],
)
def test_the_public_address_has_no_slash_at_its_end(monkeypatch, written, meant):
    set_(monkeypatch, ADDRESS=written)

    assert meant == load_settings().address


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    set_(monkeypatch, STORE="", TENCENT_TIMEOUT=" ", ORDER="")

    assert Settings() == load_settings()


def test_the_order_of_one_calendar_leaves_the_others_as_they_are(monkeypatch):
    set_(monkeypatch, ORDER="XSHG=yahoo")

    assert {"XSHG": ("yahoo",), "other": ("yahoo",)} == load_settings().order


def test_a_home_folder_is_written_out(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    set_(monkeypatch, STORE="~/prices")

    assert tmp_path / "prices" == load_settings().store


def test_a_relative_store_is_meant_from_the_current_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    set_(monkeypatch, STORE="prices")

    assert tmp_path / "prices" == load_settings().store


def test_a_changed_variable_changes_the_result(monkeypatch):
    set_(monkeypatch, TENCENT_RETRIES="2")
    first = load_settings()

    set_(monkeypatch, TENCENT_RETRIES="3")

    assert (2, 3) == (first.tencent.retries, load_settings().tencent.retries)


def test_the_same_environment_is_read_once():
    assert load_settings() is load_settings()


def test_variables_of_other_parts_are_left_alone(monkeypatch):
    set_(monkeypatch, CASES="/srv/cases", CHROMIUM="/usr/bin/chromium", TENCENTS="5")

    assert Settings() == load_settings()


def test_without_a_named_file_it_stands_in_the_users_configuration_folder(monkeypatch):
    monkeypatch.setenv(FILE_VARIABLE, "")

    assert ("market-narrative", "settings.toml") == settings_file().parts[-2:]


def test_a_byte_order_mark_before_the_file_is_passed_over(settings_toml):
    settings_toml.write_bytes(b"\xef\xbb\xbf[tencent]\r\nretries = 4\r\n")

    assert 4 == load_settings().tencent.retries


# Faults ----------------------------------------------------------------------


def test_every_fault_of_both_places_is_named_at_once(settings_toml, monkeypatch):
    settings_toml.write_text(
        'colour = "red"\n[tencent]\ntimeot = 4\npause = "long"\n[order]\nXSHG = ["bloomberg"]\n',
        encoding="utf-8",
    )
    set_(monkeypatch, YAHOO_TIMEOUT="-1", SINA_SPACINGS="1", CNINFO_BASE="www.cninfo.com.cn")

    said = faults()

    for fault in (
        "settings.toml: colour (?)",
        "settings.toml: tencent.timeot (?)",
        "settings.toml: tencent.pause = “long” (0 ≤ s ≤ 86400)",
        "settings.toml: order = “{'XSHG': ['bloomberg']}” (XSHG=…;other=…: yahoo, tencent,",
        "MARKET_NARRATIVE_YAHOO_TIMEOUT = “-1” (0 < s ≤ 86400)",
        "MARKET_NARRATIVE_SINA_SPACINGS (?)",
        "MARKET_NARRATIVE_CNINFO_BASE = “www.cninfo.com.cn” (http://…, https://…)",
        str(settings_toml),
    ):
        assert fault in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TENCENT_TIMEOUT", "abc"),
        ("TENCENT_TIMEOUT", "0"),
        ("TENCENT_TIMEOUT", "-3"),
        ("TENCENT_TIMEOUT", "nan"),
        ("TENCENT_TIMEOUT", "inf"),
        ("TENCENT_TIMEOUT", "1e400"),
        ("TENCENT_TIMEOUT", "10,5"),
        ("TENCENT_SPACING", "-0.1"),
        ("TENCENT_PAUSE", "100000"),
        ("TENCENT_RETRIES", "1.5"),
        ("TENCENT_RETRIES", "-1"),
        ("TENCENT_RETRIES", "101"),
        ("TENCENT_FAILURES", "0"),
        ("TENCENT_ENABLED", "maybe"),
        ("TENCENT_BASE", "ftp://example.org"),
        ("TENCENT_BASE", "https://"),
        ("TENCENT_BASE", "https://["),
        ("TENCENT_BASE", "https://a.example:99999"),
        ("TENCENT_BASE", "https://a b"),
        ("TENCENT_PROXY", "127.0.0.1:7890"),
        ("TENCENT_PROXY", "gopher://127.0.0.1"),
        ("API_ORIGINS", "*"),
        ("API_ORIGINS", "https://*.example"),
        ("API_ORIGINS", "https://intranet.example/path"),
        ("API_ORIGINS", "null"),
        ("ADDRESS", "narrative.example"),
        ("ADDRESS", "ftp://narrative.example"),
        ("ADDRESS", "https://narrative.example/?case=x"),
        ("ADDRESS", "https://narrative.example/?"),
        ("ADDRESS", "https://narrative.example/#top"),
        ("ADDRESS", "https://ann@narrative.example"),
        ("ADDRESS", "https://narrative.example/a/../b"),
        ("ADDRESS", 'https://narrative.example/"><script>'),
        ("ADDRESS", "https://narrative.example:99999"),
        ("ORDER", "tencent"),
        ("ORDER", "=tencent"),
        ("ORDER", "XSHG=tencent=yahoo"),
        ("ORDER", "XSHG=tencent,"),
        ("ORDER", "XSHG=sina"),
    ],
)
def test_a_variable_that_breaks_a_rule_is_named(monkeypatch, name, value):
    set_(monkeypatch, **{name: value})

    assert f"{PREFIX}{name} = " in faults()


@pytest.mark.parametrize(
    "line",
    [
        "timeout = true",
        "timeout = [1]",
        "retries = 1.5",
        "enabled = 2",
        "base = 5",
        'proxy = {url = "x"}',
        "pause = 2025-01-01",
    ],
)
def test_a_value_of_another_type_in_the_file_is_named(settings_toml, line):
    settings_toml.write_text(f"[tencent]\n{line}\n", encoding="utf-8")

    assert f"settings.toml: tencent.{line.split()[0]} = " in faults()


@pytest.mark.parametrize(
    "text", ["tencent = 5", "order = 5", "store = 5", 'store = ""', "order = [1]", "[order]\nX=5"]
)
def test_a_value_in_place_of_a_table_is_named(settings_toml, text):
    settings_toml.write_text(text, encoding="utf-8")

    assert f"settings.toml: {re.split(r'[ ]|$', text.strip('['))[0].split(']')[0]}" in faults()


@pytest.mark.parametrize(
    "content", [b"tencent = = 5", b"\xff\xfe", b"[tencent", b"a=" + b"[" * 9999]
)
def test_a_file_that_is_no_toml_is_one_sentence(settings_toml, content):
    settings_toml.write_bytes(content)

    assert faults().startswith("The settings cannot be used: settings.toml: ")


def test_a_folder_in_place_of_the_file_is_one_sentence(settings_toml):
    settings_toml.mkdir()

    assert "settings.toml: " in faults()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TENCENT_PROXY", f"u:{SECRET}@127.0.0.1:7890"),
        ("TENCENT_PROXY", f"gopher://u:{SECRET}@127.0.0.1"),
        ("TENCENT_PROXY", SECRET),
        ("TENCENT_BASE", f"ftp://u:{SECRET}@example.org"),
        ("TENCENT_TIMEOUT", f"http://u:{SECRET}@example.org"),
    ],
)
def test_what_may_hold_a_password_is_not_repeated(monkeypatch, name, value):
    set_(monkeypatch, **{name: value})

    said = faults()

    assert f"{PREFIX}{name} = “…”" in said
    assert SECRET not in said


def test_a_password_in_the_file_is_not_repeated(settings_toml):
    settings_toml.write_text(
        f'[tencent]\nproxy = {{url = "http://u:{SECRET}@h"}}\n', encoding="utf-8"
    )

    assert SECRET not in faults()


def test_a_proxy_does_not_show_when_settings_are_printed(monkeypatch):
    set_(monkeypatch, TENCENT_PROXY=f"http://u:{SECRET}@127.0.0.1:7890")

    assert SECRET not in repr(load_settings())


def test_after_a_fault_is_mended_the_settings_are_read_again(monkeypatch):
    set_(monkeypatch, TENCENT_RETRIES="many")
    faults()

    set_(monkeypatch, TENCENT_RETRIES="2")

    assert 2 == load_settings().tencent.retries


# Sources -----------------------------------------------------------------------


def test_sources_of_a_calendar_come_in_their_order_without_those_switched_off(monkeypatch):
    set_(monkeypatch, ORDER="XSHG=eastmoney,tencent,yahoo", TENCENT_ENABLED="false")

    assert ("eastmoney", "yahoo") == load_settings().sources_for("XSHG")


def test_a_calendar_that_is_not_named_has_the_order_of_the_others():
    assert load_settings().order["other"] == load_settings().sources_for("XNYS")


def test_a_calendar_may_have_no_source_at_all(monkeypatch):
    set_(monkeypatch, ORDER="XSHG=")

    assert () == load_settings().sources_for("XSHG")


@pytest.mark.parametrize("name", ["bloomberg", "order", "sources_for", ""])
def test_a_source_that_does_not_exist_is_named_with_those_that_do(name):
    with pytest.raises(SettingsError, match="yahoo, tencent"):
        Settings().source(name)


def test_every_price_source_has_settings():
    assert set(PRICE_SOURCES) <= set(source_names())


def test_every_default_keeps_the_rules_of_a_value_that_is_set():
    settings = Settings()

    for name in source_names():
        for each in dataclasses.fields(SourceSettings):
            value = getattr(settings.source(name), each.name)
            if value != "":
                assert value == known_options()[f"{name}.{each.name}"].read(value)


def test_every_field_of_the_settings_can_be_set():
    tables = dict.fromkeys(source_names(), SourceSettings) | {READER: ReaderSettings}
    paths = {each.name for each in dataclasses.fields(Settings)} - set(tables)
    for name, table in tables.items():
        paths |= {f"{name}.{each.name}" for each in dataclasses.fields(table)}

    assert paths == set(known_options())


@pytest.mark.parametrize("folder", ["~nosuchuser/store", "~nosuchuser"])
def test_a_home_that_nobody_has_is_a_fault_wherever_it_stands(monkeypatch, settings_toml, folder):
    monkeypatch.setenv(f"{PREFIX}STORE", folder)
    settings_toml.write_text(f'editions = "{folder}"')

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert f"{PREFIX}STORE = “{folder}”" in str(caught.value)
    assert f"settings.toml: editions = “{folder}”" in str(caught.value)


def test_a_settings_file_in_a_home_that_nobody_has_is_a_fault(monkeypatch):
    monkeypatch.setenv(FILE_VARIABLE, "~nosuchuser/settings.toml")

    with pytest.raises(SettingsError, match="~nosuchuser/settings"):
        load_settings()


def test_a_folder_that_no_system_can_have_is_a_fault(settings_toml):
    settings_toml.write_text('store = "a\\u0000b"')

    with pytest.raises(SettingsError, match="store = "):
        load_settings()


def test_a_folder_of_cases_in_a_home_that_nobody_has_is_named(monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", "~nosuchuser/cases")

    (refused,) = [entry for entry in list_cases() if entry.faults]

    assert "names no directory" in str(refused.faults[0])
