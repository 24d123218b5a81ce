"""A second reader whose model is a server on loopback."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from dashboard.articles.reader import read_article
from dashboard.articles.second.client import Client
from dashboard.articles.second.reading import SecondReader
from dashboard.market.shipped_listing import shipped_listing
from dashboard.settings.loading import Settings
from dashboard.settings.second_reader import KEY_VARIABLE, Key, ReaderSettings
from tests.replay.model_plays import KEY, PATH, PUBLISHED, TEXT
from tests.replay.replaying import replaying


@cache
def read(text=TEXT):
    day = date.fromisoformat(PUBLISHED)
    return read_article(text, shipped_listing(), published=day, today=date(2026, 6, 13))


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)


@pytest.fixture
def model():
    with replaying() as server:
        yield server


@pytest.fixture
def second(model, tmp_path):
    """Read `TEXT` with the model playing `play`; pauses are kept, not waited for."""

    def run(play, *, text=TEXT, case="", **changes):
        model.routes[PATH] = play
        reader = replace(
            ReaderSettings(base=f"{model.url}/v1", model="played", timeout=5.0), **changes
        )
        client = Client(reader, Key(KEY), sleep=run.pauses.append)
        made = SecondReader(Settings(store=tmp_path / "store", reader=reader), client)
        return made.read(read(text), shipped_listing(), case=case)

    run.pauses = []
    return run
