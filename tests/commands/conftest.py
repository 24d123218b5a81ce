"""The command line against a local server that plays every source."""

import pytest
from click.testing import CliRunner

from dashboard.commands.main import main
from tests.replay.case_plays import case_routes, source_environment
from tests.replay.replaying import replaying


@pytest.fixture(scope="session")
def routes(shipped):
    """The shipped case as Tencent and Sina would serve it."""
    return case_routes(shipped)


@pytest.fixture
def live(routes):
    """Server that plays those; a test may put other routes in their place."""
    with replaying(dict(routes)) as server:
        yield server


@pytest.fixture
def command(live, tmp_path, monkeypatch):
    """Run `market-narrative` with its sources played by `live`, its store in `tmp_path`."""
    for name, value in source_environment(live, tmp_path / "store").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
    monkeypatch.setenv("MARKET_NARRATIVE_ORDER", "XSHG=tencent")
    return lambda *arguments: CliRunner().invoke(main, [str(each) for each in arguments])
