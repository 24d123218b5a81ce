"""
As in a container: a root that cannot be written, no rights, no home, one folder for data.

The very first request after the start is somebody's shared link.
"""

import os
import shutil
import subprocess
import sys

import pytest

from tests.browser.chromium import Reader
from tests.browser.driving import PAGES
from tests.browser.serving import free_port, serve

# A process of root's without the right to pass over permissions can do what anybody can.
NO_RIGHTS = ("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
LINK = "/timeline?lang=zh&base=2025-01-24&last=2025-02-12"
READ_ONLY = (
    'mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,ro,bind / && exec "$@"'
)


def works(command):
    if shutil.which(command[0]) is None:
        return False
    return 0 == subprocess.run([*command, "true"], capture_output=True, check=False).returncode


def confined(data):
    """Beginning of a command that can write into `data` alone, as far as this machine lets us."""
    if not hasattr(os, "getuid"):
        pytest.skip("needs a system that can take rights away")
    if os.getuid() != 0:
        return []
    without_rights = list(NO_RIGHTS) if works(NO_RIGHTS) else []
    own_root = ["unshare", "--mount", "sh", "-c", READ_ONLY, str(data)]
    if works(own_root):
        return [*own_root, *without_rights]
    if not without_rights:
        pytest.skip("root without setpriv or unshare: everything can be written")
    return without_rights


@pytest.fixture
def closed(tmp_path):
    """A folder that nobody may write, as home and current folder."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    return folder


def environment(data, closed):
    """Variables of the image, with its folders in `data`."""
    for name in ("store", "cases", "editions", "tmp"):
        (data / name).mkdir(parents=True)
    return {
        "HOME": str(closed),
        "TMPDIR": str(data / "tmp"),
        "XDG_CACHE_HOME": str(data / "tmp" / "cache"),
        "XDG_CONFIG_HOME": "",
        "XDG_DATA_HOME": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MARKET_NARRATIVE_STORE": str(data / "store"),
        "MARKET_NARRATIVE_CASES": str(data / "cases"),
        "MARKET_NARRATIVE_EDITIONS": str(data / "editions"),
        "MARKET_NARRATIVE_LOG": "json",
    }


def test_the_confinement_confines(tmp_path, closed):
    data = tmp_path / "data"
    data.mkdir()
    command = confined(data)

    def touches(place):
        program = [*command, "touch", str(place / "probe")]
        return 0 == subprocess.run(program, capture_output=True, check=False).returncode

    assert touches(data)
    assert not touches(closed)


def opens_exactly_that(tab):
    page = tab.page
    assert "/timeline" == tab.path
    assert {"lang": "zh", "base": "2025-01-24", "last": "2025-02-12"} == tab.query
    assert 1 == page.locator(".st-key-page_timeline").count()
    assert 0 == page.get_by_text("Page not found").count()
    assert 0 == page.get_by_role("dialog").count()
    assert "zh-CN" == page.evaluate("document.documentElement.lang")
    assert "2025-01-24" == tab.value("base")
    assert "2025-02-12" == tab.value("last")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in tab.headline)
    assert 0 == page.locator(".notice").count()
    paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert "rgb(20, 22, 26)" == paper
    assert [] == tab.errors


def test_a_shared_link_right_after_the_start_and_every_page_open_with_one_folder_to_write(
    root, new_tab, tmp_path, closed
):
    data = tmp_path / "data"
    variables = environment(data, closed)
    port = free_port()
    command = [*confined(data), sys.executable, "-m", "dashboard.commands.main", "run"]
    command += ["--address", "127.0.0.1", "--port", str(port)]
    with serve(
        root,
        log=tmp_path / "log",
        cwd=closed,
        command=command,
        port=port,
        environment=variables,
    ) as server:
        tab = new_tab(Reader(scheme="dark"))
        tab.page.goto(server.url + LINK)
        tab.shows("timeline")
        opens_exactly_that(tab)

        for name in [*PAGES, "story"]:
            tab.turn_to(name)
        with tab.page.expect_download() as caught:
            tab.page.locator('[data-testid="stDownloadButton"] button').first.click()

        assert caught.value.path().stat().st_size > 0
        assert [] == tab.errors
        assert "Traceback" not in server.output()
        assert '"level": "error"' not in server.output()
        status, _, told = server.get("/readyz")
        assert (200, b'"store":"writable"' in told) == (status, True)
        tab.page.close()
    assert [] == list(closed.iterdir())
