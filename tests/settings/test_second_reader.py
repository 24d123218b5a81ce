"""The key of the second reader: in the environment and in one header, and nowhere else."""

import copy
import pickle
from dataclasses import replace

import pytest

from dashboard.errors import SettingsError
from dashboard.settings.loading import Settings, load_settings, read_given
from dashboard.settings.second_reader import (
    KEY_VARIABLE,
    Key,
    ReaderSettings,
    check_reader,
    read_base,
    read_key,
)

SECRET = "hunter2-0123"


def test_the_key_is_shown_and_copied_by_nothing_but_its_header():
    key = Key(SECRET)

    assert {"Authorization": f"Bearer {SECRET}"} == key.headers()
    assert ({}, False) == (Key("").headers(), bool(Key("")))
    assert SECRET not in f"{key} {key!r} {[key]}"
    for away in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="Key"):
            away(key)


def test_settings_are_read_without_the_key(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, SECRET)

    assert SECRET not in f"{load_settings()!r} {read_given()!r}"
    assert read_key()


@pytest.mark.parametrize("text", ["two words", "schlüssel", "x\r\nHost: y", "x" * 5000])
def test_a_key_that_no_header_carries_is_refused_and_not_repeated(monkeypatch, text):
    monkeypatch.setenv(KEY_VARIABLE, text)

    with pytest.raises(SettingsError, match="cannot be used") as caught:
        read_key()
    assert text not in str(caught.value)


@pytest.mark.parametrize(
    "base",
    [
        *("ftp://h/v1", "h/v1", "http://", "http://u:p@h/v1", "http://h/v1?key=1", "http://h/#x"),
        *("http://h/v1/chat/completions", "http://h/v1/chat/completions/", "http://h é/v1", 3),
    ],
)
def test_an_address_with_more_than_host_and_path_is_refused(base):
    with pytest.raises(ValueError, match=r"."):
        read_base(base)


def test_an_address_loses_its_last_slash_and_may_be_empty():
    assert ("http://h:1/v1", "") == (read_base("http://h:1/v1/"), read_base(""))
    assert "h:1" == replace(ReaderSettings(), base="http://h:1/v1").host


def test_an_address_needs_a_model():
    check_reader(Settings().reader)
    with pytest.raises(SettingsError, match="no model"):
        check_reader(ReaderSettings(base="http://h/v1"))
