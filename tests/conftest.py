"""What every test shares: no network but loopback, and where things are."""

import gc
import ipaddress
import os
import socket
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest

from dashboard.cases.folders import read_case
from dashboard.market.sessions import load_sessions
from tests.thoroughness import THOROUGH

ROOT = Path(__file__).resolve().parents[1]

# libcurl and child processes do not pass through Python's sockets: a proxy that
# nothing listens on stops them, and loopback goes round it.
_CLOSED_PROXY = "http://127.0.0.1:9"
for _name in ("http_proxy", "https_proxy", "all_proxy"):
    os.environ[_name] = os.environ[_name.upper()] = _CLOSED_PROXY
os.environ["no_proxy"] = os.environ["NO_PROXY"] = "localhost,127.0.0.1,::1"


# What pytest has made of the test files is kept, whatever the shell says: making it anew is
# most of the time of a collection.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What is collected lives until the end: looking through it for garbage finds none.
gc.disable()

# Cases that whoever runs the tests has saved are none of theirs; children inherit it.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="tests-data-")

# A machine that is busy with something else is no fault of ours. The same examples come in
# every run, so that a change is judged by what it changed; new ones when asked.
hypothesis.settings.register_profile("busy", deadline=None, derandomize=not THOROUGH)
hypothesis.settings.load_profile("busy")


def pytest_collection_finish():
    """From here on there is garbage, but not among the tests themselves."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each worker a part of the suite in its order: what a file sets up is set up once."""
    from xdist.scheduler import WorkStealingScheduling  # noqa: PLC0415 - xdist may be absent

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


class NetworkRefusedError(RuntimeError):
    """A test tried to leave this machine."""

    def __init__(self, host):
        super().__init__(
            f"a test tried to reach {host}: tests run without network; "
            "use frozen data, or mark the test `network`"
        )


def is_local(host):
    """Whether an address or name is this machine's own."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, "", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(str(host).split("%")[0])
    except ValueError:
        return host == socket.gethostname()
    return address.is_loopback or address.is_unspecified


def _refuse(host):
    if not is_local(host):
        raise NetworkRefusedError(host)


@pytest.fixture(autouse=True)
def _no_network(request, monkeypatch):
    """Refuse every connection and look-up that is not to this machine."""
    if request.node.get_closest_marker("network"):
        return

    def guarded(method, place):
        def call(self, *arguments):
            if self.family in {socket.AF_INET, socket.AF_INET6}:
                _refuse(arguments[place][0])
            return method(self, *arguments)

        return call

    def look_up(host, *arguments, **options):
        _refuse(host)
        return found(host, *arguments, **options)

    found = socket.getaddrinfo
    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect, 0))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, 0))
    # The address is the last argument of sendto, flags may stand before it.
    monkeypatch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, -1))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(scope="session")
def root():
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shipped_case():
    """Folder of the case that ships."""
    return ROOT / "src" / "dashboard" / "cases" / "shipped" / "liquid-cooling-2025"


@pytest.fixture(scope="session")
def shipped(shipped_case):
    """The case that ships, read once: values that no test can change."""
    return read_case(shipped_case)


@pytest.fixture(scope="session")
def xshg():
    """Sessions of Shanghai."""
    return load_sessions("XSHG", "Asia/Shanghai")


@pytest.fixture(scope="session")
def components_once():
    """Packages are looked through for components once, not at every page that opens."""
    from streamlit.components.v2 import manifest_scanner  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        found = manifest_scanner.scan_component_manifests()
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture(scope="session")
def opened(root):
    """Open a page as a link does: `opened("prices", base="2025-02-05")`."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - most tests never need it

    def open_page(page="story", **query):
        app = AppTest.from_file(str(root / "app.py"), default_timeout=120)
        for name, value in ({"lang": "en"} | query).items():
            app.query_params[name] = value
        if page != "story":  # the first page stands in the script itself
            app.switch_page(f"pages/{page}.py")
        app.run()
        assert not app.exception
        return app

    return open_page


@pytest.fixture
def clear_caches():
    """Start and end with nothing cached by Streamlit; returns the clearing itself."""
    import streamlit as st  # noqa: PLC0415 - most tests never need it

    def clear():
        st.cache_data.clear()
        st.cache_resource.clear()

    clear()
    yield clear
    clear()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory, shipped):
    """One running dashboard for every test that only reads it, minute bars in its store."""
    from tests.browser.serving import serve  # noqa: PLC0415
    from tests.minute_sessions import keep_around_article  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("server")
    keep_around_article(shipped, folder / "store")
    with serve(ROOT, log=folder / "server.log") as server:
        yield server
